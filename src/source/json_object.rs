//! A JSON object: a post itself, or an export with lists of posts one level down.
//!
//! What it is shows only at its end, so it is read more than once: first the lists are looked through for texts.

use super::error::size;
use super::json::{Records, cut};
use super::json_fields::{Field, Fields};
use super::json_split::{Piece, Splitter};
use super::record::{TEXT, text_name};
use super::vocabulary::folded;
use super::{Again, Each, Error, Opened, ReadOptions, encoding, refuse};
use serde_json::Value;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{BufRead, Cursor, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

/// Largest object that is held where it cannot be read twice (a stream) though its lists must first be looked through.
const LARGEST_HELD: usize = 64 << 20;

/// Lists in one object that are looked through. Exports have some ten.
const MOST_LISTS: usize = 10_000;

/// Reads the object where it has a text, and every list in it whose objects have one. Where nothing has, the longest list says
/// what is missing.
pub(super) fn read(file: Opened<'_>, options: &ReadOptions, each: &mut Each<'_>) -> ControlFlow<()> {
    let source = file.source.clone();
    let read = |file| {
        let (first, again) = passes(file)?;
        let survey = Survey::of(encoding::open(first).map_err(Error::Read)?, options)?;
        let open = || encoding::open(again()?).map_err(Error::Read);
        Ok((whole(&survey, &open, options)?, survey, open()?))
    };
    let (whole, survey, bytes) = match read(file) {
        Ok(read) => read,
        Err(error) => return refuse(&source, error, each),
    };
    let mut records = Records::new(&source, options);
    let of_lists = survey.lists.values().any(|list| list.has_text);
    let longest = survey.longest().filter(|_| whole.is_none() && !of_lists);
    match whole {
        Some(Some(object)) => records.read(&object, 1, each)?,
        Some(None) => records.too_long(1, each)?,
        None => {}
    }
    if !of_lists && longest.is_none() {
        return records.end(each);
    }
    let wanted = |key: Option<&str>| {
        let list = key.and_then(|key| survey.lists.get(key));
        list.is_some_and(|list| list.has_text) || longest.is_some() && key == longest
    };
    cut(bytes, wanted, records, each)
}

type Bytes<'a> = Box<dyn BufRead + 'a>;

/// The bytes for a first pass, and what opens them anew.
fn passes<'a>(file: Opened<'a>) -> Result<(Bytes<'a>, Box<Again<'a>>), Error> {
    if let Some(again) = file.again {
        return Ok((file.bytes, Box::new(again)));
    }
    let mut held = Vec::new();
    let limit = LARGEST_HELD as u64 + 1;
    file.bytes.take(limit).read_to_end(&mut held).map_err(Error::Read)?;
    if held.len() > LARGEST_HELD {
        return Err(Error::JsonShape(format!(
            "is one object of more than {} from a stream; save it as a file, or pass its list as JSON Lines",
            size(LARGEST_HELD)
        )));
    }
    let held: Rc<[u8]> = held.into();
    let first = Box::new(Cursor::new(Rc::clone(&held)));
    Ok((first, Box::new(move || Ok(Box::new(Cursor::new(Rc::clone(&held)))))))
}

/// The object itself, where it is the post; `Some(None)` where it is longer than any record.
fn whole(
    survey: &Survey,
    open: &dyn Fn() -> Result<Bytes<'static>, Error>,
    options: &ReadOptions,
) -> Result<Option<Option<Vec<u8>>>, Error> {
    let of_lists = survey.lists.values().any(|list| list.has_text);
    if of_lists && !survey.has_text {
        return Ok(None);
    }
    let mut object = Vec::new();
    let limit = options.largest_record as u64 + 1;
    open()?.take(limit).read_to_end(&mut object).map_err(Error::Read)?;
    let fits = object.len() <= options.largest_record;
    let is_post = survey.has_text
        || survey.lists.is_empty()
        || fits && has_text(&object, options.text_column.as_deref()).unwrap_or(false);
    Ok(is_post.then(|| fits.then_some(object)))
}

/// What an object holds.
#[derive(Default)]
struct Survey {
    /// It has a `text` itself.
    has_text: bool,
    lists: HashMap<Rc<str>, List>,
}

/// The objects under one key. A key may come twice (Mastodon's first one is empty).
struct List {
    count: u64,
    /// How many keys came before it.
    order: usize,
    has_text: bool,
}

impl Survey {
    fn of(bytes: Bytes<'_>, options: &ReadOptions) -> Result<Survey, Error> {
        let wanted = options.text_column.as_deref();
        let mut splitter = Splitter::new(bytes, options.largest_record).keeping(&[TEXT]);
        let mut element = Vec::new();
        let mut survey = Survey::default();
        loop {
            let (place, is_long) = match splitter.next(&mut element).map_err(Error::Read)? {
                Piece::End(..) => break,
                Piece::Element(_) if element.first() != Some(&b'{') => continue,
                Piece::Element(place) => (place, false),
                Piece::TooLong(place) => (place, true),
            };
            let Some(key) = place.key else { continue };
            let order = survey.lists.len();
            if order > MOST_LISTS {
                return Err(Error::JsonShape(format!(
                    "is an object of more than {MOST_LISTS} lists; give the one with the posts as JSON Lines"
                )));
            }
            let list = survey.lists.entry(key).or_insert(List {
                count: 0,
                order,
                has_text: false,
            });
            list.count += 1;
            // What cannot be read may hold a text, and is refused when its turn comes.
            list.has_text = list.has_text || is_long || has_text(&element, wanted).unwrap_or(true);
        }
        let is_text = wanted.is_none_or(|wanted| folded(wanted) == TEXT);
        survey.has_text = is_text && splitter.fact(TEXT).is_some_and(|text| !text.is_empty());
        Ok(survey)
    }

    /// The key of the list with the most objects; the first of equals.
    fn longest(&self) -> Option<&str> {
        let merit = |(_, list): &(&Rc<str>, &List)| (list.count, Reverse(list.order));
        self.lists.iter().max_by_key(merit).map(|(key, _)| &**key)
    }
}

/// Does this object have a text, be it an empty one? `None` where it cannot be read.
fn has_text(json: &[u8], wanted: Option<&str>) -> Option<bool> {
    let Fields::Object(fields) = Fields::of(std::str::from_utf8(json).ok()?).ok()? else {
        return Some(false);
    };
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_ref()).collect();
    Some(match text_name(&names, wanted) {
        Ok(at) => matches!(fields[at].1, Field::Text(_) | Field::Other(Value::Null)),
        Err(candidates) => !candidates.is_empty(),
    })
}
