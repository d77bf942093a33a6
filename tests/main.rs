//! The tests, one binary.
#![allow(clippy::unwrap_used)]

mod cli;
mod conditions;
mod formats;
mod mistakes;
mod small;
mod sources;
mod spans;
mod words;
