//! What HTML costs to parse, reckoned before it is parsed.
//!
//! A parser looks through the open elements for many a tag, and opens forgotten formatting again in every block: markup made for
//! it costs the square of its size in time, and as much in memory. So the elements open at each tag, summed over all tags, are
//! held to a bound, which no export comes near. The reckoning errs upwards: an end tag takes away no more than the parser would,
//! and what is read one way as text and another way as tags is too heavy.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::{LocalName, local_name};
use memchr::memchr_iter;
use std::cell::{Cell, RefCell};

/// Open elements summed over the tags of a record. A post with five hundred pictures and their tables reaches a quarter.
const MOST: u64 = 2_000_000;

/// Bytes that are weighed at once.
const PORTION: usize = 16 << 10;

/// Open elements that an end tag is compared with.
const REACH: usize = 16;

/// True where HTML is made to weigh a parser down.
pub(super) fn is_too_heavy(html: &str) -> bool {
    // Even if nothing were ever closed.
    let tags = memchr_iter(b'<', html.as_bytes()).count() as u64;
    if tags * tags / 2 <= MOST {
        return false;
    }
    let queue = BufferQueue::default();
    let tokenizer = Tokenizer::new(Scales::default(), TokenizerOpts::default());
    let mut rest = html;
    // In portions: what is too heavy is mostly known long before its end.
    while !rest.is_empty() && tokenizer.sink.sum.get() <= MOST {
        let end = (PORTION.min(rest.len())..).find(|at| rest.is_char_boundary(*at));
        let (portion, after) = rest.split_at(end.unwrap_or(rest.len()));
        queue.push_back(StrTendril::from_slice(portion));
        let _ = tokenizer.feed(&queue);
        rest = after;
    }
    tokenizer.end();
    tokenizer.sink.sum.get() > MOST
}

#[derive(Default)]
struct Scales {
    open: RefCell<Vec<LocalName>>,
    sum: Cell<u64>,
}

impl Scales {
    fn tag(&self, tag: Tag) {
        let mut open = self.open.borrow_mut();
        match tag.kind {
            TagKind::StartTag if is_text(&tag.name) => self.add(MOST),
            TagKind::StartTag if !is_closed_by_itself(&tag.name) => open.push(tag.name),
            TagKind::StartTag => {}
            TagKind::EndTag => {
                let within = open.iter().enumerate().rev().take(REACH);
                let mut within = within.take_while(|(_, name)| **name == tag.name || !is_wall(name));
                if let Some((at, _)) = within.find(|(_, name)| **name == tag.name) {
                    // What stands open within it may stay open.
                    open.remove(at);
                }
            }
        }
        self.add(open.len() as u64);
    }

    fn add(&self, open: u64) {
        self.sum.set(self.sum.get().saturating_add(open));
    }
}

impl TokenSink for Scales {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => self.tag(tag),
            // Text within a drawing, and a comment elsewhere.
            Token::CommentToken(comment) if comment.starts_with("[CDATA[") => self.add(MOST),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements that hold nothing, or end where the next of their kind begins.
fn is_closed_by_itself(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("dd")
            | local_name!("dt")
            | local_name!("embed")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("li")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("p")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}

/// Elements whose inside is text outside a drawing, and tags within one. No record of an export has them.
fn is_text(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("iframe")
            | local_name!("noembed")
            | local_name!("noframes")
            | local_name!("noscript")
            | local_name!("plaintext")
            | local_name!("script")
            | local_name!("style")
            | local_name!("textarea")
            | local_name!("title")
            | local_name!("xmp")
    )
}

/// Elements whose inside an end tag does not leave.
fn is_wall(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("applet")
            | local_name!("button")
            | local_name!("caption")
            | local_name!("marquee")
            | local_name!("math")
            | local_name!("object")
            | local_name!("select")
            | local_name!("svg")
            | local_name!("table")
            | local_name!("td")
            | local_name!("template")
            | local_name!("th")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_weighs_little_however_long_it_is() {
        let post =
            "<div><p>One<br>two<p>three<ul><li>four<li>five</ul><table><tr><td><b>six</b></td></tr></table></div>";
        assert!(!is_too_heavy(&post.repeat(2_000)));
    }

    #[test]
    fn what_is_left_open_weighs_whatever_pretends_to_close_it() {
        for (tag, most) in [
            ("<div>", 4_000),
            ("<b a>", 4_000),
            ("<div></x>", 4_000),
            ("<div><!--</div>-->", 4_000),
            ("<div a='</div>'>", 4_000),
            ("<div><table><td></div>", 4_000),
            ("<b><div></b>", 4_000),
            ("<div><style><!--</style>", 4_000),
            ("<svg><![CDATA[</svg>]]>", 1_000),
        ] {
            assert!(is_too_heavy(&tag.repeat(most)), "{tag}");
        }
    }

    #[test]
    fn formatting_that_every_block_opens_again_weighs() {
        let forgotten: String = (0..500).map(|number| format!("<b a={number}>")).collect();
        assert!(is_too_heavy(&format!(
            "<div>{forgotten}</div>{}",
            "<div>x</div>".repeat(5_000)
        )));
    }
}
