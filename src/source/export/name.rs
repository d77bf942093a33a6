//! Names inside archives: untrusted, never used to open a file on disk.

use super::Fault;

/// Longest name, in bytes, as systems have it for a path. A longer one is cut and its entry not opened.
const LONGEST: usize = 4096;

/// What operating systems lay beside the files that people pack.
pub(super) fn is_housekeeping(path: &str) -> bool {
    path.split('/').any(|part| {
        part == "__MACOSX"
            || part == ".DS_Store"
            || part == "desktop.ini"
            || part == "Thumbs.db"
            || part.starts_with("._")
    })
}

/// The name as text, with `/` between folders, and what is wrong with it. `None` for a folder.
pub(super) fn clean(raw: &[u8]) -> Option<(String, Option<Fault>)> {
    let long = raw.len() > LONGEST;
    let name = text(&raw[..raw.len().min(LONGEST)]).replace('\\', "/");
    if long {
        return Some((name, Some(Fault::LongName)));
    }
    if name.ends_with('/') || name.is_empty() {
        return None;
    }
    let drive = name.as_bytes().get(1) == Some(&b':') && name.as_bytes()[0].is_ascii_alphabetic();
    let leads = drive || name.starts_with('/') || name.contains('\0') || name.split('/').any(|part| part == "..");
    let clean: Vec<&str> = name
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let fault = leads.then_some(Fault::Leads);
    Some((if leads { name } else { clean.join("/") }, fault))
}

/// Bytes that are no UTF-8 are of an old code page, which is not named. They are shown by their numbers, so that two names stay two.
fn text(raw: &[u8]) -> String {
    let mut text = String::with_capacity(raw.len());
    for chunk in raw.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("%{byte:02X}")));
    }
    text
}
