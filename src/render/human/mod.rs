//! What an officer reads: one block a span, the clauses in plain words, what to do, and a closing line.

mod reasons;

use super::escape::terminal;
use super::excerpt::{Excerpt, Mark, excerpt, is_led_rtl, is_rtl, width};
use super::lines::Lines;
use super::words::Words;
use super::{RenderOptions, Writer, covered};
use crate::finding::{Finding, Refusal, Summary};
use crate::post::Post;
use crate::rule::{Lang, Rule, Severity};
use crate::text::span::{InPost, Span};
use colored::Color;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Refusals that are named one by one; more are counted.
const REFUSALS: usize = 25;

/// Findings gone since an earlier run that are named one by one; more are counted.
const GONE: usize = 100;

/// Open and close a run of its own reading order: by its first letter, from the left, from the right. They are the only
/// characters of this kind that reach a terminal, and come in pairs within a line.
const ISOLATE: char = '\u{2068}';
const FROM_LEFT: char = '\u{2066}';
const FROM_RIGHT: char = '\u{2067}';
const END: char = '\u{2069}';

pub(super) struct Human<W> {
    out: W,
    options: RenderOptions,
    words: &'static Words,
}

impl<W: Write> Human<W> {
    pub(super) fn new(options: RenderOptions, out: W) -> Self {
        Human {
            words: Words::of(options.lang),
            out,
            options,
        }
    }
}

impl<W: Write> Writer for Human<W> {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn post(&mut self, post: &Post, findings: &[Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        let lines = Lines::new(post);
        let mut places: BTreeMap<(Span<InPost>, bool), usize> = BTreeMap::new();
        let mut blocks: Vec<Vec<&Finding>> = Vec::new();
        for finding in findings {
            let block = *places.entry((finding.span, is_hint(finding))).or_insert(blocks.len());
            if block == blocks.len() {
                blocks.push(Vec::new());
            }
            blocks[block].push(finding);
        }
        for mut block in blocks {
            // The strongest speaks first, of hints the heaviest; of equals what assumes nothing.
            block.sort_by_key(|finding| {
                let (stands, certain) = (finding.excuse.is_none(), finding.depends_on.is_empty());
                Reverse((stands, finding.severity, finding.confidence, finding.leans, certain))
            });
            self.block(post, &lines, &block)?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, refusals: &[Refusal]) -> io::Result<()> {
        for refusal in refusals.iter().take(REFUSALS) {
            self.refusal(refusal)?;
        }
        if refusals.len() > REFUSALS {
            let more = (refusals.len() - REFUSALS).to_string();
            writeln!(self.out, "{}\n", apart(&self.words.more_unread.replace("{}", &more)))?;
        }
        self.compared(summary)?;
        if summary.stopped {
            writeln!(
                self.out,
                "{}\n",
                self.paint(color(Severity::Warning), &apart(self.words.stopped))
            )?;
        }
        let all = summary.severities();
        let skipped = summary.skipped.values().sum();
        // Inputs that were lost as a whole are told too, whether or not they were counted as records.
        let refused = summary.refused.max(refusals.len() as u64);
        let said = self.words.verdict(
            all,
            summary.flagged,
            summary.checked,
            refused,
            skipped,
            self.options.unit,
        );
        let said = apart(&self.words.with_excused(&said, &summary.excused));
        let worst = Severity::ALL
            .iter()
            .zip(all)
            .find(|(_, count)| *count > 0)
            .map(|(severity, _)| *severity);
        let said = match worst {
            Some(severity) => self.paint(color(severity), &said),
            None if refused > 0 => self.paint(color(Severity::Warning), &said),
            None => self.paint(Color::Green, &said),
        };
        writeln!(self.out, "{said}")?;
        self.out.flush()
    }
}

const fn color(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Advice => Color::Cyan,
    }
}

impl<W: Write> Human<W> {
    fn paint(&self, color: Color, text: &str) -> String {
        if self.options.color {
            format!("\u{1b}[1;{}m{text}\u{1b}[0m", color.to_fg_str())
        } else {
            text.to_owned()
        }
    }

    fn block(&mut self, post: &Post, lines: &Lines<'_>, block: &[&Finding]) -> io::Result<()> {
        let Some(head) = block.first() else {
            return Ok(());
        };
        let severity = match head.cover() {
            None => self.paint(color(head.severity), &apart(self.words.severity(head.severity))),
            Some(_) => self.paint(Color::Green, &apart(self.words.covered)),
        };
        let title = apart(&terminal(&head.rule.title));
        let mut level = format!("{}: {}", self.words.confidence, self.words.level(head.confidence));
        if head.by_weight {
            level = format!("{level}{}{}", self.words.semicolon, self.words.by_weight);
        }
        let change = head.change.map_or(String::new(), |change| {
            format!(" [{}]", apart(self.words.change(change)))
        });
        writeln!(self.out, "{severity}: {title} ({}){change}", apart(&level))?;
        let brief = is_hint(head);
        let at = lines.at(head.span.start);
        let source = terminal(&post.origin.source);
        write!(self.out, "  --> {source}:{}:{}", at.line, at.column)?;
        if post.id != format!("{}#{}", post.origin.source, post.origin.record) && post.id != post.origin.source {
            write!(self.out, " ({})", terminal(&post.id))?;
        }
        if brief {
            let mut rules: Vec<&str> = block.iter().map(|finding| finding.rule.id.as_str()).collect();
            rules.dedup();
            write!(self.out, " [{}]", terminal(&rules.join(", ")))?;
        }
        writeln!(self.out)?;
        if brief {
            self.hinted(post, block)?;
            self.advice(block)?;
            self.depends(block)?;
        } else {
            self.excerpt(post, lines, head)?;
            self.says(block, head.severity)?;
            self.messages(block)?;
            self.advice(block)?;
            self.reasons(post, block)?;
        }
        self.covers(block)?;
        writeln!(self.out)
    }

    fn excerpt(&mut self, post: &Post, lines: &Lines<'_>, head: &Finding) -> io::Result<()> {
        let (rows, between) = lines.rows(head.span);
        let last = rows.iter().filter_map(|row| lines.number(row)).max();
        let gutter = last.map_or(0, |number| number.to_string().len());
        let bar = self.paint(Color::Blue, "|");
        for (index, row) in rows.iter().enumerate() {
            if index == 2 && between > 0 {
                let more = self.words.more_lines.replace("{}", &between.to_string());
                writeln!(self.out, " {:gutter$} {bar} … {}", "", apart(&more))?;
            }
            let number = lines.number(row).map_or(String::new(), |number| number.to_string());
            let number = self.paint(Color::Blue, &format!("{number:>gutter$}"));
            let room = self.options.width.saturating_sub(gutter + 4);
            let shown = excerpt(&post.text, row, room);
            write!(self.out, " {number} {bar} ")?;
            self.line(&shown, head.severity)?;
            if let Mark::Under(before, marked) = shown.mark {
                let marks = self.paint(color(head.severity), &"^".repeat(marked));
                write!(self.out, " {:gutter$} {bar} {:before$}{marks}", "", "")?;
                if head.span.is_empty() {
                    write!(self.out, " {}", apart(self.words.missing_here))?;
                }
                writeln!(self.out)?;
            }
        }
        Ok(())
    }

    fn line(&mut self, shown: &Excerpt, severity: Severity) -> io::Result<()> {
        let Excerpt {
            before,
            marked,
            after,
            mark,
            rtl,
        } = shown;
        match mark {
            Mark::Under(..) => {
                let marked = if marked.is_empty() {
                    String::new()
                } else {
                    self.paint(color(severity), marked)
                };
                writeln!(self.out, "{before}{marked}{after}")
            }
            Mark::Brackets => {
                let marked = if marked.is_empty() {
                    self.words.missing_here
                } else {
                    marked
                };
                let marked = self.paint(color(severity), &format!("⟦{ISOLATE}{marked}{END}⟧"));
                let open = if *rtl { FROM_RIGHT } else { FROM_LEFT };
                writeln!(self.out, "{open}{before}{marked}{after}{END}")
            }
        }
    }

    /// The clauses, each once, with every rule that cites it; a rule says its severity where the head shows another.
    fn says(&mut self, block: &[&Finding], shown: Severity) -> io::Result<()> {
        let mut said: Vec<(&str, &str, Vec<String>)> = Vec::new();
        for finding in block {
            for citation in &finding.rule.clauses {
                let rule = match finding.severity == shown {
                    true => finding.rule.id.clone(),
                    false => format!("{}: {}", finding.rule.id, self.words.severity(finding.severity)),
                };
                match said
                    .iter_mut()
                    .find(|(says, cite, _)| (*says, *cite) == (&*citation.says, &*citation.cite))
                {
                    Some((_, _, rules)) if !rules.contains(&rule) => rules.push(rule),
                    Some(_) => {}
                    None => said.push((&citation.says, &citation.cite, vec![rule])),
                }
            }
        }
        for (says, cite, rules) in said {
            self.paragraph(self.words.may_breach, &terminal(says))?;
            self.paragraph("", &terminal(&format!("— {cite} [{}]", rules.join(", "))))?;
        }
        Ok(())
    }

    /// Messages, each once.
    fn messages(&mut self, block: &[&Finding]) -> io::Result<()> {
        for message in self.once(block, Finding::message) {
            self.paragraph("", &terminal(&message))?;
        }
        Ok(())
    }

    /// What to do, each once.
    fn advice(&mut self, block: &[&Finding]) -> io::Result<()> {
        for advice in self.once(block, |finding, lang| Rule::text_in(&finding.rule.advice, lang).into()) {
            self.paragraph(self.words.to_do, &terminal(&advice))?;
        }
        Ok(())
    }

    fn once<'f>(&self, block: &[&'f Finding], text: fn(&'f Finding, Lang) -> Cow<'f, str>) -> Vec<Cow<'f, str>> {
        let mut said: Vec<Cow<'f, str>> = Vec::new();
        for finding in block {
            let text = text(finding, self.options.lang);
            if !text.is_empty() && !said.contains(&text) {
                said.push(text);
            }
        }
        said
    }

    /// The permissions that cover findings of a block, each once, with the rules where it covers not all.
    fn covers(&mut self, block: &[&Finding]) -> io::Result<()> {
        let all = block.iter().all(|finding| finding.cover().is_some());
        let mut said: Vec<String> = Vec::new();
        for finding in block {
            let Some(mut text) = covered(finding, self.options.lang) else {
                continue;
            };
            if !all {
                text.push_str(&format!(" [{}]", finding.rule.id));
            }
            if !said.contains(&text) {
                said.push(text);
            }
        }
        for text in said {
            self.paragraph("", &terminal(&text))?;
        }
        Ok(())
    }

    /// What is gone since an earlier run, and the counts.
    fn compared(&mut self, summary: &Summary) -> io::Result<()> {
        let Some(compared) = &summary.compared else {
            return Ok(());
        };
        let [new, same, gone] = self.words.changes;
        for finding in compared.gone.iter().take(GONE) {
            let place = format!("{}:{}:{}", terminal(&finding.source), finding.line, finding.column);
            let head = self.paint(Color::Blue, &apart(gone));
            writeln!(
                self.out,
                "{head}: {} {}\n  --> {place}",
                terminal(&finding.rule),
                quoted(&finding.text)
            )?;
        }
        if compared.gone.len() > GONE {
            writeln!(self.out, "… +{}", compared.gone.len() - GONE)?;
        }
        let counts = format!(
            "{}: {} {new}, {} {same}, {} {gone}",
            self.words.earlier,
            compared.new,
            compared.same,
            compared.gone.len()
        );
        writeln!(self.out, "{}", apart(&counts))
    }

    fn refusal(&mut self, refusal: &Refusal) -> io::Result<()> {
        let head = self.paint(color(Severity::Warning), &apart(self.words.unread));
        writeln!(self.out, "{head}\n  --> {}", terminal(&refusal.place()))?;
        self.paragraph("", &terminal(&refusal.cause))?;
        writeln!(self.out)
    }

    /// A text behind its label, broken between words, two spaces in. The text is safe for terminals already. A label that is
    /// read the other way than its text stands on a line of its own.
    fn paragraph(&mut self, label: &str, text: &str) -> io::Result<()> {
        let room = self.options.width.max(40) - 4;
        let rtl = is_led_rtl(text);
        let mut lead = String::new();
        if !label.is_empty() && is_rtl(label) == rtl {
            lead = format!("{label}: ");
        } else if !label.is_empty() {
            writeln!(self.out, "  {}", self.paint(Color::Blue, &apart(&format!("{label}:"))))?;
        }
        let mut indent = if lead.is_empty() && !label.is_empty() {
            "    "
        } else {
            "  "
        };
        let mut line = String::new();
        let mut used = width(&lead);
        // A quotation that goes over the end of a line is closed there and opened once more.
        let mut quoting = false;
        for word in text.split_whitespace() {
            let cells = width(word);
            if !line.is_empty() && used + cells > room {
                line.truncate(line.trim_end().len());
                line.extend(quoting.then_some(END));
                self.line_of_paragraph(indent, &std::mem::take(&mut lead), &std::mem::take(&mut line), rtl)?;
                (indent, used) = ("    ", 0);
                line.extend(quoting.then_some(ISOLATE));
            }
            quoting = match word.rfind([ISOLATE, END]) {
                Some(at) => word[at..].starts_with(ISOLATE),
                None => quoting,
            };
            line.push_str(word);
            line.push(' ');
            used += cells + 1;
        }
        self.line_of_paragraph(indent, &lead, &line, rtl)
    }

    fn line_of_paragraph(&mut self, indent: &str, lead: &str, line: &str, rtl: bool) -> io::Result<()> {
        let lead = match lead.trim_end() {
            "" => String::new(),
            bare => format!("{} ", self.paint(Color::Blue, bare)),
        };
        let line = line.trim_end();
        if rtl {
            writeln!(self.out, "{indent}{FROM_RIGHT}{lead}{line}{END}")
        } else {
            writeln!(self.out, "{indent}{lead}{line}")
        }
    }
}

/// True for what small signs alone make: it is told in brief, apart from what a detector found.
fn is_hint(finding: &Finding) -> bool {
    finding.by_weight && finding.severity == Severity::Advice
}

/// `text` in a reading order of its own, where it has right-to-left letters at all.
fn apart(text: &str) -> String {
    if is_rtl(text) {
        let open = if is_led_rtl(text) { FROM_RIGHT } else { FROM_LEFT };
        format!("{open}{text}{END}")
    } else {
        text.to_owned()
    }
}

/// A short text in quotation marks, safe for terminals; a long one is cut. One that runs from right to left is kept from turning
/// what stands around it.
fn quoted(text: &str) -> String {
    let mut short: String = text.trim().chars().take(60).collect();
    if short.len() < text.trim().len() {
        short.push('…');
    }
    let short = terminal(&short);
    if is_rtl(&short) {
        format!("“{ISOLATE}{short}{END}”")
    } else {
        format!("“{short}”")
    }
}
