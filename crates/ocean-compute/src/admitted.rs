use alloc::{
    boxed::Box,
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use alloy_primitives::{Address, B256};
use ocean_checksum::{Json, js_quote};
use ocean_did::Did;
use ocean_files::FileChecksum;
use ocean_keys::{SignError, Signer};
use ocean_orders::Order;

use crate::{
    CompletedParameters, ContainerSectionChecksum, RawAlgorithm, Rules, RunnableContainer,
    operator::sign, payment::Payment, truth::is_python_true,
};

/// Proof that a job may start: only [`admit`](crate::admit) makes one.
///
/// It ages with its orders; ask [`is_valid_at`](Self::is_valid_at) when it is used. Spend the
/// request's nonce before the job is started, and start it once.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use = "a job that is admitted has not started"]
pub struct Admitted {
    pub(crate) rules: Rules,
    pub(crate) consumer: Address,
    pub(crate) environment: String,
    pub(crate) at: u64,
    pub(crate) expires_at: Option<u64>,
    pub(crate) payment: Payment,
    pub(crate) datasets: Vec<AdmittedDataset>,
    pub(crate) algorithm: AdmittedAlgorithm,
}

impl Admitted {
    /// Whose rules admitted it. Do not start a job on [`Rules::Provider`].
    #[must_use]
    pub const fn rules(&self) -> Rules {
        self.rules
    }

    /// Who asked, and will own the job.
    #[must_use]
    pub const fn consumer(&self) -> Address {
        self.consumer
    }

    /// The id of the environment.
    #[must_use]
    pub fn environment(&self) -> &str {
        &self.environment
    }

    /// When it was admitted, in seconds since 1970.
    #[must_use]
    pub const fn admitted_at(&self) -> u64 {
        self.at
    }

    /// Whether it still holds at `now`, in seconds since 1970.
    #[must_use]
    pub fn is_valid_at(&self, now: u64) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// The first second at which it does not hold any more: one of its orders has expired, by its age
    /// or its fee. `None`: never.
    #[must_use]
    pub const fn expires_at(&self) -> Option<u64> {
        self.expires_at
    }

    /// The most seconds that the job may run: the least of the environment's own limit, the time for
    /// which the fee was paid, and the time until the fee expires.
    ///
    /// It is the `maxtime` of the payload. Operator-engine **replaces that by the environment's
    /// limit**, so that whoever runs a Provider on it must stop the job himself when this time has
    /// passed. Under [`Rules::Provider`] it is 3,600, whatever was paid.
    #[must_use]
    pub const fn max_seconds(&self) -> u64 {
        self.payment.max_seconds
    }

    /// The `validUntil` of the fee that pays for the job, in seconds since 1970; 0 if it has none.
    /// Under [`Rules::Provider`] the latest of all orders.
    #[must_use]
    pub const fn valid_until(&self) -> u64 {
        self.payment.valid_until
    }

    /// The transaction whose fee pays for the job: the `agreementId`.
    #[must_use]
    pub const fn agreement_id(&self) -> B256 {
        self.payment.agreement
    }

    /// The chain of that transaction.
    #[must_use]
    pub const fn chain_id(&self) -> u64 {
        self.payment.chain_id
    }

    /// Whether the job may reach the network: whether all services whose rules were asked have
    /// `allowNetworkAccess` set to `true`.
    ///
    /// No peer asks: operator-service has no word for it, and ocean-node 3.2.0 decides by the
    /// environment. Whoever runs the job must see to it.
    #[must_use]
    pub fn allows_network_access(&self) -> bool {
        self.datasets.iter().all(|dataset| dataset.allows_network)
    }

    /// The datasets, the main one first.
    #[must_use]
    pub fn datasets(&self) -> &[AdmittedDataset] {
        &self.datasets
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> &AdmittedAlgorithm {
        &self.algorithm
    }

    /// The body of `POST compute` to operator-service, as Provider 2.1.6 writes it, signed with the
    /// Provider's universal key.
    ///
    /// `metadata_uri` is the URL of the metadata cache. `nonce` must grow with every call to the
    /// operator: Provider takes nanoseconds since 1970.
    ///
    /// # Errors
    /// [`SignError`] of the signer.
    pub fn payload(
        &self,
        metadata_uri: &str,
        nonce: u64,
        signer: &impl Signer,
    ) -> Result<String, SignError> {
        let signature = sign(self.consumer, None, nonce, signer)?;
        let inputs: Vec<_> = self.datasets.iter().enumerate().map(input).collect();
        let algorithm = match &self.algorithm {
            AdmittedAlgorithm::Raw(raw) => raw.json(),
            AdmittedAlgorithm::Published(job) => job.json(),
        };
        Ok(format!(
            concat!(
                r#"{{"workflow":{{"stages":[{{"index":0,"input":[{inputs}],"#,
                r#""compute":{{"Instances":1,"namespace":"ocean-compute","maxtime":{maxtime}}},"#,
                r#""algorithm":{algorithm},"output":{{"metadataUri":{metadata_uri}}}}}]}},"#,
                r#""providerSignature":"{signature}","agreementId":"{agreement}","owner":"{owner}","#,
                r#""providerAddress":"{provider}","environment":{environment},"#,
                r#""validUntil":{valid_until},"nonce":{nonce},"chainId":{chain_id}}}"#,
            ),
            inputs = inputs.join(","),
            maxtime = self.payment.max_seconds,
            algorithm = algorithm,
            metadata_uri = js_quote(metadata_uri),
            signature = signature,
            agreement = self.payment.agreement,
            owner = self.consumer,
            provider = signer.address(),
            environment = js_quote(&self.environment),
            valid_until = self.payment.valid_until,
            nonce = nonce,
            chain_id = self.payment.chain_id,
        ))
    }
}

fn input((index, dataset): (usize, &AdmittedDataset)) -> String {
    let user_data = dataset.user_data.as_ref().map(CompletedParameters::as_str);
    let user_data =
        user_data.filter(|text| Json::parse(*text).is_ok_and(|json| is_python_true(json.root())));
    let user_data = user_data.map_or(String::new(), |text| format!(r#","userdata":{text}"#));
    format!(
        r#"{{"index":{index},"id":"{}","remote":{{"txId":"{}","serviceId":{}{user_data}}}}}"#,
        dataset.did,
        dataset.order.requested_transaction(),
        js_quote(&dataset.service_id),
    )
}

/// A dataset of an [`Admitted`] job.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AdmittedDataset {
    pub(crate) did: Did,
    pub(crate) service_id: String,
    pub(crate) order: Order,
    pub(crate) user_data: Option<CompletedParameters<'static>>,
    pub(crate) allows_network: bool,
}

impl AdmittedDataset {
    /// The DID.
    #[must_use]
    pub const fn did(&self) -> Did {
        self.did
    }

    /// The id of the service.
    #[must_use]
    pub fn service_id(&self) -> &str {
        &self.service_id
    }

    /// The order that was shown.
    pub const fn order(&self) -> &Order {
        &self.order
    }
}

/// The algorithm of an [`Admitted`] job.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum AdmittedAlgorithm {
    /// One that has a DID.
    Published(Box<PublishedJob>),
    /// Code or a URL of the consumer's.
    Raw(RawAlgorithm),
}

impl AdmittedAlgorithm {
    /// The published algorithm, if it is one.
    #[must_use]
    pub fn published(&self) -> Option<&PublishedJob> {
        match self {
            Self::Published(job) => Some(job),
            Self::Raw(_) => None,
        }
    }
}

/// A published algorithm of an [`Admitted`] job.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublishedJob {
    pub(crate) did: Did,
    pub(crate) service_id: String,
    pub(crate) service_endpoint: Option<String>,
    pub(crate) order: Order,
    pub(crate) files: Vec<FileChecksum>,
    pub(crate) section: ContainerSectionChecksum,
    pub(crate) container: RunnableContainer,
    pub(crate) user_data: Option<CompletedParameters<'static>>,
    pub(crate) custom_data: Option<CompletedParameters<'static>>,
}

impl PublishedJob {
    /// The DID.
    #[must_use]
    pub const fn did(&self) -> Did {
        self.did
    }

    /// The id of the service.
    #[must_use]
    pub fn service_id(&self) -> &str {
        &self.service_id
    }

    /// The order that was shown.
    pub const fn order(&self) -> &Order {
        &self.order
    }

    /// The checksums of the files that were trusted.
    ///
    /// The payload cannot pin them: the job engine fetches the files later, by `download` through the
    /// Provider of the algorithm, and runs what it gets. A Provider that serves the algorithm itself
    /// keeps these with the order's transaction, and serves the engine a body only if its checksum
    /// is still the same. Where another Provider serves it, that stays open.
    #[must_use]
    pub fn files(&self) -> &[FileChecksum] {
        &self.files
    }

    /// The checksum of the container section that was trusted.
    #[must_use]
    pub const fn container_section_checksum(&self) -> ContainerSectionChecksum {
        self.section
    }

    /// The container.
    #[must_use]
    pub const fn container(&self) -> &RunnableContainer {
        &self.container
    }

    fn json(&self) -> String {
        let or_null = |parameters: &Option<CompletedParameters<'_>>| {
            let text = parameters.as_ref().map(CompletedParameters::as_str);
            text.unwrap_or("null").to_string()
        };
        let endpoint = self.service_endpoint.as_deref();
        format!(
            concat!(
                r#"{{"id":"{did}","rawcode":"","container":{container},"algouserdata":null,"#,
                r#""remote":{{"serviceEndpoint":{endpoint},"txId":"{transaction}","#,
                r#""serviceId":{service},"userData":{user_data}}},"algocustomdata":{custom_data}}}"#,
            ),
            did = self.did,
            container = self.container.json(),
            endpoint = endpoint.map_or("null".into(), js_quote),
            transaction = self.order.requested_transaction(),
            service = js_quote(&self.service_id),
            user_data = or_null(&self.user_data),
            custom_data = or_null(&self.custom_data),
        )
    }
}
