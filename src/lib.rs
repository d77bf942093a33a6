//! postlint: a compliance linter for draft social-media posts of government servants.
#![forbid(unsafe_code)]

pub mod builtin;
pub mod cli;
pub mod compare;
pub mod coverage;
mod crew;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod hash;
pub mod learn;
pub mod lint;
pub mod over;
pub mod pack;
mod path;
pub mod platform;
pub mod policy;
pub mod post;
pub mod proof;
pub mod redact;
pub mod render;
pub mod resume;
pub mod rule;
pub mod score;
pub mod source;
pub mod text;
pub mod when;
