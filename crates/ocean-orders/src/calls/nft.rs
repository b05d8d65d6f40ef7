use alloc::{string::String, vec::Vec};
use core::convert::identity;

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolCall;

use super::{
    BuildCallError,
    codec::{check_count, function, view},
};
use crate::{MetadataProof, contracts};

/// The most proofs that `setMetaData` and `setMetaDataAndTokenURI` take.
pub const MAX_PROOFS: usize = 50;

/// Writes the document of an asset, to its data NFT.
///
/// The sender needs the permission `update_metadata`. The first such call emits `MetadataCreated`,
/// every later one `MetadataUpdated`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SetMetaData {
    /// The asset's state. The contract lets any value pass; 0 to 5 mean something.
    pub state: u8,
    /// The Provider that decrypts the document.
    pub decryptor_url: String,
    /// The address of that Provider, as text.
    pub decryptor_address: String,
    /// How the document is packed, one byte: compressed (1), encrypted (2).
    pub flags: Bytes,
    /// The document, packed.
    pub data: Bytes,
    /// SHA-256 of the document's bytes, before they were packed: `metaDataHash`.
    pub metadata_hash: B256,
    /// The validators' signatures of the hash, [`MAX_PROOFS`] at most.
    pub proofs: Vec<MetadataProof>,
}

function!(SetMetaData, setMetaDataCall);

impl SetMetaData {
    /// The input of the transaction.
    ///
    /// # Errors
    /// [`BuildCallError`]: there are too many proofs.
    pub fn calldata(&self) -> Result<Bytes, BuildCallError> {
        check_count::<contracts::setMetaDataCall>("proofs", self.proofs.len(), MAX_PROOFS)?;
        let call = contracts::setMetaDataCall {
            state: self.state,
            decryptor_url: self.decryptor_url.clone(),
            decryptor_address: self.decryptor_address.clone(),
            flags: self.flags.clone(),
            data: self.data.clone(),
            metadata_hash: self.metadata_hash,
            proofs: proofs(&self.proofs),
        };
        Ok(call.abi_encode().into())
    }
}

/// Writes the document of an asset and the URI of its token, to its data NFT.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SetMetaDataAndTokenUri {
    /// What to write as the document.
    pub metadata: SetMetaData,
    /// Which token's URI to set. A document belongs to token 1.
    pub token_id: U256,
    /// The new URI.
    pub token_uri: String,
}

function!(SetMetaDataAndTokenUri, setMetaDataAndTokenURICall);

impl SetMetaDataAndTokenUri {
    /// The input of the transaction.
    ///
    /// # Errors
    /// [`BuildCallError`]: there are too many proofs.
    pub fn calldata(&self) -> Result<Bytes, BuildCallError> {
        let metadata = &self.metadata;
        check_count::<contracts::setMetaDataAndTokenURICall>(
            "proofs",
            metadata.proofs.len(),
            MAX_PROOFS,
        )?;
        let call = contracts::setMetaDataAndTokenURICall {
            arguments: contracts::MetadataAndTokenUri {
                state: metadata.state,
                decryptor_url: metadata.decryptor_url.clone(),
                decryptor_address: metadata.decryptor_address.clone(),
                flags: metadata.flags.clone(),
                data: metadata.data.clone(),
                metadata_hash: metadata.metadata_hash,
                token_id: self.token_id,
                token_uri: self.token_uri.clone(),
                proofs: proofs(&metadata.proofs),
            },
        };
        Ok(call.abi_encode().into())
    }
}

fn proofs(proofs: &[MetadataProof]) -> Vec<contracts::MetadataProof> {
    proofs
        .iter()
        .map(|proof| contracts::MetadataProof {
            validator: proof.validator,
            v: proof.v,
            r: proof.r,
            s: proof.s,
        })
        .collect()
}

/// Sets the state of an asset, in its data NFT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SetMetaDataState {
    /// The new state. The contract lets any value pass; 0 to 5 mean something.
    pub state: u8,
}

function!(SetMetaDataState, setMetaDataStateCall);

impl SetMetaDataState {
    /// The input of the transaction.
    #[must_use]
    pub fn calldata(&self) -> Bytes {
        let call = contracts::setMetaDataStateCall { state: self.state };
        call.abi_encode().into()
    }
}

view! {
    /// Asks a data NFT for the asset's state and where its document is decrypted.
    GetMetaData as getMetaDataCall {}
    -> StoredMetadata: |sol| StoredMetadata {
        decryptor_url: sol.decryptor_url,
        decryptor_address: sol.decryptor_address,
        state: sol.state,
        has_metadata: sol.has_metadata,
    }
}

/// The answer to [`GetMetaData`]. The document itself is only in the logs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoredMetadata {
    /// The Provider that decrypts the document.
    pub decryptor_url: String,
    /// The address of that Provider, as text.
    pub decryptor_address: String,
    /// The asset's state. The contract lets any value pass; 0 to 5 mean something.
    pub state: u8,
    /// Whether a document was ever written.
    pub has_metadata: bool,
}

view! {
    /// Asks a data NFT whether it made this datatoken.
    IsDeployed as isDeployedCall {
        /// The datatoken.
        datatoken: Address,
    }
    -> bool: identity
}

view! {
    /// Asks a data NFT for all the datatokens that it made.
    GetTokensList as getTokensListCall {}
    -> Vec<Address>: identity
}

view! {
    /// Asks a data NFT what an account may do with it.
    GetPermissions as getPermissionsCall {
        /// The account.
        account: Address,
    }
    -> NftPermissions: |sol| NftPermissions {
        manager: sol.manager,
        deploy_erc20: sol.deploy_erc20,
        update_metadata: sol.update_metadata,
        store: sol.store,
    }
}

/// The answer to [`GetPermissions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "four independent permissions, as in the contract"
)]
pub struct NftPermissions {
    /// May give and take the other permissions, and make the NFT call anything.
    pub manager: bool,
    /// May make datatokens.
    pub deploy_erc20: bool,
    /// May write the document and the state.
    pub update_metadata: bool,
    /// May write to the NFT's key-value store.
    pub store: bool,
}

view! {
    /// Asks a data NFT whether an account may make datatokens.
    IsErc20Deployer as isERC20DeployerCall {
        /// The account.
        account: Address,
    }
    -> bool: identity
}

view! {
    /// Asks an NFT who owns one of its tokens. The contract reverts if there is no such token.
    OwnerOf as ownerOfCall {
        /// The token. A document belongs to token 1.
        token_id: U256,
    }
    -> Address: identity
}

view! {
    /// Asks a data NFT or a datatoken for the number of its template.
    GetId as getIdCall {}
    -> u8: identity
}
