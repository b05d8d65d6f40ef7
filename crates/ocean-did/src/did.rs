use alloc::string::String;
use core::{
    fmt::{self, Write as _},
    str::{self, FromStr},
};

use alloy_primitives::{B256, hex};
use sha2::{Digest as _, Sha256};

use crate::{ChecksumAddress, ComputeDidError, ParseDidError};

const DIGITS: usize = 64;
/// Bytes of a DID with the longer method.
const LONGEST: usize = 72;
/// Characters of a foreign text that an error keeps.
const EXCERPT: usize = 32;

/// Which DID method an identifier uses.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Method {
    /// `did:op:`, of every version 4 document and of ddo.js' `deprecated` pseudo version.
    Op,
    /// `did:ope:`, of version 5 documents. Of all peers only ddo.js knows it.
    Ope,
}

impl Method {
    /// The text before the digits: `did:op:` or `did:ope:`.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Op => "did:op:",
            Self::Ope => "did:ope:",
        }
    }
}

/// The decentralised identifier of an asset: a method and a SHA-256 hash.
///
/// Its text is `did:op:` (or `did:ope:`) and 64 lower-case hexadecimal digits, 71 (or 72)
/// characters; [`FromStr`] reads exactly this, [`Display`](fmt::Display) and serde write it.
/// DIDs sort as their texts do.
///
/// # Examples
///
/// ```
/// use ocean_did::{Did, Method, parse_address};
///
/// let nft = parse_address("0xBB1081DbF3227bbB233Db68f7117114baBb43656")?;
/// let did = Did::compute(nft, 137)?;
/// assert_eq!(
///     did.to_string(),
///     "did:op:fa0e8fa9550e8eb13392d6eeb9ba9f8111801b332c8d2345b350b3bc66b379d5",
/// );
/// assert_eq!(
///     did.with_method(Method::Ope).to_string(),
///     "did:ope:fa0e8fa9550e8eb13392d6eeb9ba9f8111801b332c8d2345b350b3bc66b379d5",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Did {
    // The order of the fields makes DIDs sort as their texts.
    method: Method,
    hash: B256,
}

impl Did {
    /// Computes the DID of the asset with this NFT on this chain, in the `did:op:` form.
    ///
    /// The NFT is an [`Address`](alloy_primitives::Address), or a [`ChecksumAddress`] that has been read from a text, which
    /// saves its Keccak-256. The hash is the SHA-256 of the address with its EIP-55 checksum, `0x` included, followed by
    /// the chain id in decimal with nothing between (DID & DDO v4.1.0, "DID"; ddo.js 0.3.0,
    /// ocean.js 8.6.2 and Aquarius 5.1.8 agree). Since the address comes as bytes, its spelling
    /// cannot lead to a second DID, as it does in Provider 2.1.6 and ocean.py 3.1.2.
    ///
    /// JavaScript peers round a chain id above 2⁵³ before they hash it and then find another
    /// DID.
    ///
    /// # Errors
    ///
    /// [`ComputeDidError::ZeroChainId`] if `chain_id` is 0.
    pub fn compute(
        nft: impl Into<ChecksumAddress>,
        chain_id: u64,
    ) -> Result<Self, ComputeDidError> {
        if chain_id == 0 {
            return Err(ComputeDidError::ZeroChainId);
        }
        let mut hasher = HashText(Sha256::new_with_prefix(nft.into().as_str()));
        // Writing into a hash cannot fail.
        let _ = write!(hasher, "{chain_id}");
        Ok(Self {
            method: Method::Op,
            hash: B256::new(hasher.0.finalize().into()),
        })
    }

    /// The same hash under another method.
    ///
    /// Version 5 documents need `Did::compute(nft, chain_id)?.with_method(Method::Ope)`.
    #[must_use]
    pub const fn with_method(self, method: Method) -> Self {
        Self {
            method,
            hash: self.hash,
        }
    }

    /// Whether this is the DID of the asset with this NFT on this chain.
    ///
    /// Compares the bytes of the hash; both methods pass, since which one is right depends on the
    /// version of the document. No DID belongs to chain id 0.
    #[must_use]
    pub fn verify(&self, nft: impl Into<ChecksumAddress>, chain_id: u64) -> bool {
        Self::compute(nft, chain_id).is_ok_and(|expected| expected.hash == self.hash)
    }

    /// The 32 bytes of the hash.
    #[must_use]
    pub const fn hash(&self) -> B256 {
        self.hash
    }

    /// The method.
    #[must_use]
    pub const fn method(&self) -> Method {
        self.method
    }
}

/// Reads exactly what `Display` writes: no fragment, path or query, no white space, no upper case.
///
/// The peers are laxer: ocean-node 3.2.0 asks only that the text start with `did:op`, and the
/// SHACL shapes of version 4.1.0 accept anything after `did:op:`.
impl FromStr for Did {
    type Err = ParseDidError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (method, digits) = [Method::Op, Method::Ope]
            .into_iter()
            .find_map(|method| Some((method, text.strip_prefix(method.prefix())?)))
            .ok_or_else(|| ParseDidError::WrongMethod {
                found: excerpt(text),
            })?;
        match decode(digits) {
            Some(hash) => Ok(Self { method, hash }),
            None => Err(diagnose(method, digits)),
        }
    }
}

fn decode(digits: &str) -> Option<B256> {
    // The length comes first: the decoder would skip a leading `0x`.
    if digits.len() != DIGITS || digits.bytes().any(|digit| digit.is_ascii_uppercase()) {
        return None;
    }
    hex::decode_to_array(digits).ok().map(B256::new)
}

/// Names the fault of digits that did not decode.
#[cold]
fn diagnose(method: Method, digits: &str) -> ParseDidError {
    let found = digits.chars().count();
    let wrong_length = ParseDidError::WrongLength {
        expected: DIGITS,
        found,
    };
    if found != DIGITS {
        return wrong_length;
    }
    let start = method.prefix().len();
    let first = |is_wrong: fn(&char) -> bool| {
        digits
            .char_indices()
            .find(|(_, character)| is_wrong(character))
            .map(|(offset, character)| (start + offset, character))
    };
    if let Some((offset, character)) = first(|c| !c.is_ascii_hexdigit()) {
        ParseDidError::NotHex { offset, character }
    } else if let Some((offset, character)) = first(char::is_ascii_uppercase) {
        ParseDidError::UpperCase { offset, character }
    } else {
        wrong_length
    }
}

fn excerpt(text: &str) -> String {
    let mut kept: String = text.chars().take(EXCERPT).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    kept
}

impl fmt::Display for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = self.method.prefix();
        let mut buffer = [0; LONGEST];
        let text = buffer.get_mut(..prefix.len() + DIGITS).ok_or(fmt::Error)?;
        let (head, digits) = text.split_at_mut(prefix.len());
        head.copy_from_slice(prefix.as_bytes());
        hex::encode_to_slice(self.hash, digits).map_err(|_| fmt::Error)?;
        // One write of the whole text, so that `to_string` allocates once.
        f.pad(str::from_utf8(text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Did {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Did({self})")
    }
}

/// Hashes what is written, so that the decimal form of a number needs no buffer of ours.
struct HashText(Sha256);

impl fmt::Write for HashText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}
