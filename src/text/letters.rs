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
            None => fold_char(c, push),
        }
    }
    lookalikes(&mut units);
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
    let digit = |zero: u32| char::from_digit(code - zero, 10);
    Some(match code {
        0x0660..=0x0669 => return digit(0x0660),
        0x06F0..=0x06F9 => return digit(0x06F0),
        0x0966..=0x096F => return digit(0x0966),
        0x0AE6..=0x0AEF => return digit(0x0AE6),
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
        0x0698 => 'ژ',
        0x060C | 0x066B | 0x066C => ',',
        0x061B => ';',
        0x061F => '?',
        0x06D4 => '.',
        0x066A => '%',
        0x0621 | 0x0674 => return None,
        // Devanagari and Gujarati.
        0x0901 => 'ं',
        0x0A81 => 'ં',
        0x0945 => 'े',
        0x0972 => 'अ',
        0x2010..=0x2015 | 0x2212 => '-',
        0x02BC | 0x02B9 | 0x2032 | 0x00B4 => '\'',
        0x00D7 => 'x',
        0x0430..=0x04FF => return None,
        _ => return None,
    })
}

/// Letters in costume that compatibility decomposition does not undress, and the small capitals.
fn dressed(c: char) -> Option<char> {
    let code = u32::from(c);
    let from = |base: u32| char::from_u32(u32::from('a') + code - base);
    Some(match code {
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

/// The Latin letter that a small Cyrillic or Greek letter, or its capital, is taken for.
pub(crate) fn lookalike_of(c: char) -> Option<char> {
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
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'μ' => 'u',
        'ν' => 'v',
        'ω' | 'ш' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        'ζ' => 'z',
        _ => return None,
    })
}

/// Cyrillic and Greek letters in a word that also has Latin ones, if every foreign letter of it is a look-alike.
fn lookalikes(units: &mut [Unit]) {
    let is_foreign = |c: char| (0x0370..=0x052F).contains(&u32::from(c)) && is_alphabetic(c);
    if !units.iter().any(|u| u.folded.is_some_and(is_foreign)) {
        return;
    }
    let mut start = 0;
    while start < units.len() {
        let in_word = |u: &Unit| u.folded.is_none_or(is_word_char);
        let end = start + units[start..].iter().take_while(|u| in_word(u)).count();
        let word = &mut units[start..end];
        let latin = word.iter().any(|u| u.folded.is_some_and(|c| c.is_ascii_alphabetic()));
        if latin
            && word
                .iter()
                .filter_map(|u| u.folded)
                .all(|c| !is_foreign(c) || lookalike_of(c).is_some())
        {
            for unit in word.iter_mut() {
                if let Some(latin) = unit.folded.and_then(lookalike_of) {
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
