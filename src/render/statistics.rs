//! Totals on a terminal, with small bars: by severity, pack and rule.

use super::{RenderOptions, Writer, terminal};
use crate::finding::{Finding, Refusal, Summary};
use crate::post::Post;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Cells of the longest bar.
const BAR: usize = 24;

/// Writes no findings, only their totals.
pub struct Statistics<W> {
    out: W,
    families: BTreeMap<String, u64>,
}

impl<W: Write> Statistics<W> {
    /// Onto `out`.
    pub fn new(_options: &RenderOptions, out: W) -> Statistics<W> {
        Statistics {
            out,
            families: BTreeMap::new(),
        }
    }

    fn table(&mut self, title: &str, rows: Vec<(String, u64)>) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let most = rows.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1);
        let wide = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        writeln!(self.out, "{title}")?;
        for (name, count) in rows {
            let cells = (count as usize * BAR).div_ceil(most as usize);
            writeln!(
                self.out,
                "  {:wide$}  {count:>9}  {}",
                terminal(&name),
                "█".repeat(cells)
            )?;
        }
        writeln!(self.out)
    }
}

/// Largest first, then by name.
fn ranked(counts: impl IntoIterator<Item = (String, u64)>) -> Vec<(String, u64)> {
    let mut rows: Vec<(String, u64)> = counts.into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    rows
}

impl<W: Write> Writer for Statistics<W> {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn post(&mut self, _post: &Post, findings: &[Finding]) -> io::Result<()> {
        for finding in findings {
            *self.families.entry(finding.rule.family.clone()).or_default() += 1;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, refusals: &[Refusal]) -> io::Result<()> {
        let families = std::mem::take(&mut self.families);
        self.table(
            "severity",
            ranked(summary.by_severity.iter().map(|(k, v)| ((*k).to_string(), *v))),
        )?;
        self.table("family", ranked(families))?;
        self.table("rule", ranked(summary.by_rule.clone()))?;
        self.table("skipped", ranked(summary.skipped.clone()))?;
        for refusal in refusals {
            writeln!(
                self.out,
                "refused {}: {}",
                terminal(&refusal.source),
                terminal(&refusal.cause)
            )?;
        }
        writeln!(
            self.out,
            "{} read = {} checked + {} refused; {} with findings",
            summary.read, summary.checked, summary.refused, summary.flagged
        )?;
        self.out.flush()
    }
}
