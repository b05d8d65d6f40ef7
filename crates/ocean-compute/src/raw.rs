use alloc::{borrow::Cow, format, string::String};
use core::fmt;

use ocean_checksum::{Json, JsonError, Limits, Value, js_quote};

use crate::{ContainerError, Rules, RunnableContainer};

/// Bytes of the `meta` of raw code that is sent as a text: 1 MiB.
pub const MAX_META_BYTES: usize = 1 << 20;

/// Levels of the same.
const MAX_META_DEPTH: usize = 128;

/// An algorithm that the consumer sends along, in the `meta` of his request. `Debug` does not show
/// it.
#[derive(Clone, Eq, PartialEq)]
pub struct RawAlgorithm {
    url: Option<String>,
    code: Option<String>,
    container: RunnableContainer,
}

impl RawAlgorithm {
    /// Reads `meta`: an object, or a text that is the JSON of one.
    ///
    /// # Errors
    /// [`RawAlgorithmError`].
    pub fn read(meta: Value<'_>, rules: Rules) -> Result<Self, RawAlgorithmError> {
        let Some(text) = meta.as_str() else {
            return Self::of_object(meta, rules);
        };
        let limits = Limits {
            max_depth: MAX_META_DEPTH,
            max_len: MAX_META_BYTES,
        };
        let json = Json::parse_with(text.to_string_lossy(), limits)?;
        Self::of_object(json.root(), rules)
    }

    fn of_object(meta: Value<'_>, rules: Rules) -> Result<Self, RawAlgorithmError> {
        if meta.as_object().is_none() {
            let found = meta.kind().name();
            return Err(RawAlgorithmError::NotAnObject { found });
        }
        let text = |key| {
            let text = meta.get(key).and_then(Value::as_str);
            let text = text.map(|text| text.to_string_lossy().into_owned());
            text.filter(|text| !text.is_empty())
        };
        let (url, code) = (text("url"), text("rawcode"));
        if url.is_none() && code.is_none() {
            return Err(RawAlgorithmError::NoCode);
        }
        let container = meta.get("container").ok_or(ContainerError::Missing)?;
        let container = RunnableContainer::read(container, rules)?;
        Ok(Self {
            url,
            code,
            container,
        })
    }

    /// `url`: where the code is. It is the consumer's, and so is the address behind it.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// `rawcode`: the code.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The container in which it runs.
    #[must_use]
    pub const fn container(&self) -> &RunnableContainer {
        &self.container
    }

    /// The `algorithm` of a job's payload.
    pub(crate) fn json(&self) -> String {
        let quoted = |text: &Option<String>| -> Cow<'static, str> {
            text.as_deref()
                .map_or("null".into(), |text| js_quote(text).into())
        };
        format!(
            r#"{{"id":"","url":{},"rawcode":{},"container":{}}}"#,
            quoted(&self.url),
            quoted(&self.code),
            self.container.json()
        )
    }
}

impl fmt::Debug for RawAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawAlgorithm")
            .field("container", &self.container)
            .finish_non_exhaustive()
    }
}

/// Why raw code cannot run.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RawAlgorithmError {
    /// The `meta` is a text and no JSON.
    #[error("the `meta` of the algorithm is no JSON")]
    NotJson(#[from] JsonError),
    /// The `meta` is neither an object nor the JSON of one.
    #[error("expected an object as `meta` of the algorithm, found {found}")]
    NotAnObject {
        /// What there is.
        found: &'static str,
    },
    /// Neither a `url` nor `rawcode`.
    #[error("expected `url` or `rawcode` in the `meta` of the algorithm")]
    NoCode,
    /// The container cannot run.
    #[error("the container of the algorithm cannot run")]
    Container(#[from] ContainerError),
}

impl RawAlgorithmError {
    /// The code that goes over the wire, one of Provider 2.1.6; where that raises an error,
    /// `invalid`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson(_) | Self::NotAnObject { .. } => "invalid",
            Self::NoCode => "meta_oneof_url_rawcode_remote",
            Self::Container(error) => error.code(),
        }
    }
}
