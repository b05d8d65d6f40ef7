use std::{sync::Arc, task, time::Duration};

use alloy_json_rpc::{RequestPacket, ResponsePacket};
use alloy_transport::{TransportError, TransportErrorKind, TransportFut};
use reqwest::{Client, header::CONTENT_TYPE, redirect};
use tokio::sync::Semaphore;
use tower::Service;
use url::Url;

use super::body::{self, BodyError};

/// How long to wait before a request is sent again; twice as long each time.
const BACK_OFF: Duration = Duration::from_millis(50);

/// Requests to a node at once; more of them wait. A node that is asked more gets slower, and each
/// connection takes memory.
const AT_ONCE: usize = 64;

/// JSON-RPC over HTTP. alloy's own transport reads answers of any size, and logs the address of the
/// node.
#[derive(Clone)]
pub(super) struct Transport {
    client: Client,
    rpc: Url,
    retries: u32,
    turns: Arc<Semaphore>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    #[error("no connection")]
    Unreachable,
    #[error("status {0}")]
    Status(u16),
    #[error("answer too large")]
    TooLarge,
    #[error("not JSON-RPC")]
    Malformed,
}

impl Transport {
    /// It waits without end: the time-out is the caller's.
    pub(super) fn new(rpc: &Url, retries: u32) -> reqwest::Result<Self> {
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .tcp_nodelay(true)
            .pool_max_idle_per_host(AT_ONCE)
            .build()?;
        Ok(Self {
            client,
            rpc: rpc.clone(),
            retries,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        })
    }

    /// Sends a request, and sends it again if the connection fails: a node only reads, or takes a
    /// signed transaction, so that nothing happens twice.
    async fn exchange(self, request: RequestPacket) -> Result<ResponsePacket, Failure> {
        let single = matches!(request, RequestPacket::Single(_));
        let body = serde_json::to_vec(&request).map_err(|_| Failure::Malformed)?;
        let body = bytes::Bytes::from(body);
        // It is never closed.
        let _turn = self.turns.acquire().await;
        let mut attempt = 0;
        let answer = loop {
            match self.post(body.clone()).await {
                Err(Failure::Unreachable) if attempt < self.retries => {
                    tokio::time::sleep(BACK_OFF.saturating_mul(1 << attempt.min(10))).await;
                    attempt += 1;
                }
                answer => break answer?,
            }
        };
        match answer {
            // The client has no use for several answers to one request, and would panic.
            ResponsePacket::Batch(_) if single => Err(Failure::Malformed),
            answer => Ok(answer),
        }
    }

    async fn post(&self, body: bytes::Bytes) -> Result<ResponsePacket, Failure> {
        let request = self.client.post(self.rpc.clone());
        let request = request.header(CONTENT_TYPE, "application/json").body(body);
        // The text of the error names the address.
        let response = request.send().await.map_err(|_| Failure::Unreachable)?;
        let status = response.status();
        let body = body::read(response).await.map_err(|error| match error {
            BodyError::TooLarge => Failure::TooLarge,
            BodyError::Http(_) => Failure::Unreachable,
        })?;
        // Some nodes put an error of JSON-RPC into an answer with another status than 200.
        serde_json::from_slice(&body).map_err(|_| {
            if status.is_success() {
                Failure::Malformed
            } else {
                Failure::Status(status.as_u16())
            }
        })
    }
}

impl Service<RequestPacket> for Transport {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> task::Poll<Result<(), Self::Error>> {
        task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: RequestPacket) -> Self::Future {
        let this = self.clone();
        Box::pin(async move {
            let answer = this.exchange(request).await;
            answer.map_err(TransportErrorKind::custom)
        })
    }
}
