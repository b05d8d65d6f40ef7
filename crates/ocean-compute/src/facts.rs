use alloc::vec::Vec;

use alloy_primitives::Address;
use ocean_ddo::Ddo;
use ocean_files::FileChecksum;
use ocean_orders::Order;

use crate::{CompletedParameters, Environment, Publisher, Rules};

/// For whom, where and when a computation is asked.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs, reason = "a plain input")]
pub struct Terms<'a> {
    /// Whose rules decide.
    pub rules: Rules,
    /// Who asks, as his signature or token has shown.
    pub consumer: Address,
    /// The environment that the request names, with its fee token.
    pub environment: &'a Environment,
    /// The chain of the environment and of its fee token.
    pub chain_id: u64,
    /// The decimals of the fee token.
    pub fee_token_decimals: u8,
    /// Seconds since 1970.
    pub now: u64,
}

/// What the caller has found out about the items of a request.
#[derive(Debug, Default)]
#[allow(clippy::exhaustive_structs, reason = "a plain input")]
pub struct Facts<'a> {
    /// About each dataset, in the order of [`ComputeRequest::datasets`](crate::ComputeRequest::datasets); about one that is missing
    /// here nothing is known.
    pub datasets: Vec<DatasetFacts<'a>>,
    /// About the algorithm; nothing is asked of raw code.
    pub algorithm: AlgorithmFacts<'a>,
}

/// What the caller has found out about a dataset. The default is that nothing is known.
#[derive(Debug, Default)]
#[allow(clippy::exhaustive_structs, reason = "a plain input")]
pub struct DatasetFacts<'a> {
    /// The document of its DID, if there is one.
    pub ddo: Option<Ddo<'a>>,
    /// Why the consumer may not use the asset (state, credentials), if he may not: the text that
    /// goes over the wire.
    pub not_consumable: Option<&'a str>,
    /// Whether the files of the service open with the Provider's own key, under the binding of the
    /// service's datatoken and the asset's NFT.
    pub files_open: bool,
    /// What [`verify`](ocean_orders::verify) says of its `transferTxId`, with the requested
    /// environment in the terms. Only a start asks for it.
    pub order: Option<Result<Order, ocean_orders::Refusal>>,
    /// Its `userdata`, checked; `None` passes none on.
    pub user_data: Option<CompletedParameters<'a>>,
}

/// What the caller has found out about a published algorithm. The default is that nothing is known.
#[derive(Debug, Default)]
#[allow(clippy::exhaustive_structs, reason = "a plain input")]
pub struct AlgorithmFacts<'a> {
    /// The document of its DID, if there is one.
    pub ddo: Option<Ddo<'a>>,
    /// Why the consumer may not use the asset, as in [`DatasetFacts::not_consumable`].
    pub not_consumable: Option<&'a str>,
    /// The checksums of the files of its service, in their order, of bodies fetched for this
    /// decision; `None` if the files do not open or one of them cannot be hashed.
    pub files: Option<&'a [FileChecksum]>,
    /// Who published it.
    pub publisher: Publisher<'a>,
    /// What [`verify`](ocean_orders::verify) says of its `transferTxId`, without an environment in
    /// the terms. Only a start asks for it.
    pub order: Option<Result<Order, ocean_orders::Refusal>>,
    /// Its `algouserdata`, checked; `None` passes none on.
    pub user_data: Option<CompletedParameters<'a>>,
    /// Its `algocustomdata`, checked; `None` passes none on.
    pub custom_data: Option<CompletedParameters<'a>>,
}
