//! Why something was flagged, how it was read, on what it depends, and the safe replacement.

use super::{Human, quoted};
use crate::finding::{Finding, Label};
use crate::post::Post;
use crate::render::escape::terminal;
use crate::render::excerpt::width;
use crate::text::span::{InPost, Span};
use std::cmp::Reverse;
use std::io::{self, Write};

impl<W: Write> Human<W> {
    /// The words that make a hint, on one line.
    pub(super) fn hinted(&mut self, post: &Post, block: &[&Finding]) -> io::Result<()> {
        let words = why(post, block, None);
        let mut room = self.options.width.max(40).saturating_sub(width(self.words.why) + 6);
        let fits = |word: &&String| {
            let cells = width(word) + 2;
            room = room.saturating_sub(cells);
            room > 0
        };
        let shown: Vec<String> = words.iter().take_while(fits).cloned().collect();
        match shown.is_empty() {
            true => Ok(()),
            false => self.paragraph(self.words.why, &shown.join("; ")),
        }
    }

    /// Why it was flagged, how it was read, on what it depends, and the safe replacement.
    pub(super) fn reasons(&mut self, post: &Post, block: &[&Finding]) -> io::Result<()> {
        let (mut read_as, mut fixes) = (Vec::new(), Vec::new());
        let once = |list: &mut Vec<String>, text: String| {
            if !list.contains(&text) {
                list.push(text);
            }
        };
        for finding in block {
            // An entry of alternatives is for who writes rules.
            for matched in finding
                .matched
                .iter()
                .filter(|matched| !matched.entry.contains(['(', '[', '|']))
            {
                let folds = matched.folds.join(", ");
                once(&mut read_as, format!("{} ({folds})", quoted(&matched.entry)));
            }
            if let Some(fix) = &finding.fix {
                let old = post.text.get(fix.span.range()).unwrap_or_default();
                let new = quoted(&fix.replacement);
                once(
                    &mut fixes,
                    if old.is_empty() {
                        format!("+ {new}")
                    } else {
                        format!("{} → {new}", quoted(old))
                    },
                );
            }
        }
        let marked = block.first().map(|head| head.span);
        for (label, list) in [
            (self.words.why, why(post, block, marked)),
            (self.words.read_as, read_as),
        ] {
            if !list.is_empty() {
                self.paragraph(label, &list.join("; "))?;
            }
        }
        self.depends(block)?;
        match fixes.is_empty() {
            true => Ok(()),
            false => self.paragraph(self.words.fix, &fixes.join("; ")),
        }
    }

    /// What was assumed, with the rules where it is not assumed for all.
    pub(super) fn depends(&mut self, block: &[&Finding]) -> io::Result<()> {
        let mut said: Vec<(String, Vec<&str>)> = Vec::new();
        for finding in block.iter().filter(|finding| !finding.depends_on.is_empty()) {
            let facts = finding.depends_on.iter();
            let facts: Vec<String> = facts.map(|(fact, value)| format!("{fact}: {value}")).collect();
            let weaker = match finding.severity < finding.rule.severity {
                true => self.words.weaker,
                false => "",
            };
            let text = format!("{} ({}{weaker})", facts.join("; "), self.words.assumed);
            match said.iter_mut().find(|(known, _)| *known == text) {
                Some((_, rules)) => rules.push(&finding.rule.id),
                None => said.push((text, vec![&finding.rule.id])),
            }
        }
        for (mut text, rules) in said {
            if rules.len() < block.len() {
                text.push_str(&format!(" [{}]", rules.join(", ")));
            }
            self.paragraph(self.words.depends_on, &terminal(&text))?;
        }
        Ok(())
    }
}

/// The words for which it was flagged, in order of place, with what a rule says of them. One of which nothing is said is left out
/// where it is all that is `marked`, or lies within another.
fn why(post: &Post, block: &[&Finding], marked: Option<Span<InPost>>) -> Vec<String> {
    let mut labels: Vec<&Label> = block.iter().flat_map(|finding| &finding.labels).collect();
    labels.sort_by_key(|label| (label.span.start, Reverse(label.span.end), label.says().is_none()));
    let (mut out, mut end) = (Vec::new(), 0);
    for label in labels {
        let quote = quoted(post.text.get(label.span.range()).unwrap_or_default());
        let text = match label.says() {
            Some(word) => format!("{quote} ({})", terminal(word)),
            None if label.span.end <= end || Some(label.span) == marked => continue,
            None => quote,
        };
        end = end.max(label.span.end);
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out
}
