//! Facebook, Instagram, Threads.

use super::*;
use postlint::post::Platform;

#[test]
fn a_facebook_profile_gives_the_posts_expected() {
    let export = folder("facebook");
    expect("facebook", &report(&events(&[&export], &bulk()), &export));
}

#[test]
fn older_facebook_exports_give_the_posts_expected() {
    let export = folder("facebook-old");
    expect("facebook-old", &report(&events(&[&export], &bulk()), &export));
}

#[test]
fn a_page_tells_its_own_words_from_those_of_visitors() {
    let export = folder("facebook-page");
    expect("facebook-page", &report(&events(&[&export], &bulk()), &export));
}

#[test]
fn facebook_as_html_gives_the_posts_expected() {
    let export = folder("facebook-html");
    expect("facebook-html", &report(&events(&[&export], &bulk()), &export));
}

#[test]
fn instagram_and_threads_give_the_posts_expected() {
    let export = folder("instagram");
    expect("instagram", &report(&events(&[&export], &bulk()), &export));
}

#[test]
fn messages_are_read_where_they_are_asked_for() {
    let options = ReadOptions {
        messages: true,
        ..bulk()
    };
    let events = events(&[folder("facebook")], &options);
    let messages: Vec<&Post> = posts(&events)
        .into_iter()
        .filter(|post| post.meta.kind == Some(Kind::Message))
        .collect();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].text, "फ़ाइल किसी को न दिखाएँ");
    assert_eq!(messages[0].meta.thread.as_deref(), Some("bilalahmed_99"));
    assert_eq!(skipped(&events).get("another's direct message"), Some(&1));
}

#[test]
fn an_export_split_over_several_zips_is_one() {
    let place = tempfile::tempdir().unwrap();
    let all = members(&folder("facebook"), "");
    let whole = events(&[folder("facebook")], &bulk());
    let (profile, rest): (Vec<Member>, Vec<Member>) =
        all.into_iter().partition(|(name, _)| name.starts_with(b"personal"));
    let pictures = vec![(b"your_facebook_activity/posts/media/9.jpg".to_vec(), vec![1, 2, 3])];
    let paths = [
        written(&place, "facebook-1.zip", &zip(&pictures)),
        written(&place, "facebook-2.zip", &zip(&rest)),
        written(&place, "facebook-3.zip", &zip(&profile)),
    ];
    let split = events(&paths, &bulk());
    assert_eq!(texts(&split), texts(&whole));
    assert!(refused(&split).is_empty(), "{:?}", refused(&split));
    assert_eq!(posts(&split)[0].meta.author.as_deref(), Some("Asma Khan"));
}

#[test]
fn two_exports_of_one_person_repeat_nothing() {
    let once = events(&[folder("facebook")], &bulk());
    let twice = events(&[folder("facebook"), folder("facebook")], &bulk());
    assert_eq!(texts(&twice), texts(&once));
    assert!(skipped(&twice)["duplicate"] >= texts(&once).len());
}

#[test]
fn exports_of_nobody_known_are_not_taken_for_one_persons() {
    let place = tempfile::tempdir().unwrap();
    let post = r#"[{"timestamp":1744042445,"data":[{"post":"good day"}]}]"#;
    let export = |name: &str| {
        let path = b"your_facebook_activity/posts/your_posts__check_ins__photos_and_videos_1.json".to_vec();
        written(&place, name, &zip(&[(path, post.into())]))
    };
    let nobodys = events(&[export("a.zip"), export("b.zip")], &bulk());
    assert_eq!(texts(&nobodys), ["good day", "good day"]);
    let named = |person: &str, day: &str| export(&format!("facebook-{person}-2025-05-{day}-x7Kq.zip"));
    let two = events(&[named("asma", "01"), named("bilal", "02")], &bulk());
    assert_eq!(texts(&two), ["good day", "good day"]);
    let one = events(&[named("asma", "01"), named("asma", "02")], &bulk());
    assert_eq!(texts(&one), ["good day"]);
}

#[test]
fn instagram_as_html_has_its_caption_in_the_heading() {
    let place = tempfile::tempdir().unwrap();
    let record = |caption: &str, content: &str, time: &str| {
        format!(
            "<div class=\"pam _3-95 _2ph- _a6-g uiBoxWhite noborder\"><h2 class=\"_3-95 _2pim _a6-h _a6-i\">{caption}</h2>\
             <div class=\"_3-95 _a6-p\">{content}</div><div class=\"_3-94 _a6-o\">{time}</div></div>"
        )
    };
    let posts = record(
        "The camp &amp; the queue",
        "<div><img src=\"a.jpg\"></div>",
        "Apr 07, 2025 9:14 pm",
    );
    let comments = record(
        "",
        "<table><tr><td>Comment<div><div>Shame on the idiots</div></div></td></tr><tr><td>Media Owner<div><div>dc.office</div></div></td></tr></table>",
        "Apr 08, 2025 9:14 pm",
    );
    let page = |records: &str| {
        format!("<html><head><style>._a6-g{{}}</style></head><body>{records}</body></html>").into_bytes()
    };
    let packed = zip(&[
        (b"your_instagram_activity/media/posts_1.html".to_vec(), page(&posts)),
        (
            b"your_instagram_activity/comments/post_comments_1.html".to_vec(),
            page(&comments),
        ),
    ]);
    let events = events(&[written(&place, "ig.zip", &packed)], &bulk());
    assert_eq!(texts(&events), ["The camp & the queue", "Shame on the idiots"]);
    assert_eq!(self::posts(&events)[1].meta.kind, Some(Kind::Comment));
    assert!(
        self::posts(&events)
            .iter()
            .all(|post| post.meta.when.is_some_and(When::lacks_zone))
    );
}

#[test]
fn labels_that_give_nothing_are_said() {
    let place = tempfile::tempdir().unwrap();
    let file = written(
        &place,
        "your_posts_1.json",
        br#"[{"timestamp":1744060445,"fbid":"1","label_values":[{"label":"Adres","value":"https://example.org/1"}]}]"#,
    );
    let events = events(&[file], &bulk());
    let said = events
        .iter()
        .any(|event| matches!(event, Event::Warning(doubt) if doubt.text.contains("gave a text")));
    assert!(said, "{events:?}");
}

#[test]
fn a_post_may_end_in_a_time() {
    let record = |cells: &str| {
        format!(
            "<section class=\"_a6-g\" aria-labelledby=\"u\"><h2 class=\"_a6-h\">A posted.</h2><div class=\"_a6-p\">{cells}</div>\
             <div class=\"_a72d\">Apr 07, 2025 9:14:05 pm</div></section>"
        )
    };
    let cell = |text: &str| format!("<div class=\"_2pin\"><div>{text}</div></div>");
    let updated = cell("Updated Apr 08, 2025 9:14:05 pm");
    let records = [
        record(&cell("Jalsa at Minar-e-Pakistan Apr 20, 2025 9:00 pm")),
        record(&format!("{}{updated}", cell("Protest May 5, 2025 10:00 am"))),
        record(&format!("{}{updated}", cell("<img src=\"a.jpg\">"))),
    ];
    let place = tempfile::tempdir().unwrap();
    let page = format!("<html><body>{}</body></html>", records.concat());
    let events = events(&[written(&place, "your_posts_1.html", page.as_bytes())], &bulk());
    assert_eq!(
        texts(&events),
        [
            "Jalsa at Minar-e-Pakistan Apr 20, 2025 9:00 pm",
            "Protest May 5, 2025 10:00 am"
        ]
    );
}

#[test]
fn comments_under_pictures_are_read_where_they_are_known_to_be_the_holders() {
    let album = br#"{"name":"Trip","photos":[{"uri":"a","comments":[
        {"timestamp":1744042450,"comment":"of another","author":"Bilal"},
        {"timestamp":1744042451,"comment":"of the holder","author":"Asma Khan"}]}]}"#;
    let profile = br#"{"profile_v2":{"name":{"full_name":"Asma Khan"}}}"#;
    let place = tempfile::tempdir().unwrap();
    let mut files: Vec<Member> = vec![(b"posts/album/0.json".to_vec(), album.to_vec())];
    let unknown = events(&[written(&place, "a.zip", &zip(&files))], &bulk());
    assert!(texts(&unknown).is_empty());
    assert_eq!(
        skipped(&unknown)["comment under a picture, not known to be the holder's"],
        2
    );
    files.push((
        b"profile_information/profile_information.json".to_vec(),
        profile.to_vec(),
    ));
    let known = events(&[written(&place, "b.zip", &zip(&files))], &bulk());
    assert_eq!(texts(&known), ["of the holder"]);
}

#[test]
fn a_file_of_one_record_has_no_list_around_it() {
    let post = r#"{"timestamp":1744042445,"attachments":[{"data":[{"for_sale_item":{"title":"a chair","description":"of oak"}}]}],
        "data":[{"post":"for sale"}],"title":"Asma posted"}"#;
    let labelled = r#"{"timestamp":1744042445,"media":[{"uri":"a","description":"a picture"}],
        "label_values":[{"label":"Caption","value":"a caption"}],"fbid":"1"}"#;
    let captioned = r#"{"media":[{"uri":"a","creation_timestamp":1744042445,"title":""},{"uri":"b","title":""}],
        "title":"of two pictures","creation_timestamp":1744042445}"#;
    let comment =
        r#"{"media_list_data":[],"string_map_data":{"Comment":{"value":"a comment"},"Time":{"timestamp":1744042446}}}"#;
    for (path, record, text) in [
        (
            "your_facebook_activity/posts/your_posts_1.json",
            post,
            "for sale\na chair\nof oak",
        ),
        (
            "your_instagram_activity/media/posts_1.json",
            labelled,
            "a caption\na picture",
        ),
        (
            "your_instagram_activity/content/posts_1.json",
            captioned,
            "of two pictures",
        ),
        (
            "your_instagram_activity/comments/post_comments_1.json",
            comment,
            "a comment",
        ),
    ] {
        let place = tempfile::tempdir().unwrap();
        let export = zip(&[(path.into(), record.into())]);
        let events = events(&[written(&place, "export.zip", &export)], &bulk());
        assert_eq!(texts(&events), [text], "{path}");
        assert!(refused(&events).is_empty() && skipped(&events).is_empty(), "{events:?}");
    }
}

#[test]
fn the_holder_is_known_by_either_form_of_the_name_and_a_folder_makes_no_platform() {
    let message = |sender: &str| {
        format!(
            r#"{{"participants":[],"messages":[{{"sender_name":"{sender}","timestamp_ms":1744042445000,"content":"of {sender}"}}]}}"#
        )
    };
    for name in [r#""Asma Khan""#, r#"{"full_name":"Asma Khan"}"#] {
        let place = tempfile::tempdir().unwrap();
        let files: [Member; 4] = [
            (
                b"profile_information/profile_information.json".to_vec(),
                format!(r#"{{"profile":{{"name":{name}}}}}"#).into(),
            ),
            (
                b"messages/inbox/big_cats/message_1.json".to_vec(),
                message("Asma Khan").into(),
            ),
            (
                b"messages/inbox/ig_fans/message_1.json".to_vec(),
                message("Bilal").into(),
            ),
            (
                b"stories/archived_stories.json".to_vec(),
                br#"{"archived_stories":[{"timestamp":1744042445,"data":[{"post":"a story"}]}]}"#.to_vec(),
            ),
        ];
        let asked = ReadOptions {
            messages: true,
            ..bulk()
        };
        let events = events(&[written(&place, "export.zip", &zip(&files))], &asked);
        let mut texts = texts(&events);
        texts.sort_unstable();
        assert_eq!(texts, ["a story", "of Asma Khan"], "{name}");
        assert!(posts(&events).iter().all(
            |post| post.meta.platforms == [Platform::Facebook] && post.meta.author.as_deref() == Some("Asma Khan")
        ));
    }
}
