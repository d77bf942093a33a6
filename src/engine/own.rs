//! What a project adds to the rules without compiling them anew: own words that join a lexicon, own names that are never
//! evidence, own mail domains.
//!
//! The own words are a second, small program. Its hits take the numbers of the lists they join and stand beside the others;
//! nothing else of the engine knows of them. Limits: an own word cannot be the half of a phrase of the shipped lexicons, and
//! a joined hashtag is cut up by the shipped words alone.

use super::hits::{self, Hit};
use super::lexis::{Inflect, Lexis, Manner};
use super::program::{List, Program};
use super::words::Words;
use crate::rule::Lang;
use crate::text::fold::fold;
use crate::text::span::{Folded, Span};
use crate::text::view::View;
use crate::text::zone::ZoneKind;

/// Own words that join a lexicon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// `lexicon` or `lexicon.tag.tag`, as detectors name it.
    pub join: String,
    /// Their language.
    pub lang: Lang,
    /// The words, as a lexicon writes them.
    pub words: Vec<String>,
}

/// What a project adds.
#[derive(Debug, Default)]
pub struct Own {
    program: Program,
    /// The list of the rules that each own list joins; `None` for names that are never evidence.
    joins: Vec<Option<u32>>,
    /// Mail domains of the office, folded.
    domains: Vec<String>,
    /// Phrases of the rules: own phrases are counted on from here.
    offset: u32,
}

impl Own {
    /// Compiles own words against the rules they join.
    ///
    /// # Errors
    /// The first word or lexicon name that cannot be used (as it is written), and why.
    pub fn compile(
        rules: &Program,
        additions: &[Addition],
        exceptions: &[String],
        domains: &[String],
    ) -> Result<Own, (String, String)> {
        let mut lexis = Lexis::default();
        let mut joins = Vec::new();
        for addition in additions {
            let list = joined(rules, addition).map_err(|why| (addition.join.clone(), why))?;
            let about = &rules.lists[list as usize];
            let number = lexis.list(about.clone());
            joins.push(Some(list));
            let manner = Manner {
                lang: addition.lang,
                inflect: Inflect::All,
                roman: true,
                disguise: false,
                veiled: false,
                case: false,
            };
            for word in &addition.words {
                lexis.add(number, manner, word).map_err(|why| (word.clone(), why))?;
            }
        }
        if !exceptions.is_empty() {
            let number = lexis.list(List {
                lexicon: "exceptions".into(),
                lang: Lang::Any,
                tags: Vec::new(),
            });
            joins.push(None);
            // A name is matched as it is written: other forms of its words are other words.
            let manner = Manner {
                lang: Lang::Any,
                inflect: Inflect::No,
                roman: false,
                disguise: false,
                veiled: false,
                case: false,
            };
            for name in exceptions {
                lexis.add(number, manner, name).map_err(|why| (name.clone(), why))?;
            }
        }
        let mut program = Program::default();
        lexis.finish(&mut program);
        Ok(Own {
            program,
            joins,
            domains: domains
                .iter()
                .map(|domain| fold(domain.trim_start_matches('@')))
                .collect(),
            offset: rules.phrases.len() as u32,
        })
    }

    /// Adds the hits of own words, and takes out what stands in own names. Gives the stretches that are no evidence.
    pub(super) fn join(&self, view: &View, words: &Words, hits: &mut Vec<Hit>) -> Vec<Span<Folded>> {
        let mut exempt = self.addresses(view);
        if !self.program.phrases.is_empty() {
            let mut own = Words::default();
            own.read(&self.program, view);
            let mut found = hits::Found::default();
            hits::find(&self.program, view, &own, &mut found);
            for mut hit in found.hits {
                let Some(list) = self.joins[hit.list as usize] else {
                    exempt.push(hit.span);
                    continue;
                };
                hit.list = list;
                hit.phrase += self.offset;
                hit.first = words.words.partition_point(|word| word.span.end <= hit.span.start) as u32;
                let after = words.words.partition_point(|word| word.span.start < hit.span.end) as u32;
                hit.last = after.saturating_sub(1).max(hit.first);
                if hit.first < words.words.len() as u32 {
                    hits.push(hit);
                }
            }
            hits.sort_unstable();
        }
        exempt
    }

    /// E-mail addresses at the office's own domains.
    fn addresses(&self, view: &View) -> Vec<Span<Folded>> {
        let own = |address: &str| {
            let domain = address.rsplit('@').next().unwrap_or_default();
            self.domains.iter().any(|own| {
                domain
                    .strip_suffix(own.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            })
        };
        view.zones
            .iter()
            .filter(|zone| zone.kind == ZoneKind::Email && own(view.folded.slice(zone.span)))
            .map(|zone| zone.span)
            .collect()
    }

    /// The entry behind a hit's phrase, where the phrase is one of the own ones.
    pub(super) fn entry(&self, phrase: u32) -> Option<&str> {
        let own = phrase.checked_sub(self.offset)?;
        Some(self.program.entries.get(own as usize))
    }
}

/// The list an addition joins: of the lexicon, with its tags and the fewest others, of the same language where there is one.
fn joined(rules: &Program, addition: &Addition) -> Result<u32, String> {
    let mut parts = addition.join.split('.');
    let lexicon = parts.next().unwrap_or_default();
    let tags: Vec<&str> = parts.collect();
    let all = || {
        rules
            .lists
            .iter()
            .enumerate()
            .filter(|(_, list)| list.lexicon == lexicon)
    };
    if all().next().is_none() {
        let known = rules.lists.iter().map(|list| list.lexicon.as_str());
        let near = crate::pack::error::nearest(lexicon, known.filter(|name| !name.contains(' ')));
        return Err(match near {
            Some(near) => format!("there is no lexicon `{lexicon}`; did you mean `{near}`?"),
            None => format!("there is no lexicon `{lexicon}`; `postlint trace --text …` names those that matched"),
        });
    }
    all()
        .filter(|(_, list)| tags.iter().all(|tag| list.tags.iter().any(|known| known == tag)))
        .min_by_key(|(number, list)| (list.tags.len(), list.lang != addition.lang, *number))
        .map(|(number, _)| number as u32)
        .ok_or_else(|| {
            let mut known: Vec<&str> = all()
                .flat_map(|(_, list)| list.tags.iter().map(String::as_str))
                .collect();
            known.sort_unstable();
            known.dedup();
            format!(
                "no words of lexicon `{lexicon}` have these tags; its tags are: {}",
                known.join(", ")
            )
        })
}
