//! Jobs, their status and results, and the calls that ask for them.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use alloy_primitives::{Address, address, hex, keccak256};
use ocean_checksum::Json;
use ocean_compute::{
    Job, JobQuery, JobStatus, ResultKind, ResultQuery, StatusDialect, StopRequest, jobs,
    unsigned_jobs_json,
};
use ocean_keys::{ProviderKey, Signature, personal_message_digest};
use serde_json::json;

const OWNER: Address = address!("0x52908400098527886E0F7030069857D2E4169EE7");

/// Code, operator-service's words, ocean-node's words.
const STATUS: [(i64, Option<&str>, &str); 24] = [
    (0, None, "Job started"),
    (1, Some("Warming up"), "Job queued"),
    (2, None, "Job expired in queue"),
    (10, Some("Job started"), "Pulling algorithm image"),
    (11, None, "Pulling algorithm image failed"),
    (12, None, "Building algorithm image"),
    (13, None, "Building algorithm image failed"),
    (14, None, "Image has vulnerabilities"),
    (20, Some("Configuring volumes"), "Configuring volumes"),
    (21, None, "Volume creation failed"),
    (22, None, "Container creation failed"),
    (30, Some("Provisioning success"), "Provisioning data"),
    (
        31,
        Some("Data provisioning failed"),
        "Data provisioning failed",
    ),
    (
        32,
        Some("Algorithm provisioning failed"),
        "Algorithm provisioning failed",
    ),
    (33, None, "Data upload to container failed"),
    (40, Some("Running algorithm "), "Running algorithm "),
    (41, None, "Failed to run algorithm"),
    (42, None, "Error: disk quota exceeded"),
    (50, Some("Filtering results"), "Filtering results"),
    (60, Some("Publishing results"), "Publishing results"),
    (61, None, "Failed to get outputs folder from container"),
    (62, None, "Failed to upload results to storage"),
    (70, Some("Job finished"), "Job finished"),
    (71, None, "Job settling"),
];

#[test]
fn every_status_in_both_dialects() {
    for (status, (code, operator, ocean_node)) in JobStatus::KNOWN.into_iter().zip(STATUS) {
        assert_eq!(status.code(), code);
        assert_eq!(JobStatus::from_code(code), status);
        assert_eq!(
            status.text(StatusDialect::OperatorService),
            operator,
            "{code}"
        );
        assert_eq!(
            status.text(StatusDialect::OceanNode),
            Some(ocean_node),
            "{code}"
        );
        let words = ["failed", "expired", "Failed", "Error", "vulnerabilities"];
        let is_failure = words.iter().any(|word| ocean_node.contains(word));
        assert_eq!(status.is_failure(), is_failure, "{code}");
    }
    for code in [-1, 3, 5, 7, 8, 72, i64::MAX] {
        let status = JobStatus::from_code(code);
        assert_eq!((status, status.code()), (JobStatus::Unknown(code), code));
        assert_eq!(status.text(StatusDialect::OceanNode), None);
        assert!(!status.is_failure());
    }
}

#[test]
fn a_job_of_operator_service() {
    let answer = json!([{
        "agreementId": "0xaa", "jobId": "1f", "owner": OWNER.to_string(), "status": 70,
        "statusText": "Job finished", "dateCreated": "1700000000.123456",
        "dateFinished": "1700000060.5", "stopreq": 2, "removed": 1, "algoDID": "did:op:1",
        "inputDID": ["did:op:2", 5, "did:op:3"],
        "results": [
            {"filename": "out.csv", "filesize": 12, "type": "output"},
            {"filename": "algorithm.log", "filesize": 0, "type": "algorithmLog"},
            {"filename": "c.log", "type": "configurationLog", "index": 7},
            {"type": "publishLog"}, {"type": "imageLog"}, {"type": "other"}, {}, null,
        ],
    }]);
    let json = Json::parse(answer.to_string()).unwrap();
    let job = jobs(json.root()).unwrap().next().unwrap();
    assert_eq!(job.agreement_id().unwrap(), "0xaa");
    assert_eq!(job.job_id().unwrap(), "1f");
    assert_eq!(job.owner().unwrap(), OWNER.to_string().as_str());
    assert_eq!(job.status(), Some(JobStatus::Finished));
    assert_eq!(job.status_text().unwrap(), "Job finished");
    assert_eq!(job.date_created(), Some("1700000000.123456"));
    assert_eq!(job.date_finished(), Some("1700000060.5"));
    assert_eq!(job.stop_request(), Some(StopRequest::TimeExceeded));
    assert!(job.is_removed());
    assert_eq!(job.algorithm_did().unwrap(), "did:op:1");
    let inputs: Vec<_> = job.input_dids().map(|did| did.to_string()).collect();
    assert_eq!(inputs, ["did:op:2", "did:op:3"]);
    let results: Vec<_> = job.results().collect();
    let kinds: Vec<_> = results.iter().map(|result| result.kind()).collect();
    assert_eq!(
        kinds,
        [
            Some(ResultKind::Output),
            Some(ResultKind::AlgorithmLog),
            Some(ResultKind::ConfigurationLog),
            Some(ResultKind::PublishLog),
            Some(ResultKind::ImageLog),
            Some(ResultKind::Other),
            None,
            None,
        ]
    );
    assert_eq!(results[0].file_name().unwrap(), "out.csv");
    assert_eq!(
        (results[0].file_size(), results[1].file_size()),
        (Some(12), Some(0))
    );
    let indexes: Vec<_> = results.iter().map(|result| result.index()).collect();
    assert_eq!(indexes, [0, 1, 7, 3, 4, 5, 6, 7]);
}

#[test]
fn lenient_about_what_is_not_there() {
    for text in [
        "{}",
        "5",
        r#"{"results": "", "dateFinished": null, "status": null, "algoDID": ""}"#,
    ] {
        let json = Json::parse(text).unwrap();
        let job = Job::new(json.root());
        assert!(job.status().is_none() && job.date_finished().is_none());
        assert!(job.job_id().is_none() && job.algorithm_did().is_none());
        assert_eq!((job.results().count(), job.input_dids().count()), (0, 0));
        assert!(job.stop_request().is_none() && !job.is_removed());
    }
    let json = Json::parse(
        r#"{"status": "31", "dateCreated": 1.70e9, "algoDID": "raw", "stopreq": 1, "removed": 0}"#,
    )
    .unwrap();
    let job = Job::new(json.root());
    assert_eq!(job.status(), Some(JobStatus::DataProvisioningFailed));
    assert_eq!(job.date_created(), Some("1.70e9"));
    assert!(job.algorithm_did().is_none() && !job.is_removed());
    assert_eq!(job.stop_request(), Some(StopRequest::Requested));
    let json = Json::parse(r#"{"error": "no"}"#).unwrap();
    assert!(jobs(json.root()).is_none() && unsigned_jobs_json(json.root()).is_none());
    assert_eq!(
        unsigned_jobs_json(Json::parse("[]").unwrap().root()).unwrap(),
        "[]"
    );
}

fn key() -> ProviderKey {
    ProviderKey::from_bytes(&[1; 32]).unwrap()
}

/// Who signed a message in the form of Provider 2.1.6; `v` must be 0 or 1.
fn signer(signature: &str, message: &str) -> Address {
    let bytes: [u8; 65] = hex::decode_to_array(signature).unwrap();
    assert!(bytes[64] <= 1 && signature.starts_with("0x"));
    let digest = personal_message_digest(keccak256(message).as_slice());
    Signature::from_bytes(&bytes)
        .unwrap()
        .recover(&digest)
        .unwrap()
        .address()
}

#[test]
fn queries_are_signed() {
    let nonce = 1_700_000_000_000_000_000;
    let provider = key().address().to_string();
    let fields = |job_id, document_id| {
        let query = JobQuery {
            owner: OWNER,
            job_id,
            document_id,
        };
        query.fields(nonce, &key()).unwrap()
    };
    let one = fields(Some("1f"), Some("did:op:1"));
    let names: Vec<_> = one.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "providerAddress",
            "owner",
            "jobId",
            "documentId",
            "providerSignature",
            "nonce"
        ]
    );
    assert_eq!(
        (one[0].1.as_str(), one[1].1.as_str()),
        (provider.as_str(), OWNER.to_string().as_str())
    );
    assert_eq!(
        signer(&one[4].1, &format!("{OWNER}1f{nonce}")),
        key().address()
    );

    for all in [fields(None, None), fields(Some(""), None)] {
        let names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            ["providerAddress", "owner", "providerSignature", "nonce"]
        );
        assert_eq!(
            signer(&all[2].1, &format!("{OWNER}{nonce}")),
            key().address()
        );
        assert_eq!(all[3].1, nonce.to_string());
    }

    let result = |consumer_signature| {
        let query = ResultQuery {
            owner: OWNER,
            job_id: "1f",
            index: 3,
            consumer_signature,
        };
        query.fields(nonce, &key()).unwrap()
    };
    let fields = result(Some("0xab"));
    let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "index",
            "owner",
            "jobId",
            "consumerSignature",
            "providerSignature",
            "nonce"
        ]
    );
    assert_eq!((fields[0].1.as_str(), fields[3].1.as_str()), ("3", "0xab"));
    assert_eq!(
        signer(&fields[4].1, &format!("{OWNER}1f{nonce}")),
        key().address()
    );
    assert_eq!(result(None).len(), 5);
}
