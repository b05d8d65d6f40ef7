//! What is for sale, and how an honest client buys it and asks for a job.

use alloy_primitives::B256;
use ocean_provider_core::{ddo::draft::TrustedAlgorithm, keys::ProviderKey, orders::ProviderFee};
use provider_server::dev::{ForJobs, OperatorCall, Published, Sample};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    ask::{Ask, sign},
    site::{Answer, Site, now},
};

pub(crate) const COMPUTE: &str = "/api/services/compute";
pub(crate) const INITIALIZE: &str = "/api/services/initializeCompute";
pub(crate) const RESULT: &str = "/api/services/computeResult";
pub(crate) const ENVIRONMENTS: &str = "/api/services/computeEnvironments";

/// A dataset and an algorithm.
#[derive(Clone, Debug)]
pub(crate) struct Goods {
    pub(crate) dataset: Published,
    pub(crate) algorithm: Published,
}

/// The transactions by which they were ordered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paid {
    pub(crate) dataset: B256,
    pub(crate) algorithm: B256,
}

pub(crate) const RAW: &str = r#"{"rawcode": "print(1)", "container": {"entrypoint": "python $ALGO",
    "image": "library/python", "tag": "3.12-slim",
    "checksum": "sha256:5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"}}"#;

impl Site {
    /// A dataset that trusts the algorithm.
    pub(crate) fn goods(&self) -> Goods {
        self.goods_of(|algorithm| ForJobs::trusting(vec![algorithm]))
    }

    pub(crate) fn goods_of(&self, dataset: impl FnOnce(TrustedAlgorithm) -> ForJobs) -> Goods {
        let algorithm = self.world.publish(Sample::Algorithm).unwrap();
        let trusted = self.world.trusted(&algorithm).unwrap();
        let (dataset, _) = self.world.publish_for_jobs(dataset(trusted)).unwrap();
        Goods { dataset, algorithm }
    }

    /// Changes the document of an asset in the metadata cache, as its publisher or the cache could.
    pub(crate) fn edit(&self, asset: &Published, pointer: &str, value: &Value) {
        let document = self.world.cached(asset.did()).unwrap();
        let document = document.edit(pointer, &value.to_string()).unwrap();
        self.world.put_cached(asset.did(), document);
    }

    pub(crate) fn remove(&self, asset: &Published, pointer: &str) {
        let document = self.world.cached(asset.did()).unwrap();
        self.world
            .put_cached(asset.did(), document.remove(pointer).unwrap());
    }

    pub(crate) fn initialize_compute(&self, goods: &Goods, environment: &str, seconds: u64) -> Ask {
        let (dataset, algorithm) = (&goods.dataset, &goods.algorithm);
        Ask::post(INITIALIZE)
            .with("datasets", json!([named(dataset)]))
            .with("algorithm", named(algorithm))
            .with(
                "compute",
                json!({"env": environment, "validUntil": now() + seconds}),
            )
            .with(
                "consumerAddress",
                self.world.consumer().address().to_string(),
            )
    }

    /// Asks what a job costs, and orders the dataset and the algorithm.
    pub(crate) async fn pay(&self, goods: &Goods, environment: &str, seconds: u64) -> Paid {
        let ask = self.initialize_compute(goods, environment, seconds);
        let answer = self.ask(&ask).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let answer = answer.json();
        let order = |asset: &Published, item: &Value| {
            assert_eq!(item["datatoken"], asset.datatoken.to_string());
            self.world
                .order_for_job(asset.datatoken, 0, fee(item))
                .unwrap()
        };
        Paid {
            dataset: order(&goods.dataset, &answer["datasets"][0]),
            algorithm: order(&goods.algorithm, &answer["algorithm"]),
        }
    }

    /// Goods that were paid for ten minutes in the environment that costs nothing.
    pub(crate) async fn bought(&self) -> (Goods, Paid) {
        let goods = self.goods();
        let paid = self.pay(&goods, "env-free", 600).await;
        (goods, paid)
    }

    /// A start without nonce and signature.
    pub(crate) fn unsigned_start(&self, goods: &Goods, paid: Paid, environment: &str) -> Ask {
        let consumer = self.world.consumer().address().to_string();
        Ask::post(COMPUTE)
            .with("consumerAddress", consumer)
            .with("environment", environment)
            .with("dataset", ordered(&goods.dataset, paid.dataset))
            .with("algorithm", ordered(&goods.algorithm, paid.algorithm))
    }

    pub(crate) fn start_job(&self, goods: &Goods, paid: Paid) -> Ask {
        self.unsigned_start(goods, paid, "env-free")
            .signed_start(self)
    }

    /// Starts a job, whose id it gives.
    pub(crate) async fn started(&self) -> (Goods, String) {
        let (goods, paid) = self.bought().await;
        let answer = self.ask(&self.start_job(&goods, paid)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let id = answer.json()[0]["jobId"].as_str().unwrap().to_owned();
        (goods, id)
    }

    /// A status, stop or delete of a job, as ocean.py signs all of them.
    pub(crate) fn of_job(&self, method: Method, key: &ProviderKey, job: &str, did: &str) -> Ask {
        let address = key.address().to_string();
        let ask = Ask::get(COMPUTE)
            .with("consumerAddress", address.as_str())
            .with("documentId", did)
            .with("jobId", job)
            .signed(self, key, &format!("{address}{job}{did}"));
        Ask { method, ..ask }
    }

    pub(crate) fn result_of(&self, key: &ProviderKey, job: &str, index: u64) -> Ask {
        let address = key.address().to_string();
        Ask::get(RESULT)
            .with("jobId", job)
            .with("index", index.to_string())
            .with("consumerAddress", address.as_str())
            .signed(self, key, &format!("{address}{job}{index}"))
    }

    /// What operator-service was asked by this method.
    pub(crate) fn calls(&self, method: &str) -> Vec<OperatorCall> {
        let calls = self.world.operator_calls().into_iter();
        let of_jobs = calls.filter(|call| call.name == "compute");
        of_jobs.filter(|call| call.method == method).collect()
    }
}

impl Ask {
    /// With the consumer's signature of a start.
    pub(crate) fn signed_start(self, site: &Site) -> Self {
        let key = site.world.consumer();
        let dataset = self.value("dataset");
        let did = dataset["documentId"].as_str().unwrap_or_default();
        let message = format!("{}{did}", self.text("consumerAddress"));
        self.signed(site, key, &message)
    }

    pub(crate) fn value(&self, name: &str) -> Value {
        let mut params = self.params.iter();
        let found = params.find(|(found, _)| found == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// Changes a member of an object, by its JSON pointer, or adds it.
    pub(crate) fn edited(self, pointer: &str, value: impl Into<Value>) -> Self {
        let (name, pointer) = pointer.split_once('/').unwrap();
        let mut object = self.value(name);
        let (parent, key) = pointer.rsplit_once('/').unwrap_or(("", pointer));
        let parent = if parent.is_empty() {
            String::new()
        } else {
            format!("/{parent}")
        };
        object.pointer_mut(&parent).unwrap()[key] = value.into();
        self.with(name, object)
    }
}

impl Answer {
    /// Resource and code of a refused computation.
    pub(crate) fn refused(&self) -> (String, String) {
        assert_eq!(self.status, 400, "{self:?}");
        let json = self.json();
        let error = json["error"].as_object();
        let error = error.unwrap_or_else(|| panic!("no resource: {self:?}"));
        assert_eq!(error.len(), 1);
        let (resource, code) = error.iter().next().unwrap();
        (resource.clone(), code.as_str().unwrap().into())
    }
}

/// A signature with `v` 0 or 1, as ocean.py makes it.
pub(crate) fn sign_as_ocean_py(key: &ProviderKey, message: &str) -> String {
    let mut bytes = alloy_primitives::hex::decode(sign(key, message)).unwrap();
    *bytes.last_mut().unwrap() -= 27;
    alloy_primitives::hex::encode_prefixed(bytes)
}

pub(crate) fn named(asset: &Published) -> Value {
    json!({"documentId": asset.did().to_string(), "serviceId": asset.service_id()})
}

pub(crate) fn ordered(asset: &Published, order: B256) -> Value {
    let mut item = named(asset);
    item["transferTxId"] = order.to_string().into();
    item
}

pub(crate) fn fee(item: &Value) -> ProviderFee {
    serde_json::from_value(item["providerFee"].clone()).unwrap()
}
