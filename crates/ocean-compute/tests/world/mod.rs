//! An honest computation, to be changed by the tests: a dataset with a compute service, a published
//! algorithm that it trusts, and orders of both.

#![allow(dead_code, reason = "each test uses a part of it")]

use alloy_primitives::{Address, B256, U256, address};
use ocean_checksum::Json;
use ocean_compute::{
    Admitted, AlgorithmFacts, ComputeRequest, DatasetFacts, Environment, Facts, ParameterRules,
    Publisher, Refused, Rules, Terms, UndefinedLists, admit, check_initialize,
    container_section_checksum,
};
use ocean_ddo::Document;
use ocean_did::Did;
use ocean_files::{FileChecksum, files_checksum};
use ocean_keys::ProviderKey;
use ocean_orders::{
    ExpiredFee, FeeData, ONE_DATATOKEN, Order, Policy, Receipt, Step, UnsignedFee,
    events::OrderStarted,
};
use serde_json::{Value, json};

pub(crate) const CHAIN_ID: u64 = 8996;
pub(crate) const NOW: u64 = 1_700_000_000;
/// Until when the fees of the honest computation may be used.
pub(crate) const VALID_UNTIL: u64 = NOW + 600;
/// Ten minutes at 2.3 tokens a minute.
pub(crate) const PAID: u128 = 23_000_000_000_000_000_000;
pub(crate) const FEE_TOKEN: Address = address!("0xfefefefefefefefefefefefefefefefefefefefe");
pub(crate) const CONSUMER: Address = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");
pub(crate) const ALGORITHM_OWNER: Address = address!("0x52908400098527886E0F7030069857D2E4169EE7");
pub(crate) const DIGEST: &str =
    "sha256:8221d20c1c16491d7d56b9657ea09082c0ee4a8ab1a6621fa720da58b09580e4";
pub(crate) const STRICT: Rules = Rules::Strict {
    undefined: UndefinedLists::Deny,
};

/// The fee of an order.
#[derive(Clone, Debug)]
pub(crate) struct Fee {
    pub(crate) token: Address,
    pub(crate) amount: u128,
    pub(crate) valid_until: u64,
    pub(crate) environment: Option<&'static str>,
    /// When it was quoted; the order follows ten seconds later.
    pub(crate) quoted_at: u64,
}

/// An asset of the request, and what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Asset {
    pub(crate) nft: Address,
    pub(crate) ddo: Value,
    pub(crate) request: Value,
    pub(crate) resolved: bool,
    pub(crate) not_consumable: Option<&'static str>,
    pub(crate) files_open: bool,
    pub(crate) fee: Fee,
    pub(crate) order_rules: ocean_orders::Rules,
    /// When the order was verified; `None`: it was not looked up.
    pub(crate) verified_at: Option<u64>,
    pub(crate) sender: Address,
}

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) rules: Rules,
    pub(crate) now: u64,
    pub(crate) environment: Environment,
    /// The chain of the environment and its fee token.
    pub(crate) chain_id: u64,
    pub(crate) datasets: Vec<Asset>,
    pub(crate) algorithm: Option<Asset>,
    /// The algorithm's part of the request, instead of the asset's.
    pub(crate) raw: Option<Value>,
    /// The bodies of the algorithm's files, as they were fetched.
    pub(crate) files: Vec<&'static [u8]>,
    pub(crate) publisher: Publisher<'static>,
    /// Members that are put into the request.
    pub(crate) extra: Value,
}

pub(crate) fn did(nft: Address) -> Did {
    Did::compute(nft, CHAIN_ID).unwrap()
}

fn nft(byte: u8) -> Address {
    Address::repeat_byte(byte)
}

fn datatoken(byte: u8) -> Address {
    Address::repeat_byte(byte | 0x80)
}

fn asset(byte: u8, metadata: &Value, service: &Value) -> Asset {
    let did = did(nft(byte)).to_string();
    let transaction = B256::repeat_byte(byte).to_string();
    Asset {
        nft: nft(byte),
        ddo: json!({
            "id": did, "version": "4.1.0", "chainId": CHAIN_ID, "nftAddress": nft(byte).to_string(),
            "metadata": metadata, "services": [service],
        }),
        request: json!({
            "documentId": did, "serviceId": service["id"], "transferTxId": transaction,
        }),
        resolved: true,
        not_consumable: None,
        files_open: true,
        fee: Fee {
            token: FEE_TOKEN,
            amount: 0,
            valid_until: VALID_UNTIL,
            environment: Some("env"),
            quoted_at: NOW - 20,
        },
        order_rules: ocean_orders::Rules::Strict,
        verified_at: Some(NOW),
        sender: CONSUMER,
    }
}

pub(crate) fn algorithm() -> Asset {
    let container = json!({
        "entrypoint": "python $ALGO", "image": "oceanprotocol/algo_dockers", "tag": "python-branin",
        "checksum": DIGEST,
    });
    let metadata = json!({"type": "algorithm", "algorithm": {"container": container}});
    let service = json!({
        "id": "a1", "type": "access", "datatokenAddress": datatoken(0x41).to_string(),
        "serviceEndpoint": "https://provider.example", "timeout": 0,
    });
    asset(0x41, &metadata, &service)
}

/// The entry by which the honest algorithm is trusted.
pub(crate) fn entry() -> Value {
    json!({
        "did": did(nft(0x41)).to_string(),
        "filesChecksum": files_checksum([FileChecksum::of(b"print()")]),
        "containerSectionChecksum": container_section_checksum("python $ALGO", DIGEST).to_string(),
    })
}

pub(crate) fn compute_service(byte: u8, compute: &Value) -> Value {
    json!({
        "id": "c1", "type": "compute", "datatokenAddress": datatoken(byte).to_string(),
        "serviceEndpoint": "https://provider.example", "timeout": 0, "compute": compute,
    })
}

pub(crate) fn access_service(byte: u8) -> Value {
    json!({
        "id": "d1", "type": "access", "datatokenAddress": datatoken(byte).to_string(),
        "serviceEndpoint": "https://provider.example", "timeout": 0,
    })
}

pub(crate) fn dataset(byte: u8, service: &Value) -> Asset {
    asset(byte, &json!({"type": "dataset"}), service)
}

impl World {
    pub(crate) fn honest() -> Self {
        let compute = json!({
            "allowRawAlgorithm": false, "allowNetworkAccess": true,
            "publisherTrustedAlgorithms": [entry()], "publisherTrustedAlgorithmPublishers": [],
        });
        let mut main = dataset(0x11, &compute_service(0x11, &compute));
        main.fee.amount = PAID;
        Self {
            rules: STRICT,
            now: NOW,
            environment: Environment {
                id: "env".into(),
                price: "2.3".parse().unwrap(),
                fee_token: Some(FEE_TOKEN),
                max_job_duration: 3_600,
                consumer_address: None,
            },
            chain_id: CHAIN_ID,
            datasets: vec![main],
            algorithm: Some(algorithm()),
            raw: None,
            files: vec![b"print()"],
            publisher: Publisher {
                owner: Some(ALGORITHM_OWNER),
                nft: Some(nft(0x41)),
                cached_owner: None,
            },
            extra: json!({}),
        }
    }

    /// The honest world under other rules.
    pub(crate) fn under(rules: Rules) -> Self {
        Self {
            rules,
            ..Self::honest()
        }
    }

    pub(crate) fn compute(&mut self) -> &mut Value {
        &mut self.datasets[0].ddo["services"][0]["compute"]
    }

    fn algorithm_request(&self) -> Value {
        let published = self.algorithm.as_ref().map(|asset| asset.request.clone());
        self.raw.clone().or(published).unwrap_or(json!({}))
    }

    fn body(&self) -> Value {
        let additional: Vec<_> = self
            .datasets
            .iter()
            .skip(1)
            .map(|asset| &asset.request)
            .collect();
        let mut body = json!({
            "consumerAddress": CONSUMER.to_string(), "environment": "env",
            "dataset": self.datasets[0].request, "additionalDatasets": additional,
            "algorithm": self.algorithm_request(),
        });
        for (key, value) in self.extra.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    }

    fn initialize_body(&self) -> Value {
        let datasets: Vec<_> = self.datasets.iter().map(|asset| &asset.request).collect();
        json!({
            "consumerAddress": CONSUMER.to_string(), "datasets": datasets,
            "algorithm": self.algorithm_request(),
            "compute": {"env": "env", "validUntil": VALID_UNTIL},
        })
    }

    pub(crate) fn admit(&self) -> Result<Admitted, Refused> {
        let body = Json::parse(self.body().to_string()).unwrap();
        let request = ComputeRequest::start(body.root());
        self.with_facts(request, true, |facts, terms| admit(request, facts, terms))
    }

    pub(crate) fn initialize(&self) -> Result<(), Refused> {
        let body = Json::parse(self.initialize_body().to_string()).unwrap();
        let request = ComputeRequest::initialize(body.root());
        self.with_facts(request, false, |facts, terms| {
            check_initialize(request, &facts, terms)
        })
    }

    fn with_facts<T>(
        &self,
        request: ComputeRequest<'_>,
        orders: bool,
        decide: impl FnOnce(Facts<'_>, &Terms<'_>) -> T,
    ) -> T {
        let parse = |asset: &Asset| Document::parse(asset.ddo.to_string()).unwrap();
        let documents: Vec<_> = self.datasets.iter().map(parse).collect();
        let of_algorithm = self.algorithm.as_ref().map(parse);
        let files: Vec<_> = self
            .files
            .iter()
            .map(|body| FileChecksum::of(body))
            .collect();
        let datasets = self
            .datasets
            .iter()
            .zip(&documents)
            .map(|(asset, document)| DatasetFacts {
                ddo: asset.resolved.then(|| document.ddo()),
                not_consumable: asset.not_consumable,
                files_open: asset.files_open,
                order: asset.order(document, Some("env")).filter(|_| orders),
                user_data: None,
            });
        let mut facts = Facts {
            datasets: datasets.collect(),
            algorithm: AlgorithmFacts::default(),
        };
        // What the consumer sent, with the defaults of nothing.
        for (facts, item) in facts
            .datasets
            .iter_mut()
            .zip(request.datasets().unwrap_or_default())
        {
            let data = item.user_data();
            facts.user_data = data.map(|data| {
                ParameterRules::OceanNode
                    .complete(None, Some(data))
                    .unwrap()
            });
        }
        if let (Some(asset), Some(document)) = (&self.algorithm, &of_algorithm) {
            let complete = |data| {
                ParameterRules::OceanNode
                    .complete(None, Some(data))
                    .unwrap()
            };
            facts.algorithm = AlgorithmFacts {
                ddo: asset.resolved.then(|| document.ddo()),
                not_consumable: asset.not_consumable,
                files: asset.files_open.then_some(files.as_slice()),
                publisher: self.publisher,
                order: asset.order(document, None).filter(|_| orders),
                user_data: request.algorithm().user_data().map(complete),
                custom_data: request.algorithm().custom_data().map(complete),
            };
        }
        let terms = Terms {
            rules: self.rules,
            consumer: CONSUMER,
            environment: &self.environment,
            chain_id: self.chain_id,
            fee_token_decimals: 18,
            now: self.now,
        };
        decide(facts, &terms)
    }
}

pub(crate) fn provider() -> ProviderKey {
    ProviderKey::from_bytes(&[1; 32]).unwrap()
}

impl Asset {
    /// Verifies the order that the datatoken's contract has emitted.
    fn order(
        &self,
        document: &Document,
        environment: Option<&str>,
    ) -> Option<Result<Order, ocean_orders::Refusal>> {
        let verified_at = self.verified_at?;
        let transaction: B256 = self.request["transferTxId"].as_str()?.parse().unwrap();
        // The orders stay those of the first service, whatever a test does to the rest.
        let service_id = self.request["serviceId"].as_str()?;
        let service = document.ddo().service_by_id(service_id)?;
        let datatoken = service.parse_datatoken_address()?.unwrap();
        let ordered_at = self.fee.quoted_at + 10;
        let fee = UnsignedFee {
            token: self.fee.token,
            amount: U256::from(self.fee.amount),
            data: FeeData {
                environment: self.fee.environment.map(Into::into),
                timestamp_micros: self.fee.quoted_at * 1_000_000,
                datatoken: datatoken.to_string().into(),
                service_id: service_id.into(),
            }
            .to_bytes()
            .unwrap(),
            valid_until: U256::from(self.fee.valid_until),
        }
        .sign(&provider())
        .unwrap();
        let started = OrderStarted {
            consumer: self.sender,
            payer: self.sender,
            amount: ONE_DATATOKEN,
            service_index: U256::from(service.index()),
            timestamp: U256::from(ordered_at),
            publish_market_address: Address::ZERO,
            block_number: U256::from(1),
        };
        let receipt = Receipt {
            chain_id: CHAIN_ID,
            transaction_hash: transaction,
            succeeded: true,
            block_number: 1,
            block_timestamp: ordered_at,
            logs: vec![started.encode(datatoken, 0), fee.encode(datatoken, 1)],
        };
        let terms = ocean_orders::Terms {
            chain_id: CHAIN_ID,
            transaction,
            provider: provider().address(),
            sender: self.sender,
            nft: self.nft,
            datatoken,
            deployed_by_nft: true,
            service_id,
            service_index: u64::try_from(service.index()).unwrap(),
            timeout: service.timeout().unwrap(),
            required_amount: ONE_DATATOKEN,
            environment,
            latest_block: 1,
            rules: self.order_rules,
            policy: Policy {
                expired_fee: ExpiredFee::Refuse,
                ..Policy::default()
            },
        };
        Some(
            ocean_orders::verify(&terms, &receipt, verified_at).map(|step| match step {
                Step::Verified(order) => order,
                Step::NeedReceipt(_) => panic!("nothing is reused"),
            }),
        )
    }
}

/// Resource and code.
pub(crate) fn refusal<T: std::fmt::Debug>(answer: Result<T, Refused>) -> (String, String) {
    let refused = answer.unwrap_err();
    (refused.resource().to_string(), refused.code().to_owned())
}
