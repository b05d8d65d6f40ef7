/// The flags of a document on chain: the byte `flags` of `MetadataCreated` and `MetadataUpdated`.
///
/// Value 1 stands for compressed, value 2 for encrypted. Other bits mean nothing and are kept, as
/// Provider 2.1.6 does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flags(u8);

const COMPRESSED: u8 = 1;
const ENCRYPTED: u8 = 2;

impl Flags {
    pub(crate) fn new(compressed: bool, encrypted: bool) -> Self {
        Self(u8::from(compressed) * COMPRESSED + u8::from(encrypted) * ENCRYPTED)
    }

    /// Reads the event's bytes: the first counts, what follows it is ignored, as Provider 2.1.6
    /// does.
    ///
    /// # Errors
    /// [`FlagsError`] if there is no byte.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FlagsError> {
        bytes.first().copied().map(Self).ok_or(FlagsError)
    }

    /// Whether the document was compressed, before any encryption.
    #[must_use]
    pub fn is_compressed(self) -> bool {
        self.0 & COMPRESSED != 0
    }

    /// Whether the document is encrypted, after any compression.
    #[must_use]
    pub fn is_encrypted(self) -> bool {
        self.0 & ENCRYPTED != 0
    }

    /// The byte, as the contract takes it.
    #[must_use]
    pub fn to_byte(self) -> u8 {
        self.0
    }
}

/// Any byte, as `/decrypt` of Provider 2.1.6 takes it as a number.
impl From<u8> for Flags {
    fn from(byte: u8) -> Self {
        Self(byte)
    }
}

/// The event's `flags` have no byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("flags are empty, expected one byte")]
#[non_exhaustive]
pub struct FlagsError;

impl FlagsError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        "flags_empty"
    }
}
