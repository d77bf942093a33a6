//! Small rule sets for tests, from a few entries.

use postlint::engine::compile::compile;
use postlint::engine::scan::Engine;
use postlint::pack::error::SourceFile;
use postlint::pack::load::load;
use postlint::post::Post;
use postlint::text::span::{InPost, Span};
use std::fmt::Write;
use std::sync::Arc;

/// An engine whose one detector finds these entries: language, group options in YAML, entry.
pub fn engine(entries: &[(&str, &str, &str)]) -> Engine {
    let mut lexicon = String::from("lexicon: words\nabout: words of a test\nwords:\n");
    for (lang, options, entry) in entries {
        let options = if options.is_empty() {
            String::new()
        } else {
            format!("    {options}\n")
        };
        writeln!(lexicon, "  - lang: {lang}\n{options}    list: [\"{entry}\"]").unwrap();
    }
    let detector = "detectors:\n  - id: found\n    about: finds the words\n    skip: []\n    find: {lex: words}\n";
    from_yaml(&[("words.yaml", &lexicon), ("found.yaml", detector)])
}

/// An engine of these rule files.
pub fn from_yaml(files: &[(&str, &str)]) -> Engine {
    let files = files
        .iter()
        .map(|(path, text)| SourceFile {
            path: (*path).into(),
            text: (*text).into(),
        })
        .collect();
    let library = load(files).unwrap_or_else(|errors| panic!("{}", errors[0]));
    let program = compile(&library).unwrap_or_else(|errors| panic!("{}", errors[0]));
    Engine::new(Arc::new(program), |_, _| true)
}

/// A pack of one instrument in English, from its clauses on.
pub fn pack(from_clauses: &str) -> String {
    format!(
        "pack: test
title: {{en: Test}}
jurisdiction: Nowhere
languages: [en]
officers: en
zone: UTC
in-force: {{from: 2020-01-01}}
instruments: [{{id: memo, title: Memo, authority: Office, number: No. 1, date: 2020-01-01, binds: all}}]
{from_clauses}"
    )
}

/// What the first detector finds in a text.
pub fn spans(engine: &Engine, text: &str) -> Vec<Span<InPost>> {
    engine.detect(0, &Post::from_text(text))
}
