//! The YAML of the guide for pack authors is of the kinds it describes, and its keys exist.

use postlint::pack::error::SourceFile;
use postlint::pack::load::{kind_of, load};

/// The fenced YAML blocks of the guide.
fn blocks() -> Vec<String> {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/packs.md")).unwrap();
    guide
        .split("```yaml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_string())
        .collect()
}

#[test]
fn the_guide_shows_each_kind_of_file_and_each_loads() {
    let mut kinds = Vec::new();
    for (number, text) in blocks().into_iter().enumerate() {
        let kind = kind_of(&text).unwrap_or_else(|| panic!("block {number} is no rule file"));
        kinds.push(kind);
        let file = SourceFile {
            path: format!("docs/packs.md, block {number}"),
            text: text.replace('…', "x"),
        };
        load(vec![file]).unwrap_or_else(|errors| panic!("{}", errors[0]));
    }
    assert_eq!(kinds, ["lexicon", "detectors", "senses", "weights", "pack", "pack"]);
}
