//! Checks one text from another Rust program: `cargo run --example embed -- "a draft"`.

use postlint::builtin;
use postlint::engine::scan::Engine;
use postlint::post::{Account, Post};
use postlint::rule::{Lang, Rule};
use std::sync::Arc;

fn main() {
    let text = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "Our minister is an idiot.".into());
    // Build an engine once and keep it: it may be shared by any number of threads.
    let engine = Engine::new(Arc::new(builtin::program()), |pack, _| pack.id == "pk-federal");
    let mut post = Post::from_text(text);
    post.meta.account = Some(Account::Personal);
    for finding in engine.scan(&post) {
        println!(
            "{} {} `{}`",
            finding.severity,
            finding.rule.id,
            &post.text[finding.span.range()]
        );
        println!("    {}", Rule::text_in(&finding.rule.message, Lang::En));
    }
}
