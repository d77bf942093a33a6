//! Which characters are letters, without a search for those that posts are written in.

use std::sync::LazyLock;

/// Characters below this are looked up in a row of bits: Latin, Greek, Cyrillic, Arabic and the scripts of India.
const KNOWN: u32 = 0x1000;

type Bits = [u64; KNOWN as usize / 64];

static ALPHABETIC: LazyLock<Bits> = LazyLock::new(|| bits(char::is_alphabetic));
static ALPHANUMERIC: LazyLock<Bits> = LazyLock::new(|| bits(char::is_alphanumeric));

fn bits(is: impl Fn(char) -> bool) -> Bits {
    let mut bits = [0; KNOWN as usize / 64];
    for c in (0..KNOWN).filter_map(char::from_u32).filter(|c| is(*c)) {
        bits[c as usize / 64] |= 1 << (c as u32 % 64);
    }
    bits
}

#[inline]
fn known(bits: &Bits, c: char) -> bool {
    bits[c as usize / 64] & 1 << (c as u32 % 64) != 0
}

/// As [`char::is_alphabetic`].
#[inline]
pub fn is_alphabetic(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphabetic()
    } else if u32::from(c) < KNOWN {
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
    } else if u32::from(c) < KNOWN {
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
