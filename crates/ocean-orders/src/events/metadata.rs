use alloc::string::String;

use alloy_primitives::{Address, B256, Bytes, U256};

use super::codec::{abi, codec, event};

event! {
    /// The first document of an asset was written. Emitted by the data NFT.
    MetadataCreated as MetadataCreated {
        /// Who wrote it.
        created_by: Address,
        /// The asset's state. The contract lets any value pass; 0 to 5 mean something.
        state: u8,
        /// The Provider that decrypts the document.
        decryptor_url: String,
        /// How the document is packed: the first byte says whether it is compressed (1) and
        /// encrypted (2).
        flags: Bytes,
        /// The document, packed.
        data: Bytes,
        /// SHA-256 of the document's bytes, before they were packed: `metaDataHash`.
        metadata_hash: B256,
        /// The block's time, in seconds since 1970.
        timestamp: U256,
        /// The block's number.
        block_number: U256,
    }
}

event! {
    /// Another document was written over that of an asset. Emitted by the data NFT.
    MetadataUpdated as MetadataUpdated {
        /// Who wrote it.
        updated_by: Address,
        /// The asset's state. The contract lets any value pass; 0 to 5 mean something.
        state: u8,
        /// The Provider that decrypts the document.
        decryptor_url: String,
        /// How the document is packed: the first byte says whether it is compressed (1) and
        /// encrypted (2).
        flags: Bytes,
        /// The document, packed.
        data: Bytes,
        /// SHA-256 of the document's bytes, before they were packed: `metaDataHash`.
        metadata_hash: B256,
        /// The block's time, in seconds since 1970.
        timestamp: U256,
        /// The block's number.
        block_number: U256,
    }
}

event! {
    /// The state of an asset was set. Emitted by the data NFT.
    MetadataState as MetadataState {
        /// Who set it.
        updated_by: Address,
        /// The new state. The contract lets any value pass; 0 to 5 mean something.
        state: u8,
        /// The block's time, in seconds since 1970.
        timestamp: U256,
        /// The block's number.
        block_number: U256,
    }
}

event! {
    /// A validator's signature of a document was written. Emitted by the data NFT.
    ///
    /// The contract checks the signature unless the validator is the zero address.
    MetadataValidated as MetadataValidated {
        /// Who is said to have signed. Zero: nobody.
        validator: Address,
        /// The hash of the document: `metaDataHash`.
        metadata_hash: B256,
        /// 27 or 28.
        v: u8,
        /// The first number of the signature.
        r: B256,
        /// The second number of the signature.
        s: B256,
    }
}

event! {
    /// The token's URI was set, which shows the NFT in wallets. Emitted by the data NFT.
    TokenUriUpdate as TokenURIUpdate {
        /// Who set it.
        updated_by: Address,
        /// The new URI, often a `data:` URI of some kilobytes.
        token_uri: String,
        /// The token in the NFT's contract. A document belongs to token 1.
        token_id: U256,
        /// The block's time, in seconds since 1970.
        timestamp: U256,
        /// The block's number.
        block_number: U256,
    }
}
