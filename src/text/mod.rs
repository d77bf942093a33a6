//! In: a post's text. Out: its folded form with words, sentences and zones, and the map back. Never: rules, phrases, I/O.

pub(crate) mod address;
pub mod alphabet;
pub mod cases;
pub mod cluster;
pub mod fold;
pub mod inflect;
pub(crate) mod letters;
pub mod roman;
mod sentence;
pub mod span;
pub mod view;
pub mod zone;
