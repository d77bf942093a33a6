//! Bytes to UTF-8: byte order marks, UTF-16, windows-1252.

use super::error::Error;
use super::lines::ends_in_returns;
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// The mark at the start of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Utf8,
    Utf16Le,
    Utf16Be,
}

impl Mark {
    fn of(head: &[u8]) -> Mark {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => Mark::Utf8,
            [0xFF, 0xFE, ..] => Mark::Utf16Le,
            [0xFE, 0xFF, ..] => Mark::Utf16Be,
            _ => Mark::None,
        }
    }

    const fn len(self) -> usize {
        match self {
            Mark::None => 0,
            Mark::Utf8 => 3,
            Mark::Utf16Le | Mark::Utf16Be => 2,
        }
    }
}

/// The text of a file's first bytes, good enough to recognise its layout.
pub(super) fn head_text(head: &[u8]) -> Cow<'_, str> {
    let mark = Mark::of(head);
    let rest = &head[mark.len()..];
    let text = match mark {
        Mark::Utf16Le => UTF_16LE.decode_without_bom_handling(rest).0,
        Mark::Utf16Be => UTF_16BE.decode_without_bom_handling(rest).0,
        Mark::None | Mark::Utf8 => String::from_utf8_lossy(rest),
    };
    if ends_in_returns(text.as_bytes()) {
        return text.replace('\r', "\n").into();
    }
    text
}

/// A whole file as text, its mark taken off, and the bytes that the mark took in a file of UTF-8. Offsets of errors count from
/// the file's first byte.
pub(super) fn whole(bytes: Vec<u8>) -> Result<(String, usize), Error> {
    let mark = Mark::of(&bytes);
    match mark {
        Mark::Utf16Le => Ok((utf16(&bytes, u16::from_le_bytes)?, 0)),
        Mark::Utf16Be => Ok((utf16(&bytes, u16::from_be_bytes)?, 0)),
        Mark::None | Mark::Utf8 => {
            let text = match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => return Err(not_utf8(error.utf8_error().valid_up_to(), error.as_bytes())),
            };
            // A stray NUL is only shown as such; many mean that this is another encoding.
            if text.bytes().filter(|&byte| byte == 0).count() > text.len() / 8 {
                return Err(Error::Binary);
            }
            Ok(match mark {
                Mark::Utf8 => (text[mark.len()..].to_owned(), mark.len()),
                _ => (text, 0),
            })
        }
    }
}

/// The place of the first byte that is no UTF-8.
fn not_utf8(byte: usize, bytes: &[u8]) -> Error {
    let before = &bytes[..byte];
    let start = before
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |newline| newline + 1);
    Error::NotUtf8At {
        byte,
        line: 1 + before.iter().filter(|&&byte| byte == b'\n').count(),
        column: 1 + String::from_utf8_lossy(&before[start..]).graphemes(true).count(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Error> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut units = 1;
    for decoded in char::decode_utf16(pairs[1..].iter().map(|pair| unit(*pair))) {
        match decoded {
            Ok(char) => {
                units += char.len_utf16();
                text.push(char);
            }
            Err(_) => return Err(Error::NotUtf16(units * 2)),
        }
    }
    if odd.is_empty() {
        Ok(text)
    } else {
        Err(Error::NotUtf16(bytes.len() - 1))
    }
}

/// A stream without its mark, and in UTF-8 where the mark said UTF-16 (half characters become U+FFFD).
pub(super) fn open<'a>(mut bytes: Box<dyn BufRead + 'a>) -> io::Result<Box<dyn BufRead + 'a>> {
    let mark = Mark::of(bytes.fill_buf()?);
    bytes.consume(mark.len());
    let decoder = match mark {
        Mark::None | Mark::Utf8 => return Ok(bytes),
        Mark::Utf16Le => UTF_16LE.new_decoder_without_bom_handling(),
        Mark::Utf16Be => UTF_16BE.new_decoder_without_bom_handling(),
    };
    Ok(Box::new(BufReader::new(Utf16 {
        bytes,
        decoder,
        text: vec![0; 1 << 13],
        ready: 0..0,
        ended: false,
    })))
}

/// A UTF-16 stream read as UTF-8.
struct Utf16<'a> {
    bytes: Box<dyn BufRead + 'a>,
    decoder: Decoder,
    text: Vec<u8>,
    /// What of `text` is still to be given out.
    ready: Range<usize>,
    ended: bool,
}

impl Read for Utf16<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() && !self.ended {
            let chunk = self.bytes.fill_buf()?;
            let last = chunk.is_empty();
            let (result, taken, written, _) = self.decoder.decode_to_utf8(chunk, &mut self.text, last);
            self.bytes.consume(taken);
            self.ended = last && result == CoderResult::InputEmpty;
            self.ready = 0..written;
        }
        let given = self.ready.len().min(out.len());
        out[..given].copy_from_slice(&self.text[self.ready.start..self.ready.start + given]);
        self.ready.start += given;
        Ok(given)
    }
}

/// Decides record by record whether a table is UTF-8 or windows-1252: the first bytes outside ASCII tell.
#[derive(Default)]
pub(super) struct Guess {
    settled: Option<Settled>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Settled {
    Utf8,
    Windows1252,
}

impl Guess {
    /// The text of `bytes`; `Err` with the offset of a byte that does not fit what the file is. `true` comes once, when the
    /// file turns out to be windows-1252.
    pub(super) fn decode<'b>(&mut self, bytes: &'b [u8]) -> Result<(Cow<'b, str>, bool), usize> {
        if self.settled == Some(Settled::Windows1252) {
            return Ok((WINDOWS_1252.decode_without_bom_handling(bytes).0, false));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                if !text.is_ascii() {
                    self.settled = Some(Settled::Utf8);
                }
                Ok((Cow::Borrowed(text), false))
            }
            Err(error) if self.settled == Some(Settled::Utf8) || holds_utf8(bytes) => Err(error.valid_up_to()),
            Err(_) => {
                self.settled = Some(Settled::Windows1252);
                Ok((WINDOWS_1252.decode_without_bom_handling(bytes).0, true))
            }
        }
    }
}

/// True where a letter of UTF-8 stands among the broken bytes: then it is damaged UTF-8, no other encoding. Two bytes may
/// be chance in windows-1252 (`Ã©`), three are not.
fn holds_utf8(bytes: &[u8]) -> bool {
    bytes
        .utf8_chunks()
        .any(|chunk| chunk.valid().chars().any(|char| char.len_utf8() > 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_utf16_stream_is_cut_anywhere() {
        let text = "a\u{1F600}ب\r\nक".repeat(3000);
        let bytes: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for capacity in [2, 3, 7, 8192] {
            let reader = BufReader::with_capacity(capacity, &bytes[..]);
            let mut read = String::new();
            open(Box::new(reader))
                .and_then(|mut stream| stream.read_to_string(&mut read))
                .expect("readable");
            assert_eq!(read, text);
        }
    }

    #[test]
    fn the_first_letters_settle_the_encoding() {
        let mut guess = Guess::default();
        assert_eq!(guess.decode(b"plain").ok(), Some(("plain".into(), false)));
        assert_eq!(guess.decode(b"caf\xe9").ok(), Some(("café".into(), true)));
        assert_eq!(guess.decode(b"\x93q\x94").ok(), Some(("“q”".into(), false)));
        let mut guess = Guess::default();
        assert!(guess.decode("नमस्ते".as_bytes()).is_ok());
        assert_eq!(guess.decode(b"caf\xe9").err(), Some(3));
        assert_eq!(Guess::default().decode(b"\xe0\xa4\xa8 \xe0\xa4").err(), Some(4));
    }
}
