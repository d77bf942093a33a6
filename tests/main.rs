//! The tests, one binary.
#![allow(clippy::unwrap_used)]

mod cli;
mod conditions;
mod consumers;
mod formats;
mod guard;
mod guide;
mod mistakes;
mod packs;
mod small;
mod sources;
mod spans;
mod words;
