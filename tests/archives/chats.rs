//! WhatsApp, Telegram, YouTube, LinkedIn, Mastodon, Reddit, TikTok.

use super::*;
use postlint::post::Place;
use postlint::source::DateOrder;
use proptest::prelude::*;

/// Every invented export with what is expected of it; the last word says how it is read.
#[test]
fn every_export_is_read_as_expected() {
    for name in [
        "whatsapp/android-india",
        "whatsapp/ios",
        "whatsapp/languages",
        "whatsapp/pasted.txt",
        "whatsapp/phrases.txt",
        "whatsapp/schedule.txt",
        "whatsapp/open.txt",
        "whatsapp/cut.txt",
        "telegram/channel",
        "telegram/account",
        "telegram/page",
        "youtube",
        "linkedin",
        "mastodon",
        "reddit",
        "tiktok",
    ] {
        let export = folder(name);
        expect(name, &report(&events(&[&export], &bulk()), &export));
    }
}

#[test]
fn a_zip_of_a_chat_is_the_chat() {
    let export = folder("whatsapp/ios");
    let inner = export.join("WhatsApp Chat - Village news");
    let mut packed = members(&inner, "");
    packed.push((b"00000012-PHOTO-2025-04-08-21-15-11.jpg".to_vec(), vec![0xFF, 0xD8]));
    packed.push((b"00000013-note.txt".to_vec(), b"a file that was sent".to_vec()));
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("WhatsApp Chat - Village news.zip");
    fs::write(&file, zip(&packed)).unwrap();
    let (loose, packed) = (events(&[export], &bulk()), events(&[&file], &bulk()));
    assert_eq!(texts(&loose), texts(&packed));
    assert!(
        posts(&packed)
            .iter()
            .all(|post| post.meta.thread.as_deref() == Some("Village news"))
    );
    assert_eq!(skipped(&packed)["media file"], 1);
    assert_eq!(skipped(&packed)["file of an export without posts"], 1);
}

#[test]
fn a_chat_that_was_exported_twice_is_read_once_and_its_own_repeats_stay() {
    let place = tempfile::tempdir().unwrap();
    let earlier = "7/4/25, 9:14 pm - A: ok\n7/4/25, 9:14 pm - A: ok\n";
    let later = format!("{earlier}17/4/25, 9:14 pm - A: ok\n");
    let name = "WhatsApp Chat with Staff";
    let text = written(&place, &format!("{name}.txt"), earlier.as_bytes());
    let packed = zip(&[(format!("{name}.txt").into_bytes(), later.clone().into_bytes())]);
    let packed = written(&place, &format!("{name}.zip"), &packed);
    let other = written(&place, "WhatsApp Chat with Others.txt", later.as_bytes());
    let both = events(&[&text, &packed], &bulk());
    assert_eq!(texts(&both), ["ok", "ok", "ok"]);
    assert_eq!(skipped(&both)["duplicate"], 2);
    assert_eq!(texts(&events(&[text, other], &bulk())).len(), 5, "another chat");
}

#[test]
fn exports_of_one_chat_are_known_under_other_names_and_where_the_later_one_settles_its_dates() {
    let place = tempfile::tempdir().unwrap();
    let open = "05/01/24, 9:01 am - Asma: one\n05/02/24, 9:02 am - Asma: two\n";
    let settled = format!("{open}05/20/24, 9:08 am - Asma: three\n");
    let first = written(&place, "WhatsApp Chat with Canal.txt", open.as_bytes());
    let second = written(&place, "WhatsApp Chat with Canal (1).txt", settled.as_bytes());
    assert_eq!(texts(&events(&[second, first], &bulk())).len(), 3);
}

#[test]
fn what_two_exports_of_linkedin_hold_is_read_once() {
    let place = tempfile::tempdir().unwrap();
    let row = "2024-05-01 10:00:00,https://www.linkedin.com/feed/update/urn%3Ali%3A1,";
    let export = |name: &str, more: &str| {
        let comments = format!("Date,Link,Message\n{row}one\n{more}");
        written(&place, name, &zip(&[(b"Comments.csv".to_vec(), comments.into_bytes())]))
    };
    let exports = [export("may.zip", ""), export("june.zip", &format!("{row}two\n"))];
    assert_eq!(texts(&events(&exports, &bulk())), ["one", "two"]);
}

#[test]
fn a_chat_is_read_from_a_stream() {
    let text = fs::read(folder("whatsapp/open.txt")).unwrap();
    let stream = |bytes: &[u8], options: &ReadOptions| {
        let mut events = Vec::new();
        let input = Input::Stream {
            name: "-".into(),
            bytes: Box::new(std::io::Cursor::new(bytes.to_vec())),
        };
        let _ = read([input], options, &mut |event| {
            events.push(event);
            ControlFlow::Continue(())
        });
        events
    };
    let events = stream(&text, &bulk());
    assert_eq!(texts(&events), ["day or month", "nobody knows", "the day, then"]);
    let month_first = ReadOptions {
        date_order: Some(DateOrder::MonthFirst),
        ..bulk()
    };
    let events = stream(&text, &month_first);
    assert_eq!(
        posts(&events)[0].meta.when.map(time).as_deref(),
        Some("2025-05-04T21:14:00 (no zone)")
    );
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain("7/4/25, 9:14 pm - Asma: آج\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(texts(&stream(&utf16, &bulk())), ["آج"]);
}

#[test]
fn authors_are_found_however_a_phone_writes_them() {
    let only = |author: &str| {
        let options = ReadOptions {
            authors: vec![author.into()],
            ..bulk()
        };
        events(&[folder("whatsapp/android-india")], &options)
    };
    assert_eq!(
        texts(&only("chitra devi")),
        ["A caption below a picture that was left out"]
    );
    assert_eq!(texts(&only("+919876543210")), ["A caption\nof two lines"]);
    assert_eq!(skipped(&only("+919876543210"))["another author (--author)"], 9);
}

#[test]
fn a_message_longer_than_the_limit_is_refused_and_the_next_is_read() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("WhatsApp Chat with A.txt");
    let long = "x".repeat(5000);
    let text = format!(
        "7/4/25, 9:14 pm - A: one\n7/4/25, 9:15 pm - A: {long}\n7/4/25, 9:16 pm - A: two\n{long}\n17/4/25, 9:17 pm - A: three\n"
    );
    fs::write(&file, text).unwrap();
    let options = ReadOptions {
        largest_record: 1000,
        ..bulk()
    };
    let events = events(&[&file], &options);
    assert_eq!(texts(&events), ["one", "three"]);
    assert_eq!(refused(&events).len(), 2);
    assert_eq!(posts(&events)[1].origin.record, 4);
}

#[test]
fn a_draft_that_speaks_of_a_chat_is_a_draft() {
    let place = tempfile::tempdir().unwrap();
    let lines = "a line\n".repeat(25);
    fs::write(
        place.path().join("draft.txt"),
        format!("{lines}7/4/25, 9:14 pm - A: quoted\n{lines}"),
    )
    .unwrap();
    let events = events(&[place.path()], &bulk());
    assert_eq!(posts(&events).len(), 1);
    assert_eq!(posts(&events)[0].meta.kind, None);
}

#[test]
fn private_messages_of_an_account_are_read_where_they_are_asked_for() {
    let asked = ReadOptions {
        messages: true,
        ..bulk()
    };
    let events = |name: &str| events(&[folder(name)], &asked);
    assert_eq!(
        texts(&events("telegram/account")),
        ["private", "a note", "to the group", "passed on"]
    );
    assert!(texts(&events("mastodon")).contains(&"to one"));
}

#[test]
fn pages_of_a_whole_account_ask_whose_they_are() {
    let place = tempfile::tempdir().unwrap();
    let chat = place.path().join("chats/chat_001");
    fs::create_dir_all(&chat).unwrap();
    fs::copy(folder("telegram/page/messages.html"), chat.join("messages.html")).unwrap();
    let said = refused(&events(&[place.path()], &bulk()));
    assert!(said[0].contains("--author"), "{said:?}");
    let options = ReadOptions {
        authors: vec!["Asma Khan".into()],
        ..bulk()
    };
    assert_eq!(texts(&events(&[place.path()], &options)).len(), 2);
    assert_eq!(texts(&events(&[&chat], &bulk())).len(), 4);
}

#[test]
fn sheets_of_schedulers_are_read() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("sheet.csv");
    let read = |text: &str, options: &ReadOptions| {
        fs::write(&file, text).unwrap();
        events(&[&file], options)
    };
    let hootsuite = "07/04/2025 21:14,\"Hello, all\",https://example.org\n17/04/2025 21:14,No link\n";
    let said = read(hootsuite, &bulk());
    assert_eq!(texts(&said), ["Hello, all", "No link"]);
    assert_eq!(posts(&said)[0].meta.when, None);
    assert!(
        said.iter()
            .any(|event| matches!(event, Event::Warning(doubt) if doubt.text.contains("--day-first")))
    );
    let day_first = ReadOptions {
        date_order: Some(DateOrder::DayFirst),
        ..bulk()
    };
    let said = read(hootsuite, &day_first);
    assert_eq!(
        posts(&said)[0].meta.when.map(time).as_deref(),
        Some("2025-04-07T21:14:00 (no zone)")
    );
    let publer = "Date,Message,Link,Media URL(s),Title,Label(s)\n2025-04-07 21:14,Hello,,https://x/1.jpg||One,https://x/2.jpg||Two,T,\n";
    assert_eq!(read(publer, &bulk()).len(), 1);
    let publer = "Date,Message,Link,Media URL(s),Title,Label(s)\n2025-04-07 21:14,Hello,,\"https://x/1.jpg||One,https://x/2.jpg||Two\",T,\n";
    assert_eq!(texts(&read(publer, &bulk())), ["Hello\nT\nOne\nTwo"]);
    let x = "\u{FEFF}Post id,Date,Post text,Post Link,Impressions\n1,\"Mon, Apr 7, 2025\",Hello,https://x.com/a/1,\"1,234\"\n";
    let said = read(x, &bulk());
    assert_eq!(posts(&said)[0].meta.when.map(time).as_deref(), Some("2025-04-07 (day)"));
    let x = "Tweet id,Tweet permalink,Tweet text,time\n1,https://x.com/a/1,Hello,2025-04-07 16:14 +0000\n";
    assert_eq!(
        posts(&read(x, &bulk()))[0].meta.when.map(time).as_deref(),
        Some("2025-04-07T16:14:00Z")
    );
}

proptest! {
    /// Whatever a chat holds, each text stands in the file where it is said to stand.
    #[test]
    fn a_text_stands_where_it_is_said_to_stand(lines in prop::collection::vec(
        ("(7/4/25, 9:14 pm - |\\[07/04/25, 21:14:05\\] |\u{200E}\\[7/4/25, 9:14\u{202F}PM\\] |)", "(A: |Asma Khan: |A:|)",
         "(\u{200E}|<Media omitted>|<attached: 00000012-A.jpg>|[a-z ]{1,5}|चलो|\u{1F600}|POLL:|OPTION: |\r|<This message was edited>){0,4}"), 1..12))
    {
        let text: String = lines.iter().map(|(head, name, body)| format!("{head}{name}{body}\n")).collect();
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("WhatsApp Chat with A.txt");
        fs::write(&file, &text).unwrap();
        let events = events(&[&file], &bulk());
        for post in posts(&events) {
            prop_assert!(!post.text.trim().is_empty());
            if let Place::Verbatim { line, lead, .. } = &post.origin.place {
                let from: String = text.split_inclusive('\n').skip(line - 1).collect();
                let rest = &from[lead.bytes..];
                prop_assert!(rest.starts_with(&post.text), "{line}:{lead:?} {:?} in {rest:?}", post.text);
            }
        }
    }
}
