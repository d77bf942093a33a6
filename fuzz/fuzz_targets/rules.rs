//! Rule files: what loads compiles or says where it is wrong, and what compiles scans.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postlint::engine::compile::compile;
use postlint::engine::scan::Engine;
use postlint::pack::error::SourceFile;
use postlint::pack::load::load;
use postlint::post::Post;
use postlint_fuzz::lines;
use std::sync::Arc;

fuzz_target!(|text: &str| {
    let file = SourceFile {
        path: "a.yaml".into(),
        text: text.into(),
    };
    let errors = match load(vec![file]) {
        Ok(library) => match compile(&library) {
            Ok(program) => {
                let engine = Engine::new(Arc::new(program), |_, _| true);
                engine.scan(&Post::from_text("one two (three) 35202-1234567-1"));
                return;
            }
            Err(errors) => errors,
        },
        Err(errors) => errors,
    };
    assert!(!errors.is_empty());
    for error in errors {
        assert!(!error.what.is_empty() && error.line <= lines(text), "{error}");
    }
});
