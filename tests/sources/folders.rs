//! Folders, links and what is not there.

use super::*;

#[test]
fn drafts_are_found_in_one_order_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &[u8]| {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("b/z.md", b"4");
    put("b.txt", b"3");
    put("a.tweet", b"1");
    put("b/.hidden.md", b"no");
    put(".git/x.md", b"no");
    put("README.md", b"no");
    put("c.png", b"no");
    put("d.docx", b"no");
    put("noSuffix", "بے نام".as_bytes());
    put("program", b"\x7fELF\0\0");
    put("list.jsonl", b"{\"text\":\"bulk\"}");
    let said = short(&path(root.path(), Reading::Drafts));
    assert_eq!(
        said,
        [
            "skipped no draft (readme, licence and the like)",
            "post 1:1 1",
            "post 1:1 4",
            "post 1:1 3",
            "skipped no plain text (Word, PDF and the like)",
            "post 1:1 بے نام"
        ]
    );
    assert_eq!(short(&path(root.path(), Reading::Bulk)).len(), 9);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_do_no_harm() {
    use std::os::unix::fs::symlink;
    let root = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    fs::write(root.path().join("a.md"), "a").unwrap();
    fs::write(other.path().join("b.md"), "b").unwrap();
    symlink(root.path(), root.path().join("loop")).unwrap();
    symlink(other.path(), root.path().join("other")).unwrap();
    symlink(other.path(), root.path().join("other2")).unwrap();
    symlink(root.path(), other.path().join("back")).unwrap();
    symlink(other.path(), other.path().join("self")).unwrap();
    symlink(other.path().join("b.md"), root.path().join("link.md")).unwrap();
    symlink("nowhere", root.path().join("dead.md")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(root.path().join("pipe.md")).unwrap();
    let said = short(&path(root.path(), Reading::Drafts));
    assert_eq!(
        said,
        [
            "post 1:1 a",
            "refused - -:- there is no such file or folder; check the spelling",
            "post 1:1 b",
            "post 1:1 b",
        ]
    );
}

#[test]
fn what_is_missing_or_empty_is_an_error_and_the_rest_is_read() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("x.csv"), "text\nhi\n").unwrap();
    let said = short(&path(root.path(), Reading::Drafts));
    assert_eq!(
        said,
        [
            "refused - -:- holds no drafts; .txt, .md, .markdown and .tweet files are looked for; one bulk file lies there: `postlint scan` reads it"
        ]
    );
    assert!(short(&path(&root.path().join("no"), Reading::Drafts))[0].contains("no such file"));
    assert!(short(&file("zip", b"PK\x03\x04...", Reading::Bulk))[0].contains("is a zip that cannot be read"));
    let mut seen = 0;
    let inputs = [
        root.path().join("no"),
        root.path().join("x.csv"),
        root.path().join("x.csv"),
    ]
    .map(Input::Path);
    let flow = read(inputs, &ReadOptions::default(), &mut |event| {
        seen += 1;
        if matches!(event, Event::Post(_)) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert!(flow.is_break());
    assert_eq!(seen, 2);
}
