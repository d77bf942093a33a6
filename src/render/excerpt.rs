//! A line of a post as a terminal shows it, with a part of it marked.
//!
//! Two ways of marking. A row of `^` stands right only where every cluster before it has a width on which terminals agree, and
//! where the line runs from left to right. Elsewhere the part stands between `⟦` and `⟧`: in a line with right-to-left letters,
//! which a terminal turns around or does not, and behind emoji whose parts some terminals draw as one and others side by side.
//! There, isolates (U+2066 to U+2069, ours and balanced) keep the line and the marked part from pulling at their neighbours.

use super::escape::terminal_cluster;
use super::lines::{CONTEXT, Row};
use crate::text::cluster::clusters;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What is shown of one line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// Before the marked part.
    pub(super) before: String,
    /// The marked part.
    pub(super) marked: String,
    /// Behind it.
    pub(super) after: String,
    /// How it is marked.
    pub(super) mark: Mark,
    /// True where the line, as a whole, is read from right to left.
    pub(super) rtl: bool,
}

/// How a part is marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mark {
    /// By a row of `^`: so many cells in, so many wide.
    Under(usize, usize),
    /// By brackets.
    #[default]
    Brackets,
}

/// Cuts `row` of `text` so that it fits into `width` cells, the marked part in sight.
pub(super) fn excerpt(text: &str, row: &Row, width: usize) -> Excerpt {
    let width = width.max(24);
    let marked = Cells::of(&text[row.marked.clone()]);
    let marked = if marked.width > width * 2 / 3 {
        marked.middle_cut(width * 2 / 3)
    } else {
        marked
    };
    let near = row.marked.start.saturating_sub(CONTEXT).max(row.line.start);
    let near = (near..=row.marked.start)
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(row.marked.start);
    let before = Cells::of(&text[near..row.marked.start]);
    let after = Cells::of(&text[row.marked.end..row.line.end]);
    let room = width - marked.width.min(width);
    // What one side does not need, the other may have.
    let right = after.width.min(room - (room / 2).min(before.width));
    let left = before.width.min(room - right);
    let left_is_whole = near == row.line.start && before.width <= left;
    let line_is_whole = text[row.line.end..].is_empty() || text[row.line.end..].starts_with(['\r', '\n']);
    let right_is_whole = line_is_whole && after.width <= right;
    let before = if left_is_whole { before } else { before.last(left) };
    let after = if right_is_whole { after } else { after.first(right) };
    let agreed =
        before.agreed && marked.agreed && !is_rtl(&before.shown) && !is_rtl(&marked.shown) && !is_rtl(&after.shown);
    Excerpt {
        mark: if agreed {
            Mark::Under(before.width, marked.width.max(1))
        } else {
            Mark::Brackets
        },
        before: before.shown,
        marked: marked.shown,
        after: after.shown,
        rtl: is_led_rtl(&text[row.line.clone()]),
    }
}

/// True where `text` holds a letter that is written from right to left.
pub(super) fn is_rtl(text: &str) -> bool {
    text.chars().any(is_rtl_letter)
}

/// True where the first letter of `text` is written from right to left: then all of it is read so.
pub(super) fn is_led_rtl(text: &str) -> bool {
    text.chars()
        .find(|char| char.is_alphabetic())
        .is_some_and(is_rtl_letter)
}

fn is_rtl_letter(char: char) -> bool {
    let written = matches!(
        char,
        '\u{590}'..='\u{8FF}'
            | '\u{FB1D}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFC}'
            | '\u{10800}'..='\u{10FFF}'
            | '\u{1E800}'..='\u{1EFFF}'
    );
    written && char.is_alphabetic()
}

/// Cells that a text takes on a terminal.
pub(super) fn width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.len();
    }
    clusters(text).map(UnicodeWidthStr::width).sum()
}

/// A text as it is shown, cluster by cluster.
#[derive(Default)]
struct Cells {
    shown: String,
    /// End of each cluster in `shown` and its width.
    ends: Vec<(usize, usize)>,
    width: usize,
    /// False where terminals differ about the width of a cluster.
    agreed: bool,
}

impl Cells {
    fn of(text: &str) -> Cells {
        let mut cells = Cells {
            agreed: true,
            ..Cells::default()
        };
        for cluster in clusters(text) {
            cells.push(cluster);
        }
        cells
    }

    fn push(&mut self, cluster: &str) {
        let start = self.shown.len();
        terminal_cluster(cluster, &mut self.shown);
        let shown = &self.shown[start..];
        let width = shown.width();
        // Terminals that know no sequences draw one character after the other; tmux draws what follows a joiner into the cell
        // before it, in Devanagari too.
        let one_by_one: usize = shown.chars().filter_map(UnicodeWidthChar::width).sum();
        self.agreed &= width == one_by_one && !shown.contains('\u{200D}');
        self.width += width;
        self.ends.push((self.shown.len(), width));
    }

    /// The clusters `from..to`, counted from 0.
    fn part(&self, from: usize, to: usize) -> Cells {
        let start = if from == 0 { 0 } else { self.ends[from - 1].0 };
        let end = if to == 0 { 0 } else { self.ends[to - 1].0 };
        Cells::of(&self.shown[start..end.max(start)])
    }

    fn ellipsis() -> Cells {
        Cells::of("…")
    }

    fn then(mut self, other: &Cells) -> Cells {
        let offset = self.shown.len();
        self.shown.push_str(&other.shown);
        self.ends
            .extend(other.ends.iter().map(|&(end, width)| (end + offset, width)));
        self.width += other.width;
        self.agreed &= other.agreed;
        self
    }

    /// How many clusters from the start fit into `width`.
    fn fit(&self, width: usize) -> usize {
        let mut used = 0;
        self.ends
            .iter()
            .take_while(|(_, cells)| {
                used += cells;
                used <= width
            })
            .count()
    }

    /// Its first clusters and `…`, cut between words where that costs little.
    fn first(&self, width: usize) -> Cells {
        let fits = self.fit(width.saturating_sub(1));
        let gap = (fits.saturating_sub(12)..fits).rev().find(|&at| self.is_blank(at));
        self.part(0, gap.unwrap_or(fits)).then(&Cells::ellipsis())
    }

    /// `…` and its last clusters, cut between words where that costs little.
    fn last(&self, width: usize) -> Cells {
        let (mut from, mut used) = (self.ends.len(), 1);
        while from > 0 && used + self.ends[from - 1].1 <= width {
            from -= 1;
            used += self.ends[from].1;
        }
        let gap = (from..self.ends.len().min(from + 12)).find(|&at| self.is_blank(at));
        Cells::ellipsis().then(&self.part(gap.map_or(from, |at| at + 1), self.ends.len()))
    }

    /// Its two ends with `…` between.
    fn middle_cut(&self, width: usize) -> Cells {
        let head = self.fit(width / 2);
        let (mut from, mut used) = (self.ends.len(), 1);
        while from > head && used + self.ends[from - 1].1 <= width / 2 {
            from -= 1;
            used += self.ends[from].1;
        }
        self.part(0, head)
            .then(&Cells::ellipsis())
            .then(&self.part(from, self.ends.len()))
    }

    fn is_blank(&self, at: usize) -> bool {
        let start = if at == 0 { 0 } else { self.ends[at - 1].0 };
        self.shown[start..self.ends[at].0].trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, marked: &str, width: usize) -> Excerpt {
        let start = text.find(marked).unwrap_or_default();
        let row = Row {
            number: 0,
            line: 0..text.len(),
            marked: start..start + marked.len(),
        };
        excerpt(text, &row, width)
    }

    #[test]
    fn left_to_right_scripts_are_underlined() {
        assert_eq!(shown("We stand with PTI today", "PTI", 80).mark, Mark::Under(14, 3));
        assert_eq!(
            shown("😀 हिन्दी गद्दार है", "गद्दार", 80).mark,
            Mark::Under(3 + width("हिन्दी") + 1, width("गद्दार"))
        );
        assert_eq!(shown("a\u{202E}b", "b", 80).mark, Mark::Under(9, 1));
    }

    #[test]
    fn brackets_stand_where_terminals_differ() {
        assert_eq!(shown("آج PTI زندہ باد", "PTI", 80).mark, Mark::Brackets);
        assert_eq!(shown("👨‍👩‍👧 PTI", "PTI", 80).mark, Mark::Brackets);
        assert_eq!(shown("👍🏽 PTI", "PTI", 80).mark, Mark::Brackets);
        // Behind the mark it does no harm.
        assert_eq!(shown("PTI 👍🏽", "PTI", 80).mark, Mark::Under(0, 3));
    }

    #[test]
    fn widths_are_those_measured_in_a_terminal() {
        // Cursor columns in tmux 3.3a.
        for (text, cells) in [
            ("😀🎉 आज सब लोग भाजपा को वोट दें, ये कांग्रेसी ", 40),
            ("मैं क्षत्रिय हूँ और ज्ञान के लिए श्री कृष्ण की ", 36),
            ("આજે બધા ભાજપને મત આપો, આ ", 23),
            ("ગદ્દારો", 6),
            ("🇵🇰🙏", 4),
            ("آج ہم سب", 8),
            ("ⓘ①ｉｍ𝗶𝗺é", 9),
        ] {
            assert_eq!(width(text), cells, "{text}");
        }
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let text = format!("{} PTI {}", "word ".repeat(100), "more ".repeat(100));
        let cut = shown(&text, "PTI", 40);
        assert!(
            cut.before.starts_with("…word") && cut.before.ends_with("word  "),
            "{cut:?}"
        );
        assert!(
            cut.after.starts_with(" more") && cut.after.ends_with("more…"),
            "{cut:?}"
        );
        assert!(width(&cut.before) + 3 + width(&cut.after) <= 40);
        let cut = shown(&text, text.trim(), 40);
        assert!(cut.marked.contains('…') && width(&cut.marked) <= 40, "{cut:?}");
        let monster = "م".repeat(1 << 20);
        let cut = shown(&monster, &monster[1 << 20..(1 << 20) + 2], 60);
        assert!(width(&cut.before) + width(&cut.after) < 60);
    }
}
