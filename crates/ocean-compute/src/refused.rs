use alloc::{boxed::Box, string::String};
use core::fmt;

use crate::{ContainerError, Distrust, RawAlgorithmError};

/// Why a computation is refused: what is wrong, and with what.
///
/// Provider 2.1.6 answers `{"error": {<resource>: <code>}}` with status 400.
///
/// ```
/// use ocean_checksum::Json;
/// use ocean_compute::ComputeRequest;
///
/// let body = Json::parse(r#"{"dataset": {"documentId": "did:op:…"}, "additionalDatasets": "none"}"#)?;
/// let refused = ComputeRequest::start(body.root()).datasets().unwrap_err();
/// assert_eq!((refused.resource().to_string().as_str(), refused.code()), ("additional_input", "invalid"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{resource}: {reason}")]
pub struct Refused {
    resource: Resource,
    reason: Reason,
}

impl Refused {
    pub(crate) const fn new(resource: Resource, reason: Reason) -> Self {
        Self { resource, reason }
    }

    /// What is at fault.
    #[must_use]
    pub const fn resource(&self) -> Resource {
        self.resource
    }

    /// What is wrong with it.
    #[must_use]
    pub const fn reason(&self) -> &Reason {
        &self.reason
    }

    /// The code that goes over the wire: [`Reason::code`].
    #[must_use]
    pub fn code(&self) -> &str {
        self.reason.code()
    }
}

/// What a refusal is about. `Display` writes it as Provider 2.1.6 does: `dataset`,
/// `datasets[1].serviceId`, `algorithm.container`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Resource {
    /// `environment`: the one that is asked for.
    Environment,
    /// `datasets`: the list of an initialization.
    Datasets,
    /// `additional_input`: the additional datasets of a start.
    AdditionalInput,
    /// One dataset, or a member of it.
    #[non_exhaustive]
    Dataset {
        /// Its place among all datasets, the main one being 0.
        index: usize,
        /// The member.
        member: Option<&'static str>,
    },
    /// The algorithm, or a member of it.
    #[non_exhaustive]
    Algorithm {
        /// The member.
        member: Option<&'static str>,
    },
    /// `order`: all orders together.
    Order,
    /// `output`.
    Output,
}

impl Resource {
    pub(crate) const fn dataset(index: usize) -> Self {
        let member = None;
        Self::Dataset { index, member }
    }

    pub(crate) const ALGORITHM: Self = Self::Algorithm { member: None };

    /// A member of a dataset or of the algorithm.
    pub(crate) const fn member(self, name: &'static str) -> Self {
        let member = Some(name);
        match self {
            Self::Dataset { index, .. } => Self::Dataset { index, member },
            Self::Algorithm { .. } => Self::Algorithm { member },
            other => other,
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let member = match *self {
            Self::Environment => return f.write_str("environment"),
            Self::Datasets => return f.write_str("datasets"),
            Self::AdditionalInput => return f.write_str("additional_input"),
            Self::Order => return f.write_str("order"),
            Self::Output => return f.write_str("output"),
            Self::Dataset { index: 0, member } => {
                f.write_str("dataset")?;
                member
            }
            Self::Dataset { index, member } => {
                write!(f, "datasets[{index}]")?;
                member
            }
            Self::Algorithm { member } => {
                f.write_str("algorithm")?;
                member
            }
        };
        member.map_or(Ok(()), |member| write!(f, ".{member}"))
    }
}

/// What is wrong with a [`Resource`].
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// It is not there.
    #[error("is missing")]
    Missing,
    /// It is not what it should be.
    #[error("is invalid")]
    Invalid,
    /// No document was found for the DID.
    #[error("no document has this DID")]
    DidNotFound,
    /// There is no such service or environment.
    #[error("there is none of this id")]
    NotFound,
    /// The consumer may not use the asset: the reference's text, which is the code.
    #[error("{0}")]
    NotConsumable(String),
    /// The service is neither `access` nor `compute`.
    #[error("expected a service of type access or compute")]
    ServiceNotAccessCompute,
    /// The service of the main dataset is not `compute`.
    #[error("expected a service of type compute")]
    MainServiceCompute,
    /// The files do not open with the Provider's key and under this asset's binding.
    #[error("the files do not open here")]
    NotInSameProvider,
    /// The algorithm may not run on the dataset.
    #[error(transparent)]
    Distrust(#[from] Distrust),
    /// The order does not hold, or is one of something else.
    #[error("the order does not hold")]
    OrderInvalid(#[source] OrderFault),
    /// The algorithm names neither a DID nor code.
    #[error("expected a documentId or meta")]
    MissingMetaDocumentId,
    /// The asset is no algorithm.
    #[error("the asset is no algorithm")]
    NotAlgorithm,
    /// The algorithm's document, service, files or container cannot be had.
    #[error("the files of the algorithm are unavailable")]
    FileUnavailable,
    /// The algorithm's order does not hold, or is one of something else.
    #[error("the order of the algorithm does not hold")]
    InUseOrNotOnChain(#[source] OrderFault),
    /// The container cannot run.
    #[error(transparent)]
    Container(#[from] ContainerError),
    /// The raw code cannot run.
    #[error(transparent)]
    Raw(#[from] RawAlgorithmError),
    /// No order has paid for the environment.
    #[error("nobody has paid the fee of the environment")]
    FeesNotPaid,
}

impl Reason {
    /// The code that goes over the wire: one of Provider 2.1.6, or its text for assets that cannot
    /// be consumed.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Missing => "missing",
            Self::Invalid => "invalid",
            Self::DidNotFound => "did_not_found",
            Self::NotFound => "not_found",
            Self::NotConsumable(text) => text,
            Self::ServiceNotAccessCompute => "service_not_access_compute",
            Self::MainServiceCompute => "main_service_compute",
            Self::NotInSameProvider => "compute_services_not_in_same_provider",
            Self::Distrust(distrust) => distrust.code(),
            Self::OrderInvalid(_) => "order_invalid",
            Self::MissingMetaDocumentId => "missing_meta_documentId",
            Self::NotAlgorithm => "not_algo",
            Self::FileUnavailable => "file_unavailable",
            Self::InUseOrNotOnChain(_) => "in_use_or_not_on_chain",
            Self::Container(error) => error.code(),
            Self::Raw(error) => error.code(),
            Self::FeesNotPaid => "fees_not_paid",
        }
    }
}

/// Why an order is not good for an item.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OrderFault {
    /// Nobody has looked it up.
    #[error("the order was not looked up")]
    Unknown,
    /// It does not hold.
    #[error("the order was refused")]
    Refused(#[source] Box<ocean_orders::Refusal>),
    /// It holds for something else than it is used for.
    #[error("the order is one of another {what}")]
    Other {
        /// What differs: `transaction`, `chain`, `NFT`, `datatoken`, `service`, `consumer` or
        /// `environment`.
        what: &'static str,
    },
    /// It held, and does not any more.
    #[error("the order has expired")]
    Expired,
    /// It was verified by the reference's rules.
    #[error("the order was not verified by the strict rules")]
    NotStrict,
}

impl OrderFault {
    /// A stable name of the fault for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "order_unknown",
            Self::Refused(refusal) => refusal.code(),
            Self::Other { .. } => "order_of_something_else",
            Self::Expired => "order_expired",
            Self::NotStrict => "order_not_strict",
        }
    }
}
