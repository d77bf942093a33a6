//! Any text through all packs: the same findings twice, on letters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postlint::post::Post;
use postlint_fuzz::found;

fuzz_target!(|text: &str| {
    let post = Post::from_text(text);
    let (once, again) = (found(&post), found(&post));
    let prints = |found: &[postlint::finding::Finding]| -> Vec<String> {
        found.iter().map(|finding| finding.fingerprint.clone()).collect()
    };
    assert_eq!(prints(&once), prints(&again));
});
