//! Byte ranges that know which text they measure.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

/// The text of a post as its author wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InPost;

/// The folded form of a post, the text that is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Folded;

/// A half-open range of UTF-8 bytes in the text named by `T`.
///
/// The type parameter keeps positions of the post and of its folded form apart; the only crossing is
/// [`FoldedText::to_post`](crate::text::fold::FoldedText::to_post).
pub struct Span<T> {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    text: PhantomData<T>,
}

impl<T> Span<T> {
    /// A span from `start` up to, not including, `end` (bytes).
    pub const fn new(start: usize, end: usize) -> Self {
        Span {
            start,
            end,
            text: PhantomData,
        }
    }

    /// Length in bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// True where something is missing rather than present.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The range for slicing a `str`.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// The smallest span that holds both.
    pub fn hull(self, other: Self) -> Self {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// True where every byte of `other` is a byte of `self`.
    pub const fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// True where the two share a byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl<T> Clone for Span<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Span<T> {}

impl<T> fmt::Debug for Span<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl<T> PartialEq for Span<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.start, self.end) == (other.start, other.end)
    }
}

impl<T> Eq for Span<T> {}

impl<T> PartialOrd for Span<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Span<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.start, self.end).cmp(&(other.start, other.end))
    }
}

impl<T> std::hash::Hash for Span<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.start, self.end).hash(state);
    }
}
