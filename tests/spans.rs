//! Any text: spans lie on grapheme boundaries, folding is idempotent and maps back, nothing panics.

use crate::small::{engine, spans};
use postlint::text::fold::{FoldedText, fold};
use postlint::text::span::Span;
use postlint::text::view::View;
use postlint::text::zone::{Zone, ZoneKind};
use proptest::prelude::*;
use std::collections::BTreeSet;
use unicode_segmentation::UnicodeSegmentation;

/// Pieces of the scripts, disguises and hostile characters that posts are made of.
fn posts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[a-zA-Z]{1,8}",
        "[\u{600}-\u{6ff}]{1,6}",
        "[\u{900}-\u{97f}]{1,6}",
        "[\u{a80}-\u{aff}]{1,6}",
        "[\u{370}-\u{4ff}]{1,4}",
        "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{fe0f}\u{ad}]{1,3}",
        "[\u{300}-\u{36f}]{1,4}",
        "[0-9०-९۰-۹]{1,4}",
        "[ .,!?#@*_\"'“”।۔\n-]{1,3}",
        Just("👨‍👩‍👧 🤡 👏🏽 ".to_string()),
        Just("id1ot i.d.i.o.t idiot #IdiotParty ".to_string()),
        Just("𝗶𝗱𝗶𝗼𝘁 ｉｄｉｏｔ ".to_string()),
        Just("ﷺ ﬁ ß Ǆ İ ".to_string()),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

#[test]
fn quotation_marks_open_and_close_as_urdu_and_german_set_them() {
    for (text, quotes) in [
        (
            "”پہلی بات یہ ہے“ تم غدار ہو بھائی ”دوسری بات یہ“",
            &["”پہلی بات یہ ہے“", "”دوسری بات یہ“"][..],
        ),
        ("اس نے کہا ”تم غدار ہو بھائی“ تو", &["”تم غدار ہو بھائی“"]),
        ("er sagte „du bist ein Narr“ und", &["„du bist ein Narr“"]),
        ("he said “you are a fool” and left, a “b”", &["“you are a fool”", "“b”"]),
    ] {
        let view = View::new(text);
        let is_quote = |zone: &&Zone| matches!(zone.kind, ZoneKind::Quotation | ZoneKind::ScareQuote);
        let found: Vec<&str> = view
            .zones
            .iter()
            .filter(is_quote)
            .map(|zone| &text[view.to_post(zone.span).range()])
            .collect();
        assert_eq!(found, quotes, "{text}");
    }
}

#[test]
fn a_full_stop_without_a_space_ends_a_sentence_behind_a_short_verb() {
    for (text, sentences) in [
        ("وہ غدار ہے۔تم دیکھو", 2),
        ("وہ ڈی۔سی ہے۔", 1),
        ("वह गद्दार है.तुम देखो", 2),
    ] {
        assert_eq!(View::new(text).sentences.len(), sentences, "{text}");
    }
}

fn boundaries(text: &str) -> BTreeSet<usize> {
    text.grapheme_indices(true)
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_twice_is_folding_once(text in posts()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn every_folded_span_maps_back_to_graphemes(text in posts()) {
        let folded = FoldedText::new(&text);
        let edges = boundaries(&text);
        let chars: Vec<usize> = folded.as_str().char_indices().map(|(at, _)| at).chain([folded.as_str().len()]).collect();
        let mut before = 0;
        for pair in chars.windows(2) {
            let span = folded.to_post(Span::new(pair[0], pair[1]), &text);
            prop_assert!(edges.contains(&span.start) && edges.contains(&span.end), "{:?} {:?}", text, span);
            prop_assert!(span.start < span.end, "{:?} {:?}", text, span);
            prop_assert!(span.start >= before, "order is kept");
            before = span.start;
        }
    }

    #[test]
    fn tokens_and_zones_lie_in_the_text(text in posts()) {
        let view = View::new(&text);
        let folded = view.folded.as_str();
        for token in &view.tokens {
            prop_assert!(folded.is_char_boundary(token.span.start) && folded.is_char_boundary(token.span.end));
            prop_assert!(!view.to_post(token.span).is_empty());
        }
        prop_assert!(view.tokens.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        prop_assert!(view.zones.iter().all(|zone| zone.span.end <= folded.len()));
    }

    #[test]
    fn findings_are_graphemes_and_fold_to_the_entry(text in posts()) {
        let engine = engine(&[("en", "disguise: true", "idiot")]);
        let edges = boundaries(&text);
        for span in spans(&engine, &text) {
            prop_assert!(edges.contains(&span.start) && edges.contains(&span.end));
            let seen: String = fold(&text[span.range()]).chars().filter(|c| c.is_alphanumeric()).collect();
            prop_assert!(seen.len() >= 3, "{seen:?} in {text:?}");
        }
    }
}
