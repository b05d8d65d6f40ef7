//! May this algorithm run on this data?

mod ocean_node;
mod provider;
mod strict;

use core::fmt;

use alloy_primitives::Address;
use ocean_ddo::Compute;
use ocean_did::Did;
use ocean_files::FileChecksum;

use crate::ContainerSectionChecksum;

/// Whose rules decide whether an algorithm may run on a dataset.
///
/// Only [`Strict`](Self::Strict) is fit to decide; the peers' rules foresee or explain their answers.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum TrustRules {
    /// DID & DDO v4.1.0, read so that nothing is permitted that the publisher did not write.
    ///
    /// - `publisherTrustedAlgorithmPublishers` and `publisherTrustedAlgorithms` must hold, each
    ///   unless it is empty or undefined; an empty list beside a non-empty one is neutral.
    /// - If none has an element: an empty one means that nobody is trusted; two undefined (absent or
    ///   null) ones are for `undefined` to say.
    /// - An algorithm is listed if one entry holds wholly: the DID, both checksums, and the
    ///   `serviceId` if the entry has one. Several entries of one DID are several permitted
    ///   versions.
    /// - Checksums must be there and equal; they are compared as bytes.
    /// - Publishers are compared as 20 bytes with what the caller has proven ([`Publisher`]).
    /// - There are no wildcards. `*`, in place of a list or inside one, is no DID, checksum or
    ///   address, and matches nothing: the specification has no such form, and whoever trusts
    ///   everybody leaves the lists out.
    /// - A malformed list holds for nobody, and a malformed entry matches nothing.
    /// - Raw code runs only if `allowRawAlgorithm` is `true` and nothing else.
    Strict {
        /// What two undefined lists mean.
        undefined: UndefinedLists,
    },
    /// Provider 2.1.6, `InputItemValidator.validate_algo`.
    ///
    /// It gives up nearly all: **empty lists trust everybody**, checksums that are absent or empty
    /// are not compared, the publisher is the text that an indexer wrote into the document, and raw
    /// code runs wherever `allowRawAlgorithm` is anything but `false` or absent.
    Provider,
    /// ocean-node 3.2.0, `validateAlgoForDataset`.
    ///
    /// One of the two lists suffices, so that a trusted publisher's algorithm runs whatever its
    /// checksums; `*` matches anything; a "publisher" is the NFT's address alone, so that listed
    /// owners never match. Raw code runs only where some list is not empty.
    OceanNode,
}

/// The peer and its version.
impl fmt::Display for TrustRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Strict { .. } => "the strict rule",
            Self::Provider => "Provider 2.1.6",
            Self::OceanNode => "ocean-node 3.2.0",
        })
    }
}

/// What it means that a service defines no trust list: neither
/// `publisherTrustedAlgorithmPublishers` nor `publisherTrustedAlgorithms`.
///
/// DID & DDO v4.1.0 lets any published algorithm run; ocean-node 3.2.0 lets none.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[allow(clippy::exhaustive_enums, reason = "there is no third answer")]
pub enum UndefinedLists {
    /// Any published algorithm may run.
    Allow,
    /// None may run.
    Deny,
}

/// An algorithm that asks to run.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Candidate<'a> {
    /// One that has a DID.
    Published(PublishedAlgorithm<'a>),
    /// Code or a URL that the consumer sends along.
    Raw,
}

/// What the caller knows of a published algorithm.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs, reason = "a plain input")]
pub struct PublishedAlgorithm<'a> {
    /// Its DID.
    pub did: Did,
    /// The id of the service through which it is used.
    pub service_id: &'a str,
    /// The checksums of the files of that service in their order, of bodies fetched for this
    /// decision. None must be missing: an algorithm without files matches nothing under
    /// [`TrustRules::Strict`].
    pub files: &'a [FileChecksum],
    /// The checksum of its container section.
    pub container: ContainerSectionChecksum,
    /// Who published it.
    pub publisher: Publisher<'a>,
}

/// Who published an algorithm, as far as the caller has proven it. The default proves nothing.
///
/// DID & DDO v4.1.0 lists "publishers" without saying which address that is. Publishers on chain
/// wrote the owner's (Provider 2.1.6) or the NFT's (ocean-node 3.2.0), so that the strict rule takes
/// either.
///
/// An NFT can be given to anybody without being asked: the owner says who holds the algorithm now,
/// not who wrote it. Who lists owners should list algorithms, too.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[allow(clippy::exhaustive_structs, reason = "a plain input")]
pub struct Publisher<'a> {
    /// The owner, as `ownerOf(1)` of the algorithm's NFT answers on chain; never the `nft.owner` of
    /// a document, which is an indexer's word.
    pub owner: Option<Address>,
    /// The NFT, from which and from its chain the algorithm's DID was computed and found equal.
    pub nft: Option<Address>,
    /// The `nft.owner` of the document as it is spelled there. [`TrustRules::Provider`] alone reads
    /// it.
    pub cached_owner: Option<&'a str>,
}

impl TrustRules {
    /// Whether the algorithm may run under the `compute` section of a dataset's service. Nothing is
    /// allocated.
    ///
    /// # Errors
    /// [`Distrust`]: why not. Under a peer's rules also where the peer raises an error, which keeps
    /// the algorithm out as well.
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_compute::{Candidate, Distrust, TrustRules, UndefinedLists};
    /// use ocean_ddo::Document;
    ///
    /// let document = Document::parse(r#"{"services": [{"compute": {"allowRawAlgorithm": "false"}}]}"#)?;
    /// let compute = document.ddo().service(0).and_then(|service| service.compute()).ok_or("none")?;
    /// let strict = TrustRules::Strict { undefined: UndefinedLists::Deny };
    /// assert_eq!(strict.check(compute, &Candidate::Raw), Err(Distrust::RawNotAllowed));
    /// assert_eq!(TrustRules::Provider.check(compute, &Candidate::Raw), Ok(()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(self, compute: Compute<'_>, algorithm: &Candidate<'_>) -> Result<(), Distrust> {
        match self {
            Self::Strict { undefined } => strict::check(undefined, compute, algorithm),
            Self::Provider => provider::check(compute.value(), algorithm),
            Self::OceanNode => ocean_node::check(compute.value(), algorithm),
        }
    }
}

/// Why an algorithm may not run on a dataset.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Distrust {
    /// No trust list has an element, and at least one is there.
    #[error("nobody is trusted: the trust lists are empty")]
    Nobody,
    /// No trust list is there, and the policy takes that for a denial.
    #[error("nobody is trusted: there are no trust lists")]
    Undefined,
    /// The service has no `compute` section.
    #[error("nobody is trusted: the service has no `compute` section")]
    NoCompute,
    /// The algorithm is not listed.
    #[error("the algorithm is not in `publisherTrustedAlgorithms`")]
    Algorithm,
    /// The algorithm is listed with another service.
    #[error("`publisherTrustedAlgorithms` lists another service of the algorithm")]
    Service,
    /// The algorithm is listed with other files, or without a checksum of them.
    #[error("`publisherTrustedAlgorithms` does not list these files of the algorithm")]
    Files,
    /// The algorithm is listed with another container section, or without a checksum of it.
    #[error("`publisherTrustedAlgorithms` does not list this container of the algorithm")]
    Container,
    /// The publisher is not listed, or not proven.
    #[error("the algorithm's publisher is not in `publisherTrustedAlgorithmPublishers`")]
    Publisher,
    /// The list of algorithms is no list.
    #[error("`publisherTrustedAlgorithms` is no list")]
    MalformedAlgorithms,
    /// The list of publishers is no list.
    #[error("`publisherTrustedAlgorithmPublishers` is no list")]
    MalformedPublishers,
    /// Under [`TrustRules::Provider`]: an entry has no `did`.
    #[error("an entry of `publisherTrustedAlgorithms` has no `did`")]
    EntryWithoutDid,
    /// Raw code is not allowed.
    #[error("raw code is not allowed: `allowRawAlgorithm` is not `true`")]
    RawNotAllowed,
    /// Under a peer's rules: the peer raises an error, and refuses so.
    #[error("{rules} raises `{error}`")]
    PeerRaises {
        /// The peer.
        rules: TrustRules,
        /// The class of the error, and its text if it has a stable one.
        error: &'static str,
    },
}

impl Distrust {
    /// The code that goes over the wire, one of Provider 2.1.6: several reasons may share one.
    ///
    /// `peer_raises` is ours: the peer answers with an internal error.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nobody | Self::Undefined | Self::NoCompute | Self::Algorithm | Self::Service => {
                "not_trusted_algo"
            }
            Self::Files => "algorithm_file_checksum_mismatch",
            Self::Container => "algorithm_container_checksum_mismatch",
            Self::Publisher | Self::MalformedPublishers => "not_trusted_algo_publisher",
            Self::MalformedAlgorithms | Self::EntryWithoutDid => "no_publisherTrustedAlgorithms",
            Self::RawNotAllowed => "no_raw_algo_allowed",
            Self::PeerRaises { .. } => "peer_raises",
        }
    }
}
