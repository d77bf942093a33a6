//! The project file: found, extended, overridden, checked, shown.

use super::{INSULT, RULE, folder, found, of, read, write};
use crate::cli::{err, lines, out, run_in, status};

#[test]
fn the_nearest_file_upwards_speaks_and_stands_on_others() {
    let dir = folder(&[
        (
            "base.yaml",
            "packs: [pk-federal]\naccount: personal\nrules: {disparagement: warning}\nignore: [propriety]\n",
        ),
        (
            "posts/.postlint.yaml",
            "extends: ../base.yaml\nrules: {pk-federal/person-disparaged: advice}\n",
        ),
        ("posts/deep/a.txt", INSULT),
    ]);
    let (found, exit) = found(dir.path(), &["posts/deep/a.txt"]);
    assert_eq!(
        of(&found, "person-disparaged "),
        [format!("posts/deep/a.txt {RULE} advice")]
    );
    assert_eq!(exit, 0, "nothing is left at `error`: {found:?}");
    let shown = out(&run_in(dir.path(), &["config", "posts/deep/a.txt"]));
    for line in [
        "packs  ",
        "base.yaml:1",
        "posts/.postlint.yaml:2",
        "posts/.postlint.yaml, on top of ",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
}

#[test]
fn overrides_speak_of_files_and_of_what_posts_say() {
    let dir = folder(&[
        (
            ".postlint.yaml",
            "packs: [pk-federal]\noverrides:\n- for: {files: 'press/**'}\n  rules: {disparagement: off}\n- for: {platform: whatsapp}\n  rules: {disparagement: advice}\n",
        ),
        ("a.md", INSULT),
        ("press/b.md", INSULT),
        ("c.md", &format!("---\nplatform: whatsapp\n---\n{INSULT}")),
    ]);
    let (found, _) = found(dir.path(), &["."]);
    assert_eq!(
        of(&found, "person-disparaged "),
        [format!("a.md {RULE} error"), format!("c.md {RULE} advice")]
    );
}

#[test]
fn an_override_states_facts_that_a_post_does_not() {
    let dir = folder(&[
        (
            ".postlint.yaml",
            "packs: [pk-federal]\naccount: personal\noverrides:\n- for: {files: page.md}\n  account: official\n",
        ),
        ("page.md", "Good morning.\n"),
        ("own.md", "---\naccount: personal\n---\nGood morning.\n"),
    ]);
    let shown = |path: &str| out(&run_in(dir.path(), &["config", path]));
    let row = |shown: &str| {
        shown
            .lines()
            .find(|line| line.starts_with("account"))
            .unwrap()
            .to_owned()
    };
    assert!(row(&shown("page.md")).contains("official"), "{}", shown("page.md"));
    assert!(
        row(&shown("own.md")).contains("the draft itself"),
        "{}",
        shown("own.md")
    );
    assert!(
        row(&shown("other.md")).contains(".postlint.yaml:2"),
        "{}",
        shown("other.md")
    );
}

#[test]
fn a_permission_covers_until_its_day_and_the_finding_is_shown() {
    let config = |until: &str| {
        format!(
            "packs: [pk-federal]\npermissions:\n- order: SO-12/2026\n  authority: Secretary, Information\n  covers: [disparagement]\n  for: {{files: '*.md'}}\n  until: {until}\n"
        )
    };
    let dir = folder(&[
        (".postlint.yaml", &config("2999-12-31")),
        ("a.md", INSULT),
        ("b.txt", INSULT),
    ]);
    let (list, exit) = found(dir.path(), &["a.md"]);
    assert_eq!(of(&list, "person-disparaged "), [format!("a.md {RULE} error covered")]);
    assert_eq!(exit, 0, "what is covered does not count");
    assert_eq!(found(dir.path(), &["b.txt"]).1, 1, "out of its scope");
    let human = out(&run_in(dir.path(), &["check", "a.md"]));
    assert!(
        human.contains("Covered by: SO-12/2026, Secretary, Information, until 2999-12-31"),
        "{human}"
    );
    write(dir.path(), ".postlint.yaml", &config("2020-12-31"));
    let (list, exit) = found(dir.path(), &["a.md"]);
    assert_eq!(exit, 1);
    assert!(
        list.contains(&".postlint.yaml postlint/excuse-expired warning".to_owned()),
        "{list:?}"
    );
    // A post is judged on its own day.
    write(
        dir.path(),
        "a.md",
        &format!("---\nposted_at: 2020-05-01T10:00:00Z\n---\n{INSULT}"),
    );
    assert_eq!(found(dir.path(), &["a.md"]).1, 0);
}

#[test]
fn own_words_join_a_lexicon_and_own_names_are_no_evidence() {
    let plain = "The chairman is a blatherskite.\n";
    let named = "Meet us at Shameless Idiot Theatre, chairman is coming.\n";
    let dir = folder(&[
        (".postlint.yaml", "packs: [pk-federal]\n"),
        ("a.md", plain),
        ("b.md", named),
    ]);
    let before = found(dir.path(), &[".", "--min-confidence", "medium"]).0;
    assert!(of(&before, "a.md pk-federal/person").is_empty(), "{before:?}");
    assert!(!of(&found(dir.path(), &["b.md"]).0, "b.md").is_empty());
    write(
        dir.path(),
        ".postlint.yaml",
        "packs: [pk-federal]\nexceptions: [Shameless Idiot Theatre]\nwords:\n- {join: insult.strong, lang: en, list: [blatherskite]}\n",
    );
    let after = found(dir.path(), &[".", "--min-confidence", "medium"]).0;
    assert_eq!(of(&after, "a.md pk-federal/person-disparaged ").len(), 1, "{after:?}");
    assert!(of(&after, "b.md").is_empty(), "{after:?}");
    write(dir.path(), "a.md", "The chairman is a bl\u{200B}atherskite.\n");
    let finding = lines(&run_in(dir.path(), &["check", "--format", "jsonl", "a.md"]));
    let matched = finding
        .iter()
        .any(|finding| finding["matched"][0]["entry"] == "blatherskite");
    assert!(matched, "{finding:?}");
}

#[test]
fn an_address_at_an_own_domain_is_no_private_one() {
    let text = "Please send the monthly report of the office to records@mail.example.org by Friday.\n";
    let dir = folder(&[(".postlint.yaml", "packs: [in-gujarat]\n"), ("a.md", text)]);
    let rule = "in-gujarat/private-mail-for-office";
    let private = "Please send the monthly report of the office to records@gmail.com by Friday.\n";
    write(dir.path(), "b.md", private);
    assert_eq!(
        of(&found(dir.path(), &["b.md", "--min-confidence", "medium"]).0, rule).len(),
        1
    );
    write(
        dir.path(),
        ".postlint.yaml",
        "packs: [in-gujarat]\nofficial-domains: [gmail.com]\n",
    );
    assert!(of(&found(dir.path(), &["b.md", "--min-confidence", "medium"]).0, rule).is_empty());
}

#[test]
fn a_mistake_is_named_with_its_place_and_mend() {
    let cases = [
        ("pacs: [pk-federal]\n", "1:1", "did you mean `packs`?"),
        (
            "packs: [pk-federal]\nignore: [proprety]\n",
            "2:10",
            "did you mean `propriety`?",
        ),
        ("rules:\n  disparagemnt: off\n", "2:3", "did you mean `disparagement`?"),
        ("rules:\n  disparagement: of\n", "2:18", "did you mean `off`?"),
        ("overrides:\n- for: {files: 'a[b'}\n", "2:16", "glob"),
        ("overrides:\n- for: {plattform: x}\n", "2:9", "did you mean `platform`?"),
        (
            "words:\n- {join: insullt, lang: en, list: [x]}\n",
            "2:10",
            "did you mean `insult`?",
        ),
        (
            "permissions:\n- {order: '1', authority: A, covers: [names], until: soon}\n",
            "2:54",
            "2026-12-31",
        ),
        ("permissions:\n- {authority: A, covers: [names]}\n", "2:", "order"),
        ("office-hours: {days: {someday: '9:00-10:00'}}\n", "1:23", "mon-fri"),
        ("extends: nowhere.yaml\n", "1:10", "names no file"),
        (
            "exceptions: [disparag Office]\nrules: {disparag: off}\n",
            "2:9",
            "is no rule",
        ),
        ("lang: en\nlang: ur\n", "2:1", "duplicate key `lang`"),
        ("lang: en\n---\nlang: ur\n", "", "keep one document"),
    ];
    for (text, place, mend) in cases {
        let dir = folder(&[(".postlint.yaml", text), ("a.md", "Good morning.\n")]);
        let output = run_in(dir.path(), &["check", "a.md"]);
        assert_eq!(status(&output), 2, "{text}");
        let said = err(&output);
        assert!(said.contains(&format!(".postlint.yaml:{place}")), "{text}\n{said}");
        assert!(said.contains(mend), "{text}\n{said}");
    }
}

#[test]
fn files_in_a_circle_are_refused() {
    let dir = folder(&[
        (".postlint.yaml", "extends: b.yaml\n"),
        ("b.yaml", "extends: .postlint.yaml\n"),
        ("a.md", "Good morning.\n"),
    ]);
    let output = run_in(dir.path(), &["check", "a.md"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("in a circle"), "{}", err(&output));
}

#[test]
fn what_init_writes_is_valid_with_and_without_its_marks() {
    let dir = folder(&[("posts/a.md", "सरकारी सूचना।\n")]);
    let output = run_in(dir.path(), &["init"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(out(&output).contains("1 draft found, in posts"), "{}", out(&output));
    let text = read(dir.path(), ".postlint.yaml");
    assert!(text.contains("in-chhattisgarh may be yours"), "{text}");
    assert_eq!(found(dir.path(), &["posts"]).1, 0);
    // Every line that is a setting in a comment, taken at its word.
    let names_a_file = |line: &&str| {
        ["extends", "baseline", "ignores"]
            .iter()
            .any(|key| line.starts_with(key))
    };
    let is_setting = |line: &&str| {
        let key = line.split(':').next().unwrap_or_default();
        line.starts_with("  ")
            || key.chars().all(|c| c.is_ascii_lowercase() || c == '-') && line.contains(':') && key != "postlint"
    };
    let bare: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| is_setting(line) && !names_a_file(line))
        .collect();
    write(dir.path(), ".postlint.yaml", &bare.join("\n"));
    let output = run_in(dir.path(), &["config"]);
    assert_eq!(status(&output), 0, "{}\n{}", bare.join("\n"), err(&output));
}

#[test]
fn schemas_of_settings_are_schemas_and_take_what_we_take() {
    let dir = folder(&[]);
    for kind in ["config", "ignores", "report"] {
        let text = out(&run_in(dir.path(), &["packs", "schema", kind]));
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{kind}: {error}"));
        if kind == "config" {
            let valid = jsonschema::validator_for(&schema).unwrap();
            let good = serde_json::json!({ "packs": ["pk-federal"], "rules": { "names": "off" },
                "office-hours": { "days": { "mon-fri": "10:00-17:00" } },
                "overrides": [{ "for": { "files": "a/**", "platform": ["x"] }, "ignore": ["names"] }],
                "permissions": [{ "order": "1", "authority": "A", "covers": "names", "until": "2026-01-01" }] });
            assert!(valid.is_valid(&good), "{:?}", valid.validate(&good).err());
            for bad in [
                serde_json::json!({ "pacs": [] }),
                serde_json::json!({ "rules": { "names": "loud" } }),
            ] {
                assert!(!valid.is_valid(&bad), "{bad}");
            }
        }
    }
}

#[test]
fn a_permission_counts_days_by_the_clocks_of_the_office() {
    let config = "packs: [pk-federal]\npermissions:\n- {order: X/1, authority: Sec, covers: [disparagement], from: '20260801', until: 2026-08-31}\n";
    let dir = folder(&[(".postlint.yaml", config)]);
    for (at, exit) in [
        ("2026-08-01T03:00:00+05:00", 0),
        ("2026-07-31T22:00:00Z", 0),
        ("2026-09-01T03:00:00+05:00", 1),
        ("2026-08-31T19:30:00Z", 1),
    ] {
        write(dir.path(), "a.md", &format!("---\nposted_at: {at}\n---\n{INSULT}"));
        assert_eq!(found(dir.path(), &["a.md"]).1, exit, "{at}");
    }
}

#[test]
fn the_settings_of_a_path_are_those_of_where_it_leads() {
    let dir = folder(&[
        ("sub/.postlint.yaml", "rules: {disparagement: off}\n"),
        ("sub/.postlintignore", "*.md\n"),
        ("other/a.md", INSULT),
    ]);
    let (list, _) = found(&dir.path().join("sub"), &["../other/a.md", "--pack", "pk-federal"]);
    assert!(!of(&list, RULE).is_empty(), "{list:?}");
}

#[test]
fn a_pack_of_the_project_that_is_not_there_is_named_with_its_place() {
    for (pack, said) in [
        ("pk-fedral", "did you mean `pk-federal`?"),
        ("./nosuch.yaml", "the pack cannot be read"),
    ] {
        let dir = folder(&[(".postlint.yaml", &format!("packs: [{pack}]\n")), ("a.md", INSULT)]);
        let output = run_in(dir.path(), &["check", "a.md"]);
        assert_eq!(status(&output), 2);
        let error = err(&output);
        assert!(error.contains(".postlint.yaml:1:9") && error.contains(said), "{error}");
    }
}

#[test]
fn rules_are_explained_and_listed_with_those_of_the_project() {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/packs/district-office");
    let dir = folder(&[(".postlint.yaml", &format!("packs: ['{own}']\n"))]);
    let explained = run_in(dir.path(), &["explain", "district-office/tour-told-early"]);
    assert_eq!(status(&explained), 0, "{}", err(&explained));
    let listed = out(&run_in(dir.path(), &["packs"]));
    assert!(
        listed.contains("district-office") && listed.contains("in-gujarat"),
        "{listed}"
    );
}

#[test]
fn init_overwrites_the_file_that_is_there() {
    let dir = folder(&[(".postlint.yml", "packs: [pk-federal]\n")]);
    run_in(dir.path(), &["init", "--force"]);
    assert!(read(dir.path(), ".postlint.yml").contains("# postlint: settings"));
    assert!(!dir.path().join(".postlint.yaml").exists());
}
