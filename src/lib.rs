//! postlint: a compliance linter for draft social-media posts of government servants.
pub mod builtin;
pub mod cli;
pub mod engine;
pub mod finding;
pub mod fix;
pub mod learn;
pub mod lint;
pub mod pack;
pub mod platform;
pub mod policy;
pub mod post;
pub mod proof;
pub mod render;
pub mod rule;
pub mod source;
pub mod text;
