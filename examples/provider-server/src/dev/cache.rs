//! The metadata cache, as Aquarius 5.1.8 answers.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Extract},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{State, lock};

pub(super) async fn answer(
    Extract(state): Extract<Arc<State>>,
    Path(did): Path<String>,
) -> Response {
    state.count(&did);
    let json = [(CONTENT_TYPE, "application/json")];
    let document = did.parse().ok();
    let document = document.and_then(|did| lock(&state.documents).get(&did).cloned());
    if let Some(document) = document {
        return (json, document.text().to_owned()).into_response();
    }
    let error = format!("Asset DID {did} not found in Elasticsearch.");
    let error = json!({ "error": error }).to_string();
    (StatusCode::NOT_FOUND, json, error).into_response()
}
