//! The words of a post, each with what it may be.

use super::disguise::Shape;
use super::known::{Known, Reading};
use super::lookup::{How, Part, Place, is_marked};
use super::program::Program;
use crate::text::span::{Folded, Span};
use crate::text::view::{TokenKind, View};
use crate::text::zone::ZoneKind;

/// A token with what it may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub span: Span<Folded>,
    pub sentence: u32,
    pub part: Part,
    /// What its letters look like.
    pub shape: Shape,
    reading: u32,
}

/// The words of a post, and the memory of words that lasts from post to post.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub words: Vec<Word>,
    /// Lexemes that two neighbouring words are together: number of the first word, lexeme.
    pub pairs: Vec<(u32, u32)>,
    pub known: Known,
}

impl Words {
    /// What a word is read as.
    #[inline]
    pub fn reading(&self, word: usize) -> Reading<'_> {
        self.known.reading(self.words[word].reading)
    }

    /// The lexemes a word may be.
    #[inline]
    pub fn lexemes(&self, word: usize) -> &[u32] {
        self.reading(word).lexemes()
    }

    /// How a word is this lexeme, if it is.
    #[inline]
    pub fn how(&self, word: usize, lexeme: u32) -> Option<How> {
        self.reading(word).how(lexeme)
    }

    /// Looks up every word of a view.
    pub fn read(&mut self, program: &Program, view: &View) {
        self.words.clear();
        self.pairs.clear();
        self.known.make_room(program);
        let mut tag = 0;
        for token in &view.tokens {
            while view
                .zones
                .get(tag)
                .is_some_and(|z| z.span.end <= token.span.start && is_marked(z.kind))
            {
                tag += 1;
            }
            if token.hidden {
                self.words.push(Word {
                    span: token.span,
                    sentence: token.sentence,
                    part: Part::Whole,
                    shape: Shape::of(view.folded.slice(token.span)),
                    reading: Known::NOTHING,
                });
                continue;
            }
            let tagged = view
                .zones
                .get(tag)
                .is_some_and(|z| matches!(z.kind, ZoneKind::Hashtag | ZoneKind::Handle) && z.span.covers(token.span));
            let place = match (token.kind, tagged) {
                (TokenKind::Symbol, _) => Place::Symbol,
                (TokenKind::Word, false) => Place::Word,
                (TokenKind::Word, true) => Place::Tag,
            };
            for (reading, shape, piece) in self.known.look_up(program, view.folded.slice(token.span), place) {
                self.words.push(Word {
                    span: Span::new(
                        token.span.start + piece.span.0 as usize,
                        token.span.start + piece.span.1 as usize,
                    ),
                    sentence: token.sentence,
                    part: piece.part,
                    shape,
                    reading,
                });
            }
        }
        self.extra_spaces(program, view.folded.as_str());
    }

    /// Neighbours in Arabic script that are one word written with a space too many.
    fn extra_spaces(&mut self, program: &Program, text: &str) {
        // The second byte of such a letter says nothing new: those that begin so are Arabic.
        let arabic = |span: Span<Folded>| matches!(text.as_bytes()[span.start], 0xD8..=0xDB);
        let mut joined = String::new();
        for at in 1..self.words.len() {
            let (a, b) = (self.words[at - 1], self.words[at]);
            if b.span.start != a.span.end + 1
                || !arabic(a.span)
                || !arabic(b.span)
                || a.span.len() + b.span.len() > 32
                || self.known.are_apart(a.reading, b.reading)
            {
                continue;
            }
            joined.clear();
            joined.push_str(&text[a.span.range()]);
            joined.push_str(&text[b.span.range()]);
            let before = self.pairs.len();
            self.pairs
                .extend(program.written(&joined).map(|lexeme| (at as u32 - 1, lexeme)));
            if self.pairs.len() == before {
                self.known.keep_apart(a.reading, b.reading);
            }
        }
    }
}
