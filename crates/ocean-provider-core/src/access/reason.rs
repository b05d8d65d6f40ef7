use alloy_primitives::{Address, B256, U256};
use ocean_auth::Endpoint;
use ocean_credentials::MalformedCredentials;
use ocean_did::Did;
use ocean_orders::{FeeDataError, Refusal, events::DecodeEventError};
use ocean_state::AssetState;

/// One thing that speaks against a request, in a [`Denial`](crate::access::Denial).
///
/// The variants are in the order in which they are found. No message holds a signature, a URL or
/// anything that was sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// The caller signed for another endpoint.
    #[error("caller asks for {found}, expected {expected}")]
    OtherEndpoint {
        /// What he signed for.
        found: Endpoint,
        /// What he is served.
        expected: Endpoint,
    },
    /// The caller signed for another document, or for none.
    #[error("caller names {}, expected `{expected}`", document(*found))]
    OtherDocument {
        /// What he signed for.
        found: Option<Did>,
        /// The asset; of a computation its main dataset.
        expected: Did,
    },
    /// The computation was admitted for somebody else.
    #[error("caller is {found}, and the job was admitted for {expected}")]
    OtherConsumer {
        /// The caller.
        found: Address,
        /// The consumer of the job.
        expected: Address,
    },
    /// The state is that of an NFT on another chain.
    #[error("state is from chain {found}, expected chain {expected}")]
    StateOfOtherChain {
        /// The chain that was asked.
        found: u64,
        /// The chain of the asset.
        expected: u64,
    },
    /// The state is that of another NFT.
    #[error("state is of the NFT {found}, expected {expected}")]
    StateOfOtherNft {
        /// The NFT that was asked.
        found: Address,
        /// The asset's.
        expected: Address,
    },
    /// The state of the NFT on chain does not permit it.
    #[error("{0}")]
    State(ocean_state::Refusal),
    /// The document has no `metadata`: it is one that an indexer has emptied (Provider 2.1.6 calls
    /// it disabled).
    #[error("document has no `metadata`")]
    NoMetadata,
    /// The state that an indexer put into the document does not permit it, though the chain's does.
    #[error("`nft.state` of the document is {}", cached(*found))]
    CachedState {
        /// The state; `None`: it is none.
        found: Option<AssetState>,
    },
    /// The credentials of the asset or the service exclude the consumer.
    #[error("consumer is denied: {0}")]
    Credentials(ocean_credentials::Denial),
    /// The credentials of the asset or the service cannot be read, so that nobody passes.
    #[error("credentials are malformed")]
    MalformedCredentials(#[source] MalformedCredentials),
    /// The document has no service of this id.
    #[error("document has no service `{}`", id.escape_debug())]
    NoService {
        /// The id, cut after 64 characters.
        id: String,
    },
    /// The service is not one that this request can use.
    #[error("service is of type {}, expected `{expected}`", quoted(found.as_deref()))]
    ServiceType {
        /// Its type, cut after 64 characters; `None`: it has none.
        found: Option<String>,
        /// The type that fits.
        expected: &'static str,
    },
    /// The service has no `datatokenAddress` that can be read.
    #[error("service has no `datatokenAddress`")]
    NoDatatoken,
    /// The service has no `files`.
    #[error("service has no `files`")]
    NoFiles,
    /// The chain does not know the transaction of the order.
    #[error("transaction of the order is unknown")]
    OrderUnknown,
    /// The order does not hold.
    #[error("order is refused: {0}")]
    OrderRefused(Box<Refusal>),
    /// The order was verified by the rules of a peer.
    #[error("order was not verified by the strict rules")]
    OrderNotStrict,
    /// The order is that of another transaction.
    #[error("order is of transaction `{found}`, expected `{expected}`")]
    OrderOfOtherTransaction {
        /// The order's.
        found: B256,
        /// The one that the request names.
        expected: B256,
    },
    /// The order is on another chain.
    #[error("order is on chain {found}, expected chain {expected}")]
    OrderOfOtherChain {
        /// The order's.
        found: u64,
        /// The asset's.
        expected: u64,
    },
    /// The order is for an asset of another NFT.
    #[error("order is for the NFT {found}, expected {expected}")]
    OrderOfOtherNft {
        /// The order's.
        found: Address,
        /// The asset's.
        expected: Address,
    },
    /// The order paid another datatoken.
    #[error("order paid the datatoken {found}, expected {expected}")]
    OrderOfOtherDatatoken {
        /// The order's.
        found: Address,
        /// The service's.
        expected: Address,
    },
    /// The order is for another service.
    #[error("order is for service `{}`, expected `{}`", found.escape_debug(), expected.escape_debug())]
    OrderOfOtherService {
        /// The order's, cut after 64 characters.
        found: String,
        /// The one that the request names, cut after 64 characters.
        expected: String,
    },
    /// The order is for a service in another place of the document.
    #[error("order is for service number {found}, expected {expected}")]
    OrderOfOtherIndex {
        /// The order's.
        found: u64,
        /// The service's, from 0.
        expected: usize,
    },
    /// The order was verified with another timeout than the service's.
    #[error("order was verified with a timeout of {found} seconds, expected {}", seconds(*expected))]
    OrderOfOtherTimeout {
        /// The order's, in seconds.
        found: u64,
        /// The service's; `None`: it has none.
        expected: Option<u64>,
    },
    /// The order paid less than one datatoken.
    #[error("order paid {found} of the datatoken, expected at least {expected}")]
    OrderTooSmall {
        /// What was paid, in the datatoken's smallest unit.
        found: U256,
        /// One datatoken.
        expected: U256,
    },
    /// The order was verified for somebody else.
    #[error("order was verified for {found}, expected {expected}")]
    OrderOfOtherSender {
        /// Who asked when it was verified.
        found: Address,
        /// Who asks.
        expected: Address,
    },
    /// The fee of the order was quoted for a compute environment that is not the caller's, or for
    /// none where the caller is one.
    #[error("order is for {}, which is not the caller's", environment(found.as_deref()))]
    OrderOfOtherEnvironment {
        /// The order's, cut after 64 characters.
        found: Option<String>,
    },
    /// The order held when it was verified, and does not any more.
    #[error("order expired at {expired_at}, and now is {now}")]
    OrderExpired {
        /// The first second at which it does not hold.
        expired_at: u64,
        /// The caller's time.
        now: u64,
    },
    /// The service's id is too long for a fee.
    #[error("fee for the service cannot be written")]
    FeeData(#[source] FeeDataError),
    /// The computation was admitted by the rules of a peer.
    #[error("job was not admitted by the strict rules")]
    JobNotStrict,
    /// The computation was admitted, and one of its orders has expired since.
    #[error("admission of the job expired at {expired_at}, and now is {now}")]
    JobExpired {
        /// The first second at which it does not hold.
        expired_at: u64,
        /// The caller's time.
        now: u64,
    },
    /// Nothing is known about an asset of the computation.
    #[error("nothing is known of service `{}` of `{did}`, which the job uses", service_id.escape_debug())]
    ItemUnknown {
        /// The asset.
        did: Did,
        /// The service, cut after 64 characters.
        service_id: String,
    },
    /// The operator has not authorised the caller to have documents decrypted.
    #[error("{found} is not an authorised decrypter")]
    NotADecrypter {
        /// The caller.
        found: Address,
    },
    /// Ocean's factory did not make the NFT.
    #[error("factory does not list the NFT {nft}")]
    NotOfFactory {
        /// The NFT.
        nft: Address,
        /// What `erc721List` answers.
        found: Address,
    },
    /// The chain does not know the transaction of the document.
    #[error("transaction `{transaction}` of the document is unknown")]
    TransactionUnknown {
        /// The one that the request names.
        transaction: B256,
    },
    /// The receipt is from another chain.
    #[error("receipt is from chain {found}, expected chain {expected}")]
    ReceiptOfOtherChain {
        /// The receipt's.
        found: u64,
        /// The NFT's.
        expected: u64,
    },
    /// The receipt is of another transaction.
    #[error("receipt is of transaction `{found}`, expected `{expected}`")]
    ReceiptOfOtherTransaction {
        /// The receipt's.
        found: B256,
        /// The one that the request names.
        expected: B256,
    },
    /// The transaction of the document was mined and reverted.
    #[error("transaction `{transaction}` of the document failed")]
    TransactionFailed {
        /// The transaction.
        transaction: B256,
    },
    /// The transaction wrote no document.
    #[error("transaction `{transaction}` has no metadata event of the NFT {nft}")]
    NoMetadataEvent {
        /// The transaction.
        transaction: B256,
        /// The NFT.
        nft: Address,
    },
    /// There is a metadata event, and another contract than the NFT emitted it. **Worth a line in
    /// the log.**
    #[error("metadata event in log {log_index} comes from {emitter}, expected the NFT {nft}")]
    MetadataOfOtherContract {
        /// The position of the log in its block.
        log_index: u64,
        /// Who emitted it.
        emitter: Address,
        /// Who should have.
        nft: Address,
    },
    /// The NFT emitted a metadata event that cannot be read.
    #[error("metadata event of the NFT in log {log_index} is malformed")]
    MalformedMetadataEvent {
        /// The position of the log in its block.
        log_index: u64,
        /// What is wrong with it.
        source: DecodeEventError,
    },
    /// The NFT's event has no flags, which say how the document is packed.
    #[error("metadata event of the NFT in log {log_index} has no flags")]
    NoFlags {
        /// The position of the log in its block.
        log_index: u64,
    },
}

impl Reason {
    /// A stable name for this kind of reason. Refused orders and states have those of their crates.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherEndpoint { .. } => "caller_other_endpoint",
            Self::OtherDocument { .. } => "caller_other_document",
            Self::OtherConsumer { .. } => "caller_other_consumer",
            Self::StateOfOtherChain { .. } => "state_of_other_chain",
            Self::StateOfOtherNft { .. } => "state_of_other_nft",
            Self::State(refusal) => refusal.code(),
            Self::NoMetadata => "no_metadata",
            Self::CachedState { .. } => "cached_state",
            Self::Credentials(denial) => match denial.list {
                ocean_credentials::List::Allow => "credential_not_in_allow_list",
                ocean_credentials::List::Deny => "credential_in_deny_list",
            },
            Self::MalformedCredentials(error) => error.code(),
            Self::NoService { .. } => "no_service",
            Self::ServiceType { .. } => "service_type",
            Self::NoDatatoken => "no_datatoken",
            Self::NoFiles => "no_files",
            Self::OrderUnknown => "order_unknown",
            Self::OrderRefused(refusal) => refusal.code(),
            Self::OrderNotStrict => "order_not_strict",
            Self::OrderOfOtherTransaction { .. } => "order_of_other_transaction",
            Self::OrderOfOtherChain { .. } => "order_of_other_chain",
            Self::OrderOfOtherNft { .. } => "order_of_other_nft",
            Self::OrderOfOtherDatatoken { .. } => "order_of_other_datatoken",
            Self::OrderOfOtherService { .. } => "order_of_other_service",
            Self::OrderOfOtherIndex { .. } => "order_of_other_index",
            Self::OrderOfOtherTimeout { .. } => "order_of_other_timeout",
            Self::OrderTooSmall { .. } => "order_too_small",
            Self::OrderOfOtherSender { .. } => "order_of_other_sender",
            Self::OrderOfOtherEnvironment { .. } => "order_of_other_environment",
            Self::OrderExpired { .. } => "order_expired_since",
            Self::FeeData(error) => error.code(),
            Self::JobNotStrict => "job_not_strict",
            Self::JobExpired { .. } => "job_expired",
            Self::ItemUnknown { .. } => "item_unknown",
            Self::NotADecrypter { .. } => "not_a_decrypter",
            Self::NotOfFactory { .. } => "not_of_factory",
            Self::TransactionUnknown { .. } => "transaction_unknown",
            Self::ReceiptOfOtherChain { .. } => "receipt_of_other_chain",
            Self::ReceiptOfOtherTransaction { .. } => "receipt_of_other_transaction",
            Self::TransactionFailed { .. } => "document_transaction_failed",
            Self::NoMetadataEvent { .. } => "no_metadata_event",
            Self::MetadataOfOtherContract { .. } => "metadata_of_other_contract",
            Self::MalformedMetadataEvent { .. } => "malformed_metadata_event",
            Self::NoFlags { .. } => "no_flags",
        }
    }
}

/// What is kept of a text that may be long.
pub(super) fn cut(text: &str) -> String {
    text.chars().take(64).collect()
}

fn quoted(text: Option<&str>) -> String {
    text.map_or("none".into(), |text| format!("`{}`", text.escape_debug()))
}

fn document(did: Option<Did>) -> String {
    did.map_or("no document".into(), |did| format!("`{did}`"))
}

fn cached(state: Option<AssetState>) -> String {
    state.map_or("no state".into(), |state| state.to_string())
}

fn seconds(timeout: Option<u64>) -> String {
    timeout.map_or("none, since the service has none".into(), |timeout| {
        timeout.to_string()
    })
}

fn environment(id: Option<&str>) -> String {
    match id {
        Some(id) => format!("environment `{}`", id.escape_debug()),
        None => "no environment".into(),
    }
}
