//! stub
use super::super::Part;
use crate::source::Each;
use std::ops::ControlFlow;
#[derive(Default)]
pub(super) struct Pages;
impl Pages {
    pub(super) fn read(&mut self, _part: &Part<'_>, _file: usize, _each: &mut Each<'_>) -> ControlFlow<()> { ControlFlow::Continue(()) }
}
