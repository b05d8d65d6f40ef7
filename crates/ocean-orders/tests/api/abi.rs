use std::{error::Error, fmt::Debug, hash::Hash};

use alloy_primitives::{Address, B256};
use ocean_orders::{
    Log, MAX_LOGS, MetadataProof, ProofError, ProviderFee, Receipt,
    calls::{
        BuildCallError, DecodeReturnError, NftPermissions, ReuseMultipleTokenOrder, SetMetaData,
        StartMultipleTokenOrder, StoredMetadata,
    },
    events::{DecodeEventError, Emitted, Event, OrderStarted},
};

fn plain<T: Clone + Debug + Eq + Hash + Send + Sync + Unpin + 'static>() {}
fn error<T: Error + Clone + Eq + Send + Sync + 'static>() {}

#[test]
fn traits() {
    plain::<Receipt>();
    plain::<Log>();
    plain::<ProviderFee>();
    plain::<MetadataProof>();
    plain::<Event>();
    plain::<Emitted<OrderStarted>>();
    plain::<SetMetaData>();
    plain::<StartMultipleTokenOrder>();
    plain::<ReuseMultipleTokenOrder>();
    plain::<StoredMetadata>();
    plain::<NftPermissions>();
    error::<DecodeEventError>();
    error::<DecodeReturnError>();
    error::<BuildCallError>();
    error::<ProofError>();
}

#[test]
fn limits() {
    assert_eq!(MAX_LOGS, 4_096);
}

#[test]
fn words_of_event_errors() {
    let event = "OrderStarted";
    let expected = "(address,uint256)";
    let cases = [
        (
            DecodeEventError::OtherEvent {
                event,
                found: B256::repeat_byte(0x11),
                expected: B256::repeat_byte(0x22),
            },
            "event_other",
            "log has first topic `0x1111111111111111111111111111111111111111111111111111111111111111`, \
             expected `0x2222222222222222222222222222222222222222222222222222222222222222` of OrderStarted",
        ),
        (
            DecodeEventError::TopicCount {
                event,
                found: 2,
                expected: 3,
            },
            "event_topic_count",
            "log of OrderStarted has 2 topics, expected 3",
        ),
        (
            DecodeEventError::Topic {
                event,
                index: 1,
                topic: B256::repeat_byte(0x11),
            },
            "event_topic",
            "topic 1 of OrderStarted is \
             `0x1111111111111111111111111111111111111111111111111111111111111111`, \
             expected an address after 12 zero bytes",
        ),
        (
            DecodeEventError::Overrun {
                event,
                length: 63,
                expected,
            },
            "event_overrun",
            "data of OrderStarted has 63 bytes, expected the whole of `(address,uint256)`",
        ),
        (
            DecodeEventError::Value { event, expected },
            "event_value",
            "data of OrderStarted has a value out of its type, expected `(address,uint256)`",
        ),
    ];
    for (error, code, words) in cases {
        assert_eq!((error.code(), &*error.to_string()), (code, words));
    }
}

#[test]
fn words_of_call_errors() {
    let (function, expected) = ("getMetaData", "(string,bool)");
    let cases = [
        (
            DecodeReturnError::Empty { function, expected },
            "answer_empty",
            "answer of getMetaData is empty, expected `(string,bool)`",
        ),
        (
            DecodeReturnError::Overrun {
                function,
                length: 31,
                expected,
            },
            "answer_overrun",
            "answer of getMetaData has 31 bytes, expected the whole of `(string,bool)`",
        ),
        (
            DecodeReturnError::Value { function, expected },
            "answer_value",
            "answer of getMetaData has a value out of its type, expected `(string,bool)`",
        ),
    ];
    for (error, code, words) in cases {
        assert_eq!((error.code(), &*error.to_string()), (code, words));
    }
    let error = BuildCallError::TooMany {
        function: "setMetaData",
        what: "proofs",
        found: 51,
        max: 50,
    };
    assert_eq!(error.code(), "call_too_many");
    assert_eq!(
        error.to_string(),
        "setMetaData has 51 proofs, expected 50 at most"
    );
}

#[test]
fn words_of_proof_errors() {
    let cases = [
        (
            ProofError::Unsigned,
            "proof_unsigned",
            "metadata proof names no validator, expected an address that is not zero",
        ),
        (
            ProofError::Signer {
                validator: Address::repeat_byte(0x22),
                metadata_hash: B256::repeat_byte(0x11),
            },
            "proof_signer",
            "metadata proof of `0x1111111111111111111111111111111111111111111111111111111111111111` \
             is not signed by its validator 0x2222222222222222222222222222222222222222",
        ),
    ];
    for (error, code, words) in cases {
        assert_eq!((error.code(), &*error.to_string()), (code, words));
    }
}

#[cfg(feature = "serde")]
#[test]
fn words_of_json_rpc_errors() {
    use ocean_orders::{JsonRpcError, JsonRpcLog, JsonRpcReceipt, MinedLog};

    fn shared<T: Clone + Debug + Send + Sync + Unpin + 'static>() {}
    shared::<JsonRpcReceipt>();
    shared::<JsonRpcLog>();
    plain::<MinedLog>();
    error::<JsonRpcError>();

    let cases = [
        (
            JsonRpcError::Pending {
                transaction_hash: B256::repeat_byte(0x11),
            },
            "receipt_pending",
            "receipt of `0x1111111111111111111111111111111111111111111111111111111111111111` \
             has no block number, expected one that is mined",
        ),
        (
            JsonRpcError::Missing {
                what: "log",
                member: "logIndex",
            },
            "receipt_missing_member",
            "log has no `logIndex`, expected one",
        ),
        (
            JsonRpcError::Quantity {
                member: "blockNumber",
                found: "-1".into(),
            },
            "receipt_quantity",
            "`blockNumber` is `-1`, expected a quantity below 2^64",
        ),
        (
            JsonRpcError::Status { found: 2 },
            "receipt_status",
            "status is `2`, expected 0 or 1",
        ),
        (
            JsonRpcError::TopicCount { found: 5 },
            "receipt_topic_count",
            "log has 5 topics, expected 4 at most",
        ),
        (
            JsonRpcError::Removed,
            "receipt_log_removed",
            "log is marked as removed, expected one of the chain as it is",
        ),
        (
            JsonRpcError::OtherLog {
                transaction_hash: B256::repeat_byte(0x11),
                block_number: 7,
            },
            "receipt_other_log",
            "log is of transaction \
             `0x1111111111111111111111111111111111111111111111111111111111111111` in block 7, \
             expected those of its receipt",
        ),
        (
            JsonRpcError::TimestampUnknown { block_number: 7 },
            "receipt_timestamp_unknown",
            "time of block 7 is unknown, expected it from the node or the caller",
        ),
        (
            JsonRpcError::TimestampDiffers {
                found: 8,
                expected: 9,
            },
            "receipt_timestamp_differs",
            "time of the block is `8` in one place and `9` in another",
        ),
    ];
    for (error, code, words) in cases {
        assert_eq!((error.code(), &*error.to_string()), (code, words));
    }
}
