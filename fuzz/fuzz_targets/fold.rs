//! Folding is idempotent, and every folded letter leads back to a letter of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postlint::text::fold::{FoldedText, fold};
use postlint::text::span::Span;
use postlint::text::view::View;
use unicode_segmentation::UnicodeSegmentation;

fuzz_target!(|text: &str| {
    let once = fold(text);
    assert_eq!(fold(&once), once);
    let folded = FoldedText::new(text);
    let edges: std::collections::BTreeSet<usize> = text
        .grapheme_indices(true)
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    for (at, char) in folded.as_str().char_indices() {
        let span = folded.to_post(Span::new(at, at + char.len_utf8()), text);
        assert!(span.start < span.end && edges.contains(&span.start) && edges.contains(&span.end));
    }
    let view = View::new(text);
    assert!(
        view.tokens
            .windows(2)
            .all(|pair| pair[0].span.end <= pair[1].span.start)
    );
});
