//! Tables.

use super::*;

#[test]
fn headers_are_folded_and_delimiters_found() {
    for (header, rows) in [
        ("\u{FEFF}Post ID,Post Text,Account", "1,\"a, \"\"b\"\"\nc\",official"),
        ("post_id;tweet text;ACCOUNT", "1;\"a, \"\"b\"\"\nc\";official"),
        ("sep=;\nid;Message;account", "1;\"a, \"\"b\"\"\nc\";official"),
        ("id\ttext\taccount", "1\t\"a, \"\"b\"\"\nc\"\tofficial"),
    ] {
        let events = file("csv", format!("{header}\r\n{rows}\r\n"), Reading::Bulk);
        let post = posts(&events)[0];
        assert_eq!((post.id.as_str(), post.text.as_str()), ("1", "a, \"b\"\nc"), "{header}");
        assert_eq!(post.meta.account, Some(Account::Official));
    }
}

#[test]
fn a_table_is_recognised_on_a_stream() {
    assert_eq!(short(&bulk("id,text\n1,Hi\n")), ["post record at 2 Hi"]);
    assert!(short(&bulk("Dear all,\nmessage to follow\n"))[0].contains("is not recognised"));
}

#[test]
fn sheets_of_tools_are_read() {
    let meta = "Post ID,Page name,Title,Description,Publish time,Permalink\n1.2345E+17,P,,Body,04/07/2025 21:14,https://f/1\n1.2345E+17,P,Head,,,https://f/2\n";
    let events = file("csv", meta, Reading::Bulk);
    let said = short(&events);
    assert!(
        said[0].starts_with("warning dates that can be read with the day or the month first"),
        "{said:?}"
    );
    assert_eq!(said[1..], ["post record at 2 Body", "post record at 3 Head"]);
    assert_eq!(posts(&events)[0].id, "https://f/1");
    assert_eq!(posts(&events)[0].meta.posted_at.as_deref(), Some("04/07/2025 21:14"));
    let metricool = "Text,Date,Time,Draft\nHi,2025-04-07,10:00,false\n";
    assert_eq!(
        posts(&file("csv", metricool, Reading::Bulk))[0]
            .meta
            .posted_at
            .as_deref(),
        Some("2025-04-07 10:00")
    );
    let excel: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain("id\ttext\r\n1\tآج\r\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(short(&file("txt.csv", excel, Reading::Bulk)), ["post record at 2 آج"]);
}

#[test]
fn the_text_column_is_asked_for() {
    assert!(short(&file("csv", "a,b\n1,2\n", Reading::Bulk))[0].contains("Its columns are: a, b"));
    let said = short(&file("csv", "caption,body\n1,2\n", Reading::Bulk));
    assert!(
        said[0].starts_with("refused - ") && said[0].contains("(caption, body)"),
        "{said:?}"
    );
    let choose = |column: &str, text: &str| {
        let options = ReadOptions {
            reading: Reading::Bulk,
            text_column: Some(column.into()),
            ..ReadOptions::default()
        };
        short(&stream("-", text.as_bytes(), &options))
    };
    assert_eq!(choose("BODY", "caption,body\n1,2\n"), ["post record at 2 2"]);
    assert_eq!(
        choose("2", "2025-04-07 10:00,Hello,https://x\n"),
        ["post record at 1 Hello"]
    );
    assert_eq!(choose("2", "id,words\n1,Hello\n"), ["post record at 2 Hello"]);
    assert!(choose("nope", "id,words\n1,Hello\n")[0].contains("no column `nope`; its columns are: id, words"));
}

#[test]
fn malformed_rows_are_refused_one_by_one() {
    let text = "id,text\n1,ok\n2,a,b\n3\n4,\"open\n5,next\n6,\"x\" y\n,\n7,,\n8,ok,,\n";
    assert_eq!(
        short(&file("csv", text, Reading::Bulk)),
        [
            "post record at 2 ok",
            "refused 2 3:- this row has 3 cells where the header has 2; a cell that holds the delimiter needs quotes around it",
            "refused 3 4:- this row has 1 cells where the header has 2; a line break within a cell needs quotes around the cell",
            "refused 4 5:- a quote is opened in this row and closed in line 7, with text behind it; quotes within a cell are doubled",
            "post record at 6 next",
            "refused 6 7:- there is text behind a closing quote; quotes within a cell are doubled (\"\")",
            "skipped blank row",
            "skipped empty",
            "post record at 10 ok",
        ]
    );
}

#[test]
fn lost_letters_are_refused_and_questions_are_not() {
    let text = "id,text\n1,???? ???? PTI ??\n2,Really?? Why???\n3,؟؟؟؟\n4,Why ????\n5,Why????\n";
    let said = short(&file("csv", text, Reading::Bulk));
    assert!(
        said[0].starts_with("refused 1 2:- the letters of this text were lost"),
        "{said:?}"
    );
    assert_eq!(
        said[1..],
        [
            "post record at 3 Really?? Why???",
            "post record at 4 ؟؟؟؟",
            "post record at 5 Why ????",
            "post record at 6 Why????"
        ]
    );
}

#[test]
fn windows_1252_is_read_with_a_warning_and_broken_utf8_is_refused() {
    let said = short(&file(
        "csv",
        b"id,text\n1,plain\n2,caf\xe9\n3,\x93q\x94\n",
        Reading::Bulk,
    ));
    assert_eq!(said[0], "post record at 2 plain");
    assert!(said[1].starts_with("warning is not UTF-8"));
    assert_eq!(said[2..], ["post record at 3 café", "post record at 4 “q”"]);
    let said = short(&file(
        "csv",
        "id,text\n1,नमस्ते\n2,caf\u{0}\n3,ok\n"
            .replace('\0', "#")
            .into_bytes()
            .iter()
            .map(|&byte| if byte == b'#' { 0xE9 } else { byte })
            .collect::<Vec<_>>(),
        Reading::Bulk,
    ));
    assert_eq!(
        said[1],
        "refused 2 3:- invalid UTF-8 at byte 3 of cell 2; save the sheet as “CSV UTF-8”"
    );
    assert_eq!(said[2], "post record at 4 ok");
}

#[test]
fn rows_are_cut_as_the_csv_crate_cuts_them() {
    proptest::proptest!(|(cells in proptest::collection::vec(proptest::collection::vec("[a-z\",;\n\r\t !आ]{0,8}", 3), 1..8))| {
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        writer.write_record(["id", "text", "author"]).unwrap();
        for row in &cells {
            writer.write_record([&format!("x{}", row[0]), &format!("t{}", row[1]), &row[2]]).unwrap();
        }
        let table = writer.into_inner().unwrap();
        let events = file("csv", table, Reading::Bulk);
        let texts: Vec<String> = posts(&events).iter().map(|post| post.text.clone()).collect();
        let expected: Vec<String> = cells.iter().map(|row| format!("t{}", row[1])).collect();
        proptest::prop_assert_eq!(texts, expected);
    });
}
