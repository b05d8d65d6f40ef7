//! What files may cost at most.

use ocean_checksum::Limits;

/// Bytes of the list's plaintext: 5 MiB. A document of 10 MiB, the most that is read of one, has
/// room for no more, since it holds the ciphertext in hex.
pub const MAX_LIST_BYTES: usize = 5 << 20;

/// Files of a list. There is no bound in the peers.
pub const MAX_FILES: usize = 10_000;

/// Bytes of the JSON text of one file object: 256 KiB.
pub const MAX_FILE_BYTES: usize = 256 << 10;

/// Bytes of a URL, hash or transaction id: 16 KiB, twice what common servers take.
pub const MAX_URL_BYTES: usize = 16 << 10;

/// Headers of a file object.
pub const MAX_HEADERS: usize = 100;

/// Bytes of the consumer's user data: 64 KiB.
pub const MAX_USER_DATA_BYTES: usize = 64 << 10;

/// How many arrays and objects of a text may be open at once.
pub const MAX_DEPTH: usize = 128;

/// Inputs and components of a function of a smart contract, all together; its outputs likewise.
pub const MAX_ABI_PARAMETERS: usize = 256;

/// How many arrays and tuples of a type of a smart contract may be nested.
pub const MAX_ABI_DEPTH: usize = 16;

/// Words of 32 bytes that an input or output of a smart contract's function takes at least; only
/// arrays of fixed length make it large.
pub const MAX_ABI_WORDS: usize = 32_768;

/// Bytes of the JSON text of a smart contract's answer: 10 MiB. A short answer can stand for an
/// endless text, since its arrays may point to the same place.
pub const MAX_RESULT_BYTES: usize = 10 << 20;

pub(crate) const fn json(max_len: usize) -> Limits {
    Limits {
        max_depth: MAX_DEPTH,
        max_len,
    }
}
