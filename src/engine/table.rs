//! A look-up table of strings that is ready as soon as it is read: open addressing over one block of bytes.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Strings, each with a list of numbers. Built once, never changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Number of the key + 1 in each slot; 0 is empty. A power of two long.
    slots: Vec<u32>,
    bytes: String,
    /// End of each key in `bytes`.
    key_ends: Vec<u32>,
    /// End of each key's values in `values`.
    value_ends: Vec<u32>,
    values: Vec<u32>,
}

impl Table {
    /// A table of these keys.
    pub fn new(entries: &BTreeMap<String, Vec<u32>>) -> Table {
        let mut table = Table {
            slots: vec![0; (entries.len() * 2).next_power_of_two().max(2)],
            ..Table::default()
        };
        let mask = table.slots.len() - 1;
        for (number, (key, values)) in entries.iter().enumerate() {
            table.bytes.push_str(key);
            table.key_ends.push(table.bytes.len() as u32);
            table.values.extend(values);
            table.value_ends.push(table.values.len() as u32);
            let mut slot = hash(key) as usize & mask;
            while table.slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            table.slots[slot] = number as u32 + 1;
        }
        table
    }

    /// The numbers of a key; empty where it is unknown.
    pub fn get(&self, key: &str) -> &[u32] {
        if self.slots.is_empty() {
            return &[];
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash(key) as usize & mask;
        loop {
            let Some(number) = (self.slots[slot] as usize).checked_sub(1) else { return &[] };
            if self.key(number) == key {
                return range(&self.value_ends, number).map_or(&[], |r| &self.values[r]);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.key_ends.len()
    }

    /// True without keys.
    pub fn is_empty(&self) -> bool {
        self.key_ends.is_empty()
    }

    /// Keys in order with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u32])> {
        (0..self.len()).map(|n| (self.key(n), range(&self.value_ends, n).map_or(&[][..], |r| &self.values[r])))
    }

    fn key(&self, number: usize) -> &str {
        range(&self.key_ends, number).map_or("", |r| &self.bytes[r])
    }
}

/// Lists of numbers by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
        range(&self.ends, number).map_or(&[], |r| &self.values[r])
    }
}

fn range(ends: &[u32], number: usize) -> Option<std::ops::Range<usize>> {
    let end = *ends.get(number)? as usize;
    let start = number.checked_sub(1).map_or(0, |before| ends[before] as usize);
    Some(start..end)
}

/// FNV-1a with a last mix: the same in every build and on every machine, as the table is made at build time.
fn hash(key: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in key.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash ^ (hash >> 29)
}
