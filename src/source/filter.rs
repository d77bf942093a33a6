//! Which posts are wanted: authors, times, and texts that are no book. What is left out is counted, never silent.

use super::error::{Error, size};
use super::vocabulary::same_name;
use super::{Event, ReadOptions, Reading, Skipped};
use crate::finding::Refusal;
use crate::post::Place;
use crate::when::When;
use jiff::tz::TimeZone;

/// `event`, or the skip or refusal in its place.
pub(super) fn settle(event: Event, options: &ReadOptions) -> Event {
    let Event::Post(post) = event else {
        return event;
    };
    let limit = match options.reading {
        Reading::Drafts => options.largest_draft,
        Reading::Bulk => options.largest_text,
    };
    if post.text.len() > limit {
        let line = match post.origin.place {
            Place::Verbatim { line, .. } | Place::Record { line } => line,
        };
        return Event::Refused(Refusal {
            source: post.origin.source,
            record: Some(post.origin.record),
            line: Some(line),
            column: None,
            cause: Error::PostTooLong(size(limit)).to_string(),
        });
    }
    match unwanted(&post, options) {
        None => Event::Post(post),
        Some(reason) => Event::Skipped(Skipped {
            source: post.origin.source,
            record: Some(post.origin.record),
            reason,
        }),
    }
}

fn unwanted(post: &crate::post::Post, options: &ReadOptions) -> Option<&'static str> {
    let ReadOptions {
        authors, since, until, ..
    } = options;
    if !authors.is_empty() {
        let Some(author) = post.meta.author.as_deref() else {
            return Some("author unknown (--author)");
        };
        if !authors.iter().any(|wanted| same_name(wanted, author)) {
            return Some("another author (--author)");
        }
    }
    // A time that is unknown is no reason to leave a text unchecked.
    let when = post.meta.when?;
    let zone = &options.zone.clone().unwrap_or(TimeZone::UTC);
    let (first, last) = when.range(zone)?;
    let bound = |bound: &Option<When>| bound.and_then(|bound| bound.range(zone));
    if bound(since).is_some_and(|(since, _)| last < since) {
        return Some("before --since");
    }
    bound(until)
        .is_some_and(|(_, until)| first > until)
        .then_some("after --until")
}
