//! SARIF 2.1.0. Results as they come; the rules behind them, for they are known only then. Columns are UTF-16 code units.

use super::escape;
use super::json::Tool;
use super::lines::Lines;
use super::words::Words;
use super::{RenderOptions, Writer, covered};
use crate::finding::{Excuse, Finding, Refusal, Summary};
use crate::post::Post;
use crate::rule::{Lang, Rule, Severity};
use crate::text::span::{InPost, Span};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

pub(super) struct Sarif<W> {
    out: W,
    options: RenderOptions,
    /// Rules seen, with their place in the list.
    rules: BTreeMap<String, usize>,
    list: Vec<Arc<Rule>>,
    written: bool,
}

impl<W: Write> Sarif<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Sarif {
            out,
            options,
            rules: BTreeMap::new(),
            list: Vec::new(),
            written: false,
        }
    }

    fn rule(&mut self, rule: &Arc<Rule>) -> usize {
        if let Some(index) = self.rules.get(&rule.id) {
            return *index;
        }
        self.rules.insert(rule.id.clone(), self.list.len());
        self.list.push(Arc::clone(rule));
        self.list.len() - 1
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// A path as a URI reference, an absolute one as a `file:` URI: everything but the plain characters in percent form.
fn uri(path: &str) -> String {
    let relative = path.trim_start_matches('/');
    let root = if relative.len() < path.len() { "file:///" } else { "" };
    root.to_owned() + &percent(relative)
}

fn percent(text: &str) -> String {
    let mut uri = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

fn location(post: &Post, lines: &Lines<'_>, span: Span<InPost>) -> Value {
    let (start, end) = (lines.at(span.start), lines.at(span.end));
    let mut region = match lines.is_verbatim(span) {
        true => json!({
            "startLine": start.line,
            "startColumn": start.utf16_column,
            "endLine": end.line,
            "endColumn": end.utf16_column,
        }),
        false => json!({ "startLine": start.line }),
    };
    if let Some(text) = post.text.get(span.range()).filter(|text| !text.is_empty()) {
        region["snippet"] = json!({ "text": text });
    }
    json!({
        "physicalLocation": { "artifactLocation": { "uri": uri(&post.origin.source) }, "region": region },
        "logicalLocations": [{ "fullyQualifiedName": post.id, "kind": "post" }],
    })
}

fn described(rule: &Rule, lang: Lang) -> Value {
    let clauses: Vec<Value> = rule
        .clauses
        .iter()
        .map(|citation| json!({ "clause": citation.clause, "cite": citation.cite, "says": citation.says }))
        .collect();
    json!({
        "id": rule.id,
        "name": name(&rule.title),
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": Rule::text_in(&rule.message, lang) },
        "help": { "text": help(rule, lang, "", "\n"), "markdown": help(rule, lang, "**", "\n\n") },
        "helpUri": help_uri(&rule.id),
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "family": rule.family, "pack": rule.pack, "clauses": clauses, "tags": [rule.family, rule.pack] },
    })
}

/// A message of SARIF: `[words](address)` would be a link and `{0}` a placeholder, and the text may quote a stranger.
fn message(text: &str) -> Value {
    json!({ "text": text.replace("](", "] (").replace('{', "{{").replace('}', "}}") })
}

/// A title as one word, as SARIF wants a name.
fn name(title: &str) -> String {
    let words = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
        })
        .collect()
}

/// What to do, what each clause says and where it stands.
fn help(rule: &Rule, lang: Lang, strong: &str, between: &str) -> String {
    // A pack's words are shown as words: no link or picture of them.
    let plain = strong.is_empty();
    let shown = |text: &str| if plain { text.to_owned() } else { escape::markdown(text) };
    let code = |text: &str| format!("`{}`", text.replace(['`', '\n'], "'"));
    let mut parts = vec![format!("{strong}{}{strong}", shown(Rule::text_in(&rule.advice, lang)))];
    parts.extend(rule.clauses.iter().map(|citation| {
        let (says, cite) = (shown(&citation.says), shown(&citation.cite));
        match plain {
            true => format!("{says} ({cite})"),
            false => format!("> {says}\n>\n> {cite} ({})", code(&citation.clause)),
        }
    }));
    let explain = format!("postlint explain {}", rule.id);
    parts.push(if plain { explain } else { code(&explain) });
    parts.join(between)
}

/// Where help on a rule is: the project's page where it has one, else a name that is unique everywhere.
fn help_uri(id: &str) -> String {
    match env!("CARGO_PKG_HOMEPAGE") {
        "" => format!("urn:postlint:rule:{}", percent(id)),
        page => format!("{page}#{}", percent(id)),
    }
}

/// Why a result does not count, as SARIF says it; nothing where it does.
fn suppressions(finding: &Finding, lang: Lang) -> Value {
    let (kind, why) = match &finding.excuse {
        None => return json!([]),
        Some(Excuse::Covered(_)) => ("external", covered(finding, lang).unwrap_or_default()),
        Some(Excuse::Ignored { outside, reason }) => (if *outside { "external" } else { "inSource" }, reason.clone()),
        Some(Excuse::Baseline) => ("external", "known in the baseline".to_owned()),
        Some(Excuse::Unchanged) => ("external", "there before the changes".to_owned()),
    };
    json!([{ "kind": kind, "status": "accepted", "justification": why }])
}

/// The safe replacement, where the file holds the text as it reads.
fn fixes(post: &Post, lines: &Lines<'_>, finding: &Finding) -> Option<Value> {
    let fix = finding.fix.as_ref().filter(|fix| lines.is_verbatim(fix.span))?;
    let mut place = location(post, lines, fix.span);
    let region = place["physicalLocation"]["region"].take();
    let artifact = place["physicalLocation"]["artifactLocation"].take();
    Some(json!([{
        "description": { "text": "Safe fix" },
        "artifactChanges": [{
            "artifactLocation": artifact,
            "replacements": [{ "deletedRegion": region, "insertedContent": { "text": fix.replacement } }],
        }],
    }]))
}

impl<W: Write> Writer for Sarif<W> {
    fn takes_excused(&self) -> bool {
        true
    }

    fn begin(&mut self) -> io::Result<()> {
        self.out.write_all(
            b"{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\
            \"runs\":[{\"columnKind\":\"utf16CodeUnits\",\"results\":[",
        )
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let lines = Lines::new(post);
        for finding in findings {
            let rule = &finding.rule;
            let mut result = json!({
                "ruleId": rule.id,
                "ruleIndex": self.rule(rule),
                "level": level(finding.severity),
                "message": message(&finding.message(self.options.lang)),
                "locations": [location(post, &lines, finding.span)],
                "partialFingerprints": { "postlint/v1": finding.fingerprint },
                "suppressions": suppressions(finding, self.options.lang),
                "properties": { "confidence": finding.confidence },
            });
            if let Some(fixes) = fixes(post, &lines, finding) {
                result["fixes"] = fixes;
            }
            if !finding.labels.is_empty() {
                let labels = finding.labels.iter().map(|label| {
                    let mut related = location(post, &lines, label.span);
                    related["message"] = message(&label.word);
                    related
                });
                result["relatedLocations"] = labels.collect();
            }
            self.out.write_all(if self.written { b",\n" } else { b"\n" })?;
            self.written = true;
            escape::json(&mut self.out, &result)?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, refusals: &[Refusal]) -> io::Result<()> {
        let tool = Tool::this();
        let rules: Vec<Value> = self
            .list
            .iter()
            .map(|rule| described(rule, self.options.lang))
            .collect();
        let tool = json!({ "driver": {
            "name": tool.name, "version": tool.version, "semanticVersion": tool.version, "rules": rules,
        } });
        let mut notes: Vec<Value> = refusals
            .iter()
            .map(|refusal| {
                let mut place = json!({ "artifactLocation": { "uri": uri(&refusal.source) } });
                if let Some(line) = refusal.line {
                    place["region"] = json!({ "startLine": line });
                }
                let mut location = json!({ "physicalLocation": place });
                if let Some(record) = refusal.record {
                    let name = format!("{}#{record}", refusal.source);
                    location["logicalLocations"] = json!([{ "fullyQualifiedName": name, "kind": "post" }]);
                }
                json!({ "level": "error", "message": message(&refusal.cause), "locations": [location] })
            })
            .collect();
        if summary.stopped {
            let stopped = Words::of(self.options.lang).stopped;
            notes.push(json!({ "level": "error", "message": message(stopped) }));
        }
        // Records that could not be read are told, and the run came to its end; an input that was lost, or a stop, fails it.
        let whole = !summary.stopped && refusals.iter().all(|refusal| refusal.record.is_some());
        let invocation = json!({ "executionSuccessful": whole, "toolExecutionNotifications": notes });
        self.out.write_all(b"\n],\"tool\":")?;
        escape::json(&mut self.out, &tool)?;
        self.out.write_all(b",\"invocations\":[")?;
        escape::json(&mut self.out, &invocation)?;
        self.out.write_all(b"]}]}\n")?;
        self.out.flush()
    }
}
