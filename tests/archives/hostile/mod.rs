//! Archives made to break a reader, or broken on their way.

mod gzipped;

use super::*;
use rawzip::CompressionMethod;
use std::process::Command;

fn tweets(texts: &[&str]) -> Vec<u8> {
    let records: Vec<String> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            format!(
                r#"{{"tweet":{{"id_str":"{}","created_at":"Tue Apr 08 09:14:05 +0000 2025","full_text":"{text}"}}}}"#,
                at + 1
            )
        })
        .collect();
    format!("window.YTD.tweets.part0 = [ {} ]", records.join(", ")).into_bytes()
}

/// Where `bytes` stand in `all`.
fn find(all: &[u8], bytes: &[u8]) -> Vec<usize> {
    (0..all.len().saturating_sub(bytes.len() - 1))
        .filter(|&at| all[at..].starts_with(bytes))
        .collect()
}

/// The central directory's records of a zip.
fn records(zip: &[u8]) -> Vec<usize> {
    find(zip, b"PK\x01\x02")
}

fn scanned(zip: &[u8]) -> Vec<Event> {
    let place = tempfile::tempdir().unwrap();
    events(&[written(&place, "it.zip", zip)], &bulk())
}

#[test]
fn an_entry_that_explodes_is_stopped() {
    let mut bomb = tweets(&["before"]);
    bomb.pop();
    bomb.extend(std::iter::repeat_n(b' ', 40 << 20));
    bomb.push(b']');
    let events = scanned(&zip(&[(b"data/tweets.js".to_vec(), bomb)]));
    assert_eq!(texts(&events), ["before"], "what came before stands");
    let refused = refused(&events);
    assert!(
        refused.len() == 1 && refused[0].contains("times its size"),
        "{refused:?}"
    );
}

#[test]
fn sizes_that_lie_are_found_out() {
    let mut packed = zip(&[(b"data/tweets.js".to_vec(), tweets(&["one", "two"]))]);
    let at = records(&packed)[0] + 24;
    packed[at..at + 4].copy_from_slice(&7u32.to_le_bytes());
    let events = scanned(&packed);
    assert_eq!(texts(&events), ["one", "two"]);
    assert!(refused(&events)[0].contains("states 7 bytes"), "{:?}", refused(&events));
}

#[test]
fn a_damaged_entry_is_found_by_its_checksum() {
    let mut packed = zip_by(
        &[(b"data/tweets.js".to_vec(), tweets(&["one"]))],
        CompressionMethod::STORE,
    );
    let at = find(&packed, b"one")[0];
    packed[at] = b'x';
    assert!(refused(&scanned(&packed))[0].contains("checksum"));
}

#[test]
fn a_chat_in_a_damaged_archive_is_read_up_to_the_damage() {
    let chat: String = (0..4000)
        .map(|at| format!("17/4/25, 9:14 pm - A: message {at}\n"))
        .collect();
    let member = [(b"WhatsApp Chat with Staff.txt".to_vec(), chat.into_bytes())];
    let mut packed = zip_by(&member, CompressionMethod::STORE);
    let at = find(&packed, b"message 17\n")[0];
    packed[at] = b'M';
    let whole = zip(&member);
    let mut broken = whole.clone();
    broken[whole.len() / 2..][..16].fill(0xFF);
    for (packed, least) in [(packed, 4000), (broken, 1000)] {
        let events = scanned(&packed);
        assert!(texts(&events).len() >= least, "{}", texts(&events).len());
        assert_eq!(refused(&events).len(), 1, "{:?}", refused(&events));
    }
}

#[test]
fn a_group_of_more_administrators_than_it_can_have_members_is_read() {
    let chat: String = (0..3000)
        .map(|at| format!("17/4/25, 9:14 pm - Asma made B{at} an admin\n17/4/25, 9:14 pm - C: good day\n"))
        .collect();
    let place = tempfile::tempdir().unwrap();
    let events = events(&[written(&place, "_chat.txt", chat.as_bytes())], &bulk());
    let last = posts(&events)[2999].meta.admins.as_ref().map(|admins| admins.len());
    assert_eq!(last, Some(1024));
}

#[test]
fn an_encrypted_entry_says_what_to_do_and_the_rest_is_read() {
    let mut packed = zip(&[
        (b"a.jsonl".to_vec(), br#"{"text":"locked"}"#.to_vec()),
        (b"b.jsonl".to_vec(), br#"{"text":"open"}"#.to_vec()),
    ]);
    let at = records(&packed)[0] + 8;
    packed[at] |= 1;
    let events = scanned(&packed);
    assert_eq!(texts(&events), ["open"]);
    assert!(refused(&events)[0].contains("a.jsonl: is encrypted; unpack the archive with its password"));
}

#[test]
fn names_that_lead_out_are_not_opened() {
    let names = [
        "../../etc/cron.jsonl",
        "/etc/passwd.jsonl",
        "C:\\Windows\\a.jsonl",
        "..\\b.jsonl",
    ];
    for name in names {
        // The writer would mend such a name: another of its length is written and then replaced.
        let plain = "n".repeat(name.len() - 6) + ".jsonl";
        let packed = zip(&[
            (plain.clone().into_bytes(), br#"{"text":"evil"}"#.to_vec()),
            (b"good.jsonl".to_vec(), br#"{"text":"good"}"#.to_vec()),
        ]);
        let mut packed = packed;
        for at in find(&packed, plain.as_bytes()) {
            packed[at..at + name.len()].copy_from_slice(name.as_bytes());
        }
        let events = scanned(&packed);
        assert_eq!(texts(&events), ["good"], "{name}");
        assert!(refused(&events)[0].contains("leads out of the archive"), "{name}");
    }
}

#[test]
fn backslashes_between_folders_are_separators() {
    let packed = zip(&[(b"export/data/tweets.js".to_vec(), tweets(&["one"]))]);
    let mut packed = packed;
    for at in find(&packed, b"export/data/tweets.js") {
        packed[at..at + 21].copy_from_slice(b"export\\data\\tweets.js");
    }
    assert_eq!(texts(&scanned(&packed)), ["one"]);
}

#[test]
fn of_two_entries_of_one_name_the_first_is_read_and_the_other_refused() {
    let packed = zip(&[
        (b"data/tweets.js".to_vec(), tweets(&["first"])),
        (b"data/tweets.js".to_vec(), tweets(&["second"])),
    ]);
    let events = scanned(&packed);
    assert_eq!(texts(&events), ["first"]);
    assert!(
        refused(&events)[0].contains("has the name of an entry before it"),
        "{:?}",
        refused(&events)
    );
}

#[test]
fn names_in_two_old_letters_are_two_names() {
    let mut packed = zip(&[
        (b"chat-A.jsonl".to_vec(), br#"{"text":"one"}"#.to_vec()),
        (b"chat-B.jsonl".to_vec(), br#"{"text":"two"}"#.to_vec()),
    ]);
    for (name, letter) in [(b"chat-A", 0xE1), (b"chat-B", 0xE2)] {
        for at in find(&packed, name) {
            packed[at + 5] = letter;
        }
    }
    let events = scanned(&packed);
    assert_eq!(texts(&events), ["one", "two"]);
    assert!(posts(&events)[0].origin.source.ends_with("it.zip!chat-%E1.jsonl"));
}

#[test]
fn links_in_an_archive_are_not_followed() {
    let mut packed = zip(&[
        (b"link.jsonl".to_vec(), b"/etc/passwd".to_vec()),
        (b"good.jsonl".to_vec(), br#"{"text":"good"}"#.to_vec()),
    ]);
    let at = records(&packed)[0];
    // Made by Unix; the mode of a symbolic link.
    packed[at + 5] = 3;
    packed[at + 38..at + 42].copy_from_slice(&(0o120_777u32 << 16).to_le_bytes());
    let events = scanned(&packed);
    assert_eq!(texts(&events), ["good"]);
    assert_eq!(skipped(&events).len(), 1);
}

#[test]
fn entries_that_overlap_are_refused_as_a_whole() {
    let mut packed = zip(&[
        (b"a.jsonl".to_vec(), br#"{"text":"a"}"#.to_vec()),
        (b"b.jsonl".to_vec(), br#"{"text":"b"}"#.to_vec()),
    ]);
    let second = records(&packed)[1] + 42;
    packed[second..second + 4].copy_from_slice(&0u32.to_le_bytes());
    let events = scanned(&packed);
    assert!(texts(&events).is_empty());
    assert!(
        refused(&events).len() == 1 && refused(&events)[0].contains("overlap"),
        "{:?}",
        refused(&events)
    );
}

#[test]
fn a_zip_that_was_cut_off_says_so() {
    let packed = zip(&[(b"data/tweets.js".to_vec(), tweets(&["one"]))]);
    let events = scanned(&packed[..packed.len() / 2]);
    assert!(
        refused(&events).len() == 1 && refused(&events)[0].contains("fetch it again"),
        "{:?}",
        refused(&events)
    );
}

#[test]
fn more_entries_than_any_export_has_are_refused_before_they_are_listed() {
    let mut packed = zip(&[(b"a.jsonl".to_vec(), br#"{"text":"a"}"#.to_vec())]);
    // The end is rewritten as a zip64 one that states a million entries.
    let end = find(&packed, b"PK\x05\x06")[0];
    let directory = records(&packed)[0];
    let tail = packed.split_off(end);
    let size = (end - directory) as u64;
    packed.extend(b"PK\x06\x06");
    packed.extend(44u64.to_le_bytes());
    packed.extend([45, 0, 45, 0]);
    packed.extend([0; 8]);
    packed.extend(1_000_000u64.to_le_bytes());
    packed.extend(1_000_000u64.to_le_bytes());
    packed.extend(size.to_le_bytes());
    packed.extend((directory as u64).to_le_bytes());
    packed.extend(b"PK\x06\x07");
    packed.extend([0; 4]);
    packed.extend((end as u64).to_le_bytes());
    packed.extend(1u32.to_le_bytes());
    let mut last = tail;
    last[8..12].copy_from_slice(&[0xFF; 4]);
    last[12..20].copy_from_slice(&[0xFF; 8]);
    packed.extend(last);
    let refused = refused(&scanned(&packed));
    assert!(
        refused.len() == 1 && refused[0].contains("more than 500000 files"),
        "{refused:?}"
    );
}

#[test]
fn a_zip_three_deep_is_refused_at_the_third() {
    let inner = zip(&[(b"a.jsonl".to_vec(), br#"{"text":"deep"}"#.to_vec())]);
    let middle = zip(&[
        (b"inner.zip".to_vec(), inner),
        (b"b.jsonl".to_vec(), br#"{"text":"middle"}"#.to_vec()),
    ]);
    let events = scanned(&zip(&[(b"middle.zip".to_vec(), middle)]));
    assert_eq!(texts(&events), ["middle"]);
    assert!(refused(&events)[0].contains("it.zip!middle.zip!inner.zip: is an archive within"));
}

#[test]
fn a_record_cut_off_costs_itself_and_depth_or_half_letters_cost_nothing() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut data = tweets(&["first", "half \\\\ud83d letter", "zero \\u0000 byte"]);
    data.pop();
    data.extend(
        format!(r#", {{"tweet":{{"id_str":"9","full_text":"deep","x":{deep}}}}}, {{"tweet":{{"id_str":"10","full_te"#)
            .bytes(),
    );
    let data = String::from_utf8(data).unwrap().replace("\\\\ud83d", "\\ud83d");
    let events = scanned(&zip(&[(b"data/tweets.js".to_vec(), data.into_bytes())]));
    assert_eq!(
        texts(&events),
        ["first", "half \u{FFFD} letter", "zero \0 byte", "deep"]
    );
    let refused = refused(&events);
    assert!(
        refused.len() == 1 && refused[0].contains("ends in the middle"),
        "{refused:?}"
    );
}

#[test]
fn names_inside_are_shown_without_their_control_characters() {
    let place = tempfile::tempdir().unwrap();
    let name = "bad\u{1b}[2J\u{202e}.jsonl";
    let packed = zip(&[
        (name.as_bytes().to_vec(), br#"{"text":"you idiot"}"#.to_vec()),
        (b"x.jsonl".to_vec(), b"no json".to_vec()),
    ]);
    let path = written(&place, "it.zip", &packed);
    let output = Command::new(env!("CARGO_BIN_EXE_postlint"))
        .args(["scan", "--no-config", "--color", "never"])
        .arg(&path)
        .output()
        .unwrap();
    let shown = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(shown.contains("it.zip!bad"), "{shown}");
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}'), "{shown:?}");
}

/// A page of Telegram with two messages, and one of Facebook with two posts; the first of each holds this.
fn pages(inner: &str) -> [(&'static str, String); 2] {
    let telegram = format!(
        "<html><head><title>Exported Data</title></head><body><div class=\"page_wrap\"><div class=\"page_header\"></div><div class=\"history\">\n<div class=\"message default clearfix\" id=\"message1\"><div class=\"body\">\
         <div class=\"from_name\">A</div><div class=\"text\">{inner}</div></div></div>\n\
         <div class=\"message default clearfix\" id=\"message2\"><div class=\"body\"><div class=\"from_name\">A</div>\
         <div class=\"text\">good day</div></div></div></div></body></html>"
    );
    let post = |words: &str| {
        format!(
            "<section class=\"_a6-g\" aria-labelledby=\"u\"><h2 class=\"_a6-h\">A posted.</h2><div class=\"_a6-p\">\
             <div class=\"_2pin\">{words}</div></div><div class=\"_a72d\">Apr 07, 2025 9:14:05 pm</div></section>"
        )
    };
    let facebook = format!("<html><body>{}{}</body></html>", post(inner), post("good day"));
    [
        ("messages.html", telegram),
        (
            "your_facebook_activity/posts/your_posts__check_ins__photos_and_videos_1.html",
            facebook,
        ),
    ]
}

fn read_page(name: &str, html: &str) -> Vec<Event> {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, html).unwrap();
    events(&[place.path()], &bulk())
}

#[test]
fn a_hundred_thousand_open_tags_cost_their_record_only() {
    let forgotten: String = (0..1000).map(|number| format!("<b id=b{number}>")).collect();
    for hostile in [
        "<div>".repeat(100_000),
        "<b>".repeat(100_000),
        "<div></x>".repeat(100_000),
        "<table><td>".repeat(50_000),
        format!("<div>{forgotten}</div>{}", "<div>x</div>".repeat(100_000)),
    ] {
        for (name, html) in pages(&format!("{hostile}x")) {
            let events = read_page(name, &html);
            assert_eq!(texts(&events), ["good day"], "{name} {}", &hostile[..9]);
            let refused = refused(&events);
            assert!(
                refused.len() == 1 && refused[0].contains("leaves too many tags open"),
                "{refused:?}"
            );
        }
    }
    // Many tags that are closed are a long post.
    for (name, html) in pages(&"<div>x</div>".repeat(20_000)) {
        assert_eq!(texts(&read_page(name, &html)).len(), 2, "{name}");
    }
}

#[test]
fn classes_of_records_that_stand_in_no_tag_are_passed_over_once() {
    for hostile in [
        "_a6-g".repeat(1 << 17),
        "<p _a6-g".repeat(1 << 16),
        "_a6-g>".repeat(1 << 16),
    ] {
        let (name, html) = pages(&hostile).into_iter().nth(1).unwrap();
        let events = read_page(name, &html);
        assert_eq!(texts(&events).last(), Some(&"good day"), "{}", &hostile[..9]);
    }
}

#[test]
fn a_file_of_an_export_that_cannot_be_read_is_refused() {
    let sheets = |broken: &[&[u8]]| {
        let mut packed = zip(&[
            (
                b"Shares.csv".to_vec(),
                b"Date,ShareLink,ShareCommentary\n2025-04-07 10:00:00,https://x.example,a share\n".to_vec(),
            ),
            (
                b"Comments.csv".to_vec(),
                b"Date,Link,Message\n2025-04-07 10:00:00,https://x.example,a comment\n".to_vec(),
            ),
        ]);
        for name in broken {
            let at = find(&packed, name)[0];
            // A kind of block that there is not.
            packed[at + name.len()] = 0xFF;
        }
        scanned(&packed)
    };
    let one = sheets(&[b"Shares.csv"]);
    assert_eq!(texts(&one), ["a comment"]);
    assert!(
        refused(&one).len() == 1 && refused(&one)[0].contains("Shares.csv"),
        "{one:?}"
    );
    let both = refused(&sheets(&[b"Shares.csv", b"Comments.csv"]));
    assert!(
        both.len() == 2 && both.iter().all(|said| said.contains(".csv: cannot be read")),
        "{both:?}"
    );
}
