//! The `postlint` program: the command line in front of the library.

#![forbid(unsafe_code)]

use postlint::cli::{self, Streams};
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main(std::env::args_os(), &mut Streams::process()).into()
}
