//! Lexicons, detectors and packs as their authors write them; `weights` is the fourth kind of file. The guide is `docs/packs.md`.

use super::example::Examples;
use super::over::{Over, Tells};
use crate::rule::{Clause, Confidence, Instrument, Lang, Severity, Texts, When};
use crate::text::zone::ZoneKind;
use schemars::JsonSchema;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{self, IntoDeserializer, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_yaml::Spanned;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// A string that knows its line and column in the file.
pub type Placed = Spanned<String>;

fn yes() -> bool {
    true
}

/// A lexicon: words and phrases by language, with tags.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LexiconFile {
    /// The name detectors use. One lexicon may be spread over several files.
    #[schemars(with = "String")]
    pub lexicon: Placed,
    /// What it holds.
    pub about: String,
    /// Its words.
    pub words: Vec<Group>,
}

/// Words of one language with the same tags.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Group {
    /// The language they are written in.
    pub lang: Lang,
    /// Tags that detectors ask for.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Make the inflected forms.
    #[serde(default = "yes")]
    pub inflect: bool,
    /// Accept other romanised spellings (romanised languages only).
    #[serde(default = "yes")]
    pub roman: bool,
    /// Accept disguises: `i.d.i.o.t`, `1d10t`, `i*iot`.
    #[serde(default)]
    pub disguise: bool,
    /// Match only where a sign or digit hides a letter: `a$$`, `d!ck`, `l*nd`. For words that are innocent as they are written.
    #[serde(default)]
    pub veiled: bool,
    /// Match only with these capitals.
    #[serde(default)]
    pub case: bool,
    /// The words and phrases.
    #[schemars(with = "Vec<String>")]
    pub list: Vec<Placed>,
}

/// A file of detectors.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DetectorFile {
    /// The detectors.
    pub detectors: Vec<DetectorSource>,
}

/// What a text does, whatever the jurisdiction.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DetectorSource {
    /// The name packs use.
    #[schemars(with = "String")]
    pub id: Placed,
    /// What it finds.
    pub about: String,
    /// How sure a hit is.
    #[serde(default)]
    pub confidence: Confidence,
    /// Zones whose hits do not count; quotation and denial where absent.
    #[serde(default)]
    pub skip: Option<Vec<ZoneKind>>,
    /// The condition.
    pub find: CondSource,
    /// Exceptions.
    #[serde(default)]
    pub unless: Vec<Context>,
    /// Evidence that makes a hit one step surer.
    #[serde(default)]
    pub raise: Vec<Context>,
    /// Evidence that makes a hit one step less sure.
    #[serde(default)]
    pub lower: Vec<Context>,
    /// Texts that must and must not be found, by language.
    #[serde(default)]
    pub examples: Examples,
}

/// A condition that is looked for around a hit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Context {
    /// How far around.
    #[serde(default)]
    pub within: Within,
    /// What.
    pub of: CondSource,
}

/// How far around a hit a context reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "WithinSource")]
pub enum Within {
    /// Anywhere in the post.
    #[default]
    Post,
    /// In the hit's sentence.
    Sentence,
    /// So many words either side.
    Words(u32),
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged, expecting = "`within` is `post`, `sentence` or a number of words")]
enum WithinSource {
    Words(u32),
    Named(String),
}

impl TryFrom<WithinSource> for Within {
    type Error = String;

    fn try_from(source: WithinSource) -> Result<Within, String> {
        match source {
            WithinSource::Words(n) => Ok(Within::Words(n)),
            WithinSource::Named(name) => match name.as_str() {
                "post" => Ok(Within::Post),
                "sentence" => Ok(Within::Sentence),
                other => other
                    .parse()
                    .map(Within::Words)
                    .map_err(|_| format!("`{other}` is not `post`, `sentence` or a number of words")),
            },
        }
    }
}

/// One or several.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
pub enum OneOrMany<T> {
    /// One.
    One(T),
    /// Several.
    Many(Vec<T>),
}

/// Read by hand, so that a word that is not known is told with those that are.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<OneOrMany<T>, D::Error> {
        struct Either<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("one value, or a list of them")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<OneOrMany<T>, E> {
                T::deserialize(text.into_deserializer()).map(OneOrMany::One)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<OneOrMany<T>, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(OneOrMany::Many)
            }
        }
        source.deserialize_any(Either(PhantomData))
    }
}

impl<T> OneOrMany<T> {
    /// As a slice.
    pub fn as_slice(&self) -> &[T] {
        match self {
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(many) => many,
        }
    }
}

/// One word or several, with the place where they begin.
pub type Many = Spanned<OneOrMany<String>>;

/// A condition over a post.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum CondSource {
    /// A word of a lexicon, `name` or `name.tag`.
    Lex(OneOrMany<String>),
    /// Words written on the spot, by language.
    Words(BTreeMap<Lang, Vec<String>>),
    /// A pattern over the folded text.
    Regex(RegexSource),
    /// Another detector found something.
    Detector(OneOrMany<String>),
    /// The text has such a zone.
    Zone(OneOrMany<ZoneKind>),
    /// At least one holds.
    Any(Vec<CondSource>),
    /// Each holds; the first gives the span.
    All(Vec<CondSource>),
    /// None holds.
    None(Vec<CondSource>),
    /// So many different ones hold.
    AtLeast(AtLeastSource),
    /// One of each, close together.
    Near(NearSource),
    /// One of each in one sentence.
    Sentence(Vec<CondSource>),
    /// So many hits.
    Count(CountSource),
    /// Hits inside zones.
    In(InSource),
    /// Hits outside zones.
    NotIn(InSource),
    /// Not in the text.
    Missing(Box<CondSource>),
    /// Facts about the post.
    When(When),
    /// Weighted evidence.
    Score(ScoreSource),
    /// More words than this.
    Longer(u32),
    /// Fewer words than this.
    Shorter(u32),
}

/// `regex:`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RegexSource {
    /// The pattern, over lower case and ASCII digits.
    pub pattern: String,
    /// What must be seen before the pattern is tried: `0-9` or literals.
    pub needs: OneOrMany<String>,
    /// A test on the match.
    #[serde(default)]
    pub check: Option<Checksum>,
    /// What the match is, for labels.
    #[serde(default)]
    pub word: Option<String>,
    /// Only where blanks, quotes, brackets or punctuation stand around it: for what is neither letters nor digits at its ends.
    #[serde(default)]
    pub alone: bool,
}

/// A test on the digits of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Checksum {
    /// Thirteen digits of a Pakistani identity card, the first naming a region.
    Cnic,
    /// Verhoeff's check digit, as in Aadhaar (twelve digits, the first not 0 or 1).
    Verhoeff,
    /// Luhn's check digit, as in payment cards.
    Luhn,
    /// Remainder 1 modulo 97 (ISO 13616).
    Iban,
}

/// `at-least:`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AtLeastSource {
    /// How many.
    pub n: u32,
    /// Of which.
    pub of: Vec<CondSource>,
}

/// `near:`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearSource {
    /// Most words from the first to the last.
    pub words: u32,
    /// In the order written.
    #[serde(default)]
    pub order: bool,
    /// Sentence ends may be crossed.
    #[serde(default)]
    pub across: bool,
    /// The parts.
    pub of: Vec<CondSource>,
}

/// `count:`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountSource {
    /// Hits of what.
    pub of: Box<CondSource>,
    /// Fewest.
    #[serde(default)]
    pub min: u32,
    /// Most.
    #[serde(default)]
    pub max: Option<u32>,
}

/// `in:` and `not-in:`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InSource {
    /// The zones.
    pub zone: OneOrMany<ZoneKind>,
    /// Hits of what.
    pub of: Box<CondSource>,
}

/// `score:`
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ScoreSource {
    /// The sum that must be reached.
    pub at_least: f32,
    /// Where the cues must lie together: the post or one sentence.
    #[serde(default)]
    pub within: Within,
    /// The evidence.
    pub cues: Vec<CueSource>,
}

/// One piece of weighted evidence.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CueSource {
    /// What is looked for.
    pub of: CondSource,
    /// For (positive) or against (negative).
    pub weight: f32,
    /// Its name in labels and traces.
    #[serde(default)]
    pub word: Option<String>,
}

/// One government's instrument: its clauses, and the detectors that may find them breached.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PackFile {
    /// Pack id.
    #[schemars(with = "String")]
    pub pack: Placed,
    /// Another pack whose rules and clauses come along.
    #[serde(default)]
    pub extends: Option<String>,
    /// Title by language.
    pub title: Texts,
    /// Jurisdiction.
    pub jurisdiction: String,
    /// Languages that each rule must have examples in.
    pub languages: Vec<Lang>,
    /// The officers' language: messages and advice are required in it.
    pub officers: Lang,
    /// Time zone for civil times.
    pub zone: String,
    /// From when until when.
    pub in_force: InForce,
    /// Findings of less than high confidence become advice where the weights of the post say too little for them.
    #[serde(default)]
    pub doubts: bool,
    /// Source documents.
    #[serde(default)]
    pub instruments: Vec<Instrument>,
    /// Their clauses.
    #[serde(default)]
    pub clauses: Vec<Clause>,
    /// The rules.
    #[serde(default)]
    pub rules: Vec<RuleSource>,
    /// What the instruments allow.
    #[serde(default)]
    pub harbours: Vec<HarbourSource>,
}

/// When an instrument holds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InForce {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day.
    #[serde(default)]
    pub until: Option<String>,
}

/// A rule. Under `extends`, a rule with a known id changes only the keys it gives.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleSource {
    /// Name; `<pack>/<name>` is the rule's id.
    #[schemars(with = "String")]
    pub id: Placed,
    /// What is found.
    #[serde(default)]
    pub title: Option<String>,
    /// Clauses it may find breached.
    #[serde(default)]
    pub clauses: Option<Vec<String>>,
    /// Family.
    #[serde(default)]
    pub family: Option<String>,
    /// Detectors.
    #[serde(default)]
    pub detect: Option<OneOrMany<String>>,
    /// What it follows over several posts of an archive. Such a rule speaks in `scan` only.
    #[serde(default)]
    pub over: Option<Over>,
    /// What a finding of a rule over an archive tells besides its message, by outcome and language.
    #[serde(default)]
    pub tells: Option<Tells>,
    /// Severity.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Languages it covers, where these are fewer than the pack's.
    #[serde(default)]
    pub languages: Option<Vec<Lang>>,
    /// Facts it depends on.
    #[serde(default)]
    pub when: Option<When>,
    /// Whether its findings may be doubted, where not as the pack says.
    #[serde(default)]
    pub doubts: Option<bool>,
    /// Speaks on weights alone, too, where its family's scale is high enough.
    #[serde(default)]
    pub leans: Option<bool>,
    /// Told once a post: what is wrong is wrong of the whole, such as a line that is missing.
    #[serde(default)]
    pub once: Option<bool>,
    /// Message by language.
    #[serde(default)]
    pub message: Option<Texts>,
    /// Advice by language.
    #[serde(default)]
    pub advice: Option<Texts>,
    /// Examples besides those of its detectors.
    #[serde(default)]
    pub examples: Examples,
}

/// What an instrument allows.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HarbourSource {
    /// Name.
    #[schemars(with = "String")]
    pub id: Placed,
    /// Clauses that allow it.
    pub clauses: Vec<String>,
    /// Detectors of which one must hold.
    pub detect: OneOrMany<String>,
    /// Facts it depends on.
    #[serde(default)]
    pub when: When,
    /// Families whose findings it takes away.
    pub spares: Vec<String>,
    /// Posts that it must (`pass`) and must not (`flag`) spare: whole-pack examples.
    #[serde(default)]
    pub examples: Examples,
}
