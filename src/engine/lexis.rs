//! Compiles lexicons: entries to phrases of lexemes, lexemes to the forms they may be written in.

use super::phrases::{Elem, First, Phrases};
use super::program::{BESIDE, CASED, DISGUISE, HEARD, List, Program, SPARE, VEILED, cases_of};
use super::table::Table;
use super::weights::CUES;
use crate::pack::phrase::{self, Piece, Word};
use crate::rule::Lang;
use crate::text::view::View;
use crate::text::{cases, inflect, roman};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Which inflected forms of a word stand for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Inflect {
    /// None: as it is written.
    No,
    /// All.
    All,
    /// All but those that another word of this kind is written as.
    Spare,
    /// None, of a word of this kind.
    Fixed,
}

impl Inflect {
    /// That of a word marked as exact.
    fn exact(self) -> Inflect {
        match self {
            Inflect::No | Inflect::All => Inflect::No,
            Inflect::Spare | Inflect::Fixed => Inflect::Fixed,
        }
    }
}

impl From<bool> for Inflect {
    fn from(all: bool) -> Inflect {
        if all { Inflect::All } else { Inflect::No }
    }
}

/// How the words of a group may be written.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Language.
    pub lang: Lang,
    /// Its inflected forms.
    pub inflect: Inflect,
    /// Accept other romanised spellings.
    pub roman: bool,
    /// Accept disguises.
    pub disguise: bool,
    /// Accept nothing else.
    pub veiled: bool,
    /// Keep capitals.
    pub case: bool,
}

/// A word of an entry, with the ways it may be written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Lexeme {
    word: String,
    lang: Lang,
    inflect: Inflect,
    roman: bool,
    disguise: bool,
    veiled: bool,
    /// Only with these capitals.
    case: Option<String>,
}

/// Most words of all lexicons: a table of their forms holds no more.
const MOST_LEXEMES: u32 = 1 << 20;
/// Most bytes of an entry.
const MOST_BYTES: usize = 16 << 10;

/// Gathers phrases before the tables are made.
#[derive(Default)]
pub struct Lexis {
    lexemes: Vec<Lexeme>,
    numbers: HashMap<Lexeme, u32>,
    /// Elements and list of each.
    phrases: Vec<(Vec<Elem>, u32)>,
    /// The entry behind each phrase.
    entries: Vec<String>,
    lists: Vec<List>,
    /// Where its numbers begin.
    first: First,
}

impl Lexis {
    /// For phrases that come behind those of a program: its tables stay as they are.
    pub fn behind(program: &Program) -> Lexis {
        Lexis {
            lists: program.lists.clone(),
            first: program.phrases.next(program.count() as u32),
            ..Lexis::default()
        }
    }

    /// A new list; phrases added with its number are its hits.
    pub fn list(&mut self, list: List) -> u32 {
        self.lists.push(list);
        self.lists.len() as u32 - 1
    }

    /// The lists so far.
    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    /// How many phrases there are so far.
    pub fn phrases(&self) -> usize {
        self.first.phrase as usize + self.phrases.len()
    }

    /// Adds one entry to a list.
    ///
    /// # Errors
    /// Says why the entry can never match.
    pub fn add(&mut self, list: u32, manner: Manner, entry: &str) -> Result<(), String> {
        if entry.len() > MOST_BYTES {
            return Err(format!("an entry of more than {MOST_BYTES} bytes; make several of it"));
        }
        let mut elems = Vec::new();
        for piece in phrase::parse(entry)? {
            match piece {
                Piece::Gap => elems.push(Elem::Gap),
                Piece::Word(word) => elems.extend(self.words(&word, manner)?.into_iter().map(Elem::Lexeme)),
                Piece::Choice(choices) => {
                    let mut rows = Vec::with_capacity(choices.len());
                    for choice in &choices {
                        let mut row = Vec::with_capacity(choice.len());
                        for word in choice {
                            row.extend(self.words(word, manner)?);
                        }
                        if row.is_empty() && !choice.is_empty() {
                            return Err("an alternative in which nothing is left to match but punctuation".into());
                        }
                        rows.push(row);
                    }
                    elems.push(Elem::Choice(rows));
                }
            }
        }
        let needed = |elem: &Elem| match elem {
            Elem::Lexeme(_) => true,
            Elem::Choice(rows) => rows.iter().all(|row| !row.is_empty()),
            Elem::Gap => false,
        };
        if !elems.iter().any(needed) {
            return Err("nothing of this entry is left to match but punctuation".into());
        }
        let is_word = match elems.as_slice() {
            [Elem::Lexeme(_)] => true,
            [Elem::Choice(rows)] => rows.iter().all(|row| row.len() == 1),
            _ => false,
        };
        if manner.veiled && !is_word {
            return Err("a sign hides letters of one word, and this entry of a `veiled` group is several".into());
        }
        self.phrases.push((elems, list));
        // What weights and senses ask for is never shown as it was written.
        let is_shown = self.lists[list as usize].lexicon != CUES;
        self.entries
            .push(if is_shown { entry.to_owned() } else { String::new() });
        Ok(())
    }

    /// The lexemes of a word: several where punctuation parts it.
    fn words(&mut self, word: &Word, manner: Manner) -> Result<Vec<u32>, String> {
        let text = word.text.as_str();
        let view = View::new(text);
        let words = view.tokens.len();
        if words == 0 && text.chars().any(char::is_alphanumeric) {
            return Err(format!("`{text}` folds to nothing"));
        }
        let folded = view.folded.as_str();
        if folded.len() == 1 && folded.chars().all(char::is_alphabetic) && !text.is_ascii() {
            return Err(format!(
                "`{text}` folds to the letter `{folded}`, and would match it wherever it stands alone"
            ));
        }
        let mut out = Vec::with_capacity(words);
        for token in 0..words {
            let span = view.to_post(view.tokens[token].span);
            let lexeme = Lexeme {
                word: view.word(token).to_string(),
                lang: manner.lang,
                inflect: if word.exact {
                    manner.inflect.exact()
                } else {
                    manner.inflect
                },
                roman: manner.roman && !word.exact && manner.lang.is_romanised(),
                disguise: (manner.disguise || manner.veiled) && words == 1,
                veiled: manner.veiled,
                case: manner.case.then(|| text[span.range()].to_string()),
            };
            let next = self.first.lexeme + self.lexemes.len() as u32;
            if next >= MOST_LEXEMES {
                return Err("this is more than a million words in all; load fewer at once".into());
            }
            let number = *self.numbers.entry(lexeme.clone()).or_insert(next);
            if number == next {
                self.lexemes.push(lexeme);
            }
            out.push(number);
        }
        Ok(out)
    }

    /// Makes the tables, and puts them behind those of the program.
    pub fn finish(self, program: &mut Program) {
        let mut forms: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut keys: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut disguised: Vec<(String, u32)> = Vec::new();
        let taken = Taken::of(&self.lexemes);
        for (number, lexeme) in (self.first.lexeme..).zip(&self.lexemes) {
            let mut written = match lexeme.inflect {
                Inflect::No | Inflect::Fixed => vec![lexeme.word.clone()],
                Inflect::All | Inflect::Spare => inflect::forms(&lexeme.word, lexeme.lang),
            };
            if lexeme.inflect == Inflect::Spare {
                written.retain(|form| *form == lexeme.word || !taken.words.contains(form.as_str()));
            }
            for form in written {
                if lexeme.roman
                    && let Some(key) = roman::key(&form)
                    && (lexeme.inflect != Inflect::Spare || form == lexeme.word || !taken.keys.contains(&key))
                {
                    keys.entry(key).or_default().push(number);
                }
                if lexeme.disguise && takes_cases(lexeme) && form == lexeme.word {
                    disguised.extend(cases::with_cases(&form, lexeme.lang).map(|form| (form, number)));
                } else if lexeme.disguise {
                    disguised.push((form.clone(), number));
                }
                forms.entry(form).or_default().push(number);
            }
        }
        for numbers in forms.values_mut().chain(keys.values_mut()) {
            numbers.sort_unstable();
            numbers.dedup();
        }
        disguised.sort_by(|a, b| (masked_rank(&a.0), a).cmp(&(masked_rank(&b.0), b)));
        disguised.dedup();
        program
            .disguised
            .extend(disguised.iter().map(|(form, _)| form.as_str()).collect());
        program
            .disguised_lexemes
            .extend(&disguised.iter().map(|(_, lexeme)| *lexeme).collect());
        program.forms.extend(Table::new(&forms));
        program.phonetic.extend(Table::new(&keys));
        program
            .phrases
            .extend(Phrases::new(&self.phrases, self.lexemes.len(), self.first));
        let beside = if self.first.lexeme > 0 { BESIDE } else { 0 };
        let allowed: Vec<u8> = self.lexemes.iter().map(|lexeme| bits(lexeme) | beside).collect();
        program.lexemes.extend(&allowed.into());
        program.cased.extend(
            (self.first.lexeme..)
                .zip(&self.lexemes)
                .filter_map(|(number, lexeme)| Some((number, lexeme.case.clone()?))),
        );
        program
            .entries
            .extend(self.entries.iter().map(String::as_str).collect());
        program.lists = self.lists;
    }
}

/// What words of which only spare forms count are written as, and sound like.
struct Taken<'l> {
    words: HashSet<&'l str>,
    keys: HashSet<String>,
}

impl Taken<'_> {
    fn of(lexemes: &[Lexeme]) -> Taken<'_> {
        let spare = || {
            lexemes
                .iter()
                .filter(|lexeme| matches!(lexeme.inflect, Inflect::Spare | Inflect::Fixed))
        };
        let key = |lexeme: &Lexeme| lexeme.roman.then(|| roman::key(&lexeme.word)).flatten();
        Taken {
            words: spare().map(|lexeme| lexeme.word.as_str()).collect(),
            keys: spare().filter_map(key).collect(),
        }
    }
}

fn takes_cases(lexeme: &Lexeme) -> bool {
    matches!(lexeme.inflect, Inflect::All | Inflect::Spare) && cases::takes_cases(&lexeme.word, lexeme.lang)
}

fn bits(lexeme: &Lexeme) -> u8 {
    let mut bits = 0;
    for (set, bit) in [
        (lexeme.disguise, DISGUISE),
        (lexeme.case.is_some(), CASED),
        (lexeme.veiled, VEILED),
        (lexeme.roman, HEARD),
        (takes_cases(lexeme), cases_of(lexeme.lang)),
        (matches!(lexeme.inflect, Inflect::Spare | Inflect::Fixed), SPARE),
    ] {
        bits |= if set { bit } else { 0 };
    }
    bits
}

/// What a mask cannot hide of a word: its length in characters and its first letter. Words that may be disguised are sorted by it.
pub(super) fn masked_rank(word: &str) -> (usize, Option<char>) {
    (word.chars().count(), word.chars().next())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Inflect, Lexis, List, Manner};
    use crate::engine::program::Program;
    use crate::rule::Lang;

    const MANNER: Manner = Manner {
        lang: Lang::En,
        inflect: Inflect::All,
        roman: false,
        disguise: false,
        veiled: false,
        case: false,
    };

    fn of_one_list() -> (Lexis, u32) {
        let mut lexis = Lexis::default();
        let list = lexis.list(List {
            lexicon: "a".into(),
            lang: Lang::En,
            tags: Vec::new(),
        });
        (lexis, list)
    }

    #[test]
    fn an_entry_of_many_thousand_words_is_refused() {
        let (mut lexis, list) = of_one_list();
        let choice = |words| format!("a ({})", vec!["b"; words].join("|"));
        assert_eq!(lexis.add(list, MANNER, &choice(8_000)), Ok(()));
        let refused = lexis.add(list, MANNER, &choice(9_000)).unwrap_err();
        assert!(refused.contains("make several of it"), "{refused}");
    }

    #[test]
    fn a_sign_that_folds_to_a_letter_is_refused() {
        let (mut lexis, list) = of_one_list();
        let refused = lexis.add(list, MANNER, "ℹ️").unwrap_err();
        assert!(refused.contains("folds to the letter `i`"), "{refused}");
        assert_eq!(lexis.add(list, MANNER, "📢"), Ok(()));
    }

    #[test]
    fn a_spare_form_gives_way_to_the_word_that_is_written_so() {
        let (mut lexis, list) = of_one_list();
        let manner = |inflect| Manner { inflect, ..MANNER };
        for (word, inflect) in [
            ("leave", Inflect::Spare),
            ("leaves", Inflect::Spare),
            ("=leaving", Inflect::Spare),
            ("leave", Inflect::All),
        ] {
            lexis.add(list, manner(inflect), word).unwrap();
        }
        let mut program = Program::default();
        lexis.finish(&mut program);
        for (form, lexemes) in [
            ("leave", &[0, 3][..]),
            ("leaved", &[0, 3]),
            ("leaves", &[1, 3]),
            ("leaving", &[2, 3]),
            ("leavings", &[]),
        ] {
            assert_eq!(program.forms.get(form).collect::<Vec<_>>(), lexemes, "{form}");
        }
    }
}
