use core::{
    fmt,
    str::{self, FromStr},
};

use alloy_primitives::Address;

use crate::{
    ParseAddressError,
    address::{self, is_mixed_case},
};

/// Bytes of the text.
const TEXT: usize = 42;

/// An address and its text with the EIP-55 checksum, which costs a Keccak-256 to find.
///
/// For who needs both: the text was found when a mixed case was checked, and a [`Did`](crate::Did)
/// is computed from it. `FromStr` reads what [`parse_address`](crate::parse_address) reads.
///
/// # Examples
///
/// ```
/// use ocean_did::{ChecksumAddress, Did};
///
/// let nft: ChecksumAddress = "0xbb1081dbf3227bbb233db68f7117114babb43656".parse()?;
/// assert_eq!(nft.as_str(), "0xBB1081DbF3227bbB233Db68f7117114baBb43656");
/// assert_eq!(Did::compute(nft, 137)?, Did::compute(nft.address(), 137)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct ChecksumAddress {
    address: Address,
    text: [u8; TEXT],
}

impl ChecksumAddress {
    /// The 20 bytes.
    #[must_use]
    pub const fn address(&self) -> Address {
        self.address
    }

    /// `0x` and 40 hexadecimal digits, their case as EIP-55 asks.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // It is ASCII.
        str::from_utf8(&self.text).unwrap_or_default()
    }

    pub(crate) fn digits(&self) -> &str {
        self.as_str().strip_prefix("0x").unwrap_or_default()
    }
}

impl From<Address> for ChecksumAddress {
    fn from(address: Address) -> Self {
        let mut text = [0; TEXT];
        // It returns the text that it wrote.
        let _ = address.to_checksum_raw(&mut text, None);
        Self { address, text }
    }
}

impl FromStr for ChecksumAddress {
    type Err = ParseAddressError;

    fn from_str(text: &str) -> Result<Self, ParseAddressError> {
        let (address, digits) = address::decode_strictly(text)?;
        let this = Self::from(address);
        if is_mixed_case(digits) && this.digits() != digits {
            return Err(address::wrong_checksum(address, digits));
        }
        Ok(this)
    }
}

impl PartialEq for ChecksumAddress {
    fn eq(&self, other: &Self) -> bool {
        self.address == other.address
    }
}

impl Eq for ChecksumAddress {}

impl fmt::Display for ChecksumAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for ChecksumAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
