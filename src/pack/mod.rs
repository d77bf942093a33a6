//! In: YAML text of lexicons, detectors, weights and packs. Out: a checked [`Library`](load::Library). Never: files, posts, matching.

pub mod error;
pub mod load;
pub mod phrase;
pub mod schema;
pub mod weights;
