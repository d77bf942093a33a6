//! Words looked up before: what each may be and what follows from that wherever it stands, in rows one behind the other.
//!
//! A common word costs one hash, one comparison, and the rows that are read.

use super::disguise::Shape;
use super::lookup::{Found, How, PHRASED, Part, Place};
use super::program::{CASED, Program};
use super::table;
use super::weights::{CUES, Weights};

/// Bytes that the rows may take before they are begun anew, between two posts.
const MOST_BYTES: usize = 3 << 19;
/// Slots at first: enough for a draft. A power of two.
const FEWEST_SLOTS: usize = 1 << 7;
/// From so many slots on there will be many posts.
const MANY_SLOTS: usize = 1 << 12;
/// About how many words fill the rows.
const MOST_WORDS: usize = 10 << 10;
/// Pairs of words that are remembered to be two words. A power of two.
const PAIRS: usize = 1 << 13;

/// A stretch of a row.
type Stretch = (u32, u32);

#[inline]
fn of<T>(row: &[T], stretch: Stretch) -> &[T] {
    &row[stretch.0 as usize..stretch.1 as usize]
}

/// A phrase that is this word alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Alone {
    pub list: u32,
    pub how: How,
    pub phrase: u32,
}

/// A phrase that is this word alone, where it has the capitals of the lexeme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cased {
    pub lexeme: u32,
    pub phrase: u32,
    pub how: How,
}

/// A cue, and where its weights lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue {
    pub number: u32,
    pub place: Stretch,
}

impl Cue {
    pub fn of(weights: &Weights, number: u32) -> Cue {
        let place = weights.place(number);
        Cue { number, place }
    }
}

/// What a word or a piece of one may be: where its rows begin. They end where those of the next one begin.
#[derive(Clone, Copy, Debug, Default)]
struct Rows {
    /// A few bits of each of its lexemes: most that it is not are told by them.
    sketch: [u64; 4],
    lexemes: u32,
    alone: u32,
    cased: u32,
    tries: u32,
    cues: u32,
    /// One more than the sense it has where it stands by itself.
    sense: u32,
    /// What its letters look like.
    shape: Shape,
}

/// What a word or a piece of one may be.
#[derive(Clone, Copy)]
pub(super) struct Reading<'k> {
    known: &'k Known,
    this: &'k Rows,
    next: &'k Rows,
}

impl<'k> Reading<'k> {
    /// The lexemes.
    #[inline]
    pub fn lexemes(self) -> &'k [u32] {
        of(&self.known.lexemes, (self.this.lexemes, self.next.lexemes))
    }

    /// The lexemes, and how the word came to each.
    pub fn candidates(self) -> impl Iterator<Item = (u32, How)> {
        let hows = of(&self.known.hows, (self.this.lexemes, self.next.lexemes));
        self.lexemes().iter().copied().zip(hows.iter().copied())
    }

    /// How the word came to this lexeme, if it did.
    #[inline]
    pub fn how(self, lexeme: u32) -> Option<How> {
        let (word, bit) = sketched(lexeme);
        if self.this.sketch[word] & bit == 0 {
            return None;
        }
        let at = self.lexemes().iter().position(|known| *known == lexeme)?;
        Some(self.known.hows[self.this.lexemes as usize + at])
    }

    /// Phrases that are the word alone, the best of each list that a detector may ask for.
    #[inline]
    pub fn alone(self) -> &'k [Alone] {
        of(&self.known.alone, (self.this.alone, self.next.alone))
    }

    /// Phrases that are the word alone with its capitals.
    #[inline]
    pub fn cased(self) -> &'k [Cased] {
        of(&self.known.cased, (self.this.cased, self.next.cased))
    }

    /// Where the phrases of several words lie that it may show.
    #[inline]
    pub fn tries(self) -> &'k [Stretch] {
        of(&self.known.tries, (self.this.tries, self.next.tries))
    }

    /// Cues that the word shows where no longer cue covers it.
    #[inline]
    pub fn cues(self) -> &'k [Cue] {
        of(&self.known.cues, (self.this.cues, self.next.cues))
    }

    /// The sense it has where no longer cue covers it.
    #[inline]
    pub fn sense(self) -> Option<u32> {
        self.this.sense.checked_sub(1)
    }
}

#[inline]
fn sketched(lexeme: u32) -> (usize, u64) {
    let mixed = lexeme.wrapping_mul(0x9E37_79B1) >> 24;
    ((mixed >> 6) as usize, 1 << (mixed & 63))
}

/// A word as it was looked up.
#[derive(Clone, Copy, Debug)]
struct Entry {
    text: Stretch,
    pieces: Stretch,
    place: Place,
}

/// A piece of a word: its bytes and which part it is. The reading has the same number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub span: Stretch,
    pub part: Part,
}

/// The memory of words.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Some bits of the hash, and one more than the number of the entry; 0 where there is none.
    slots: Vec<(u32, u32)>,
    entries: Vec<Entry>,
    text: String,
    pieces: Vec<Piece>,
    /// One more than there are: behind the last one stands where the next one begins.
    readings: Vec<Rows>,
    lexemes: Vec<u32>,
    hows: Vec<How>,
    alone: Vec<Alone>,
    cased: Vec<Cased>,
    /// Where the phrases lie that each lexeme shows among others.
    tries: Vec<Stretch>,
    cues: Vec<Cue>,
    /// Pairs of readings that are no word together, by a hash.
    apart: Vec<(u32, u32)>,
    /// Whether a list is one that only weights and senses ask for, by its number.
    quiet: Vec<bool>,
    /// What is being looked up.
    found: Found,
    singles: Vec<Alone>,
}

impl Known {
    /// The reading of what is not looked up.
    pub const NOTHING: u32 = 0;

    /// Forgets everything where it has grown too large. Before a post, whose words point into it.
    pub fn make_room(&mut self, program: &Program) {
        if self.quiet.len() != program.lists.len() {
            self.quiet = program.lists.iter().map(|list| list.lexicon == CUES).collect();
        }
        if !self.readings.is_empty() && self.bytes() < MOST_BYTES {
            return;
        }
        if self.slots.is_empty() {
            self.slots.resize(FEWEST_SLOTS, (0, 0));
        }
        self.slots.fill((0, 0));
        self.apart.fill((0, 0));
        self.entries.clear();
        self.text.clear();
        self.pieces.clear();
        self.readings.clear();
        self.lexemes.clear();
        self.hows.clear();
        self.alone.clear();
        self.cased.clear();
        self.tries.clear();
        self.cues.clear();
        self.pieces.push(Piece {
            span: (0, 0),
            part: Part::Whole,
        });
        self.readings.extend([Rows::default(); 2]);
    }

    /// About how many bytes the rows take.
    fn bytes(&self) -> usize {
        size_of_val(self.entries.as_slice())
            + size_of_val(self.slots.as_slice())
            + self.text.len()
            + size_of_val(self.pieces.as_slice())
            + size_of_val(self.readings.as_slice())
            + self.lexemes.len() * (size_of::<u32>() + size_of::<How>())
            + size_of_val(self.alone.as_slice())
            + size_of_val(self.cased.as_slice())
            + size_of_val(self.tries.as_slice())
            + size_of_val(self.cues.as_slice())
    }

    /// A reading by its number.
    #[inline]
    pub fn reading(&self, number: u32) -> Reading<'_> {
        let at = number as usize;
        Reading {
            known: self,
            this: &self.readings[at],
            next: &self.readings[at + 1],
        }
    }

    /// True for a list that only weights and senses ask for.
    #[inline]
    pub fn is_quiet(&self, list: u32) -> bool {
        self.quiet[list as usize]
    }

    /// The pieces of a word, each with the number of its reading and its shape.
    #[inline]
    pub fn look_up(
        &mut self,
        program: &Program,
        word: &str,
        place: Place,
    ) -> impl Iterator<Item = (u32, Shape, Piece)> {
        let number = self.entry(program, word, place);
        let pieces = self.entries[number].pieces;
        let shapes = of(&self.readings, pieces).iter().map(|rows| rows.shape);
        let numbers = pieces.0..pieces.1;
        numbers
            .zip(shapes)
            .zip(of(&self.pieces, pieces))
            .map(|((number, shape), piece)| (number, shape, *piece))
    }

    fn entry(&mut self, program: &Program, word: &str, place: Place) -> usize {
        let hash = table::hash(word);
        let tag = (hash >> 32) as u32;
        // The number of slots is a power of two, and a quarter of them are empty.
        let last = self.slots.len() - 1;
        let mut slot = hash as usize & last;
        loop {
            match self.slots[slot] {
                (_, 0) => break,
                (known, number) if known == tag => {
                    let entry = &self.entries[number as usize - 1];
                    if &self.text[entry.text.0 as usize..entry.text.1 as usize] == word && entry.place == place {
                        return number as usize - 1;
                    }
                }
                _ => {}
            }
            slot = (slot + 1) & last;
        }
        let entry = self.learn(program, word, place);
        self.entries.push(entry);
        self.slots[slot] = (tag, self.entries.len() as u32);
        if self.entries.len() * 4 > self.slots.len() * 3 {
            self.spread();
        }
        self.entries.len() - 1
    }

    /// Twice as many slots.
    fn spread(&mut self) {
        let slots = self.slots.len() * 2;
        if slots == MANY_SLOTS {
            self.reserve();
        }
        self.slots.clear();
        self.slots.resize(slots, (0, 0));
        for (number, entry) in (1..).zip(&self.entries) {
            let hash = table::hash(&self.text[entry.text.0 as usize..entry.text.1 as usize]);
            let mut slot = hash as usize & (slots - 1);
            while self.slots[slot].1 != 0 {
                slot = (slot + 1) & (slots - 1);
            }
            self.slots[slot] = ((hash >> 32) as u32, number);
        }
    }

    /// Room for all there will be: rows that grew by doubling would take up to twice as much, and what they leave behind. Memory that is
    /// not yet written to costs nothing.
    fn reserve(&mut self) {
        self.entries.reserve_exact(MOST_WORDS);
        self.pieces.reserve_exact(MOST_WORDS);
        self.readings.reserve_exact(MOST_WORDS);
        self.text.reserve_exact(MOST_WORDS * 16);
        self.lexemes.reserve_exact(MOST_WORDS * 4);
        self.hows.reserve_exact(MOST_WORDS * 4);
        self.alone.reserve_exact(MOST_WORDS);
        self.tries.reserve_exact(MOST_WORDS * 3 / 2);
        self.cues.reserve_exact(MOST_WORDS * 3 / 2);
    }

    fn learn(&mut self, program: &Program, word: &str, place: Place) -> Entry {
        let mut found = std::mem::take(&mut self.found);
        found.look_up(program, word, place);
        let text = (self.text.len() as u32, (self.text.len() + word.len()) as u32);
        self.text.push_str(word);
        let first = self.pieces.len() as u32;
        let mut from = 0;
        for cut in &found.pieces {
            let shape = Shape::of(&word[cut.span.0..cut.span.1]);
            self.read(program, &found.candidates[from..cut.to], cut.part, shape);
            from = cut.to;
            self.pieces.push(Piece {
                span: (cut.span.0 as u32, cut.span.1 as u32),
                part: cut.part,
            });
        }
        self.found = found;
        let pieces = (first, self.pieces.len() as u32);
        Entry { text, pieces, place }
    }

    /// Lays out what follows from these lexemes.
    fn read(&mut self, program: &Program, candidates: &[(u32, How)], part: Part, shape: Shape) {
        let mut sketch = [0; 4];
        let mut singles = std::mem::take(&mut self.singles);
        singles.clear();
        for &(lexeme, how) in candidates {
            let (word, bit) = sketched(lexeme);
            sketch[word] |= bit;
            self.lexemes.push(lexeme);
            self.hows.push(how);
            let ((start, end), alone) = program.phrases.parts(lexeme);
            if start < end {
                self.tries.push((start, end));
            }
            // A phrase neither ends in the first half of a word nor begins in its second.
            if part != Part::Whole || how & PHRASED != 0 {
                continue;
            }
            for phrase in alone {
                if program.allows(lexeme, CASED) {
                    self.cased.push(Cased { lexeme, phrase, how });
                } else {
                    let list = program.phrases.list(phrase);
                    singles.push(Alone { list, how, phrase });
                }
            }
        }
        singles.sort_unstable();
        singles.dedup_by_key(|single| single.list);
        let weights = &program.weights;
        let mut meant: Option<(u32, u32)> = None;
        for single in &singles {
            if !self.quiet[single.list as usize] {
                self.alone.push(*single);
                continue;
            }
            let shown = weights.shown_by(single.list, single.phrase);
            self.cues.extend(shown.map(|cue| Cue::of(weights, cue)));
            if let Some(sense) = weights.sense(single.phrase) {
                let this = (single.phrase, sense);
                meant = Some(meant.map_or(this, |known| known.min(this)));
            }
        }
        let mut sense_shown = 0;
        if let Some((_, sense)) = meant {
            sense_shown = sense + 1;
            let shown = weights.shown_by_sense(sense);
            self.cues.extend(shown.map(|cue| Cue::of(weights, cue)));
        }
        self.singles = singles;
        if let Some(rows) = self.readings.last_mut() {
            (rows.sketch, rows.sense, rows.shape) = (sketch, sense_shown, shape);
        }
        let next = Rows {
            lexemes: self.lexemes.len() as u32,
            alone: self.alone.len() as u32,
            cased: self.cased.len() as u32,
            tries: self.tries.len() as u32,
            cues: self.cues.len() as u32,
            ..Rows::default()
        };
        self.readings.push(next);
    }

    /// True where two readings are known to be no word together.
    #[inline]
    pub fn are_apart(&self, first: u32, second: u32) -> bool {
        first != Known::NOTHING && !self.apart.is_empty() && self.apart[pair(first, second)] == (first, second)
    }

    /// Remembers that two readings are no word together.
    pub fn keep_apart(&mut self, first: u32, second: u32) {
        // What is not looked up has no text of its own.
        if first == Known::NOTHING || second == Known::NOTHING {
            return;
        }
        if self.apart.is_empty() {
            self.apart.resize(PAIRS, (0, 0));
        }
        self.apart[pair(first, second)] = (first, second);
    }
}

#[inline]
fn pair(first: u32, second: u32) -> usize {
    (first
        .wrapping_mul(0x9E37_79B1)
        .wrapping_add(second)
        .wrapping_mul(0x85EB_CA6B)
        >> 19) as usize
        % PAIRS
}
