//! HTML of exports: cut into pieces before it is parsed (a whole export as a tree would cost gigabytes), and shown as text.

use super::burden::is_too_heavy;
use ego_tree::iter::Edge;
use memchr::memmem;
use scraper::{ElementRef, Html, Node};
use std::io::{self, BufRead};

/// A piece cut out of a stream.
pub(super) struct Piece {
    /// Its HTML; `None` where it was too long to be held.
    pub(super) html: Option<String>,
    /// Line where it starts, from 1.
    pub(super) line: usize,
}

/// Cuts a stream wherever a tag opens; what stands before the first is passed over.
pub(super) struct Pieces<R> {
    bytes: R,
    /// The beginning of the tag.
    opening: &'static [u8],
    limit: usize,
    held: Vec<u8>,
    /// A piece begins with the first byte held.
    open: bool,
    long: bool,
    /// Line of the first byte held.
    line: usize,
    /// Line where the piece begins.
    start: usize,
    ended: bool,
}

impl<R: BufRead> Pieces<R> {
    pub(super) fn new(bytes: R, opening: &'static [u8], limit: usize) -> Self {
        Pieces {
            bytes,
            opening,
            limit,
            held: Vec::new(),
            open: false,
            long: false,
            line: 1,
            start: 1,
            ended: false,
        }
    }

    /// The next piece; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Piece>> {
        let mut from = usize::from(self.open);
        loop {
            let found = self.held.get(from..).and_then(|rest| memmem::find(rest, self.opening));
            if let Some(at) = found.map(|at| from + at) {
                let piece = self.take(at);
                if std::mem::replace(&mut self.open, true) {
                    return Ok(Some(piece));
                }
                from = 1;
            } else if self.ended {
                let piece = self.take(self.held.len());
                return Ok(std::mem::take(&mut self.open).then_some(piece));
            } else {
                // The tag may be cut in two.
                let kept = self.held.len().saturating_sub(self.opening.len() - 1);
                from = kept.max(from);
                if !self.open || kept > self.limit {
                    self.long |= self.open;
                    self.let_go(kept);
                    from = 0;
                }
                let chunk = self.bytes.fill_buf()?;
                self.ended = chunk.is_empty();
                self.held.extend_from_slice(chunk);
                let read = chunk.len();
                self.bytes.consume(read);
            }
        }
    }

    fn let_go(&mut self, until: usize) {
        self.line += self.held[..until].iter().filter(|byte| **byte == b'\n').count();
        self.held.drain(..until);
    }

    fn take(&mut self, until: usize) -> Piece {
        let long = std::mem::take(&mut self.long);
        let html = (!long).then(|| String::from_utf8_lossy(&self.held[..until]).into_owned());
        self.let_go(until);
        let line = std::mem::replace(&mut self.start, self.line);
        Piece { html, line }
    }
}

/// A fragment as a tree; `None` where it is made to weigh the parser down.
pub(super) fn fragment(html: &str) -> Option<Html> {
    (!is_too_heavy(html)).then(|| Html::parse_fragment(html))
}

/// The text of a fragment as a reader sees it: a blank line between paragraphs, links by their address.
pub(super) fn text(html: &str) -> String {
    let tree = html.contains(['<', '&']).then(|| fragment(html)).flatten();
    match tree {
        Some(tree) => element_text(tree.root_element()),
        // Checked as it is written, rather than not at all.
        None => html.trim().to_owned(),
    }
}

/// The text of an element as a reader sees it. A shortened link is written out, for what it leads to is what counts.
pub(super) fn element_text(element: ElementRef<'_>) -> String {
    let mut out = String::new();
    // Within a link that is written out, its own words are not.
    let mut link = None;
    for edge in element.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(text) if link.is_none() => out.push_str(text),
                Node::Element(tag) if link.is_none() => match tag.name() {
                    "br" => out.push('\n'),
                    "p" | "blockquote" | "pre" | "ul" | "ol" => separate(&mut out, 2),
                    "div" | "li" => separate(&mut out, 1),
                    "a" => {
                        if let Some(address) = ElementRef::wrap(node).and_then(shortened) {
                            out.push_str(&address);
                            link = Some(node.id());
                        }
                    }
                    _ => {}
                },
                _ => {}
            },
            Edge::Close(node) => {
                if link == Some(node.id()) {
                    link = None;
                }
                if node
                    .value()
                    .as_element()
                    .is_some_and(|tag| matches!(tag.name(), "p" | "blockquote" | "pre"))
                {
                    separate(&mut out, 2);
                }
            }
        }
    }
    out.trim().to_owned()
}

/// Ends a block: so many newlines, none at the beginning.
fn separate(out: &mut String, newlines: usize) {
    let there = out
        .bytes()
        .rev()
        .take(newlines)
        .take_while(|byte| *byte == b'\n')
        .count();
    if !out.is_empty() && there < newlines {
        out.push_str(&"\n\n"[there..newlines]);
    }
}

/// The address of a link whose words hide parts of it.
fn shortened(link: ElementRef<'_>) -> Option<String> {
    let hides = link.descendent_elements().any(|part| {
        part.value()
            .classes()
            .any(|class| class == "invisible" || class == "ellipsis")
    });
    hides.then(|| link.attr("href").map(str::to_owned)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    #[test]
    fn text_is_what_a_reader_sees() {
        assert_eq!(
            text("<p>One &amp; two<br>three</p><p>four</p>"),
            "One & two\nthree\n\nfour"
        );
        assert_eq!(text("plain"), "plain");
        let link = "<p>See <a href=\"https://example.org/a/long/way\"><span class=\"invisible\">https://</span>\
            <span class=\"ellipsis\">example.org/a</span><span class=\"invisible\">/long/way</span></a> \
            <a href=\"https://x/tags/news\" class=\"mention hashtag\">#<span>news</span></a></p>";
        assert_eq!(text(link), "See https://example.org/a/long/way #news");
    }

    #[test]
    fn pieces_are_cut_wherever_the_stream_is() {
        let html = "head\n<div class=\"m 1\">a\n</div><div class=\"m 2\">bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb</div>\n<div class=\"m 3\">c";
        for capacity in [1, 5, 4096] {
            let mut pieces = Pieces::new(
                BufReader::with_capacity(capacity, html.as_bytes()),
                b"<div class=\"m ",
                32,
            );
            let mut found = Vec::new();
            while let Some(piece) = pieces.next().expect("memory is readable") {
                found.push((piece.line, piece.html));
            }
            assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4]);
            assert_eq!(found[0].1.as_deref(), Some("<div class=\"m 1\">a\n</div>"));
            assert_eq!(found[2].1.as_deref(), Some("<div class=\"m 3\">c"));
            if capacity == 1 {
                assert_eq!(found[1].1, None);
            }
        }
    }
}
