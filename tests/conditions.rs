//! The rule language: every condition, its yes and its no.

use crate::small::{self, from_yaml};
use postlint::engine::scan::Engine;
use postlint::post::{Account, Post};
use postlint::rule::{Confidence, Severity};

const WORDS: &str = r#"
lexicon: party
about: parties
words:
  - {lang: en, tags: [red], list: [reds, "red party"]}
  - {lang: en, tags: [blue], list: [blues]}
---
"#;

/// An engine of one detector with this `find` (and more keys), over the words red/blue (party) and good/bad (stance).
fn detector(find: &str) -> Engine {
    let party = WORDS.split("---").next().unwrap();
    let stance = "lexicon: stance\nabout: stances\nwords:\n  - {lang: en, tags: [good], list: [support, great]}\n  - {lang: en, tags: [bad], list: [useless, thieves]}\n";
    let speech = "lexicon: speech\nabout: zones\nwords:\n  - {lang: en, tags: [negation-after], list: [not, never]}\n  - {lang: en, tags: [denial], list: [is fake]}\n  - {lang: en, tags: [disclaimer], list: [views are my own]}\n  - {lang: en, tags: [reported], list: [said that]}\n  - {lang: en, tags: [forwarded-mark], list: [forwarded as received]}\n";
    let body = format!(
        "detectors:\n  - id: found\n    about: a test\n    {}\n",
        find.trim().replace('\n', "\n    ")
    );
    from_yaml(&[
        ("party.yaml", party),
        ("stance.yaml", stance),
        ("speech.yaml", speech),
        ("found.yaml", &body),
    ])
}

fn found(engine: &Engine, text: &str) -> Vec<String> {
    engine
        .detect(0, &Post::from_text(text))
        .iter()
        .map(|s| text[s.range()].to_string())
        .collect()
}

fn check(find: &str, rows: &[(&str, &[&str])]) {
    let engine = detector(find);
    for (text, want) in rows {
        assert_eq!(found(&engine, text), *want, "{find}\n{text}");
    }
}

#[test]
fn lexicons_are_asked_for_by_name_and_tags() {
    check(
        "find: {lex: party.red}",
        &[("the reds and blues", &["reds"]), ("red party wins", &["red party"])],
    );
    check(
        "find: {lex: [party.blue, stance.bad]}",
        &[("useless blues", &["useless", "blues"])],
    );
}

#[test]
fn near_wants_each_part_close_by_in_one_sentence() {
    let find = "find: {near: {words: 2, of: [{lex: party}, {lex: stance}]}}";
    check(
        find,
        &[
            ("I support the reds", &["support the reds"]),
            ("I support a new and clean road for reds", &[]),
            ("I support. Reds play", &[]),
        ],
    );
    check(
        "find: {near: {words: 2, order: true, of: [{lex: party}, {lex: stance}]}}",
        &[("I support the reds", &[]), ("the reds are great", &["reds are great"])],
    );
    check(
        "find: {near: {words: 2, across: true, of: [{lex: stance}, {lex: party}]}}",
        &[("I support. Reds play", &["support. Reds"])],
    );
    // A nearer word on the wrong side leaves the one on the other side in sight.
    check(
        "find: {near: {words: 2, of: [{lex: stance.good}, {lex: party.red}, {lex: party.blue}]}}",
        &[
            ("I support the reds or blues", &["support the reds or blues"]),
            ("reds do support the reds blues", &["support the reds blues"]),
        ],
    );
}

#[test]
fn sentence_all_any_none_at_least_and_count() {
    check(
        "find: {sentence: [{lex: party}, {lex: stance}]}",
        &[
            ("I support a new and clean road for the very old reds", &["reds"]),
            ("reds. great", &[]),
        ],
    );
    check(
        "find: {all: [{lex: party}, {none: [{lex: stance}]}]}",
        &[("the reds came", &["reds"]), ("great reds", &[])],
    );
    check(
        "find: {any: [{lex: party.blue}, {lex: stance.bad}]}",
        &[("useless", &["useless"])],
    );
    check(
        "find: {at-least: {n: 2, of: [{lex: party.red}, {lex: party.blue}, {lex: stance}]}}",
        &[("reds and blues", &["reds"]), ("reds", &[])],
    );
    check(
        "find: {count: {of: {lex: party}, min: 2, max: 3}}",
        &[
            ("reds", &[]),
            ("reds and blues", &["reds"]),
            ("reds reds reds reds", &[]),
        ],
    );
    check(
        "find: {count: {of: {any: [{lex: party}, {lex: party.red}, {near: {words: 0, of: [{lex: party.red}]}}]}, min: 3}}",
        &[("reds and reds", &[]), ("reds, blues and reds", &["reds"])],
    );
}

#[test]
fn what_has_no_place_is_spared_as_the_whole_post_is() {
    check(
        "find: {zone: question}\nunless: [{within: post, of: {lex: party}}]",
        &[("Who wins?", &["Who wins?"]), ("Who wins, reds?", &[])],
    );
}

#[test]
fn zones_are_skipped_required_and_left_out() {
    check(
        "find: {lex: stance.bad}",
        &[
            ("they said \"you are all thieves\" to us", &[]),
            ("The story about thieves is fake.", &[]),
            ("thieves", &["thieves"]),
        ],
    );
    check(
        "skip: [negation]\nfind: {lex: stance.bad}",
        &[("they are not thieves", &[]), ("thieves, not us", &["thieves"])],
    );
    check(
        "skip: []\nfind: {in: {zone: hashtag, of: {lex: party}}}",
        &[("#reds reds", &["reds"])],
    );
    check(
        "skip: []\nfind: {not-in: {zone: [hashtag], of: {lex: party}}}",
        &[("#blues reds", &["reds"])],
    );
    check(
        "find: {all: [{lex: party}, {zone: question}]}",
        &[("Are the reds here?", &["reds"]), ("The reds are here.", &[])],
    );
    check(
        "skip: [forwarded]\nfind: {lex: stance.bad}",
        &[("Forwarded as received: useless", &[]), ("useless", &["useless"])],
    );
    check(
        "skip: [reported]\nfind: {lex: stance.bad}",
        &[("He said that all are thieves.", &[]), ("thieves", &["thieves"])],
    );
}

#[test]
fn something_missing_is_a_place_without_width_at_the_end() {
    let engine = detector("find: {all: [{missing: {zone: disclaimer}}, {lex: party}]}");
    let text = "the reds rule";
    let spans = engine.detect(0, &Post::from_text(text));
    assert_eq!((spans[0].start, spans[0].end), (text.len(), text.len()));
    assert!(found(&engine, "the reds rule. Views are my own").is_empty());
}

#[test]
fn patterns_wait_for_what_they_need_and_pass_a_test() {
    let aadhaar =
        r#"find: {regex: {pattern: '\b\d{4} ?\d{4} ?\d{4}\b', needs: '0-9', check: verhoeff, word: aadhaar}}"#;
    check(
        aadhaar,
        &[
            ("no 2341 2341 2346 ok", &["2341 2341 2346"]),
            ("no 2341 2341 2347 ok", &[]),
            ("૨૩૪૧ ૨૩૪૧ ૨૩૪૬", &["૨૩૪૧ ૨૩૪૧ ૨૩૪૬"]),
        ],
    );
    check(
        r#"find: {regex: {pattern: 'f\.? ?no\.? ?\d+', needs: [f.no, f no, 'f. no']}}"#,
        &[("see F. No. 12", &["F. No. 12"]), ("see 12", &[])],
    );
}

#[test]
fn exceptions_look_wider_than_the_hit() {
    check(
        "find: {lex: party}\nunless: [{within: 2, of: {words: {en: [match]}}}]",
        &[("reds win match", &[]), ("reds win the big match", &["reds"])],
    );
    check(
        "find: {lex: party}\nunless: [{within: sentence, of: {words: {en: [match]}}}]",
        &[("reds win the big match", &[]), ("a match. reds", &["reds"])],
    );
    check(
        "find: {lex: party}\nunless: [{within: post, of: {words: {en: [match]}}}]",
        &[("a match. reds", &[])],
    );
}

#[test]
fn weights_add_up_and_the_strongest_cue_gives_the_span() {
    let find = "find:\n  score:\n    at-least: 3\n    cues:\n      - {of: {lex: stance}, weight: 1, word: stance}\n      - {of: {lex: party}, weight: 2, word: party}\n      - {of: {words: {en: [match]}}, weight: -2, word: sport}";
    check(
        find,
        &[("great reds", &["reds"]), ("reds", &[]), ("great reds match", &[])],
    );
}

#[test]
fn facts_length_and_other_detectors() {
    let engine = detector("find: {all: [{lex: party}, {when: {account: [personal]}}]}");
    let mut post = Post::from_text("reds");
    assert_eq!(engine.detect(0, &post).len(), 1, "unknown facts let it hold");
    post.meta.account = Some(Account::Official);
    assert!(engine.detect(0, &post).is_empty());
    check(
        "find: {all: [{lex: party}, {longer: 3}]}",
        &[("reds", &[]), ("the reds are here", &["reds"])],
    );
    check(
        "find: {all: [{lex: party}, {shorter: 3}]}",
        &[("reds", &["reds"]), ("the reds are here", &[])],
    );
}

const PACK: &str = r"clauses:
  - {id: memo/1, para: '1', family: praise, effect: forbid, says: No praise., check: text}
  - {id: memo/2, para: '2', family: safe-harbour, effect: permit, says: Thanks are free., check: text}
rules:
  - {id: praise, title: Praise, clauses: [memo/1], family: praise, detect: praising, severity: error, when: {account: [personal]},
     message: {en: May breach.}, advice: {en: Ask.}, examples: {en: {flag: [great], pass: [hello]}}}
harbours:
  - {id: thanks, clauses: [memo/2], detect: thanking, when: {account: [official]}, spares: [praise]}
";

fn pack() -> Engine {
    from_yaml(&[
        (
            "d.yaml",
            "detectors:\n  - {id: praising, about: praise, confidence: high, find: {words: {en: [great], ur-Latn: [zabardast]}}}\n  - {id: thanking, about: thanks, find: {words: {en: [thanks]}}}\n",
        ),
        ("p.yaml", &small::pack(PACK)),
    ])
}

#[test]
fn an_unknown_fact_lowers_the_severity_and_is_named() {
    let engine = pack();
    let mut post = Post::from_text("great work");
    let finding = &engine.scan(&post)[0];
    assert_eq!(
        (finding.severity, finding.depends_on.as_slice()),
        (Severity::Warning, &[("account", "personal".to_string())][..])
    );
    post.meta.account = Some(Account::Personal);
    let finding = &engine.scan(&post)[0];
    assert_eq!(
        (finding.severity, finding.confidence),
        (Severity::Error, Confidence::High)
    );
    assert!(finding.depends_on.is_empty());
    post.meta.account = Some(Account::Official);
    assert!(engine.scan(&post).is_empty());
}

#[test]
fn a_harbour_spares_its_family_where_its_facts_hold() {
    let engine = pack();
    let mut post = Post::from_text("great work, thanks");
    assert_eq!(
        engine.scan(&post)[0].severity,
        Severity::Warning,
        "unknown account: lowered, not spared"
    );
    post.meta.account = Some(Account::Personal);
    assert_eq!(engine.scan(&post).len(), 1);
}

#[test]
fn a_lossy_fold_lowers_the_confidence() {
    let engine = pack();
    let mut post = Post::from_text("zabardast");
    post.meta.account = Some(Account::Personal);
    assert_eq!(engine.scan(&post)[0].confidence, Confidence::High);
    post.text = "jabardast".into();
    assert_eq!(engine.scan(&post)[0].confidence, Confidence::Medium);
    post.text = "grеat".into();
    assert_eq!(engine.scan(&post)[0].confidence, Confidence::Medium);
}

#[test]
fn a_fingerprint_survives_changes_elsewhere() {
    let engine = pack();
    let print = |text: &str| engine.scan(&Post::from_text(text))[0].fingerprint.clone();
    let base = print("one two three great work is done here today.");
    assert_eq!(
        base,
        print("Something new.\n\none two three GREAT work is done here today. And more.")
    );
    assert_ne!(base, print("one two three great play is done here today."));
}

#[test]
fn what_comes_behind_many_like_it_is_found_all_the_same() {
    let many = |sentence: &str, last: &str| sentence.repeat(200) + last;
    let near = detector("find: {near: {words: 3, of: [{lex: party.red}, {lex: stance.good}]}}");
    let text = many("The reds came home and slept long. ", "They support the reds.");
    assert_eq!(found(&near, &text), ["support the reds"]);
    let spared = detector("find: {lex: party.red}\nunless: [{within: 2, of: {lex: stance.bad}}]");
    let text = many("The useless reds came home. ", "The reds are here.");
    assert_eq!(found(&spared, &text), ["reds"]);
    let tagged = detector("find: {in: {zone: [hashtag], of: {lex: party.red}}}");
    assert_eq!(found(&tagged, &many("The reds came home. ", "Go #Reds")), ["Reds"]);
    let number = detector("find: {regex: {pattern: '\\b[0-9]{12}\\b', needs: 0-9, check: verhoeff, word: number}}");
    let text = many("Paid 234123412345 today. ", "It is 234123412346.");
    assert_eq!(found(&number, &text), ["234123412346"]);
}

#[test]
fn evidence_of_a_whole_post_is_told_in_every_sentence_that_shows_it() {
    let engine = detector(
        "find: {score: {at-least: 1.0, cues: [{of: {lex: party.red}, weight: 0.6, word: party}, {of: {lex: stance.good}, weight: 0.5, word: stance}]}}",
    );
    let text = "The reds are great. Rain again today. The reds and the reds will win.";
    assert_eq!(found(&engine, text), ["reds", "reds"]);
    assert_eq!(found(&engine, "The reds came. Rain again today."), [""; 0]);
}
