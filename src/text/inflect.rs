//! The forms of a word, from the one an author writes.
//!
//! Forms are made when rules are compiled, so that matching is a look-up and a form that no one writes costs nothing but
//! a table row. Too many forms do no harm where they are no words; a form that is another word would, so endings are
//! added only to words long enough to carry them. The case endings of Gujarati and of English, which any form of any noun
//! takes, are taken off the word that is looked up instead ([`cases`](super::cases)): with them a table would be twice as large.

use crate::rule::Lang;
use crate::text::fold::fold;

/// The folded forms of a folded word in a language without those of [`with_cases`](super::cases::with_cases), the word itself first. At most some thirty.
pub fn forms(word: &str, lang: Lang) -> Vec<String> {
    let mut out = Forms(vec![word.to_string()]);
    let letters = word.chars().count();
    if letters < 2 || !is_inflected(word) {
        return out.0;
    }
    match lang {
        Lang::En => english(word, letters, &mut out),
        Lang::Ur => urdu(word, letters, &mut out),
        Lang::Hi => hindi(word, letters, &mut out),
        Lang::Gu => gujarati(word, letters, &mut out),
        Lang::UrLatn | Lang::HiLatn => roman_hindustani(word, letters, &mut out),
        Lang::GuLatn => roman_gujarati(word, letters, &mut out),
        Lang::Any => {}
    }
    out.0
}

pub(super) fn is_inflected(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() || is_mark(c))
}

fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x0900..=0x0903 | 0x093E..=0x094D | 0x0A81..=0x0A83 | 0x0ABE..=0x0ACD)
}

/// True for a stem with two consonants or more: *thana* (a police station) must not give *tha* (was).
fn carries_verb(stem: &str) -> bool {
    let mut consonants = 0;
    let mut before = ' ';
    for c in stem.chars() {
        let vowel = matches!(c, 'a' | 'e' | 'i' | 'o' | 'u') || is_mark(c) || matches!(c, 'अ'..='औ' | 'અ'..='ઔ');
        let aspiration = c == 'h' && before.is_ascii_alphabetic() && !matches!(before, 'a' | 'e' | 'i' | 'o' | 'u');
        consonants += usize::from(!vowel && !aspiration);
        before = c;
    }
    consonants >= 2 || (consonants == 1 && stem.starts_with(['a', 'e', 'i', 'o', 'u', 'उ', 'इ', 'अ', 'ઉ', 'અ']))
}

struct Forms(Vec<String>);

impl Forms {
    fn add(&mut self, form: String) {
        let form = fold(&form);
        if !self.0.contains(&form) {
            self.0.push(form);
        }
    }

    fn add_all(&mut self, stem: &str, endings: &[&str]) {
        for ending in endings {
            self.add(format!("{stem}{ending}"));
        }
    }
}

fn english(word: &str, letters: usize, out: &mut Forms) {
    // Of a word in another script the ending says nothing.
    if letters < 3 || !word.is_ascii() {
        out.add(format!("{word}s"));
        return;
    }
    let bytes = word.as_bytes();
    let last = bytes[bytes.len() - 1];
    let before = bytes[bytes.len() - 2];
    let vowel = |b: u8| b"aeiou".contains(&b);
    let stem = &word[..word.len().saturating_sub(1)];
    match last {
        b'y' if !vowel(before) => {
            out.add_all(stem, &["ies", "ied"]);
            out.add(format!("{word}ing"));
        }
        b'e' => {
            out.add_all(word, &["s", "d"]);
            if before == b'e' || before == b'y' || before == b'o' {
                out.add(format!("{word}ing"));
            } else if let Some(stem) = word.strip_suffix("ie") {
                out.add(format!("{stem}ying"));
            } else {
                out.add(format!("{stem}ing"));
            }
        }
        b'o' if !vowel(before) => out.add_all(word, &["s", "es", "ed", "ing"]),
        b's' | b'x' | b'z' => out.add_all(word, &["es", "ed", "ing"]),
        b'h' if before == b's' || before == b'c' => out.add_all(word, &["es", "ed", "ing"]),
        _ => {
            out.add_all(word, &["s", "ed", "ing"]);
            let third = bytes.len().checked_sub(3).map(|i| bytes[i]);
            let doubles = !vowel(last)
                && !b"wxy".contains(&last)
                && vowel(before)
                && third.is_some_and(|b| !vowel(b))
                && (letters <= 6 || word.ends_with("fer"));
            if doubles {
                let twice = format!("{word}{}", last as char);
                out.add_all(&twice, &["ed", "ing"]);
            }
        }
    }
}

fn hindi(word: &str, letters: usize, out: &mut Forms) {
    if let Some(stem) = word.strip_suffix("ना").filter(|stem| carries_verb(stem)) {
        out.add_all(
            stem,
            &[
                "ने",
                "नी",
                "ता",
                "ते",
                "ती",
                "तीं",
                "कर",
                "के",
                "ूं",
                "ूंगा",
                "ूंगी",
                "ेगा",
                "ेगी",
                "ेंगे",
                "ेंगी",
                "ोगे",
                "ोगी",
                "ो",
                "े",
                "ें",
                "ा",
                "ी",
                "ीं",
                "िए",
                "िएगा",
                "",
                "वाना",
            ],
        );
        if stem.ends_with(['ा', 'े', 'ो', 'ी']) {
            out.add_all(
                stem,
                &[
                    "या",
                    "ए",
                    "ई",
                    "ईं",
                    "यी",
                    "एं",
                    "ऊं",
                    "ऊंगा",
                    "ऊंगी",
                    "एगा",
                    "एगी",
                    "एंगे",
                    "ओ",
                    "ओगे",
                    "इए",
                ],
            );
        }
        return;
    }
    if letters < 3 {
        out.add_all(word, &["ों"]);
        return;
    }
    if let Some(stem) = word.strip_suffix('ा') {
        out.add_all(stem, &["े", "ों", "ो", "ी"]);
        out.add_all(word, &["ओं", "एं"]);
    } else if let Some(stem) = word.strip_suffix('ी') {
        out.add_all(stem, &["ियां", "ियों", "ियो"]);
    } else if word.ends_with('ि') {
        out.add_all(word, &["यां", "यों"]);
    } else if let Some(stem) = word.strip_suffix('ू') {
        out.add_all(stem, &["ुओं", "ुओ"]);
    } else if word.ends_with('ु') {
        out.add_all(word, &["ओं", "एं"]);
    } else if word.chars().last().is_some_and(|c| !is_mark(c)) {
        out.add_all(word, &["ों", "ो", "ें"]);
    }
}

fn urdu(word: &str, letters: usize, out: &mut Forms) {
    if letters > 3
        && let Some(stem) = word.strip_suffix("نا")
    {
        out.add_all(
            stem,
            &[
                "نے",
                "نی",
                "تا",
                "تے",
                "تی",
                "تیں",
                "کر",
                "کے",
                "وں",
                "وں گا",
                "ونگا",
                "ونگی",
                "ے",
                "یں",
                "و",
                "ا",
                "ی",
                "یگا",
                "ےگا",
                "یگی",
                "یںگے",
                "یے",
                "یئے",
                "ئیے",
                "",
                "وانا",
            ],
        );
        if stem.ends_with(['ا', 'و']) {
            out.add_all(stem, &["یا", "ئے", "ئی", "ئیں", "ؤ", "ؤں", "ئیے", "ئیگا"]);
        }
        return;
    }
    if letters < 3 {
        out.add_all(word, &["وں"]);
        return;
    }
    if let Some(stem) = word.strip_suffix(['ا', 'ہ']) {
        out.add_all(stem, &["ے", "وں", "ی"]);
        out.add_all(word, &["ؤں", "ئیں", "یں"]);
        if word.ends_with('ہ') {
            out.add_all(stem, &["ات", "گان"]);
        }
    } else if word.ends_with('ی') {
        out.add_all(word, &["اں", "وں", "و"]);
    } else if word.ends_with('و') {
        out.add_all(word, &["ؤں", "ں"]);
    } else {
        out.add_all(word, &["وں", "و", "یں", "ات"]);
    }
}

fn gujarati(word: &str, letters: usize, out: &mut Forms) {
    if let Some(stem) = verb_stem(word, GUJARATI_VERBS) {
        out.add_all(
            stem,
            &[
                "વા",
                "વી",
                "વો",
                "ે",
                "ો",
                "ી",
                "ું",
                "ીશું",
                "શે",
                "શો",
                "ીશ",
                "તા",
                "તાં",
                "તો",
                "તી",
                "તું",
                "યો",
                "યા",
                "યું",
                "ેલ",
                "ેલા",
                "ેલાં",
                "ેલું",
                "ેલી",
                "ેલો",
                "જો",
                "ાવ",
                "ાવો",
                "",
            ],
        );
        // As it is done: it is done by nobody who is named.
        out.add_all(
            stem,
            &[
                "ાય",
                "ાઈ",
                "ાયો",
                "ાયા",
                "ાયું",
                "ાયાં",
                "ાશે",
                "ાતો",
                "ાતી",
                "ાતું",
                "ાતા",
                "ાયેલ",
                "ાયેલા",
                "ાયેલું",
                "ાયેલી",
                "ાયેલો",
            ],
        );
        if stem.chars().last().is_some_and(is_mark) {
            out.add_all(stem, &["ય", "ઈ", "ઓ", "ઉં", "ઈશું"]);
        } else {
            out.add_all(stem, &["્યો", "્યા", "્યું", "્યાં", "્યે"]);
        }
        return;
    }
    if letters < 3 {
        out.add(format!("{word}ો"));
    } else if let Some(stem) = word.strip_suffix("ું").or_else(|| word.strip_suffix('ો')) {
        out.add_all(stem, &["ા", "ી", "ો", "ું", "ે", "ાઓ", "ાં"]);
    } else if word.chars().last().is_some_and(is_mark) {
        out.add_all(word, &["ઓ"]);
    } else {
        out.add_all(word, &["ો"]);
    }
}

/// Endings of verbs as they are named.
const GUJARATI_VERBS: &[&str] = &["વું", "વુ"];
const ROMAN_GUJARATI_VERBS: &[&str] = &["vu"];

fn verb_stem<'w>(word: &'w str, endings: &[&str]) -> Option<&'w str> {
    let stem = endings.iter().find_map(|ending| word.strip_suffix(ending))?;
    carries_verb(stem).then_some(stem)
}

/// Little words, and how phones have shortened them.
const TYPED: &[(&str, &[&str])] = &[
    ("ke", &["k", "kay", "ky"]),
    ("hai", &["h", "hy"]),
    ("hain", &["hn", "hein"]),
    ("mein", &["m", "mn", "mai"]),
    ("me", &["m", "mn", "mein"]),
    ("nahi", &["nhi", "nahin", "nae"]),
    ("se", &["sy"]),
    ("ne", &["ny", "nay"]),
    ("pe", &["py"]),
    ("kya", &["kia"]),
    ("kyun", &["kyu", "kiu", "kiun", "q"]),
    ("bhi", &["b"]),
    ("aur", &["nd"]),
    ("tum", &["tm"]),
    ("hum", &["hm"]),
];

fn roman_hindustani(word: &str, letters: usize, out: &mut Forms) {
    if let Some((_, typed)) = TYPED.iter().find(|(written, _)| *written == word) {
        out.add_all("", typed);
    }
    if letters < 4 {
        return;
    }
    if let Some(stem) = word.strip_suffix("na").filter(|stem| carries_verb(stem)) {
        out.add_all(
            stem,
            &[
                "ne", "ni", "ta", "te", "ti", "kar", "ke", "unga", "ungi", "oonga", "ega", "egi", "enge", "engay",
                "ogay", "oge", "o", "e", "ay", "a", "i", "iye", "iyay", "ein", "en", "",
            ],
        );
        if stem.ends_with(['a', 'o', 'e']) {
            out.add_all(stem, &["ya", "ye", "yi", "gaya", "iye"]);
        }
        return;
    }
    if let Some(stem) = word.strip_suffix('a') {
        out.add_all(stem, &["e", "ay", "on", "o", "i", "aon", "ao"]);
    } else if let Some(stem) = word.strip_suffix('i') {
        out.add_all(stem, &["iyan", "iyon", "iyo", "ian", "ion"]);
    } else if word.ends_with(['e', 'u', 'o']) {
        out.add_all(word, &["on"]);
    } else {
        out.add_all(word, &["on", "o", "ein", "en"]);
    }
}

fn roman_gujarati(word: &str, letters: usize, out: &mut Forms) {
    if letters < 3 {
        return;
    }
    if let Some(stem) = verb_stem(word, ROMAN_GUJARATI_VERBS) {
        out.add_all(
            stem,
            &[
                "va", "vi", "vo", "e", "o", "i", "u", "iye", "ishu", "she", "sho", "ta", "to", "ti", "tu", "yo", "ya",
                "yu", "elu", "eli", "ela", "elo", "jo", "ay", "ai", "ayo", "aya", "ayu", "ashe", "avo", "",
            ],
        );
        return;
    }
    if let Some(stem) = word.strip_suffix(['o', 'u']) {
        out.add_all(stem, &["a", "i", "ao"]);
    } else {
        out.add_all(word, &["o"]);
    }
}

#[cfg(test)]
mod tests {
    use super::forms;
    use crate::rule::Lang;
    use crate::text::cases::{stems, takes_cases};
    use crate::text::fold::fold;

    #[test]
    fn one_form_gives_the_others() {
        for (lang, word, wanted) in [
            (Lang::En, "idiot", &["idiots", "idiot's"][..]),
            (Lang::En, "leak", &["leaked", "leaking"]),
            (Lang::En, "ban", &["banned", "bans"]),
            (Lang::En, "lie", &["lies", "lied", "lying"]),
            (Lang::En, "hero", &["heros", "heroes"]),
            (Lang::En, "transfer", &["transferred", "transfers"]),
            (Lang::Hi, "गद्दार", &["गद्दारों"]),
            (Lang::Hi, "जलाना", &["जलाओ", "जलाया", "जला", "जलाएंगे"]),
            (Lang::Ur, "غدار", &["غداروں"]),
            (Lang::Ur, "جلانا", &["جلاؤ", "جلایا", "جلا"]),
            (Lang::Gu, "ગદ્દાર", &["ગદ્દારો", "ગદ્દારોને"]),
            (Lang::Gu, "સળગાવવું", &["સળગાવો", "સળગાવીને", "સળગાવ્યું", "સળગાવવાની"]),
            (Lang::Gu, "છોકરો", &["છોકરા", "છોકરાઓમાં", "છોકરીને"]),
            (Lang::UrLatn, "jalana", &["jalao", "jala", "jalaya"]),
            (Lang::HiLatn, "ke", &["k"]),
            (Lang::GuLatn, "sarkar", &["sarkarni", "sarkare"]),
        ] {
            let have = forms(&fold(word), lang);
            for want in wanted {
                let want = fold(want);
                let mut stems = stems(&want).filter(|(_, of)| *of == lang);
                let cased =
                    takes_cases(&fold(word), lang) && stems.any(|(stem, _)| have.iter().any(|form| form == stem));
                assert!(have.contains(&want) || cased, "{word}: {want} not in {have:?}");
            }
        }
    }
}
