//! postlint: a compliance linter for draft social-media posts of government servants.
pub mod builtin;
pub mod engine;
pub mod finding;
pub mod pack;
pub mod policy;
pub mod post;
pub mod proof;
pub mod rule;
pub mod text;
