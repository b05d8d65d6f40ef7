use alloc::vec::Vec;

use ocean_checksum::{Array, JsonStr, Value};
use ocean_did::Did;

use crate::{
    Reason, Refused, Resource,
    truth::{is_js_true, is_python_true},
};

/// Datasets of one computation, the first included.
pub const MAX_DATASETS: usize = 64;

/// For which endpoint a computation is asked.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[allow(clippy::exhaustive_enums, reason = "there are two")]
pub enum Stage {
    /// `initializeCompute`: what would it cost?
    Initialize,
    /// `compute`: run it.
    Start,
}

/// The body of a request to compute: a lenient view, whose getters answer `None` to what is absent
/// or of another kind.
#[derive(Clone, Copy, Debug)]
pub struct ComputeRequest<'t> {
    stage: Stage,
    body: Value<'t>,
}

impl<'t> ComputeRequest<'t> {
    /// The body of `POST initializeCompute`: `datasets`, `algorithm`, `compute`, `consumerAddress`.
    #[must_use]
    pub const fn initialize(body: Value<'t>) -> Self {
        let stage = Stage::Initialize;
        Self { stage, body }
    }

    /// The body of `POST compute`: `dataset`, `additionalDatasets`, `algorithm`, `environment`,
    /// `output`, `consumerAddress`.
    #[must_use]
    pub const fn start(body: Value<'t>) -> Self {
        let stage = Stage::Start;
        Self { stage, body }
    }

    /// The endpoint.
    #[must_use]
    pub const fn stage(self) -> Stage {
        self.stage
    }

    /// The id of the environment: `environment`, or `compute.env` of an initialization.
    #[must_use]
    pub fn environment(self) -> Option<JsonStr<'t>> {
        match self.stage {
            Stage::Initialize => self.body.get("compute")?.get("env")?.as_str(),
            Stage::Start => self.body.get("environment")?.as_str(),
        }
    }

    /// Until when a job may run, in seconds since 1970: `compute.validUntil` of an initialization,
    /// a number or its text.
    #[must_use]
    pub fn valid_until(self) -> Option<u64> {
        let value = self.body.get("compute")?.get("validUntil")?;
        match value.as_str() {
            Some(text) => text.to_str()?.parse().ok(),
            None => value.as_number()?.as_u64(),
        }
    }

    /// The datasets in their order: the main one first.
    ///
    /// # Errors
    /// [`Refused`]: `additional_input` is no list (`invalid`), there is no dataset at all
    /// (`missing`), or there are more than [`MAX_DATASETS`] (`invalid`).
    pub fn datasets(self) -> Result<Vec<DatasetRequest<'t>>, Refused> {
        let mut datasets = Vec::new();
        let more = match self.stage {
            Stage::Initialize => self.list("datasets", Resource::Datasets)?,
            Stage::Start => {
                let main = self
                    .body
                    .get("dataset")
                    .filter(|&main| is_python_true(main));
                let missing = || Refused::new(Resource::dataset(0), Reason::Missing);
                datasets.push(main.ok_or_else(missing)?);
                self.list("additionalDatasets", Resource::AdditionalInput)?
            }
        };
        let more = more.into_iter().flat_map(Array::iter);
        // One more than are allowed is enough to know.
        datasets.extend(more.take(MAX_DATASETS + 1));
        if datasets.is_empty() {
            return Err(Refused::new(Resource::Datasets, Reason::Missing));
        }
        if datasets.len() > MAX_DATASETS {
            let resource = match self.stage {
                Stage::Initialize => Resource::Datasets,
                Stage::Start => Resource::AdditionalInput,
            };
            return Err(Refused::new(resource, Reason::Invalid));
        }
        let view = |value| DatasetRequest { value };
        Ok(datasets.into_iter().map(view).collect())
    }

    /// A list; none if it is absent or what Python takes for false.
    fn list(self, key: &str, resource: Resource) -> Result<Option<Array<'t>>, Refused> {
        let list = self.body.get(key).filter(|&list| is_python_true(list));
        let invalid = || Refused::new(resource, Reason::Invalid);
        list.map(|list| list.as_array().ok_or_else(invalid))
            .transpose()
    }

    /// The algorithm.
    #[must_use]
    pub fn algorithm(self) -> AlgorithmRequest<'t> {
        let value = self.body.get("algorithm");
        AlgorithmRequest { value }
    }

    /// `output`: where the results should go. Its content is discarded (Provider 2.1.6).
    #[must_use]
    pub fn output(self) -> Option<Value<'t>> {
        self.body.get("output")
    }

    /// The DIDs of all documents that [`admit`](crate::admit) needs, each once: the datasets' and
    /// the algorithm's. What is no DID is not among them, since nothing can be found for it.
    ///
    /// # Errors
    /// As [`datasets`](Self::datasets).
    pub fn required_documents(self) -> Result<Vec<Did>, Refused> {
        let datasets = self.datasets()?;
        let datasets = datasets.iter().map(|dataset| dataset.document_id());
        let texts = datasets.chain([self.algorithm().document_id()]);
        let mut dids: Vec<Did> = Vec::new();
        for did in texts.flatten().filter_map(parse_did) {
            if !dids.contains(&did) {
                dids.push(did);
            }
        }
        Ok(dids)
    }
}

pub(crate) fn parse_did(text: JsonStr<'_>) -> Option<Did> {
    text.to_str()?.parse().ok()
}

/// A dataset in a [`ComputeRequest`].
#[derive(Clone, Copy, Debug)]
pub struct DatasetRequest<'t> {
    value: Value<'t>,
}

impl<'t> DatasetRequest<'t> {
    /// `documentId`: the DID.
    #[must_use]
    pub fn document_id(self) -> Option<JsonStr<'t>> {
        self.value.get("documentId")?.as_str()
    }

    /// `serviceId`: the id of the service.
    #[must_use]
    pub fn service_id(self) -> Option<JsonStr<'t>> {
        self.value.get("serviceId")?.as_str()
    }

    /// `transferTxId`: the transaction of the order.
    #[must_use]
    pub fn transfer_tx_id(self) -> Option<JsonStr<'t>> {
        self.value.get("transferTxId")?.as_str()
    }

    /// `userdata`: values of the service's consumer parameters.
    #[must_use]
    pub fn user_data(self) -> Option<Value<'t>> {
        self.value.get("userdata")
    }

    /// Whether there is a value that Python takes for true.
    pub(crate) fn has(self, key: &str) -> bool {
        self.value.get(key).is_some_and(is_python_true)
    }

    /// Whether there is a service id, for which the number 0 counts.
    pub(crate) fn has_service_id(self) -> bool {
        let id = self.value.get("serviceId");
        id.is_some_and(|id| is_js_true(id) || id.as_number().is_some())
    }
}

/// The algorithm in a [`ComputeRequest`].
#[derive(Clone, Copy, Debug)]
pub struct AlgorithmRequest<'t> {
    value: Option<Value<'t>>,
}

impl<'t> AlgorithmRequest<'t> {
    fn get(self, key: &str) -> Option<Value<'t>> {
        self.value?.get(key).filter(|&value| is_python_true(value))
    }

    /// `documentId`: the DID, if it is published.
    #[must_use]
    pub fn document_id(self) -> Option<JsonStr<'t>> {
        self.get("documentId")?.as_str()
    }

    /// `serviceId`: the id of the service.
    #[must_use]
    pub fn service_id(self) -> Option<JsonStr<'t>> {
        self.get("serviceId")?.as_str()
    }

    /// `transferTxId`: the transaction of the order.
    #[must_use]
    pub fn transfer_tx_id(self) -> Option<JsonStr<'t>> {
        self.get("transferTxId")?.as_str()
    }

    /// `meta`: raw code, an object or its JSON; see [`RawAlgorithm`](crate::RawAlgorithm).
    #[must_use]
    pub fn meta(self) -> Option<Value<'t>> {
        self.value?.get("meta").filter(|meta| !meta.is_null())
    }

    /// `algouserdata`: values of the consumer parameters of the algorithm's service. The documented
    /// `userdata` is not read (Provider 2.1.6).
    #[must_use]
    pub fn user_data(self) -> Option<Value<'t>> {
        self.get("algouserdata")
    }

    /// `algocustomdata`: values of the algorithm's own consumer parameters.
    #[must_use]
    pub fn custom_data(self) -> Option<Value<'t>> {
        self.get("algocustomdata")
    }

    pub(crate) fn has(self, key: &str) -> bool {
        self.get(key).is_some()
    }
}
