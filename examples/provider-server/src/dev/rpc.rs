//! The node.

use std::sync::Arc;

use alloy_primitives::{Address, B256, Bytes, U64};
use axum::{
    extract::State as Extract,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};
use chain_memory::Chain;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{State, lock};

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    id: Value,
    method: String,
    #[serde(default)]
    params: Value,
}

#[derive(Deserialize)]
struct Call {
    to: Address,
    #[serde(alias = "input", default)]
    data: Bytes,
}

/// A JSON-RPC error: code and message.
pub(super) type Refusal = (i64, String);

pub(super) async fn answer(Extract(state): Extract<Arc<State>>, body: bytes::Bytes) -> Response {
    let answer = match serde_json::from_slice(&body) {
        Ok(Value::Array(batch)) => batch.into_iter().map(|one| reply(&state, one)).collect(),
        Ok(one) => reply(&state, one),
        Err(_) => {
            json!({"jsonrpc": "2.0", "id": null, "error": error((-32700, "Parse error".into()))})
        }
    };
    ([(CONTENT_TYPE, "application/json")], answer.to_string()).into_response()
}

fn reply(state: &State, request: Value) -> Value {
    let Ok(Request { id, method, params }) = serde_json::from_value(request) else {
        let refusal = (-32600, "Invalid Request".into());
        return json!({"jsonrpc": "2.0", "id": null, "error": error(refusal)});
    };
    state.count(&method);
    let sending = lock(&state.proofs).call(&method, &params);
    match sending.unwrap_or_else(|| call(state, &method, &params)) {
        Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
        Err(refusal) => json!({"jsonrpc": "2.0", "id": id, "error": error(refusal)}),
    }
}

fn error((code, message): Refusal) -> Value {
    json!({"code": code, "message": message})
}

fn call(state: &State, method: &str, params: &Value) -> Result<Value, Refusal> {
    let chain: &Chain = &lock(&state.chain);
    let latest = chain.latest_block();
    Ok(match method {
        "eth_chainId" => json!(U64::from(chain.chain_id())),
        "net_version" => json!(chain.chain_id().to_string()),
        "eth_blockNumber" => json!(U64::from(latest)),
        "eth_getTransactionReceipt" => json!(chain.receipt(param::<B256>(params, 0)?)),
        "eth_getBlockByNumber" => {
            let is_latest = params.get(0).and_then(Value::as_str) == Some("latest");
            let number = if is_latest {
                latest
            } else {
                param::<U64>(params, 0)?.to()
            };
            lock(&state.proofs).with_base_fee(json!(chain.block(number)))
        }
        "eth_call" => {
            let Call { to, data } = param(params, 0)?;
            let answer = chain.call(to, &data);
            json!(answer.map_err(|revert| (3, format!("execution reverted: {revert}")))?)
        }
        _ => return Err((-32601, "Method not found".into())),
    })
}

fn param<T: DeserializeOwned>(params: &Value, index: usize) -> Result<T, Refusal> {
    let param = params.get(index).cloned().unwrap_or_default();
    serde_json::from_value(param).map_err(|_| (-32602, "Invalid params".into()))
}
