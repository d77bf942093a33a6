//! The letter tables of the fold: one character in, none, one or several out, then what neighbours change.

use super::alphabet::{is_alphabetic, is_alphanumeric};
use super::fold::Fold;
use std::sync::LazyLock;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

/// One folded character and the original bytes it stands for; `folded` is `None` where a character was only dropped.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    pub folded: Option<char>,
    pub start: u32,
    pub end: u32,
    pub fold: Option<Fold>,
}

const DEVANAGARI: u32 = 0x0900;
const GUJARATI: u32 = 0x0A80;
const VIRAMA: u32 = 0x4D;
const ANUSVARA: u32 = 0x02;

/// Folds every character of a text, then the rules that look at neighbours.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let mut units = Vec::with_capacity(text.len() / 2 + 8);
    let mut noted = false;
    for (at, c) in text.char_indices() {
        let (start, end) = (at as u32, (at + c.len_utf8()) as u32);
        if c.is_ascii() && !c.is_ascii_control() {
            units.push(Unit {
                folded: Some(c.to_ascii_lowercase()),
                start,
                end,
                fold: None,
            });
            continue;
        }
        let mut push = |folded, fold| {
            units.push(Unit {
                folded,
                start,
                end,
                fold,
            });
        };
        match everyday(c) {
            Some((folded, fold)) => push(folded, fold),
            None => {
                noted |= is_note(c);
                fold_char(c, push);
            }
        }
    }
    if noted {
        notes(&mut units, text);
    }
    lookalikes(&mut units, text);
    neighbours(&mut units);
    units
}

/// What becomes of a character: what it folds to, and what that did to it.
type Became = (Option<char>, Option<Fold>);

/// The blocks that most posts are written in: Arabic, Devanagari to Gujarati.
const EVERYDAY: [std::ops::Range<u32>; 2] = [0x0600..0x0700, 0x0900..0x0B00];

/// What [`fold_char`] makes of each of their characters; `None` where that is more than one.
static BECAME: LazyLock<[Vec<Option<Became>>; 2]> = LazyLock::new(|| {
    EVERYDAY.map(|block| {
        let one = |code| {
            let mut became = Vec::new();
            fold_char(char::from_u32(code)?, |folded, fold| became.push((folded, fold)));
            (became.len() == 1).then(|| became[0])
        };
        block.map(one).collect()
    })
});

fn everyday(c: char) -> Option<Became> {
    let block = EVERYDAY.iter().position(|block| block.contains(&u32::from(c)))?;
    BECAME[block][(u32::from(c) - EVERYDAY[block].start) as usize]
}

/// What a character of everyday folds to between these two, if to one of the same length whatever else stands around:
/// most do. `before` is folded, `next` is not.
pub(super) fn plain(c: char, before: Option<char>, next: Option<char>) -> Option<char> {
    let Some((Some(folded), None)) = everyday(c) else {
        return None;
    };
    let steady = match folded {
        'ھ' => before.is_some_and(is_word_char),
        // A glide, where a vowel sign follows that folds to one of two.
        'य' | 'ય' => !next.is_some_and(|sign| matches!(u32::from(sign) & 0x7F, 0x40 | 0x45 | 0x47)),
        'ङ' | 'ञ' | 'ण' | 'न' | 'म' | 'ઙ' | 'ઞ' | 'ણ' | 'ન' | 'મ' => {
            next.is_none_or(|sign| u32::from(sign) & 0x7F != VIRAMA)
        }
        _ => folded.len_utf8() == c.len_utf8(),
    };
    steady.then_some(folded)
}

fn fold_char(c: char, mut emit: impl FnMut(Option<char>, Option<Fold>)) {
    if is_invisible(c) {
        return emit(None, Some(Fold::Invisible));
    }
    if is_phrase(c) {
        emit(Some(' '), None);
        decompose_compatible(c, |part| emit(Some(simple(part).unwrap_or(part)), None));
        return emit(Some(' '), None);
    }
    if let Some(plain) = simple(c) {
        return emit(Some(plain), None);
    }
    if let Some(letter) = dressed(c) {
        return emit(Some(letter), Some(Fold::Width));
    }
    if is_indic_letter(c) {
        return emit(Some(c), None);
    }
    let mut first = true;
    decompose_compatible(c, |part| {
        for low in part.to_lowercase() {
            let changed = first && part != c && !is_script_form(c);
            first = false;
            if is_dropped_mark(low) {
                emit(None, Some(Fold::Marks));
                continue;
            }
            if is_invisible(low) {
                continue;
            }
            let low = simple(low).or_else(|| dressed(low)).unwrap_or(low);
            if let Some(pair) = digraph(low) {
                for letter in pair.chars() {
                    emit(Some(letter), None);
                }
                continue;
            }
            emit(Some(low), changed.then_some(Fold::Width));
        }
    });
}

/// Characters that no reader sees: zero width, joiners, bidi controls, variation selectors, fillers, tatweel, controls.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0x00..=0x08 | 0x0E..=0x1F | 0x7F..=0x84 | 0x86..=0x9F | 0xAD | 0x034F | 0x061C | 0x0640
        | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E
        | 0x2060..=0x206F | 0x20DD..=0x20E4 | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0
        | 0xFFF9..=0xFFFB | 0x1D173..=0x1D17A | 0x1F3FB..=0x1F3FF | 0xE0000..=0xE0FFF)
}

/// Marks that fold away: accents, harakat, nukta, hamza above; matras, viramas and anusvara stay.
fn is_dropped_mark(c: char) -> bool {
    let class = canonical_combining_class(c);
    class != 0 && class != 9
}

fn is_indic_letter(c: char) -> bool {
    let code = u32::from(c);
    let in_block = (DEVANAGARI..0x0980).contains(&code) || (GUJARATI..0x0B00).contains(&code);
    // Precomposed nukta letters and digits are folded elsewhere.
    in_block && !is_dropped_mark(c) && !(0x0958..=0x095F).contains(&code) && !matches!(code, 0x0929 | 0x0931 | 0x0934)
}

/// One-to-one letter forms of a script, digits and punctuation: nothing is lost.
fn simple(c: char) -> Option<char> {
    let code = u32::from(c);
    Some(match code {
        0x0A => '\n',
        0x0B | 0x0C | 0x85 | 0x2028 | 0x2029 => '\n',
        0x09 | 0x0D | 0xA0 | 0x1680 | 0x2000..=0x200A | 0x202F | 0x205F | 0x3000 => ' ',
        // Arabic letters as Urdu writes them.
        0x0622 | 0x0623 | 0x0625 | 0x0671..=0x0673 => 'ا',
        0x0624 | 0x0676 | 0x06C4..=0x06CB => 'و',
        0x0626 | 0x0649 | 0x064A | 0x0678 | 0x06CD | 0x06CE => 'ی',
        0x06D0 | 0x06D1 | 0x06D3 => 'ے',
        0x0643 | 0x06AA | 0x06AC => 'ک',
        0x0629 | 0x0647 | 0x06C0 | 0x06C2 | 0x06C3 | 0x06D5 => 'ہ',
        0x060C | 0x066B | 0x066C => ',',
        0x061B => ';',
        0x061F => '?',
        0x06D4 => '.',
        0x066A => '%',
        // Devanagari and Gujarati.
        0x0901 => 'ं',
        0x0A81 => 'ં',
        0x0945 => 'े',
        0x0972 => 'अ',
        0x2010..=0x2015 | 0x2212 => '-',
        0x02BC | 0x02B9 | 0x2032 | 0x00B4 => '\'',
        0x00D7 => 'x',
        _ => return digit(code),
    })
}

/// The zeros of the scripts; their other digits follow them. Digits of full width and of mathematics are undressed instead.
const ZEROS: [u32; 67] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50,
    0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136,
    0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0,
    0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1E140, 0x1E2F0, 0x1E4F0,
    0x1E5F1, 0x1E950,
];

/// The ASCII digit that a digit of any script is.
fn digit(code: u32) -> Option<char> {
    let next = ZEROS.partition_point(|zero| *zero <= code);
    let zero = ZEROS[next.checked_sub(1)?];
    char::from_digit(code - zero, 10)
}

/// Signs that are words of their own, whatever they touch: blessings and a currency.
fn is_phrase(c: char) -> bool {
    matches!(u32::from(c), 0xFDFA..=0xFDFC)
}

/// Raised, lowered, enclosed and broken numbers, and signs of trade: beside a word they are no part of it.
fn is_note(c: char) -> bool {
    matches!(u32::from(c),
        0xAA | 0xB2 | 0xB3 | 0xB9 | 0xBA | 0xBC..=0xBE | 0x2070 | 0x2074..=0x2079 | 0x2080..=0x2089 | 0x2116 | 0x2117
        | 0x2120..=0x2122 | 0x2150..=0x215F | 0x2189 | 0x2460..=0x249B | 0x24EA..=0x24FF | 0x2776..=0x2793)
}

/// Takes away one or two notes that touch a word at one side. More of them are a number, and those amid a word stand for letters.
fn notes(units: &mut [Unit], text: &str) {
    let is_noted = |unit: &Unit| text[unit.start as usize..].starts_with(is_note);
    let touches = |unit: Option<&Unit>| unit.and_then(|unit| unit.folded).is_some_and(is_alphabetic);
    let mut at = 0;
    while at < units.len() {
        let count = units[at..].iter().take_while(|unit| is_noted(unit)).count();
        let run = at..at + count;
        let signs = units[run.clone()].chunk_by(|a, b| a.start == b.start).count();
        let sides = [at.checked_sub(1).map(|before| &units[before]), units.get(run.end)];
        let letters = sides.into_iter().filter(|side| touches(*side)).count();
        if (1..=2).contains(&signs) && letters == 1 {
            for unit in &mut units[run.clone()] {
                unit.folded = None;
                unit.fold = Some(Fold::Marks);
            }
        }
        at = run.end + 1;
    }
}

/// Letters in costume that compatibility decomposition does not undress, and the small capitals.
fn dressed(c: char) -> Option<char> {
    let code = u32::from(c);
    let from = |base: u32| char::from_u32(u32::from('a') + code - base);
    Some(match code {
        0x249C..=0x24B5 => return from(0x249C),
        0x1F110..=0x1F129 => return from(0x1F110),
        0x1F150..=0x1F169 => return from(0x1F150),
        0x1F170..=0x1F189 => return from(0x1F170),
        0x00F8 | 0x00D8 => 'o',
        0x0142 | 0x0141 => 'l',
        0x0111 | 0x0110 | 0x00F0 | 0x00D0 => 'd',
        0x0131 => 'i',
        0x0127 | 0x0126 => 'h',
        0x0167 | 0x0166 => 't',
        0x1D00 => 'a',
        0x0299 => 'b',
        0x1D04 => 'c',
        0x1D05 => 'd',
        0x1D07 => 'e',
        0xA730 => 'f',
        0x0262 => 'g',
        0x029C => 'h',
        0x026A => 'i',
        0x1D0A => 'j',
        0x1D0B => 'k',
        0x029F => 'l',
        0x1D0D => 'm',
        0x0274 => 'n',
        0x1D0F => 'o',
        0x1D18 => 'p',
        0xA7AF => 'q',
        0x0280 => 'r',
        0xA731 => 's',
        0x1D1B => 't',
        0x1D1C => 'u',
        0x1D20 => 'v',
        0x1D21 => 'w',
        0x028F => 'y',
        0x1D22 => 'z',
        _ => return None,
    })
}

fn digraph(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => return None,
    })
}

/// Presentation forms of Arabic and composed Indic or Latin letters: another way to write the same, not a costume.
fn is_script_form(c: char) -> bool {
    matches!(u32::from(c), 0x00C0..=0x024F | 0x0600..=0x06FF | 0x0900..=0x0AFF | 0x1E00..=0x1EFF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF)
}

/// The Latin letter that a Cyrillic or Greek letter is taken for, small.
pub(crate) fn lookalike_of(c: char) -> Option<char> {
    let capital = match c {
        'Η' => 'h',
        'Μ' => 'm',
        'Ν' => 'n',
        'Υ' => 'y',
        'Γ' => 'r',
        'Σ' => 'e',
        'Ω' => 'o',
        c => return c.to_lowercase().next().and_then(small_lookalike_of),
    };
    Some(capital)
}

fn small_lookalike_of(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' | 'є' => 'e',
        'н' | 'һ' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'м' => 'm',
        'п' | 'η' => 'n',
        'о' | 'ο' | 'σ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'μ' => 'u',
        'ν' | 'ѵ' => 'v',
        'ω' | 'ш' | 'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        'ζ' => 'z',
        _ => return None,
    })
}

/// Cyrillic and Greek letters in a word that also has Latin ones, if every foreign letter of it is a look-alike.
fn lookalikes(units: &mut [Unit], text: &str) {
    let is_foreign = |c: char| (0x0370..=0x052F).contains(&u32::from(c)) && is_alphabetic(c);
    if !units.iter().any(|u| u.folded.is_some_and(is_foreign)) {
        return;
    }
    let was_capital = |u: &Unit| text[u.start as usize..].starts_with(char::is_uppercase);
    let like = |u: &Unit| {
        let folded = u.folded.filter(|c| is_foreign(*c))?;
        let capital = was_capital(u).then(|| folded.to_uppercase().next()).flatten();
        lookalike_of(capital.unwrap_or(folded))
    };
    let mut start = 0;
    while start < units.len() {
        let in_word = |u: &Unit| u.folded.is_none_or(is_word_char);
        let end = start + units[start..].iter().take_while(|u| in_word(u)).count();
        let word = &mut units[start..end];
        let latin = word.iter().any(|u| u.folded.is_some_and(|c| c.is_ascii_alphabetic()));
        let stays = |u: &Unit| u.folded.is_some_and(is_foreign) && like(u).is_none();
        if latin && !word.iter().any(stays) {
            for unit in word.iter_mut() {
                if let Some(latin) = like(unit) {
                    unit.folded = Some(latin);
                    unit.fold = Some(Fold::Lookalike);
                }
            }
        }
        start = end.max(start + 1);
    }
}

/// The rules that look at neighbours: homorganic nasals, glides, apostrophes, the first letter of an Urdu word.
fn neighbours(units: &mut [Unit]) {
    let mut live: Vec<usize> = Vec::with_capacity(units.len());
    live.extend((0..units.len()).filter(|&i| units[i].folded.is_some()));
    let at = |units: &[Unit], k: usize| live.get(k).and_then(|&i| units[i].folded);
    for k in 0..live.len() {
        let Some(c) = at(units, k) else { continue };
        match c {
            'ھ' => {
                let starts = k == 0 || !at(units, k - 1).is_some_and(is_word_char);
                if starts {
                    units[live[k]].folded = Some('ہ');
                }
            }
            '’' | '‘' => {
                let inside = k > 0
                    && at(units, k - 1).is_some_and(is_alphanumeric)
                    && at(units, k + 1).is_some_and(is_alphanumeric);
                if inside {
                    units[live[k]].folded = Some('\'');
                }
            }
            'य' | 'ય' if k > 0 => glide(units, &live, k, c),
            _ => {
                let Some(block) = indic_block(c) else { continue };
                let nasal = u32::from(c) - block;
                if !matches!(nasal, 0x19 | 0x1E | 0x23 | 0x28 | 0x2E) {
                    continue;
                }
                let is_virama = at(units, k + 1).is_some_and(|v| u32::from(v) == block + VIRAMA);
                let stop = at(units, k + 2).and_then(|s| u32::from(s).checked_sub(block));
                if is_virama && stop.is_some_and(|stop| nasal_before(nasal, stop)) {
                    units[live[k]].folded = char::from_u32(block + ANUSVARA);
                    units[live[k]].end = units[live[k + 1]].end;
                    units[live[k + 1]].folded = None;
                }
            }
        }
    }
}

fn is_word_char(c: char) -> bool {
    is_alphanumeric(c)
}

fn indic_block(c: char) -> Option<u32> {
    match u32::from(c) {
        DEVANAGARI..0x0980 => Some(DEVANAGARI),
        GUJARATI..0x0B00 => Some(GUJARATI),
        _ => None,
    }
}

/// True where a nasal letter before this stop is only a spelling of the anusvara. `न` is typed before any stop.
fn nasal_before(nasal: u32, stop: u32) -> bool {
    match nasal {
        0x19 => (0x15..=0x18).contains(&stop),
        0x1E => (0x1A..=0x1D).contains(&stop),
        0x23 => (0x1F..=0x22).contains(&stop),
        0x28 => {
            (0x15..=0x18).contains(&stop)
                || (0x1A..=0x1D).contains(&stop)
                || (0x1F..=0x22).contains(&stop)
                || (0x24..=0x27).contains(&stop)
        }
        0x2E => (0x2A..=0x2D).contains(&stop),
        _ => false,
    }
}

/// `गयी` is `गई`, `चाहिये` is `चाहिए`: a glide between two vowels is a matter of taste.
fn glide(units: &mut [Unit], live: &[usize], k: usize, c: char) {
    let block = if c == 'य' { DEVANAGARI } else { GUJARATI };
    let sign = live.get(k + 1).and_then(|&i| units[i].folded);
    let vowel = match sign.map(|s| u32::from(s).wrapping_sub(block)) {
        Some(0x40) => block + 0x08,
        Some(0x47) => block + 0x0F,
        _ => return,
    };
    let before = units[live[k - 1]].folded;
    let after_syllable = before.is_some_and(|b| {
        indic_block(b) == Some(block) && {
            let code = u32::from(b) - block;
            (0x05..=0x14).contains(&code) || (0x15..=0x39).contains(&code) || (0x3E..=0x4C).contains(&code)
        }
    });
    if after_syllable {
        units[live[k]].folded = char::from_u32(vowel);
        units[live[k]].end = units[live[k + 1]].end;
        units[live[k + 1]].folded = None;
    }
}

#[cfg(test)]
mod tests {
    use super::digit;
    use regex::Regex;

    #[test]
    fn digits_are_those_of_every_script() {
        let decimal = Regex::new(r"^\p{Nd}$").expect("a class of Unicode");
        for c in ('\u{80}'..=char::MAX).filter(|c| decimal.is_match(c.encode_utf8(&mut [0; 4]))) {
            let folded = crate::text::fold::fold(&c.to_string());
            assert!(
                folded.len() == 1 && folded.as_bytes()[0].is_ascii_digit(),
                "{c:?} {folded:?}"
            );
        }
        let known = ('\u{80}'..=char::MAX).filter(|c| digit(u32::from(*c)).is_some());
        known.for_each(|c| assert!(decimal.is_match(c.encode_utf8(&mut [0; 4])), "{c:?}"));
    }
}
