//! What users may rely on: traits, and the words of the errors.

#![allow(
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{error::Error, fmt::Debug};

use ocean_checksum::Json;
use ocean_compute::{
    Admitted, AdmittedAlgorithm, AdmittedDataset, AlgorithmFacts, Candidate, CompletedParameters,
    ComputeRequest, ContainerError, ContainerSectionChecksum, DatasetFacts, Distrust, Environment,
    EnvironmentError, Environments, Facts, Job, JobStatus, OrderFault, ParameterRules,
    ParameterViolation, ParameterViolations, PublishedJob, RawAlgorithm, RawAlgorithmError, Reason,
    Refused, Resource, Rules, RunnableContainer, Terms, TrustRules, UndefinedLists,
};
use ocean_ddo::Document;
use ocean_orders::Refusal;
use serde_json::{Value, json};

fn shared<T: Send + Sync + Unpin + Debug>() {}
fn owned<T: Clone + Eq + 'static>() {}
fn error<T: Error + Clone + Eq + Send + Sync + 'static>() {}

#[test]
fn traits() {
    shared::<Facts<'_>>();
    shared::<DatasetFacts<'_>>();
    shared::<AlgorithmFacts<'_>>();
    shared::<Terms<'_>>();
    shared::<Candidate<'_>>();
    shared::<ComputeRequest<'_>>();
    shared::<Job<'_>>();
    shared::<Environments<'_>>();
    shared::<Admitted>();
    shared::<CompletedParameters<'_>>();
    owned::<Admitted>();
    owned::<AdmittedAlgorithm>();
    owned::<AdmittedDataset>();
    owned::<PublishedJob>();
    owned::<RawAlgorithm>();
    owned::<RunnableContainer>();
    owned::<ContainerSectionChecksum>();
    owned::<CompletedParameters<'static>>();
    owned::<Environment>();
    owned::<JobStatus>();
    error::<Distrust>();
    error::<ContainerError>();
    error::<RawAlgorithmError>();
    error::<EnvironmentError>();
    error::<ParameterViolation>();
    error::<ParameterViolations>();
    error::<Refused>();
    error::<Reason>();
    error::<OrderFault>();
}

#[test]
fn names_of_rules() {
    let undefined = UndefinedLists::Deny;
    assert_eq!(
        TrustRules::Strict { undefined }.to_string(),
        "the strict rule"
    );
    assert_eq!(TrustRules::Provider.to_string(), "Provider 2.1.6");
    assert_eq!(TrustRules::OceanNode.to_string(), "ocean-node 3.2.0");
    assert_eq!(Rules::Strict { undefined }.to_string(), "the strict rule");
    assert_eq!(Rules::Provider.to_string(), "Provider 2.1.6");
}

#[test]
fn words_of_distrust() {
    let raises = Distrust::PeerRaises {
        rules: TrustRules::Provider,
        error: "KeyError",
    };
    let cases = [
        (
            Distrust::Nobody,
            "not_trusted_algo",
            "nobody is trusted: the trust lists are empty",
        ),
        (
            Distrust::Undefined,
            "not_trusted_algo",
            "nobody is trusted: there are no trust lists",
        ),
        (
            Distrust::NoCompute,
            "not_trusted_algo",
            "nobody is trusted: the service has no `compute` section",
        ),
        (
            Distrust::Algorithm,
            "not_trusted_algo",
            "the algorithm is not in `publisherTrustedAlgorithms`",
        ),
        (
            Distrust::Service,
            "not_trusted_algo",
            "`publisherTrustedAlgorithms` lists another service of the algorithm",
        ),
        (
            Distrust::Files,
            "algorithm_file_checksum_mismatch",
            "`publisherTrustedAlgorithms` does not list these files of the algorithm",
        ),
        (
            Distrust::Container,
            "algorithm_container_checksum_mismatch",
            "`publisherTrustedAlgorithms` does not list this container of the algorithm",
        ),
        (
            Distrust::Publisher,
            "not_trusted_algo_publisher",
            "the algorithm's publisher is not in `publisherTrustedAlgorithmPublishers`",
        ),
        (
            Distrust::MalformedAlgorithms,
            "no_publisherTrustedAlgorithms",
            "`publisherTrustedAlgorithms` is no list",
        ),
        (
            Distrust::MalformedPublishers,
            "not_trusted_algo_publisher",
            "`publisherTrustedAlgorithmPublishers` is no list",
        ),
        (
            Distrust::EntryWithoutDid,
            "no_publisherTrustedAlgorithms",
            "an entry of `publisherTrustedAlgorithms` has no `did`",
        ),
        (
            Distrust::RawNotAllowed,
            "no_raw_algo_allowed",
            "raw code is not allowed: `allowRawAlgorithm` is not `true`",
        ),
        (raises, "peer_raises", "Provider 2.1.6 raises `KeyError`"),
    ];
    for (distrust, code, words) in cases {
        assert_eq!(
            (distrust.code(), distrust.to_string().as_str()),
            (code, words)
        );
    }
}

#[test]
fn words_of_container_and_raw_errors() {
    let cases = [
        (
            ContainerError::Missing,
            "missing_entrypoint_image_checksum",
            "expected entrypoint, image and checksum of the container",
        ),
        (
            ContainerError::Checksum,
            "checksum_prefix",
            "expected `sha256:` and 64 hexadecimal digits as checksum of the image",
        ),
        (
            ContainerError::Image,
            "checksum_prefix",
            "expected the bare name of an image, of at most 255 bytes",
        ),
    ];
    for (error, code, words) in cases {
        assert_eq!((error.code(), error.to_string().as_str()), (code, words));
        let raw = RawAlgorithmError::from(error);
        assert_eq!(raw.code(), code);
        assert_eq!(raw.to_string(), "the container of the algorithm cannot run");
    }
    let not_json = RawAlgorithmError::from(Json::parse("{").unwrap_err());
    let cases = [
        (
            not_json,
            "invalid",
            "the `meta` of the algorithm is no JSON",
        ),
        (
            RawAlgorithmError::NotAnObject { found: "array" },
            "invalid",
            "expected an object as `meta` of the algorithm, found array",
        ),
        (
            RawAlgorithmError::NoCode,
            "meta_oneof_url_rawcode_remote",
            "expected `url` or `rawcode` in the `meta` of the algorithm",
        ),
    ];
    for (error, code, words) in cases {
        assert_eq!((error.code(), error.to_string().as_str()), (code, words));
    }
}

#[test]
fn words_of_environment_errors() {
    let read = |environment: Value| {
        let json = Json::parse(environment.to_string()).unwrap();
        Environment::read(json.root()).unwrap_err()
    };
    let with = |key: &str, value: Value| {
        let mut environment = json!({"id": "e", "priceMin": 1, "maxJobDuration": 60});
        environment[key] = value;
        read(environment)
    };
    let json = Json::parse("5").unwrap();
    let not_a_list = Environments::read(json.root()).unwrap_err();
    let cases = [
        (
            not_a_list,
            "environments_not_a_list",
            "expected a list of environments, or lists by chain id, found number",
        ),
        (
            read(json!([])),
            "environment_not_an_object",
            "expected an object as environment, found array",
        ),
        (
            with("priceMin", json!(null)),
            "environment_missing_member",
            "environment has no `priceMin`",
        ),
        (
            with("id", json!("")),
            "environment_id",
            "environment id of 0 bytes, expected 1 to 256",
        ),
        (
            with("priceMin", json!("x")),
            "environment_price",
            "`priceMin` of the environment is no price",
        ),
        (
            with("maxJobDuration", json!(0.5)),
            "environment_duration",
            "`maxJobDuration` of the environment is no whole number of seconds",
        ),
        (
            with("feeToken", json!("0x")),
            "environment_address",
            "`feeToken` of the environment is no address",
        ),
    ];
    for (error, code, words) in cases {
        assert_eq!((error.code(), error.to_string().as_str()), (code, words));
    }
}

#[test]
fn words_of_parameter_violations() {
    let long = "k".repeat(65);
    let complete = |rules: ParameterRules, parameter: Value, values: Value| {
        let document = json!({"services": [{"consumerParameters": [parameter]}]});
        let document = Document::parse(document.to_string()).unwrap();
        let declared = document.ddo().service(0).unwrap().consumer_parameters();
        let values = Json::parse(values.to_string()).unwrap();
        rules.complete(declared, Some(values.root())).unwrap_err()
    };
    let strict = |parameter, values| complete(ParameterRules::Strict, parameter, values);
    let repeated = {
        let values = Json::parse(r#"{"a": 1, "a": 2}"#).unwrap();
        ParameterRules::Strict
            .complete(None, Some(values.root()))
            .unwrap_err()
    };
    let parameter =
        |kind: &str| json!({"name": "a", "type": kind, "required": true, "options": []});
    let cases = [
        (
            strict(parameter("text"), json!([])),
            "parameters_not_an_object",
            "expected an object of values, found array",
        ),
        (
            complete(ParameterRules::OceanNode, parameter("text"), json!([5])),
            "parameters_not_an_object",
            "expected an object of values at `/0`, found number",
        ),
        (
            strict(parameter("text"), json!({})),
            "parameter_required",
            "a value of `a` is required",
        ),
        (
            strict(
                json!({"name": format!("{long}\n"), "required": true}),
                json!({}),
            ),
            "parameter_required",
            &format!("a value of `{}…` is required", &long[..64]),
        ),
        (
            strict(json!({"name": "\u{202e}", "required": true}), json!({})),
            "parameter_required",
            "a value of `\\u{202e}` is required",
        ),
        (
            strict(parameter("number"), json!({"a": "secret"})),
            "parameter_wrong_type",
            "expected number as value of `a`, found string",
        ),
        (
            strict(parameter("select"), json!({"a": "secret"})),
            "parameter_not_an_option",
            "expected one of the options as value of `a`, found another string",
        ),
        (
            strict(
                json!({"name": "a", "type": "number", "default": "x"}),
                json!({}),
            ),
            "parameter_default",
            "expected number as default of `a`, found string",
        ),
        (
            repeated,
            "parameter_repeated",
            "`a` is given more than once",
        ),
        (
            complete(
                ParameterRules::OceanNode,
                json!({"name": "a", "type": "select"}),
                json!({}),
            ),
            "parameter_peer_throws",
            "ocean-node 3.2.0 throws `Cannot read properties of undefined (reading 'map')`",
        ),
    ];
    for (violations, code, words) in &cases {
        assert_eq!(
            (violations.code(), violations.to_string().as_str()),
            (*code, *words)
        );
        let only = violations.iter().next().unwrap();
        assert_eq!((only.code(), only.to_string().as_str()), (*code, *words));
        // The value is told where it is asked for, and not in a log.
        assert!(
            !format!("{violations:?}").contains("secret"),
            "{violations:?}"
        );
    }
    let (wrong, ..) = &cases[5];
    let ParameterViolation::WrongType { value, .. } = wrong.iter().next().unwrap() else {
        unreachable!()
    };
    assert_eq!(value.as_str(), "secret");
    assert_eq!(format!("{value:?}"), "ValueText(..)");
}

#[test]
fn words_of_parameter_limits() {
    let cases = [
        (
            ParameterViolation::TooManyDeclared { found: 257 },
            "parameters_too_many",
            "expected at most 256 parameters to be declared, found 257",
        ),
        (
            ParameterViolation::TooLong { found: 65_537 },
            "parameters_too_long",
            "expected at most 65536 bytes of values, found 65537",
        ),
        (
            ParameterViolation::TooManyObjects { found: 17 },
            "parameters_too_many_objects",
            "expected at most 16 objects of values, found 17",
        ),
        (
            ParameterViolation::CompletedTooLong { found: 1_048_577 },
            "parameters_completed_too_long",
            "expected at most 1048576 bytes of values with defaults, found 1048577",
        ),
    ];
    for (violation, code, words) in cases {
        assert_eq!(
            (violation.code(), violation.to_string().as_str()),
            (code, words)
        );
        assert_eq!(
            (violation.pointer(), violation.ocean_node_text()),
            ("", None)
        );
        assert_eq!(ParameterViolations::from(violation).to_string(), words);
    }
}

#[test]
fn words_of_order_faults() {
    let refusal = Refusal::TransactionFailed {
        transaction: alloy_primitives::B256::ZERO,
    };
    let refused = OrderFault::Refused(Box::new(refusal));
    assert_eq!(
        refused.source().unwrap().to_string().split('`').next(),
        Some("order transaction ")
    );
    let faults = [
        (
            OrderFault::Unknown,
            "order_unknown",
            "the order was not looked up",
        ),
        (refused, "transaction_failed", "the order was refused"),
        (
            OrderFault::Other { what: "chain" },
            "order_of_something_else",
            "the order is one of another chain",
        ),
        (
            OrderFault::Expired,
            "order_expired",
            "the order has expired",
        ),
        (
            OrderFault::NotStrict,
            "order_not_strict",
            "the order was not verified by the strict rules",
        ),
    ];
    for (fault, code, words) in faults {
        assert_eq!((fault.code(), fault.to_string().as_str()), (code, words));
    }
}

#[test]
fn words_of_reasons() {
    let cases = [
        (Reason::Missing, "missing", "is missing"),
        (Reason::Invalid, "invalid", "is invalid"),
        (
            Reason::DidNotFound,
            "did_not_found",
            "no document has this DID",
        ),
        (Reason::NotFound, "not_found", "there is none of this id"),
        (Reason::NotConsumable("no".into()), "no", "no"),
        (
            Reason::ServiceNotAccessCompute,
            "service_not_access_compute",
            "expected a service of type access or compute",
        ),
        (
            Reason::MainServiceCompute,
            "main_service_compute",
            "expected a service of type compute",
        ),
        (
            Reason::NotInSameProvider,
            "compute_services_not_in_same_provider",
            "the files do not open here",
        ),
        (
            Reason::Distrust(Distrust::Files),
            "algorithm_file_checksum_mismatch",
            "`publisherTrustedAlgorithms` does not list these files of the algorithm",
        ),
        (
            Reason::OrderInvalid(OrderFault::Expired),
            "order_invalid",
            "the order does not hold",
        ),
        (
            Reason::MissingMetaDocumentId,
            "missing_meta_documentId",
            "expected a documentId or meta",
        ),
        (
            Reason::NotAlgorithm,
            "not_algo",
            "the asset is no algorithm",
        ),
        (
            Reason::FileUnavailable,
            "file_unavailable",
            "the files of the algorithm are unavailable",
        ),
        (
            Reason::InUseOrNotOnChain(OrderFault::Expired),
            "in_use_or_not_on_chain",
            "the order of the algorithm does not hold",
        ),
        (
            Reason::Container(ContainerError::Missing),
            "missing_entrypoint_image_checksum",
            "expected entrypoint, image and checksum of the container",
        ),
        (
            Reason::Raw(RawAlgorithmError::NoCode),
            "meta_oneof_url_rawcode_remote",
            "expected `url` or `rawcode` in the `meta` of the algorithm",
        ),
        (
            Reason::FeesNotPaid,
            "fees_not_paid",
            "nobody has paid the fee of the environment",
        ),
    ];
    for (reason, code, words) in cases {
        assert_eq!((reason.code(), reason.to_string().as_str()), (code, words));
    }
}

#[test]
fn words_of_resources() {
    let cases = [
        (Resource::Environment, "environment"),
        (Resource::Datasets, "datasets"),
        (Resource::AdditionalInput, "additional_input"),
        (Resource::Order, "order"),
        (Resource::Output, "output"),
    ];
    for (resource, words) in cases {
        assert_eq!(resource.to_string(), words);
    }
    let body = Json::parse("{}").unwrap();
    let refused = ComputeRequest::start(body.root()).datasets().unwrap_err();
    assert_eq!(refused.to_string(), "dataset: is missing");
}
