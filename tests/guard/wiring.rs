//! The action and the hooks that a repository wires in.

use postlint::source::is_draft;
use std::path::Path;

fn shipped(name: &str) -> String {
    super::read(Path::new(env!("CARGO_MANIFEST_DIR")), name)
}

#[cfg(unix)]
#[test]
fn the_action_takes_paths_and_options_by_blanks_or_line_breaks() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;
    let dir = super::folder(&[("postlint/bin/postlint", "#!/bin/sh\nprintf '%s|' \"$@\"\n")]);
    let program = dir.path().join("postlint/bin/postlint");
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let action = shipped("action.yml");
    let (_, check) = action.split_once("- name: Check\n").unwrap();
    let (_, steps) = check.split_once("run: |\n").unwrap();
    let script: Vec<&str> = steps.lines().take_while(|line| line.starts_with("        ")).collect();
    let script = script.join("\n");
    let asked = |paths: &str, args: &str| {
        let output = Command::new("bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script])
            .env("RUNNER_TEMP", dir.path())
            .envs([("PATHS", paths), ("ARGS", args)])
            .envs(["DIFF_BASE", "PULL_BASE", "FAIL_ON", "SARIF"].map(|name| (name, "")))
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(asked(".", ""), "check|--output|github|--|.|");
    assert_eq!(
        asked("posts\npress  notes\n", "--lang ur\n--redact\n"),
        "check|--output|github|--lang|ur|--redact|--|posts|press|notes|"
    );
    assert_eq!(asked("\n", ""), "check|--output|github|--|.|");
}

#[test]
fn the_hooks_name_the_drafts_that_a_folder_has() {
    let hooks = shipped(".pre-commit-hooks.yaml");
    let patterns = |key: &str| {
        let lines = hooks.lines().filter_map(|line| line.trim().strip_prefix(key));
        let found: Vec<regex::Regex> = lines.map(|pattern| regex::Regex::new(pattern).unwrap()).collect();
        assert_eq!(found.len(), 2, "a hook that checks and one that fixes");
        found
    };
    for (files, exclude) in patterns("files: ").iter().zip(patterns("exclude: ")) {
        for name in [
            "posts/a.md",
            "README.md",
            "docs/Licence.txt",
            "docs/readme.ur.md",
            "notices.md",
            "notice.tweet",
            ".github/PULL_REQUEST_TEMPLATE.md",
            "posts/.a.md",
            "__MACOSX/a.md",
            "posts/my.licence.md",
            "posts/a.rs",
        ] {
            let is_named = files.is_match(name) && !exclude.is_match(name);
            assert_eq!(is_named, is_draft(Path::new(name)), "{name}");
        }
    }
}
