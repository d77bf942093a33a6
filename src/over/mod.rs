//! In: every post of a run in the order of the input, with its findings. Out: at the end, what several posts show together and
//! none of them alone. Never: clauses, words, numbers; those are the packs' ([`Over`](crate::pack::over::Over)).
//!
//! A [`Watch`] hears every post, keeps no more than each ledger needs of it, and says at the end what was found, in the order
//! of the input. What a ledger keeps is bounded (by `held`); what did not fit is told, never lost silently. Nothing here depends
//! on threads or on the order of times in the input.

mod administrators;
mod corrections;
mod held;
mod ledger;
mod office_hours;
mod pieced;
mod repeated;
mod series;
mod standing;
mod told;
mod unanswered;
mod watch;

pub use ledger::Note;
pub use series::found_in;
pub use told::Naming;
pub use watch::{Circumstances, Ripe, Watch};
