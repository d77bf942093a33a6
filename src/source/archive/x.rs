//! X / Twitter archives.

use super::{Claim, Look, Part, Reader};
use crate::source::Each;
use std::ops::ControlFlow;

pub(super) const READER: Reader = Reader {
    name: "an X archive",
    splits: false,
    claim,
    read,
};

fn claim(look: &Look<'_>) -> Option<Claim> {
    let name = look.name();
    if !name.ends_with(".js") {
        return None;
    }
    let ours = look.head().trim_start().starts_with("window.YTD.");
    ours.then(|| Claim {
        root: look.ends_with(&format!("data/{name}")).unwrap_or(look.name_at()),
        sure: true,
    })
}

fn read(_part: &Part<'_>, _each: &mut Each<'_>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}
