//! A look-up table of strings that is ready as it lies in the binary: short rows of slots over bytes, keys by their hash.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

/// Bytes of a slot: a little-endian number that holds what a key leads to and some of its hash.
const SLOT: usize = 6;
/// Bits of a slot for what the key leads to; above them bits of the hash.
const TO: u32 = 22;
/// Set where a slot leads to a list of numbers instead of one.
const MANY: u32 = 1 << (TO - 1);
/// Bits of the hash in a slot.
const TAG: u64 = (1 << (8 * SLOT as u32 - TO)) - 1;
/// Keys of a row of slots, about.
const ROW: usize = 8;
/// Bytes of a number of a list.
const NUMBER: usize = 3;
/// Bytes before the rows: how many rows there are, and the salt of the hashes.
const HEAD: usize = 8;

/// Strings, each with a list of numbers. Built once, never changed; a key is known by its row and by the 26 bits of its hash in the
/// slot: of a hundred million other words some twelve are taken for a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Number of rows and salt, where each row ends (in slots), the slots, then the lists, each with its length before it.
    bytes: Cow<'static, [u8]>,
    rows: usize,
    salt: u64,
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
    /// Where numbers or lists are more than 2 millions.
    pub fn new(entries: &BTreeMap<String, Vec<u32>>) -> Table {
        let mut lists: Vec<u32> = Vec::new();
        // Forms of a word often lead to the same numbers.
        let mut places: HashMap<&[u32], u32> = HashMap::new();
        let mut hashes: Vec<(u64, u32)> = Vec::with_capacity(entries.len());
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
            hashes.push((hash(key), to));
        }
        let rows = entries.len() / ROW + 1;
        // With another salt where two keys of a row have the same tag.
        let (salt, slots) = (0..)
            .find_map(|salt| Some((salt, sorted(&hashes, rows, salt)?)))
            .unwrap_or_default();
        let mut bytes = Vec::with_capacity(HEAD + rows * 4 + slots.len() * SLOT + lists.len() * NUMBER);
        bytes.extend((rows as u32).to_le_bytes());
        bytes.extend((salt as u32).to_le_bytes());
        let ends = (0..rows).map(|row| slots.partition_point(|(of, ..)| *of <= row) as u32);
        bytes.extend(ends.flat_map(u32::to_le_bytes));
        let cell = |(_, tag, to): &(usize, u64, u32)| tag << TO | u64::from(*to);
        bytes.extend(
            slots
                .iter()
                .flat_map(|slot| cell(slot).to_le_bytes().into_iter().take(SLOT)),
        );
        bytes.extend(
            lists
                .into_iter()
                .flat_map(|number| number.to_le_bytes().into_iter().take(NUMBER)),
        );
        Table::from(Cow::Owned(bytes))
    }

    fn from(bytes: Cow<'static, [u8]>) -> Table {
        Table {
            rows: word(&bytes, 0) as usize,
            salt: word(&bytes, 4).into(),
            bytes,
            more: None,
        }
    }

    /// The table that [`Table::bytes`] gave, without a copy.
    pub fn from_static(bytes: &'static [u8]) -> Table {
        Table::from(Cow::Borrowed(bytes))
    }

    /// The table that [`Table::bytes`] gave.
    pub fn from_bytes(bytes: Vec<u8>) -> Table {
        Table::from(Cow::Owned(bytes))
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
        let (row, tag) = place(hash, self.rows, self.salt);
        let before = row.checked_sub(1).map_or(0, |before| self.end(before));
        let slots = self.slots().get(before..self.end(row)).unwrap_or_default();
        let cell = |slot: &[u8; SLOT]| {
            let [a, b, c, d, e, f] = *slot;
            u64::from_le_bytes([a, b, c, d, e, f, 0, 0])
        };
        let found = slots.iter().map(cell).find(|cell| cell >> TO == tag);
        found.map_or_else(Numbers::default, |cell| self.numbers(cell as u32 & ((1 << TO) - 1)))
    }

    /// One past the last slot of a row.
    fn end(&self, row: usize) -> usize {
        word(&self.bytes, HEAD + row * 4) as usize
    }

    fn slots(&self) -> &[[u8; SLOT]] {
        let from = HEAD + self.rows * 4;
        let slots = self.bytes.get(from..from + self.len() * SLOT).unwrap_or_default();
        slots.as_chunks().0
    }

    /// True where a key is known.
    pub fn has(&self, key: &str) -> bool {
        !self.get(key).is_empty()
    }

    /// How many keys there are, those of a second table left out.
    pub fn len(&self) -> usize {
        self.rows.checked_sub(1).map_or(0, |last| self.end(last))
    }

    /// True without keys.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn numbers(&self, to: u32) -> Numbers<'_> {
        if to & MANY == 0 {
            return Numbers {
                one: Some(to),
                ..Numbers::default()
            };
        }
        let lists = HEAD + self.rows * 4 + self.len() * SLOT;
        let (lists, _) = self.bytes.get(lists..).unwrap_or_default().as_chunks();
        let list = lists
            .get((to & !MANY) as usize..)
            .and_then(<[[u8; NUMBER]]>::split_first);
        let many = list.and_then(|(count, rest)| rest.get(..small(*count) as usize));
        Numbers {
            many: many.unwrap_or_default(),
            ..Numbers::default()
        }
    }
}

/// The numbers of a key, in order.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbers<'t> {
    one: Option<u32>,
    many: &'t [[u8; NUMBER]],
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
        if let Some((head, rest)) = self.many.split_first() {
            self.many = rest;
            return Some(small(*head));
        }
        let (table, hash) = self.more.take()?;
        let more = table.more.as_deref().map(|more| (more, hash));
        *self = Numbers { more, ..table.of(hash) };
        self.next()
    }
}

/// The keys in order of row and tag; `None` where two of a row have the same tag.
fn sorted(hashes: &[(u64, u32)], rows: usize, salt: u64) -> Option<Vec<(usize, u64, u32)>> {
    let slot = |(hash, to): &(u64, u32)| {
        let (row, tag) = place(*hash, rows, salt);
        (row, tag, *to)
    };
    let mut slots: Vec<_> = hashes.iter().map(slot).collect();
    slots.sort_unstable();
    let apart = slots.windows(2).all(|two| (two[0].0, two[0].1) != (two[1].0, two[1].1));
    apart.then_some(slots)
}

fn small([a, b, c]: [u8; NUMBER]) -> u32 {
    u32::from_le_bytes([a, b, c, 0])
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|b| b.first_chunk())
        .map_or(0, |b| u32::from_le_bytes(*b))
}

/// The row of so many a key of this hash lies in, and what of the hash its slot holds.
#[inline]
fn place(hash: u64, rows: usize, salt: u64) -> (usize, u64) {
    let hash = hash.wrapping_add(salt.wrapping_mul(ODD)).wrapping_mul(ODD);
    let hash = hash ^ (hash >> 32);
    let row = ((hash >> 32) * rows as u64) >> 32;
    (row as usize, hash & TAG)
}

const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The same in every build and on every machine, as the table is made at build time; never 0. Eight bytes at a time,
/// mixed by multiplication and rotation, and a last avalanche (the finaliser of MurmurHash3, public domain).
pub(super) fn hash(key: &str) -> u64 {
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
    use super::{Table, place, sorted};
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
        assert!(!table.has(""));
        assert!((5000..100_000).all(|i| !table.has(&format!("key{i}"))));
    }

    #[test]
    fn keys_of_one_row_and_tag_ask_for_another_salt() {
        assert!(sorted(&[(7, 1), (7, 2)], 1, 0).is_none());
        assert!(sorted(&[(7, 1), (8, 2)], 1, 0).is_some());
        assert_ne!(place(7, 1, 0), place(7, 1, 1));
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
