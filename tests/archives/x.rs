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
