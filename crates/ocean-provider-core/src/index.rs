//! Indexing: an event of a data NFT and the bytes of its document become the enhanced document that
//! an indexer stores, or the reason to skip, to retry, or to withdraw what is stored.
//!
//! Nothing is fetched here. An indexer that follows a chain
//!
//! 1. puts what it knows of a [`MetadataEvent`] into a [`Sighting`]; [`Sighting::check`] says whether
//!    the event counts, before anything is decrypted;
//! 2. has the document opened, by the Provider at [`Noticed::decryptor_url`] or with an own key
//!    ([`Noticed::envelope`]), and gives the outcome to [`Noticed::open`];
//! 3. asks the contracts for names ([`Opened::datatokens`]) and a subgraph for orders and prices, and
//!    gives the [`Answers`] to [`Opened::enhance`], which makes the [`IndexedAsset`].
//!
//! [`on_state_event`] says what a change of state means for the stored document.
//!
//! The first reason to refuse is told, in this order: the factory, the validators' proofs, the
//! state, the decryption, the hash of the bytes, JSON, DID and NFT and chain, the publisher, whether
//! it is newer than what is stored, the rules of the profile. So does Aquarius 5.1.8, apart from
//! what [`Sighting::check`] and [`Noticed::open`] say.
//!
//! ```
//! use alloy_primitives::{Address, B256, Bytes, U256};
//! use ocean_provider_core::{
//!     checksum::DocumentHash,
//!     ddo::Profile,
//!     did::Did,
//!     index::{Allowed, Answers, Decrypted, NftAnswers, Policy, Sighting, Transaction},
//!     orders::events::MetadataCreated,
//!     state::AssetState,
//! };
//!
//! // What the node said: a log, the receipt of its transaction, and two calls.
//! let nft = Address::repeat_byte(1);
//! # let did = Did::compute(nft, 137)?;
//! # let document = format!(
//! #     r#"{{"@context":["https://w3id.org/did/v1"],"id":"{did}","version":"4.1.0","chainId":137,
//! #     "nftAddress":"{nft}","metadata":{{"created":"2024-03-05T09:12:44Z",
//! #     "updated":"2024-03-05T09:12:44Z","type":"dataset","name":"River gauges",
//! #     "description":"Hourly levels.","author":"Waterworks Lab","license":"CC-BY-4.0"}},
//! #     "services":[{{"id":"raw","type":"access","files":"0x04","datatokenAddress":"{nft}",
//! #     "serviceEndpoint":"https://provider.example","timeout":0}}]}}"#
//! # );
//! # let log = MetadataCreated {
//! #     created_by: nft,
//! #     state: 0,
//! #     decryptor_url: "https://provider.example".into(),
//! #     flags: Bytes::from(vec![0]),
//! #     metadata_hash: DocumentHash::of(document.as_bytes()).into(),
//! #     data: document.into_bytes().into(),
//! #     timestamp: U256::ZERO,
//! #     block_number: U256::ZERO,
//! # }
//! # .encode(nft, 0);
//! let sighting = Sighting {
//!     event: MetadataCreated::decode(&log)?.into(),
//!     chain_id: 137,
//!     transaction: Transaction {
//!         hash: B256::repeat_byte(2),
//!         block: 39_326_976,
//!         timestamp: 1_676_479_342,
//!         from: Address::repeat_byte(3),
//!     },
//!     listed: nft,
//!     state: AssetState::Active,
//!     proofs: vec![],
//!     stored: None,
//! };
//! let policy = Policy {
//!     publishers: Allowed::Everybody,
//!     validators: Allowed::Everybody,
//!     profile: Profile::Strict,
//! };
//!
//! let noticed = sighting.check(&policy)?;
//! assert_eq!(noticed.decryptor_url(), "https://provider.example");
//! let bytes = noticed.envelope()?.open([])?; // This one is not encrypted.
//! let opened = noticed.open(Decrypted::Bytes(bytes))?;
//! let answers = Answers {
//!     nft: NftAnswers { name: Some("Gauges".into()), ..NftAnswers::default() },
//!     ..Answers::default()
//! };
//! let indexed = opened.enhance(&answers)?;
//! assert_eq!(indexed.did(), did);
//! assert!(indexed.text().contains(r#""datetime":"2023-02-15T16:42:22"},"nft":{"address":"#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod enhance;
mod error;
mod event;
mod facts;
mod opened;
mod sighting;
mod state;
mod stored;

pub use enhance::{Answers, IndexedAsset, NftAnswers, Price, Stats, TokenAnswers};
pub use error::{NotIndexed, Retry, Skip};
pub use event::MetadataEvent;
pub use facts::{Allowed, Decrypted, Policy, Transaction};
pub use opened::Opened;
pub use sighting::{Noticed, Sighting};
pub use state::{StateChange, Tombstone, on_state_event};
