use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::Response,
};
use futures_util::TryStreamExt as _;
use http_body_util::Limited;
use ocean_provider_core::{auth::Request, compute::ResultQuery, files::FileName};

use super::{operator, operator_failed, status::job_id};
use crate::{
    app::App,
    caller::{Signed, spent},
    input::Input,
    operator::OperatorError,
    reply::Refused,
    validation::{
        Field,
        Rule::{Integer, Numeric, Required},
        invalid, validate,
    },
};

const FIELDS: [Field; 4] = [
    Field::bail("jobId", &[Required]),
    Field::bail("index", &[Required, Integer]),
    Field::bail("consumerAddress", &[Required]),
    Field::bail("nonce", &[Required, Numeric]),
];

/// `GET /computeResult`: streams a result of a job to its owner.
pub(in crate::routes) async fn handle(
    app: &App,
    parts: &Parts,
    input: &Input,
) -> Result<Response, Refused> {
    let operator = operator(app)?;
    validate(input, &FIELDS)?;
    let job_id = job_id(input)?.unwrap_or_default();
    let index = input.filled("index").unwrap_or_default();
    let number = index.parse();
    let number: u64 = number.map_err(|_| invalid("index", "The index must be an integer."))?;
    let request = Request::ComputeResult {
        job_id: &job_id,
        index: &index,
    };
    let signed = Signed::read(input, "consumerAddress")?;
    let caller = signed
        .authenticate(app, input, &parts.headers, &request)
        .await?;
    let owner = caller.address();
    let _spent = spent(app, caller.spend_async(&app.ledger).await)?;
    let signature = input.filled("signature");
    let query = ResultQuery {
        owner,
        job_id: &job_id,
        index: number,
        consumer_signature: signature.as_deref(),
    };
    let answer = operator.result(&query).await;
    let answer = answer.map_err(|error| operator_failed(app, &error))?;
    match answer.status() {
        status if status.is_success() => {}
        status if status.is_client_error() => {
            return Err(Refused::new(
                status,
                "no_such_result",
                "The compute service has no such result for this consumer.",
            ));
        }
        status => {
            return Err(operator_failed(
                app,
                &OperatorError::Status(status.as_u16()),
            ));
        }
    }
    stream(app, answer, number)
}

fn stream(app: &App, answer: reqwest::Response, index: u64) -> Result<Response, Refused> {
    let max = app.settings.max_file_bytes;
    if answer.content_length().is_some_and(|length| length > max) {
        return Err(operator_failed(app, &OperatorError::TooLarge));
    }
    let head = answer.headers();
    let name = head.get(header::CONTENT_DISPOSITION).and_then(|value| {
        FileName::of_content_disposition(&String::from_utf8_lossy(value.as_bytes()))
    });
    let name = name.or_else(|| FileName::new(&format!("result{index}")));
    let disposition = name.and_then(|name| name.content_disposition().parse().ok());
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::OK;
    let answers = response.headers_mut();
    let mut set = |name, value: Option<HeaderValue>| {
        if let Some(value) = value {
            answers.insert(name, value);
        }
    };
    set(
        header::CONTENT_TYPE,
        head.get(header::CONTENT_TYPE).cloned(),
    );
    set(
        header::CONTENT_ENCODING,
        head.get(header::CONTENT_ENCODING).cloned(),
    );
    set(
        header::CONTENT_LENGTH,
        answer.content_length().map(HeaderValue::from),
    );
    set(header::CONTENT_DISPOSITION, disposition);
    set(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        Some(HeaderValue::from_static("Content-Disposition")),
    );
    // The text of the error names the address.
    let body = answer
        .bytes_stream()
        .map_err(|_| std::io::ErrorKind::ConnectionAborted);
    let body = body.map_err(std::io::Error::from);
    let body = Body::from_stream(app.metrics.counted(body));
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    *response.body_mut() = Body::new(Limited::new(body, max));
    Ok(response)
}
