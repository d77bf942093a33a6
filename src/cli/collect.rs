//! A writer that writes nothing: each post and its findings go to a function.

use crate::finding::{Finding, Refusal, Summary};
use crate::lint::Listener;
use crate::post::Post;
use crate::render::Writer;
use crate::source::Warning;
use std::io;

/// Hands on every post with all its findings, excused ones too.
pub struct Collector<F: FnMut(&Post, &[Finding])>(pub F);

impl<F: FnMut(&Post, &[Finding])> Writer for Collector<F> {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        (self.0)(post, findings);
        Ok(())
    }

    fn takes_excused(&self) -> bool {
        true
    }

    fn end(&mut self, _: &Summary, _: &[Refusal]) -> io::Result<()> {
        Ok(())
    }
}

/// Hears nothing.
pub struct Silent;

impl Listener for Silent {
    fn warning(&mut self, _: &Warning) {}
    fn progress(&mut self, _: u64) {}
}
