use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use ocean_provider_core::{checksum::js_quote, parity};

/// A request that was refused: the answer, and a word for logs and metrics.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    body: String,
    retry_after: Option<Duration>,
    /// Whether the reference crashes here, with 503.
    is_crash: bool,
}

impl Refused {
    /// `{"error": text}`
    pub(crate) fn new(status: StatusCode, code: &'static str, text: &str) -> Self {
        Self {
            status,
            code,
            body: format!(r#"{{"error":{}}}"#, js_quote(text)),
            retry_after: None,
            is_crash: false,
        }
    }

    /// A client's mistake.
    pub(crate) fn bad_request(code: &'static str, text: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, text)
    }

    /// A client's mistake on which the reference crashes, with 503 and this text.
    pub(crate) fn crash(code: &'static str, text: &str) -> Self {
        Self {
            is_crash: true,
            ..Self::bad_request(code, text)
        }
    }

    /// What this server needs cannot be reached: worth a retry.
    pub(crate) fn unavailable(code: &'static str, text: &str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, text)
    }

    /// The reference's shape for parameters; `errors` are the members of the JSON object.
    pub(crate) fn validation(errors: &str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code: "validation",
            body: format!(
                r#"{{"success":false,"message":"Validation error","errors":{{{errors}}}}}"#
            ),
            retry_after: None,
            is_crash: false,
        }
    }

    /// Too many requests of one client, who may come again after this time.
    pub(crate) fn rate_limited(wait: Duration) -> Self {
        Self {
            retry_after: Some(wait),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "rate_limited",
                "Too many requests.",
            )
        }
    }

    /// `{"error": {resource: text}}`, of a computation.
    pub(crate) fn resource(code: &'static str, resource: &str, text: &str) -> Self {
        Self {
            body: format!(
                r#"{{"error":{{{}:{}}}}}"#,
                js_quote(resource),
                js_quote(text)
            ),
            ..Self::bad_request(code, "")
        }
    }

    /// What the reference answers. Where it crashes with 503 on a client's mistake, the status here
    /// is 400, unless it is asked for; the text stays.
    pub(crate) fn parity(code: &'static str, reply: &parity::Reply) -> Self {
        let is_crash = reply.status == 503 && reply.is_reference;
        let status = if is_crash { 400 } else { reply.status };
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST),
            code,
            body: reply.json(),
            retry_after: None,
            is_crash,
        }
    }

    /// The answer; where the reference crashes, with its status if that is kept.
    pub(crate) fn into_response(self, keeps_crashes: bool) -> Response {
        let status = if self.is_crash && keeps_crashes {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            self.status
        };
        let mut response = answer(status, "application/json", self.body);
        if let Some(wait) = self.retry_after {
            // Whole seconds, and no sooner.
            let seconds = wait.as_secs().saturating_add(1);
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Any web site may read the answer.
pub(crate) fn open_to_all_origins(mut response: Response) -> Response {
    response.headers_mut().insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    response
}

pub(crate) fn json(body: impl Into<Body>) -> Response {
    answer(StatusCode::OK, "application/json", body)
}

pub(crate) fn answer(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
