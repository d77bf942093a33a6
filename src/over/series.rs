//! Series of posts as archives: how examples of rules are run.

use super::told::Naming;
use super::watch::{Circumstances, Watch};
use crate::engine::scan::Engine;
use crate::finding::Finding;
use crate::pack::example::Turn;
use crate::policy::hours::OfficeHours;
use crate::post::{Change, Post};
use crate::when::When;
use jiff::tz::TimeZone;

/// What the rule of these numbers of pack and rule finds over a series of posts.
pub fn found_in(engine: &Engine, rule: (usize, usize), turns: &[Turn]) -> Vec<Finding> {
    let zone = TimeZone::get(&engine.program().packs[rule.0].zone).unwrap_or(TimeZone::UTC);
    let circumstances = Circumstances {
        hours: Some(OfficeHours::of_examples(zone.clone())),
        zone,
        zone_assumed: false,
        chosen: true,
    };
    let mut watch = Watch::of(engine, vec![rule], &circumstances);
    for (number, turn) in turns.iter().enumerate() {
        let post = post(number, turn);
        let (findings, signs) = engine.scan_over(&post, watch.over());
        let note = watch.note(&findings, &findings, &signs);
        watch.pass(number as u64, &post, &note);
    }
    for ripe in watch.ripe(true) {
        let findings = engine.scan(&ripe.post);
        watch.judged(&ripe, &findings);
    }
    let naming = Naming {
        person: &str::to_owned,
        post: &|id, _| id.to_owned(),
    };
    let found = watch.finish(&naming).found;
    found.into_iter().flat_map(|(_, _, findings)| findings).collect()
}

/// A turn of a series as a post, with the facts it states.
fn post(number: usize, turn: &Turn) -> Post {
    let mut post = Post::from_text(&turn.text);
    post.id = turn.id.clone().unwrap_or_else(|| format!("text#{}", number + 1));
    post.origin.record = number + 1;
    let meta = &mut post.meta;
    meta.account = turn.account;
    meta.kind = turn.kind;
    meta.platforms.extend(turn.platform);
    meta.author.clone_from(&turn.author);
    meta.when = turn.posted_at.as_deref().and_then(When::parse);
    meta.posted_at.clone_from(&turn.posted_at);
    meta.reply_to.clone_from(&turn.reply_to);
    meta.thread.clone_from(&turn.thread);
    meta.voice = turn.voice;
    meta.admins = (!turn.admins.is_empty()).then(|| turn.admins.as_slice().into());
    meta.edited = turn.edited.then(Change::default);
    meta.deleted = turn.deleted.then(Change::default);
    post
}
