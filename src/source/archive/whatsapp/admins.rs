//! Who administers a group, as its notices tell one after another.

use super::header::{is_mark, is_space};
use super::words::Deed;
use std::sync::Arc;

/// Most names that are kept: as many as a group has members.
const MOST: usize = 1024;

/// The administrators of a group.
#[derive(Default)]
pub(super) struct Admins {
    names: Vec<String>,
    /// The names as posts share them, until a notice changes them.
    shared: Option<Arc<[String]>>,
}

impl Admins {
    /// Keeps what a notice says.
    pub(super) fn learn(&mut self, deed: Deed, who: Option<String>, whom: Option<String>) {
        let (joins, leaves) = match deed {
            Deed::Created => ([who, None], None),
            Deed::Promoted => ([who, whom], None),
            Deed::Governed | Deed::Demoted => ([who, None], whom),
            Deed::Left => ([None, None], who.or(whom)),
            Deed::Other => return,
        };
        for name in joins.into_iter().flatten().map(|name| administrator(&name)) {
            if self.names.len() < MOST && !self.names.contains(&name) {
                self.names.push(name);
                self.shared = None;
            }
        }
        if let Some(former) = leaves.map(|name| administrator(&name))
            && let Some(at) = self.names.iter().position(|name| *name == former)
        {
            self.names.remove(at);
            self.shared = None;
        }
    }

    /// The names, where any are known.
    pub(super) fn shared(&mut self) -> Option<Arc<[String]>> {
        if self.shared.is_none() && !self.names.is_empty() {
            self.shared = Some(self.names.as_slice().into());
        }
        self.shared.clone()
    }
}

/// A name without direction marks and with plain blanks, as it is shown.
pub(super) fn bare(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|char| !is_mark(*char))
        .map(|char| if is_space(char) { ' ' } else { char })
        .collect();
    name.trim().to_owned()
}

/// True for the word by which an export names whoever made it.
pub(super) fn is_you(name: &str) -> bool {
    matches!(bare(name).as_str(), "You" | "you" | "आप" | "आपने" | "તમે" | "તમને" | "آپ")
}

fn administrator(name: &str) -> String {
    if is_you(name) {
        "You (who exported the chat)".to_owned()
    } else {
        bare(name)
    }
}
