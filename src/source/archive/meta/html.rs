//! Meta's HTML, its default choice. Stub to be filled.

use super::{About, Export};
use crate::source::Each;
use std::ops::ControlFlow;

impl Export<'_> {
    pub(super) fn html(&self, file: usize, _about: About, each: &mut Each<'_>) -> ControlFlow<()> {
        self.part.skip(file, None, "html", each)
    }
}
