mod honest;

use std::sync::LazyLock;

use alloy_primitives::{Address, B256, U256, hex};
use arbitrary::Unstructured;
use ocean_checksum::Json;
use ocean_compute::{
    Admitted, AlgorithmFacts, Candidate, ComputeRequest, DatasetFacts, Distrust, Environment,
    Facts, ParameterRules, PublishedAlgorithm, Publisher, Rules, Terms, TrustRules, UndefinedLists,
    admit as admit_job, check_initialize, container_section_checksum,
};
use ocean_ddo::Document;
use ocean_files::{FileChecksum, files_checksum};
use ocean_keys::ProviderKey;
use ocean_orders::Order;
use serde_json::{Value, json};

use self::honest::{
    CHAIN_ID, CONSUMER, DIGEST, FEE_TOKEN, FILES, NFT, NOW, ORDERS, OWNER, ROWS, SERVICES, did,
};
use crate::{
    ddo::edited,
    trust_model::{Algorithm, section, trusts},
};

/// Bytes of an input between the index of its document and the edits: what is known of the items.
const KNOWN: usize = 10;

/// What a value is replaced by.
static VALUES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let files = FILES.map(|file| hex::encode(file.as_bytes()));
    let text = |text: &str| json!(text).to_string();
    let mut values = vec![
        text(&did(NFT)),
        text(&did(NFT).to_uppercase()),
        text(&did(Address::ZERO)),
        text(&did(SERVICES[1].0)),
        text(&files_checksum(FILES)),
        text(&files_checksum(FILES).to_uppercase()),
        text(&files[0]),
        text(&files[1]),
        text(&files.concat().repeat(2)),
        text(&container_section_checksum("run", DIGEST).to_string()),
        text(&format!("0x{}", container_section_checksum("run", DIGEST))),
        text(&OWNER.to_string()),
        text(&hex::encode(OWNER)),
        text(&NFT.to_string().to_uppercase()),
        text(DIGEST),
        text(&B256::repeat_byte(2).to_string()),
    ];
    values.extend(FIXED.map(str::to_owned));
    values
});

const FIXED: [&str; 24] = [
    "null",
    "true",
    "false",
    "0",
    "1",
    r#""""#,
    r#""true""#,
    r#""false""#,
    r#""*""#,
    r#""s1""#,
    r#""c1""#,
    r#""d1""#,
    r#""access""#,
    r#""compute""#,
    r#""algorithm""#,
    r#""run""#,
    r#""img@sha256:0""#,
    r#""\ud800""#,
    r#""\"},{\"""#,
    "[]",
    "[null]",
    r#"["*"]"#,
    r#"[{"did":"*","filesChecksum":"*","containerSectionChecksum":"*"}]"#,
    "{}",
];

/// Members that an edit adds.
const KEYS: [&str; 22] = [
    "additionalDatasets",
    "algocustomdata",
    "algorithm",
    "algouserdata",
    "allowNetworkAccess",
    "allowRawAlgorithm",
    "compute",
    "consumerParameters",
    "container",
    "containerSectionChecksum",
    "did",
    "environment",
    "filesChecksum",
    "image",
    "meta",
    "output",
    "publisherTrustedAlgorithmPublishers",
    "publisherTrustedAlgorithms",
    "rawcode",
    "serviceId",
    "transferTxId",
    "userdata",
];

/// A job that is admitted by the strict rules is one that every dataset trusts, by the model over
/// another reader's tree, and that was paid; of each `compute` alone the model says the same.
///
/// The first byte is the index of a recorded row, some more say what is known of the items, and the
/// rest edits the documents, or is a text in place of them.
pub fn admit(data: &[u8]) {
    let [row, data @ ..] = data else {
        return;
    };
    let Some((known, rest)) = data.split_at_checked(KNOWN) else {
        return;
    };
    let document = match ROWS.get(usize::from(*row)) {
        Some(row) => Some(edited_row(row, known[6] & 128 != 0, rest)),
        None => Document::from_bytes(rest.to_vec()).ok(),
    };
    let Some(document) = document else {
        return;
    };
    let world = World::new(&document, known);
    world.trust();
    world.admit();
}

/// All of the row is edited, or the rules of its main dataset alone.
fn edited_row(row: &Document, rules_alone: bool, edits: &[u8]) -> Document {
    const RULES: &str = "/datasets/0/services/0/compute";
    let values: Vec<&str> = VALUES.iter().map(String::as_str).collect();
    let mut bytes = Unstructured::new(edits);
    if !rules_alone {
        return edited(row.clone(), &mut bytes, &values, &KEYS);
    }
    let rules = row.root().pointer(RULES).expect("each row has some");
    let rules = Document::parse(rules.text()).expect("an object");
    let rules = edited(rules, &mut bytes, &values, &KEYS);
    row.edit(RULES, rules.text()).expect("it is there")
}

/// A document with what is known.
struct World<'a> {
    document: &'a Document,
    /// Another reader's tree, which has no lone surrogates.
    tree: Option<Value>,
    known: &'a [u8],
    rules: Rules,
    undefined: UndefinedLists,
    now: u64,
    environment: Environment,
    files: &'static [FileChecksum],
    publisher: Publisher<'static>,
}

impl<'a> World<'a> {
    fn new(document: &'a Document, known: &'a [u8]) -> Self {
        let undefined = match known[0] % 3 {
            1 => UndefinedLists::Allow,
            _ => UndefinedLists::Deny,
        };
        let has = |bit| known[1] & bit != 0;
        let fee_token = match known[2] % 4 {
            0 | 1 => Some(FEE_TOKEN),
            2 => Some(Address::ZERO),
            _ => None,
        };
        let files: &'static [FileChecksum] = match known[4] % 4 {
            1 => &FILES[..1],
            2 => &[FILES[1], FILES[0]],
            3 => &[],
            _ => &FILES,
        };
        Self {
            document,
            tree: serde_json::from_str(document.text()).ok(),
            known,
            rules: match known[0] % 3 {
                2 => Rules::Provider,
                _ => Rules::Strict { undefined },
            },
            undefined,
            now: [NOW, NOW + 1, NOW + 599, NOW + 600, u64::MAX, 0][usize::from(known[3] % 6)],
            environment: Environment {
                id: if known[2] & 4 == 0 { "env" } else { "other" }.into(),
                price: if known[2] & 8 == 0 { "2.3" } else { "1e-30" }
                    .parse()
                    .expect("a price"),
                fee_token,
                max_job_duration: [3_600, 0, 1, u64::MAX][usize::from(known[2] >> 6)],
                consumer_address: None,
            },
            files,
            publisher: Publisher {
                owner: (!has(1)).then_some(OWNER),
                nft: (!has(2)).then_some(NFT),
                cached_owner: has(4).then_some("0x52908400098527886E0F7030069857D2E4169EE7"),
            },
        }
    }

    fn strict(&self) -> TrustRules {
        TrustRules::Strict {
            undefined: self.undefined,
        }
    }

    /// The algorithm as the model sees it, if its document has a container.
    fn algorithm(&self, tree: &Value) -> Option<Algorithm> {
        let container = &tree["algorithm"]["metadata"]["algorithm"]["container"];
        let publishers = [self.publisher.owner, self.publisher.nft];
        Some(Algorithm {
            did: tree["algorithm"]["id"].as_str()?.into(),
            service_id: tree["request"]["algorithm"]["serviceId"].as_str()?.into(),
            files: files_checksum(self.files.iter().copied()),
            container: section(container)?,
            publishers: publishers.into_iter().flatten().collect(),
        })
    }

    /// The rules of each `compute` alone.
    fn trust(&self) {
        let published = Candidate::Published(PublishedAlgorithm {
            did: did(NFT).parse().expect("a DID"),
            service_id: "s1",
            files: self.files,
            container: container_section_checksum("run", DIGEST),
            publisher: self.publisher,
        });
        let model = Algorithm {
            did: did(NFT),
            service_id: "s1".into(),
            files: files_checksum(self.files.iter().copied()),
            container: container_section_checksum("run", DIGEST).to_string(),
            publishers: [self.publisher.owner, self.publisher.nft]
                .into_iter()
                .flatten()
                .collect(),
        };
        let documents = self.documents();
        for (index, document) in documents.iter().enumerate() {
            let services = document
                .iter()
                .flat_map(|document| document.ddo().services());
            for service in services.flat_map(|services| services.iter()) {
                let Some(compute) = service.compute() else {
                    continue;
                };
                for (candidate, model) in [(published, Some(&model)), (Candidate::Raw, None)] {
                    for rules in [TrustRules::Provider, TrustRules::OceanNode] {
                        explains(rules.check(compute, &candidate));
                    }
                    let found = self.strict().check(compute, &candidate);
                    explains(found);
                    #[cfg(planted)]
                    let found = match compute.value().get("allowRawAlgorithm") {
                        Some(raw) if raw.text() == r#""true""# && model.is_none() => Ok(()),
                        _ => found,
                    };
                    if let Some(tree) = &self.tree {
                        let compute = &tree["datasets"][index]["services"][service.index()];
                        let expected = trusts(&compute["compute"], model, self.undefined);
                        assert_eq!(found.is_ok(), expected, "{found:?} {compute}");
                    }
                }
            }
        }
    }

    fn documents(&self) -> Vec<Option<Document>> {
        let datasets = self.document.root().get("datasets");
        let datasets = datasets.and_then(|datasets| datasets.as_array());
        let datasets = datasets.into_iter().flat_map(|datasets| datasets.iter());
        datasets
            .map(|dataset| Document::parse(dataset.text()).ok())
            .collect()
    }

    fn admit(&self) {
        let Some(body) = self.document.root().get("request") else {
            return;
        };
        let request = ComputeRequest::start(body);
        let documents = self.documents();
        let algorithm = self.document.root().get("algorithm");
        let algorithm = algorithm.and_then(|ddo| Document::parse(ddo.text()).ok());
        let terms = Terms {
            rules: self.rules,
            consumer: CONSUMER,
            environment: &self.environment,
            chain_id: CHAIN_ID + u64::from(self.known[2] & 16 != 0),
            fee_token_decimals: if self.known[2] & 32 == 0 { 18 } else { 0 },
            now: self.now,
        };
        let facts = || self.facts(request, &documents, algorithm.as_ref());
        let started = admit_job(request, facts(), &terms);
        if let Ok(dids) = request.required_documents() {
            assert!(dids.len() <= 65);
        }

        // The same as an initialization.
        let items = request.datasets().unwrap_or_default().len();
        let text = |key: &str| body.get(key).map_or("null", |value| value.text());
        let more = text("additionalDatasets")
            .strip_prefix('[')
            .unwrap_or_default();
        let more = more.strip_suffix(']').unwrap_or_default();
        let more = if items > 1 {
            format!(",{more}")
        } else {
            String::new()
        };
        let initialize = format!(
            r#"{{"datasets":[{}{more}],"algorithm":{},"compute":{{"env":{}}}}}"#,
            text("dataset"),
            text("algorithm"),
            text("environment"),
        );
        let initialize = Json::parse(initialize).expect("it is JSON");
        let request = ComputeRequest::initialize(initialize.root());
        let initialized = check_initialize(request, &facts(), &terms);
        match &started {
            Ok(admitted) => {
                assert_eq!(admitted.datasets().len(), items);
                initialized.expect("it starts");
                self.admitted(admitted);
            }
            Err(refused) => {
                assert!(!refused.to_string().is_empty());
                let _ = refused.code();
            }
        }
    }

    fn facts<'f>(
        &'f self,
        request: ComputeRequest<'f>,
        documents: &'f [Option<Document>],
        algorithm: Option<&'f Document>,
    ) -> Facts<'f> {
        let order = |item: usize| {
            let known = self.known[7 + item];
            let at = if known == 0 {
                item
            } else {
                usize::from(known) - 1
            };
            ORDERS.get(at).cloned()
        };
        let has = |bit: usize| self.known[5] >> bit & 1 == 0;
        let consumable = |bit: usize| (self.known[6] >> bit & 1 == 1).then_some("No luck.");
        let items = request.datasets().unwrap_or_default();
        let datasets = documents
            .iter()
            .zip(items)
            .enumerate()
            .map(|(index, (document, item))| {
                let ddo = document
                    .as_ref()
                    .filter(|_| has(index % 2))
                    .map(Document::ddo);
                let id = item.service_id().map(|id| id.to_string());
                let service = ddo.and_then(|ddo| ddo.service_by_id(&id?));
                let declared = service.and_then(|service| service.consumer_parameters());
                DatasetFacts {
                    ddo,
                    not_consumable: consumable(index % 2),
                    files_open: has(2 + index % 2),
                    order: order(index % 2),
                    user_data: ParameterRules::Strict
                        .complete(declared, item.user_data())
                        .ok(),
                }
            });
        let datasets = datasets.collect();
        let item = request.algorithm();
        let complete = |values| ParameterRules::OceanNode.complete(None, Some(values)).ok();
        Facts {
            datasets,
            algorithm: AlgorithmFacts {
                ddo: algorithm.filter(|_| has(4)).map(Document::ddo),
                not_consumable: consumable(2),
                files: has(5).then_some(self.files),
                publisher: self.publisher,
                order: order(2),
                user_data: item.user_data().and_then(complete),
                custom_data: item.custom_data().and_then(complete),
            },
        }
    }

    fn admitted(&self, admitted: &Admitted) {
        assert!(admitted.is_valid_at(self.now));
        if let Some(end) = admitted.expires_at() {
            assert!(!admitted.is_valid_at(end) && admitted.is_valid_at(end - 1));
        }
        let key = ProviderKey::from_bytes(&[1; 32]).expect("a key");
        let payload = admitted
            .payload("https://cache.example", 7, &key)
            .expect("it signs");
        assert!(Json::parse(payload.as_str()).is_ok(), "{payload}");
        if let Ok(payload) = serde_json::from_str::<Value>(&payload) {
            let stage = &payload["workflow"]["stages"][0];
            let inputs = stage["input"].as_array().expect("a list");
            assert_eq!(inputs.len(), admitted.datasets().len());
            assert_eq!(
                stage["output"],
                json!({"metadataUri": "https://cache.example"})
            );
            assert_eq!(payload["owner"], CONSUMER.to_string());
        }
        if self.rules == Rules::Provider {
            return;
        }

        let job = admitted.algorithm().published();
        let of_datasets = admitted.datasets().iter().map(|dataset| dataset.order());
        for order in of_datasets.clone().chain(job.map(|job| job.order())) {
            assert_eq!(order.rules(), ocean_orders::Rules::Strict);
            assert_eq!((order.sender(), order.chain_id()), (CONSUMER, CHAIN_ID));
            assert!(order.is_valid_at(self.now));
        }
        for order in of_datasets.clone() {
            assert_eq!(order.environment(), Some("env"));
        }
        let paid = of_datasets.chain(job.map(|job| job.order())).any(|order| {
            order.requested_transaction() == admitted.agreement_id() && self.pays(order, admitted)
        });
        assert!(paid && admitted.max_seconds() <= self.environment.max_job_duration);
        if let Some(tree) = &self.tree {
            self.trusted(tree, admitted);
        }
    }

    /// Whether the fee pays for the time that the job may take.
    fn pays(&self, order: &Order, admitted: &Admitted) -> bool {
        let fee = order.fee();
        let lasts = order
            .fee_expires_at()
            .is_none_or(|end| self.now.checked_add(admitted.max_seconds()) <= Some(end));
        let tokens = if self.known[2] & 32 == 0 {
            10_u128.pow(18)
        } else {
            1
        };
        let due = match (self.environment.fee_token, self.known[2] & 8) {
            (Some(FEE_TOKEN), 0) => {
                U256::from(admitted.max_seconds()) * U256::from(tokens) * U256::from(23)
                    / U256::from(600)
            }
            _ => U256::ZERO,
        };
        Some(fee.token) == self.environment.fee_token && lasts && fee.amount >= due
    }

    /// Each dataset of the request trusts the algorithm.
    fn trusted(&self, tree: &Value, admitted: &Admitted) {
        let request = &tree["request"];
        let raw = admitted.algorithm().published().is_none();
        let algorithm = self.algorithm(tree);
        let algorithm = match (raw, &algorithm) {
            (true, _) => None,
            (false, Some(algorithm)) => Some(algorithm),
            (false, None) => panic!("no algorithm in {tree}"),
        };
        let more = request["additionalDatasets"].as_array();
        let items = [&request["dataset"]]
            .into_iter()
            .chain(more.into_iter().flatten());
        for (index, item) in items.enumerate() {
            let ddo = &tree["datasets"][index];
            assert_eq!(
                (&ddo["id"], self.known[5] >> (index % 2) & 1),
                (&item["documentId"], 0)
            );
            let services = ddo["services"].as_array().expect("a list");
            let mut of_id = services
                .iter()
                .filter(|service| service["id"] == item["serviceId"]);
            let service = of_id.next().expect("a service");
            let deciding: Vec<_> = match service["type"].as_str() {
                Some("compute") => vec![service],
                Some("access") if index > 0 => {
                    let compute = services
                        .iter()
                        .filter(|service| service["type"] == "compute");
                    compute.collect()
                }
                other => panic!("a service of type {other:?}"),
            };
            for service in deciding {
                assert!(
                    trusts(&service["compute"], algorithm, self.undefined)
                        && service["compute"].is_object(),
                    "{service}"
                );
            }
        }
    }
}

fn explains(found: Result<(), Distrust>) {
    if let Err(distrust) = found {
        assert!(!distrust.code().is_empty() && !distrust.to_string().is_empty());
    }
}
