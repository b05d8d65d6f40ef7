//! What is known of the assets that a computation names.

use std::sync::Arc;

use alloy_primitives::{Address, B256};
use futures_util::{FutureExt as _, StreamExt as _, stream};
use ocean_provider_core::{
    access::{FileInfo, Item, ProbedFiles},
    checksum::{JsonStr, Value},
    compute::{
        AlgorithmFacts, AlgorithmRequest, CompletedParameters, ComputeRequest, DatasetFacts,
        DatasetRequest, Facts, Publisher,
    },
    ddo::{Algorithm, Metadata, Service},
    files::FileChecksum,
    orders::{ExpiredFee, Order, Refusal},
    parity::{Asked, not_consumable},
};

use super::{documents::Documents, not_admitted, parameters::complete};
use crate::{
    app::App,
    origin,
    parameters::transaction,
    reply::Refused,
    resolve::{self, Resolved, chain_failed},
};

/// Assets that are looked up at the same time.
const AT_ONCE: usize = 8;

/// What is asked about the assets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'a> {
    pub(super) consumer: Address,
    /// In which the datasets are to be used.
    pub(super) environment: &'a str,
    pub(super) expired_fee: ExpiredFee,
}

/// Everything that a request names.
#[derive(Debug)]
pub(super) struct Everything<'a> {
    /// In the order of the request.
    pub(super) datasets: Vec<Known<'a>>,
    /// Nothing is known of raw code.
    pub(super) algorithm: Option<Known<'a>>,
}

/// What is known of a dataset or an algorithm.
#[derive(Debug)]
pub(super) struct Known<'a> {
    document_id: String,
    service_id: String,
    transaction: Option<B256>,
    /// `None`: there is no such asset.
    found: Option<Found<'a>>,
    order: Option<Result<Order, Refusal>>,
    user_data: Option<CompletedParameters<'static>>,
    custom_data: Option<CompletedParameters<'static>>,
    /// Of an algorithm.
    owner: Option<Address>,
    checksums: Option<Vec<FileChecksum>>,
}

#[derive(Debug)]
struct Found<'a> {
    resolved: Arc<Resolved<'a>>,
    facts: resolve::Facts,
    not_consumable: Option<String>,
    files: Option<ProbedFiles>,
}

impl<'a> Everything<'a> {
    pub(super) async fn look_up(
        app: &'a App,
        request: ComputeRequest<'_>,
        question: Question<'_>,
    ) -> Result<Self, Refused> {
        let requested = request.datasets();
        let requested = requested.map_err(|refused| not_admitted(request.stage(), &refused))?;
        let names: Vec<_> = requested.into_iter().map(Known::of_dataset).collect();
        let algorithm = request.algorithm();
        let is_published = algorithm.document_id().is_some();
        let algorithm = is_published.then(|| Known::of_algorithm(algorithm));
        let ids = names.iter().chain(&algorithm);
        let ids = ids.map(|known| known.document_id.clone());
        let documents = Documents::resolve(app, ids).await?;
        let environment = Some(question.environment);
        let looking = names.into_iter().map(|known| {
            let resolved = documents.get(&known.document_id);
            let looking = known.look_up(app, resolved, question, environment);
            looking.boxed()
        });
        let looking: Vec<_> = looking.collect();
        let datasets = async {
            let mut looking = stream::iter(looking).buffered(AT_ONCE);
            let mut datasets = Vec::new();
            while let Some(known) = looking.next().await {
                datasets.push(known?);
            }
            Ok(datasets)
        };
        let algorithm = async {
            let Some(known) = algorithm else {
                return Ok(None);
            };
            let resolved = documents.get(&known.document_id);
            let mut known = known.look_up(app, resolved, question, None).await?;
            known.look_at_algorithm(app).await?;
            Ok(Some(known))
        };
        let (datasets, algorithm) = tokio::try_join!(datasets, algorithm)?;
        Ok(Self {
            datasets,
            algorithm,
        })
    }

    /// Checks what was sent for consumer parameters; the first that is wrong is told.
    pub(super) fn complete(&mut self, request: ComputeRequest<'_>) -> Result<(), Refused> {
        let requested = request.datasets().unwrap_or_default();
        for (index, (known, requested)) in self.datasets.iter_mut().zip(requested).enumerate() {
            let resource = match index {
                0 => "dataset.userdata".to_owned(),
                index => format!("datasets[{index}].userdata"),
            };
            known.user_data = known.complete_for_service(&resource, requested.user_data())?;
        }
        let requested = request.algorithm();
        if let Some(known) = &mut self.algorithm {
            let user_data = requested.user_data();
            known.user_data = known.complete_for_service("algorithm.algouserdata", user_data)?;
            let declared = known.metadata().and_then(Algorithm::consumer_parameters);
            let custom_data = requested.custom_data();
            let custom_data = complete("algorithm.algocustomdata", declared, custom_data)?;
            known.custom_data = custom_data;
        }
        Ok(())
    }

    /// The same of an initialization: who asks for a price need not have the values yet.
    pub(super) fn complete_what_was_sent(
        &mut self,
        request: ComputeRequest<'_>,
    ) -> Result<(), Refused> {
        let requested = request.datasets().unwrap_or_default();
        let has_datasets = requested
            .iter()
            .any(|dataset| dataset.user_data().is_some());
        let algorithm = request.algorithm();
        if has_datasets || algorithm.user_data().is_some() || algorithm.custom_data().is_some() {
            return self.complete(request);
        }
        Ok(())
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        let algorithm = self.algorithm.as_ref().map(Known::as_algorithm);
        Facts {
            datasets: self.datasets.iter().map(Known::as_dataset).collect(),
            algorithm: algorithm.unwrap_or_default(),
        }
    }

    /// All services that are there.
    pub(super) fn items(&self) -> Vec<Item<'_>> {
        self.all().filter_map(Known::item).collect()
    }

    /// The datasets, then the algorithm.
    pub(super) fn all(&self) -> impl Iterator<Item = &Known<'a>> {
        self.datasets.iter().chain(&self.algorithm)
    }

    /// The chain of the main dataset.
    pub(super) fn chain_id(&self) -> Option<u64> {
        Some(self.datasets.first()?.resolved()?.asset.chain_id())
    }
}

impl<'a> Known<'a> {
    fn of_dataset(requested: DatasetRequest<'_>) -> Self {
        Self::named(
            requested.document_id(),
            requested.service_id(),
            requested.transfer_tx_id(),
        )
    }

    fn of_algorithm(requested: AlgorithmRequest<'_>) -> Self {
        Self::named(
            requested.document_id(),
            requested.service_id(),
            requested.transfer_tx_id(),
        )
    }

    /// What is missing or no text names nothing, and is refused as such.
    fn named(
        document_id: Option<JsonStr<'_>>,
        service_id: Option<JsonStr<'_>>,
        transfer_tx_id: Option<JsonStr<'_>>,
    ) -> Self {
        let text = |text: Option<JsonStr<'_>>| {
            let text = text.map(|text| text.to_string_lossy().into_owned());
            text.unwrap_or_default()
        };
        Self {
            document_id: text(document_id),
            service_id: text(service_id),
            transaction: transaction(&text(transfer_tx_id)),
            found: None,
            order: None,
            user_data: None,
            custom_data: None,
            owner: None,
            checksums: None,
        }
    }

    async fn look_up(
        mut self,
        app: &'a App,
        resolved: Option<Arc<Resolved<'a>>>,
        question: Question<'_>,
        environment: Option<&str>,
    ) -> Result<Self, Refused> {
        let Question {
            consumer,
            expired_fee,
            ..
        } = question;
        let Some(resolved) = resolved else {
            return Ok(self);
        };
        let service = resolved
            .asset
            .document()
            .ddo()
            .service_by_id(&self.service_id);
        let order = resolved.order(
            app,
            service,
            consumer,
            self.transaction,
            environment,
            expired_fee,
        );
        let facts = resolved.facts(app, &self.service_id, consumer, None);
        let (order, facts) = tokio::join!(order, facts);
        let (order, facts) = (order.map_err(|error| chain_failed(app, &error))?, facts?);
        let item = facts.item(&resolved, &self.service_id);
        let asked = Asked {
            network: &resolved.chain.network,
            document_id: &self.document_id,
            service_id: &self.service_id,
            transfer_tx_id: "",
        };
        let denial = item.check_consumable(consumer).err();
        let not_consumable = denial.map(|denial| not_consumable(&denial, &asked));
        let looked = FileInfo {
            asset: item.asset,
            on_chain: item.on_chain,
            service_id: item.service_id,
        };
        let probe = looked.decide().ok();
        let files = probe.and_then(|probe| app.keeper.open_probe(&probe).ok());
        self.order = order;
        self.found = Some(Found {
            resolved,
            facts,
            not_consumable,
            files,
        });
        Ok(self)
    }

    /// What is asked of an algorithm besides: who owns it, and its files as they are now.
    async fn look_at_algorithm(&mut self, app: &App) -> Result<(), Refused> {
        let Some(found) = &self.found else {
            return Ok(());
        };
        let owner = found.resolved.chain.node.owner(found.resolved.asset.nft());
        let checksums = async {
            match &found.files {
                Some(files) => checksums(app, files).await,
                None => None,
            }
        };
        let (owner, checksums) = tokio::join!(owner, checksums);
        self.owner = owner.map_err(|error| chain_failed(app, &error))?;
        self.checksums = checksums;
        Ok(())
    }

    fn complete_for_service(
        &self,
        resource: &str,
        values: Option<Value<'_>>,
    ) -> Result<Option<CompletedParameters<'static>>, Refused> {
        let declared = self.service().and_then(Service::consumer_parameters);
        complete(resource, declared, values)
    }

    pub(super) fn resolved(&self) -> Option<&Resolved<'a>> {
        Some(&self.found.as_ref()?.resolved)
    }

    pub(super) fn service(&self) -> Option<Service<'_>> {
        let ddo = self.resolved()?.asset.document().ddo();
        ddo.service_by_id(&self.service_id)
    }

    fn metadata(&self) -> Option<Algorithm<'_>> {
        let ddo = self.resolved()?.asset.document().ddo();
        ddo.metadata().and_then(Metadata::algorithm)
    }

    /// The order that is there, though its fee may have expired.
    pub(super) fn verified_order(&self) -> Option<&Order> {
        self.order.as_ref()?.as_ref().ok()
    }

    /// Whether the files open here. If not, another Provider serves them.
    pub(super) fn is_served_here(&self) -> bool {
        self.found
            .as_ref()
            .is_some_and(|found| found.files.is_some())
    }

    pub(super) fn document_id(&self) -> &str {
        &self.document_id
    }

    pub(super) fn service_id(&self) -> &str {
        &self.service_id
    }

    pub(super) fn item(&self) -> Option<Item<'_>> {
        let found = self.found.as_ref()?;
        Some(found.facts.item(&found.resolved, &self.service_id))
    }

    fn as_dataset(&self) -> DatasetFacts<'_> {
        let Some(found) = &self.found else {
            return DatasetFacts::default();
        };
        DatasetFacts {
            ddo: Some(found.resolved.asset.document().ddo()),
            not_consumable: found.not_consumable.as_deref(),
            files_open: found.files.is_some(),
            order: self.order.clone(),
            user_data: self.user_data.clone(),
        }
    }

    fn as_algorithm(&self) -> AlgorithmFacts<'_> {
        let Some(found) = &self.found else {
            return AlgorithmFacts::default();
        };
        AlgorithmFacts {
            ddo: Some(found.resolved.asset.document().ddo()),
            not_consumable: found.not_consumable.as_deref(),
            files: self.checksums.as_deref(),
            publisher: Publisher {
                owner: self.owner,
                nft: Some(found.resolved.asset.nft()),
                cached_owner: None,
            },
            order: self.order.clone(),
            user_data: self.user_data.clone(),
            custom_data: self.custom_data.clone(),
        }
    }
}

/// The checksums of the files as they are now, if every one can be had.
async fn checksums(app: &App, files: &ProbedFiles) -> Option<Vec<FileChecksum>> {
    let mut checksums = Vec::with_capacity(files.len());
    for index in 0..files.len() {
        let request = files.request(index, None, app.settings.gateways()).ok()?;
        let looked = origin::look(app, request.file_type(), request.request(), index, true);
        checksums.push(looked.await.checksum?);
    }
    Some(checksums)
}
