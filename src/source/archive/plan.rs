//! Which reader takes which entries, which of them are one export, and what lies in an export without being a post.
//!
//! Two roots are read as one export only where their names say that they are parts of one: of several exports that lie together
//! nobody's words are to be put into another's mouth.

use super::{Claim, File, Look, Owns, READERS, Reader};
use crate::path::PACKED;
use crate::source::Error;
use crate::source::export::Export;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is done, in the order of the listing.
pub(super) enum Work {
    /// Files of one export, and whose its name says it is.
    Archive(&'static Reader, Vec<File>, Option<String>),
    /// An entry that no reader claims.
    Rest(usize),
    /// An entry that a reader looked into, and could not.
    Unread(usize, Error),
}

/// An export: who reads it, in which container, below which folder.
type Key = (usize, usize, String);

/// What was claimed below one root.
#[derive(Default)]
struct Group {
    files: Vec<File>,
    sure: bool,
    owns: Owns,
}

/// Sorts the entries; the map holds those that lie in a claimed export, unclaimed.
pub(super) fn plan(export: &Export) -> (Vec<Work>, HashMap<usize, Owns>) {
    let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
    let mut unread = HashMap::new();
    for (index, entry) in export.entries().iter().enumerate() {
        let (claim, error) = claim(export, index);
        // Of an entry that cannot be opened by its nature its own reason is said.
        unread.extend(error.filter(|_| entry.fault.is_none()).map(|error| (index, error)));
        if let Some((reader, claim)) = claim {
            let root = export.entries()[index].path[..claim.root].to_owned();
            let group = groups.entry((reader, export.container_of(index), root)).or_default();
            group.files.push(File {
                index,
                root: claim.root,
            });
            group.sure |= claim.sure;
            group.owns = group.owns.max(claim.owns);
        }
    }
    let mut exports = joined(export, groups);
    exports.retain(|one| one.sure);
    let claimed: HashSet<usize> = exports
        .iter()
        .flat_map(|one| one.files.iter().map(|file| file.index))
        .collect();
    let owned = owned(export, &exports, &claimed);
    let mut works: Vec<(usize, Work)> = exports
        .into_iter()
        .map(|one| {
            let mut files = one.files;
            let first = files.iter().map(|file| file.index).min().unwrap_or_default();
            files.sort_by_key(|file| natural(&export.entries()[file.index].path[file.root..]));
            let names = one
                .roots
                .iter()
                .flat_map(|(at, root, _)| [export.name_of(*at), root.as_str()]);
            let account = names.filter_map(account).next();
            (first, Work::Archive(&READERS[one.reader], files, account))
        })
        .collect();
    let rest = (0..export.entries().len()).filter(|index| !claimed.contains(index));
    works.extend(rest.map(|index| match unread.remove(&index) {
        Some(error) => (index, Work::Unread(index, error)),
        None => (index, Work::Rest(index)),
    }));
    works.sort_by_key(|(first, _)| *first);
    (works.into_iter().map(|(_, work)| work).collect(), owned)
}

/// The first sure claim, else the first one; and why the entry could not be looked into, where a reader wished to.
fn claim(export: &Export, index: usize) -> (Option<(usize, Claim)>, Option<Error>) {
    let look = Look {
        export,
        index,
        path: lower(&export.entries()[index].path),
        head: OnceCell::new(),
    };
    let mut claims = READERS
        .iter()
        .enumerate()
        .filter_map(|(reader, one)| Some((reader, (one.claim)(&look)?)));
    let first = claims.next();
    let found = match first {
        Some((_, claim)) if !claim.sure => claims.find(|(_, claim)| claim.sure).or(first),
        first => first,
    };
    (found, look.head.into_inner().and_then(Result::err))
}

/// What lies unclaimed in an export.
fn owned(export: &Export, exports: &[Joined], claimed: &HashSet<usize>) -> HashMap<usize, Owns> {
    let mut roots: HashMap<(usize, &str), Owns> = HashMap::new();
    for (container, root, owns) in exports.iter().flat_map(|one| &one.roots) {
        let known = roots.entry((*container, root)).or_default();
        *known = (*owns).max(*known);
    }
    let owner = |(container, path)| {
        let folders = std::iter::successors(above(path), |folder| above(folder));
        let found = folders.enumerate().filter_map(|(height, folder)| {
            let owns = *roots.get(&(container, folder))?;
            (owns >= Owns::Below || height == 0).then_some(owns)
        });
        found.max()
    };
    (0..export.entries().len())
        .filter(|index| !claimed.contains(index))
        .filter_map(|index| Some((index, export.places(index).filter_map(owner).max()?)))
        .collect()
}

/// The folder that a path lies in, with its `/`; empty for the outermost one, which lies in none.
fn above(path: &str) -> Option<&str> {
    let inner = path.strip_suffix('/').unwrap_or(path);
    (!inner.is_empty()).then(|| inner.rfind('/').map_or("", |slash| &path[..=slash]))
}

/// In lower case, byte for byte as long: places in it are places in the path.
fn lower(path: &str) -> String {
    path.to_ascii_lowercase()
}

/// Files that are read as one.
struct Joined {
    reader: usize,
    files: Vec<File>,
    sure: bool,
    /// Container, root, and what is owned there.
    roots: Vec<(usize, String, Owns)>,
    /// What its other parts are known by; `None` where it is whole.
    family: Option<Family>,
    /// Paths below the root, to be told from those of another export.
    paths: HashSet<String>,
}

/// What the parts of one export have in common: whether they are files named by themselves, the name around them, their root.
type Family = (bool, String, String);

/// Parts of one export are one where no path is in two of them.
fn joined(export: &Export, groups: BTreeMap<Key, Group>) -> Vec<Joined> {
    let mut out: Vec<Joined> = Vec::new();
    for ((reader, container, root), group) in groups {
        let path = |file: &File| lower(&export.entries()[file.index].path[file.root..]);
        let paths: HashSet<String> = group.files.iter().map(path).collect();
        let family = family(export, container, &root).filter(|_| READERS[reader].splits);
        let same = |one: &&mut Joined| one.family == family && one.reader == reader && one.paths.is_disjoint(&paths);
        let known = family.as_ref().and_then(|_| out.iter_mut().find(same));
        let place = (container, root, group.owns);
        match known {
            Some(one) => {
                one.files.extend(group.files);
                one.sure |= group.sure;
                one.roots.push(place);
                one.paths.extend(paths);
            }
            None => out.push(Joined {
                reader,
                files: group.files,
                sure: group.sure,
                roots: vec![place],
                family,
                paths,
            }),
        }
    }
    out
}

/// Files of one folder that were named by themselves belong together as the folder does; of archives and folders their names must
/// say so.
fn family(export: &Export, container: usize, root: &str) -> Option<Family> {
    let name = lower(export.name_of(container));
    let root = lower(root);
    if export.is_lone_file(container) {
        return Some((true, name, root));
    }
    let (outer, inner) = (without_part(&name), without_part(&root));
    (outer.is_some() || inner.is_some()).then(|| (false, outer.unwrap_or(name), inner.unwrap_or(root)))
}

/// Words before a number that make it the number of a part: people number other things too.
const PARTED: &[&str] = &[
    "facebook",
    "instagram",
    "threads",
    "twitter",
    "takeout",
    "linkedin",
    "part",
];

/// A name in lower case without what tells parts of one export apart: `facebook-asma-2025-05-01-x7kq` without its last word,
/// `facebook-2.zip` without its number. `None` where it names no part.
fn without_part(path: &str) -> Option<String> {
    let path = path.trim_end_matches('/');
    let at = path.rfind(['/', '!']).map_or(0, |slash| slash + 1);
    let (folder, name) = path.split_at(at);
    let packed = PACKED.iter().find_map(|suffix| name.strip_suffix(suffix));
    let stem = packed.unwrap_or(name);
    let dated = stem
        .rsplit_once('-')
        .map(|(stem, _)| stem)
        .filter(|stem| is_dated(stem));
    let numbered = || {
        let stem = packed?;
        let bare = stem.trim_end_matches(|char: char| char.is_ascii_digit());
        let mut words = bare.split(|char: char| !char.is_alphanumeric());
        let is_part = (1..=3).contains(&(stem.len() - bare.len())) && words.any(|word| PARTED.contains(&word));
        is_part.then(|| bare.trim_end_matches(['-', '_', ' ', '.']))
    };
    dated.or_else(numbered).map(|stem| format!("{folder}{stem}"))
}

/// Platform and person of `facebook-asma-2025-05-01-x7kq.zip`.
fn account(path: &str) -> Option<String> {
    let path = lower(path.trim_end_matches('/'));
    let name = path.rsplit(['/', '!']).next()?;
    let packed = PACKED.iter().find_map(|suffix| name.strip_suffix(suffix));
    let (stem, _) = packed.unwrap_or(name).rsplit_once('-')?;
    let day = "-2025-05-01".len();
    is_dated(stem).then(|| stem[..stem.len() - day].to_owned())
}

/// True for a platform, a person and a day: two persons' exports of one day differ.
fn is_dated(stem: &str) -> bool {
    let words: Vec<&str> = stem.split(['-', '_']).collect();
    let [_, .., year, month, day] = words[..] else {
        return false;
    };
    let digits = |word: &str, length| word.len() == length && word.bytes().all(|byte| byte.is_ascii_digit());
    let day_first = digits(day, 4) && digits(year, 2);
    let year_first = digits(year, 4) && digits(day, 2);
    words.len() >= 5 && digits(month, 2) && (day_first || year_first)
}

/// A key that sorts numbers in names by their value, and `tweets.js` before `tweets-part1.js`.
fn natural(path: &str) -> Vec<(String, u64)> {
    let mut key = Vec::new();
    let mut rest = match path.rsplit_once('.') {
        Some((stem, suffix)) if !suffix.contains('/') => stem,
        _ => path,
    };
    while !rest.is_empty() {
        let word = rest.find(|char: char| char.is_ascii_digit()).unwrap_or(rest.len());
        let digits = rest[word..].bytes().take_while(u8::is_ascii_digit).count();
        // `messages.html` stands before `messages2.html`.
        let number = if digits == 0 {
            0
        } else {
            rest[word..word + digits].parse().unwrap_or(u64::MAX)
        };
        key.push((rest[..word].to_lowercase(), number));
        rest = &rest[word + digits..];
    }
    key
}
