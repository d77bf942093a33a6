//! Drafts and their front matter.

use super::*;

#[test]
fn a_draft_without_front_matter_is_its_text() {
    assert_eq!(
        short(&draft("\n\n  Hello\r\nworld\r\n\r\n")),
        ["post 3:1   Hello\r\nworld"]
    );
}

#[test]
fn front_matter_is_counted_and_its_keys_are_metadata() {
    let text = "\u{FEFF}---  \r\nplatforms: [X, Instagram]\r\naccount: official\r\nAuthor: A. Khan\r\ndate: 2025-04-07\r\nid: 007\r\n---\r\n\r\nآج\r\n";
    let events = draft(text);
    assert_eq!(short(&events), ["post 9:1 آج"]);
    let post = posts(&events)[0];
    assert_eq!(post.id, "007");
    assert_eq!(post.meta.account, Some(Account::Official));
    assert_eq!(post.meta.platforms, [Platform::X, Platform::Instagram]);
    assert_eq!(post.meta.author.as_deref(), Some("A. Khan"));
    assert_eq!(post.meta.posted_at.as_deref(), Some("2025-04-07"));
}

#[test]
fn every_known_key_is_accepted() {
    let text = "---\nplatform: x\nnetwork: fb\ncross_post: [threads]\nstatus: pending_approval\nscheduled_at: 2025-04-07 10:00\n\
        tags: [eid, \"public holiday\"]\nhashtags: '#x, y'\ntitle: T\napproved_by: B\nlang: ur\nmedia:\n  - file: a.jpg\n    alt: A picture\n\
        image_alt: One, two\npoll:\n  - Yes!\n  - 7\nin_reply_to: https://x.com/1\nthread-delimiter: '==='\nid: a\nkind: reply\n\
        permission: none\nx-own: [1]\npostlint: \"ignore[names] agreed\"\n---\nfirst\n===\nsecond\n";
    let events = draft(text);
    let short = short(&events);
    assert_eq!(
        short[0],
        "post 27:1 first\nT\nA picture\nOne, two\nYes!\n7\n#eid public holiday #x #y"
    );
    assert_eq!(short[1], "post 29:1 second");
    let posts = posts(&events);
    assert_eq!((posts[0].id.as_str(), posts[1].id.as_str()), ("a", "a#2"));
    assert_eq!(posts[1].meta.kind, Some(Kind::Comment));
    assert_eq!(
        posts[1].meta.platforms,
        [Platform::X, Platform::Facebook, Platform::Other]
    );
    assert_eq!(posts[1].meta.author.as_deref(), Some("B"));
}

#[test]
fn an_unknown_key_or_value_is_one_error_with_place_and_mend() {
    let cases = [
        (
            "---\naccount: personal\nplatfrom: x\n---\nHi",
            "3:1 unknown key `platfrom` in the front matter; did you mean `platform`?",
        ),
        (
            "---\naccount: offical\n---\nHi",
            "2:10 `account` is `offical`, and must be one of `personal`, `official`; did you mean `official`?",
        ),
        (
            "---\nplatform:\n  - x\n  - twiter\n---\nHi",
            "4:5 `platform` is `twiter`, and must be one of",
        ),
        (
            "---\npermission: true\n---\nHi",
            "2:13 `permission` is `true`, and must be one of `granted`, `none`",
        ),
        (
            "---\nstatus: aproved\n---\nHi",
            "2:9 `status` is `aproved`, and must be one of `draft`",
        ),
        ("---\nauthor: [a]\n---\nHi", "2:9 `author` takes one value"),
        (
            "---\nslug: a\n---\nHi",
            "2:1 unknown key `slug` in the front matter; the keys are account, platform,",
        ),
        ("---\nउ: 1\nkind: [\n---\nHi", "not valid YAML"),
        (
            "---\nid: 1\nid: 2\n---\nHi",
            "3:1 the front matter is not valid YAML: duplicate",
        ),
        (
            "---\njust text\n---\nHi",
            "2:1 the front matter is not made of `key: value` lines",
        ),
        ("---\naccount: personal\n\nHi", "1:1 the front matter is not closed"),
    ];
    for (text, expected) in cases {
        let said = short(&draft(text));
        assert!(
            said.len() == 1 && said[0].starts_with("refused -") && said[0].contains(expected),
            "{text}\n{said:?}"
        );
        assert_eq!(said[0].lines().count(), 1, "{said:?}");
    }
}

#[test]
fn yaml_that_explodes_is_refused() {
    let bomb = format!(
        "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [{0}]\nc: &c [{1}]\nd: &d [{2}]\ntags: [{3}]\n---\nHi",
        ["*a"; 9].join(","),
        ["*b"; 9].join(","),
        ["*c"; 9].join(","),
        ["*d"; 9].join(",")
    );
    assert!(short(&draft(&bomb))[0].starts_with("refused"));
    let deep = format!("---\ntags: {}{}\n---\nHi", "[".repeat(10_000), "]".repeat(10_000));
    assert!(short(&draft(&deep))[0].starts_with("refused"));
}

#[test]
fn a_thread_is_several_posts_and_each_may_have_front_matter() {
    let text = "---\naccount: personal\n---\none\n---\n---\nkind: comment\n---\ntwo\n\n---\n\n---\nthree\n---\n";
    let events = draft(text);
    assert_eq!(short(&events), ["post 4:1 one", "post 9:1 two", "post 14:1 three"]);
    let posts = posts(&events);
    assert_eq!(posts[1].meta.account, Some(Account::Personal));
    assert_eq!((posts[1].meta.kind, posts[2].meta.kind), (Some(Kind::Comment), None));
    assert_eq!(posts[2].id, "d.md#3");
}

#[test]
fn a_rule_line_without_keys_is_a_delimiter() {
    assert_eq!(
        short(&draft("one\n---\n---\nsee: you\n")),
        ["post 1:1 one", "post 4:1 see: you"]
    );
    assert_eq!(
        short(&draft("---\n#Eid Mubarak: all\n")),
        ["post 2:1 #Eid Mubarak: all"]
    );
}

#[test]
fn what_stands_in_the_text_already_is_not_joined() {
    let events = draft("---\ntitle: Eid\ntags: [eid]\n---\nEid Mubarak #eid\n");
    assert_eq!(short(&events), ["post 5:1 Eid Mubarak #eid"]);
    assert_eq!(posts(&events)[0].title.as_deref(), Some("Eid"));
    assert_eq!(
        short(&draft("---\ntitle: Only this\n---\n")),
        ["post record at 1 Only this"]
    );
}

#[test]
fn empty_drafts_are_skipped_with_a_reason() {
    assert_eq!(short(&draft("")), ["skipped empty"]);
    assert_eq!(short(&draft(" \n\t\r\n")), ["skipped empty"]);
    assert_eq!(short(&draft("---\naccount: personal\n---\n\n")), ["skipped empty"]);
    assert_eq!(
        short(&draft("---\nretweet: https://x.com/1\n---\n")),
        ["skipped forward without text"]
    );
    assert_eq!(
        short(&file(
            "md",
            "<!-- write here -->\n\n<!-- or here -->\n",
            Reading::Drafts
        )),
        ["skipped only comments"]
    );
}

#[test]
fn a_template_is_not_the_post() {
    let text = "<!-- fill in -->\n## Instructions\nBe kind, idiots\n## Content\n\n<!-- here -->\n #Eid Mubarak\n<!-- postlint: ignore -->\n## Notes\nx";
    assert_eq!(
        short(&file("md", text, Reading::Drafts)),
        ["post 7:1  #Eid Mubarak\n<!-- postlint: ignore -->"]
    );
    assert_eq!(
        short(&file("txt", "<!-- x --> y", Reading::Drafts)),
        ["post 1:1 <!-- x --> y"]
    );
    assert_eq!(short(&file("md", "<!-- é --> y", Reading::Drafts)), ["post 1:11  y"]);
}

#[test]
fn encodings_are_recognised_or_refused_at_their_byte() {
    let utf16: Vec<u8> = [0xFE, 0xFF]
        .into_iter()
        .chain("آج 😀".encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    assert_eq!(short(&file("txt", &utf16, Reading::Drafts)), ["post 1:1 آج 😀"]);
    assert!(short(&file("txt", &utf16[..utf16.len() - 2], Reading::Drafts))[0].contains("UTF-16 at byte 8"));
    let broken = short(&file("txt", b"caf\xe9 and more", Reading::Drafts));
    assert_eq!(
        broken,
        ["refused - 1:4 invalid UTF-8 at byte 3 (from 0); save the file as UTF-8"]
    );
    assert!(short(&file("txt", b"h\0i\0", Reading::Drafts))[0].contains("NUL"));
    assert_eq!(
        short(&file("txt", "a NUL \0 stays", Reading::Drafts)),
        ["post 1:1 a NUL \0 stays"]
    );
}

#[test]
fn comments_amid_a_draft_are_not_posted() {
    let text = "The office is closed.\n\n<!-- a joke for later --> <!-->\n\n<!-- postlint: ignore -->\nRegards\n";
    let said = draft(text);
    let post = posts(&said)[0];
    let comments: Vec<&str> = post.unposted.iter().map(|span| &post.text[span.range()]).collect();
    assert_eq!(
        comments,
        ["<!-- a joke for later -->", "<!-->", "<!-- postlint: ignore -->"]
    );
    assert_eq!(post.remarks.len(), 1);
    assert_eq!(
        postlint::platform::posted(post),
        "The office is closed.\n\n \n\n\nRegards"
    );
    assert!(posts(&file("txt", text, Reading::Drafts))[0].unposted.is_empty());
}

#[test]
fn a_time_that_is_not_understood_is_told_once_where_it_stands() {
    let said = draft("---\nposted_at: yesterday\n---\nOne\n---\nTwo\n");
    let warnings: Vec<_> = said
        .iter()
        .filter_map(|event| match event {
            Event::Warning(warning) => Some((warning.line, warning.text.contains("`yesterday`"))),
            _ => None,
        })
        .collect();
    assert_eq!(warnings, [(Some(1), true)]);
    assert!(
        posts(&draft("---\ndate: 7 April 2025\n---\nOne\n"))[0]
            .meta
            .when
            .is_some()
    );
}

#[test]
fn a_huge_draft_is_one_clear_error() {
    let said = short(&file("txt", vec![b'a'; 50 << 20], Reading::Drafts));
    assert_eq!(
        said,
        [
            "refused - -:- is 50.0 MiB, and a draft may be at most 16.0 MiB; an export or list is read by `postlint scan`"
        ]
    );
    let many = "a\n---\n".repeat(100_000);
    assert_eq!(posts(&draft(&many)).len(), 100_000);
}
