//! The start of a computation: an admitted job, and what is known of the assets that it uses.

use alloy_primitives::{Address, B256, U256, address};
use ocean_provider_core::{
    Asset,
    access::{Approved, ComputeStart, Denial, Item, JobPermit, OnChain, Reason},
    auth::{MemoryNonces, NonceLedger as _, Request},
    checksum::Json,
    compute::{
        self, Admitted, AlgorithmFacts, ComputeRequest, DatasetFacts, Environment, Facts,
        Publisher, Rules, UndefinedLists, container_section_checksum,
    },
    ddo::Document,
    files::{FileChecksum, files_checksum},
    state::AssetState,
};
use serde_json::{Value, json};

use crate::world::{CHAIN_ID, NOW, OTHER, Paid, alice, call, did, environment, key};

const DATA: Address = address!("0x1111111111111111111111111111111111111111");
const MORE: Address = address!("0x2222222222222222222222222222222222222222");
const CODE: Address = address!("0x4141414141414141414141414141414141414141");
const FEE_TOKEN: Address = address!("0xfefefefefefefefefefefefefefefefefefefefe");
const DIGEST: &str = "sha256:8221d20c1c16491d7d56b9657ea09082c0ee4a8ab1a6621fa720da58b09580e4";

/// An asset of the job: its document, and what its NFT says.
#[derive(Clone)]
struct Used {
    nft: Address,
    ddo: Value,
    on_chain: OnChain,
    service_id: &'static str,
    paid: Paid,
}

fn used(nft: Address, service_id: &'static str, metadata: &Value, service: &Value) -> Used {
    let datatoken = Address::repeat_byte(nft[0] | 0x80);
    let mut service = service.clone();
    service["id"] = json!(service_id);
    service["timeout"] = json!(0);
    service["datatokenAddress"] = json!(datatoken.to_string());
    service["serviceEndpoint"] = json!("https://provider.example");
    Used {
        nft,
        ddo: json!({
            "id": did(nft), "version": "4.1.0", "chainId": CHAIN_ID, "nftAddress": nft.to_string(),
            "metadata": metadata, "services": [service],
        }),
        on_chain: OnChain {
            chain_id: CHAIN_ID,
            nft,
            state: AssetState::Active,
        },
        service_id,
        paid: Paid {
            transaction: B256::repeat_byte(nft[0]),
            nft,
            datatoken,
            service_id: service_id.into(),
            timeout: 0,
            quoted_for: Some("env"),
            environment: Some("env"),
            fee_token: FEE_TOKEN,
            valid_until: NOW + 600,
            ..Paid::default()
        },
    }
}

impl Used {
    fn request(&self) -> Value {
        json!({
            "documentId": did(self.nft), "serviceId": self.service_id,
            "transferTxId": self.paid.transaction.to_string(),
        })
    }

    fn document(&self) -> Document {
        Document::parse(self.ddo.to_string()).unwrap()
    }
}

/// An honest job of Alice's, to be changed by the tests.
struct Job {
    rules: Rules,
    main: Used,
    additional: Used,
    algorithm: Used,
    environment: Environment,
    now: u64,
    caller: u8,
    signed_for: Address,
    signs_download: bool,
    /// Changes what is known when the job is to start, after it was admitted.
    later: fn(&mut Vec<Used>),
}

impl Job {
    fn honest() -> Self {
        let compute = json!({
            "allowRawAlgorithm": false,
            "publisherTrustedAlgorithmPublishers": [],
            "publisherTrustedAlgorithms": [{
                "did": did(CODE), "filesChecksum": files_checksum([FileChecksum::of(b"print()")]),
                "containerSectionChecksum":
                    container_section_checksum("python $ALGO", DIGEST).to_string(),
            }],
        });
        let container = json!({
            "entrypoint": "python $ALGO", "image": "oceanprotocol/algo_dockers",
            "tag": "python-branin", "checksum": DIGEST,
        });
        let dataset = json!({"type": "dataset"});
        let mut main = used(
            DATA,
            "c1",
            &dataset,
            &json!({"type": "compute", "compute": compute}),
        );
        // Ten minutes at 2.3 tokens a minute.
        main.paid.fee_amount = U256::from(23_000_000_000_000_000_000_u128);
        Self {
            rules: Rules::Strict {
                undefined: UndefinedLists::Deny,
            },
            main,
            additional: used(MORE, "d1", &dataset, &json!({"type": "access"})),
            algorithm: used(
                CODE,
                "a1",
                &json!({"type": "algorithm", "algorithm": {"container": container}}),
                &json!({"type": "access"}),
            ),
            environment: Environment {
                fee_token: Some(FEE_TOKEN),
                ..environment("env", OTHER)
            },
            now: NOW,
            caller: 2,
            signed_for: DATA,
            signs_download: false,
            later: |_| (),
        }
    }

    fn admit(&self) -> Admitted {
        let body = json!({
            "environment": "env", "dataset": self.main.request(),
            "additionalDatasets": [self.additional.request()],
            "algorithm": self.algorithm.request(),
        });
        let body = Json::parse(body.to_string()).unwrap();
        let datasets = [&self.main, &self.additional];
        let documents = datasets.map(Used::document);
        let facts = datasets
            .iter()
            .zip(&documents)
            .map(|(used, document)| DatasetFacts {
                ddo: Some(document.ddo()),
                files_open: true,
                order: Some(used.paid.order()),
                ..DatasetFacts::default()
            });
        let document = self.algorithm.document();
        let files = [FileChecksum::of(b"print()")];
        let facts = Facts {
            datasets: facts.collect(),
            algorithm: AlgorithmFacts {
                ddo: Some(document.ddo()),
                files: Some(&files),
                publisher: Publisher::default(),
                order: Some(self.algorithm.paid.order()),
                ..AlgorithmFacts::default()
            },
        };
        let terms = compute::Terms {
            rules: self.rules,
            consumer: alice().address(),
            environment: &self.environment,
            chain_id: CHAIN_ID,
            fee_token_decimals: 18,
            now: NOW,
        };
        compute::admit(ComputeRequest::start(body.root()), facts, &terms).unwrap()
    }

    fn decide(&self) -> Result<Approved<JobPermit>, Denial> {
        let mut known = vec![
            self.algorithm.clone(),
            self.additional.clone(),
            self.main.clone(),
        ];
        (self.later)(&mut known);
        let assets: Vec<_> = known
            .iter()
            .map(|used| Asset::new(used.document(), used.nft, CHAIN_ID).unwrap())
            .collect();
        let items = known.iter().zip(&assets).map(|(used, asset)| Item {
            asset,
            on_chain: used.on_chain,
            service_id: used.service_id,
            lookups: &[],
        });
        let items: Vec<_> = items.collect();
        let did = did(self.signed_for).to_string();
        let request = if self.signs_download {
            Request::Download { document_id: &did }
        } else {
            Request::ComputeStart {
                job_id: None,
                document_id: &did,
            }
        };
        let start = ComputeStart {
            admitted: self.admit(),
            items: &items,
        };
        start.decide(call(&key(self.caller), &request, "1"), self.now)
    }
}

macro_rules! pairs {
    ($($name:ident: $change:expr => $codes:expr;)+) => {$(
        #[test]
        fn $name() {
            let mut job = Job::honest();
            let change: fn(&mut Job) = $change;
            change(&mut job);
            let codes: Vec<_> = match job.decide() {
                Ok(_) => vec![],
                Err(denial) => denial.reasons().map(Reason::code).collect(),
            };
            assert_eq!(codes, $codes);
        }
    )+};
}

pairs! {
    honest: |_| () => [""; 0];
    caller_signed_for_another_endpoint: |j| j.signs_download = true => ["caller_other_endpoint"];
    caller_signed_for_another_dataset: |j| j.signed_for = MORE => ["caller_other_document"];
    caller_is_not_the_consumer: |j| j.caller = 3 => ["caller_other_consumer"];
    admitted_by_the_rules_of_a_peer: |j| j.rules = Rules::Provider => ["job_not_strict"];
    admitted_and_aged: |j| j.now = NOW + 700 => ["job_expired"];
    nothing_known_of_the_main_dataset: |j| j.later = |known| known.truncate(2) => ["item_unknown"];
    nothing_known_of_the_algorithm: |j| j.later = |known| drop(known.remove(0)) => ["item_unknown"];
    nothing_known_of_the_service: |j| j.later = |known| known[1].service_id = "d2" => ["item_unknown"];
    dataset_revoked: |j| j.later = |known| known[2].on_chain.state = AssetState::Revoked => ["asset_revoked"];
    additional_dataset_revoked: |j| j.later = |known| known[1].on_chain.state = AssetState::Revoked => ["asset_revoked"];
    algorithm_deprecated: |j| j.later = |known| known[0].on_chain.state = AssetState::Deprecated => ["asset_deprecated"];
    state_of_another_nft: |j| j.later = |known| known[2].on_chain.nft = MORE => ["state_of_other_nft"];
    state_from_another_chain: |j| j.later = |known| known[2].on_chain.chain_id = 1 => ["state_of_other_chain"];
    consumer_denied: |j| j.later = |known| {
        known[2].ddo["credentials"] = json!({"deny": [{"type": "address", "values": [alice().address()]}]});
    } => ["credential_in_deny_list"];
    cached_state_revoked: |j| j.later = |known| known[1].ddo["nft"] = json!({"state": 3}) => ["cached_state"];
    document_without_metadata: |j| j.later = |known| known[0].ddo["metadata"] = json!(null) => ["no_metadata"];
    consumer_not_on_the_allow_list_of_the_service: |j| j.later = |known| {
        known[0].ddo["services"][0]["credentials"] = json!({"allow": [{"type": "address", "values": [OTHER]}]});
    } => ["credential_not_in_allow_list"];
    look_up_that_nobody_made: |j| j.later = |known| {
        known[1].ddo["credentials"] = json!({"allow": [{"type": "accessList", "accessList": OTHER}]});
    } => ["credential_not_in_allow_list"];
    credentials_of_no_shape: |j| j.later = |known| known[2].ddo["credentials"] = json!(7) => ["credentials_shape"];
    service_gone: |j| j.later = |known| known[1].ddo["services"][0]["id"] = json!("d2") => ["no_service"];
    datatoken_exchanged: |j| j.later = |known| {
        known[1].ddo["services"][0]["datatokenAddress"] = json!(OTHER.to_string());
    } => ["order_of_other_datatoken"];
    service_moved: |j| j.later = |known| {
        let services = known[1].ddo["services"].as_array_mut().unwrap();
        services.insert(0, json!({"id": "d0"}));
    } => ["order_of_other_index"];
    order_of_another_index: |j| j.main.paid.service_index = 1 => ["order_of_other_index"];
    order_of_another_timeout: |j| j.algorithm.paid.timeout = 3_600 => ["order_of_other_timeout"];
    timeout_exchanged: |j| j.later = |known| known[0].ddo["services"][0]["timeout"] = json!(5) => ["order_of_other_timeout"];
    order_of_less_than_a_datatoken: |j| j.additional.paid.amount = U256::from(1) => ["order_too_small"];
    datatoken_gone: |j| j.later = |known| {
        known[1].ddo["services"][0]["datatokenAddress"] = json!(null);
    } => ["no_datatoken"];
}

#[test]
fn all_reasons_are_told_in_the_order_of_the_job() {
    let mut job = Job::honest();
    job.caller = 3;
    job.now = NOW + 700;
    job.later = |known| {
        known[0].on_chain.state = AssetState::Deprecated;
        known[1].on_chain.state = AssetState::Revoked;
        known[2].on_chain.state = AssetState::EndOfLife;
    };
    let denial = job.decide().unwrap_err();
    let codes: Vec<_> = denial.reasons().map(Reason::code).collect();
    assert_eq!(
        codes,
        [
            "caller_other_consumer",
            "job_expired",
            "asset_end_of_life",
            "asset_revoked",
            "asset_deprecated"
        ]
    );
}

#[test]
fn a_grant_gives_the_payload() {
    let ledger = MemoryNonces::default();
    let job = Job::honest();
    let approved = job.decide().unwrap();
    assert_eq!(ledger.last(alice().address()), Ok(None));
    assert_eq!(approved.permit().admitted().consumer(), alice().address());
    let grant = approved.spend(&ledger).unwrap();
    let universal = key(9);
    let (payload, admitted) = grant
        .into_payload("https://cache.example", 7, &universal)
        .unwrap();
    assert_eq!(
        payload,
        admitted
            .payload("https://cache.example", 7, &universal)
            .unwrap()
    );
    let payload: Value = serde_json::from_str(&payload).unwrap();
    assert_eq!(payload["owner"], alice().address().to_string());
    assert_eq!(
        payload["workflow"]["stages"][0]["input"][1]["id"],
        did(MORE).to_string()
    );

    let replay = job.decide().unwrap().spend(&ledger).unwrap_err();
    assert_eq!(replay.code(), "nonce_not_greater");
}

#[test]
fn a_denied_start_burns_no_nonce() {
    let ledger = MemoryNonces::default();
    let mut job = Job::honest();
    job.later = |known| known[0].on_chain.state = AssetState::Revoked;
    assert!(job.decide().is_err());
    assert_eq!(ledger.last(alice().address()), Ok(None));
    job.later = |_| ();
    let _grant = job.decide().unwrap().spend(&ledger).unwrap();
}
