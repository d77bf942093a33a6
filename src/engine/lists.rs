//! Lists of numbers by number, in one block.

use serde::{Deserialize, Serialize};

/// Lists of numbers by number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lists {
    ends: Vec<u32>,
    values: Vec<u32>,
}

impl Lists {
    /// From one list for each number.
    pub fn new(lists: &[Vec<u32>]) -> Lists {
        let mut out = Lists::default();
        for list in lists {
            out.values.extend(list);
            out.ends.push(out.values.len() as u32);
        }
        out
    }

    /// The list of a number; empty where it has none.
    pub fn get(&self, number: usize) -> &[u32] {
        let Some(&end) = self.ends.get(number) else { return &[] };
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.values[start as usize..end as usize]
    }
}
