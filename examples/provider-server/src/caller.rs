use alloy_primitives::Address;
use axum::http::HeaderMap;
use ocean_provider_core::{
    auth::{
        AsyncNonceLedger as _, Caller, Claimed, Message, MessageError, Nonce, Request, SpendError,
        TokenError,
    },
    did::parse_address_lenient,
    parity,
};

use crate::{
    app::{App, now},
    input::Input,
    reply::Refused,
    resolve::unconfigured_chain,
    validation::invalid,
};

/// What every signed request says of itself.
#[derive(Debug)]
pub(crate) struct Signed {
    pub(crate) claimed: Claimed,
    pub(crate) nonce: Nonce,
}

impl Signed {
    /// Reads the address that is claimed and the nonce.
    pub(crate) fn read(input: &Input, address: &str) -> Result<Self, Refused> {
        let text = input.filled(address).unwrap_or_default();
        let claimed: Claimed = text.parse().map_err(|_| not_an_address(address))?;
        let nonce = input.filled("nonce").unwrap_or_default();
        let nonce = nonce
            .parse()
            .map_err(|_| invalid("nonce", "The nonce must be a number."))?;
        Ok(Self { claimed, nonce })
    }

    /// Checks the signature, or the token that stands for it, in the order of Provider 2.1.6: with
    /// a signature the token does not count; a nonce that is not greater is told before the
    /// signature is looked at, and after the token is.
    pub(crate) async fn authenticate(
        &self,
        app: &App,
        input: &Input,
        headers: &HeaderMap,
        request: &Request<'_>,
    ) -> Result<Caller, Refused> {
        let message = Message::wire(request, &self.claimed, &self.nonce);
        let message = message.map_err(|error| no_message(&error))?;
        if let Some(signature) = input.filled("signature") {
            self.check_nonce(app).await?;
            let caller = message.verify_as(app.compat.signature_rules(), &signature);
            return caller.map_err(|error| {
                Refused::parity(error.code(), &parity::signature_refused(&error))
            });
        }
        let token = async {
            let header = headers.get("AuthToken");
            let text = header.and_then(|value| value.to_str().ok());
            let text = text.ok_or(TokenError::Malformed)?;
            let token = app
                .token_key
                .verify(text, &app.settings.token_policy, now())?;
            token.live_async(&app.ledger).await?.authorize(&message)
        };
        let caller = token.await.map_err(|error: TokenError| {
            Refused::parity(error.code(), &parity::token_not_authorized(&error))
        })?;
        self.check_nonce(app).await?;
        Ok(caller)
    }

    /// Whether the nonce can be spent as things stand, so that a request which cannot be served
    /// goes no further.
    async fn check_nonce(&self, app: &App) -> Result<(), Refused> {
        let last = app.ledger.last(self.claimed.address()).await;
        let last = last.map_err(|_| nonce_not_spent(&SpendError::Unavailable))?;
        let given = self.nonce.value();
        match last {
            Some(last) if given <= last => {
                Err(nonce_not_spent(&SpendError::NotGreater { given, last }))
            }
            _ => Ok(()),
        }
    }
}

/// Counts what the ledger said of a nonce.
pub(crate) fn spent<T>(app: &App, answer: Result<T, SpendError>) -> Result<T, Refused> {
    app.metrics.nonce(&answer);
    answer.map_err(|error| nonce_not_spent(&error))
}

pub(crate) fn nonce_not_spent(error: &SpendError) -> Refused {
    Refused::parity(error.code(), &parity::nonce_not_spent(error))
}

/// An address of an unsigned request, in any spelling of its letters.
pub(crate) fn address(input: &Input, name: &'static str) -> Result<Address, Refused> {
    let text = input.filled(name).unwrap_or_default();
    let no_address = |_| Refused::bad_request(NOT_AN_ADDRESS, &no_address_text(name));
    parse_address_lenient(&text).map_err(no_address)
}

/// The answer where an address is needed that the reference looks at; it crashes.
pub(crate) fn not_an_address(name: &str) -> Refused {
    Refused::crash(NOT_AN_ADDRESS, &no_address_text(name))
}

const NOT_AN_ADDRESS: &str = "not_an_address";

fn no_address_text(name: &str) -> String {
    format!("The {name} is not an Ethereum address.")
}

/// A part of the message is malformed, so that nobody can have signed it here.
fn no_message(error: &MessageError) -> Refused {
    match error {
        MessageError::DocumentId(_) => Refused::parity(error.code(), &parity::did_not_resolved()),
        MessageError::DataNftAddress(_) => not_an_address("dataNftAddress"),
        MessageError::ChainId { .. } => unconfigured_chain(),
        MessageError::TransactionId { .. } => {
            Refused::bad_request(error.code(), "Failed to process transaction id.")
        }
        _ => Refused::bad_request(error.code(), &error.to_string()),
    }
}
