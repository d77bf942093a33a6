//! Files of exports, and archives of them: every reader comes to an end, and is never silent.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postlint::source::Input;
use postlint_fuzz::{PATHS, bulk, chosen, events};

fuzz_target!(|data: &[u8]| {
    let Some((path, bytes)) = chosen(PATHS, data) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(path);
    std::fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
    std::fs::write(&file, bytes).expect("a file");
    let said = events([Input::Path(folder.path().to_owned())], &bulk());
    assert!(!said.is_empty(), "silence");
});
