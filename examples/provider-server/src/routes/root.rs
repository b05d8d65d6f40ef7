use std::sync::Arc;

use axum::{extract::State, http::StatusCode, response::Response};

use crate::{app::App, reply};

/// `GET /`: what this Provider is, and where its endpoints are.
pub(super) fn handle(app: &App) -> Response {
    reply::json(app.info.clone())
}

/// `GET /health`: whether the process serves, and can keep nonces.
pub(super) async fn health(State(app): State<Arc<App>>) -> Response {
    match app.ledger.check().await {
        Ok(()) => reply::json(r#"{"status":"ok"}"#),
        Err(_) => reply::answer(
            StatusCode::SERVICE_UNAVAILABLE,
            "application/json",
            r#"{"status":"the ledger is unavailable"}"#,
        ),
    }
}

/// `GET /metrics`: for Prometheus.
pub(super) async fn metrics(State(app): State<Arc<App>>) -> Response {
    reply::answer(
        StatusCode::OK,
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        app.metrics.text(),
    )
}
