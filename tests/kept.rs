//! Packs from disk: beside the shipped rules they find what they find compiled with them, and what is kept of them is theirs alone.

use crate::cli::{command, err, out, status};
use postlint::builtin;
use postlint::engine::beside::{beside, join};
use postlint::engine::compile::compile;
use postlint::engine::program::Program;
use postlint::engine::scan::Engine;
use postlint::pack::error::SourceFile;
use postlint::pack::load::load;
use postlint::post::Post;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::Arc;

const LEXICON: &str = "
lexicon: own
about: Words of an office.
words:
  - {lang: en, tags: [thing], list: [blue folder, 'the (green|red) ... ledger', Sunrise scheme, file]}
  - {lang: en, tags: [shout], case: true, list: [SECRET]}
  - {lang: ur-Latn, list: [neela folder, hukumat ki fail]}
  - {lang: ur, list: [نیلا فولڈر, خفیہ فائل]}
  - {lang: hi, list: [नीली फाइल]}
";

const DETECTORS: &str = r"
detectors:
  - id: own-thing
    about: Things of the office, near what is secret.
    confidence: medium
    find: {any: [{near: {words: 6, of: [{lex: own}, {lex: [own.shout, secrecy]}]}}, {words: {en: [folder of folders], ur-Latn: [aapka folder]}}]}
    unless: [{within: sentence, of: {detector: own-number}}]
  - id: own-number
    about: A number of the office.
    confidence: low
    find: {regex: {pattern: '\bown-\d{3}\b', needs: own-}}
";

const PACK: &str = "
pack: own
extends: pk-federal
title: {en: Own}
jurisdiction: Nowhere
languages: [en, ur, ur-Latn, hi]
officers: en
zone: UTC
in-force: {from: 2025-01-01}
doubts: true
rules:
  - {id: thing, title: Thing, clauses: [pk-estab-2021/2-decency], family: decency, severity: error, detect: own-thing,
     message: {en: A thing.}, advice: {en: Leave it out.}}
";

fn files() -> Vec<SourceFile> {
    [("lexicon", LEXICON), ("detectors", DETECTORS), ("pack", PACK)]
        .map(|(name, text)| SourceFile {
            path: format!("own/{name}.yaml"),
            text: text.trim_start().to_owned(),
        })
        .to_vec()
}

fn engine(program: Program) -> Engine {
    Engine::new(Arc::new(program), |pack, _| pack.id == "own")
}

fn texts() -> Vec<String> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut batches: Vec<_> = fs::read_dir(corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    batches.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
    batches.sort();
    let lines = batches.iter().step_by(60).map(|path| fs::read_to_string(path).unwrap());
    let lines: Vec<String> = lines
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let own = [
        "The blue folder is SECRET.",
        "The blue folders are secret, see own-123.",
        "the red and very old ledger is a secret file",
        "neela folder aur khufia file #bluefolder secret",
        "یہ نیلا فولڈر خفیہ ہے",
        "a folder of folders, aap ka folder; नीली फ़ाइल गोपनीय है",
    ];
    let text = |line: &String| {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        record["text"].as_str().unwrap().to_owned()
    };
    own.map(str::to_owned)
        .into_iter()
        .chain(lines.iter().map(text))
        .collect()
}

#[test]
fn beside_the_shipped_rules_a_pack_finds_what_it_finds_compiled_with_them() {
    let shipped = builtin::program();
    let added = beside(&shipped, &load(files()).unwrap()).expect("nothing shipped is changed");
    let mut joined = shipped;
    join(&mut joined, added);
    let mut all = builtin::sources();
    all.extend(files());
    let whole = engine(compile(&load(all).unwrap()).unwrap());
    let joined = engine(joined);
    let mut of_own = 0;
    for text in texts() {
        let post = Post::from_text(&text);
        let (found, expected) = (joined.scan(&post), whole.scan(&post));
        of_own += found.iter().filter(|finding| finding.rule.id == "own/thing").count();
        assert_eq!(format!("{found:?}"), format!("{expected:?}"), "{text}");
    }
    assert!(of_own >= 4, "{of_own}");
}

#[test]
fn words_of_a_pack_beside_hide_no_spelling_of_the_shipped_ones() {
    let lexicon = |list: &str| format!("lexicon: own\nabout: Words.\nwords:\n  - {{lang: ur-Latn, list: [{list}]}}\n");
    let detectors = "detectors:\n  - {id: own-thing, about: A thing., confidence: high, find: {lex: own}}\n";
    let found = |list: &str, text: &str| {
        let files = [
            ("lexicon", lexicon(list)),
            ("detectors", detectors.to_owned()),
            ("pack", PACK.to_owned()),
        ];
        let files = files.map(|(name, text)| SourceFile {
            path: format!("own/{name}.yaml"),
            text,
        });
        let mut program = builtin::program();
        let added = beside(&program, &load(files.to_vec()).unwrap()).unwrap();
        join(&mut program, added);
        let engine = Engine::new(Arc::new(program), |_, _| true);
        let found = engine.scan(&Post::from_text(text));
        found
            .into_iter()
            .map(|finding| finding.rule.id.clone())
            .collect::<Vec<_>>()
    };
    let has = |rules: &[String], id: &str| rules.iter().any(|rule| rule == id);
    let both = found("hakoomat", "imported hakoomat namanzoor");
    assert!(
        has(&both, "own/thing") && has(&both, "pk-federal/political-opinion"),
        "{both:?}"
    );
}

#[test]
fn rules_that_change_shipped_ones_go_the_long_way() {
    let changes = |path: &str, from: &str, to: &str| {
        let mut files = files();
        let file = files.iter_mut().find(|file| file.path.ends_with(path)).unwrap();
        file.text = file.text.replace(from, to);
        beside(&builtin::program(), &load(files).unwrap()).is_none()
    };
    assert!(changes("lexicon.yaml", "lexicon: own", "lexicon: secrecy"));
    assert!(changes("lexicon.yaml", "case: true", "disguise: true"));
    assert!(changes("detectors.yaml", "own-number", "personal-data"));
    assert!(changes("pack.yaml", "pack: own", "pack: pk-audit"));
    assert!(changes("pack.yaml", "own-thing", "no-such-detector"));
}

fn check(folder: &Path, more: &[&str]) -> Output {
    let mut args = vec![
        "check",
        "--no-config",
        "--pack",
        "./own",
        "--format",
        "jsonl",
        "--text",
        "The blue folder is secret.",
    ];
    args.extend(more);
    let mut command = command(folder, &args);
    command
        .env_remove("POSTLINT_NO_CACHE")
        .env("XDG_CACHE_HOME", folder.join("cache"));
    command.output().unwrap()
}

fn kept(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder.join("cache/postlint"));
    entries.map_or_else(
        |_| Vec::new(),
        |entries| entries.map(|entry| entry.unwrap().path()).collect(),
    )
}

fn folder_of_own() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("own")).unwrap();
    for file in files() {
        fs::write(folder.path().join(file.path), file.text).unwrap();
    }
    folder
}

#[test]
fn a_pack_is_named_by_what_it_says_however_it_is_written() {
    let folder = folder_of_own();
    let plain = out(&check(folder.path(), &[]));
    assert!(plain.contains("own/thing"));
    let path = folder.path().join("own/pack.yaml");
    let pack = fs::read_to_string(&path).unwrap();
    for id in ["\u{feff}pack: own", "pack: own   # ours", "pack: >-\n  own"] {
        fs::write(&path, pack.replacen("pack: own", id, 1)).unwrap();
        for _compiled_then_kept in 0..2 {
            assert_eq!(out(&check(folder.path(), &[])), plain, "{id}");
        }
    }
    fs::remove_file(&path).unwrap();
    let without = check(folder.path(), &[]);
    assert_eq!(status(&without), 2);
    assert!(err(&without).contains("there is no pack here"), "{}", err(&without));
    let beside = check(folder.path(), &["--pack", "pk-federal"]);
    assert_ne!(status(&beside), 2, "{}", err(&beside));
}

#[cfg(unix)]
#[test]
fn hidden_files_pipes_and_loops_beside_a_pack_are_no_part_of_it() {
    let folder = folder_of_own();
    let plain = out(&check(folder.path(), &["--no-cache"]));
    let own = folder.path().join("own");
    fs::create_dir(own.join(".github")).unwrap();
    fs::write(own.join(".github/ci.yml"), "on: push\n").unwrap();
    fs::write(own.join(".postlint.yaml"), "packs: [own]\n").unwrap();
    std::os::unix::fs::symlink(".", own.join("loop")).unwrap();
    let pipe = |path: &Path| std::process::Command::new("mkfifo").arg(path).status().is_ok();
    pipe(&own.join("pipe.yaml"));
    assert_eq!(out(&check(folder.path(), &[])), plain);
    let [file] = kept(folder.path()).try_into().expect("one pack");
    fs::remove_file(&file).unwrap();
    pipe(&file);
    assert_eq!(out(&check(folder.path(), &[])), plain);
    fs::remove_file(own.join("pack.yaml")).unwrap();
    std::os::unix::fs::symlink("nowhere", own.join("pack.yaml")).unwrap();
    assert!(err(&check(folder.path(), &[])).contains("own/pack.yaml"));
}

#[test]
fn a_pack_is_kept_for_its_owner_and_compiled_anew_where_it_was_touched() {
    let folder = folder_of_own();
    let plain = check(folder.path(), &["--no-cache"]);
    assert!(out(&plain).contains("own/thing"), "{}", err(&plain));
    assert_eq!(kept(folder.path()).len(), 0);
    let same = |output: &Output| {
        assert_eq!(
            (out(output), err(output), status(output)),
            (out(&plain), err(&plain), status(&plain))
        );
    };
    same(&check(folder.path(), &[]));
    let [file] = kept(folder.path()).try_into().expect("one pack");
    let bytes = fs::read(&file).unwrap();
    assert!(
        !String::from_utf8_lossy(&bytes).contains("The blue folder is"),
        "nothing of a post"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
        // What others may have written is not read.
        fs::write(&file, b"nonsense").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
        same(&check(folder.path(), &[]));
        assert_eq!((fs::read(&file).unwrap() == bytes, mode(&file)), (true, 0o600));
    }
    same(&check(folder.path(), &[]));
    for cut in [0, 10, bytes.len() / 2, bytes.len() - 1] {
        fs::write(&file, &bytes[..cut]).unwrap();
        same(&check(folder.path(), &[]));
        assert!(fs::read(&file).unwrap() == bytes, "whole again");
    }
    let mut wrong = bytes.clone();
    wrong[bytes.len() / 2] ^= 1;
    fs::write(&file, &wrong).unwrap();
    same(&check(folder.path(), &[]));
    fs::write(
        folder.path().join("own/lexicon.yaml"),
        files()[0].text.replace("blue", "black"),
    )
    .unwrap();
    assert!(!out(&check(folder.path(), &[])).contains("own/thing"));
    let both = kept(folder.path());
    assert_eq!(both.len(), 2);
    // A file under the name of another is not believed.
    let other = both.iter().find(|path| **path != file).unwrap();
    fs::write(other, &bytes).unwrap();
    assert!(!out(&check(folder.path(), &[])).contains("own/thing"));
}
