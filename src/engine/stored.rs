//! A compiled program as bytes: what is decoded first, then everything that is used as it lies, each with its length before it.

use super::block::Block;
use super::program::Program;
use super::table::Table;

/// The program as bytes.
///
/// # Errors
/// What the encoder says.
pub fn bytes(program: &mut Program) -> Result<Vec<u8>, postcard::Error> {
    let mut out = Vec::new();
    put(&mut out, &postcard::to_allocvec(program)?);
    put(&mut out, program.forms.bytes());
    put(&mut out, program.phonetic.bytes());
    program.blocks().for_each(|block| put(&mut out, block.bytes()));
    Ok(out)
}

/// The program that [`bytes`] wrote; `None` where these bytes are none.
pub fn program(bytes: &[u8]) -> Option<Program> {
    let mut rest = bytes;
    let mut program: Program = postcard::from_bytes(take(&mut rest)?).ok()?;
    program.forms = Table::from_bytes(take(&mut rest)?.to_vec());
    program.phonetic = Table::from_bytes(take(&mut rest)?.to_vec());
    for block in program.blocks() {
        *block = Block::from(take(&mut rest)?.to_vec());
    }
    rest.is_empty().then_some(program)
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

fn take<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, after) = rest.split_first_chunk()?;
    let (bytes, next) = after.split_at_checked(u64::from_le_bytes(*length) as usize)?;
    *rest = next;
    Some(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::builtin;

    #[test]
    fn what_is_written_is_read_again_and_a_piece_of_it_is_nothing() {
        let mut program = builtin::program();
        let bytes = super::bytes(&mut program).unwrap();
        let mut again = super::program(&bytes).unwrap();
        assert_eq!(super::bytes(&mut again).unwrap(), bytes);
        assert!(super::program(&bytes[..bytes.len() - 1]).is_none());
        assert!(super::program(&[]).is_none());
    }
}
