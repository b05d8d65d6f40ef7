use alloy_primitives::{Address, B256};
use ocean_provider_core::{
    access::{ComputeStart, FileInfo, Item, ProbedFiles},
    auth::Request,
    checksum::{Json, JsonStr},
    compute::{
        self, Admitted, AlgorithmFacts, ComputeRequest, DatasetFacts, Facts, Publisher, Rules,
        UndefinedLists,
    },
    files::{FileChecksum, Gateways},
    orders::{Order, Refusal},
    parity::{Asked, not_consumable},
};

use super::{Provider, initialize::DECIMALS};
use crate::{net::Net, refused::Refused, wallet::Signed};

/// A job that may run.
pub(crate) struct Job {
    /// What the operator is sent.
    pub(crate) payload: String,
    pub(crate) admitted: Admitted,
}

impl Provider {
    /// `POST /compute`: starts a job, if the algorithm may touch the data.
    pub(crate) fn start_job(&self, net: &Net, body: &str, signed: &Signed) -> Result<Job, Refused> {
        let body = Json::parse(body)?;
        let request = ComputeRequest::start(body.root());
        let (datasets, algorithm) = (request.datasets()?, request.algorithm());
        let datasets = datasets
            .iter()
            .map(|it| Named::read(it.document_id(), it.service_id(), it.transfer_tx_id()));
        let datasets: Vec<_> = datasets.collect();
        let algorithm = Named::read(
            algorithm.document_id(),
            algorithm.service_id(),
            algorithm.transfer_tx_id(),
        );

        // Who asks? The first dataset is the one that he signs for.
        let document_id = datasets.first().map_or("", |main| &main.document_id);
        let job_id = None;
        let caller = signed.verify(&Request::ComputeStart {
            job_id,
            document_id,
        })?;
        let consumer = caller.address();

        // What is known of all that the job uses?
        let environment = Some(self.environment.id.as_str());
        let datasets = datasets
            .iter()
            .map(|named| self.look_up(net, named, consumer, environment));
        let datasets = datasets.collect::<Result<Vec<_>, _>>()?;
        let algorithm = self.look_up(net, &algorithm, consumer, None)?;
        let checksums = algorithm.checksums(net)?;

        // May this algorithm run on this data, and for how long is it paid?
        let facts = Facts {
            datasets: datasets.iter().map(Known::as_dataset).collect(),
            algorithm: algorithm.as_algorithm(net, checksums.as_deref()),
        };
        let terms = compute::Terms {
            rules: Rules::Strict {
                undefined: UndefinedLists::Deny,
            },
            consumer,
            environment: &self.environment,
            chain_id: self.chain_id,
            fee_token_decimals: DECIMALS,
            now: net.now(),
        };
        let admitted = compute::admit(request, facts, &terms)?;

        // May this caller start it, now and once?
        let items = datasets.iter().chain([&algorithm]).map(|known| known.item);
        let items: Vec<_> = items.collect();
        let start = ComputeStart {
            admitted,
            items: &items,
        };
        let grant = start.decide(caller, net.now())?.spend(&self.nonces)?;
        let nonce = net.now().saturating_mul(1_000_000_000);
        let cache = "https://cache.example";
        let (payload, admitted) = grant.into_payload(cache, nonce, &self.operator_key)?;
        Ok(Job { payload, admitted })
    }

    fn look_up<'a>(
        &self,
        net: &'a Net,
        named: &'a Named,
        consumer: Address,
        environment: Option<&str>,
    ) -> Result<Known<'a>, Refused> {
        let item = net.item(net.asset(&named.document_id)?, &named.service_id)?;
        // To look at files before anybody has paid needs less than a grant, and gives less.
        let probe = FileInfo {
            asset: item.asset,
            on_chain: item.on_chain,
            service_id: item.service_id,
        };
        let probe = probe.decide().ok();
        let denial = item.check_consumable(consumer).err();
        let asked = Asked {
            network: "development",
            document_id: &named.document_id,
            service_id: &named.service_id,
            ..Asked::default()
        };
        Ok(Known {
            item,
            not_consumable: denial.map(|denial| not_consumable(&denial, &asked)),
            files: probe.and_then(|probe| self.keeper.open_probe(&probe).ok()),
            order: self.order(net, &item, named.transaction, consumer, environment)?,
        })
    }
}

/// A dataset or an algorithm, as the request names it.
struct Named {
    document_id: String,
    service_id: String,
    transaction: B256,
}

impl Named {
    /// What is missing or malformed names nothing, and is refused as such.
    fn read(
        document_id: Option<JsonStr<'_>>,
        service_id: Option<JsonStr<'_>>,
        transaction: Option<JsonStr<'_>>,
    ) -> Self {
        let text = |text: Option<JsonStr<'_>>| text.map(|text| text.to_string_lossy().into());
        let transaction: String = text(transaction).unwrap_or_default();
        Self {
            document_id: text(document_id).unwrap_or_default(),
            service_id: text(service_id).unwrap_or_default(),
            transaction: transaction.parse().unwrap_or_default(),
        }
    }
}

/// What is known of a dataset or an algorithm.
struct Known<'a> {
    item: Item<'a>,
    not_consumable: Option<String>,
    files: Option<ProbedFiles>,
    order: Option<Result<Order, Refusal>>,
}

impl Known<'_> {
    fn as_dataset(&self) -> DatasetFacts<'_> {
        DatasetFacts {
            ddo: Some(self.item.asset.document().ddo()),
            not_consumable: self.not_consumable.as_deref(),
            files_open: self.files.is_some(),
            order: self.order.clone(),
            user_data: None,
        }
    }

    fn as_algorithm<'a>(
        &'a self,
        net: &Net,
        files: Option<&'a [FileChecksum]>,
    ) -> AlgorithmFacts<'a> {
        let nft = self.item.asset.nft();
        AlgorithmFacts {
            ddo: Some(self.item.asset.document().ddo()),
            not_consumable: self.not_consumable.as_deref(),
            files,
            publisher: Publisher {
                owner: net.chain.owner_of(nft),
                nft: Some(nft),
                cached_owner: None,
            },
            order: self.order.clone(),
            ..AlgorithmFacts::default()
        }
    }

    /// The checksums of the files as they are now.
    fn checksums(&self, net: &Net) -> Result<Option<Vec<FileChecksum>>, Refused> {
        let Some(files) = &self.files else {
            return Ok(None);
        };
        let each = (0..files.len()).map(|index| {
            let request = files.request(index, None, Gateways::default())?;
            Ok(FileChecksum::of(net.fetch(request.request())?))
        });
        each.collect::<Result<_, Refused>>().map(Some)
    }
}
