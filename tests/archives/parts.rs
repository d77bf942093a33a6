//! Which files are one export, and which only lie together.

use super::*;

const PROFILE: (&str, &str) = (
    "personal_information/profile_information/profile_information.json",
    r#"{"profile_v2":{"name":{"full_name":"Asma Khan"}}}"#,
);
const POSTS: (&str, &str) = (
    "your_facebook_activity/posts/your_posts_1.json",
    r#"[{"timestamp":1744042445,"data":[{"post":"of the profile"}]}]"#,
);
const GROUPS: (&str, &str) = (
    "your_facebook_activity/groups/your_posts_in_groups.json",
    r#"{"group_posts_v2":[{"timestamp":1744042446,"data":[{"post":"of the group"}]}]}"#,
);

fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let files: Vec<Member> = files
        .iter()
        .map(|(name, text)| ((*name).into(), (*text).into()))
        .collect();
    zip(&files)
}

/// Whose the post of the group is, where the two exports have these names.
fn holder_of_the_second(first: &str, second: &str) -> Option<String> {
    let place = tempfile::tempdir().unwrap();
    let paths = [
        written(&place, first, &packed(&[PROFILE, POSTS])),
        written(&place, second, &packed(&[GROUPS])),
    ];
    let events = events(&paths, &bulk());
    let post = posts(&events)
        .into_iter()
        .find(|post| post.text == "of the group")
        .unwrap();
    post.meta.author.clone()
}

#[test]
fn parts_of_one_export_are_known_by_their_names_and_other_exports_lend_no_author() {
    for (first, second) in [
        (
            "facebook-asmakhan-2025-05-01-x7Kq.zip",
            "facebook-asmakhan-2025-05-01-aB3d.zip",
        ),
        ("facebook-1.zip", "facebook-2.zip"),
        ("asma-part1.zip", "asma-part2.zip"),
    ] {
        assert_eq!(
            holder_of_the_second(first, second).as_deref(),
            Some("Asma Khan"),
            "{second}"
        );
    }
    for (first, second) in [
        (
            "facebook-asmakhan-2025-05-01-x7Kq.zip",
            "facebook-bilal-2025-05-03-aB3d.zip",
        ),
        (
            "facebook-asmakhan-2025-05-01-x7Kq.zip",
            "facebook-bilal-2025-05-01-aB3d.zip",
        ),
        ("facebook-2025-05-01-x7Kq.zip", "facebook-2025-05-01-aB3d.zip"),
        ("officer-1.zip", "officer-2.zip"),
        ("a.zip", "b.zip"),
    ] {
        assert_eq!(holder_of_the_second(first, second), None, "{second}");
    }
}

#[test]
fn a_file_by_itself_joins_no_archive_beside_it() {
    let place = tempfile::tempdir().unwrap();
    let paths = [
        written(&place, "facebook-1.zip", &packed(&[PROFILE, POSTS])),
        written(&place, "your_posts_in_groups.json", GROUPS.1.as_bytes()),
    ];
    let events = events(&paths, &bulk());
    let authors: Vec<_> = posts(&events).iter().map(|post| post.meta.author.as_deref()).collect();
    assert_eq!(authors, [Some("Asma Khan"), None]);
}

#[test]
fn files_named_one_by_one_are_read_as_their_folder_is() {
    let data = folder("x/twitter-2025-05-01-export/data");
    let files = ["account.js", "note-tweet.js", "tweets.js", "tweets-part1.js"].map(|name| data.join(name));
    let events = events(&files, &bulk());
    let long_or_named = |post: &&Post| post.text.len() > 275 || post.meta.author.as_deref() == Some("DC_Example");
    assert!(posts(&events).iter().all(long_or_named), "{events:?}");
}

#[test]
fn a_manifest_counts_the_files_beside_it() {
    let tweets = |ids: &[u32]| {
        let record = |id: &u32| {
            format!(
                r#"{{"tweet":{{"id_str":"{id}","created_at":"Tue Apr 08 09:14:05 +0000 2025","full_text":"one"}}}}"#
            )
        };
        let records: Vec<String> = ids.iter().map(record).collect();
        format!("window.YTD.tweets.part0 = [{}]", records.join(","))
    };
    let manifest =
        r#"window.__THAR_CONFIG = {"dataTypes":{"tweets":{"files":[{"fileName":"data/tweets.js","count":"1"}]}}}"#;
    let place = tempfile::tempdir().unwrap();
    let archive = packed(&[("data/manifest.js", manifest), ("data/tweets.js", &tweets(&[1]))]);
    let paths = [
        written(&place, "tweets.js", tweets(&[2, 3, 4]).as_bytes()),
        written(&place, "x.zip", &archive),
    ];
    let events = events(&paths, &bulk());
    assert_eq!(posts(&events).len(), 4);
    assert!(
        !events.iter().any(|event| matches!(event, Event::Warning(_))),
        "{events:?}"
    );
}

/// The texts of a folder that holds these files, a sheet beside them, and records and a draft below; and how many files were
/// passed over as an export's.
fn beside(files: &[(&str, &str)]) -> (Vec<String>, usize) {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir_all(place.path().join("sub/folder")).unwrap();
    let own = [
        ("sheet.csv", "text,author\nof a sheet,A\n"),
        ("sub/more.jsonl", r#"{"text":"of a record"}"#),
        ("sub/folder/draft.txt", "of a draft"),
    ];
    for (name, text) in own.iter().chain(files) {
        let path = place.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let events = events(&[place.path()], &bulk());
    let mut texts: Vec<String> = texts(&events).into_iter().map(str::to_owned).collect();
    texts.sort();
    let passed_over = skipped(&events).get("file of an export without posts").copied();
    (texts, passed_over.unwrap_or_default())
}

#[test]
fn what_lies_beside_a_single_file_of_an_export_is_read() {
    let tweets = r#"window.YTD.tweets.part0 = [{"tweet":{"id_str":"1","created_at":"Tue Apr 08 09:14:05 +0000 2025","full_text":"of X"}}]"#;
    for (file, own) in [
        (("tweets.js", tweets), Some("of X")),
        (
            (
                "Shares.csv",
                "Date,ShareLink,ShareCommentary\n2025-04-07 10:00:00,https://x.example,of LinkedIn\n",
            ),
            Some("of LinkedIn"),
        ),
        (("your_posts_1.json", POSTS.1), Some("of the profile")),
        (
            ("outbox.json", r#"{"type":"OrderedCollection","orderedItems":[]}"#),
            None,
        ),
        (
            (
                "user_data_tiktok.json",
                r#"{"Comment":{"Comments":{"CommentsList":[{"date":"2025-04-07 10:00:00","comment":"of TikTok"}]}}}"#,
            ),
            Some("of TikTok"),
        ),
    ] {
        let mut expected = vec!["of a draft", "of a record", "of a sheet"];
        expected.extend(own);
        expected.sort_unstable();
        let (texts, passed_over) = beside(&[file]);
        assert_eq!(texts, expected, "{}", file.0);
        assert_eq!(passed_over, 0, "{}", file.0);
    }
}

#[test]
fn bulk_files_in_the_folders_of_an_export_are_read_and_its_own_files_are_not() {
    let (texts, passed_over) = beside(&[PROFILE, POSTS, ("preferences/feed.json", "{}")]);
    assert_eq!(texts, ["of a record", "of a sheet", "of the profile"]);
    assert_eq!(passed_over, 2);
}

#[test]
fn tables_of_linkedin_itself_are_not_read() {
    let shares = "Date,ShareLink,ShareCommentary\n2025-04-07 10:00:00,https://x.example,of LinkedIn\n";
    let place = tempfile::tempdir().unwrap();
    let packed = packed(&[
        ("Shares.csv", shares),
        ("messages.csv", "CONVERSATION ID,FROM,CONTENT\n1,Bilal,of another\n"),
        ("Recommendations_Received.csv", "First Name,Text\nBilal,of another\n"),
    ]);
    let events = events(&[written(&place, "Basic_LinkedInDataExport.zip", &packed)], &bulk());
    assert_eq!(texts(&events), ["of LinkedIn"]);
    assert_eq!(skipped(&events), [("file of an export without posts", 2)].into());
}

#[test]
fn a_chat_in_an_archive_owns_what_was_sent_in_it_only() {
    let place = tempfile::tempdir().unwrap();
    let packed = packed(&[
        ("WhatsApp Chat with Staff.txt", "17/4/25, 9:14 pm - A: of a chat\n"),
        ("note.txt", "a file that was sent"),
        ("sheets/posts.csv", "text,author\nof a sheet,A\n"),
        ("sheets/draft.txt", "of a draft"),
    ]);
    let events = events(&[written(&place, "evidence.zip", &packed)], &bulk());
    let mut texts = texts(&events);
    texts.sort_unstable();
    assert_eq!(texts, ["of a chat", "of a draft", "of a sheet"]);
    assert_eq!(skipped(&events), [("file of an export without posts", 1)].into());
}
