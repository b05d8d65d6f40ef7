use alloc::{string::String, vec::Vec};
use core::fmt;

use ocean_checksum::{DocumentHash, Json, Limits, Value, strip_enhanced};

use crate::{Ddo, MAX_BYTES, MAX_DEPTH, ParseDocumentError, limits};

/// A document as it was received: its text, and the tree of it.
///
/// It is an object of JSON within the limits [`MAX_BYTES`], [`MAX_DEPTH`],
/// [`MAX_SERVICES`](crate::MAX_SERVICES) and [`MAX_ITEMS`](crate::MAX_ITEMS), and nothing more is
/// asked of it: whether it is a valid DDO is another question. The text is never written anew, so
/// that hashes and signatures see the bytes that were received.
///
/// # Examples
///
/// ```
/// use ocean_ddo::Document;
///
/// let document = Document::parse(r#"{ "version": "4.1.0", "chainId": 137 }"#)?;
/// assert_eq!(document.ddo().chain_id(), Some(137));
/// assert_eq!(document.bytes().len(), 38);
/// assert_eq!(
///     document.hash().to_string(),
///     "0xbb639988749489d54a65844152827a44b4870928275c4855c6c22f66d94e15a1"
/// );
/// # Ok::<(), ocean_ddo::ParseDocumentError>(())
/// ```
#[derive(Clone)]
pub struct Document {
    json: Json<'static>,
}

impl Document {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// [`ParseDocumentError`], except `NotUtf8`.
    pub fn parse(text: impl Into<String>) -> Result<Self, ParseDocumentError> {
        let limits = Limits {
            max_depth: MAX_DEPTH,
            max_len: MAX_BYTES,
        };
        let json = Json::parse_with(text.into(), limits)?;
        let root = json.root();
        if root.as_object().is_none() {
            let found = root.kind().name();
            return Err(ParseDocumentError::NotAnObject { found });
        }
        limits::check(json.text(), root)?;
        Ok(Self { json })
    }

    /// Reads bytes, which must be UTF-8 without a byte order mark.
    ///
    /// # Errors
    ///
    /// [`ParseDocumentError`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, ParseDocumentError> {
        let text = String::from_utf8(bytes).map_err(|error| ParseDocumentError::NotUtf8 {
            offset: error.utf8_error().valid_up_to(),
        })?;
        Self::parse(text)
    }

    /// The text as it was received.
    #[must_use]
    pub fn text(&self) -> &str {
        self.json.text()
    }

    /// The bytes as they were received.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.text().as_bytes()
    }

    /// The hash of the bytes, computed at each call: the `metaDataHash` of the NFT's events, if
    /// these are the bytes that the publisher encrypted.
    #[must_use]
    pub fn hash(&self) -> DocumentHash {
        DocumentHash::of(self.bytes())
    }

    /// The object that the text stands for.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        self.json.root()
    }

    /// The typed view.
    #[must_use]
    pub fn ddo(&self) -> Ddo<'_> {
        Ddo::new(self.root())
    }

    pub(crate) fn json(&self) -> &Json<'static> {
        &self.json
    }

    /// The document without what an indexer added: the members
    /// [`ENHANCED_FIELDS`](ocean_checksum::ENHANCED_FIELDS) of the root cut out, and nothing else
    /// changed.
    ///
    /// For publishing again what came from an indexer, not for verifying (DID & DDO v4.1.0: these
    /// members are never on chain).
    ///
    /// # Errors
    ///
    /// Never in practice: a text that was read stays readable when members are cut out.
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_ddo::Document;
    ///
    /// let answer = Document::parse(r#"{"id": "did:op:00", "nft": {"state": 0}}"#)?;
    /// assert_eq!(answer.strip_enhanced()?.text(), r#"{"id": "did:op:00"}"#);
    /// # Ok::<(), ocean_ddo::ParseDocumentError>(())
    /// ```
    pub fn strip_enhanced(&self) -> Result<Self, ParseDocumentError> {
        let stripped = strip_enhanced(self.text()).map_err(ParseDocumentError::from)?;
        Self::parse(stripped)
    }
}

/// Shows the size only: a document may hold what its reader may not see in a log.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("bytes", &self.bytes().len())
            .finish_non_exhaustive()
    }
}
