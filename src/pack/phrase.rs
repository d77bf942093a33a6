//! The small language of lexicon entries: alternatives `(a|b c)`, optional words `[a|b]`, a gap `...`, an exact word `=a`.

/// A word of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As written.
    pub text: String,
    /// Take no other form.
    pub exact: bool,
}

/// One piece of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A word.
    Word(Word),
    /// One of these; an empty one means that nothing need stand here.
    Choice(Vec<Vec<Word>>),
    /// Up to [`GAP_WORDS`] words of the same sentence.
    Gap,
}

/// How many words a gap may hold.
pub const GAP_WORDS: usize = 4;

/// Most gaps of an entry.
const MOST_GAPS: usize = 4;

/// Most ways to lay an entry upon words before it is known that it does not stand there.
const MOST_WAYS: usize = 1 << 16;

impl Piece {
    /// How many readings of it may have to be tried at one word.
    fn ways(&self) -> usize {
        match self {
            Piece::Word(_) => 1,
            Piece::Gap => GAP_WORDS + 1,
            Piece::Choice(choices) => {
                let mut heads: Vec<&str> = choices
                    .iter()
                    .filter_map(|c| c.first())
                    .map(|w| w.text.as_str())
                    .collect();
                heads.sort_unstable();
                let alike = heads.chunk_by(|a, b| a == b).map(<[_]>::len).max().unwrap_or_default();
                alike + usize::from(choices.iter().any(Vec::is_empty))
            }
        }
    }
}

/// The pieces of an entry.
///
/// # Errors
/// Says what is wrong with the entry: an open bracket, nothing to match, a gap at an end.
pub fn parse(entry: &str) -> Result<Vec<Piece>, String> {
    let mut out = Vec::new();
    let mut rest = entry;
    while let Some(at) = rest.find(['(', '[', ')', ']']) {
        plain(&rest[..at], &mut out);
        let open = rest.as_bytes()[at];
        let close = match open {
            b'(' => ')',
            b'[' => ']',
            _ => return Err(format!("`{}` closes nothing", open as char)),
        };
        let body = &rest[at + 1..];
        let end = body
            .find(close)
            .ok_or_else(|| format!("`{}` is not closed", open as char))?;
        if body[..end].contains(['(', '[']) {
            return Err("brackets do not nest".into());
        }
        let mut choices: Vec<Vec<Word>> = body[..end]
            .split('|')
            .map(|choice| choice.split_whitespace().map(word).collect())
            .collect();
        if open == b'[' {
            choices.push(Vec::new());
        }
        // Nothing is tried last: the longest reading wins.
        choices.sort_by_key(|choice: &Vec<Word>| choice.is_empty());
        choices.dedup();
        out.push(Piece::Choice(choices));
        rest = &body[end + 1..];
    }
    plain(rest, &mut out);
    let needed = |piece: &Piece| match piece {
        Piece::Word(_) => true,
        Piece::Choice(choices) => choices.iter().all(|choice| !choice.is_empty()),
        Piece::Gap => false,
    };
    if !out.iter().any(needed) {
        return Err("an entry needs at least one word that must stand there".into());
    }
    let ends = [out.first(), out.last()];
    if ends.contains(&Some(&Piece::Gap)) {
        return Err("a gap `...` must stand between two words".into());
    }
    let ways = out
        .iter()
        .fold(1_usize, |ways, piece| ways.saturating_mul(piece.ways()));
    if out.iter().filter(|piece| **piece == Piece::Gap).count() > MOST_GAPS || ways > MOST_WAYS {
        return Err(format!(
            "more than {MOST_GAPS} gaps, or too many optional words; make several entries of it"
        ));
    }
    Ok(out)
}

fn plain(text: &str, out: &mut Vec<Piece>) {
    out.extend(text.split_whitespace().map(|text| match text {
        "..." | "…" => Piece::Gap,
        text => Piece::Word(word(text)),
    }));
}

fn word(text: &str) -> Word {
    let exact = text.starts_with('=') && text.len() > 1;
    Word {
        text: text.trim_start_matches('=').to_string(),
        exact,
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, parse};

    #[test]
    fn brackets_gaps_and_exact_words_are_read() {
        let pieces = parse("(send|pass on) [the|a] file ... =now").unwrap_or_default();
        assert!(matches!(&pieces[0], Piece::Choice(c) if c.len() == 2 && c[1].len() == 2));
        assert!(matches!(&pieces[1], Piece::Choice(c) if c.len() == 3 && c[2].is_empty()));
        assert!(matches!(&pieces[3], Piece::Gap));
        assert!(matches!(&pieces[4], Piece::Word(w) if w.exact && w.text == "now"));
        for wrong in [
            "(a|b",
            "... a",
            "[a]",
            "a)",
            "((a))",
            "",
            "a ... a ... a ... a ... a ... z",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert!(parse(&format!("{}z", "[a] ".repeat(20))).is_err());
        assert!(parse(&format!("{}z", "(a|b) ".repeat(20))).is_ok());
    }
}
