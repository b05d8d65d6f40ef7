//! May this request have what it asks for? Proofs and facts into a grant, or into every reason why
//! not.
//!
//! Each kind of request is a struct of the facts that are known about it, and its `decide` takes the
//! proofs: who calls, what he paid, what was admitted. The answer is [`Approved`] or a [`Denial`].
//! [`Approved::spend`] spends the nonce and gives the [`Grant`], and only a grant makes the
//! [`Keeper`], who owns the Provider's keys, open anything. So a denied request burns no nonce, opens
//! no file and reveals no URL, and a check that was left out does not compile.
//!
//! | request | facts | proofs | what the grant gives |
//! |---|---|---|---|
//! | [`Download`] | the asset's service, its state on chain, look-ups | `Caller`, `Order` | [`Keeper::open_file`] |
//! | [`ComputeStart`] | the same of every asset of the job | `Caller`, `Admitted` | [`Grant::into_payload`] |
//! | [`DecryptDdo`] | the NFT's state, its factory, the envelope | `Caller` | [`Keeper::open_document`] |
//! | [`Initialize`] | as for a download | `Order`, if there is one | not signed: the answer itself |
//! | [`FileInfo`] | the asset's service, its state on chain | | not signed: a [`Probe`], the weaker capability |
//!
//! What is trusted: the node that says what is on chain, whoever answers the look-ups, the clock,
//! and the metadata cache for the rest of the document. Proofs that were made by a peer's rules are
//! denied, as far as they tell.
//!
//! # Examples
//!
//! ```
//! use ocean_provider_core::{
//!     access::{Download, Keeper},
//!     auth::{Caller, MemoryNonces},
//!     files::FileObject,
//!     orders::{Order, Refusal},
//! };
//!
//! fn serve(
//!     download: &Download<'_>,
//!     caller: Caller,
//!     order: Option<Result<Order, Refusal>>,
//!     now: u64,
//!     ledger: &MemoryNonces,
//!     keeper: &Keeper,
//! ) -> Result<FileObject, Box<dyn std::error::Error>> {
//!     let approved = download.decide(caller, order, now)?;
//!     let grant = approved.spend(ledger)?;
//!     Ok(keeper.open_file(grant)?)
//! }
//! ```

mod approved;
mod caller;
mod compute_start;
mod decrypt_ddo;
mod denial;
mod document_source;
mod download;
mod file_info;
mod initialize;
mod item;
mod keeper;
mod order;
mod probe;
#[cfg(doctest)]
mod proofs;
mod reason;

pub use approved::{Approved, Grant};
pub use compute_start::{ComputeStart, JobPermit};
pub use decrypt_ddo::{DecryptDdo, Decrypters, DocumentPermit};
pub use denial::Denial;
pub use document_source::DocumentSource;
pub use download::{Download, FilePermit};
pub use file_info::FileInfo;
pub use initialize::{Initialize, Initialized};
pub use item::{Item, OnChain};
pub use keeper::{EncryptError, Keeper, NoKey, OpenDocumentError, OpenFileError};
pub use probe::{Probe, ProbeRequest, ProbedFiles};
pub use reason::Reason;
