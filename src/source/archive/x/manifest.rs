//! The manifest: how many records each file is said to hold.

use super::Archive;
use crate::source::loose::Loose;
use crate::source::{Each, Error, refuse};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;

/// Largest manifest in bytes; real ones have some 20 KB.
const LARGEST: u64 = 16 << 20;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Manifest {
    data_types: BTreeMap<String, DataType>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DataType {
    files: Vec<Stated>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Stated {
    file_name: Loose,
    count: Loose,
}

/// Files with words of the holder in them: their absence is told.
const WITH_POSTS: &[&str] = &["tweet", "tweets", "communityTweet", "noteTweet"];

impl Archive<'_> {
    /// Compares what was read with what the archive says it holds.
    pub(super) fn manifest(&self, file: usize, each: &mut Each<'_>) -> ControlFlow<()> {
        let Some(bytes) = self.part.open(file, each)? else {
            return ControlFlow::Continue(());
        };
        let mut text = Vec::new();
        let read = super::behind_assignment(bytes).and_then(|bytes| bytes.take(LARGEST).read_to_end(&mut text));
        if let Err(error) = read {
            return refuse(&self.part.source(file), Error::Read(error), each);
        }
        let text = String::from_utf8_lossy(&text);
        let Ok(manifest) = serde_json::from_str::<Manifest>(text.trim().trim_end_matches(';')) else {
            let doubt = "the manifest is not understood; what was read is not compared with it".to_owned();
            return self.part.warn(file, doubt, each);
        };
        for (name, kind) in &manifest.data_types {
            for stated in &kind.files {
                self.compare(file, name, stated, each)?;
            }
        }
        ControlFlow::Continue(())
    }

    fn compare(&self, manifest: usize, name: &str, stated: &Stated, each: &mut Each<'_>) -> ControlFlow<()> {
        let (Some(path), Some(count)) = (stated.file_name.filled(), stated.count.number()) else {
            return ControlFlow::Continue(());
        };
        // The manifest lies among the files that it names, whichever folders are around them.
        let path = path.to_lowercase();
        let file = path.rsplit('/').next().unwrap_or(&path);
        let own = self.part.path(manifest);
        let folder = own.rfind('/').map_or("", |slash| &own[..=slash]);
        match self.counts.get(&format!("{folder}{file}")) {
            Some(read) if *read as i64 != count => {
                let doubt = format!("states {count} records in {path}, and {read} were found in it");
                self.part.warn(manifest, doubt, each)
            }
            None if count > 0 && WITH_POSTS.contains(&name) => {
                let doubt = format!("names {path} with {count} records, which is not among the files; scan it too");
                self.part.warn(manifest, doubt, each)
            }
            _ => ControlFlow::Continue(()),
        }
    }
}
