use alloc::{borrow::Cow, format};

use alloy_primitives::Bytes;
use ocean_checksum::{Json, JsonError, Value, js_quote, ocean_py_stringify};

use crate::decimal::Decimal;

/// The most bytes that are read as [`FeeData`], or written. What a Provider writes has some 200.
pub const MAX_FEE_DATA: usize = 65_536;

/// What a fee is for: the JSON in [`ProviderFee::data`](crate::ProviderFee::data), `providerData`
/// in the contract.
///
/// ```
/// use ocean_orders::FeeData;
///
/// let data = FeeData {
///     environment: None,
///     timestamp_micros: 1_700_000_000_500_000,
///     datatoken: "0xd7d7D7d7d7D7d7d7d7d7d7d7D7d7d7d7D7D7d7D7".into(),
///     service_id: "0".into(),
/// };
/// let bytes = data.to_bytes()?;
/// assert_eq!(
///     bytes[..],
///     *br#"{"environment":null,"timestamp":1700000000.5,"dt":"0xd7d7D7d7d7D7d7d7d7d7d7d7D7d7d7d7D7D7d7D7","id":"0"}"#,
/// );
/// assert_eq!(FeeData::parse(&bytes)?, data);
/// # Ok::<(), ocean_orders::FeeDataError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FeeData<'a> {
    /// The id of the compute environment. `None` for a download; read as `None` where it is absent
    /// (ocean-node 3.2.0 writes none) or no text.
    pub environment: Option<Cow<'a, str>>,
    /// When the fee was quoted, in microseconds since 1970. Zero: unknown, and read as zero where
    /// it is absent, no number, or negative.
    pub timestamp_micros: u64,
    /// The datatoken, spelled as in the document.
    pub datatoken: Cow<'a, str>,
    /// The id of the service in the document.
    pub service_id: Cow<'a, str>,
}

impl<'a> FeeData<'a> {
    /// Reads what Provider 2.1.6 or ocean-node 3.2.0 wrote: an object of JSON with the texts `dt`
    /// and `id`. Other members may be there or not. Of a repeated key the last value counts, as in
    /// Python and JavaScript.
    ///
    /// # Errors
    /// [`FeeDataError`]: more than [`MAX_FEE_DATA`] bytes, not UTF-8, not JSON, or not such an
    /// object.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, FeeDataError> {
        if bytes.len() > MAX_FEE_DATA {
            return Err(FeeDataError::too_long(bytes.len()));
        }
        let text = core::str::from_utf8(bytes).map_err(|error| FeeDataError::NotUtf8 {
            at: error.valid_up_to(),
        })?;
        let json = Json::parse(text)?;
        let object = json.root();
        // The texts of the tree live as long as the tree; those without escapes are also in `text`.
        let member = |name| match object.get(name).and_then(|value| text_of(text, value)) {
            Some(found) => Ok(found),
            None => Err(FeeDataError::Member {
                name,
                found: object.get(name).map(|value| value.kind().name()),
            }),
        };
        Ok(Self {
            environment: object
                .get("environment")
                .and_then(|value| text_of(text, value)),
            timestamp_micros: object
                .get("timestamp")
                .and_then(Value::as_number)
                .map_or(0, |number| micros(number.text())),
            datatoken: member("dt")?,
            service_id: member("id")?,
        })
    }

    /// Writes it as Provider 2.1.6 does, byte for byte: compact, in ASCII, the timestamp as Python
    /// prints a float of seconds.
    ///
    /// # Errors
    /// [`FeeDataError::TooLong`]: more than [`MAX_FEE_DATA`] bytes.
    pub fn to_bytes(&self) -> Result<Bytes, FeeDataError> {
        let environment = match &self.environment {
            Some(id) => js_quote(id),
            None => "null".into(),
        };
        let (seconds, micros) = (
            self.timestamp_micros / 1_000_000,
            self.timestamp_micros % 1_000_000,
        );
        let text = format!(
            r#"{{"environment":{environment},"timestamp":{seconds}.{micros:06},"dt":{},"id":{}}}"#,
            js_quote(&self.datatoken),
            js_quote(&self.service_id),
        );
        let text = ocean_py_stringify(&text)?;
        if text.len() > MAX_FEE_DATA {
            return Err(FeeDataError::too_long(text.len()));
        }
        Ok(Bytes::from(text.into_bytes()))
    }
}

/// Of seconds: 0 if they are negative, and never more than fits.
fn micros(seconds: &str) -> u64 {
    if let Some(seconds) = Decimal::parse(seconds) {
        let micros = seconds.scaled(1, 6, 1);
        return micros.map_or(u64::MAX, |micros| micros.saturating_to());
    }
    // It has more digits than matter.
    let seconds: f64 = seconds.parse().unwrap_or_default();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it saturates"
    )]
    let micros = (seconds * 1e6) as u64;
    micros
}

/// A text of the tree, borrowed from `whole` where it can be. `None`: no text, or one with a lone
/// surrogate.
fn text_of<'a>(whole: &'a str, value: Value<'_>) -> Option<Cow<'a, str>> {
    let found = value.as_str()?;
    if found.as_plain().is_none() {
        return found.to_str().map(|text| Cow::Owned(text.into_owned()));
    }
    let quoted = whole.get(value.span())?;
    let plain = quoted.strip_prefix('"')?.strip_suffix('"')?;
    Some(Cow::Borrowed(plain))
}

/// Why bytes are no [`FeeData`], or cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FeeDataError {
    /// Longer than the limit; it was not read.
    #[error("data of a provider fee has {length} bytes, expected at most {max}")]
    TooLong {
        /// Bytes there are.
        length: usize,
        /// The limit.
        max: usize,
    },
    /// A byte sequence is not UTF-8.
    #[error("data of a provider fee is not UTF-8 at byte {at}")]
    NotUtf8 {
        /// Bytes before it.
        at: usize,
    },
    /// The text is not JSON.
    #[error("data of a provider fee is not JSON")]
    Json(#[from] JsonError),
    /// `dt` or `id` is missing or no text, or there is no object at all.
    #[error("data of a provider fee has {} as `{name}`, expected a text", found.unwrap_or("nothing"))]
    Member {
        /// `dt` or `id`.
        name: &'static str,
        /// What stands there; `string` if it has a lone surrogate.
        found: Option<&'static str>,
    },
}

impl FeeDataError {
    fn too_long(length: usize) -> Self {
        Self::TooLong {
            length,
            max: MAX_FEE_DATA,
        }
    }

    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "fee_data_too_long",
            Self::NotUtf8 { .. } => "fee_data_not_utf8",
            Self::Json(_) => "fee_data_json",
            Self::Member { .. } => "fee_data_member",
        }
    }
}
