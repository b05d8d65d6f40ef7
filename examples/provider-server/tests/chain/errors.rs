//! The messages and codes of errors.

use alloy_primitives::{Address, B256};
use ocean_provider_core::{
    ddo::Document,
    did::Did,
    orders::{
        JsonRpcError,
        calls::{DecodeReturnError, GetMetaData},
    },
};
use provider_server::{chain::ChainError, metadata_cache::CacheError};

#[test]
fn chain_errors_say_what_was_wrong() {
    let method = "eth_call";
    let (address, hash) = (Address::repeat_byte(0x11), B256::repeat_byte(0x22));
    let decode: DecodeReturnError = GetMetaData::decode_return(&[]).unwrap_err();
    let hash_text = hash.to_string();
    for (error, code, message) in [
        (
            ChainError::Client,
            "chain_client",
            "no client for HTTP can be made".to_owned(),
        ),
        (
            ChainError::Timeout { method },
            "chain_timeout",
            "node did not answer eth_call in time".into(),
        ),
        (
            ChainError::Unreachable { method },
            "chain_unreachable",
            "connection to the node failed during eth_call".into(),
        ),
        (
            ChainError::Status {
                method,
                status: 502,
            },
            "chain_http_status",
            "node answered eth_call with status 502, expected 200".into(),
        ),
        (
            ChainError::TooLarge { method, max: 5 },
            "chain_answer_too_large",
            "answer to eth_call is too large, expected at most 5 bytes".into(),
        ),
        (
            ChainError::Malformed { method },
            "chain_malformed_answer",
            "node answered eth_call with something else than eth_call answers".into(),
        ),
        (
            ChainError::Refused {
                method,
                code: -32005,
            },
            "chain_refused",
            "node refused eth_call with code -32005".into(),
        ),
        (
            ChainError::Reverted { method },
            "chain_reverted",
            "contract refused the call of eth_call".into(),
        ),
        (
            ChainError::OtherContract {
                address,
                error: decode,
            },
            "chain_other_contract",
            format!("contract at {address} is not Ocean's: {decode}"),
        ),
        (
            ChainError::Receipt(JsonRpcError::Removed),
            "receipt_log_removed",
            "log is marked as removed, expected one of the chain as it is".into(),
        ),
        (
            ChainError::OtherTransaction {
                found: hash,
                expected: B256::ZERO,
            },
            "chain_other_transaction",
            format!(
                "receipt is of transaction `{hash_text}`, expected `{}`",
                B256::ZERO
            ),
        ),
        (
            ChainError::OtherBlock { number: 7 },
            "chain_other_block",
            "block 7 is not the one of the receipt".into(),
        ),
        (
            ChainError::WrongChain {
                found: 1,
                expected: 137,
            },
            "chain_wrong_chain",
            "node is on chain 1, expected 137".into(),
        ),
    ] {
        assert_eq!((error.code(), error.to_string()), (code, message));
    }
}

#[test]
fn cache_errors_say_what_was_wrong() {
    let expected = Did::compute(Address::repeat_byte(1), 1).unwrap();
    let parse = Document::parse("no").unwrap_err();
    for (error, code, message) in [
        (
            CacheError::Client,
            "cache_client",
            "no client for HTTP can be made".to_owned(),
        ),
        (
            CacheError::Timeout,
            "cache_timeout",
            "metadata cache did not answer in time".into(),
        ),
        (
            CacheError::Unreachable,
            "cache_unreachable",
            "connection to the metadata cache failed".into(),
        ),
        (
            CacheError::Status { status: 500 },
            "cache_http_status",
            "metadata cache answered with status 500, expected 200 or 404".into(),
        ),
        (
            CacheError::TooLarge { max: 5 },
            "cache_answer_too_large",
            "answer of the metadata cache is too large, expected at most 5 bytes".into(),
        ),
        (
            CacheError::Document(parse.clone()),
            parse.code(),
            format!("answer of the metadata cache is no document: {parse}"),
        ),
        (
            CacheError::OtherAsset { expected },
            "cache_other_asset",
            format!(
                "metadata cache answered with the document of another asset, expected `{expected}`"
            ),
        ),
    ] {
        assert_eq!((error.code(), error.to_string()), (code, message));
    }
}
