//! Configuration, ignores, baseline: read, or a mistake with its place.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postlint::pack::error::SourceFile;
use postlint::policy::baseline::Baseline;
use postlint::policy::config::Config;
use postlint::policy::ignores::{Ignore, Outside};
use postlint_fuzz::lines;
use std::path::PathBuf;

fuzz_target!(|text: &str| {
    let file = SourceFile {
        path: "a.yaml".into(),
        text: text.into(),
    };
    let mistakes = [
        Config::parse(&file).err(),
        Outside::read(&file).err(),
        Baseline::read(&file, PathBuf::new(), |_| true).err(),
    ];
    for mistake in mistakes.into_iter().flatten() {
        assert!(!mistake.what.is_empty() && mistake.line <= lines(text), "{mistake}");
    }
    Ignore::read(text);
});
