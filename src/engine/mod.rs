//! In: a compiled program and a post. Out: findings with spans in the post. Never: files, YAML, colours, the clock.

mod absent;
mod binding;
pub mod block;
pub mod compile;
mod disguise;
mod hits;
mod judge;
mod known;
pub mod lean;
mod lexis;
pub mod lists;
mod lookup;
mod outcome;
pub mod own;
pub mod pattern;
pub mod personal;
pub mod phrases;
pub mod program;
pub mod scan;
mod speech;
pub mod table;
pub mod trace;
pub mod wake;
pub mod weights;
mod words;
