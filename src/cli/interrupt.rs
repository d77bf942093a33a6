//! Ctrl-C during a scan: the first asks it to end with what is done, the second ends it at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a second Ctrl-C ends with, as shells do.
const AT_ONCE: i32 = 130;

/// Whether somebody asked the run to end.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens for Ctrl-C, and for a polite request of the system to end. Where this process listens already, nothing is heard.
    pub fn watch() -> Interrupt {
        let interrupt = Interrupt::default();
        let asked = Arc::clone(&interrupt.0);
        let _ = ctrlc::set_handler(move || {
            if asked.swap(true, Ordering::SeqCst) {
                std::process::exit(AT_ONCE);
            }
        });
        interrupt
    }

    /// True once it was asked.
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
