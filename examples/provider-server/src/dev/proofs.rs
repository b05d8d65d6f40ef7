//! Where proofs of download go: a server that keeps what is posted, and a node that keeps what is sent.

use std::{sync::Arc, time::Duration};

use alloy_primitives::{Bytes, U64, U128, keccak256};
use axum::{
    extract::State as Extract,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde_json::{Value, json};

use super::{State, World, lock, rpc::Refusal};

/// How the server behaves that takes proofs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiverMood {
    /// It takes them.
    #[default]
    Works,
    /// It takes them, and answers late.
    Slow(Duration),
    /// It answers with this status.
    Answers(u16),
    /// It sends whoever posts to itself, once more.
    Redirects,
}

/// What the node says of transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "tests set each of these")]
pub struct Gas {
    /// What a transaction takes. `None`: it reverts.
    pub estimate: Option<u64>,
    /// What a unit costs, in wei.
    pub price: u128,
    /// The base fee, in wei. `None`: the chain has none.
    pub base_fee: Option<u128>,
}

#[derive(Debug)]
pub(super) struct Proofs {
    posted: Vec<String>,
    mood: ReceiverMood,
    sent: Vec<Bytes>,
    gas: Gas,
}

impl Proofs {
    pub(super) const fn new() -> Self {
        Self {
            posted: Vec::new(),
            mood: ReceiverMood::Works,
            sent: Vec::new(),
            gas: Gas {
                estimate: Some(90_000),
                price: 3_000_000_000,
                base_fee: Some(1_000_000_000),
            },
        }
    }

    /// What the node says to the methods that send transactions. `None`: it is another method.
    pub(super) fn call(&mut self, method: &str, params: &Value) -> Option<Result<Value, Refusal>> {
        let answer = match method {
            "eth_getTransactionCount" => json!(U64::from(self.sent.len())),
            "eth_gasPrice" => json!(U128::from(self.gas.price)),
            "eth_estimateGas" => match self.gas.estimate {
                Some(gas) => json!(U64::from(gas)),
                None => return Some(Err((3, "execution reverted".into()))),
            },
            "eth_sendRawTransaction" => {
                let raw = params.get(0).cloned().unwrap_or_default();
                let Ok(raw) = serde_json::from_value::<Bytes>(raw) else {
                    return Some(Err((-32602, "Invalid params".into())));
                };
                let hash = keccak256(&raw);
                self.sent.push(raw);
                json!(hash)
            }
            _ => return None,
        };
        Some(Ok(answer))
    }

    /// Adds the base fee to a block.
    pub(super) fn with_base_fee(&self, mut block: Value) -> Value {
        if let (Some(block), Some(fee)) = (block.as_object_mut(), self.gas.base_fee) {
            block.insert("baseFeePerGas".into(), json!(U128::from(fee)));
        }
        block
    }
}

pub(super) async fn answer(Extract(state): Extract<Arc<State>>, body: String) -> Response {
    let mood = {
        let mut proofs = lock(&state.proofs);
        proofs.posted.push(body);
        proofs.mood
    };
    match mood {
        ReceiverMood::Works => StatusCode::OK.into_response(),
        ReceiverMood::Slow(time) => {
            tokio::time::sleep(time).await;
            StatusCode::OK.into_response()
        }
        ReceiverMood::Answers(status) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            status.into_response()
        }
        ReceiverMood::Redirects => Redirect::temporary("/proofs").into_response(),
    }
}

impl World {
    /// The forms that were posted to `/proofs`, in order.
    #[must_use]
    pub fn posted_proofs(&self) -> Vec<String> {
        lock(&self.state.proofs).posted.clone()
    }

    /// How the server at `/proofs` behaves from now on.
    pub fn set_receiver(&self, mood: ReceiverMood) {
        lock(&self.state.proofs).mood = mood;
    }

    /// The signed transactions that the node was given, in order. No block has them.
    #[must_use]
    pub fn sent_transactions(&self) -> Vec<Bytes> {
        lock(&self.state.proofs).sent.clone()
    }

    /// What the node says of transactions from now on.
    pub fn set_gas(&self, gas: Gas) {
        lock(&self.state.proofs).gas = gas;
    }
}
