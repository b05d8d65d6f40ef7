use std::borrow::Cow;

use axum::http::{HeaderMap, header, request::Parts};
use bytes::Bytes;
use ocean_provider_core::checksum::{Json, Kind, Limits, Value};

/// Arrays and objects that may be open at once in a body.
const MAX_DEPTH: usize = 32;

/// Parameters of a query at most; the rest is not read.
const MAX_PARAMETERS: usize = 64;

/// The parameters of a request. As with Provider 2.1.6 they come from one place: from the query if
/// it has any parameter at all, else from a JSON body.
///
/// What cannot be read is empty, so that the first field that is needed is named as missing.
#[derive(Debug)]
pub(crate) enum Input {
    /// The first value of a name counts.
    Query(Vec<(String, String)>),
    Json(Json<'static>),
    Nothing,
}

/// One parameter.
#[derive(Clone, Debug)]
pub(crate) enum Parameter<'a> {
    /// It is not there, or `null`.
    Absent,
    /// Of a query, or a text or number of JSON, as it is written.
    Text(Cow<'a, str>),
    /// Anything else of JSON.
    Other(Value<'a>),
}

impl Input {
    pub(crate) fn read(parts: &Parts, body: Bytes) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        let query: Vec<_> = url::form_urlencoded::parse(query.as_bytes())
            .take(MAX_PARAMETERS)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        if !query.is_empty() {
            return Self::Query(query);
        }
        if !is_json(&parts.headers) {
            return Self::Nothing;
        }
        let limits = Limits {
            max_depth: MAX_DEPTH,
            max_len: body.len(),
        };
        String::from_utf8(body.into())
            .ok()
            .and_then(|text| Json::parse_with(text, limits).ok())
            .map_or(Self::Nothing, Self::Json)
    }

    /// A parameter. Of JSON, dots lead into objects.
    pub(crate) fn get(&self, name: &str) -> Parameter<'_> {
        match self {
            Self::Query(query) => query
                .iter()
                .find(|(found, _)| found == name)
                .map_or(Parameter::Absent, |(_, value)| {
                    Parameter::Text(value.into())
                }),
            Self::Json(json) => {
                let mut steps = name.split('.');
                let value = steps.try_fold(json.root(), Value::get);
                value.map_or(Parameter::Absent, Parameter::from)
            }
            Self::Nothing => Parameter::Absent,
        }
    }

    /// A parameter that is a text or a number, as it is written.
    pub(crate) fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        match self.get(name) {
            Parameter::Text(text) => Some(text),
            Parameter::Absent | Parameter::Other(_) => None,
        }
    }

    /// The same, where an empty text is none.
    pub(crate) fn filled(&self, name: &str) -> Option<Cow<'_, str>> {
        self.text(name).filter(|text| !text.is_empty())
    }

    /// The whole body.
    pub(crate) fn json(&self) -> Option<Value<'_>> {
        match self {
            Self::Json(json) => Some(json.root()),
            Self::Query(_) | Self::Nothing => None,
        }
    }
}

impl<'a> From<Value<'a>> for Parameter<'a> {
    fn from(value: Value<'a>) -> Self {
        match value.kind() {
            Kind::Null => Self::Absent,
            Kind::Number(number) => Self::Text(number.text().into()),
            Kind::String(text) => Self::Text(text.to_string_lossy()),
            _ => Self::Other(value),
        }
    }
}

/// Whether the body says that it is JSON.
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE);
    let Some(value) = value.and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}
