//! Case endings that any form of any noun takes: they are taken off the word that is looked up, not stored with each form.

use super::inflect::is_inflected;
use crate::rule::Lang;

/// Case endings of Gujarati, folded.
const CASES: &[&str] = &[
    "ને",
    "નો",
    "ની",
    "નું",
    "ના",
    "નાં",
    "થી",
    "માં",
    "માંથી",
    "એ",
    "ે",
    "પર",
    "વાળા",
    "વાળો",
    "વાળી",
    "વાળું",
    // Respectfully: of the Minister, to the Collector.
    "શ્રી",
    "શ્રીએ",
    "શ્રીને",
    "શ્રીનો",
    "શ્રીની",
    "શ્રીનું",
    "શ્રીના",
    "શ્રીઓ",
];
/// The same in Latin letters.
const ROMAN_CASES: &[&str] = &[
    "ne", "no", "ni", "nu", "na", "thi", "ma", "mathi", "e", "wala", "wali", "walo",
];

/// The one of English.
const GENITIVE: &str = "'s";

/// The case endings of a language, and the fewest letters of what takes them.
fn cases(lang: Lang) -> (&'static [&'static str], usize) {
    match lang {
        Lang::En => (&[GENITIVE], 2),
        Lang::Gu => (CASES, 2),
        Lang::GuLatn => (ROMAN_CASES, 3),
        Lang::Ur | Lang::Hi | Lang::UrLatn | Lang::HiLatn | Lang::Any => (&[], 1),
    }
}

/// True for a word of a language whose forms take case endings.
pub fn takes_cases(word: &str, lang: Lang) -> bool {
    let (endings, fewest) = cases(lang);
    !endings.is_empty() && word.chars().nth(fewest - 1).is_some() && (lang == Lang::En || is_inflected(word))
}

/// What a folded word is without a case ending, for each that it may have: nothing, one or two; and the language of the ending,
/// for a word of another does not take it.
pub fn stems(word: &str) -> impl Iterator<Item = (&str, Lang)> {
    let lang = match word.chars().next_back() {
        Some('s') if word.ends_with(GENITIVE) => Lang::En,
        Some('a'..='z') => Lang::GuLatn,
        Some('\u{0A80}'..='\u{0AFF}') => Lang::Gu,
        _ => Lang::Any,
    };
    let (endings, fewest) = cases(lang);
    let stems = endings.iter().filter_map(|ending| word.strip_suffix(ending));
    stems
        .filter(move |stem| stem.chars().nth(fewest - 1).is_some())
        .map(move |stem| (stem, lang))
}

/// A form, then the form with each case ending of the language.
pub fn with_cases(form: &str, lang: Lang) -> impl Iterator<Item = String> {
    std::iter::once("")
        .chain(cases(lang).0.iter().copied())
        .map(move |ending| format!("{form}{ending}"))
}

#[cfg(test)]
mod tests {
    use super::{CASES, ROMAN_CASES, stems};
    use crate::rule::Lang;
    use crate::text::fold::fold;

    #[test]
    fn an_ending_is_taken_off_as_it_is_folded() {
        for ending in CASES.iter().chain(ROMAN_CASES) {
            assert_eq!(fold(ending), *ending);
        }
        let of = |word| stems(word).collect::<Vec<_>>();
        assert_eq!(of("ઘરમાંથી"), [("ઘરમાં", Lang::Gu), ("ઘર", Lang::Gu)]);
        assert_eq!(of("gharma"), [("ghar", Lang::GuLatn)]);
        assert_eq!(of("ghar's"), [("ghar", Lang::En)]);
        assert!(of("one").is_empty() && of("नेता").is_empty() && of("").is_empty());
    }
}
