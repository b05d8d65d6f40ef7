mod compute;
mod container;
mod decrypt;
mod download;
mod encrypt;
mod file_info;
mod initialize;
mod nonce;
mod probe;
mod root;
mod tokens;

use std::{net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::Response,
    routing::{MethodFilter, on},
};
use bytes::Bytes;

use crate::{
    app::App,
    input::Input,
    limits::HANDLER_TIMEOUT,
    reply::{Refused, open_to_all_origins},
};

/// What this server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Root,
    Nonce,
    Encrypt,
    Decrypt,
    FileInfo,
    Initialize,
    Download,
    CreateAuthToken,
    DeleteAuthToken,
    ValidateContainer,
    InitializeCompute,
    ComputeStart,
    ComputeStatus,
    ComputeStop,
    ComputeDelete,
    ComputeResult,
    ComputeEnvironments,
}

const COMPUTE: &str = "/api/services/compute";

impl Endpoint {
    const ALL: [Self; 17] = [
        Self::Root,
        Self::Nonce,
        Self::Encrypt,
        Self::Decrypt,
        Self::FileInfo,
        Self::Initialize,
        Self::Download,
        Self::CreateAuthToken,
        Self::DeleteAuthToken,
        Self::ValidateContainer,
        Self::InitializeCompute,
        Self::ComputeStart,
        Self::ComputeStatus,
        Self::ComputeStop,
        Self::ComputeDelete,
        Self::ComputeResult,
        Self::ComputeEnvironments,
    ];

    const fn route(self) -> (MethodFilter, &'static str) {
        match self {
            Self::Root => (MethodFilter::GET, "/"),
            Self::Nonce => (MethodFilter::GET, "/api/services/nonce"),
            Self::Encrypt => (MethodFilter::POST, "/api/services/encrypt"),
            Self::Decrypt => (MethodFilter::POST, "/api/services/decrypt"),
            Self::FileInfo => (MethodFilter::POST, "/api/services/fileinfo"),
            Self::Initialize => (MethodFilter::GET, "/api/services/initialize"),
            Self::Download => (MethodFilter::GET, "/api/services/download"),
            Self::CreateAuthToken => (MethodFilter::GET, "/api/services/createAuthToken"),
            Self::DeleteAuthToken => (MethodFilter::DELETE, "/api/services/deleteAuthToken"),
            Self::ValidateContainer => (MethodFilter::POST, "/api/services/validateContainer"),
            Self::InitializeCompute => (MethodFilter::POST, "/api/services/initializeCompute"),
            Self::ComputeStart => (MethodFilter::POST, COMPUTE),
            Self::ComputeStatus => (MethodFilter::GET, COMPUTE),
            Self::ComputeStop => (MethodFilter::PUT, COMPUTE),
            Self::ComputeDelete => (MethodFilter::DELETE, COMPUTE),
            Self::ComputeResult => (MethodFilter::GET, "/api/services/computeResult"),
            Self::ComputeEnvironments => (MethodFilter::GET, "/api/services/computeEnvironments"),
        }
    }

    /// The name in logs and metrics.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Nonce => "nonce",
            Self::Encrypt => "encrypt",
            Self::Decrypt => "decrypt",
            Self::FileInfo => "fileinfo",
            Self::Initialize => "initialize",
            Self::Download => "download",
            Self::CreateAuthToken => "createAuthToken",
            Self::DeleteAuthToken => "deleteAuthToken",
            Self::ValidateContainer => "validateContainer",
            Self::InitializeCompute => "initializeCompute",
            Self::ComputeStart => "computeStart",
            Self::ComputeStatus => "computeStatus",
            Self::ComputeStop => "computeStop",
            Self::ComputeDelete => "computeDelete",
            Self::ComputeResult => "computeResult",
            Self::ComputeEnvironments => "computeEnvironments",
        }
    }

    /// Whether anybody may call it, so that only its rate is limited.
    const fn is_unsigned(self) -> bool {
        matches!(
            self,
            Self::Nonce
                | Self::Encrypt
                | Self::FileInfo
                | Self::Initialize
                | Self::ValidateContainer
                | Self::InitializeCompute
                | Self::ComputeStatus
                | Self::ComputeEnvironments
        )
    }

    /// Whether `HEAD`, which elsewhere does what `GET` does, is refused, as by Provider 2.1.6: nobody
    /// shall spend a nonce for no file.
    const fn refuses_head(self) -> bool {
        matches!(self, Self::Nonce | Self::Download | Self::ComputeResult)
    }

    const fn max_body(self, app: &App) -> usize {
        match self {
            Self::Encrypt => app.settings.max_encrypt_bytes,
            Self::Decrypt => app.settings.max_document_bytes,
            _ => app.settings.max_json_bytes,
        }
    }
}

/// The routes, with the answers of the reference where there is none.
pub(crate) fn router(app: Arc<App>) -> Router {
    let mut router = Router::new()
        .route("/health", on(MethodFilter::GET, root::health))
        .route("/metrics", on(MethodFilter::GET, root::metrics));
    for endpoint in Endpoint::ALL {
        let (method, path) = endpoint.route();
        let serve = move |State(app): State<Arc<App>>,
                          ConnectInfo(peer): ConnectInfo<SocketAddr>,
                          request: Request| async move {
            serve(&app, endpoint, peer, request).await
        };
        let mut methods = on(method, serve);
        if endpoint.refuses_head() {
            methods = methods.on(MethodFilter::HEAD, not_allowed);
        }
        router = router.route(path, methods);
    }
    router
        .method_not_allowed_fallback(not_allowed)
        .fallback(not_found)
        .with_state(app)
}

/// Answers one request, and says so in log and metrics: never what was asked.
async fn serve(app: &App, endpoint: Endpoint, peer: SocketAddr, request: Request) -> Response {
    let start = Instant::now();
    let answer = tokio::time::timeout(HANDLER_TIMEOUT, respond(app, endpoint, peer, request)).await;
    let answer = answer.unwrap_or_else(|_| {
        Err(Refused::unavailable(
            "timeout",
            "The request took too long.",
        ))
    });
    let (response, code) = match answer {
        Ok(response) => (response, "ok"),
        Err(refused) => {
            let code = refused.code;
            (refused.into_response(app.compat.crash_statuses()), code)
        }
    };
    let status = response.status();
    let elapsed = start.elapsed();
    app.metrics
        .request(endpoint.name(), status.as_u16(), code, elapsed);
    tracing::info!(
        endpoint = endpoint.name(),
        status = status.as_u16(),
        code,
        micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX),
    );
    open_to_all_origins(response)
}

async fn respond(
    app: &App,
    endpoint: Endpoint,
    peer: SocketAddr,
    request: Request,
) -> Result<Response, Refused> {
    if endpoint.is_unsigned() {
        let checked = app.limiter.check(peer.ip(), request.headers());
        checked.map_err(Refused::rate_limited)?;
    }
    let (parts, body) = request.into_parts();
    let max = endpoint.max_body(app);
    // The part of the memory is held until the answer begins.
    let (body, _part) = app.bodies.read(body, &parts.headers, max).await?;
    if endpoint == Endpoint::Encrypt {
        let input = Input::read(&parts, Bytes::new());
        return encrypt::handle(app, &parts, &input, &body);
    }
    let input = Input::read(&parts, body);
    match endpoint {
        Endpoint::Root => Ok(root::handle(app)),
        Endpoint::Nonce => nonce::handle(app, &input).await,
        Endpoint::Decrypt => decrypt::handle(app, &parts, &input).await,
        Endpoint::FileInfo => file_info::handle(app, &input).await,
        Endpoint::Initialize => initialize::handle(app, &input).await,
        Endpoint::Download => download::handle(app, &parts, &input).await,
        Endpoint::CreateAuthToken => tokens::create(app, &parts, &input).await,
        Endpoint::DeleteAuthToken => tokens::delete(app, &parts, &input).await,
        Endpoint::ValidateContainer | Endpoint::Encrypt => container::handle(&input),
        Endpoint::InitializeCompute => Box::pin(compute::initialize(app, &input)).await,
        Endpoint::ComputeStart => Box::pin(compute::start(app, &parts, &input)).await,
        Endpoint::ComputeStatus => compute::status(app, &parts, &input).await,
        Endpoint::ComputeStop => compute::stop(app, &parts, &input).await,
        Endpoint::ComputeDelete => compute::delete(app, &parts, &input).await,
        Endpoint::ComputeResult => compute::result(app, &parts, &input).await,
        Endpoint::ComputeEnvironments => compute::environments(app).await,
    }
}

/// A route without the method: a preflight of a browser, or the reference's answer.
async fn not_allowed(method: Method, headers: HeaderMap) -> Response {
    if method != Method::OPTIONS {
        let refused = Refused::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "405 Method Not Allowed: The method is not allowed for the requested URL.",
        );
        return open_to_all_origins(refused.into_response(false));
    }
    let mut response = Response::new(Body::empty());
    let answers = response.headers_mut();
    let echo = |name| headers.get(name).cloned();
    let origin = echo(header::ORIGIN).unwrap_or_else(|| HeaderValue::from_static("*"));
    answers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    if let Some(wanted) = echo(header::ACCESS_CONTROL_REQUEST_HEADERS) {
        answers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, wanted);
    }
    answers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"),
    );
    answers.insert(header::VARY, HeaderValue::from_static("Origin"));
    response
}

async fn not_found() -> Response {
    open_to_all_origins(no_such_path().into_response(false))
}

fn no_such_path() -> Refused {
    Refused::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "404 Not Found: The requested URL was not found on the server. If you entered the URL \
         manually please check your spelling and try again.",
    )
}
