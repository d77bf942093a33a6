//! The compiled form of the rules: plain data, the same whether it comes from the binary or from files on disk.

use super::block::{Block, Strings};
use super::lists::Set;
use super::phrases::Phrases;
use super::table::Table;
use super::wake::Wake;
use super::weights::Weights;
use crate::pack::example::Turn;
use crate::pack::over::{Over, Tells};
use crate::pack::schema::Checksum;
use crate::post::{Account, Kind, Permission, Platform};
use crate::rule::{Clause, Confidence, Instrument, Lang, Rule, Texts, When};
use crate::text::cases;
use crate::text::zone::ZoneKind;
use serde::{Deserialize, Serialize};

/// Everything the engine needs of all packs.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Program {
    /// Folded forms of words without case endings, to lexemes. Stored apart: it is used as it lies.
    #[serde(skip)]
    pub forms: Table,
    /// Phonetic keys, to romanised lexemes. Stored apart.
    #[serde(skip)]
    pub phonetic: Table,
    /// What a lexeme allows, as bits in a byte: [`DISGUISE`], [`CASED`], [`VEILED`], [`CASES`],
    /// [`GENITIVE`], [`SPARE`], [`BESIDE`], [`HEARD`].
    #[serde(skip)]
    pub lexemes: Block,
    /// Forms of lexemes that may be disguised, the shorter ones first, then by first letter.
    #[serde(skip)]
    pub disguised: Strings,
    /// The lexemes of those forms.
    #[serde(skip)]
    pub disguised_lexemes: Block,
    /// The capitals of lexemes that ask for them, in order of lexeme.
    pub cased: Vec<(u32, String)>,
    /// Phrases.
    pub phrases: Phrases,
    /// The entry behind each phrase, as its author wrote it.
    #[serde(skip)]
    pub entries: Strings,
    /// Lists of phrases: one for each group of a lexicon.
    pub lists: Vec<List>,
    /// Patterns.
    pub patterns: Vec<Pattern>,
    /// Detectors, each after those it uses.
    pub detectors: Vec<Detector>,
    /// What wakes them.
    pub wake: Wake,
    /// Many small weights for and against each family.
    pub weights: Weights,
    /// Packs.
    pub packs: Vec<Pack>,
}

impl Program {
    /// What a lexeme allows.
    #[inline]
    pub fn allows(&self, lexeme: u32, bit: u8) -> bool {
        self.lexemes.bytes()[lexeme as usize] & bit != 0
    }

    /// The lexemes that a word is as it is written: none that is one in disguise only.
    #[inline]
    pub fn written<'p>(&'p self, word: &'p str) -> impl Iterator<Item = u32> {
        self.under(&self.forms, word, stems(word))
            .filter(|lexeme| !self.allows(*lexeme, VEILED))
    }

    /// The lexemes that a word is in disguise only.
    pub fn veiled<'p>(&'p self, word: &'p str) -> impl Iterator<Item = u32> {
        self.under(&self.forms, word, stems(word))
            .filter(|lexeme| self.allows(*lexeme, VEILED))
    }

    /// The lexemes that are found by a key, or by that of the word without its case ending if they take it: for each, what they
    /// must allow. What is known with that ending is no form of a word that leaves it to others.
    pub fn under<'p, K: AsRef<str>>(
        &'p self,
        table: &'p Table,
        key: &str,
        stems: impl Iterator<Item = (K, u8)>,
    ) -> impl Iterator<Item = u32> {
        let whole = table.get(key);
        let of_stem = move |(stem, bit): (K, u8)| {
            let lexemes = table.get(stem.as_ref());
            lexemes.filter(move |lexeme| self.allows(*lexeme, bit))
        };
        let is_known = move |lexeme: u32| {
            let gives_way = self.allows(lexeme, SPARE);
            whole
                .into_iter()
                .any(|known| known == lexeme || gives_way && self.allows(known, SPARE))
        };
        let cased = stems.flat_map(of_stem).filter(move |lexeme| !is_known(*lexeme));
        whole.chain(cased)
    }

    /// How many lexemes there are.
    pub fn count(&self) -> usize {
        self.lexemes.bytes().len()
    }

    /// Leaves out the examples: they are for tests and explanations, and a check must not carry them.
    pub fn forget_examples(&mut self) {
        for detector in &mut self.detectors {
            detector.examples.clear();
        }
        for pack in &mut self.packs {
            pack.rules.iter_mut().for_each(|bound| bound.examples.clear());
            pack.harbours.iter_mut().for_each(|harbour| harbour.examples.clear());
        }
    }

    /// Everything that is stored apart from the rest and used as it lies, in a fixed order.
    pub fn blocks(&mut self) -> impl Iterator<Item = &mut Block> {
        [&mut self.lexemes, &mut self.disguised_lexemes]
            .into_iter()
            .chain(self.disguised.blocks())
            .chain(self.phrases.blocks())
            .chain(self.entries.blocks())
            .chain(self.wake.by_signal.blocks())
            .chain(self.weights.blocks())
    }
}

/// A lexeme that may be disguised.
pub const DISGUISE: u8 = 1;
/// A lexeme with capitals of its own.
pub const CASED: u8 = 2;
/// A lexeme that is one in disguise only.
pub const VEILED: u8 = 4;
/// A lexeme whose forms take the case endings of Gujarati.
pub const CASES: u8 = 8;
/// A lexeme whose forms take the genitive of English.
pub const GENITIVE: u8 = 16;
/// A lexeme that leaves its forms to others that are written so.
pub const SPARE: u8 = 32;
/// A lexeme of packs that stand beside the shipped rules.
pub const BESIDE: u8 = 64;
/// A lexeme that is found by its sound, too.
pub const HEARD: u8 = 128;

/// What lexemes of a language must allow for its case endings.
pub fn cases_of(lang: Lang) -> u8 {
    if lang == Lang::En { GENITIVE } else { CASES }
}

/// What a word is without a case ending, and what a lexeme must allow to be meant.
pub fn stems(word: &str) -> impl Iterator<Item = (&str, u8)> {
    cases::stems(word).map(|(stem, lang)| (stem, cases_of(lang)))
}

/// One group of a lexicon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct List {
    /// Lexicon.
    pub lexicon: String,
    /// Language.
    pub lang: Lang,
    /// Tags.
    pub tags: Vec<String>,
}

/// A pattern over the folded text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pattern {
    /// The pattern.
    pub pattern: String,
    /// Literals of which one must be seen first; empty where digits will do.
    pub needs: Vec<String>,
    /// Digits that a text must have.
    pub digits: usize,
    /// A test on the match.
    pub check: Option<Checksum>,
    /// What the match is.
    pub word: String,
    /// Only where blanks and punctuation stand around it.
    pub alone: bool,
}

/// A condition with every name resolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Cond {
    /// Hits on any of these lists.
    Lex {
        /// Lists.
        lists: Set,
        /// The name as written, for labels.
        word: String,
    },
    /// Matches of a pattern.
    Regex(u32),
    /// Findings of any of these detectors.
    Detector(Vec<u32>),
    /// Any such zone.
    Zone(Vec<ZoneKind>),
    /// At least one.
    Any(Vec<Cond>),
    /// Each.
    All(Vec<Cond>),
    /// None.
    None(Vec<Cond>),
    /// So many different ones.
    AtLeast(u32, Vec<Cond>),
    /// Close together.
    Near {
        /// Most words from first to last.
        words: u32,
        /// In order.
        order: bool,
        /// Over sentence ends.
        across: bool,
        /// The parts.
        of: Vec<Cond>,
    },
    /// In one sentence.
    Sentence(Vec<Cond>),
    /// So many hits.
    Count {
        /// Of what.
        of: Box<Cond>,
        /// Fewest.
        min: u32,
        /// Most.
        max: Option<u32>,
    },
    /// Hits inside (or outside) zones.
    In {
        /// Zones.
        zones: Vec<ZoneKind>,
        /// Inside?
        inside: bool,
        /// Of what.
        of: Box<Cond>,
    },
    /// Not in the text.
    Missing(Box<Cond>),
    /// Facts about the post.
    When(When),
    /// Weighted evidence.
    Score {
        /// The sum to reach.
        at_least: f32,
        /// In one sentence?
        sentence: bool,
        /// The evidence.
        cues: Vec<Cue>,
    },
    /// More words than this.
    Longer(u32),
    /// Fewer words than this.
    Shorter(u32),
}

/// One piece of weighted evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cue {
    /// What is looked for.
    pub of: Cond,
    /// For or against.
    pub weight: f32,
    /// What it says of a stretch, where its author gives it words.
    pub word: Option<String>,
}

/// How far around a hit a condition reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// Anywhere in the post.
    Post,
    /// In the hit's sentence.
    Sentence,
    /// So many words either side.
    Words(u32),
}

/// A condition looked for around a hit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Around {
    /// How far.
    pub within: Reach,
    /// What.
    pub of: Cond,
}

/// A detector, ready to judge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detector {
    /// Its id.
    pub id: String,
    /// What it finds.
    pub about: String,
    /// How sure.
    pub confidence: Confidence,
    /// Zones whose hits do not count.
    pub skip: Vec<ZoneKind>,
    /// The condition.
    pub find: Cond,
    /// Exceptions.
    pub unless: Vec<Around>,
    /// One step surer.
    pub raise: Vec<Around>,
    /// One step less sure.
    pub lower: Vec<Around>,
    /// Its examples.
    pub examples: Vec<Example>,
}

/// An example with its language and side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// Language.
    pub lang: Lang,
    /// Must be found, or must not.
    pub flag: bool,
    /// The text.
    pub text: String,
    /// Whose account.
    pub account: Option<Account>,
    /// What it is.
    pub kind: Option<Kind>,
    /// Where it goes.
    pub platform: Option<Platform>,
    /// Permission.
    pub permission: Option<Permission>,
    /// Why it does not work yet.
    pub gap: Option<String>,
    /// A series of posts, for rules over an archive.
    pub posts: Vec<Turn>,
}

/// A pack, ready to judge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pack {
    /// Id.
    pub id: String,
    /// The pack it extends.
    pub extends: Option<String>,
    /// Title.
    pub title: Texts,
    /// Jurisdiction.
    pub jurisdiction: String,
    /// Languages of its posts.
    pub languages: Vec<Lang>,
    /// The officers' language.
    pub officers: Lang,
    /// Time zone.
    pub zone: String,
    /// First day in force.
    pub from: String,
    /// Last day in force.
    pub until: Option<String>,
    /// Documents, those of the extended pack first.
    pub instruments: Vec<Instrument>,
    /// Clauses, those of the extended pack first.
    pub clauses: Vec<Clause>,
    /// Rules.
    pub rules: Vec<Bound>,
    /// What is allowed.
    pub harbours: Vec<Harbour>,
}

impl Pack {
    /// Numbers of the detectors its rules and harbours ask, some of them several times.
    pub fn detectors(&self) -> impl Iterator<Item = u32> {
        let rules = self.rules.iter().flat_map(|bound| &bound.detectors);
        let harbours = self.harbours.iter().flat_map(|harbour| &harbour.detectors);
        rules.chain(harbours).copied()
    }
}

/// A rule bound to its detectors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// What it says.
    pub rule: std::sync::Arc<Rule>,
    /// Its detectors.
    pub detectors: Vec<u32>,
    /// Number of its family's scale.
    pub scale: Option<u16>,
    /// Speaks on weights alone, too.
    pub leans: bool,
    /// Told once a post, however often its detectors find something: what is wrong is wrong of the whole.
    pub once: bool,
    /// Its findings become advice where the weights say too little for them.
    pub doubts: bool,
    /// Languages it covers: those of its pack, or fewer.
    pub languages: Vec<Lang>,
    /// What it follows over several posts; such a rule says nothing of one post alone.
    pub over: Option<Over>,
    /// What it tells of them besides its message.
    pub tells: Tells,
    /// Its own examples.
    pub examples: Vec<Example>,
}

/// What a pack allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Harbour {
    /// `<pack>/<name>`.
    pub id: String,
    /// Clauses that allow it.
    pub clauses: Vec<String>,
    /// Detectors of which one must hold.
    pub detectors: Vec<u32>,
    /// Facts it depends on.
    pub when: When,
    /// Families it spares.
    pub spares: Vec<String>,
    /// Posts that it must and must not spare.
    pub examples: Vec<Example>,
}
