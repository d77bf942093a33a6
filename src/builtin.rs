//! The shipped rules, compiled at build time.

use crate::engine::block::Block;
use crate::engine::program::Program;
use crate::engine::table::Table;
use crate::pack::error::SourceFile;

static PROGRAM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/program.bin"));
static BLOCKS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/blocks.bin"));
static FORMS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/forms.bin"));
static PHONETIC: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/phonetic.bin"));
/// What tells these rules from those of another build.
pub static BUILD: &str = env!("POSTLINT_RULES");
/// What was measured of the shipped rules on drafts held out of the learning: a table of [`Scores::csv`].
///
/// [`Scores::csv`]: crate::score::Scores::csv
pub static SCORES: &str = include_str!("../rules/scores.csv");
static SOURCES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/sources.bin"));

/// The compiled rules, without their examples.
pub fn program() -> Program {
    #[allow(clippy::expect_used, reason = "both ends of this encoding were built together")]
    let mut program: Program = postcard::from_bytes(PROGRAM).expect("the shipped rules were encoded by this build");
    program.forms = Table::from_static(FORMS);
    program.phonetic = Table::from_static(PHONETIC);
    // Each block with its length in bytes before it, in the order in which the program names them.
    let mut rest = BLOCKS;
    for block in program.blocks() {
        let Some((length, after)) = rest.split_first_chunk() else {
            break;
        };
        let (bytes, next) = after.split_at(u64::from_le_bytes(*length) as usize);
        *block = Block::from_static(bytes);
        rest = next;
    }
    program
}

/// The YAML files the rules were compiled from, to be compiled together with packs from disk.
pub fn sources() -> Vec<SourceFile> {
    #[allow(clippy::expect_used, reason = "both ends of this encoding were built together")]
    let files: Vec<(String, String)> =
        postcard::from_bytes(SOURCES).expect("the shipped rules were encoded by this build");
    files
        .into_iter()
        .map(|(path, text)| SourceFile { path, text })
        .collect()
}
