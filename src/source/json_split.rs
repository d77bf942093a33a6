//! A JSON document cut into the elements of its lists, without being parsed.
//!
//! A parser stops at the first fault and holds a whole value; this counts brackets, so that one bad element costs itself and
//! memory is that of the largest element. Lists are looked for at the root and one level down in an object, or under one key
//! wherever it stands.

use super::json_outline::Outline;
use std::io::{self, Read};
use std::rc::Rc;

/// Open brackets whose kind is kept. Deeper ones are only counted: their element is refused by the parser anyway.
const DEPTH: usize = 256;

/// What was cut next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// An element, in the caller's buffer.
    Element(Place),
    /// An element beyond the limit; it was passed over.
    TooLong(Place),
    /// The end. Where an element was cut by it, its place.
    End(Ending, Place),
}

/// Where an element begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Key of its list in the root object; `None` where the root is the list.
    pub(super) key: Option<Rc<str>>,
    /// Line, from 1.
    pub(super) line: usize,
}

/// How a document ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// As it should.
    Whole,
    /// Between two elements, with brackets still open.
    Open,
    /// Within an element.
    Cut,
    /// It is neither list nor object.
    NoJson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the root's bracket, or after it (documents may follow one another).
    Outside,
    /// In the root object, outside its lists.
    Object,
    /// In a list, between elements.
    Between,
    /// In an element.
    Element,
}

/// Cuts a document.
pub(super) struct Splitter<R> {
    bytes: R,
    chunk: Vec<u8>,
    at: usize,
    limit: usize,
    line: usize,
    state: State,
    seen_root: bool,
    root_is_object: bool,
    /// Closing brackets that are due within the element.
    due: Vec<u8>,
    deeper: usize,
    in_string: bool,
    escaped: bool,
    /// A string of this element was ended by a line break.
    broken: bool,
    /// Nothing but blanks and commas since the last line break.
    line_is_blank: bool,
    /// The keys around the lists.
    outline: Outline,
    /// The key whose lists are cut at any depth; those of the root object where `None`.
    wanted: Option<&'static str>,
    /// Key of the list that is being cut.
    key: Option<Rc<str>>,
}

impl<R: Read> Splitter<R> {
    pub(super) fn new(bytes: R, limit: usize) -> Self {
        Splitter {
            bytes,
            chunk: Vec::new(),
            at: 0,
            limit,
            line: 1,
            state: State::Outside,
            seen_root: false,
            root_is_object: false,
            due: Vec::new(),
            deeper: 0,
            in_string: false,
            escaped: false,
            broken: false,
            line_is_blank: true,
            outline: Outline::default(),
            wanted: None,
            key: None,
        }
    }

    /// Cuts the lists under `key` at any depth, also in objects of a list, and keeps the values at `facts` for [`Splitter::fact`].
    pub(super) fn deep(self, key: &'static str, facts: &'static [&'static str]) -> Self {
        Splitter {
            outline: Outline::keeping(facts),
            wanted: Some(key),
            ..self
        }
    }

    /// Keeps the values at `facts` for [`Splitter::fact`].
    pub(super) fn keeping(self, facts: &'static [&'static str]) -> Self {
        Splitter {
            outline: Outline::keeping(facts),
            ..self
        }
    }

    /// What the document has said at this path, up to here.
    pub(super) fn fact(&self, path: &str) -> Option<&str> {
        self.outline.kept(path)
    }

    /// Puts the next element into `element`.
    pub(super) fn next(&mut self, element: &mut Vec<u8>) -> io::Result<Piece> {
        element.clear();
        let mut long = false;
        let mut place = Place::default();
        while self.fill()? {
            // Most of a document is text within strings: it is taken over in runs.
            if self.in_string && self.state == State::Element && !self.escaped {
                let rest = &self.chunk[self.at..];
                let run = rest
                    .iter()
                    .position(|byte| matches!(byte, b'"' | b'\\' | b'\n'))
                    .unwrap_or(rest.len());
                long |= element.len() + run > self.limit;
                if !long {
                    element.extend_from_slice(&rest[..run]);
                }
                self.at += run;
                self.line_is_blank &= run == 0;
                if run > 0 {
                    continue;
                }
            }
            let byte = self.chunk[self.at];
            self.at += 1;
            let before = self.state;
            let ends = self.step(byte);
            if before != State::Element && self.state == State::Element {
                place = Place {
                    key: self.key.clone(),
                    line: self.line,
                };
            }
            self.line += usize::from(byte == b'\n');
            self.line_is_blank = byte == b'\n' || self.line_is_blank && (byte == b',' || byte.is_ascii_whitespace());
            let within = self.state == State::Element || ends == Some(Ends::With);
            long |= within && element.len() >= self.limit;
            if within && !long {
                element.push(byte);
            }
            if long {
                // The buffer of a monster is not kept for its successors.
                *element = Vec::new();
            }
            if ends.is_some() {
                return Ok(if long {
                    Piece::TooLong(place)
                } else {
                    Piece::Element(place)
                });
            }
            if self.state == State::Outside && !self.seen_root && !byte.is_ascii_whitespace() {
                return Ok(Piece::End(Ending::NoJson, place));
            }
        }
        let ending = match self.state {
            State::Element => Ending::Cut,
            State::Outside if self.seen_root => Ending::Whole,
            State::Outside => Ending::NoJson,
            State::Object | State::Between => Ending::Open,
        };
        Ok(Piece::End(ending, place))
    }

    /// True while there is a byte at `self.at`.
    fn fill(&mut self) -> io::Result<bool> {
        if self.at < self.chunk.len() {
            return Ok(true);
        }
        self.chunk.resize(1 << 16, 0);
        self.at = 0;
        let read = loop {
            match self.bytes.read(&mut self.chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.chunk.truncate(*read.as_ref().unwrap_or(&0));
        Ok(read? > 0)
    }

    /// Takes one byte; says whether an element ends with it or before it.
    fn step(&mut self, byte: u8) -> Option<Ends> {
        if self.in_string {
            self.string(byte);
            return None;
        }
        match self.state {
            State::Outside => {
                if matches!(byte, b'[' | b'{') {
                    self.seen_root = true;
                    // A list is descended into as an object is, where lists are wanted that lie deeper.
                    self.root_is_object = byte == b'{' || self.wanted.is_some();
                    self.key = None;
                    self.state = if self.root_is_object {
                        State::Object
                    } else {
                        State::Between
                    };
                }
                None
            }
            State::Object => {
                self.object(byte);
                None
            }
            State::Between => match byte {
                b',' => None,
                b']' => {
                    self.close_list();
                    None
                }
                _ if byte.is_ascii_whitespace() => None,
                _ => {
                    self.state = State::Element;
                    self.broken = false;
                    self.element(byte)
                }
            },
            State::Element => self.element(byte),
        }
    }

    /// A string has no raw line break in JSON. One is taken for the string's end, and the next line that opens an object for
    /// the next element: so a document with a lost quote comes back into step.
    fn string(&mut self, byte: u8) {
        match byte {
            b'\n' => (self.in_string, self.escaped, self.broken) = (false, false, true),
            _ if self.escaped => self.escaped = false,
            b'\\' => self.escaped = true,
            b'"' => self.in_string = false,
            _ => {}
        }
        if self.in_string && self.state == State::Object {
            self.outline.letter(byte);
        }
    }

    fn object(&mut self, byte: u8) {
        match byte {
            b'"' => {
                self.in_string = true;
                self.outline.quote();
            }
            b'[' if self.is_wanted() => {
                self.key = self.outline.key().cloned();
                self.state = State::Between;
            }
            b'[' | b'{' => self.outline.open(byte),
            b']' | b'}' => {
                if !self.outline.close(byte) && (byte == b'}' || self.wanted.is_some()) {
                    self.state = State::Outside;
                }
            }
            _ => self.outline.byte(byte),
        }
    }

    /// True where a list that opens now is to be cut.
    fn is_wanted(&self) -> bool {
        match (self.outline.key(), self.wanted) {
            (Some(key), Some(wanted)) => key.eq_ignore_ascii_case(wanted),
            (Some(_), None) => self.outline.is_root(),
            (None, _) => false,
        }
    }

    fn element(&mut self, byte: u8) -> Option<Ends> {
        match byte {
            b'"' => self.in_string = true,
            b'{' if self.broken && self.line_is_blank => {
                self.due.clear();
                self.deeper = 0;
                self.state = State::Between;
                // The bracket is taken once more, as the next element's.
                self.at -= 1;
                return Some(Ends::Before);
            }
            b'[' | b'{' => self.open(byte),
            b',' if self.due.is_empty() => {
                self.state = State::Between;
                return Some(Ends::Before);
            }
            b']' | b'}' => {
                if !self.close(byte) {
                    // The list's own bracket, after a bare value or an element that was never closed.
                    if byte == b']' {
                        self.due.clear();
                        self.close_list();
                        return Some(Ends::Before);
                    }
                } else if self.due.is_empty() {
                    self.state = State::Between;
                    return Some(Ends::With);
                }
            }
            _ => {}
        }
        None
    }

    fn open(&mut self, byte: u8) {
        if self.due.len() < DEPTH {
            self.due.push(if byte == b'[' { b']' } else { b'}' });
        } else {
            self.deeper += 1;
        }
    }

    /// Closes the innermost bracket of this kind, and those within it that were forgotten. `false` where none is open.
    fn close(&mut self, byte: u8) -> bool {
        if self.deeper > 0 {
            self.deeper -= 1;
            return true;
        }
        match self.due.iter().rposition(|due| *due == byte) {
            Some(at) => {
                self.due.truncate(at);
                true
            }
            None => false,
        }
    }

    fn close_list(&mut self) {
        self.state = if self.root_is_object {
            State::Object
        } else {
            State::Outside
        };
        self.key = None;
        self.outline.end_list();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    With,
    Before,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(json: &str, limit: usize) -> (Vec<String>, Ending) {
        let mut splitter = Splitter::new(json.as_bytes(), limit);
        let (mut element, mut elements) = (Vec::new(), Vec::new());
        loop {
            let piece = splitter.next(&mut element).expect("memory is readable");
            let text = String::from_utf8_lossy(&element).into_owned();
            let (place, text) = match piece {
                Piece::Element(place) => (place, text),
                Piece::TooLong(place) => (place, "long".to_owned()),
                Piece::End(ending, _) => return (elements, ending),
            };
            let key = place.key.map(|key| format!("{key}=")).unwrap_or_default();
            elements.push(format!("{}:{key}{text}", place.line));
        }
    }

    #[test]
    fn elements_are_cut_at_the_root_and_one_level_down() {
        let (elements, ending) = cut("[{\"a\":\"}]\\\"\"},\n 5 , [1,2],\"x,]\"]", 100);
        assert_eq!(elements, ["1:{\"a\":\"}]\\\"\"}", "2:5 ", "2:[1,2]", "2:\"x,]\""]);
        assert_eq!(ending, Ending::Whole);
        let (elements, _) = cut(r#"{"n":1,"o":{"p":[1]},"posts":[{"q":[]},{}],"r":[],"s":[3]}"#, 100);
        assert_eq!(elements, ["1:posts={\"q\":[]}", "1:posts={}", "1:s=3"]);
    }

    #[test]
    fn lists_of_one_key_are_cut_at_any_depth_with_what_is_said_before_them() {
        let json = r#"{"me":{"id":7},"contacts":[{"id":1,"posts":[]}],"chats":{"list":[
            {"name":"A \"b\"","id":2,"posts":[{"x":[1]},{"y":2}]},{"name":null,"posts":[3]},{"posts":[4]}]}}"#;
        let mut splitter = Splitter::new(json.as_bytes(), 100).deep("posts", &["me.id", "chats.list.name"]);
        let (mut element, mut found) = (Vec::new(), Vec::new());
        while let Ok(Piece::Element(place)) = splitter.next(&mut element) {
            let text = String::from_utf8_lossy(&element).into_owned();
            let (me, name) = (splitter.fact("me.id"), splitter.fact("chats.list.name"));
            found.push(format!("{}:{text} {me:?} {name:?}", place.line));
        }
        assert_eq!(
            found,
            [
                "2:{\"x\":[1]} Some(\"7\") Some(\"A \\\"b\\\"\")",
                "2:{\"y\":2} Some(\"7\") Some(\"A \\\"b\\\"\")",
                "2:3 Some(\"7\") Some(\"\")",
                "2:4 Some(\"7\") None",
            ]
        );
    }

    #[test]
    fn a_bad_element_costs_itself() {
        let (elements, ending) = cut("[{\"a\":[1},{\"b\":2}]", 100);
        assert_eq!((elements.len(), ending), (2, Ending::Whole));
        let (elements, ending) = cut("[{\"a\":\"lost},\n{\"b\":2},\n{\"c\":3}]", 100);
        assert_eq!(elements.last().map(String::as_str), Some("3:{\"c\":3}"));
        assert_eq!(ending, Ending::Whole);
        let (elements, _) = cut(&format!("[{}{},7]", "[".repeat(100_000), "]".repeat(100_000)), 1000);
        assert_eq!(elements, ["1:long", "1:7"]);
        assert_eq!(cut("[{\"a\":1}, {\"b\"", 100).1, Ending::Cut);
        assert_eq!(cut("[{\"a\":1},", 100).1, Ending::Open);
        assert_eq!(cut("hello", 100).1, Ending::NoJson);
    }
}
