//! A mistake in a rule file: file, line, column, excerpt and mend.

use std::fmt;

/// A rule file's name and text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// As users name it.
    pub path: String,
    /// The YAML.
    pub text: String,
}

/// One mistake in a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackError {
    /// The file.
    pub path: String,
    /// Line from 1; 0 where the mistake is in no one line.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// The line itself, or the part of a long one around the column.
    pub excerpt: String,
    /// Characters of the excerpt before the column.
    pub before: usize,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub mend: String,
}

/// Most characters of a line that are shown.
const WIDE: usize = 160;

impl PackError {
    /// A mistake at a place in a file.
    pub fn at(
        file: &SourceFile,
        (line, column): (usize, usize),
        what: impl Into<String>,
        mend: impl Into<String>,
    ) -> PackError {
        let excerpt = line
            .checked_sub(1)
            .and_then(|i| file.text.lines().nth(i))
            .unwrap_or_default()
            .trim_end();
        let before = column.saturating_sub(1);
        let skipped = if before < WIDE { 0 } else { before - WIDE / 2 };
        PackError {
            path: file.path.clone(),
            line,
            column,
            excerpt: excerpt.chars().skip(skipped).take(WIDE).collect(),
            before: before - skipped,
            what: what.into(),
            mend: mend.into(),
        }
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}", self.what)?;
        if !self.excerpt.trim().is_empty() {
            let gutter = self.line.to_string();
            let blank = " ".repeat(gutter.len());
            write!(
                f,
                "\n {blank} |\n {gutter} | {}\n {blank} | {}^",
                self.excerpt,
                " ".repeat(self.before)
            )?;
        }
        if !self.mend.is_empty() {
            write!(f, "\n  mend: {}", self.mend)?;
        }
        Ok(())
    }
}

impl std::error::Error for PackError {}

/// The known word nearest to a mistyped one, if near enough to suggest.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(d, candidate)| *d <= 1 + candidate.len().min(word.len()) / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Edit distance with swaps of neighbours counted once.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(rows[i][j - 1] + 1)
                .min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
