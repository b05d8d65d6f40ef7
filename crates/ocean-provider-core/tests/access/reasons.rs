//! One of every reason, with its stable name and its words.

use alloy_primitives::{Address, B256, U256};
use ocean_provider_core::{
    access::Reason,
    auth::Endpoint,
    credentials::{Credentials, Decision, Lookup, MalformedCredentials},
    did::Did,
    orders::{FeeDataError, ONE_DATATOKEN, Refusal, events::DecodeEventError},
    state::{AssetState, Rules},
};

const A: Address = Address::repeat_byte(0xa1);
const B: Address = Address::repeat_byte(0xb2);

fn did() -> Did {
    Did::compute(A, 137).unwrap()
}

fn state(state: AssetState) -> Reason {
    Reason::State(state.may_consume(Rules::Strict).refusal().unwrap())
}

fn credentials(text: &str) -> Reason {
    let decision = Credentials::parse(text)
        .unwrap()
        .evaluate(A, |_| Lookup::Failed);
    match decision {
        Ok(Decision::Denied(denial)) => Reason::Credentials(denial),
        Ok(Decision::Allowed(_)) => panic!("{text} allows"),
        Err(error) => Reason::MalformedCredentials(error),
    }
}

pub(crate) fn refused(refusal: Refusal) -> Reason {
    Reason::OrderRefused(Box::new(refusal))
}

#[allow(clippy::too_many_lines, reason = "a table")]
pub(crate) fn all() -> Vec<(Reason, &'static str, String)> {
    let (first, second) = (B256::repeat_byte(1), B256::repeat_byte(2));
    let rows: Vec<(Reason, &'static str, &str)> = vec![
        (
            Reason::OtherEndpoint {
                found: Endpoint::Decrypt,
                expected: Endpoint::Download,
            },
            "caller_other_endpoint",
            "caller asks for decrypt, expected download",
        ),
        (
            Reason::OtherDocument {
                found: None,
                expected: did(),
            },
            "caller_other_document",
            "caller names no document, expected `<did>`",
        ),
        (
            Reason::OtherConsumer {
                found: A,
                expected: B,
            },
            "caller_other_consumer",
            "caller is <a>, and the job was admitted for <b>",
        ),
        (
            Reason::StateOfOtherChain {
                found: 1,
                expected: 137,
            },
            "state_of_other_chain",
            "state is from chain 1, expected chain 137",
        ),
        (
            Reason::StateOfOtherNft {
                found: A,
                expected: B,
            },
            "state_of_other_nft",
            "state is of the NFT <a>, expected <b>",
        ),
        (
            state(AssetState::EndOfLife),
            "asset_end_of_life",
            "asset state is END_OF_LIFE",
        ),
        (
            state(AssetState::Deprecated),
            "asset_deprecated",
            "asset state is DEPRECATED",
        ),
        (
            state(AssetState::Revoked),
            "asset_revoked",
            "asset state is REVOKED",
        ),
        (
            state(AssetState::OrderingDisabled),
            "asset_ordering_disabled",
            "asset state is ORDERING_DISABLED",
        ),
        (
            state(AssetState::from(9)),
            "asset_state_unknown",
            "asset state is UNKNOWN(9)",
        ),
        (
            Reason::NoMetadata,
            "no_metadata",
            "document has no `metadata`",
        ),
        (
            Reason::CachedState {
                found: Some(AssetState::Revoked),
            },
            "cached_state",
            "`nft.state` of the document is REVOKED",
        ),
        (
            credentials(r#"{"allow": [{"type": "address", "values": []}]}"#),
            "credential_not_in_allow_list",
            "consumer is denied: rule 0 (`address`) of the allow list does not match",
        ),
        (
            credentials(r#"{"deny": [{"type": "address", "values": ["*"]}]}"#),
            "credential_in_deny_list",
            "consumer is denied: rule 0 (`address`) of the deny list matches",
        ),
        (
            credentials(r#"{"allow": [{"type": "address"}]}"#),
            "credentials_shape",
            "credentials are malformed",
        ),
        (
            Reason::MalformedCredentials(MalformedCredentials::TooMany {
                pointer: "/allow".into(),
                max: 1,
            }),
            "credentials_too_many",
            "credentials are malformed",
        ),
        (
            Reason::NoService { id: "s'".into() },
            "no_service",
            "document has no service `s\\'`",
        ),
        (
            Reason::ServiceType {
                found: Some("compute".into()),
                expected: "access",
            },
            "service_type",
            "service is of type `compute`, expected `access`",
        ),
        (
            Reason::NoDatatoken,
            "no_datatoken",
            "service has no `datatokenAddress`",
        ),
        (Reason::NoFiles, "no_files", "service has no `files`"),
        (
            Reason::OrderUnknown,
            "order_unknown",
            "transaction of the order is unknown",
        ),
        (
            refused(Refusal::TransactionFailed { transaction: first }),
            "transaction_failed",
            "order is refused: order transaction `<first>` failed",
        ),
        (
            Reason::OrderNotStrict,
            "order_not_strict",
            "order was not verified by the strict rules",
        ),
        (
            Reason::OrderOfOtherTransaction {
                found: first,
                expected: second,
            },
            "order_of_other_transaction",
            "order is of transaction `<first>`, expected `<second>`",
        ),
        (
            Reason::OrderOfOtherChain {
                found: 1,
                expected: 137,
            },
            "order_of_other_chain",
            "order is on chain 1, expected chain 137",
        ),
        (
            Reason::OrderOfOtherNft {
                found: A,
                expected: B,
            },
            "order_of_other_nft",
            "order is for the NFT <a>, expected <b>",
        ),
        (
            Reason::OrderOfOtherDatatoken {
                found: A,
                expected: B,
            },
            "order_of_other_datatoken",
            "order paid the datatoken <a>, expected <b>",
        ),
        (
            Reason::OrderOfOtherService {
                found: "s1".into(),
                expected: "s\n".into(),
            },
            "order_of_other_service",
            "order is for service `s1`, expected `s\\n`",
        ),
        (
            Reason::OrderOfOtherIndex {
                found: 1,
                expected: 0,
            },
            "order_of_other_index",
            "order is for service number 1, expected 0",
        ),
        (
            Reason::OrderOfOtherTimeout {
                found: 5,
                expected: Some(6),
            },
            "order_of_other_timeout",
            "order was verified with a timeout of 5 seconds, expected 6",
        ),
        (
            Reason::OrderTooSmall {
                found: U256::from(1),
                expected: ONE_DATATOKEN,
            },
            "order_too_small",
            "order paid 1 of the datatoken, expected at least 1000000000000000000",
        ),
        (
            Reason::OrderOfOtherSender {
                found: A,
                expected: B,
            },
            "order_of_other_sender",
            "order was verified for <a>, expected <b>",
        ),
        (
            Reason::OrderOfOtherEnvironment {
                found: Some("env".into()),
            },
            "order_of_other_environment",
            "order is for environment `env`, which is not the caller's",
        ),
        (
            Reason::OrderExpired {
                expired_at: 5,
                now: 6,
            },
            "order_expired_since",
            "order expired at 5, and now is 6",
        ),
        (
            Reason::FeeData(FeeDataError::TooLong { length: 9, max: 8 }),
            "fee_data_too_long",
            "fee for the service cannot be written",
        ),
        (
            Reason::JobNotStrict,
            "job_not_strict",
            "job was not admitted by the strict rules",
        ),
        (
            Reason::JobExpired {
                expired_at: 5,
                now: 6,
            },
            "job_expired",
            "admission of the job expired at 5, and now is 6",
        ),
        (
            Reason::ItemUnknown {
                did: did(),
                service_id: "s1".into(),
            },
            "item_unknown",
            "nothing is known of service `s1` of `<did>`, which the job uses",
        ),
        (
            Reason::NotADecrypter { found: A },
            "not_a_decrypter",
            "<a> is not an authorised decrypter",
        ),
        (
            Reason::NotOfFactory {
                nft: A,
                found: Address::ZERO,
            },
            "not_of_factory",
            "factory does not list the NFT <a>",
        ),
        (
            Reason::TransactionUnknown { transaction: first },
            "transaction_unknown",
            "transaction `<first>` of the document is unknown",
        ),
        (
            Reason::ReceiptOfOtherChain {
                found: 1,
                expected: 137,
            },
            "receipt_of_other_chain",
            "receipt is from chain 1, expected chain 137",
        ),
        (
            Reason::ReceiptOfOtherTransaction {
                found: first,
                expected: second,
            },
            "receipt_of_other_transaction",
            "receipt is of transaction `<first>`, expected `<second>`",
        ),
        (
            Reason::TransactionFailed { transaction: first },
            "document_transaction_failed",
            "transaction `<first>` of the document failed",
        ),
        (
            Reason::NoMetadataEvent {
                transaction: first,
                nft: A,
            },
            "no_metadata_event",
            "transaction `<first>` has no metadata event of the NFT <a>",
        ),
        (
            Reason::MetadataOfOtherContract {
                log_index: 5,
                emitter: A,
                nft: B,
            },
            "metadata_of_other_contract",
            "metadata event in log 5 comes from <a>, expected the NFT <b>",
        ),
        (
            Reason::MalformedMetadataEvent {
                log_index: 5,
                source: DecodeEventError::Overrun {
                    event: "E",
                    expected: "x",
                    length: 1,
                },
            },
            "malformed_metadata_event",
            "metadata event of the NFT in log 5 is malformed",
        ),
        (
            Reason::NoFlags { log_index: 5 },
            "no_flags",
            "metadata event of the NFT in log 5 has no flags",
        ),
    ];
    let words = |text: &str| {
        text.replace("<a>", &A.to_string())
            .replace("<b>", &B.to_string())
            .replace("<did>", &did().to_string())
            .replace("<first>", &first.to_string())
            .replace("<second>", &second.to_string())
    };
    rows.into_iter()
        .map(|(reason, code, text)| (reason, code, words(text)))
        .collect()
}
