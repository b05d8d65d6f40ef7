use axum::{
    http::{StatusCode, header, request::Parts},
    response::Response,
};
use ocean_provider_core::{keys::system_random, parity};

use crate::{
    app::App,
    input::Input,
    parameters::chain_id,
    reply::{self, Refused},
};

/// `POST /encrypt`: seals the body to this Provider.
pub(super) fn handle(
    app: &App,
    parts: &Parts,
    input: &Input,
    body: &[u8],
) -> Result<Response, Refused> {
    let content_type = parts.headers.get(header::CONTENT_TYPE);
    if content_type.is_none_or(|found| found != "application/octet-stream") {
        return Err(Refused::bad_request(
            "content_type",
            "Invalid request content type: should be application/octet-stream",
        ));
    }
    let Some(text) = input.filled("chainId") else {
        return Err(Refused::bad_request(
            "no_chain_id",
            "Missing chainId query parameter.",
        ));
    };
    let sealed = match chain_id(&text) {
        Some(chain_id) => app.keeper.encrypt(chain_id, body, system_random),
        None => return Err(Refused::bad_request("chain_id", "Failed to encrypt.")),
    };
    let sealed =
        sealed.map_err(|error| Refused::parity(error.code(), &parity::encrypt_failed(&error)))?;
    Ok(reply::answer(
        StatusCode::CREATED,
        "text/plain; charset=utf-8",
        sealed.to_string(),
    ))
}
