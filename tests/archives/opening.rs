//! One export, opened in every way people hand it over.

use super::*;

/// What is said of an export, wherever it lies.
fn of(path: &Path) -> String {
    let events = events(&[path], &bulk());
    let mut lines: Vec<String> = Vec::new();
    for post in posts(&events) {
        lines.push(format!("{} {:?} {}", post.id, post.meta, post.text));
    }
    lines.join("\n")
}

#[test]
fn an_export_reads_alike_as_folder_and_as_zip_under_any_name() {
    let export = folder("x");
    let expected = of(&export);
    assert!(expected.lines().count() >= 12);
    let place = tempfile::tempdir().unwrap();
    let mut packed = members(&export.join("twitter-2025-05-01-export"), "");
    packed.push((b"__MACOSX/data/._tweets.js".to_vec(), b"\0\x05\x16\x07".to_vec()));
    packed.push((b"data/._tweets.js".to_vec(), b"\0\x05\x16\x07".to_vec()));
    packed.push((b".DS_Store".to_vec(), b"\0".to_vec()));
    assert_eq!(of(&written(&place, "my archive (1).zip", &zip(&packed))), expected);
    let deep: Vec<Member> = packed
        .iter()
        .map(|(name, bytes)| ([b"a/b c/twitter/".as_slice(), name].concat(), bytes.clone()))
        .collect();
    assert_eq!(of(&written(&place, "archive", &zip(&deep))), expected);
    for method in [rawzip::CompressionMethod::STORE, rawzip::CompressionMethod::DEFLATE] {
        let around = zip_by(
            &[
                (b"inner.zip".to_vec(), zip(&packed)),
                (b"note.pdf".to_vec(), b"%PDF-".to_vec()),
            ],
            method,
        );
        assert_eq!(of(&written(&place, "outer.zip", &around)), expected);
    }
    assert_eq!(
        of(&export.join("twitter-2025-05-01-export/data")),
        expected,
        "a sub-folder"
    );
}

#[test]
fn a_single_inner_file_is_read() {
    let file = folder("x/twitter-2025-05-01-export/data/tweets.js");
    assert_eq!(posts(&events(&[&file], &bulk())).len(), 6);
}

#[test]
fn entries_are_named_by_their_archive() {
    let place = tempfile::tempdir().unwrap();
    let packed = zip(&members(&folder("x/twitter-2025-05-01-export"), ""));
    let path = written(&place, "x.zip", &packed);
    let events = events(&[&path], &bulk());
    assert!(posts(&events)[1].origin.source.ends_with("x.zip!data/tweets.js"));
}

#[test]
fn sheets_and_drafts_in_an_archive_are_read_too() {
    let place = tempfile::tempdir().unwrap();
    let packed = zip(&[
        (
            b"plan/april.csv".to_vec(),
            b"Date,Message\n2025-04-07,Camp on Monday\n".to_vec(),
        ),
        (b"plan/draft.txt".to_vec(), b"Camp on Tuesday\n".to_vec()),
        (
            b"plan/list.json".to_vec(),
            br#"{"n":1,"posts":[{"text":"Camp on Wednesday"}]}"#.to_vec(),
        ),
        (b"plan/logo.png".to_vec(), b"\x89PNG".to_vec()),
    ]);
    let events = events(&[written(&place, "plan.zip", &packed)], &bulk());
    assert_eq!(
        texts(&events),
        ["Camp on Monday", "Camp on Tuesday", "Camp on Wednesday"]
    );
    assert_eq!(skipped(&events), [("media file", 1)].into());
}

#[test]
fn an_archive_without_anything_to_read_says_what_was_found() {
    let place = tempfile::tempdir().unwrap();
    let packed = zip(&[
        (b"a.jpg".to_vec(), vec![1]),
        (b"b.jpg".to_vec(), vec![2]),
        (b"c.mp4".to_vec(), vec![3]),
    ]);
    let events = events(&[written(&place, "photos.zip", &packed)], &bulk());
    assert!(
        refused(&events)[0]
            .contains("photos.zip: holds nothing that is read: 2 .jpg, 1 .mp4 were found. Exports of X,")
    );
}

#[test]
fn declined_formats_get_their_sentence() {
    let place = tempfile::tempdir().unwrap();
    let car = written(&place, "repo.car", b"\x3a\xa2eroots\x81\xd8\x2agversion\x01");
    assert!(refused(&events(&[car], &bulk()))[0].contains("Bluesky"));
    let backup = written(&place, "msgstore.db.crypt14", b"\x01\x02");
    assert!(refused(&events(&[backup], &bulk()))[0].contains("export the chat instead"));
    let mut tar = vec![0; 512];
    tar[..9].copy_from_slice(b"tweets.js");
    tar[257..262].copy_from_slice(b"ustar");
    assert!(refused(&events(&[written(&place, "x.tar", &tar)], &bulk()))[0].contains("tar archive; unpack it"));
    let google = zip(&[
        (b"Takeout/Google+ Stream/Posts/one.json".to_vec(), b"{}".to_vec()),
        (b"Takeout/Google+ Stream/Posts/two.json".to_vec(), b"{}".to_vec()),
    ]);
    let google = refused(&events(&[written(&place, "takeout.zip", &google)], &bulk()));
    assert!(google.len() == 1 && google[0].contains("Google+"), "{google:?}");
}

#[test]
fn authors_and_times_narrow_and_what_is_left_out_is_counted() {
    let export = folder("x");
    let all = posts(&events(&[&export], &bulk())).len();
    let narrowed = ReadOptions {
        authors: vec!["@dc_example".into()],
        since: When::parse("2025-04-10"),
        until: When::parse("2025-04-10"),
        zone: None,
        ..bulk()
    };
    let events = events(&[&export], &narrowed);
    let kept = posts(&events).len();
    assert_eq!(texts(&events), ["موسم آج صاف رہے گا"]);
    let skipped = skipped(&events);
    let left_out = skipped.get("before --since").unwrap_or(&0) + skipped.get("after --until").unwrap_or(&0);
    assert_eq!(kept + left_out, all);
    // Half past eleven at night in Karachi is the next day in Kolkata.
    let zoned = ReadOptions {
        zone: jiff::tz::TimeZone::get("Asia/Kolkata").ok(),
        ..narrowed
    };
    assert!(texts(&self::events(&[&export], &zoned)).is_empty());
}
