//! Rows of numbers and texts that are used as they lie in the binary: nothing of them is read or copied at the start.

use std::borrow::Cow;

/// A number as it lies, little-endian.
pub type Raw = [u8; 4];

/// The number.
#[inline]
pub const fn number(raw: &Raw) -> u32 {
    u32::from_le_bytes(*raw)
}

/// Bytes, mostly those of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block(Cow<'static, [u8]>);

impl FromIterator<u32> for Block {
    fn from_iter<I: IntoIterator<Item = u32>>(numbers: I) -> Block {
        Block(Cow::Owned(numbers.into_iter().flat_map(u32::to_le_bytes).collect()))
    }
}

impl From<Vec<u8>> for Block {
    fn from(bytes: Vec<u8>) -> Block {
        Block(Cow::Owned(bytes))
    }
}

impl Block {
    /// The block that [`Block::bytes`] gave, without a copy.
    pub const fn from_static(bytes: &'static [u8]) -> Block {
        Block(Cow::Borrowed(bytes))
    }

    /// The block as bytes.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// All of its numbers.
    #[inline]
    pub fn all(&self) -> &[Raw] {
        self.0.as_chunks().0
    }

    /// Puts more behind it.
    pub fn extend(&mut self, more: &Block) {
        self.0.to_mut().extend_from_slice(more.bytes());
    }

    /// One of its numbers.
    #[inline]
    pub fn get(&self, at: usize) -> Option<u32> {
        self.all().get(at).map(number)
    }
}

/// Strings by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strings {
    text: Block,
    /// Where each ends, up to the last that is not empty; then how many there are.
    ends: Block,
    /// Strings of further numbers.
    more: Option<Box<Strings>>,
}

impl<'t> FromIterator<&'t str> for Strings {
    fn from_iter<I: IntoIterator<Item = &'t str>>(texts: I) -> Strings {
        let mut all = Vec::new();
        let ends = texts.into_iter().map(|text| {
            all.extend_from_slice(text.as_bytes());
            all.len() as u32
        });
        let mut ends: Vec<u32> = ends.collect();
        let count = ends.len() as u32;
        let last = ends.partition_point(|end| (*end as usize) < all.len());
        ends.truncate(last + 1);
        ends.push(count);
        let ends = ends.into_iter().collect();
        Strings {
            text: all.into(),
            ends,
            more: None,
        }
    }
}

impl Strings {
    /// The text of a number.
    pub fn get(&self, at: usize) -> &str {
        str::from_utf8(self.bytes(at)).unwrap_or_default()
    }

    /// The text of a number as bytes.
    pub fn bytes(&self, at: usize) -> &[u8] {
        if let Some(beyond) = at.checked_sub(self.count()) {
            return self.more.as_ref().map_or(&[], |more| more.bytes(beyond));
        }
        let ends = self.ends.all().split_last().map_or(&[][..], |(_, ends)| ends);
        let start = at.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, number);
        let end = ends.get(at).map_or(start, number);
        self.text.bytes().get(start as usize..end as usize).unwrap_or_default()
    }

    /// How many lie here.
    fn count(&self) -> usize {
        self.ends.all().last().map_or(0, number) as usize
    }

    /// Counts others on behind these. What lies in the binary stays there.
    pub fn extend(&mut self, more: Strings) {
        let is_empty = self.count() == 0;
        match &mut self.more {
            _ if is_empty => *self = more,
            Some(known) => known.extend(more),
            None => self.more = Some(Box::new(more)),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.count() + self.more.as_ref().map_or(0, |more| more.len())
    }

    /// True without texts.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The blocks it lies in.
    pub fn blocks(&mut self) -> [&mut Block; 2] {
        [&mut self.text, &mut self.ends]
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Strings};

    #[test]
    fn what_is_put_in_comes_out() {
        let block: Block = [7, 0, u32::MAX].into_iter().collect();
        assert_eq!(
            (block.get(0), block.get(2), block.get(3)),
            (Some(7), Some(u32::MAX), None)
        );
        let texts: Strings = ["ایک", "", "two"].into_iter().collect();
        assert_eq!(
            (texts.get(0), texts.get(1), texts.get(2), texts.get(3), texts.len()),
            ("ایک", "", "two", "", 3)
        );
    }

    #[test]
    fn what_comes_later_is_counted_on() {
        let mut texts: Strings = ["a", "b"].into_iter().collect();
        texts.extend(["c"].into_iter().collect());
        texts.extend(["d", "e"].into_iter().collect());
        let all: Vec<&str> = (0..6).map(|at| texts.get(at)).collect();
        assert_eq!((all, texts.len()), (vec!["a", "b", "c", "d", "e", ""], 5));
    }
}
