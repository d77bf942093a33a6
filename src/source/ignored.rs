//! `.postlintignore`: paths that are not read, written as git writes `.gitignore`. Files named on the command line count too, so
//! that a hook that is handed names leaves out what a folder leaves out.

use crate::path::plain;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The name of the file.
const NAME: &str = ".postlintignore";

/// Why a file was passed over.
pub(super) const REASON: &str = "named in .postlintignore";

/// The files met so far, by folder.
#[derive(Default)]
pub struct Ignored {
    known: HashMap<PathBuf, Option<Gitignore>>,
}

impl Ignored {
    /// True where a path, or a folder around it, is to be left out. Looks upwards to the top of the repository, or to the root.
    pub fn holds(&mut self, path: &Path, is_dir: bool) -> bool {
        let Ok(path) = std::path::absolute(path) else {
            return false;
        };
        let path = plain(&path);
        let folders: Vec<&Path> = path.ancestors().skip(1).collect();
        // The repository's top is the last folder asked.
        let top = folders
            .iter()
            .position(|folder| folder.join(".git").exists())
            .unwrap_or(folders.len());
        for folder in folders.into_iter().take(top.saturating_add(1)) {
            let Some(rules) = self.of(folder) else { continue };
            match rules.matched_path_or_any_parents(&path, is_dir) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
        }
        false
    }

    fn of(&mut self, folder: &Path) -> Option<&Gitignore> {
        if !self.known.contains_key(folder) {
            let file = folder.join(NAME);
            let rules = file.is_file().then(|| {
                let mut builder = GitignoreBuilder::new(folder);
                // A line that is no glob is passed over, as git does.
                let _ = builder.add(&file);
                builder.build().ok()
            });
            self.known.insert(folder.to_owned(), rules.flatten());
        }
        self.known.get(folder)?.as_ref()
    }
}
