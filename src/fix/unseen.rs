//! Characters that nobody sees and that hide words from a reader's search.

use crate::finding::Fix;
use crate::text::letters::lookalike_of;
use crate::text::span::Span;

/// Replacements that take out what nobody sees. The joiners of Urdu, Hindi, Gujarati and emoji stay; so do the marks that set a
/// line's direction, unless `unsafe_too`, which also writes look-alike letters inside Latin words as Latin ones.
pub(super) fn fixes(text: &str, unsafe_too: bool) -> Vec<Fix> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut fixes = Vec::new();
    for (number, &(at, char)) in chars.iter().enumerate() {
        let near = |step: isize| {
            number
                .checked_add_signed(step)
                .and_then(|n| chars.get(n))
                .map(|(_, c)| *c)
        };
        let between = |is: fn(char) -> bool| near(-1).is_some_and(is) && near(1).is_some_and(is);
        let replacement = match char {
            _ if is_empty(char) => Some(String::new()),
            // Tags spell the flags of regions; anywhere else they are hidden text.
            '\u{E0000}'..='\u{E007F}' if !in_flag(&chars[..number]) => Some(String::new()),
            '\u{200C}' | '\u{200D}' if between(is_latin) => Some(String::new()),
            _ if is_direction(char) && (unsafe_too || between(is_latin)) => Some(String::new()),
            _ if unsafe_too => latin(&chars, number),
            _ => None,
        };
        fixes.extend(replacement.map(|replacement| Fix {
            span: Span::new(at, at + char.len_utf8()),
            replacement,
        }));
    }
    fixes
}

/// Without width and without use in any of the languages here.
fn is_empty(char: char) -> bool {
    matches!(
        char,
        '\u{AD}' | '\u{200B}' | '\u{2060}'
            ..='\u{2064}' | '\u{FEFF}' | '\u{180E}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}'
    )
}

fn is_direction(char: char) -> bool {
    matches!(char, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_latin(char: char) -> bool {
    char.is_alphabetic() && matches!(u32::from(char), 0x41..=0x24F)
}

/// True where the tags before belong to a flag.
fn in_flag(before: &[(usize, char)]) -> bool {
    let mut back = before.iter().rev().map(|(_, c)| *c);
    back.find(|c| !matches!(c, '\u{E0000}'..='\u{E007F}')) == Some('\u{1F3F4}')
}

/// The Latin letter for a look-alike in a word that has Latin letters.
fn latin(chars: &[(usize, char)], number: usize) -> Option<String> {
    let char = chars[number].1;
    let like = lookalike_of(char)?;
    let start = chars[..number]
        .iter()
        .rposition(|(_, c)| !c.is_alphabetic())
        .map_or(0, |at| at + 1);
    let end = chars[number..]
        .iter()
        .position(|(_, c)| !c.is_alphabetic())
        .map_or(chars.len(), |at| number + at);
    let word = &chars[start..end];
    word.iter().any(|(_, c)| is_latin(*c)).then(|| {
        if char.is_uppercase() {
            like.to_uppercase().collect()
        } else {
            like.to_string()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(text: &str, unsafe_too: bool) -> String {
        let mut out = text.to_owned();
        for fix in fixes(text, unsafe_too).into_iter().rev() {
            out.replace_range(fix.span.range(), &fix.replacement);
        }
        out
    }

    #[test]
    fn only_what_nobody_sees_goes() {
        assert_eq!(fixed("id\u{200B}i\u{AD}ot\u{FEFF}", false), "idiot");
        assert_eq!(fixed("pa\u{200D}per", false), "paper");
        for kept in [
            "क्\u{200D}ष",
            "می\u{200C}خواہم",
            "👨\u{200D}👩",
            "آج\u{200F} abc",
            "\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}",
        ] {
            assert_eq!(fixed(kept, false), kept);
        }
        assert_eq!(fixed("آج\u{200F} abc", true), "آج abc");
        assert_eq!(fixed("p\u{430}per", false), "p\u{430}per");
        assert_eq!(fixed("p\u{430}per \u{430}", true), "paper \u{430}");
        assert_eq!(
            fixed("The ΝATION, IΜPORTED, PARTΥ, Ηukumat", true),
            "The NATION, IMPORTED, PARTY, Hukumat"
        );
    }
}
