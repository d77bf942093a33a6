//! One fixed report in every format, against `tests/formats/`; and what must hold for any post.
//!
//! New output is accepted with `POSTLINT_ACCEPT=1 cargo test formats`; then read the diff. A missing file fails.

use postlint::finding::{Cover, Excuse, Finding, Fix, Label, Matched, NamedBy, Refusal, Summary};
use postlint::post::{Lead, Origin, Place, Post};
use postlint::render::{Format, RenderOptions, Unit, json, writer};
use postlint::rule::{Citation, Confidence, Lang, Rule, Severity, Texts, When};
use postlint::text::span::Span;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation;

fn texts(all: [(Lang, &str); 4]) -> Texts {
    all.into_iter().map(|(lang, text)| (lang, text.to_owned())).collect()
}

fn rule(id: &str, severity: Severity) -> Arc<Rule> {
    Arc::new(Rule {
        id: id.into(),
        pack: id.split('/').next().unwrap().into(),
        title: "Support for a party".into(),
        clauses: vec![Citation {
            clause: "om-2021/4-party".into(),
            cite: "Establishment Division O.M. of 25 August 2021, para 4".into(),
            says: "A Government servant shall not express views on party politics on any social medium, nor pass such views on.".into(),
        }],
        family: "political-opinion".into(),
        severity,
        when: When::default(),
        message: texts([
            (Lang::En, "This may be read as support for a party."),
            (Lang::Ur, "یہ کسی جماعت کی حمایت سمجھا جا سکتا ہے۔"),
            (Lang::Hi, "इसे किसी दल का समर्थन समझा जा सकता है।"),
            (Lang::Gu, "આને કોઈ પક્ષના સમર્થન તરીકે જોવામાં આવી શકે."),
        ]),
        advice: texts([
            (Lang::En, "Leave the party out, or do not post this."),
            (Lang::Ur, "جماعت کا ذکر نکال دیں، یا یہ پوسٹ نہ کریں۔"),
            (Lang::Hi, "दल का ज़िक्र हटा दें, या यह पोस्ट न करें।"),
            (Lang::Gu, "પક્ષનો ઉલ્લેખ કાઢી નાખો, અથવા આ પોસ્ટ ન કરો."),
        ]),
    })
}

fn finding(rule: Arc<Rule>, start: usize, end: usize) -> Finding {
    Finding {
        severity: rule.severity,
        rule,
        confidence: Confidence::High,
        span: Span::new(start, end),
        labels: Vec::new(),
        matched: Vec::new(),
        by_weight: false,
        leans: 0,
        depends_on: Vec::new(),
        told: None,
        fix: None,
        fingerprint: format!("{start:04x}{end:04x}"),
        change: None,
        excuse: None,
    }
}

fn post(source: &str, record: usize, text: &str, place: Place) -> Post {
    Post {
        id: format!("{source}#{record}"),
        text: text.into(),
        origin: Origin {
            source: source.into(),
            record,
            place,
        },
        ..Post::from_text("")
    }
}

/// A finding on the first `marked` in `text`.
fn on(rule: &Arc<Rule>, text: &str, marked: &str) -> Finding {
    let start = text.find(marked).unwrap();
    finding(Arc::clone(rule), start, start + marked.len())
}

/// The fixed report: every script, every field, a clean post, hostile text.
fn report() -> Vec<(Post, Vec<Finding>)> {
    let shall = rule("pk-federal/party-support", Severity::Error);
    let should = rule("pk-audit/party-support", Severity::Warning);
    let advised = rule("in-gujarat/tone", Severity::Advice);
    let verbatim = Place::at_line;
    let mut all = Vec::new();

    let text = "Good morning.\r\nWe stand with P.T.I today";
    let mut first = on(&shall, text, "P.T.I");
    first.labels = vec![Label {
        span: Span::new(15, 28),
        word: "support".into(),
        by: NamedBy::Rule,
    }];
    first.matched = vec![Matched {
        entry: "PTI".into(),
        folds: vec!["disguise", "case"],
    }];
    first.depends_on = vec![("account", "personal".into())];
    first.confidence = Confidence::Medium;
    all.push((
        post("drafts/en.md", 1, text, verbatim(4)),
        vec![first, on(&should, text, "P.T.I")],
    ));

    let text = "آج ہم سب تحریک انصاف کے ساتھ ہیں، PTI زندہ باد";
    all.push((
        post("drafts/ur.md", 1, text, verbatim(1)),
        vec![on(&shall, text, "تحریک انصاف"), on(&shall, text, "PTI")],
    ));

    let text = "😀 आज सब लोग उस पार्टी को वोट दें";
    all.push((
        post("drafts/hi.md", 1, text, verbatim(1)),
        vec![on(&shall, text, "पार्टी")],
    ));

    let text = "👍🏽 આજે બધા પક્ષને મત આપો";
    all.push((
        post("drafts/gu.md", 1, text, verbatim(1)),
        vec![on(&advised, text, "પક્ષને")],
    ));

    all.push((post("drafts/clean.md", 1, "Eid Mubarak", verbatim(1)), Vec::new()));

    let text = "The PTI camp is open";
    let mut covered = on(&shall, text, "PTI");
    covered.excuse = Some(Excuse::Covered(Arc::new(Cover {
        order: "SO-12/2026".into(),
        authority: "Secretary, Information".into(),
        until: Some("2026-12-31".into()),
    })));
    all.push((post("drafts/covered.md", 1, text, verbatim(1)), vec![covered]));

    let text = "=HYPERLINK(\"x\") \u{1b}[31m\u{202E}::error::<b>&\n,two";
    let mut missing = finding(Arc::clone(&advised), text.len(), text.len());
    missing.fix = Some(Fix {
        span: Span::new(text.len(), text.len()),
        replacement: "\nViews are my own.".into(),
    });
    let mut hostile = post("bulk, 1%.jsonl", 12, text, Place::Record { line: 12 });
    hostile.id = "-1\u{7}".into();
    all.push((hostile, vec![finding(shall, 0, text.len()), missing]));
    all
}

fn totals() -> (Summary, Vec<Refusal>) {
    let summary = Summary {
        read: 7,
        checked: 6,
        refused: 1,
        skipped: BTreeMap::from([("empty".into(), 2)]),
        by_severity: BTreeMap::from([("error", 5), ("warning", 1), ("advice", 2)]),
        by_pack: BTreeMap::from([
            ("pk-federal".into(), 5),
            ("pk-audit".into(), 1),
            ("in-gujarat".into(), 2),
        ]),
        by_rule: BTreeMap::from([("pk-federal/party-support".into(), 5)]),
        excused: BTreeMap::from([("covered", 1), ("ignored", 1), ("baseline", 1)]),
        flagged: 5,
        ..Summary::default()
    };
    let refusal = Refusal {
        source: "drafts/bad.md".into(),
        record: None,
        line: Some(2),
        column: Some(1),
        cause: "unknown key `platfrom` in the front matter; did you mean `platform`?".into(),
    };
    (summary, vec![refusal])
}

fn written(format: Format, options: &RenderOptions, report: &[(Post, Vec<Finding>)]) -> String {
    let mut out = Vec::new();
    {
        let mut writer = writer(format, options, &mut out);
        writer.begin().unwrap();
        for (post, findings) in report {
            writer.post(post, findings).unwrap();
        }
        let (summary, refusals) = totals();
        writer.end(&summary, &refusals).unwrap();
    }
    String::from_utf8(out).unwrap()
}

/// The fixed report with findings that are not shown, for consumers that take them.
pub fn report_in(format: Format) -> Vec<u8> {
    let mut report = report();
    if format == Format::Sarif {
        let shall = rule("pk-federal/party-support", Severity::Error);
        let text = "PTI here, PTI there";
        let mut ignored = on(&shall, text, "PTI");
        ignored.excuse = Some(Excuse::Ignored {
            outside: false,
            reason: "quoted".into(),
        });
        let mut known = finding(shall, 10, 13);
        known.excuse = Some(Excuse::Baseline);
        report.push((post("drafts/old.md", 1, text, Place::at_line(1)), vec![ignored, known]));
    }
    written(format, &RenderOptions::default(), &report).into_bytes()
}

fn compare(name: &str, output: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(name);
    let output = output.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    if std::env::var_os("POSTLINT_ACCEPT").is_some() {
        fs::write(&path, &output).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(
        output == expected,
        "{name} differs; accept with POSTLINT_ACCEPT=1 and read the diff\n{output}"
    );
}

#[test]
fn every_format_writes_the_fixed_report() {
    for (format, suffix) in [
        (Format::Json, "json"),
        (Format::Jsonl, "jsonl"),
        (Format::Sarif, "sarif"),
        (Format::Github, "github.txt"),
        (Format::Gitlab, "gitlab.json"),
        (Format::Junit, "junit.xml"),
        (Format::Checkstyle, "checkstyle.xml"),
        (Format::Rdjson, "rdjson.json"),
        (Format::Csv, "csv"),
    ] {
        compare(
            &format!("report.{suffix}"),
            &written(format, &RenderOptions::default(), &report()),
        );
    }
}

#[test]
fn human_speaks_four_languages() {
    for lang in [Lang::En, Lang::Ur, Lang::Hi, Lang::Gu] {
        let options = RenderOptions {
            lang,
            width: 80,
            ..RenderOptions::default()
        };
        compare(
            &format!("report.{lang}.txt"),
            &written(Format::Human, &options, &report()),
        );
    }
    let options = RenderOptions {
        lang: Lang::UrLatn,
        width: 80,
        ..RenderOptions::default()
    };
    compare("report.ur.txt", &written(Format::Human, &options, &report()));
}

#[test]
fn a_format_that_is_not_there_says_so() {
    assert_eq!("SARIF".parse(), Ok(Format::Sarif));
    assert!(
        "pdf"
            .parse::<Format>()
            .unwrap_err()
            .contains("human, json, jsonl, sarif")
    );
}

#[test]
fn json_holds_every_field_of_the_contract() {
    let document: serde_json::Value =
        serde_json::from_str(&written(Format::Json, &RenderOptions::default(), &report())).unwrap();
    let fields: Vec<&String> = document["findings"][0].as_object().unwrap().keys().collect();
    let mut contract = vec![
        "post_id",
        "source",
        "line",
        "column",
        "pack",
        "rule",
        "clauses",
        "family",
        "severity",
        "confidence",
        "by_weight",
        "start",
        "end",
        "text",
        "utf16_start",
        "utf16_end",
        "labels",
        "matched",
        "message",
        "advice",
        "depends_on",
        "fix",
        "fingerprint",
        "covered",
    ];
    contract.sort_unstable();
    assert_eq!(fields, contract);
    let summary = document["summary"].as_object().unwrap();
    for field in ["read", "checked", "refused", "refusals", "skipped", "findings"] {
        assert!(summary.contains_key(field), "{field}");
    }
    // What is written can be read back, and the lines are the document's findings.
    let document: json::Document = serde_json::from_value(document).unwrap();
    let lines = written(Format::Jsonl, &RenderOptions::default(), &report());
    let lines: Vec<json::Record> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((document.version, document.findings), (json::VERSION, lines));
}

#[test]
fn the_schema_names_what_is_written() {
    let schema = serde_json::to_value(json::schema()).unwrap();
    let named: Vec<&String> = schema["$defs"]["Record"]["properties"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    let document: serde_json::Value =
        serde_json::from_str(&written(Format::Json, &RenderOptions::default(), &report())).unwrap();
    let fields: Vec<&String> = document["findings"][0].as_object().unwrap().keys().collect();
    // Beside the fields that every finding has, the schema names those that are written where they are known.
    assert!(fields.iter().all(|field| named.contains(field)), "{named:?}");
    for known in ["author", "posted_at", "change"] {
        assert!(named.iter().any(|name| *name == known), "{known}");
    }
}

#[test]
fn json_positions_are_those_of_the_post() {
    for (post, findings) in report() {
        let lines = written(Format::Jsonl, &RenderOptions::default(), &[(post.clone(), findings)]);
        for line in lines.lines() {
            let record: json::Record = serde_json::from_str(line).unwrap();
            assert_eq!(&post.text[record.start..record.end], record.text);
            let units: Vec<u16> = post.text.encode_utf16().collect();
            assert_eq!(
                String::from_utf16(&units[record.utf16_start..record.utf16_end]).unwrap(),
                record.text
            );
        }
    }
}

#[test]
fn human_is_quiet_about_clean_posts_and_says_the_verdict() {
    let verdict = |checked, refused, severities: &[(&'static str, u64)], flagged, lang, unit| {
        let mut out = Vec::new();
        let options = RenderOptions {
            lang,
            unit,
            ..RenderOptions::default()
        };
        let mut human = writer(Format::Human, &options, &mut out);
        human.begin().unwrap();
        human.post(&Post::from_text("Eid Mubarak"), &[]).unwrap();
        let summary = Summary {
            read: checked + refused,
            checked,
            refused,
            flagged,
            by_severity: severities.iter().copied().collect(),
            ..Summary::default()
        };
        human.end(&summary, &[]).unwrap();
        drop(human);
        String::from_utf8(out).unwrap()
    };
    assert_eq!(
        verdict(3, 0, &[], 0, Lang::En, Unit::Draft),
        "Nothing found in 3 drafts checked.\n"
    );
    assert_eq!(
        verdict(1, 1, &[], 0, Lang::En, Unit::Post),
        "Nothing found in 1 post checked; 1 could not be read.\n"
    );
    assert_eq!(verdict(0, 0, &[], 0, Lang::En, Unit::Draft), "Nothing was checked.\n");
    assert_eq!(
        verdict(3, 0, &[("error", 2), ("warning", 1)], 1, Lang::En, Unit::Draft),
        "2 errors, 1 warning in 1 draft; 3 checked\n"
    );
    assert_eq!(
        verdict(3, 0, &[], 0, Lang::Hi, Unit::Draft),
        "जाँचे गए 3 मसौदों में कुछ नहीं मिला।\n"
    );
    assert_eq!(
        verdict(3, 0, &[("error", 2)], 1, Lang::Gu, Unit::Draft),
        "2 ભૂલો 1 મુસદ્દામાં; 3 મુસદ્દા તપાસ્યા\n"
    );
    assert_eq!(
        verdict(1, 0, &[], 0, Lang::Ur, Unit::Draft),
        "\u{2067}جانچے گئے 1 مسودے میں کچھ نہیں ملا۔\u{2069}\n"
    );
}

#[test]
fn of_hints_at_one_place_the_heaviest_speaks_first() {
    let hint = |id: &str, leans| {
        let hint = rule(id, Severity::Advice);
        Finding {
            by_weight: true,
            leans,
            confidence: Confidence::Low,
            ..finding(hint, 0, 4)
        }
    };
    let place = Place::at_line(1);
    let found = vec![
        hint("pack/a-light", 5),
        hint("pack/b-heavy", 80),
        hint("pack/c-middle", 40),
    ];
    let report = [(post("a.md", 1, "word", place), found)];
    let output = written(Format::Human, &RenderOptions::default(), &report);
    assert!(
        output.contains("[pack/b-heavy, pack/c-middle, pack/a-light]"),
        "{output}"
    );
}

#[test]
fn colours_are_written_only_when_asked_for() {
    let plain = RenderOptions::default();
    assert!(!written(Format::Human, &plain, &report()).contains('\u{1b}'));
    let bright = RenderOptions {
        color: true,
        ..plain.clone()
    };
    let coloured = written(Format::Human, &bright, &report());
    let mut bare = String::new();
    let mut rest = coloured.as_str();
    while let Some(at) = rest.find('\u{1b}') {
        bare.push_str(&rest[..at]);
        rest = &rest[at + rest[at..].find('m').unwrap() + 1..];
    }
    bare.push_str(rest);
    assert_eq!(bare, written(Format::Human, &plain, &report()));
}

/// A terminal is given no control but line break and tab, and reading-order marks only in pairs within a line.
fn is_harmless(output: &str) -> bool {
    output.lines().all(|line| {
        let mut open = 0_i32;
        line.chars().all(|char| {
            match char {
                '\u{2066}'..='\u{2068}' => open += 1,
                '\u{2069}' => open -= 1,
                '\u{202A}'..='\u{202E}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{61C}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{FEFF}'
                | '\u{200B}' => return false,
                '\t' => {}
                _ if char.is_control() => return false,
                _ => {}
            }
            open >= 0
        }) && open == 0
    })
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(48))]
    #[test]
    fn any_post_is_shown_harmlessly_and_cut_to_the_line(
        text in "(\\PC|[a-z ]|[\u{600}-\u{6FF}]|[\u{900}-\u{97F}]|\u{1F468}\u{200D}\u{1F469}|[\u{0}-\u{1F}\u{7F}-\u{9F}]|[\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2066}-\u{2069}]|\r\n|\n){0,400}",
        from in 0_usize..400,
        len in 0_usize..300,
        width in 20_usize..160,
        record: bool,
    ) {
        let bounds: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
        let start = bounds[from.min(bounds.len() - 1)];
        let end = bounds[(from + len).min(bounds.len() - 1)];
        let place = if record { Place::Record { line: 3 } } else { Place::Verbatim { line: 3, lead: Lead::of("é"), joined: Vec::new() } };
        let mut found = finding(rule("pk-federal/party-support", Severity::Error), start, end);
        found.labels = vec![Label { span: Span::new(start, end), word: text.chars().take(5).collect(), by: NamedBy::Rule }];
        found.fix = Some(Fix { span: Span::new(start, end), replacement: text.clone() });
        let report = [(post(&text.chars().take(9).collect::<String>(), 1, &text, place), vec![found])];
        for format in Format::ALL {
            let output = written(*format, &RenderOptions { width, ..RenderOptions::default() }, &report);
            let output = output.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
            let held = if *format == Format::Csv { output.replace('\r', " ") } else { output.clone() };
            proptest::prop_assert!(is_harmless(&held), "{format} {held:?}");
            if matches!(format, Format::Json | Format::Sarif | Format::Gitlab | Format::Rdjson) {
                proptest::prop_assert!(serde_json::from_str::<serde_json::Value>(&output).is_ok());
            }
        }
    }
}

#[test]
fn a_huge_post_with_many_findings_is_written_in_no_time() {
    for line_break in [" ", "\n"] {
        let text = format!("आज एक बात {line_break}").repeat(40_000);
        let shall = rule("pk-federal/party-support", Severity::Error);
        let words = text
            .match_indices("बात")
            .step_by(20)
            .map(|(at, word)| finding(Arc::clone(&shall), at, at + word.len()));
        let report = [(post("big.md", 1, &text, Place::at_line(1)), words.collect::<Vec<_>>())];
        let start = std::time::Instant::now();
        let output = written(Format::Human, &RenderOptions::default(), &report);
        assert_eq!(output.matches("-->").count(), 2_001);
        // Generous: without marks this takes minutes in a debug build.
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }
}

#[test]
fn tables_hold_no_formula_and_commands_stay_in_their_line() {
    let table = written(Format::Csv, &RenderOptions::default(), &report());
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{FEFF}').as_bytes());
    let mut rows = 0;
    for row in reader.records() {
        rows += 1;
        for cell in &row.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
    assert_eq!(rows, 9);
    let commands = written(Format::Github, &RenderOptions::default(), &report());
    assert_eq!(commands.lines().count(), 9 + 1 + 1);
    assert!(commands.lines().all(|line| line.starts_with("::")));
}
