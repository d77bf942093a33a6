//! Long posts are weighed passage by passage.

use crate::small::{from_yaml, pack};
use postlint::engine::scan::Engine;
use postlint::post::{Account, Post};

const PACK: &str = "clauses:
  - {id: memo/1, para: '1', family: calls, effect: forbid, says: No calls., check: text}
doubts: true
rules:
  - {id: calls, title: Calls, clauses: [memo/1], family: calls, detect: calling, leans: true, severity: error,
     message: {en: May breach.}, advice: {en: Ask.}, examples: {en: {flag: [gather now], pass: [hello]}}}
";
const WEIGHTS: &str = "
weights: small
about: few
scales:
  any: {bias: -1.0, doubt: -0.5, hint: 0.5, sure: 3.0}
  calls: {bias: -1.0, doubt: -0.5, hint: 0.5, sure: 3.0}
words:
  bridge: {any: 1.0, calls: 1.0}
  leaves: {any: 1.0, calls: 1.0}
  water: {any: 1.0, calls: 1.0}
  roses: {any: -1.5, calls: -1.5}
  tea: {any: -1.5, calls: -1.5}
";
const BREACH: &str = "Bring your own water, nobody leaves the bridge before dark.";
const HARMLESS: &str = "Tea was served on the old lawn and the roses had survived the frost of last week.";

fn engine() -> Engine {
    engine_of(PACK)
}

fn engine_of(rules: &str) -> Engine {
    from_yaml(&[
        (
            "d.yaml",
            "detectors:\n  - {id: calling, about: calls, confidence: low, find: {words: {en: [gather]}}}\n",
        ),
        ("p.yaml", &pack(rules)),
        ("w.yaml", WEIGHTS),
    ])
}

/// What the pack says of a text: severity and the words it stands on.
fn said(text: &str) -> Vec<(String, String)> {
    let findings = engine().scan(&Post::from_text(text));
    let one = |f: &postlint::finding::Finding| (f.severity.word().to_string(), text[f.span.range()].to_string());
    findings.iter().map(one).collect()
}

fn amid(paragraphs: usize, what: &str) -> String {
    let around = vec![HARMLESS; paragraphs].join("\n\n");
    format!("{around}\n\n{what}\n\n{around}")
}

#[test]
fn a_breach_does_not_drown_in_what_stands_around_it() {
    let found = [("advice".to_string(), "water".to_string())];
    assert_eq!(said(BREACH), found);
    assert_eq!(said(&amid(4, BREACH)), found);
    assert!(said(&amid(4, "")).is_empty());
}

#[test]
fn a_find_is_doubted_by_its_own_passage() {
    let sure = "Gather there, bring water, nobody leaves the bridge before dark.";
    assert_eq!(said(sure), [("error".to_string(), "Gather".to_string())]);
    assert_eq!(said(&amid(4, sure)), [("error".to_string(), "Gather".to_string())]);
    let doubted = "We gather for tea among the roses.";
    assert_eq!(said(doubted), [("advice".to_string(), "gather".to_string())]);
    let both = format!("{doubted}\n\n{}", amid(4, BREACH));
    assert_eq!(said(&both)[0], ("advice".to_string(), "gather".to_string()));
}

#[test]
fn a_text_of_too_many_passages_is_not_weighed() {
    let long = amid(
        150,
        "We gather for tea among the roses. Bring water, nobody leaves the bridge before dark.",
    );
    assert_eq!(said(&long), [("error".to_string(), "gather".to_string())]);
}

#[test]
fn small_signs_say_nothing_where_account_or_kind_is_assumed() {
    let rules = PACK.replace("leans: true,", "leans: true, when: {account: [official]},");
    let engine = engine_of(&rules);
    let mut post = Post::from_text(BREACH);
    assert!(engine.scan(&post).is_empty());
    post.meta.account = Some(Account::Official);
    assert!(engine.scan(&post).iter().any(|finding| finding.by_weight));
}
