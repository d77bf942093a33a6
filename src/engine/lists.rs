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

/// A number for each of a stretch of numbers, or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    first: u32,
    /// One more than the number; 0 where there is none.
    values: Vec<u32>,
}

impl Row {
    /// From pairs; of two for the same number the first counts.
    pub fn new(pairs: &[(u32, u32)]) -> Row {
        let first = pairs.iter().map(|(key, _)| *key).min().unwrap_or(0);
        let end = pairs.iter().map(|(key, _)| key + 1).max().unwrap_or(0);
        let mut values = vec![0; end.saturating_sub(first) as usize];
        for (key, value) in pairs.iter().rev() {
            values[(key - first) as usize] = value + 1;
        }
        Row { first, values }
    }

    /// What a number leads to.
    pub fn get(&self, number: u32) -> Option<u32> {
        let at = number.checked_sub(self.first)?;
        self.values.get(at as usize)?.checked_sub(1)
    }
}
