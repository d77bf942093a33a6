//! Reads rule files into a library, by the key each begins with.

use super::error::{PackError, SourceFile};
use super::schema::{DetectorFile, DetectorSource, LexiconFile, PackFile};
use super::weights::{SenseFile, WeightsFile};
use serde::de::DeserializeOwned;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rule files, read but not yet bound to each other.
#[derive(Debug, Default)]
pub struct Library {
    /// The files, for places in errors.
    pub files: Vec<SourceFile>,
    /// How many of them, from the first on, are shipped.
    pub shipped: usize,
    /// Lexicons with the number of their file.
    pub lexicons: Vec<(usize, LexiconFile)>,
    /// Detectors with the number of their file.
    pub detectors: Vec<(usize, DetectorSource)>,
    /// Senses with the number of their file.
    pub senses: Vec<(usize, SenseFile)>,
    /// Weights with the number of their file.
    pub weights: Vec<(usize, WeightsFile)>,
    /// Packs with the number of their file.
    pub packs: Vec<(usize, PackFile)>,
}

/// What a file turned out to be.
enum Parsed {
    Lexicon(LexiconFile),
    Detectors(DetectorFile),
    Senses(SenseFile),
    Weights(WeightsFile),
    Pack(Box<PackFile>),
}

/// Reads every file.
///
/// # Errors
/// Every file that is no valid YAML of one of the kinds, or a pack of an id already read, each with its place and mend.
pub fn load(files: Vec<SourceFile>) -> Result<Library, Vec<PackError>> {
    load_over(Vec::new(), files)
}

/// As [`load`], behind shipped files: a pack of the id of a shipped one replaces it.
///
/// # Errors
/// As [`load`].
pub fn load_over(shipped: Vec<SourceFile>, own: Vec<SourceFile>) -> Result<Library, Vec<PackError>> {
    let first_own = shipped.len();
    let files = [shipped, own].concat();
    let mut library = Library {
        shipped: first_own,
        ..Library::default()
    };
    let mut errors = Vec::new();
    for (number, parsed) in parse_all(&files).into_iter().enumerate() {
        match parsed {
            Ok(Parsed::Lexicon(file)) => library.lexicons.push((number, file)),
            Ok(Parsed::Detectors(file)) => {
                let detectors = file.detectors.into_iter().map(|detector| (number, detector));
                library.detectors.extend(detectors);
            }
            Ok(Parsed::Senses(file)) => library.senses.push((number, file)),
            Ok(Parsed::Weights(file)) => library.weights.push((number, file)),
            Ok(Parsed::Pack(file)) => {
                let same = |known: &(usize, PackFile)| known.1.pack.value == file.pack.value;
                match library.packs.iter().position(same) {
                    Some(at) if library.packs[at].0 >= first_own || number < first_own => {
                        let place = (file.pack.defined.line() as usize, file.pack.defined.column() as usize);
                        let other = &files[library.packs[at].0].path;
                        let what = format!("the pack id `{}` is taken by {other}", file.pack.value);
                        errors.push(PackError::at(
                            &files[number],
                            place,
                            what,
                            "give one of them another id",
                        ));
                    }
                    found => {
                        found.map(|at| library.packs.remove(at));
                        library.packs.push((number, *file));
                    }
                }
            }
            Err(error) => errors.push(error),
        }
    }
    library.files = files;
    if errors.is_empty() { Ok(library) } else { Err(errors) }
}

/// Bytes of files from which on it pays to read them side by side.
const MANY_BYTES: usize = 64 << 10;

/// Reads each file, in order; many of them side by side.
fn parse_all(files: &[SourceFile]) -> Vec<Result<Parsed, PackError>> {
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(files.len());
    if threads < 2 || bytes < MANY_BYTES {
        return files.iter().map(parse_one).collect();
    }
    // The largest first: what is left for the end is small.
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|&number| std::cmp::Reverse(files[number].text.len()));
    let next = AtomicUsize::new(0);
    let parsed: Vec<OnceLock<Result<Parsed, PackError>>> = files.iter().map(|_| OnceLock::new()).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(&number) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                    parsed[number].get_or_init(|| parse_one(&files[number]));
                }
            });
        }
    });
    let parsed = parsed.into_iter().zip(files);
    parsed
        .map(|(parsed, file)| parsed.into_inner().unwrap_or_else(|| parse_one(file)))
        .collect()
}

fn parse_one(file: &SourceFile) -> Result<Parsed, PackError> {
    match kind_of(&file.text) {
        Some("lexicon") => parse(file).map(Parsed::Lexicon),
        Some("detectors") => parse(file).map(Parsed::Detectors),
        Some("senses") => parse(file).map(Parsed::Senses),
        Some("weights") => parse(file).map(Parsed::Weights),
        Some("pack") => parse(file).map(Box::new).map(Parsed::Pack),
        _ => Err(PackError::at(
            file,
            (1, 1),
            "this is no rule file",
            "begin it with `lexicon:`, `detectors:`, `senses:`, `weights:` or `pack:` (see docs/packs.md)",
        )),
    }
}

/// The top-level key that tells the kind of a rule file.
pub fn kind_of(text: &str) -> Option<&'static str> {
    text.trim_start_matches('\u{feff}').lines().find_map(|line| {
        ["lexicon", "detectors", "senses", "weights", "pack"]
            .into_iter()
            .find(|key| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))
    })
}

/// Most keys, values, lists and maps of a file: the learned weights have a quarter of a million, hostile files more.
const MOST_NODES: usize = 1_000_000;

fn parse<T: DeserializeOwned>(file: &SourceFile) -> Result<T, PackError> {
    let options = serde_yaml::options! {
        with_snippet: false,
        budget: serde_yaml::budget! { max_nodes: MOST_NODES, max_events: 2 * MOST_NODES },
    };
    serde_yaml::from_str_with_options(&file.text, options).map_err(|error| yaml_error(file, &error))
}

/// Keys that say for which posts something is.
const SCOPE: &[&str] = &["files", "author", "account", "kind", "platform"];

/// "Did you mean", for an error that names an unknown word and, after it, those that are known.
fn meant(what: &str) -> Option<String> {
    let unknown = what.split('`').nth(1).filter(|_| what.starts_with("unknown "))?;
    let (_, known) = what.split_once("expected ")?;
    let words = known.trim_start_matches("one of ").split(", ");
    let mut words = words.map(|word| word.trim_matches('`'));
    if SCOPE.contains(&unknown) && words.clone().any(|word| word == "for") {
        return Some(format!("write it below `for`: `for: {{{unknown}: …}}`"));
    }
    super::error::nearest(unknown, &mut words).map(|near| format!("did you mean `{near}`?"))
}

/// A YAML error as ours: place, excerpt and mend.
pub fn yaml_error(file: &SourceFile, error: &serde_yaml::Error) -> PackError {
    let bare = error.without_snippet();
    let place = bare
        .location()
        .map_or((0, 0), |at| (at.line() as usize, at.column() as usize));
    let (what, mend) = told(bare);
    PackError::at(file, place, what, mend)
}

/// What is wrong, and the mend, in words for whoever writes the file.
fn told(error: &serde_yaml::Error) -> (String, String) {
    use serde_yaml::Error;
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text).trim();
    let (what, mend) = match error {
        Error::DuplicateMappingKey { key, .. } => (
            key.as_ref()
                .map_or("a duplicate key".into(), |key| format!("duplicate key `{key}`")),
            "keep one of the two",
        ),
        Error::NullIntoString { .. } => (
            "nothing stands here, and a text is expected".into(),
            "write the text, in quotes where it is `null` or `~`",
        ),
        Error::MultipleDocuments { .. } => (
            "a second document begins here".into(),
            "keep one document, or make a file of each, and take `---` away",
        ),
        Error::InvalidScalar { ty, .. } => {
            let wanted = match ty.as_bytes().first() {
                Some(b'u') => "a whole number, 0 or more, is wanted here",
                Some(b'i') => "a whole number is wanted here",
                Some(b'f') => "a number is wanted here",
                _ => "`true` or `false` is wanted here",
            };
            (wanted.into(), "write it without quotes")
        }
        Error::SerdeUnknownVariant { variant, .. } if variant == "~" => (
            "nothing stands here, and something is expected".into(),
            "write it behind the key, or indented below it",
        ),
        Error::ExpectedMappingEndAfterEnumVariantValue { .. } => (
            "one key is wanted here, and a second one stands beside it".into(),
            "keep one; several conditions stand under `all:` or `any:`, each in its own `{ }`",
        ),
        Error::ExternallyTaggedEnumExpectedScalarOrMapping { .. } => (
            "a list stands here, and one value is wanted".into(),
            "take the brackets or the `- ` away; several conditions stand under `all:` or `any:`",
        ),
        _ if text.contains("AliasAnchorRatio") || text.starts_with("alias ") && text.contains("exceeded") => (
            "aliases repeat too much here".into(),
            "write out what they repeat, or make them fewer",
        ),
        Error::Budget { .. } => (
            "this is larger or deeper than any rule file".into(),
            "split the file, or nest it less deeply",
        ),
        _ if text.starts_with("unknown ") => (text.into(), "use one of the words named"),
        _ if text.contains("missing field") => (text.into(), "add the key"),
        _ if text.contains("recursion limit") => (text.into(), "split the file, or nest it less deeply"),
        _ if text.contains("expected sequence") => (
            "a list is expected here".into(),
            "write it in brackets, `[one, another]`, or each on a line of its own behind `- `",
        ),
        Error::Unexpected { .. }
        | Error::SerdeInvalidType { .. }
        | Error::SerdeInvalidValue { .. }
        | Error::Message { .. } => (
            text.into(),
            "write what is expected here, with its keys indented below it",
        ),
        _ => (
            text.into(),
            "quote strings that hold `: `, `#`, or that begin with a special character; indent with spaces",
        ),
    };
    let mend = meant(&what).unwrap_or_else(|| mend.into());
    (what, mend)
}
