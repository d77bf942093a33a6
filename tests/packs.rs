//! The shipped rules: every example of every rule, every clause accounted for, the drafts in `examples/`.

use postlint::builtin;
use postlint::engine::compile::compile;
use postlint::engine::program::Program;
use postlint::engine::scan::Engine;
use postlint::pack::load::load;
use postlint::post::Post;
use postlint::proof::prove;
use postlint::rule::{Check, Severity};
use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;

fn program() -> Program {
    let library = load(builtin::sources()).unwrap_or_else(|errors| panic!("{}", errors[0]));
    compile(&library).unwrap_or_else(|errors| panic!("{}", errors[0]))
}

#[test]
fn every_example_of_every_rule_comes_out_as_it_says() {
    let program = Arc::new(program());
    let packs: Vec<String> = program.packs.iter().map(|p| p.id.clone()).collect();
    let proof = prove(&program, &packs);
    let failures: Vec<String> = proof.failures.iter().map(ToString::to_string).collect();
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
    assert!(proof.right > 1000, "only {} examples were run", proof.right);
}

#[test]
fn every_clause_of_every_instrument_is_accounted_for() {
    let program = program();
    let mut clauses = BTreeSet::new();
    for pack in &program.packs {
        for clause in &pack.clauses {
            clauses.insert(clause.id.clone());
            let bound = pack
                .rules
                .iter()
                .any(|b| b.rule.clauses.iter().any(|c| c.clause == clause.id))
                || pack.harbours.iter().any(|h| h.clauses.contains(&clause.id));
            let spoken = clause.check == Check::None && clause.why.as_ref().is_some_and(|why| why.len() > 10);
            assert!(bound || spoken, "{}", clause.id);
        }
    }
    assert_eq!(clauses.len(), 148);
}

#[test]
fn the_compiled_rules_are_those_of_the_sources() {
    let (built, compiled) = (builtin::program(), program());
    assert_eq!(built.forms, compiled.forms);
    assert_eq!(built.phrases, compiled.phrases);
    assert_eq!(built.packs.len(), compiled.packs.len());
}

#[test]
fn messages_say_may_and_name_paragraph_and_date() {
    for pack in program().packs {
        for bound in &pack.rules {
            let message = &bound.rule.message[&postlint::rule::Lang::En];
            assert!(
                message.contains("may") || message.contains("May"),
                "{}: {message}",
                bound.rule.id
            );
            assert!(
                bound.rule.clauses.iter().all(|c| c.cite.contains("20")),
                "{}",
                bound.rule.id
            );
        }
    }
}

#[test]
fn example_drafts_are_flagged_unless_their_name_says_clean() {
    let root = env!("CARGO_MANIFEST_DIR");
    for (folder, pack) in [
        ("pakistan", "pk-federal"),
        ("gujarat", "in-gujarat"),
        ("chhattisgarh", "in-chhattisgarh"),
    ] {
        let mut drafts: Vec<_> = std::fs::read_dir(format!("{root}/examples/drafts/{folder}"))
            .unwrap()
            .map(|e| e.unwrap().path())
            .collect();
        drafts.sort();
        assert!(drafts.len() >= 4);
        for draft in drafts {
            let output = Command::new(env!("CARGO_BIN_EXE_postlint"))
                .args([
                    "check",
                    "--no-config",
                    "--pack",
                    pack,
                    "--format",
                    "jsonl",
                    "--fail-on",
                    "advice",
                ])
                .arg(&draft)
                .output()
                .unwrap();
            let clean = draft.to_string_lossy().contains("clean");
            let expected = i32::from(!clean);
            assert_eq!(
                output.status.code(),
                Some(expected),
                "{}: {}",
                draft.display(),
                String::from_utf8_lossy(&output.stdout)
            );
        }
    }
}

#[test]
fn the_worked_example_of_a_departments_own_pack_is_whole() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/packs/district-office");
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_postlint"))
            .args(args)
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, said) = run(&["packs", "test", "--pack", folder]);
    assert_eq!(code, Some(0), "{said}");
    let draft = "Surprise inspection tomorrow, get your registers ready.";
    let (code, said) = run(&["check", "--no-config", "--pack", folder, "--text", draft]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("DO/12/2026"), "{said}");
}

#[test]
fn the_scores_of_the_held_out_drafts_are_those_on_file() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().to_string_lossy().into_owned())
        .filter(|path| path.ends_with(".jsonl"))
        .collect();
    files.sort();
    // The highest-numbered batch of each hand.
    let hand = |path: &str| path.rsplit_once('-').map(|(hand, _)| hand.to_string());
    let held: Vec<&String> = files
        .iter()
        .enumerate()
        .filter(|(at, path)| files.get(at + 1).and_then(|next| hand(next)) != hand(path))
        .map(|(_, path)| path)
        .collect();
    let drafts: Vec<postlint::learn::Labelled> = held
        .iter()
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let read = |line: &str| serde_json::from_str(line).unwrap();
            text.lines().map(read).collect::<Vec<_>>()
        })
        .collect();
    let scores = postlint::score::score(&Arc::new(builtin::program()), &drafts);
    assert_eq!(
        scores.csv(),
        builtin::SCORES,
        "score anew: postlint packs score on the highest-numbered batch of each hand, -o rules/scores.csv"
    );
}

#[test]
fn a_romanised_word_is_found_in_the_spellings_people_use() {
    let engine = Engine::new(Arc::new(builtin::program()), |_, _| true);
    for spelling in ["hukumat", "hukoomat", "hakoomat", "hukumath", "hukummat"] {
        let found = engine.scan(&Post::from_text(format!("imported {spelling} namanzoor")));
        assert!(
            found.iter().any(|finding| finding.severity == Severity::Error),
            "{spelling}: {found:?}"
        );
    }
}
