//! A look-up table of strings that is ready as it lies in the binary: open addressing over bytes, keys by their hash.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Bytes of a slot: a little-endian number that holds what a key leads to and some of its hash.
const SLOT: usize = 8;
/// Bits of a slot for what the key leads to; above them bits of the hash.
const TO: u32 = 24;
/// Set where a slot leads to a list of numbers instead of one.
const MANY: u32 = 1 << (TO - 1);

/// Strings, each with a list of numbers. Built once, never changed; a key is known by the 40 bits of its hash in the slot and by
/// the place of the slot, near which all keys of that place lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Number of slots, the slots (an empty one is 0), then the lists, each with its length before it.
    bytes: Cow<'static, [u8]>,
    slots: usize,
    /// A second table, whose numbers come behind.
    more: Option<Box<Table>>,
}

impl Default for Table {
    fn default() -> Table {
        Table::new(&BTreeMap::new())
    }
}

impl Table {
    /// A table of these keys.
    ///
    /// # Panics
    /// Where numbers or lists are more than 8 millions.
    pub fn new(entries: &BTreeMap<String, Vec<u32>>) -> Table {
        let slots = entries.len() * 4 / 3 + 1;
        let mut cells = vec![0u64; slots];
        let mut lists: Vec<u32> = Vec::new();
        // Forms of a word often lead to the same numbers.
        let mut places: HashMap<&[u32], u32> = HashMap::new();
        for (key, values) in entries {
            let to = match values.as_slice() {
                [one] => *one,
                many => {
                    let at = *places.entry(many).or_insert_with(|| {
                        let at = lists.len() as u32;
                        lists.push(many.len() as u32);
                        lists.extend(many);
                        at
                    });
                    at | MANY
                }
            };
            assert!(
                to & !MANY < MANY && lists.len() < MANY as usize,
                "a table of too many numbers"
            );
            let (mut slot, tag) = place(hash(key), slots);
            while cells[slot] != 0 {
                slot = if slot + 1 == slots { 0 } else { slot + 1 };
            }
            cells[slot] = tag << TO | u64::from(to);
        }
        let mut bytes = Vec::with_capacity(slots * SLOT + lists.len() * 4 + 4);
        bytes.extend((slots as u32).to_le_bytes());
        bytes.extend(cells.into_iter().flat_map(u64::to_le_bytes));
        bytes.extend(lists.into_iter().flat_map(u32::to_le_bytes));
        Table {
            bytes: Cow::Owned(bytes),
            slots,
            more: None,
        }
    }

    /// The table that [`Table::bytes`] gave, without a copy.
    pub fn from_static(bytes: &'static [u8]) -> Table {
        let slots = word(bytes, 0) as usize;
        Table {
            bytes: Cow::Borrowed(bytes),
            slots,
            more: None,
        }
    }

    /// The table that [`Table::bytes`] gave.
    pub fn from_bytes(bytes: Vec<u8>) -> Table {
        let slots = word(&bytes, 0) as usize;
        Table {
            bytes: Cow::Owned(bytes),
            slots,
            more: None,
        }
    }

    /// The table as bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Asks another table, too. What lies in the binary stays there.
    pub fn extend(&mut self, more: Table) {
        let is_empty = self.is_empty();
        match &mut self.more {
            _ if is_empty => *self = more,
            Some(known) => known.extend(more),
            None => self.more = Some(Box::new(more)),
        }
    }

    /// The numbers of a key; none where it is unknown.
    #[inline]
    pub fn get(&self, key: &str) -> Numbers<'_> {
        let hash = hash(key);
        let numbers = self.of(hash);
        match &self.more {
            Some(more) => Numbers {
                more: Some((more, hash)),
                ..numbers
            },
            None => numbers,
        }
    }

    fn of(&self, hash: u64) -> Numbers<'_> {
        let (mut slot, tag) = place(hash, self.slots);
        let slots = self.slots();
        loop {
            let cell = slots.get(slot).map_or(0, |cell| u64::from_le_bytes(*cell));
            if cell == 0 {
                return Numbers::default();
            }
            if cell >> TO == tag {
                return self.numbers(cell as u32 & ((1 << TO) - 1));
            }
            slot = if slot + 1 == self.slots { 0 } else { slot + 1 };
        }
    }

    fn slots(&self) -> &[[u8; SLOT]] {
        let slots = self.bytes.get(4..4 + self.slots * SLOT).unwrap_or_default();
        slots.as_chunks().0
    }

    /// True where a key is known.
    pub fn has(&self, key: &str) -> bool {
        !self.get(key).is_empty()
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.slots().iter().filter(|slot| **slot != [0; SLOT]).count()
    }

    /// True without keys.
    pub fn is_empty(&self) -> bool {
        self.slots().iter().all(|slot| *slot == [0; SLOT])
    }

    fn numbers(&self, to: u32) -> Numbers<'_> {
        if to & MANY == 0 {
            return Numbers {
                one: Some(to),
                ..Numbers::default()
            };
        }
        let at = 4 + self.slots * SLOT + (to & !MANY) as usize * 4;
        let count = word(&self.bytes, at) as usize;
        Numbers {
            many: &self.bytes[at + 4..at + 4 + count * 4],
            ..Numbers::default()
        }
    }
}

/// The numbers of a key, in order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbers<'t> {
    one: Option<u32>,
    many: &'t [u8],
    /// Another table to be asked in the end, and the hash of the key.
    more: Option<(&'t Table, u64)>,
}

impl Numbers<'_> {
    /// True without numbers.
    pub fn is_empty(&self) -> bool {
        { *self }.next().is_none()
    }
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        if let Some(one) = self.one.take() {
            return Some(one);
        }
        if let Some((head, rest)) = self.many.split_first_chunk() {
            self.many = rest;
            return Some(u32::from_le_bytes(*head));
        }
        let (table, hash) = self.more.take()?;
        let more = table.more.as_deref().map(|more| (more, hash));
        *self = Numbers { more, ..table.of(hash) };
        self.next()
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|b| b.first_chunk())
        .map_or(0, |b| u32::from_le_bytes(*b))
}

/// Where a key of this hash belongs in so many slots, and what of the hash the slot holds; never 0.
#[inline]
fn place(hash: u64, slots: usize) -> (usize, u64) {
    let slot = ((hash >> 32) * slots as u64) >> 32;
    let tag = hash & ((1 << (64 - TO)) - 1);
    (slot as usize, tag.max(1))
}

/// The same in every build and on every machine, as the table is made at build time; never 0. Eight bytes at a time,
/// mixed by multiplication and rotation, and a last avalanche (the finaliser of MurmurHash3, public domain).
pub(super) fn hash(key: &str) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = (key.len() as u64).wrapping_mul(ODD);
    for chunk in key.as_bytes().chunks(8) {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(bytes)).wrapping_mul(ODD).rotate_left(29);
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    (hash ^ (hash >> 33)).max(1)
}

#[cfg(test)]
mod tests {
    use super::Table;
    use std::collections::BTreeMap;

    #[test]
    fn every_key_leads_to_its_numbers_and_no_other_does() {
        let entries: BTreeMap<String, Vec<u32>> = (0..5000)
            .map(|i| (format!("key{i}"), (0..i % 4).map(|k| i * 10 + k).collect()))
            .collect();
        let table = Table::new(&entries);
        assert_eq!(table.len(), 5000);
        for (key, values) in &entries {
            assert_eq!(&table.get(key).collect::<Vec<_>>(), values);
        }
        assert!(!table.has("key5000") && !table.has(""));
    }

    #[test]
    fn tables_are_asked_one_behind_the_other() {
        let table = |keys: &[(&str, &[u32])]| {
            let keys = keys.iter().map(|(key, numbers)| ((*key).to_string(), numbers.to_vec()));
            Table::new(&keys.collect())
        };
        let mut all = table(&[("a", &[1, 2]), ("b", &[3])]);
        all.extend(table(&[("b", &[4]), ("c", &[5, 6])]));
        all.extend(table(&[("a", &[7]), ("b", &[8, 9])]));
        for (key, numbers) in [
            ("a", vec![1, 2, 7]),
            ("b", vec![3, 4, 8, 9]),
            ("c", vec![5, 6]),
            ("d", vec![]),
        ] {
            assert_eq!(all.get(key).collect::<Vec<_>>(), numbers, "{key}");
            assert_eq!(all.has(key), !numbers.is_empty(), "{key}");
        }
    }
}
