//! In: the project files of an input, weakest first. Out: one project, checked, with the place of everything it says.

use super::config::{Config, Override, PermissionSource, WordsSource, keys, place};
use super::hours::OfficeHours;
use super::scope::Scope;
use super::{Level, Settings, names};
use crate::engine::own::Addition;
use crate::finding::Cover;
use crate::pack::error::{PackError, SourceFile, nearest};
use crate::pack::schema::Placed;
use crate::post::Meta;
use crate::rule::{Lang, Rule};
use serde_yaml::Spanned;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One project file, read.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Its name and text.
    pub file: SourceFile,
    /// The folder its paths count from.
    pub folder: PathBuf,
    /// What it says.
    pub config: Config,
}

/// Everything a project says. Layers are weakest first; the last is the file that was found.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The files.
    pub layers: Vec<Layer>,
}

/// Settings for some posts, ready to apply.
#[derive(Clone, Debug)]
pub struct Special {
    /// For which posts.
    pub scope: Scope,
    /// Facts, weaker than the post's own.
    pub facts: Meta,
    /// What is shown of them.
    pub settings: Settings,
}

/// A permission, ready to compare.
#[derive(Clone, Debug)]
pub struct Permit {
    /// For which posts.
    pub scope: Scope,
    /// Rules, families, clauses.
    pub covers: Vec<String>,
    /// First day, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// What a report says of it.
    pub cover: Arc<Cover>,
    /// Where it stands: file and line.
    pub place: (String, usize),
}

impl Project {
    /// The strongest value of a key, with the layer that says it.
    pub fn value<'a, T>(&'a self, of: impl Fn(&'a Config) -> Option<T>) -> Option<(T, &'a Layer)> {
        self.layers
            .iter()
            .rev()
            .find_map(|layer| Some((of(&layer.config)?, layer)))
    }

    /// The strongest value of a key.
    pub fn get<'a, T>(&'a self, of: impl Fn(&'a Config) -> Option<T>) -> Option<T> {
        self.value(of).map(|(value, _)| value)
    }

    /// The folder that holds the project: that of the file that was found.
    pub fn folder(&self) -> Option<&Path> {
        self.layers.last().map(|layer| layer.folder.as_path())
    }

    /// The files, as they can be opened from here.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.layers.iter().map(|layer| PathBuf::from(&layer.file.path))
    }

    /// A file that a key names, from the folder of the file that names it.
    pub fn path(&self, of: impl Fn(&Config) -> Option<&String>) -> Option<PathBuf> {
        self.value(of).map(|(path, layer)| layer.folder.join(path))
    }

    /// Facts about posts that say nothing themselves.
    pub fn facts(&self) -> Meta {
        let weakest = Meta::default();
        self.layers
            .iter()
            .rev()
            .fold(weakest, |facts, layer| facts.or(&layer.config.facts()))
    }

    /// What is shown, but for special posts.
    pub fn settings(&self) -> Settings {
        let mut out = Settings::default();
        for layer in &self.layers {
            let config = &layer.config;
            out.over(Settings {
                select: texts(&config.select),
                ignore: texts(&config.ignore),
                levels: levels(&config.rules),
                min_severity: config.min_severity,
                min_confidence: config.min_confidence,
            });
        }
        out
    }

    /// What is shown of special posts, in order.
    ///
    /// # Errors
    /// A glob that is none.
    pub fn specials(&self) -> Result<Vec<Special>, PackError> {
        self.each(
            |config| &config.overrides,
            |layer, one: &Spanned<Override>| {
                let one = &one.value;
                Ok(Special {
                    scope: one.scope.compile(&layer.file, &layer.folder)?,
                    facts: one.facts(),
                    settings: Settings {
                        select: texts(&one.select),
                        ignore: texts(&one.ignore),
                        levels: levels(&one.rules),
                        min_severity: one.min_severity,
                        min_confidence: one.min_confidence,
                    },
                })
            },
        )
    }

    /// The permissions.
    ///
    /// # Errors
    /// A glob or date that is none.
    pub fn permits(&self) -> Result<Vec<Permit>, PackError> {
        self.each(
            |config| &config.permissions,
            |layer, one: &PermissionSource| {
                let date = |day: &String| {
                    let no_date = |_| {
                        let what = format!("`{day}` is no date");
                        let at = found(layer, day, place(&one.order).0);
                        PackError::at(&layer.file, at, what, "write it as in 2026-12-31")
                    };
                    let date = day.parse::<jiff::civil::Date>();
                    date.map(|date| date.to_string()).map_err(no_date)
                };
                let from = one.from.as_ref().map(date).transpose()?;
                let until = one.until.as_ref().map(date).transpose()?;
                if let (Some(first), Some(last), Some(written)) = (&from, &until, &one.until)
                    && last < first
                {
                    let what = format!("the permission ends on {last}, before it begins on {first}");
                    let at = found(layer, written, place(&one.order).0);
                    return Err(PackError::at(&layer.file, at, what, "put `from` before `until`"));
                }
                Ok(Permit {
                    scope: one.scope.compile(&layer.file, &layer.folder)?,
                    covers: one.covers.value.as_slice().to_vec(),
                    from,
                    cover: Arc::new(Cover {
                        order: one.order.value.clone(),
                        authority: one.authority.clone(),
                        until,
                    }),
                    place: (layer.file.path.clone(), place(&one.order).0),
                })
            },
        )
    }

    fn each<'a, S: 'a, T>(
        &'a self,
        of: impl Fn(&'a Config) -> &'a Vec<S>,
        make: impl Fn(&'a Layer, &'a S) -> Result<T, PackError>,
    ) -> Result<Vec<T>, PackError> {
        let all = self
            .layers
            .iter()
            .flat_map(|layer| of(&layer.config).iter().map(move |one| (layer, one)));
        all.map(|(layer, one)| make(layer, one)).collect()
    }

    /// Own words.
    pub fn additions(&self) -> Vec<Addition> {
        let all = self.layers.iter().flat_map(|layer| &layer.config.words);
        all.map(|source: &WordsSource| Addition {
            join: source.join.value.clone(),
            lang: source.lang,
            words: texts(&source.list),
        })
        .collect()
    }

    /// Own names.
    pub fn exceptions(&self) -> Vec<String> {
        self.layers
            .iter()
            .flat_map(|layer| texts(&layer.config.exceptions))
            .collect()
    }

    /// Own mail domains.
    pub fn domains(&self) -> Vec<String> {
        self.layers
            .iter()
            .flat_map(|layer| layer.config.official_domains.clone())
            .collect()
    }

    /// Office hours; `zone` is that of the pack.
    ///
    /// # Errors
    /// What is no zone, day, time or date.
    pub fn hours(&self, zone: &str) -> Result<Option<OfficeHours>, PackError> {
        let Some((hours, layer)) = self.value(|config| config.office_hours.as_ref()) else {
            return Ok(None);
        };
        hours.compile(zone).map(Some).map_err(|(word, mend)| {
            let at = found(layer, &word, layer.line("office-hours").unwrap_or(1));
            PackError::at(
                &layer.file,
                at,
                format!("`{word}` is not understood in `office-hours`"),
                mend,
            )
        })
    }

    /// The language of messages.
    pub fn lang(&self) -> Option<Lang> {
        self.get(|config| config.lang)
    }

    /// The packs, with the folder their paths count from.
    pub fn packs(&self) -> Option<(&[Placed], &Layer)> {
        self.value(|config| (!config.packs.is_empty()).then_some(config.packs.as_slice()))
    }

    /// The first word that names no rule, family or clause of `rules`.
    ///
    /// # Errors
    /// That word, its place, and the nearest known one.
    pub fn check_names(&self, rules: &[&Rule]) -> Result<(), PackError> {
        for layer in &self.layers {
            let config = &layer.config;
            let special = config
                .overrides
                .iter()
                .flat_map(|o| o.value.select.iter().chain(&o.value.ignore));
            for word in config.select.iter().chain(&config.ignore).chain(special) {
                known(layer, &word.value, place(word), rules)?;
            }
            for covers in config.permissions.iter().map(|permission| &permission.covers) {
                for word in covers.value.as_slice() {
                    known(layer, word, place(covers), rules)?;
                }
            }
            let plain = config.rules.keys().map(|word| (word, "rules"));
            let special = config.overrides.iter().flat_map(|one| one.value.rules.keys());
            for (word, key) in plain.chain(special.map(|word| (word, "overrides"))) {
                known(layer, word, found(layer, word, layer.line(key).unwrap_or(1)), rules)?;
            }
        }
        Ok(())
    }

    /// An own word or name that cannot be used, at its place.
    pub fn own_mistake(&self, word: &str, why: String) -> PackError {
        for layer in &self.layers {
            let config = &layer.config;
            let words = config
                .words
                .iter()
                .flat_map(|w| std::iter::once(&w.join).chain(&w.list));
            if let Some(at) = words.chain(&config.exceptions).find(|known| known.value == word) {
                return PackError::at(&layer.file, place(at), why, "mend or remove it");
            }
        }
        PackError::at(
            &SourceFile {
                path: NAME.into(),
                text: String::new(),
            },
            (0, 0),
            why,
            "mend or remove it",
        )
    }
}

const NAME: &str = super::config::NAMES[0];

impl Layer {
    /// The line of a top-level key, from 1.
    pub fn line(&self, key: &str) -> Option<usize> {
        keys(&self.file.text)
            .into_iter()
            .find(|(known, _)| known == key)
            .map(|(_, line)| line)
    }
}

/// Where a word stands at or after a line, for keys that do not know their place.
fn found(layer: &Layer, word: &str, from: usize) -> (usize, usize) {
    let lines = layer.file.text.lines().enumerate().skip(from.saturating_sub(1));
    lines
        .filter(|(_, line)| !line.trim_start().starts_with('#'))
        .find_map(|(number, line)| {
            let whole = |at: &usize| {
                let beside = |c: char| c.is_alphanumeric() || c == '-' || c == '/';
                !line[..*at].ends_with(beside) && !line[at + word.len()..].starts_with(beside)
            };
            let at = line.match_indices(word).map(|(at, _)| at).find(whole)?;
            Some((number + 1, line[..at].chars().count() + 1))
        })
        .unwrap_or((from, 1))
}

fn known(layer: &Layer, word: &str, at: (usize, usize), rules: &[&Rule]) -> Result<(), PackError> {
    if rules.iter().any(|rule| names(rule, word)) {
        return Ok(());
    }
    let all = rules.iter().flat_map(|rule| {
        let clauses = rule.clauses.iter().map(|citation| citation.clause.as_str());
        clauses.chain([rule.id.as_str(), rule.family.as_str()])
    });
    let mend = nearest(word, all).map_or_else(
        || "`postlint packs coverage` lists what there is".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Err(PackError::at(
        &layer.file,
        at,
        format!("`{word}` is no rule, family or clause"),
        mend,
    ))
}

fn texts(words: &[Placed]) -> Vec<String> {
    words.iter().map(|word| word.value.clone()).collect()
}

fn levels(rules: &std::collections::BTreeMap<String, Level>) -> Vec<(String, Level)> {
    rules.iter().map(|(name, level)| (name.clone(), *level)).collect()
}
