//! The log: what happened, and nothing that a request, a file or a key holds.
//!
//! A line may hold endpoint, status, code and duration of a request. Never a query, a body, a
//! header, a signature, a token, a document or where a file is. Libraries log such things in their
//! own names, so that only what this program says is written, whatever `RUST_LOG` asks for.

use std::{io, str::FromStr};

use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter, Layer as _, filter::filter_fn, fmt::MakeWriter, layer::SubscriberExt as _, registry,
};

/// All targets of ours begin so.
const OWN: &str = "provider_server";
const DEFAULT: &str = "info";

/// `LOG_FORMAT`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "for people, and for machines")]
pub enum LogFormat {
    /// A line of text for each event.
    #[default]
    Text,
    /// A JSON object on a line for each event.
    Json,
}

impl FromStr for LogFormat {
    type Err = UnknownLogFormat;

    fn from_str(text: &str) -> Result<Self, UnknownLogFormat> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(UnknownLogFormat),
        }
    }
}

/// The text is neither `text` nor `json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected `text` or `json`")]
pub struct UnknownLogFormat;

/// Why there is no log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// `RUST_LOG` cannot be read.
    #[error("`RUST_LOG` is not a list of directives such as `info` or `provider_server=debug`")]
    Directives,
    /// There is a log already.
    #[error("the log is set up twice")]
    Twice,
}

/// Sets the log of the process up, to standard error. `directives` is `RUST_LOG`, else `info`.
///
/// # Errors
/// [`LogError`].
pub fn init(format: LogFormat, directives: Option<&str>) -> Result<(), LogError> {
    let subscriber = subscriber(format, directives, io::stderr)?;
    tracing::subscriber::set_global_default(subscriber).map_err(|_| LogError::Twice)
}

/// What [`init`] sets up, with another place to write to.
///
/// # Errors
/// [`LogError::Directives`].
pub fn subscriber<W>(
    format: LogFormat,
    directives: Option<&str>,
    writer: W,
) -> Result<Box<dyn Subscriber + Send + Sync>, LogError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let directives = directives.filter(|text| !text.is_empty());
    let filter = EnvFilter::try_new(directives.unwrap_or(DEFAULT));
    let filter = filter.map_err(|_| LogError::Directives)?;
    let own = filter_fn(|metadata| {
        let rest = metadata.target().strip_prefix(OWN);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    });
    let layer = tracing_subscriber::fmt::layer().with_writer(writer);
    let layer = match format {
        LogFormat::Text => layer.with_ansi(false).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    Ok(Box::new(registry().with(filter).with(own).with(layer)))
}
