//! Assets for jobs, and how jobs are paid.

use alloy_primitives::{Address, B256, U256};
use ocean_orders::{ProviderFee, calls::StartOrder, events::ConsumeMarketFee};
use ocean_provider_core::{
    compute::ContainerSectionChecksum,
    ddo::draft::{
        Compute, ConsumerParameter, Description, Draft, Service, TrustList, TrustedAlgorithm,
    },
    ddo::{Algorithm, Metadata},
    files::{FileObject, Method},
    keys::ProviderKey,
    publish::{self, UnsealedService},
};
use sha2::{Digest as _, Sha256};

use super::{Error, PUBLISHER, Published, World, lock};

/// The key as whose owner the environments fetch.
pub(super) const JOB: [u8; 32] = [0x44; 32];
/// The id of the service through which jobs use a dataset.
const COMPUTE: &str = "compute";
/// The id of the one through which it is downloaded.
const ACCESS: &str = "access";

/// A dataset that algorithms may run on.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_structs, reason = "tests make their own")]
pub struct ForJobs {
    /// Who may run what.
    pub compute: Compute,
    /// What the consumer is asked for.
    pub parameters: Vec<ConsumerParameter>,
    /// Whether it can be downloaded as well, through a second service with a datatoken of its own.
    pub has_access: bool,
}

impl ForJobs {
    /// One that trusts these algorithms, and no raw code.
    #[must_use]
    pub const fn trusting(algorithms: Vec<TrustedAlgorithm>) -> Self {
        Self {
            compute: Compute {
                allow_raw_algorithm: false,
                allow_network_access: false,
                publisher_trusted_algorithm_publishers: TrustList::Undefined,
                publisher_trusted_algorithms: TrustList::List(algorithms),
            },
            parameters: Vec::new(),
            has_access: false,
        }
    }

    /// One that lets raw code run as well.
    #[must_use]
    pub const fn and_raw_code(mut self) -> Self {
        self.compute.allow_raw_algorithm = true;
        self
    }
}

impl World {
    /// The key of the environments' jobs.
    #[must_use]
    pub const fn job(&self) -> &ProviderKey {
        &self.job
    }

    /// An entry that trusts an algorithm as it is now: the file `mean.py`, and the container.
    ///
    /// # Errors
    /// [`Error`].
    pub fn trusted(&self, algorithm: &Published) -> Result<TrustedAlgorithm, Error> {
        let document = algorithm.publication.document();
        let section = document.ddo().metadata().and_then(Metadata::algorithm);
        let container = section.and_then(Algorithm::container);
        let container = container.ok_or("the algorithm has no container")?;
        let container = ContainerSectionChecksum::of(container).ok_or("no such container")?;
        let file = lock(&self.state.files).get("mean.py").cloned();
        let file = file.ok_or("the algorithm has no file")?;
        Ok(TrustedAlgorithm {
            did: algorithm.did(),
            files_checksum: vec![B256::from_slice(&Sha256::digest(file.bytes()))],
            container_section_checksum: B256::from(*container.as_bytes()),
        })
    }

    /// Publishes a dataset for jobs; if it can be downloaded as well, with the datatoken of that
    /// service.
    ///
    /// # Errors
    /// [`Error`].
    pub fn publish_for_jobs(
        &self,
        dataset: ForJobs,
    ) -> Result<(Published, Option<Address>), Error> {
        let (nft, token, other) = {
            let mut chain = self.chain();
            let (nft, _) = chain.create_nft(PUBLISHER, "Levels for jobs", "GAUGE");
            let token = chain.create_datatoken(PUBLISHER, nft)?;
            let other = dataset
                .has_access
                .then(|| chain.create_datatoken(PUBLISHER, nft))
                .transpose()?;
            (nft, token, other)
        };
        self.put_file(
            "secret-levels.csv",
            "text/csv",
            "time,level\n0,1.52\n3600,1.49\n",
        );
        let url = self.url("/files/secret-levels.csv");
        let files = || FileObject::url(&url, Method::Get, &[]).map(|file| vec![file]);
        let ForJobs {
            compute,
            parameters,
            ..
        } = dataset;
        let endpoint = self.provider_url.clone();
        let mut services = vec![UnsealedService::new(files()?, |files| Service {
            consumer_parameters: parameters,
            ..Service::compute(COMPUTE, files, token, endpoint, 0, compute)
        })];
        if let Some(other) = other {
            let endpoint = self.provider_url.clone();
            services.push(UnsealedService::new(files()?, |files| {
                Service::access(ACCESS, files, other, endpoint, 0)
            }));
        }
        let description = Description {
            name: "Levels for jobs".into(),
            description: "A sample of the development world.".into(),
            author: "Waterworks Lab".into(),
            license: "CC-BY-4.0".into(),
        };
        let created = "2024-03-05T09:12:44Z".parse()?;
        let draft = Draft::dataset(nft, self.chain_id(), description, created);
        let prepared = publish::create(draft, services, self.settings())?;
        let published = self.put_on_chain(prepared, token, COMPUTE)?;
        Ok((published, other))
    }

    /// The consumer gets a datatoken, and pays with it and with a fee for what a job of an
    /// environment is to use; the transaction. `service` is the place of the service.
    ///
    /// # Errors
    /// [`Revert`](chain_memory::Revert).
    pub fn order_for_job(
        &self,
        datatoken: Address,
        service: u64,
        provider_fee: ProviderFee,
    ) -> Result<B256, Error> {
        let payer = self.consumer.address();
        let mut chain = self.chain();
        chain.mint(PUBLISHER, datatoken, payer)?;
        let start = StartOrder {
            consumer: self.job.address(),
            service_index: U256::from(service),
            provider_fee,
            consume_market_fee: ConsumeMarketFee::NONE,
        };
        Ok(chain.start_order(payer, datatoken, &start)?)
    }
}
