//! The tests, one binary.
#![allow(clippy::unwrap_used)]

mod archives;
mod cli;
mod conditions;
mod disguise;
mod formats;
mod guide;
mod mistakes;
mod packs;
mod small;
mod sources;
mod spans;
mod words;
