//! Ignores: what an author says beside a post, and what a project says of a finding by its fingerprint.

use super::config::{parse, place};
use super::names;
use crate::pack::error::{PackError, SourceFile};
use crate::pack::schema::Placed;
use crate::post::Post;
use crate::rule::Rule;
use crate::text::span::{InPost, Span};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// The file of ignores where the project names no other.
pub const NAME: &str = ".postlint-ignores.yaml";

/// `ignore[rule, rule] until 2026-12-31: reason`, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// Rules, families or clauses.
    pub names: Vec<String>,
    /// Its last day.
    pub until: Option<String>,
    /// Why; may be empty.
    pub reason: String,
}

impl Ignore {
    /// Reads a remark; `None` where it is not written as one.
    pub fn read(text: &str) -> Option<Ignore> {
        let rest = text.trim().strip_prefix("ignore")?.trim_start().strip_prefix('[')?;
        let (names, rest) = rest.split_once(']')?;
        let names: Vec<String> = names
            .split(',')
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect();
        if names.is_empty() {
            return None;
        }
        let mut reason = rest.trim();
        let mut until = None;
        if let Some(after) = reason.strip_prefix("until ") {
            let after = after.trim_start();
            let end = after
                .find(|c: char| !c.is_ascii_digit() && c != '-')
                .unwrap_or(after.len());
            let day: Date = after[..end].parse().ok()?;
            until = Some(day.to_string());
            reason = &after[end..];
        }
        let reason = reason.trim_start_matches([':', '-', '–', '—', ',', ' ']).trim();
        Some(Ignore {
            names,
            until,
            reason: reason.to_owned(),
        })
    }

    /// True where it names a rule.
    pub fn names(&self, rule: &Rule) -> bool {
        self.names.iter().any(|name| names(rule, name))
    }
}

/// The stretch of a post that a comment speaks of: its own line where something else stands there, else the paragraph after it.
pub fn reach(post: &Post, comment: Span<InPost>) -> Span<InPost> {
    let text = post.text.as_str();
    let line_start = text[..comment.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[comment.end..].find('\n').map_or(text.len(), |at| comment.end + at);
    let alone = text[line_start..comment.start].trim().is_empty() && text[comment.end..line_end].trim().is_empty();
    if !alone {
        return Span::new(line_start, line_end);
    }
    let mut end = line_end;
    let mut begun = false;
    for line in text[line_end..].split_inclusive('\n') {
        if line.trim().is_empty() && begun {
            break;
        }
        begun |= !line.trim().is_empty();
        end += line.len();
    }
    Span::new(comment.start, end)
}

/// The file of ignores, as it is written.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct IgnoreFile {
    /// The ignores.
    pub ignores: Vec<OutsideSource>,
}

/// An ignore outside the post.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OutsideSource {
    /// The finding's fingerprint, as `json` and `jsonl` show it.
    #[schemars(with = "String")]
    pub fingerprint: Placed,
    /// Its rule, for readers.
    #[serde(default)]
    pub rule: Option<String>,
    /// The post's file, from this file's folder.
    #[serde(default)]
    pub post: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
    /// Who decided.
    #[serde(default)]
    pub by: Option<String>,
    /// Its last day, `YYYY-MM-DD`.
    #[serde(default)]
    pub until: Option<String>,
}

/// An ignore outside the post, ready to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// The finding.
    pub fingerprint: String,
    /// Its rule, where it is named.
    pub rule: Option<String>,
    /// The post's file, from the folder of the ignores.
    pub post: Option<String>,
    /// True where that file was looked for and is no longer there: moved, renamed or deleted.
    pub is_gone: bool,
    /// Why, and who decided; empty where nothing is said.
    pub reason: String,
    /// Its last day.
    pub until: Option<String>,
    /// Where it stands in its file: line from 1, and the line.
    pub line: (usize, String),
}

impl Outside {
    /// Reads a file of ignores.
    ///
    /// # Errors
    /// Its first mistake, with place and mend.
    pub fn read(file: &SourceFile) -> Result<Vec<Outside>, PackError> {
        let source: IgnoreFile = parse(file)?;
        source.ignores.iter().map(|one| Outside::one(file, one)).collect()
    }

    /// True for a post that is meant: one of the file that is named, wherever that went.
    pub fn is_for(&self, source: &str) -> bool {
        let named = |post: &String| {
            let rest = source.strip_prefix(post.as_str());
            rest.is_some_and(|inner| inner.is_empty() || inner.starts_with('!'))
        };
        self.is_gone || self.post.as_ref().is_none_or(named)
    }

    fn one(file: &SourceFile, source: &OutsideSource) -> Result<Outside, PackError> {
        let at = place(&source.fingerprint);
        let fingerprint = source.fingerprint.value.to_ascii_lowercase();
        if fingerprint.len() != 16 || !fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let mend = "copy it from `--format jsonl`; sixteen hex digits, in quotes";
            return Err(PackError::at(
                file,
                at,
                format!("`{fingerprint}` is no fingerprint"),
                mend,
            ));
        }
        let until = source.until.as_deref().map(|day| {
            let no_date = |_| {
                let mend = "write `until` as in 2026-12-31";
                PackError::at(file, at, format!("`{day}` is no date"), mend)
            };
            day.parse::<Date>().map(|day| day.to_string()).map_err(no_date)
        });
        let post = source
            .post
            .as_deref()
            .map(|post| post.trim_start_matches("./").to_owned());
        let reason = match (source.reason.as_deref().unwrap_or_default().trim(), &source.by) {
            ("", _) => String::new(),
            (reason, Some(by)) => format!("{reason} ({by})"),
            (reason, None) => reason.to_owned(),
        };
        let text =
            at.0.checked_sub(1)
                .and_then(|line| lines(&file.text).nth(line))
                .unwrap_or_default();
        Ok(Outside {
            fingerprint,
            rule: source.rule.clone(),
            is_gone: false,
            post,
            reason,
            until: until.transpose()?,
            line: (at.0, text.trim().to_owned()),
        })
    }
}

/// The lines of a YAML file, which a carriage return ends too.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('\r'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_remark_names_rules_and_may_give_a_day_and_a_reason() {
        let ignore = Ignore::read("ignore[a/b, disclosure] until 2026-12-31: on the Secretary's order").unwrap();
        assert_eq!(ignore.names, ["a/b", "disclosure"]);
        assert_eq!(ignore.until.as_deref(), Some("2026-12-31"));
        assert_eq!(ignore.reason, "on the Secretary's order");
        assert_eq!(Ignore::read("ignore[a] quoted").unwrap().reason, "quoted");
        for unclear in [
            "ignore",
            "ignore[]",
            "ignore[a",
            "disable[a]",
            "ignore[a] until soon: x",
        ] {
            assert_eq!(Ignore::read(unclear), None, "{unclear}");
        }
    }

    #[test]
    fn a_comment_speaks_of_its_line_or_of_the_paragraph_after_it() {
        let text = "one\n<!-- c -->\ntwo\nthree\n\nfour <!-- c -->\nfive";
        let post = Post::from_text(text);
        let comment = |from: usize| {
            let start = text[from..].find("<!--").unwrap() + from;
            Span::new(start, start + 10)
        };
        assert_eq!(&text[reach(&post, comment(0)).range()], "<!-- c -->\ntwo\nthree\n");
        assert_eq!(&text[reach(&post, comment(20)).range()], "four <!-- c -->");
    }
}
