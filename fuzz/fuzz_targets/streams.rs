//! Streams of every layout: the same events in whatever pieces they come.
#![no_main]

use libfuzzer_sys::fuzz_target;
use postlint::source::Input;
use postlint_fuzz::{NAMES, Trickle, bulk, chosen, events};

fuzz_target!(|data: &[u8]| {
    let Some((name, bytes)) = chosen(NAMES, data) else {
        return;
    };
    let of = |chunk| {
        let input = Input::Stream {
            name: name.into(),
            bytes: Box::new(Trickle(bytes, chunk)),
        };
        events([input], &bulk())
    };
    assert_eq!(of(usize::MAX), of(5));
});
