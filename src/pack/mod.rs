//! In: YAML text of lexicons, detectors, weights and packs. Out: a checked [`Library`](load::Library). Never: files, posts, matching.

pub mod error;
pub mod example;
pub mod load;
pub mod over;
pub mod phrase;
pub mod schema;
pub mod weights;
