use alloy_primitives::Address;

/// Why a contract refuses a transaction: what the real ones say, where they say something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Revert {
    /// Nothing of Ocean's is at the address.
    #[error("no contract at {0}")]
    NoContract(Address),
    /// The contract does not have the function, or not with these arguments.
    #[error("no such function")]
    NoFunction,
    /// Only the owner of the NFT may do this.
    #[error("ERC721Template: NOT METADATA_ROLE")]
    NotOwner,
    /// More proofs than the contract takes, or one that does not verify.
    #[error("Invalid proof signer")]
    Proof,
    /// The sender has less than one datatoken.
    #[error("Not enough datatokens to start Order")]
    Balance,
    /// The fee is not signed by its own address.
    #[error("Invalid provider fee")]
    ProviderFee,
}
