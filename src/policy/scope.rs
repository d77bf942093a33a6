//! Which posts a setting is for: files by glob, and facts about the post.

use super::config::place;
use crate::pack::error::{PackError, SourceFile};
use crate::pack::schema::{Many, OneOrMany};
use crate::path::{file_of, plain};
use crate::post::{Account, Kind, Meta, Platform, Post};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Posts, as a project file names them. All that is said must hold; nothing said means every post.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct ScopeSource {
    /// Globs over paths from this file's folder; one without `/` is for names in any folder.
    #[schemars(with = "OneOrMany<String>")]
    pub files: Option<Many>,
    /// Accounts.
    pub account: Option<OneOrMany<Account>>,
    /// Kinds.
    pub kind: Option<OneOrMany<Kind>>,
    /// Platforms; a post that goes to several needs one of them.
    pub platform: Option<OneOrMany<Platform>>,
    /// Authors, as posts name them.
    pub author: Option<OneOrMany<String>>,
}

/// Posts, ready to compare.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    files: Option<(PathBuf, GlobSet)>,
    account: Vec<Account>,
    kind: Vec<Kind>,
    platform: Vec<Platform>,
    author: Vec<String>,
}

fn list<T: Clone>(source: &Option<OneOrMany<T>>) -> Vec<T> {
    source.as_ref().map_or_else(Vec::new, |many| many.as_slice().to_vec())
}

impl ScopeSource {
    /// What it asks, in the words of the file.
    pub fn said(&self) -> String {
        fn join<T: std::fmt::Display>(key: &str, source: Option<&OneOrMany<T>>) -> Option<String> {
            let words: Vec<String> = source?.as_slice().iter().map(ToString::to_string).collect();
            Some(format!("{key}: {}", words.join(", ")))
        }
        let all = [
            join("files", self.files.as_ref().map(|files| &files.value)),
            join("account", self.account.as_ref()),
            join("kind", self.kind.as_ref()),
            join("platform", self.platform.as_ref()),
            join("author", self.author.as_ref()),
        ];
        let said: Vec<String> = all.into_iter().flatten().collect();
        if said.is_empty() {
            "every post".to_owned()
        } else {
            said.join("; ")
        }
    }

    /// Builds the globs, which count from `folder`.
    ///
    /// # Errors
    /// A glob that is none, with its place.
    pub fn compile(&self, file: &SourceFile, folder: &Path) -> Result<Scope, PackError> {
        let mut set = GlobSetBuilder::new();
        let at = self.files.as_ref().map_or((0, 0), place);
        for glob in self.files.iter().flat_map(|files| files.value.as_slice()) {
            let wrong = |error: globset::Error| {
                let what = format!("`{glob}` is no glob: {}", error.kind());
                let mend = "write it as in `press/**` or `*.md`; close `[` and `{`";
                PackError::at(file, at, what, mend)
            };
            let text = glob.trim_start_matches("./");
            let anywhere = if text.contains('/') {
                text.to_owned()
            } else {
                format!("**/{text}")
            };
            // A folder means everything in it.
            let inside = format!("{}/**", anywhere.trim_end_matches('/'));
            for pattern in [anywhere.as_str(), inside.as_str()] {
                set.add(
                    GlobBuilder::new(pattern)
                        .literal_separator(true)
                        .build()
                        .map_err(wrong)?,
                );
            }
        }
        let set = set
            .build()
            .map_err(|error| PackError::at(file, at, error.to_string(), "shorten the globs"))?;
        Ok(Scope {
            files: self.files.is_some().then(|| (folder.to_owned(), set)),
            account: list(&self.account),
            kind: list(&self.kind),
            platform: list(&self.platform),
            author: list(&self.author),
        })
    }
}

impl Scope {
    /// True where a post of these facts is meant. What is unknown is not meant. Relative sources count from `here`.
    pub fn holds(&self, post: &Post, meta: &Meta, here: &Path) -> bool {
        fn one<T: PartialEq>(wanted: &[T], known: Option<&T>) -> bool {
            wanted.is_empty() || known.is_some_and(|known| wanted.contains(known))
        }
        one(&self.account, meta.account.as_ref())
            && one(&self.kind, meta.kind.as_ref())
            && one(&self.author, meta.author.as_ref())
            && (self.platform.is_empty() || meta.platforms.iter().any(|p| self.platform.contains(p)))
            && self
                .files
                .as_ref()
                .is_none_or(|(folder, globs)| globs.is_match(from(folder, here, &post.origin.source)))
    }
}

/// A source as it is named from a folder, with `/` on every system; its own name where it lies elsewhere.
pub fn from(folder: &Path, here: &Path, source: &str) -> String {
    let whole = plain(&here.join(source));
    match whole.strip_prefix(plain(folder)) {
        Ok(rest) => rest.to_string_lossy().replace('\\', "/"),
        Err(_) => source.to_owned(),
    }
}

/// True where a file, or a folder around it, is among these.
pub fn among(files: &BTreeSet<String>, file: &str) -> bool {
    let mut around = Path::new(file_of(file)).ancestors();
    around.any(|path| path.to_str().is_some_and(|path| files.contains(path)))
}
