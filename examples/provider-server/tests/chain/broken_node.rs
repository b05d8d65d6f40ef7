//! Nodes that are not in order.

use std::time::{Duration, Instant};

use alloy_primitives::{Address, B256};
use provider_server::chain::{ChainError, MAX_ANSWER, Node, NodeConfig};

use crate::scripted::{Answer, Scripted};

const TIMEOUT: Duration = Duration::from_millis(400);
const TRANSACTION: B256 = B256::repeat_byte(0x11);
const NFT: Address = Address::repeat_byte(0xaa);
const RECEIPT: &str = "eth_getTransactionReceipt";

fn config(url: &str, retries: u32) -> NodeConfig {
    NodeConfig {
        chain_id: 8996,
        rpc: url.parse().unwrap(),
        factory: NFT,
        timeout: TIMEOUT,
        retries,
        min_confirmations: 1,
    }
}

fn node(url: &str, retries: u32) -> Node {
    Node::new(&config(url, retries)).unwrap()
}

async fn error_of(answer: Answer) -> ChainError {
    let server = Scripted::start([answer]).await;
    node(&server.url, 0).receipt(TRANSACTION).await.unwrap_err()
}

/// A receipt without logs.
fn receipt(transaction: B256, more: &str) -> String {
    let block = B256::repeat_byte(0xbb);
    format!(
        r#"{{"transactionHash":"{transaction}","status":"0x1","blockNumber":"0x7","blockHash":"{block}","logs":[]{more}}}"#
    )
}

fn block(hash: B256, number: &str) -> Answer {
    Answer::result(&format!(
        r#"{{"hash":"{hash}","number":"{number}","timestamp":"0x64"}}"#
    ))
}

#[tokio::test]
async fn what_is_no_json_rpc_is_malformed() {
    let malformed = ChainError::Malformed { method: RECEIPT };
    for body in [
        "",
        "not JSON",
        "<html>Bad gateway</html>",
        "{}",
        "[]",
        "null",
        r#"{"jsonrpc":"2.0","id":0}"#,
        r#"{"jsonrpc":"2.0","id":0,"result":5}"#,
        r#"{"jsonrpc":"2.0","id":0,"result":{"logs":[]}}"#,
        // A client of alloy panics at several answers to one request.
        r#"[{"jsonrpc":"2.0","id":0,"result":null}]"#,
        r#"[{"jsonrpc":"2.0","id":0,"result":null},{"jsonrpc":"2.0","id":1,"result":null}]"#,
    ] {
        assert_eq!(error_of(Answer::ok(body)).await, malformed, "{body}");
    }
    let deep = format!(
        r#"{{"jsonrpc":"2.0","id":0,"result":{}}}"#,
        "[".repeat(100_000)
    );
    assert_eq!(error_of(Answer::ok(deep)).await, malformed);
}

#[tokio::test]
async fn a_status_without_json_rpc_is_told() {
    for status in [301, 401, 429, 500, 503] {
        let error = error_of(Answer::Body(status, "no".into())).await;
        assert_eq!(
            error,
            ChainError::Status {
                method: RECEIPT,
                status
            }
        );
    }
    // Some nodes put their errors into other statuses.
    let body = r#"{"jsonrpc":"2.0","id":0,"error":{"code":-32005,"message":"limit"}}"#;
    let error = error_of(Answer::Body(429, body.into())).await;
    let method = RECEIPT;
    assert_eq!(
        error,
        ChainError::Refused {
            method,
            code: -32005
        }
    );
}

#[tokio::test]
async fn an_answer_without_end_is_not_read() {
    let expected = ChainError::TooLarge {
        method: RECEIPT,
        max: MAX_ANSWER,
    };
    for is_told in [true, false] {
        let server = Scripted::start([Answer::Huge(MAX_ANSWER + 1, is_told)]).await;
        let config = NodeConfig {
            timeout: Duration::from_secs(30),
            ..config(&server.url, 0)
        };
        let node = Node::new(&config).unwrap();
        let error = node.receipt(TRANSACTION).await.unwrap_err();
        assert_eq!(error, expected);
    }
}

#[tokio::test]
async fn a_node_that_stalls_is_left_in_time() {
    for answer in [Answer::Stall, Answer::Drip] {
        let server = Scripted::start([answer]).await;
        let began = Instant::now();
        // Retries do not make it longer.
        let error = node(&server.url, 5).receipt(TRANSACTION).await;
        assert_eq!(error, Err(ChainError::Timeout { method: RECEIPT }));
        assert!(began.elapsed() < 4 * TIMEOUT, "{:?}", began.elapsed());
    }
}

#[tokio::test]
async fn a_broken_connection_is_tried_again_so_often_and_no_error_is() {
    let unreachable = ChainError::Unreachable { method: RECEIPT };
    for broken in [Answer::Reset, Answer::Half] {
        let answers = || [broken.clone(), broken.clone(), Answer::result("null")];
        for (retries, expected, requests) in [
            (0, Err(unreachable.clone()), 1),
            (1, Err(unreachable.clone()), 2),
            (2, Ok(None), 3),
        ] {
            let server = Scripted::start(answers()).await;
            let answer = node(&server.url, retries).receipt(TRANSACTION).await;
            assert_eq!(answer, expected);
            assert_eq!(server.requests(), requests);
        }
    }
    for answer in [
        Answer::ok("garbage"),
        Answer::Body(503, String::new()),
        Answer::ok(r#"{"id":0,"error":{"code":-32000,"message":"no"}}"#),
    ] {
        let server = Scripted::start([answer]).await;
        assert!(node(&server.url, 3).receipt(TRANSACTION).await.is_err());
        assert_eq!(server.requests(), 1);
    }
    // Nobody listens at all.
    let server = Scripted::start([Answer::Reset]).await;
    let url = server.url.clone();
    drop(server);
    tokio::task::yield_now().await;
    let answer = node(&url, 1).receipt(TRANSACTION).await;
    assert_eq!(answer, Err(unreachable));
}

#[tokio::test]
async fn errors_of_a_node_and_reverts_of_a_contract_are_told_apart() {
    let method = "eth_call";
    let reverted = ChainError::Reverted { method };
    let refused = |code| ChainError::Refused { method, code };
    for (error, expected) in [
        (
            r#"{"code":3,"message":"x","data":"0x08c379a0"}"#,
            reverted.clone(),
        ),
        (
            r#"{"code":-32000,"message":"execution reverted"}"#,
            reverted.clone(),
        ),
        (
            r#"{"code":-32000,"message":"VM Exception while processing transaction: revert x"}"#,
            reverted.clone(),
        ),
        (
            r#"{"code":-32015,"message":"VM execution error."}"#,
            reverted.clone(),
        ),
        (
            r#"{"code":-32603,"message":"Internal error"}"#,
            refused(-32603),
        ),
        (
            r#"{"code":-32000,"message":"header not found"}"#,
            refused(-32000),
        ),
    ] {
        let body = format!(r#"{{"jsonrpc":"2.0","id":0,"error":{error}}}"#);
        let server = Scripted::start([Answer::ok(body)]).await;
        let found = node(&server.url, 0).on_chain(NFT).await.unwrap_err();
        assert_eq!(found, expected, "{error}");
    }
    // `null` is no answer to a call.
    let server = Scripted::start([Answer::result("null")]).await;
    let found = node(&server.url, 0).on_chain(NFT).await.unwrap_err();
    assert_eq!(found, ChainError::Malformed { method });
    // Whatever a contract answers, the contract is to blame.
    for answer in [r#""0x""#, r#""0x00""#] {
        let server = Scripted::start([Answer::result(answer)]).await;
        let found = node(&server.url, 0).on_chain(NFT).await.unwrap_err();
        assert!(found.is_of_contract(), "{found}");
    }
}

#[tokio::test]
async fn an_inconsistent_receipt_is_an_error() {
    let (other, hash) = (B256::repeat_byte(0x22), B256::repeat_byte(0xbb));
    let error = error_of(Answer::result(&receipt(other, ""))).await;
    let expected = ChainError::OtherTransaction {
        found: other,
        expected: TRANSACTION,
    };
    assert_eq!(error, expected);
    let error = error_of(Answer::result(&receipt(TRANSACTION, r#","chainId":"0x1""#))).await;
    let expected = ChainError::WrongChain {
        found: 1,
        expected: 8996,
    };
    assert_eq!(error, expected);

    for (block, code) in [
        (block(other, "0x7"), "chain_other_block"),
        (block(hash, "0x8"), "chain_other_block"),
        (Answer::result("null"), "chain_other_block"),
        (Answer::result("{}"), "chain_malformed_answer"),
    ] {
        let server = Scripted::start([Answer::result(&receipt(TRANSACTION, "")), block]).await;
        let error = node(&server.url, 0).receipt(TRANSACTION).await.unwrap_err();
        assert_eq!(error.code(), code);
    }
    // The node says two times.
    let stated = receipt(TRANSACTION, r#","blockTimestamp":"0x65""#);
    let server = Scripted::start([Answer::result(&stated), block(hash, "0x7")]).await;
    let error = node(&server.url, 0).receipt(TRANSACTION).await.unwrap_err();
    assert_eq!(error.code(), "receipt_timestamp_differs");
    // And one that is in order.
    let server = Scripted::start([
        Answer::result(&receipt(TRANSACTION, "")),
        block(hash, "0x7"),
    ])
    .await;
    let found = node(&server.url, 0)
        .receipt(TRANSACTION)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((found.block_number, found.block_timestamp), (7, 100));
}

#[tokio::test]
async fn a_transaction_without_a_block_is_not_known_yet() {
    let pending = format!(
        r#"{{"transactionHash":"{TRANSACTION}","status":null,"blockNumber":null,"logs":[]}}"#
    );
    let server = Scripted::start([Answer::result(&pending)]).await;
    assert_eq!(node(&server.url, 0).receipt(TRANSACTION).await, Ok(None));
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_node_that_lags_behind_confirms_nothing() {
    let block = format!(
        r#"{{"hash":"{}","number":"0x7","timestamp":"0x64"}}"#,
        B256::repeat_byte(0xbb)
    );
    for (latest, is_deep) in [
        ("0x0", false),
        ("0x6", false),
        ("0x7", false),
        ("0x8", true),
    ] {
        let server = Scripted::start([Answer::Results(vec![
            (RECEIPT, receipt(TRANSACTION, "")),
            ("eth_getBlockByNumber", block.clone()),
            ("eth_blockNumber", format!("\"{latest}\"")),
        ])])
        .await;
        let config = NodeConfig {
            min_confirmations: 2,
            ..config(&server.url, 0)
        };
        let node = Node::new(&config).unwrap();
        let receipt = node.receipt(TRANSACTION).await.unwrap();
        assert_eq!(receipt.is_some(), is_deep, "{latest}");
    }
}

#[tokio::test]
async fn a22_no_error_and_no_debug_has_the_address_of_the_node() {
    for answer in [
        Answer::ok("http://127.0.0.1/secret-key"),
        Answer::Body(500, "secret-key".into()),
        Answer::ok(r#"{"id":0,"error":{"code":-32000,"message":"secret-key 127.0.0.1"}}"#),
        Answer::Stall,
        Answer::Reset,
        Answer::Half,
    ] {
        let error = error_of(answer).await;
        for text in [format!("{error}"), format!("{error:?}")] {
            assert!(!text.contains("secret"), "{text}");
            assert!(!text.contains("127.0.0.1"), "{text}");
        }
    }
    let config = config("http://127.0.0.1/secret-key", 0);
    let node = Node::new(&config).unwrap();
    for text in [format!("{config:?}"), format!("{node:?}")] {
        assert!(text.contains("chain_id: 8996"), "{text}");
        assert!(
            !text.contains("secret") && !text.contains("127.0.0.1"),
            "{text}"
        );
    }
}
