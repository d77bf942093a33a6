#![allow(clippy::unwrap_used)]
mod small;
mod spans;
mod words;
