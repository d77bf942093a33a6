//! Safe fixes: made once, nothing else touched.

use super::{folder, read};
use crate::cli::{err, lines, out, run_in, status, stdin};
use postlint::fix;
use postlint::platform;
use postlint::post::Platform;

const CONFIG: &str = "packs: [in-gujarat]\naccount: personal\nkind: post\n";
const NUMBERS: &str = "---\n# kept as it is\naccount:   personal\n---\nWitness Naseem Akhtar, CNIC 35202-1234567-1, is ready to speak.\nHer Aadhaar is 9999 0000 1234, update it from your side.\nHis mobile is 0300-1234567, disturb him at night.\nPay the contractor: a/c no 00112233445566, he asked me to circulate it.\n";

/// `fix` until nothing is left to do: the second run must change nothing.
fn fixed(name: &str, text: &str, args: &[&str]) -> String {
    let dir = folder(&[(".postlint.yaml", CONFIG), (name, text)]);
    let mut all = vec!["fix"];
    all.extend(args);
    all.push(name);
    let output = run_in(dir.path(), &all);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let once = read(dir.path(), name);
    let again = run_in(dir.path(), &all);
    assert!(err(&again).contains("nothing to fix"), "{}", err(&again));
    assert_eq!(read(dir.path(), name), once, "running twice changes nothing");
    once
}

#[test]
fn numbers_are_masked_and_everything_else_stays() {
    let new = fixed("a.md", NUMBERS, &[]);
    for gone in ["35202-1234567-1", "9999 0000 1234", "0300-1234567", "00112233445566"] {
        assert!(!new.contains(gone), "{gone}\n{new}");
    }
    for kept in [
        "•••••-••••567-1",
        "•••• •••• 1234",
        "••••-•••4567",
        "5566",
        "# kept as it is\naccount:   personal\n",
        "Witness Naseem Akhtar, CNIC ",
    ] {
        assert!(new.contains(kept), "{kept}\n{new}");
    }
}

#[test]
fn the_words_before_a_number_are_the_authors_own() {
    for (before, after) in [
        (
            "My account number is 12345678901\n",
            "My account number is •••••••8901\n",
        ),
        (
            "Her bank account 12345678901 was frozen\n",
            "Her bank account •••••••8901 was frozen\n",
        ),
        ("बैंक खाता 12345678901\n", "बैंक खाता •••••••8901\n"),
        ("khata number 12345678901\n", "khata number •••••••8901\n"),
    ] {
        assert_eq!(fixed("a.md", before, &[]), after);
    }
}

#[test]
fn standard_input_is_fixed_as_its_file_is_or_said_to_be_unreadable() {
    let args = ["fix", "--no-config", "--pack", "pk-federal", "-"];
    let ignored = "<!-- postlint: ignore[record-data-exposed]: quoted -->\nCNIC 35202-1234567-1\n";
    let kept = stdin(&args, ignored.as_bytes());
    assert_eq!((status(&kept), out(&kept).as_str()), (0, ignored));
    for (bytes, cause) in [
        (&b"caf\xe9 CNIC 35202-1234567-1\n"[..], "is not UTF-8"),
        (b"---\nfoo: [1\n---\nCNIC 35202-1234567-1\n", "postlint: -: "),
    ] {
        for more in [&[][..], &["--diff"]] {
            let output = stdin(&[&args[..], more].concat(), bytes);
            assert_eq!(status(&output), 2, "{}", err(&output));
            assert!(err(&output).contains(cause), "{}", err(&output));
            assert!(!more.is_empty() || output.stdout == bytes);
        }
    }
}

#[test]
fn the_line_comes_in_the_posts_language_where_there_is_room() {
    let cases = [
        (
            "I think the new textile policy is a good step for Surat's small weavers.",
            "The views here are my own, not those of the Government.",
        ),
        (
            "નવી કાપડ નીતિ સુરતના નાના વણકરો માટે સારું પગલું છે.",
            "આ મારું અંગત મંતવ્ય છે, સરકારનું નહીં.",
        ),
        (
            "मुझे लगता है कि नई शिक्षा नीति गाँव के स्कूलों के लिए अच्छा कदम है।",
            "ये मेरे निजी विचार हैं, सरकार के नहीं।",
        ),
        (
            "Mane lage chhe ke navi shikshan niti gamda ni shala mate saru paglu chhe.",
            "Aa maru angat mantavya che, sarkar nu nahi.",
        ),
    ];
    for (text, line) in cases {
        let new = fixed("a.md", &format!("{text}\n"), &[]);
        assert_eq!(new, format!("{text}\n{line}\n"));
    }
    let long = format!(
        "I think the new textile policy is a good step for Surat's small weavers. {}",
        "It is so, and so, and so. ".repeat(9)
    );
    let on_x = |text: &str| fixed("a.md", &format!("---\nplatform: x\n---\n{}\n", text.trim()), &[]);
    let new = on_x(&long[..270]);
    let body = new.rsplit("---\n").next().unwrap().trim();
    assert!(platform::length(body, Platform::X) <= 280, "{new}");
    assert!(
        !new.contains("The views here are my own."),
        "no room for the whole line: {new}"
    );
}

#[test]
fn windows_lines_marks_and_threads_survive() {
    let text = "\u{feff}---\r\naccount: personal\r\n---\r\nGood id\u{200B}ea.\r\n---\r\nHis mobile is 0300-1234567, disturb him at night.\r\n";
    let new = fixed("a.md", text, &[]);
    let expected = text.replace('\u{200B}', "").replace("0300-1234567", "••••-•••4567");
    assert_eq!(new, expected);
}

#[test]
fn marks_of_direction_and_look_alikes_need_unsafe() {
    let text = "آج\u{200F} کا پیغام p\u{430}per\n";
    assert!(run_fix(text, &[]).contains("nothing to fix"));
    assert_eq!(fixed("a.md", text, &["--unsafe"]), "آج کا پیغام paper\n");
}

fn run_fix(text: &str, args: &[&str]) -> String {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", text)]);
    let mut all = vec!["fix", "a.md"];
    all.extend(args);
    err(&run_in(dir.path(), &all))
}

#[test]
fn diff_shows_and_changes_nothing() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("posts/a.md", NUMBERS)]);
    let output = run_in(dir.path(), &["fix", "--diff"]);
    assert_eq!(status(&output), 1);
    let shown = out(&output);
    assert!(shown.starts_with("--- a/posts/a.md\n+++ b/posts/a.md\n@@"), "{shown}");
    assert!(
        shown.contains("\n-Witness Naseem Akhtar, CNIC 35202-1234567-1") && shown.contains("\n+Witness"),
        "{shown}"
    );
    assert_eq!(read(dir.path(), "posts/a.md"), NUMBERS);
}

#[test]
fn diff_names_a_file_by_its_absolute_path_as_git_does() {
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", NUMBERS)]);
    let path = dir.path().join("a.md");
    let name = path.to_str().unwrap();
    let shown = out(&run_in(dir.path(), &["fix", "--diff", name]));
    let bare = name.trim_start_matches('/');
    assert!(shown.starts_with(&format!("--- a/{bare}\n+++ b/{bare}\n@@")), "{shown}");
}

#[test]
fn what_is_ignored_is_not_fixed() {
    let text = "<!-- postlint: ignore[privacy, disclosure] a number made up for the form -->\nHis mobile is 0300-1234567, disturb him at night.\n";
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", text)]);
    run_in(dir.path(), &["fix", "a.md"]);
    assert_eq!(read(dir.path(), "a.md"), text);
}

#[test]
fn what_is_masked_is_found_no_more() {
    let dir = folder(&[
        (".postlint.yaml", "packs: [in-gujarat, pk-federal]\naccount: personal\n"),
        ("a.md", NUMBERS),
    ]);
    let numbers = || {
        let findings = lines(&run_in(dir.path(), &["check", "--format", "jsonl", "a.md"]));
        let words: Vec<String> = findings
            .iter()
            .flat_map(|finding| finding["labels"].as_array().unwrap())
            .map(|label| label["word"].as_str().unwrap().to_owned())
            .filter(|word| fix::masked_words().any(|masked| masked == word))
            .collect();
        (words, findings.iter().any(|finding| !finding["fix"].is_null()))
    };
    let (words, fixes) = numbers();
    assert!(words.len() > 3 && fixes, "{words:?}");
    run_in(dir.path(), &["fix", "a.md"]);
    assert_eq!(numbers(), (Vec::new(), false));
}

#[test]
fn a_draft_that_is_too_long_for_its_platform_is_told() {
    let text = format!("---\nplatform: x\n---\n{}\n", "word ".repeat(70).trim());
    let dir = folder(&[(".postlint.yaml", CONFIG), ("a.md", &text)]);
    let (list, exit) = super::found(dir.path(), &["a.md"]);
    assert!(list.contains(&"a.md postlint/too-long advice".to_owned()), "{list:?}");
    assert_eq!(exit, 0);
}

#[test]
fn every_masked_word_is_a_word_of_some_shipped_pattern() {
    let program = postlint::builtin::program();
    for word in fix::masked_words() {
        assert!(
            program.patterns.iter().any(|pattern| pattern.word == word),
            "no pattern has the word `{word}`"
        );
    }
}

#[test]
fn what_is_not_fixed_says_why() {
    let utf16: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(NUMBERS.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let dir = folder(&[
        (".postlint.yaml", CONFIG),
        ("p.jsonl", "{\"text\": \"His mobile is 0300-1234567.\"}\n"),
    ]);
    std::fs::write(dir.path().join("u16.md"), &utf16).unwrap();
    let output = run_in(dir.path(), &["fix", "u16.md", "p.jsonl"]);
    let said = err(&output);
    assert!(
        said.contains("u16.md: is not UTF-8") && said.contains("p.jsonl: is left as it is"),
        "{said}"
    );
    let mixed = run_in(dir.path(), &["fix", "-", "a.md"]);
    assert_eq!(status(&mixed), 2);
    assert!(err(&mixed).contains("is fixed alone"), "{}", err(&mixed));
}

#[test]
fn a_diff_has_the_lines_of_git() {
    let dir = folder(&[
        (".postlint.yaml", CONFIG),
        ("a.md", "One\rtwo.\nHis mobile is 0300-1234567.\n"),
    ]);
    let shown = out(&run_in(dir.path(), &["fix", "--diff", "a.md"]));
    assert!(shown.contains("@@ -1,2 +1,"), "{shown:?}");
    assert!(shown.contains("\n One\rtwo.\n-His"), "{shown:?}");
}

#[cfg(unix)]
#[test]
fn a_draft_whose_name_is_no_unicode_is_fixed() {
    use std::os::unix::ffi::OsStrExt;
    let dir = folder(&[(".postlint.yaml", CONFIG)]);
    let path = dir.path().join(std::ffi::OsStr::from_bytes(b"n\xff.md"));
    std::fs::write(&path, NUMBERS).unwrap();
    let output = run_in(dir.path(), &["fix"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(!std::fs::read_to_string(&path).unwrap().contains("0300-1234567"));
}
