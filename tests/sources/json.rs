//! JSON Lines and lists.

use super::*;

#[test]
fn lines_are_records_and_a_bad_one_costs_itself() {
    let text = "{\"id\":7,\"text\":\"one\",\"lang\":\"ur\",\"other\":{\"a\":[]}}\n\n{\"text\": \"नमस्ते\n{\"text\":5}\n[1]\n{}\n{\"a\":1,\"b\":2}\n\
        {\"text\":\"\"}\n{\"text\":null,\"title\":\"T\"}\r\n{\"text\":\"two\",\"title\":\"T\"}";
    let events = bulk(text);
    assert_eq!(
        short(&events),
        [
            "post record at 1 one",
            "refused 2 3:14 is not valid JSON: EOF while parsing a string",
            "refused 3 4:- `text` is a number, not a text",
            "refused 4 5:- this record is a list, not an object with a `text`",
            "refused 5 6:- this record is empty: it has no `text`",
            "refused 6 7:- this record has no `text`, only a, b; name its text with --text-column",
            "skipped empty",
            "post record at 9 T",
            "post record at 10 two\nT",
        ]
    );
    assert_eq!(posts(&events)[0].id, "7");
    assert_eq!(posts(&events)[2].id, "-#9");
    assert_eq!(posts(&events)[0].meta.lang.as_deref(), Some("ur"));
}

#[test]
fn words_outside_their_sets_are_unknown_with_one_warning() {
    let text = "{\"text\":\"a\",\"platform\":\"Mastodon\",\"account\":\"persnal\"}\n{\"text\":\"b\",\"account\":\"persnal\",\"kind\":\"DM\"}\n";
    let events = bulk(text);
    assert_eq!(
        short(&events),
        [
            "warning account `persnal` is none of `personal`, `official` and is taken as unknown; did you mean `personal`?",
            "post record at 1 a",
            "post record at 2 b",
        ]
    );
    assert_eq!(posts(&events)[0].meta.platforms, [Platform::Other]);
    assert_eq!(posts(&events)[1].meta.kind, Some(Kind::Message));
}

#[test]
fn a_time_that_is_not_understood_is_said_once() {
    let times = [
        "2025-04-07T21:14:05+05:00",
        "1744042445.5",
        "soon",
        "07/04/2025 21:14",
        "08/04/2025 21:14",
    ];
    let text: String = times
        .map(|time| format!("{{\"text\":\"a\",\"posted_at\":\"{time}\"}}\n"))
        .concat();
    let events = bulk(&text);
    let doubts: Vec<String> = short(&events)
        .into_iter()
        .filter(|event| event.starts_with("warning"))
        .collect();
    assert_eq!(
        doubts,
        [
            "warning times that are not understood are left unknown, such as `1744042445.5`; write them as 2025-04-07T21:14:05+05:00",
            "warning dates that can be read with the day or the month first are left unknown, such as `07/04/2025 21:14`; say --day-first or --month-first",
        ]
    );
}

#[test]
fn lists_are_found_at_the_root_and_one_level_down() {
    assert_eq!(
        short(&bulk("[{\"text\":\"a\"},\n{\"text\":\"b\"}]")),
        ["post record at 1 a", "post record at 2 b"]
    );
    let nested =
        "{\"heads\":[{\"text\":\"h\"}],\n\"count\":[1,2,3,4],\"posts\":[{\"message\":\"a\"},\n{\"message\":\"b\"}]}";
    assert_eq!(
        short(&bulk(&nested.replace(":[{\"text", ":\n[{\"text"))),
        ["post record at 2 h", "post record at 3 a", "post record at 4 b"]
    );
    assert_eq!(
        short(&file("json", nested, Reading::Drafts)),
        ["post record at 1 h", "post record at 2 a", "post record at 3 b"]
    );
    assert_eq!(
        short(&file(
            "json",
            "\n{\"text\":\"alone\",\n\"tags\":[\"x\"]}",
            Reading::Bulk
        )),
        ["post record at 1 alone"]
    );
    assert_eq!(
        short(&file("json", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n", Reading::Bulk)).len(),
        2
    );
    assert_eq!(short(&file("json", "[]", Reading::Bulk)), ["skipped empty"]);
}

#[test]
fn several_texts_ask_for_a_choice() {
    let text = "{\"caption\":\"c\",\"body\":\"b\"}\n";
    assert!(short(&bulk(text))[0].contains("several texts (body, caption)"));
    let options = ReadOptions {
        reading: Reading::Bulk,
        text_column: Some("Caption".into()),
        ..ReadOptions::default()
    };
    assert_eq!(short(&stream("-", text.as_bytes(), &options)), ["post record at 1 c"]);
}

#[test]
fn hostile_json_is_refused_and_the_rest_goes_on() {
    let deep = format!(
        "{{\"text\":\"a\"}}\n{{\"text\":{}\n{{\"text\":\"b\"}}",
        "[".repeat(100_000)
    );
    let said = short(&bulk(&deep));
    assert_eq!((said.len(), said[2].as_str()), (3, "post record at 3 b"));
    assert!(said[1].contains("recursion limit"), "{said:?}");
    let listed = format!("[{}{},{{\"text\":\"b\"}}]", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(short(&bulk(&listed))[1], "post record at 1 b");
    let options = ReadOptions {
        reading: Reading::Bulk,
        largest_record: 1 << 10,
        ..ReadOptions::default()
    };
    let long = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"b\"}}", "x".repeat(1 << 20));
    let said = short(&stream("x.jsonl", long.as_bytes(), &options));
    assert_eq!(
        said,
        [
            "refused 1 1:- this record is longer than 1 KiB; it was passed over",
            "post record at 2 b"
        ]
    );
    let listed = format!("[{}]", long.replace('\n', ","));
    assert_eq!(
        short(&stream("-", listed.as_bytes(), &options))[1],
        "post record at 1 b"
    );
    let raw = b"{\"text\":\"ok\"}\n{\"text\":\"\xff\"}\n{\"text\":\"half \\ud83d\"}\n{\"text\":\"nul \\u0000\"}\n";
    let options = ReadOptions {
        reading: Reading::Bulk,
        ..ReadOptions::default()
    };
    let said = short(&stream("-", raw, &options));
    assert_eq!(
        said[1],
        "refused 2 2:10 invalid UTF-8 at byte 9 (from 0); save the file as UTF-8"
    );
    assert_eq!(said[2..], ["post record at 3 half \u{FFFD}", "post record at 4 nul \0"]);
}

#[test]
fn a_truncated_list_says_so() {
    let said = short(&bulk("[{\"text\":\"a\"},{\"text\":\"b"));
    assert_eq!(
        said[1],
        "refused 2 1:- is not valid JSON: the file ends in the middle of this record"
    );
    assert!(short(&bulk("[{\"text\":\"a\"},"))[1].starts_with("warning the file ends before its list is closed"));
    assert!(short(&file("json", "hello", Reading::Bulk))[0].contains("neither `[` nor `{`"));
}

#[test]
fn marks_and_utf16_are_read() {
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain("[{\"text\":\"آج\"}]".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(short(&file("json", &utf16, Reading::Bulk)), ["post record at 1 آج"]);
    assert_eq!(
        short(&file("jsonl", "\u{FEFF}{\"text\":\"آج\"}", Reading::Bulk)),
        ["post record at 1 آج"]
    );
}

#[test]
fn of_an_object_itself_and_its_lists_everything_with_a_text_is_read() {
    let lists =
        r#"{"posts":[{"text":"a"}],"media":[{"url":"u"},{"url":"v"}],"replies":[{"message":"b"},{"text":"c"}]}"#;
    assert_eq!(
        short(&file("json", lists, Reading::Bulk)),
        ["post record at 1 a", "post record at 1 b", "post record at 1 c"]
    );
    let media = r#""media":[{"url":"u"},{"url":"v"}]"#;
    for name in ["text", "message"] {
        let post = format!("{{\"{name}\":\"alone\",\n{media}}}");
        assert_eq!(short(&bulk(&post)), ["post record at 1 alone"], "{name}");
        assert_eq!(
            short(&file("json", &post, Reading::Bulk)),
            ["post record at 1 alone"],
            "{name}"
        );
    }
    let both = "{\"text\":\"head\",\n\"replies\":[{\"text\":\"a\"}]}";
    assert_eq!(
        short(&file("json", both, Reading::Bulk)),
        ["post record at 1 head", "post record at 2 a"]
    );
    let without = format!("{{\"id\":1,\n{media}}}");
    assert_eq!(short(&file("json", &without, Reading::Bulk)).len(), 2);
    assert!(short(&bulk(&without))[0].contains("has no `text`, only url"));
}

#[test]
fn the_contracts_own_names_go_before_those_of_tools() {
    let record =
        r#"{"text":"a","created_at":"2020-01-01","date":"2020-01-01","posted_at":"2025-04-07","post_id":"8","id":"7"}"#;
    let sheet =
        "title,post_id,posted_at,text,timestamp,id\nT,8,2025-04-07,a,2020-01-01,7\n,8,2025-04-07,a,2020-01-01,7\n";
    let options = ReadOptions {
        reading: Reading::Bulk,
        ..ReadOptions::default()
    };
    let events: Vec<Event> = [bulk(record), stream("it.csv", sheet.as_bytes(), &options)].concat();
    let said: Vec<_> = posts(&events)
        .iter()
        .map(|post| (post.id.as_str(), post.meta.posted_at.as_deref()))
        .collect();
    assert_eq!(said, [("7", Some("2025-04-07")); 3]);
}

#[test]
fn lines_may_end_in_returns() {
    let lines = "{\"text\":\"a\"}\r{\"text\":\"b\"}\r";
    assert_eq!(
        short(&file("jsonl", lines, Reading::Bulk)),
        ["post record at 1 a", "post record at 2 b"]
    );
    let sheet = "text,author\ra,A\r\"b\rc\",B\r";
    assert_eq!(
        short(&file("csv", sheet, Reading::Bulk)),
        ["post record at 2 a", "post record at 3 b\nc"]
    );
    let chat = "17/4/25, 9:14 pm - A: a\r17/4/25, 9:15 pm - B: b\rand c\r";
    assert_eq!(
        short(&file("txt", chat, Reading::Bulk)),
        ["post 1:23 a", "post 2:23 b\nand c"]
    );
}
