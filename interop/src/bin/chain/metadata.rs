use alloy_primitives::{B256, Bytes, U256};
use fastrand::Rng;
use interop::{Failure, Tally};
use ocean_checksum::DocumentHash;
use ocean_encryption::{Compression, Envelope, Flags};
use ocean_keys::ProviderKey;
use ocean_orders::{
    Receipt,
    calls::{GetMetaData, SetMetaData, SetMetaDataAndTokenUri, SetMetaDataState, StoredMetadata},
    events::{MetadataCreated, MetadataState, MetadataUpdated, TokenUriUpdate},
};
use serde_json::json;

use crate::{
    asset::{Asset, Market},
    chain::{Chain, event},
};

const DOCUMENT: &[u8] = br#"{"@context":["https://w3id.org/did/v1"],"version":"4.1.0"}"#;

const DECRYPTOR_URL: &str = "http://provider.invalid:8030/";

/// The NFT takes our documents and states from its publisher alone, and tells what we sent.
pub(crate) fn check(chain: &mut Chain, rng: &mut Rng) -> Result<usize, Failure> {
    let mut tally = Tally::default();
    let asset = Asset::publish(chain, 1, Market::NONE, rng)?;
    let provider = chain.account(rng)?;
    let stranger = chain.account(rng)?;
    let mut nft = Nft {
        chain,
        tally: &mut tally,
        asset: &asset,
        provider: &provider,
        stranger: &stranger,
    };
    nft.stores(None)?;
    nft.created(rng)?;
    nft.updated(rng)?;
    // The contract lets any value pass.
    nft.state(4)?;
    nft.state(255)?;
    nft.a46_an_event_of_another_contract_in_the_same_transaction()?;
    let planned = [
        ("emitter", 1),
        ("events", 5),
        ("opened", 2),
        ("reverted", 4),
        ("views", 5),
    ];
    Ok(tally.finish("metadata", &planned))
}

struct Nft<'a> {
    chain: &'a mut Chain,
    tally: &'a mut Tally,
    asset: &'a Asset,
    provider: &'a ProviderKey,
    stranger: &'a ProviderKey,
}

impl Nft<'_> {
    fn created(&mut self, rng: &mut Rng) -> Result<(), Failure> {
        let call = self.metadata(DOCUMENT, 0, rng)?;
        let receipt = self.write(&call.calldata()?)?;
        let created = event(&receipt, MetadataCreated::decode)?.event;
        self.opens(
            DOCUMENT,
            (&created.flags, &created.data, created.metadata_hash),
        );
        let expected = MetadataCreated {
            created_by: self.asset.publisher.address(),
            state: call.state,
            decryptor_url: call.decryptor_url,
            flags: call.flags,
            data: call.data,
            metadata_hash: call.metadata_hash,
            timestamp: U256::from(receipt.block_timestamp),
            block_number: U256::from(receipt.block_number),
        };
        self.tally.equal("events", &created, &expected);
        self.stores(Some(call.state))
    }

    fn updated(&mut self, rng: &mut Rng) -> Result<(), Failure> {
        let document = [DOCUMENT, b"\n"].concat();
        let call = SetMetaDataAndTokenUri {
            metadata: self.metadata(&document, 5, rng)?,
            token_id: U256::ONE,
            token_uri: "data:,zwei".into(),
        };
        let receipt = self.write(&call.calldata()?)?;
        let updated = event(&receipt, MetadataUpdated::decode)?.event;
        self.opens(
            &document,
            (&updated.flags, &updated.data, updated.metadata_hash),
        );
        let SetMetaDataAndTokenUri {
            metadata,
            token_id,
            token_uri,
        } = call;
        let updated_by = self.asset.publisher.address();
        let timestamp = U256::from(receipt.block_timestamp);
        let block_number = U256::from(receipt.block_number);
        let expected = MetadataUpdated {
            updated_by,
            state: metadata.state,
            decryptor_url: metadata.decryptor_url,
            flags: metadata.flags,
            data: metadata.data,
            metadata_hash: metadata.metadata_hash,
            timestamp,
            block_number,
        };
        self.tally.equal("events", &updated, &expected);
        let expected = TokenUriUpdate {
            updated_by,
            token_uri,
            token_id,
            timestamp,
            block_number,
        };
        let found = event(&receipt, TokenUriUpdate::decode)?.event;
        self.tally.equal("events", &found, &expected);
        self.stores(Some(metadata.state))
    }

    fn state(&mut self, state: u8) -> Result<(), Failure> {
        let receipt = self.write(&SetMetaDataState { state }.calldata())?;
        let expected = MetadataState {
            updated_by: self.asset.publisher.address(),
            state,
            timestamp: U256::from(receipt.block_timestamp),
            block_number: U256::from(receipt.block_number),
        };
        let found = event(&receipt, MetadataState::decode)?.event;
        self.tally.equal("events", &found, &expected);
        self.stores(Some(state))
    }

    /// Only the emitting contract tells them apart.
    fn a46_an_event_of_another_contract_in_the_same_transaction(&mut self) -> Result<(), Failure> {
        let Asset { publisher, nft, .. } = self.asset;
        let forged = MetadataState {
            updated_by: publisher.address(),
            state: 3,
            timestamp: U256::ZERO,
            block_number: U256::ZERO,
        };
        let other = self.chain.forger(&[forged.encode(*nft, 0)])?;
        // 0 is a call; there is no delegatecall.
        let args = json!([0, other, 0, "0x"]);
        let nft = ("ERC721Template", *nft);
        let sent = self.chain.invoke(publisher, nft, "executeCall", &args)?;
        let found = event(&sent.succeeded()?, MetadataState::decode)?;
        let expected = (other, forged);
        self.tally
            .equal("emitter", &(found.address, found.event), &expected);
        Ok(())
    }

    /// Writes what nobody but the publisher may write.
    fn write(&mut self, data: &Bytes) -> Result<Receipt, Failure> {
        let nft = self.asset.nft;
        let sent = self.chain.send(self.stranger, nft, data)?;
        let refused = sent.reverted("NOT METADATA_ROLE");
        self.tally
            .compare("reverted", refused, || format!("{:?}", sent.reason));
        self.chain
            .send(&self.asset.publisher, nft, data)?
            .succeeded()
    }

    /// A document that the Provider can open.
    fn metadata(&self, document: &[u8], state: u8, rng: &mut Rng) -> Result<SetMetaData, Failure> {
        let random = |bytes: &mut [u8]| {
            rng.fill(bytes);
            Ok(())
        };
        let to = self.provider.public_key();
        let envelope = Envelope::sealed(document, Compression::Xz, &to, random)?;
        Ok(SetMetaData {
            state,
            decryptor_url: DECRYPTOR_URL.into(),
            decryptor_address: self.provider.address().to_string(),
            flags: vec![envelope.flags.to_byte()].into(),
            data: envelope.data.into_owned().into(),
            metadata_hash: B256::from(envelope.hash),
            proofs: Vec::new(),
        })
    }

    /// That the Provider reads this document in what an event tells.
    fn opens(&mut self, document: &[u8], (flags, data, hash): (&[u8], &[u8], B256)) {
        let envelope = Envelope {
            flags: Flags::from(flags.first().copied().unwrap_or_default()),
            hash: DocumentHash::from(hash),
            data: data.into(),
        };
        let opened = envelope.open([self.provider]);
        let agree = opened.as_deref() == Ok(document);
        self.tally
            .compare("opened", agree, || format!("{opened:?}"));
    }

    /// That the NFT says so when asked: this state, or that there is no document yet.
    fn stores(&mut self, state: Option<u8>) -> Result<(), Failure> {
        let expected = match state {
            None => StoredMetadata {
                decryptor_url: String::new(),
                decryptor_address: String::new(),
                state: 0,
                has_metadata: false,
            },
            Some(state) => StoredMetadata {
                decryptor_url: DECRYPTOR_URL.into(),
                decryptor_address: self.provider.address().to_string(),
                state,
                has_metadata: true,
            },
        };
        let data = GetMetaData {}.calldata();
        let nft = self.asset.nft;
        let found = self.chain.view(nft, &data, GetMetaData::decode_return)?;
        self.tally.equal("views", &found, &expected);
        Ok(())
    }
}
