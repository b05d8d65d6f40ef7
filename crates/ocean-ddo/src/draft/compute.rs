use alloc::vec::Vec;
use core::slice;

use alloy_primitives::{Address, B256};
use ocean_did::Did;

use super::write::{Digits, Object, push_display};

/// The `compute` of a service. There is no default: each member decides who may run what.
///
/// # Examples
///
/// ```
/// use alloy_primitives::{address, B256};
/// use ocean_ddo::draft::{Compute, TrustList, TrustedAlgorithm};
/// use ocean_did::Did;
///
/// let algorithm = Did::compute(address!("0xBB1081DbF3227bbB233Db68f7117114baBb43656"), 137)?;
/// let compute = Compute {
///     allow_raw_algorithm: false,
///     allow_network_access: false,
///     publisher_trusted_algorithm_publishers: TrustList::Undefined,
///     publisher_trusted_algorithms: TrustList::List(vec![TrustedAlgorithm {
///         did: algorithm,
///         files_checksum: vec![B256::repeat_byte(1)],
///         container_section_checksum: B256::repeat_byte(2),
///     }]),
/// };
/// # Ok::<(), ocean_did::ComputeDidError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Compute {
    /// `allowRawAlgorithm`: whether code without a DID may run.
    pub allow_raw_algorithm: bool,
    /// `allowNetworkAccess`: whether the job may reach the network.
    pub allow_network_access: bool,
    /// `publisherTrustedAlgorithmPublishers`: the addresses whose algorithms are trusted, written
    /// with their checksums (EIP-55).
    pub publisher_trusted_algorithm_publishers: TrustList<Address>,
    /// `publisherTrustedAlgorithms`: the algorithms that are trusted.
    pub publisher_trusted_algorithms: TrustList<TrustedAlgorithm>,
}

/// A trust list. By DID & DDO v4.1.0 an undefined list trusts every algorithm, an empty one none.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TrustList<T> {
    /// The member is left out. Not every peer reads this as trust in every algorithm.
    Undefined,
    /// The member is this list. `List(Vec::new())` is written as `[]`, which is not
    /// [`Undefined`](Self::Undefined).
    List(Vec<T>),
}

/// An element of `publisherTrustedAlgorithms`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TrustedAlgorithm {
    /// `did`: the DID of the algorithm, of the method `did:op:`.
    pub did: Did,
    /// `filesChecksum`: the SHA-256 of each of the algorithm's files, at least one, written one
    /// after the other.
    pub files_checksum: Vec<B256>,
    /// `containerSectionChecksum`: the SHA-256 of the algorithm's container section.
    pub container_section_checksum: B256,
}

impl Compute {
    pub(super) fn write(&self, compute: &mut Object<'_>) {
        compute.raw("allowRawAlgorithm", self.allow_raw_algorithm);
        compute.raw("allowNetworkAccess", self.allow_network_access);
        if let TrustList::List(publishers) = &self.publisher_trusted_algorithm_publishers {
            let key = "publisherTrustedAlgorithmPublishers";
            compute.array(key, publishers, |out, publisher| {
                push_display(out, publisher);
            });
        }
        if let TrustList::List(algorithms) = &self.publisher_trusted_algorithms {
            let key = "publisherTrustedAlgorithms";
            compute.objects(key, algorithms, TrustedAlgorithm::write);
        }
    }
}

impl TrustedAlgorithm {
    fn write(&self, algorithm: &mut Object<'_>) {
        algorithm.display("did", self.did);
        algorithm.display("filesChecksum", Digits(&self.files_checksum));
        let container = slice::from_ref(&self.container_section_checksum);
        algorithm.display("containerSectionChecksum", Digits(container));
    }
}
