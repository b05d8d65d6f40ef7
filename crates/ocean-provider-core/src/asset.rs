use alloy_primitives::Address;
use ocean_ddo::Document;
use ocean_did::{ComputeDidError, Did, ParseAddressError, ParseDidError};

/// Proof that a document belongs to a data NFT: the DID in it is the one of this NFT on this chain.
///
/// The rest of the document may be untidy, as sold assets on chain are; what is served from it must
/// be there.
#[derive(Debug)]
pub struct Asset {
    document: Document,
    did: Did,
    nft: Address,
    chain_id: u64,
}

impl Asset {
    /// Holds a document against the NFT that it is said to belong to.
    ///
    /// `id` must be the DID of this NFT on this chain; `nftAddress` and `chainId` must say the same,
    /// where they are there.
    ///
    /// # Errors
    /// [`AssetError`]: what contradicts.
    pub fn new(document: Document, nft: Address, chain_id: u64) -> Result<Self, AssetError> {
        let expected = Did::compute(nft, chain_id)?;
        let ddo = document.ddo();
        let did = ddo.parse_did().ok_or(AssetError::NoId)??;
        if did.hash() != expected.hash() {
            return Err(AssetError::OtherDid {
                found: did,
                expected,
            });
        }
        match ddo.parse_nft_address().transpose()? {
            Some(found) if found != nft => {
                return Err(AssetError::OtherNft {
                    found,
                    expected: nft,
                });
            }
            _ => {}
        }
        match ddo.chain_id() {
            Some(found) if found != chain_id => {
                return Err(AssetError::OtherChain {
                    found,
                    expected: chain_id,
                });
            }
            _ => {}
        }
        Ok(Self {
            document,
            did,
            nft,
            chain_id,
        })
    }

    /// The document.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The document alone.
    #[must_use]
    pub fn into_document(self) -> Document {
        self.document
    }

    /// The DID, as it is written.
    #[must_use]
    pub const fn did(&self) -> Did {
        self.did
    }

    /// The data NFT.
    #[must_use]
    pub const fn nft(&self) -> Address {
        self.nft
    }

    /// The chain of the NFT (EIP-155).
    #[must_use]
    pub const fn chain_id(&self) -> u64 {
        self.chain_id
    }
}

/// Why a document does not belong to an NFT.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssetError {
    /// There is no chain 0.
    #[error(transparent)]
    ChainId(#[from] ComputeDidError),
    /// The document has no `id`.
    #[error("document has no `id`, expected a DID")]
    NoId,
    /// Its `id` is no DID.
    #[error("`id` of the document is no DID")]
    Did(#[from] ParseDidError),
    /// Its `id` is the DID of another NFT or chain.
    #[error("`id` of the document is `{found}`, expected `{expected}`")]
    OtherDid {
        /// The DID in the document.
        found: Did,
        /// The one of the NFT on the chain.
        expected: Did,
    },
    /// Its `nftAddress` is no address.
    #[error("`nftAddress` of the document is no address")]
    NftAddress(#[from] ParseAddressError),
    /// Its `nftAddress` is another NFT.
    #[error("`nftAddress` of the document is {found}, expected {expected}")]
    OtherNft {
        /// The address in the document.
        found: Address,
        /// The NFT.
        expected: Address,
    },
    /// Its `chainId` is another chain.
    #[error("`chainId` of the document is {found}, expected {expected}")]
    OtherChain {
        /// The chain in the document.
        found: u64,
        /// The chain of the NFT.
        expected: u64,
    },
}

impl AssetError {
    /// A stable name for this kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ChainId(_) => "asset_chain_id",
            Self::NoId => "asset_no_id",
            Self::Did(_) => "asset_did",
            Self::OtherDid { .. } => "asset_other_did",
            Self::NftAddress(_) => "asset_nft_address",
            Self::OtherNft { .. } => "asset_other_nft",
            Self::OtherChain { .. } => "asset_other_chain",
        }
    }
}
