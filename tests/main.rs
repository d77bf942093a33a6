//! The tests, one binary.
#![allow(clippy::unwrap_used)]

mod archives;
mod cli;
mod conditions;
mod consumers;
mod disguise;
mod earlier;
mod formats;
mod guard;
mod guide;
mod hostile;
mod html;
mod kept;
mod masked;
mod mistakes;
mod officer;
mod packs;
mod passages;
mod program;
mod reports;
mod small;
mod sources;
mod spans;
mod words;
