//! Which characters are letters, without a search for those that posts are written in.

use std::ops::Range;
use std::sync::LazyLock;

/// Characters that are looked up in a row of bits: Arabic to Gujarati. The row is made when it is first asked, so it is short.
const KNOWN: Range<u32> = 0x0600..0x0B00;

type Bits = [u64; (KNOWN.end - KNOWN.start) as usize / 64];

static ALPHABETIC: LazyLock<Bits> = LazyLock::new(|| bits(char::is_alphabetic));
static ALPHANUMERIC: LazyLock<Bits> = LazyLock::new(|| bits(char::is_alphanumeric));

fn bits(is: impl Fn(char) -> bool) -> Bits {
    let mut bits: Bits = [0; (KNOWN.end - KNOWN.start) as usize / 64];
    for (at, c) in KNOWN.filter_map(char::from_u32).enumerate() {
        bits[at / 64] |= u64::from(is(c)) << (at % 64);
    }
    bits
}

#[inline]
fn known(bits: &Bits, c: char) -> bool {
    let at = u32::from(c) - KNOWN.start;
    bits[at as usize / 64] & 1 << (at % 64) != 0
}

/// As [`char::is_alphabetic`].
#[inline]
pub fn is_alphabetic(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else if KNOWN.contains(&u32::from(c)) {
        known(&ALPHABETIC, c)
    } else {
        c.is_alphabetic()
    }
}

/// As [`char::is_alphanumeric`].
#[inline]
pub fn is_alphanumeric(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else if KNOWN.contains(&u32::from(c)) {
        known(&ALPHANUMERIC, c)
    } else {
        c.is_alphanumeric()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn letters_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(super::is_alphabetic(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(super::is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
        }
    }
}
