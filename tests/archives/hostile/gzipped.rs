//! `.tar.gz`: cut off, in a bad order, or none at all.

use super::tweets;
use crate::archives::*;

#[test]
fn a_gzip_that_holds_no_tar_is_one_error() {
    let place = tempfile::tempdir().unwrap();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(b"just a text, no archive").unwrap();
    let path = written(&place, "it.tgz", &gz.finish().unwrap());
    let refused = refused(&events(&[path], &bulk()));
    assert!(refused.len() == 1 && refused[0].contains("gunzip"), "{refused:?}");
}

#[test]
fn a_single_gzipped_file_is_not_quoted() {
    let place = tempfile::tempdir().unwrap();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(&b"{\"text\":\"a secret\"}\n".repeat(100)).unwrap();
    let path = written(&place, "it.jsonl.gz", &gz.finish().unwrap());
    let refused = refused(&events(&[path], &bulk()));
    assert!(
        refused.len() == 1 && refused[0].contains("zcat") && !refused[0].contains("secret"),
        "{refused:?}"
    );
}

/// A `.tar.gz` of these files.
fn tarred(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut archive = tar::Builder::new(gz);
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, &bytes[..]).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

#[test]
fn a_gzipped_tar_that_must_be_unpacked_a_hundred_times_is_unpacked_no_more() {
    let part = |at: usize| (format!("data/tweets-part{at}.js"), tweets(&["a post"]));
    let place = tempfile::tempdir().unwrap();
    let path = written(&place, "it.tgz", &tarred((1..=150).rev().map(part)));
    let events = events(&[path], &bulk());
    let refused = refused(&events);
    assert_eq!(texts(&events).len() + refused.len(), 150);
    assert!(
        refused.len() >= 50 && refused.iter().all(|cause| cause.contains("in no order to be read in")),
        "{refused:?}"
    );
}

#[test]
fn a_name_that_no_system_allows_ends_the_reading_of_a_gzipped_tar() {
    for (letters, refusals) in [(300, 0), (70_000, 1)] {
        let place = tempfile::tempdir().unwrap();
        let name = format!("one{}.jsonl", "/x".repeat(letters / 2));
        let path = written(&place, "it.tgz", &tarred([(name, br#"{"text":"one"}"#.to_vec())]));
        let refused = refused(&events(&[path], &bulk()));
        assert_eq!(refused.len(), refusals, "{refused:?}");
        assert!(
            refused
                .iter()
                .all(|cause| cause.contains("a name longer than any system allows")),
            "{refused:?}"
        );
    }
}

#[test]
fn of_a_gzipped_tar_that_is_cut_off_the_files_before_are_read() {
    let noise: Vec<u8> = (0..40_000u32)
        .flat_map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    let packed = tarred([
        ("a.jsonl".to_owned(), br#"{"text":"whole"}"#.to_vec()),
        ("b.jpg".to_owned(), noise),
        ("c.jsonl".to_owned(), br#"{"text":"gone"}"#.to_vec()),
    ]);
    let place = tempfile::tempdir().unwrap();
    let path = written(&place, "it.tgz", &packed[..packed.len() * 3 / 4]);
    let events = events(&[path], &bulk());
    assert_eq!(texts(&events), ["whole"]);
    let refused = refused(&events);
    assert!(
        refused.len() == 1 && refused[0].contains("it.tgz: is cut off"),
        "{refused:?}"
    );
}

#[test]
fn small_files_of_a_gzipped_tar_are_read_twice_without_unpacking_it_again() {
    let chat = |at: usize| {
        (
            format!("WhatsApp Chat with {at:03}.txt"),
            format!("17/4/25, 9:14 pm - A: {at}\n").into_bytes(),
        )
    };
    let place = tempfile::tempdir().unwrap();
    let path = written(&place, "it.tgz", &tarred((0..120).map(chat)));
    let events = events(&[path], &bulk());
    assert_eq!((texts(&events).len(), refused(&events).len()), (120, 0));
}
