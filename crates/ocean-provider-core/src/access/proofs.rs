//! What must not compile, beside what does and differs in nothing else.
//!
//! A grant needs an approval and its nonce, and is good for one thing:
//!
//! ```
//! # use ocean_provider_core::{access::*, auth::*};
//! fn serve(approved: Approved<FilePermit>, ledger: &MemoryNonces, keeper: &Keeper) {
//!     let grant = approved.spend(ledger).unwrap();
//!     let file = keeper.open_file(grant);
//! }
//! ```
//!
//! Not before the nonce is spent:
//!
//! ```compile_fail,E0308
//! # use ocean_provider_core::{access::*, auth::*};
//! fn serve(approved: Approved<FilePermit>, ledger: &MemoryNonces, keeper: &Keeper) {
//!     let file = keeper.open_file(approved);
//! }
//! ```
//!
//! Not twice with one nonce:
//!
//! ```compile_fail,E0382
//! # use ocean_provider_core::{access::*, auth::*};
//! fn serve(approved: Approved<FilePermit>, ledger: &MemoryNonces, keeper: &Keeper) {
//!     let grant = approved.spend(ledger).unwrap();
//!     let file = keeper.open_file(grant);
//!     let again = keeper.open_file(grant);
//! }
//! ```
//!
//! Nor by spending twice:
//!
//! ```compile_fail,E0382
//! # use ocean_provider_core::{access::*, auth::*};
//! fn serve(approved: Approved<FilePermit>, ledger: &MemoryNonces, keeper: &Keeper) {
//!     let grant = approved.spend(ledger).unwrap();
//!     let again = approved.spend(ledger).unwrap();
//! }
//! ```
//!
//! Nor by a copy of either:
//!
//! ```compile_fail,E0599
//! # use ocean_provider_core::{access::*, auth::*};
//! fn serve(approved: Approved<FilePermit>, ledger: &MemoryNonces, keeper: &Keeper) {
//!     let copy = approved.clone();
//!     let grant = approved.spend(ledger).unwrap();
//! }
//! ```
//!
//! ```compile_fail,E0599
//! # use ocean_provider_core::{access::*, auth::*};
//! fn serve(approved: Approved<FilePermit>, ledger: &MemoryNonces, keeper: &Keeper) {
//!     let grant = approved.spend(ledger).unwrap();
//!     let copy = grant.clone();
//! }
//! ```
//!
//! Not for another purpose: a document's grant opens no file, and a probe none for a caller.
//!
//! ```compile_fail,E0308
//! # use ocean_provider_core::{access::*, auth::*};
//! fn serve(approved: Approved<DocumentPermit>, ledger: &MemoryNonces, keeper: &Keeper) {
//!     let grant = approved.spend(ledger).unwrap();
//!     let file = keeper.open_file(grant);
//! }
//! ```
//!
//! ```compile_fail,E0308
//! # use ocean_provider_core::{access::*, auth::*};
//! fn serve(probe: Probe, keeper: &Keeper) {
//!     let file = keeper.open_file(probe);
//! }
//! ```
//!
//! Where bodies are answered, what was made to look at a file is of no use:
//!
//! ```
//! # use ocean_provider_core::{access::*, files::*};
//! fn stream(file: &FileObject) {}
//! fn serve(file: FileObject) {
//!     stream(&file);
//! }
//! ```
//!
//! ```compile_fail,E0308
//! # use ocean_provider_core::{access::*, files::*};
//! fn stream(file: &FileObject) {}
//! fn serve(file: ProbeRequest) {
//!     stream(&file);
//! }
//! ```
//!
//! An approval needs every proof. With all of them:
//!
//! ```
//! # use ocean_provider_core::{access::*, auth::*, orders::*};
//! fn decide(download: Download<'_>, caller: Caller, order: Order, now: u64) {
//!     let approved = download.decide(caller, Some(Ok(order)), now);
//! }
//! ```
//!
//! Not without a caller, or with one that only claims to be one:
//!
//! ```compile_fail,E0061
//! # use ocean_provider_core::{access::*, auth::*, orders::*};
//! fn decide(download: Download<'_>, caller: Caller, order: Order, now: u64) {
//!     let approved = download.decide(Some(Ok(order)), now);
//! }
//! ```
//!
//! ```compile_fail,E0308
//! # use ocean_provider_core::{access::*, auth::*, orders::*};
//! fn decide(download: Download<'_>, caller: Claimed, order: Order, now: u64) {
//!     let approved = download.decide(caller, Some(Ok(order)), now);
//! }
//! ```
//!
//! Not twice with one caller, though an order serves again:
//!
//! ```compile_fail,E0382
//! # use ocean_provider_core::{access::*, auth::*, orders::*};
//! fn decide(download: Download<'_>, caller: Caller, order: Order, now: u64) {
//!     let approved = download.decide(caller, Some(Ok(order.clone())), now);
//!     let again = download.decide(caller, Some(Ok(order)), now);
//! }
//! ```
//!
//! Not with an order that still needs a receipt:
//!
//! ```compile_fail,E0308
//! # use ocean_provider_core::{access::*, auth::*, orders::*};
//! fn decide(download: Download<'_>, caller: Caller, order: PendingOrder, now: u64) {
//!     let approved = download.decide(caller, Some(Ok(order)), now);
//! }
//! ```
//!
//! Not for a document of which nobody knows whose it is:
//!
//! ```
//! # use ocean_provider_core::{*, access::*, ddo::*};
//! fn item<'a>(asset: &'a Asset, on_chain: OnChain) -> Item<'a> {
//!     Item { asset, on_chain, service_id: "s1", lookups: &[] }
//! }
//! ```
//!
//! ```compile_fail,E0308
//! # use ocean_provider_core::{*, access::*, ddo::*};
//! fn item<'a>(asset: &'a Document, on_chain: OnChain) -> Item<'a> {
//!     Item { asset, on_chain, service_id: "s1", lookups: &[] }
//! }
//! ```
//!
//! A job needs what was admitted, and starts once:
//!
//! ```
//! # use ocean_provider_core::{access::*, auth::*, compute::*, keys::*};
//! fn start(start: ComputeStart<'_>, caller: Caller, ledger: &MemoryNonces, key: &ProviderKey) {
//!     let grant = start.decide(caller, 0).unwrap().spend(ledger).unwrap();
//!     let payload = grant.into_payload("", 1, key);
//! }
//! ```
//!
//! ```compile_fail,E0382
//! # use ocean_provider_core::{access::*, auth::*, compute::*, keys::*};
//! fn start(start: ComputeStart<'_>, caller: Caller, ledger: &MemoryNonces, key: &ProviderKey) {
//!     let grant = start.decide(caller, 0).unwrap().spend(ledger).unwrap();
//!     let payload = grant.into_payload("", 1, key);
//!     let again = grant.into_payload("", 2, key);
//! }
//! ```
//!
//! ```compile_fail,E0599
//! # use ocean_provider_core::{access::*, auth::*, compute::*, keys::*};
//! fn start(start: ComputeStart<'_>, caller: Caller, ledger: &MemoryNonces, key: &ProviderKey) {
//!     let approved = start.decide(caller, 0).unwrap();
//!     let payload = approved.into_payload("", 1, key);
//! }
//! ```
//!
//! No proof is made by hand:
//!
//! ```
//! # use ocean_provider_core::{access::*, auth::*};
//! fn look<P>(approved: &Approved<P>, grant: &Grant<P>) {
//!     let (caller, permit) = (approved.caller(), approved.permit());
//!     let (caller, permit) = (grant.caller(), grant.permit());
//! }
//! ```
//!
//! ```compile_fail,E0451
//! # use ocean_provider_core::{access::*, auth::*};
//! fn forge(caller: Caller, permit: FilePermit) {
//!     let approved = Approved { caller, permit };
//! }
//! ```
//!
//! ```compile_fail,E0451
//! # use ocean_provider_core::{access::*, auth::*};
//! fn forge(spent: Spent, permit: FilePermit) {
//!     let grant = Grant { spent, permit };
//! }
//! ```
//!
//! ```compile_fail,E0451
//! # use ocean_provider_core::{access::*, auth::*, compute::*};
//! fn forge(admitted: Admitted) {
//!     let permit = JobPermit { admitted };
//! }
//! ```
//!
//! ```compile_fail
//! # use ocean_provider_core::access::*;
//! fn forge() {
//!     let probe = Probe {};
//! }
//! ```
//!
//! ```compile_fail,E0451
//! # use ocean_provider_core::{*, ddo::*, did::*};
//! fn forge(document: Document, did: Did, nft: alloy_primitives::Address) {
//!     let asset = Asset { document, did, nft, chain_id: 1 };
//! }
//! ```
//!
//! And a keeper lends no key:
//!
//! ```compile_fail,E0616
//! # use ocean_provider_core::access::*;
//! fn lend(keeper: Keeper) {
//!     let ring = keeper.ring;
//! }
//! ```
