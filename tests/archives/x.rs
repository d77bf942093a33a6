//! X.

use super::*;

#[test]
fn an_x_archive_gives_the_posts_expected() {
    let export = folder("x");
    expect("x", &report(&events(&[&export], &bulk()), &export));
}

#[test]
fn messages_and_deleted_posts_are_read_where_they_are_asked_for() {
    let export = folder("x");
    let options = ReadOptions {
        messages: true,
        deleted: true,
        ..bulk()
    };
    let events = events(&[&export], &options);
    let texts = texts(&events);
    assert!(texts.contains(&"A post that was taken down again"));
    assert!(texts.contains(&"The file is not to be shown to anybody"));
    assert!(!texts.contains(&"Send me the file"), "another's words are not checked");
    let message = posts(&events).into_iter().find(|post| post.id == "501").unwrap();
    assert_eq!(message.meta.thread.as_deref(), Some("4242-77"));
    assert_eq!(message.meta.author.as_deref(), Some("DC_Example"));
    let deleted = posts(&events)
        .into_iter()
        .find(|post| post.meta.deleted.is_some())
        .unwrap();
    assert!(deleted.meta.deleted.unwrap().at.is_some());
}

#[test]
fn the_archive_of_2012_is_read_by_its_months_or_its_table() {
    let export = folder("grailbird");
    expect("grailbird", &report(&events(&[&export], &bulk()), &export));
    let table = export.join("tweets.csv");
    expect("grailbird-table", &report(&events(&[&table], &bulk()), &export));
}

#[test]
fn a_post_in_two_exports_of_an_account_is_read_once() {
    let place = tempfile::tempdir().unwrap();
    let export = |name: &str, holder: &str, ids: &[&str]| {
        let post = |id: &&str| {
            format!(
                r#"{{"tweet":{{"id_str":"{id}","created_at":"Tue Apr 08 09:14:05 +0000 2025","full_text":"good day"}}}}"#
            )
        };
        let posts: Vec<String> = ids.iter().map(post).collect();
        let posts = format!("window.YTD.tweets.part0 = [ {} ]", posts.join(", "));
        let account =
            format!(r#"window.YTD.account.part0 = [{{"account":{{"accountId":"42","username":"{holder}"}}}}]"#);
        let files = [
            (b"data/account.js".to_vec(), account.into_bytes()),
            (b"data/tweets.js".to_vec(), posts.into_bytes()),
        ];
        written(&place, name, &zip(&files))
    };
    // The account was renamed meanwhile.
    let exports = [
        export("jan.zip", "dc_office", &["1", "2"]),
        export("feb.zip", "dc_lahore", &["1", "2", "3"]),
    ];
    let events = events(&exports, &bulk());
    let mut ids: Vec<&str> = posts(&events).iter().map(|post| post.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(skipped(&events)["duplicate"], 2);
}
