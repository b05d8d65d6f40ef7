use axum::{http::request::Parts, response::Response};
use ocean_provider_core::{
    auth::{AsyncRevocationLedger as _, Caller, Request, TokenError, TokenState},
    parity,
};
use serde_json::json;

use crate::{
    app::{App, now},
    caller::{Signed, spent},
    input::Input,
    reply::{self, Refused},
    validation::{
        Field,
        Rule::{Integer, Numeric, Required},
        invalid, validate,
    },
};

const CREATE: [Field; 4] = [
    Field::bail("address", &[Required]),
    Field::bail("expiration", &[Required, Integer]),
    Field::bail("nonce", &[Required, Numeric]),
    Field::new("signature", &[Required]),
];

const DELETE: [Field; 4] = [
    Field::bail("address", &[Required]),
    Field::bail("token", &[Required]),
    Field::bail("nonce", &[Required, Numeric]),
    Field::new("signature", &[Required]),
];

/// `GET /createAuthToken`
pub(super) async fn create(app: &App, parts: &Parts, input: &Input) -> Result<Response, Refused> {
    validate(input, &CREATE)?;
    let expiration = input.filled("expiration").unwrap_or_default();
    let expired = || invalid("expiration", "Invalid timestamp provided.");
    let expiration: u64 = expiration.parse().map_err(|_| expired())?;
    if expiration <= now() {
        return Err(expired());
    }
    let caller = signed(app, parts, input, &Request::CreateAuthToken).await?;
    let spent = spent(app, caller.spend_async(&app.ledger).await)?;
    let token = app
        .token_key
        .issue(&spent, expiration, &app.settings.token_policy, now())
        .map_err(|error| refused(&error))?;
    Ok(reply::json(json!({ "token": token.as_str() }).to_string()))
}

/// `DELETE /deleteAuthToken`
pub(super) async fn delete(app: &App, parts: &Parts, input: &Input) -> Result<Response, Refused> {
    validate(input, &DELETE)?;
    let caller = signed(app, parts, input, &Request::DeleteAuthToken).await?;
    let text = input.filled("token").unwrap_or_default();
    let token = app
        .token_key
        .verify(&text, &app.settings.token_policy, now())
        .map_err(|error| refused(&error))?;
    // A token that is another's, or revoked already, shall not cost the nonce.
    let (owner, claimed) = (token.address(), caller.address());
    if owner != claimed {
        return Err(refused(&TokenError::OtherAddress { claimed, owner }));
    }
    if app.ledger.state(token.id()).await == Ok(TokenState::Revoked) {
        return Err(refused(&TokenError::Revoked));
    }
    let spent = spent(app, caller.spend_async(&app.ledger).await)?;
    token
        .revoke_async(&spent, &app.ledger, app.least_now())
        .await
        .map_err(|error| refused(&error))?;
    Ok(reply::json(r#"{"success":"Token has been deactivated."}"#))
}

async fn signed(
    app: &App,
    parts: &Parts,
    input: &Input,
    request: &Request<'_>,
) -> Result<Caller, Refused> {
    let signed = Signed::read(input, "address")?;
    signed
        .authenticate(app, input, &parts.headers, request)
        .await
}

fn refused(error: &TokenError) -> Refused {
    Refused::parity(error.code(), &parity::token_refused(error))
}
