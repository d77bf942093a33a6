//! How long the work on a post takes, each figure beside its reference: `cargo bench`. Only the ratios travel from machine to
//! machine. What was found is checked, so that nothing is fast by leaving work out.

mod posts;
mod reference;

use postlint::builtin;
use postlint::engine::compile::compile;
use postlint::engine::program::Program;
use postlint::engine::scan::Engine;
use postlint::pack::error::SourceFile;
use postlint::pack::load::load;
use postlint::post::Post;
use postlint::text::fold::FoldedText;
use posts::Posts;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Posts of a run.
const POSTS: u64 = 20_000;
/// Runs, of which the quickest counts: what disturbs a run only makes it longer.
const RUNS: usize = 5;
const PACK: &str = "pk-federal";

fn main() {
    let program = posts::program_with_examples();
    let engine = engine_of(Arc::clone(&program));
    let planted: Vec<String> = posts::flagged(&program, PACK)
        .into_iter()
        .filter(|text| is_flagged(&engine, text))
        .collect();
    assert!(planted.len() >= 50, "only {} texts to plant", planted.len());

    let usual = Posts::new(planted.clone(), 30);
    let lines = lines(&usual);
    let bytes: usize = lines.iter().map(String::len).sum();
    println!(
        "{POSTS} posts in five scripts, {} bytes each as JSON; times a post",
        bytes / lines.len()
    );

    let base = best(|| lines.iter().map(|line| reference::words(line)).sum::<usize>());
    row("reference: read, fold, count words", base, base);
    let automaton = reference::Phrases::new(&phrases(&program, 3000));
    let scanned = best(|| lines.iter().filter(|line| automaton.hits(line)).count());
    row("reference: read, find 3,000 phrases", scanned, base);

    let drafts = drafts(&usual);
    let full = best(|| flagged(&engine, &drafts));
    row("scan", full, base);
    check(&engine, &usual);
    let fold = best(|| {
        drafts
            .iter()
            .map(|post| FoldedText::new(&post.text).as_str().len())
            .sum::<usize>()
    });
    row("  of which folding", fold, base);
    println!(
        "  with the fold beside without: {:.2}",
        ratio(full, full.saturating_sub(fold))
    );

    let more = engine_of(with_rules(100));
    let crowded = best(|| flagged(&more, &drafts));
    row("scan with a hundred more rules that do not fire", crowded, full);
    for entries in [3_000, 30_000] {
        let own = engine_of(with_lexicon(entries));
        let time = best(|| flagged(&own, &drafts));
        row(&format!("scan with {entries} more entries"), time, full);
    }

    let careless = engine_of(with_patterns());
    assert!(
        is_flagged(&careless, "see memo no. 1234 of today"),
        "a careless pattern"
    );
    let time = best(|| flagged(&careless, &drafts));
    row("scan with thirty careless patterns", time, full);

    let hits = self::drafts(&Posts::new(planted, 900));
    row(
        "scan, nine posts in ten flagged",
        best(|| flagged(&engine, &hits)),
        full,
    );
    for (name, text) in HOSTILE {
        let time = |bytes: usize| {
            let post = Post::from_text(text.repeat(bytes / text.len()));
            once(|| engine.scan(&post).len())
        };
        let (short, long) = (time(100_000), time(1_000_000));
        println!(
            "{:<52}{:>9.1} ms, ten times as long: {:>5.1} times",
            format!("one post of 100 kB: {name}"),
            millis(short),
            ratio(long, short)
        );
    }
}

/// Texts whose repetition makes a post that is hard on a careless reader.
const HOSTILE: &[(&str, &str)] = &[
    ("combining marks", "\u{0301}\u{0323}"),
    ("one endless word", "abcdefghij"),
    ("one endless word in Urdu", "سرکاری"),
    ("emoji", "👩‍👩‍👧🇵🇰😀"),
    ("hashtags", "#ImportedHukumatNamanzoor "),
    ("full stops", ". "),
    ("quotes", "\"a\" "),
    ("denials", "it is false that. "),
    ("single letters", "i d i o t "),
];

fn engine_of(program: Arc<Program>) -> Engine {
    // The pack with more rules holds those of the other.
    let id = if program.packs.iter().any(|pack| pack.id == "bench") {
        "bench"
    } else {
        PACK
    };
    Engine::new(program, |pack, _| pack.id == id)
}

fn is_flagged(engine: &Engine, text: &str) -> bool {
    !engine.scan(&Post::from_text(text)).is_empty()
}

fn drafts(posts: &Posts) -> Vec<Post> {
    (0..POSTS).map(|number| Post::from_text(posts.post(number).0)).collect()
}

fn lines(posts: &Posts) -> Vec<String> {
    (0..POSTS)
        .map(|number| serde_json::json!({ "id": format!("p{number}"), "text": posts.post(number).0 }).to_string())
        .collect()
}

fn flagged(engine: &Engine, posts: &[Post]) -> usize {
    posts.iter().filter(|post| !engine.scan(post).is_empty()).count()
}

/// Every planted text is found where it was planted.
fn check(engine: &Engine, posts: &Posts) {
    let mut planted = 0;
    for (text, flagged) in (0..POSTS).map(|number| posts.post(number)) {
        planted += u64::from(flagged);
        assert!(!flagged || is_flagged(engine, &text), "missed: {text}");
    }
    println!("  {planted} planted texts, all found");
}

/// So many entries of the shipped lexicons, as other tools would be given them.
fn phrases(program: &Program, count: usize) -> Vec<String> {
    let step = (program.entries.len() / count).max(1);
    let entries = (0..program.entries.len())
        .step_by(step)
        .map(|at| program.entries.get(at));
    entries
        .filter(|entry| entry.len() > 3)
        .take(count)
        .map(str::to_lowercase)
        .collect()
}

/// The shipped rules with so many more, each of a detector and words of its own that nobody writes.
fn with_rules(count: usize) -> Arc<Program> {
    with((0..count).map(|number| format!("words: {{en: [zzqx{number} vvkj]}}")))
}

/// The shipped rules and one more, of so many entries that nobody writes.
fn with_lexicon(entries: usize) -> Arc<Program> {
    let words: Vec<String> = (0..entries).map(|number| format!("zzqx{number} vvkj")).collect();
    with([format!("words: {{en: [{}]}}", words.join(", "))])
}

/// The shipped rules with thirty more, each of a pattern as one writes it who thinks of ASCII and tries it wherever a digit is.
fn with_patterns() -> Arc<Program> {
    let things = "memo file draft note letter order circular tender budget minute";
    with(things.split(' ').flat_map(|thing| {
        [
            format!(r"\b{thing}\s+(?:no|number)\W*\d+\b"),
            format!(r"\b\w+\s+\d+\s+{thing}s?\b"),
            format!(r"\b\d{{2,4}}\w*\s+\w+\s+{thing}\b"),
        ]
        .map(|pattern| format!("regex: {{pattern: '{pattern}', needs: 0-9}}"))
    }))
}

/// The rules of the pack, and a rule for each of these conditions.
fn with(conditions: impl IntoIterator<Item = String>) -> Arc<Program> {
    let mut detectors = String::from("detectors:\n");
    let mut pack = format!(
        "pack: bench\nextends: {PACK}\ntitle: {{en: Bench}}\njurisdiction: Nowhere\nlanguages: [en]\nofficers: en\nzone: UTC\n\
         in-force: {{from: 2025-01-01}}\ndoubts: true\nrules:\n"
    );
    for (number, condition) in conditions.into_iter().enumerate() {
        detectors += &format!(
            "  - id: bench-{number}\n    about: Of the benches.\n    confidence: high\n    find:\n      {condition}\n"
        );
        pack += &format!(
            "  - {{id: bench-{number}, title: Bench, clauses: [pk-estab-2021/2-decency], family: decency, severity: advice, \
             detect: bench-{number}, message: {{en: Bench.}}, advice: {{en: Bench.}}}}\n"
        );
    }
    let mut sources = builtin::sources();
    sources.extend(
        [("detectors", detectors), ("packs", pack)].map(|(folder, text)| SourceFile {
            path: format!("rules/{folder}/bench.yaml"),
            text,
        }),
    );
    let program = load(sources).and_then(|library| compile(&library));
    Arc::new(program.unwrap_or_else(|errors| panic!("{}", errors[0])))
}

fn once<T>(work: impl Fn() -> T) -> Duration {
    let begun = Instant::now();
    black_box(work());
    begun.elapsed()
}

fn best<T>(work: impl Fn() -> T) -> Duration {
    (0..RUNS).map(|_| once(&work)).min().unwrap_or_default()
}

fn ratio(time: Duration, of: Duration) -> f64 {
    time.as_secs_f64() / of.as_secs_f64()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn row(name: &str, time: Duration, of: Duration) {
    println!(
        "{name:<52}{:>9.2} µs {:>9.2} times",
        time.as_secs_f64() * 1e6 / POSTS as f64,
        ratio(time, of)
    );
}
