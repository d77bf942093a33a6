//! Lists of numbers by number, rows of numbers, sets of small numbers.

use super::block::{Block, Raw, number};
use serde::{Deserialize, Serialize};

/// Lists of numbers by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    ends: Block,
    values: Block,
    /// Lists of further numbers.
    more: Option<Box<Lists>>,
}

impl Lists {
    /// From one list for each number.
    pub fn new(lists: &[Vec<u32>]) -> Lists {
        let mut end = 0;
        let ends = lists.iter().map(|list| {
            end += list.len() as u32;
            end
        });
        Lists {
            ends: ends.collect(),
            values: lists.iter().flatten().copied().collect(),
            more: None,
        }
    }

    /// Counts others on behind these. What lies in the binary stays there.
    pub fn extend(&mut self, more: Lists) {
        let is_empty = self.ends.all().is_empty();
        match &mut self.more {
            _ if is_empty => *self = more,
            Some(known) => known.extend(more),
            None => self.more = Some(Box::new(more)),
        }
    }

    /// The list of a number, as it lies; empty where it has none.
    #[inline]
    pub fn raw(&self, at: usize) -> &[Raw] {
        let Some(end) = self.ends.get(at) else {
            let more = self.more.as_ref();
            return more.map_or(&[], |more| more.raw(at - self.ends.all().len()));
        };
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).unwrap_or(0);
        &self.values.all()[start as usize..end as usize]
    }

    /// Where the list of a number lies, for [`Lists::slice`]: who asks often need not look for it again.
    #[inline]
    pub fn place(&self, at: usize) -> (u32, u32) {
        let Some(end) = self.ends.get(at) else {
            let beyond = self.values.all().len() as u32;
            let more = self.more.as_ref().map(|more| more.place(at - self.ends.all().len()));
            return more.map_or((0, 0), |(start, end)| (beyond + start, beyond + end));
        };
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).unwrap_or(0);
        (start, end)
    }

    /// What lies at such a place, or in a part of it.
    #[inline]
    pub fn slice(&self, (start, end): (u32, u32)) -> &[Raw] {
        let values = self.values.all();
        match (&self.more, (start as usize).checked_sub(values.len())) {
            (Some(more), Some(beyond)) => more.slice((beyond as u32, end - values.len() as u32)),
            _ => &values[start as usize..end as usize],
        }
    }

    /// Where the last list ends.
    pub fn end(&self) -> u32 {
        self.values.all().len() as u32 + self.more.as_ref().map_or(0, |more| more.end())
    }

    /// The list of a number; empty where it has none.
    #[inline]
    pub fn get(&self, at: usize) -> impl Iterator<Item = u32> {
        self.raw(at).iter().map(number)
    }

    /// The blocks it lies in.
    pub fn blocks(&mut self) -> [&mut Block; 2] {
        [&mut self.ends, &mut self.values]
    }
}

/// A number for each of a stretch of numbers, or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    first: u32,
    /// One more than the number; 0 where there is none.
    #[serde(skip)]
    values: Block,
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
        Row {
            first,
            values: values.into_iter().collect(),
        }
    }

    /// What a number leads to.
    #[inline]
    pub fn get(&self, at: u32) -> Option<u32> {
        let at = at.checked_sub(self.first)?;
        self.values.get(at as usize)?.checked_sub(1)
    }

    /// The block it lies in.
    pub fn block(&mut self) -> &mut Block {
        &mut self.values
    }
}

/// A set of small numbers that lie close together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Set {
    /// 64 numbers each: which 64, and a bit for each that is in the set.
    words: Vec<(u32, u64)>,
}

impl FromIterator<u32> for Set {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Set {
        let mut numbers: Vec<u32> = numbers.into_iter().collect();
        numbers.sort_unstable();
        let mut words: Vec<(u32, u64)> = Vec::new();
        for number in numbers {
            let (word, bit) = (number / 64, 1 << (number % 64));
            match words.last_mut() {
                Some((last, bits)) if *last == word => *bits |= bit,
                _ => words.push((word, bit)),
            }
        }
        Set { words }
    }
}

impl Set {
    /// Its numbers, in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.words.iter().flat_map(|(word, bits)| ones(*word, *bits))
    }

    /// True where it shares a number with a row of bits.
    #[inline]
    pub fn meets(&self, bits: &[u64]) -> bool {
        self.words
            .iter()
            .any(|(word, mine)| bits.get(*word as usize).is_some_and(|bits| bits & mine != 0))
    }

    /// The numbers it shares with a row of bits, in order.
    pub fn shared(&self, bits: &[u64]) -> impl Iterator<Item = u32> {
        let both = move |(word, mine): &(u32, u64)| (*word, bits.get(*word as usize).map_or(0, |bits| bits & mine));
        self.words.iter().map(both).flat_map(|(word, bits)| ones(word, bits))
    }
}

/// The numbers of the bits of a word.
pub fn ones(word: u32, mut bits: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        (bits != 0).then(|| {
            let one = bits.trailing_zeros();
            bits &= bits - 1;
            word * 64 + one
        })
    })
}

#[cfg(test)]
mod tests {
    use super::Lists;

    #[test]
    fn lists_are_found_by_number_and_by_place_and_counted_on() {
        let mut lists = Lists::new(&[vec![1, 2], vec![], vec![3]]);
        lists.extend(Lists::new(&[vec![4], vec![5, 6]]));
        lists.extend(Lists::new(&[vec![], vec![7]]));
        let expected = [
            vec![1, 2],
            vec![],
            vec![3],
            vec![4],
            vec![5, 6],
            vec![],
            vec![7],
            vec![],
        ];
        for (at, expected) in expected.iter().enumerate() {
            assert_eq!(&lists.get(at).collect::<Vec<_>>(), expected);
            assert_eq!(lists.slice(lists.place(at)), lists.raw(at));
        }
    }
}
