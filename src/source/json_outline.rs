//! Where a cutter stands in a JSON document outside the lists it cuts: the keys that lead there, and short values on the way.

use std::rc::Rc;

/// Open brackets that are kept. Deeper ones are only counted: no list is looked for there.
const DEPTH: usize = 256;

/// Longest key or value that is kept, in bytes.
const LONGEST: usize = 256;

/// The open brackets around a place, the root's not among them.
#[derive(Default)]
pub(super) struct Outline {
    levels: Vec<Level>,
    deeper: usize,
    /// Key of the member that is being read; `None` in a list, and before a colon.
    key: Option<Rc<str>>,
    /// The string or bare value read last.
    word: Vec<u8>,
    /// A value without brackets is being read.
    plain: bool,
    /// Paths of the values that are kept.
    wanted: &'static [&'static str],
    kept: Vec<(&'static str, String)>,
}

struct Level {
    due: u8,
    /// Key of the member that the bracket is the value of.
    key: Option<Rc<str>>,
}

impl Outline {
    /// An outline that keeps the values at these paths: keys joined by dots, lists passed through (`chats.list.name`).
    pub(super) fn keeping(wanted: &'static [&'static str]) -> Self {
        Outline {
            wanted,
            ..Outline::default()
        }
    }

    /// The value kept last at this path; values of an object that was closed are forgotten.
    pub(super) fn kept(&self, path: &str) -> Option<&str> {
        self.kept
            .iter()
            .find(|(known, _)| *known == path)
            .map(|(_, value)| value.as_str())
    }

    /// The key that a bracket opened now is the value of.
    pub(super) fn key(&self) -> Option<&Rc<str>> {
        self.key.as_ref()
    }

    /// True directly within the root.
    pub(super) fn is_root(&self) -> bool {
        self.levels.is_empty() && self.deeper == 0
    }

    /// A string begins.
    pub(super) fn quote(&mut self) {
        self.word.clear();
    }

    /// A byte of a string.
    pub(super) fn letter(&mut self, byte: u8) {
        if self.word.len() < LONGEST {
            self.word.push(byte);
        }
    }

    /// A byte outside strings that opens or closes no bracket.
    pub(super) fn byte(&mut self, byte: u8) {
        match byte {
            b':' => {
                let in_list = self.levels.last().is_some_and(|level| level.due == b']');
                self.key = (!in_list).then(|| String::from_utf8_lossy(&self.word).into());
                self.word.clear();
                self.plain = true;
            }
            b',' => {
                self.end_value();
                self.key = None;
            }
            _ if byte.is_ascii_whitespace() => {}
            _ => self.letter(byte),
        }
    }

    /// A bracket opens that is no list to be cut.
    pub(super) fn open(&mut self, byte: u8) {
        self.plain = false;
        if self.levels.len() < DEPTH {
            let due = if byte == b'[' { b']' } else { b'}' };
            self.levels.push(Level {
                due,
                key: self.key.take(),
            });
        } else {
            self.deeper += 1;
        }
    }

    /// A bracket closes; those within it that were forgotten close with it. `false` where it is the root's.
    pub(super) fn close(&mut self, byte: u8) -> bool {
        self.end_value();
        if self.deeper > 0 {
            self.deeper -= 1;
            return true;
        }
        let Some(at) = self.levels.iter().rposition(|level| level.due == byte) else {
            return false;
        };
        // Of objects in a list there are many; what one says is not said of the next.
        if byte == b'}' && at > 0 && self.levels[at - 1].due == b']' {
            self.levels.truncate(at);
            self.key = None;
            let gone = self.path() + ".";
            self.kept.retain(|(path, _)| !path.starts_with(&gone));
        }
        self.levels.truncate(at);
        self.key = None;
        true
    }

    /// A list that was cut has ended.
    pub(super) fn end_list(&mut self) {
        self.key = None;
        self.plain = false;
    }

    fn end_value(&mut self) {
        if !std::mem::take(&mut self.plain) || self.key.is_none() || self.wanted.is_empty() {
            return;
        }
        let path = self.path();
        let Some(path) = self.wanted.iter().find(|wanted| **wanted == path) else {
            return;
        };
        let word = String::from_utf8_lossy(&self.word);
        let value = match &*word {
            "null" => String::new(),
            word => serde_json::from_str(&format!("\"{word}\"")).unwrap_or_else(|_| word.to_owned()),
        };
        self.kept.retain(|(known, _)| known != path);
        self.kept.push((path, value));
    }

    /// Keys from the root to the member that is being read.
    fn path(&self) -> String {
        let keys = self.levels.iter().filter_map(|level| level.key.as_deref());
        let keys: Vec<&str> = keys.chain(self.key.as_deref()).collect();
        keys.join(".")
    }
}
