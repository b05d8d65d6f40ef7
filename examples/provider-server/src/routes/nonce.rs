use axum::response::Response;
use ocean_provider_core::auth::{AsyncNonceLedger as _, SpendError};
use serde_json::json;

use crate::{
    app::App,
    caller::{address, nonce_not_spent},
    input::Input,
    reply::{self, Refused},
    validation::{Field, Rule::Required, validate},
};

/// `GET /nonce`: the last nonce that an account spent. One that never did has `1`, as the reference
/// says; nothing is written for it.
pub(super) async fn handle(app: &App, input: &Input) -> Result<Response, Refused> {
    validate(input, &[Field::new("userAddress", &[Required])])?;
    let account = address(input, "userAddress")?;
    let last = app.ledger.last(account).await;
    let last = last.map_err(|_| nonce_not_spent(&SpendError::Unavailable))?;
    let nonce = last.map_or_else(|| "1".into(), |nonce| nonce.to_string());
    Ok(reply::json(json!({ "nonce": nonce }).to_string()))
}
