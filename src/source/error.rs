//! Why an input or record could not be read, and how to mend it.

use std::io;

/// Why an input or record could not be read. The text is the `cause` of a refusal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Nothing there.
    #[error("there is no such file or folder; check the spelling")]
    Missing,
    /// Not ours to open.
    #[error("may not be opened (no permission); ask its owner, or copy it")]
    Forbidden,
    /// The system said no.
    #[error("cannot be read: {0}")]
    Read(#[source] io::Error),
    /// A folder in which nothing is a draft.
    #[error("holds no drafts; {looked_for}{hint}")]
    NoDrafts {
        /// Suffixes that were looked for.
        looked_for: &'static str,
        /// What to do where something else was found.
        hint: String,
    },
    /// No text file.
    #[error("is {0}")]
    Declined(&'static str),
    /// An archive or an entry of one that cannot be used.
    #[error("{0}")]
    Entry(String),
    /// Inputs in which nothing is read.
    #[error(
        "holds nothing that is read: {0} found. Exports of X, Facebook, Instagram, Threads, WhatsApp, Telegram, YouTube, \
         LinkedIn, Mastodon, Reddit and TikTok, JSON Lines, JSON, CSV and drafts are"
    )]
    NothingRead(String),
    /// No layout fits.
    #[error(
        "is not recognised; JSON Lines, a JSON list, a table (CSV, TSV) with a text column, and drafts \
         (.txt, .md, .markdown, .tweet) are read. For one draft use `postlint check`"
    )]
    NotRecognised,
    /// A draft beyond all measure.
    #[error("is {size}, and a draft may be {limit}; an export or list is read by `postlint scan`")]
    DraftTooLarge {
        /// What was found.
        size: String,
        /// What is allowed.
        limit: String,
    },
    /// A record beyond all measure.
    #[error("this record is longer than {0}; it was passed over")]
    RecordTooLong(String),
    /// HTML that is made to weigh its reader down.
    #[error("this record's HTML leaves too many tags open to be read; it was passed over")]
    TooHeavy,
    /// A text that no platform takes.
    #[error("this text is longer than {0}, which no platform takes; it was not checked. Split it, and check the parts")]
    PostTooLong(String),
    /// Bytes that are no UTF-8.
    #[error("invalid UTF-8 at byte {0} (from 0); save the file as UTF-8")]
    NotUtf8(usize),
    /// The same in a file that was read as a whole.
    #[error("invalid UTF-8 at byte {byte} (from 0); save the file as UTF-8")]
    NotUtf8At {
        /// In the file, from 0.
        byte: usize,
        /// Line, from 1.
        line: usize,
        /// Column in grapheme clusters, from 1.
        column: usize,
    },
    /// UTF-16 with half a character.
    #[error("broken UTF-16 at byte {0} (from 0); save the file as UTF-8")]
    NotUtf16(usize),
    /// Bytes that are no text.
    #[error("holds NUL bytes: UTF-16 without its mark, or no text; save it as UTF-8")]
    Binary,
    /// Front matter that is opened and not closed.
    #[error("the front matter is not closed; end it with a line of only `---`")]
    OpenFrontMatter,
    /// Front matter that cannot be used.
    #[error("{0}")]
    FrontMatter(String),
    /// No JSON.
    #[error("is not valid JSON: {0}")]
    Json(String),
    /// JSON of another shape.
    #[error("{0}")]
    JsonShape(String),
    /// A table without a text column, or with several.
    #[error("{0}")]
    Columns(String),
    /// A row that is not as the header says.
    #[error("{0}")]
    Row(String),
    /// Letters that a spreadsheet turned into `?`.
    #[error(
        "the letters of this text were lost when the sheet was saved (`?` stands in their place); \
         save it again as “CSV UTF-8”"
    )]
    LostText,
}

impl Error {
    /// Line and column of the file, where they are known.
    pub(super) fn place(&self) -> Option<(usize, usize)> {
        match self {
            Error::NotUtf8At { line, column, .. } => Some((*line, *column)),
            _ => None,
        }
    }

    /// What the system said when a file was opened.
    pub(super) fn open(error: io::Error) -> Error {
        match error.kind() {
            io::ErrorKind::NotFound => Error::Missing,
            io::ErrorKind::PermissionDenied => Error::Forbidden,
            _ => Error::Read(error),
        }
    }
}

/// A size as people read it.
pub(super) fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{:.0} KiB", bytes as f64 / 1024.0),
        1_073_741_824.. => format!("{:.1} GiB", bytes as f64 / 1_073_741_824.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}
