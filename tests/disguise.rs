//! Labelled drafts, rewritten letter by letter with the folds that every entry must see through: what is found stays the same.

use postlint::builtin;
use postlint::engine::scan::Engine;
use postlint::learn::Labelled;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Every so-manieth draft: enough to show a fold that is lost.
const EVERY: usize = 7;

fn drafts() -> Vec<Labelled> {
    let folder = format!("{}/tests/corpus", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|path| path.to_string_lossy().contains("-02.jsonl"));
    files.sort();
    let texts: Vec<String> = files
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let lines = texts.iter().flat_map(|text| text.lines());
    lines
        .step_by(EVERY)
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Rewrites letters, but not those of links, addresses, hashtags and numbers.
fn rewritten(text: &str, letter: impl Fn(char) -> String) -> String {
    let plain = |word: &str| !word.contains(['/', '@', '#', '.']) && !word.bytes().any(|b| b.is_ascii_digit());
    let words = text.split(' ').map(|word| match plain(word) {
        true => word.chars().map(&letter).collect(),
        false => word.to_string(),
    });
    words.collect::<Vec<String>>().join(" ")
}

fn shifted(c: char, capital: u32, small: u32) -> String {
    let to = match c {
        'A'..='Z' => capital + (c as u32 - 'A' as u32),
        'a'..='z' => small + (c as u32 - 'a' as u32),
        _ => c as u32,
    };
    char::from_u32(to).unwrap().to_string()
}

#[test]
fn drafts_in_disguise_are_found_as_they_were() {
    let after = |c: char, mark: char| {
        if c.is_alphabetic() {
            format!("{c}{mark}")
        } else {
            c.to_string()
        }
    };
    let lookalike = |c: char| {
        let twin = "aeopcxy".chars().zip("аеорсху".chars()).find(|(latin, _)| *latin == c);
        twin.map_or(c, |(_, cyrillic)| cyrillic).to_string()
    };
    type Costume<'c> = (&'c str, Box<dyn Fn(&str) -> String + 'c>);
    let costumes: Vec<Costume> = vec![
        (
            "mathematical",
            Box::new(|t| rewritten(t, |c| shifted(c, 0x1D5D4, 0x1D5EE))),
        ),
        ("full width", Box::new(|t| rewritten(t, |c| shifted(c, 0xFF21, 0xFF41)))),
        ("soft hyphens", Box::new(|t| rewritten(t, |c| after(c, '\u{AD}')))),
        (
            "zero width",
            Box::new(|t| {
                rewritten(t, |c| {
                    if c.is_ascii() {
                        after(c, '\u{200B}')
                    } else {
                        c.to_string()
                    }
                })
            }),
        ),
        ("look-alikes", Box::new(|t| rewritten(t, lookalike))),
        ("Arabic letters", Box::new(|t| t.replace('ی', "ي").replace('ک', "ك"))),
        ("capitals", Box::new(|t| rewritten(t, |c| c.to_uppercase().to_string()))),
    ];
    let engine = Engine::new(Arc::new(builtin::program()), |pack, _| pack.extends.is_none());
    let families = |draft: &Labelled, text: &str| -> BTreeSet<String> {
        let mut post = draft.post();
        post.text = text.to_string();
        engine.scan(&post).iter().map(|f| f.rule.family.clone()).collect()
    };
    let drafts = drafts();
    assert!(drafts.len() > 30, "only {} drafts", drafts.len());
    let (mut found, mut lost, mut gained) = (0, Vec::new(), Vec::new());
    for draft in &drafts {
        let before = families(draft, &draft.text);
        for (name, costume) in &costumes {
            let after = families(draft, &costume(&draft.text));
            found += before.len();
            lost.extend(before.difference(&after).map(|f| format!("{name}: {} {f}", draft.id)));
            gained.extend(after.difference(&before).map(|f| format!("{name}: {} {f}", draft.id)));
        }
    }
    let most = found / 50;
    assert!(
        lost.len() <= most,
        "{} of {found} lost:\n{}",
        lost.len(),
        lost.join("\n")
    );
    assert!(
        gained.len() <= most,
        "{} gained on {found}:\n{}",
        gained.len(),
        gained.join("\n")
    );
}
