use alloc::{borrow::ToOwned, string::String};
use core::fmt;

use ocean_checksum::{Array, Json, JsonError, Value};

use crate::List;

/// The credentials of an asset or of a service, kept as they were given.
///
/// Made from any JSON text or value. Whether the shape is right is asked when they are evaluated;
/// members and rules of unknown meaning are kept. The default is no credentials, as is `null`.
#[derive(Clone, Default)]
pub struct Credentials {
    json: Option<Json<'static>>,
    at: String,
}

impl Credentials {
    /// Reads a JSON text, such as `{"allow": []}` or `null`.
    ///
    /// # Errors
    ///
    /// [`JsonError`] where the text is not JSON, or beyond the default
    /// [`Limits`](ocean_checksum::Limits).
    pub fn parse(text: &str) -> Result<Self, JsonError> {
        Ok(Self {
            json: Some(Json::parse(text.to_owned())?),
            at: String::new(),
        })
    }

    /// Copies the text of a value, such as the member `credentials` of a document.
    ///
    /// # Errors
    ///
    /// [`JsonError`] where the value comes from a text that was read with wider limits and is
    /// beyond the default [`Limits`](ocean_checksum::Limits).
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_checksum::Json;
    /// use ocean_credentials::Credentials;
    ///
    /// let document = Json::parse(r#"{"services": [{"credentials": {"deny": 7}}]}"#)?;
    /// let place = "/services/0/credentials";
    /// let credentials = match document.root().pointer(place) {
    ///     Some(value) => Credentials::from_value(value)?.at(place),
    ///     None => Credentials::default(),
    /// };
    /// let error = credentials.required_lookups().unwrap_err();
    /// assert_eq!(error.to_string(), "expected an array at `/services/0/credentials/deny`, found number");
    /// # Ok::<(), ocean_checksum::JsonError>(())
    /// ```
    pub fn from_value(value: Value<'_>) -> Result<Self, JsonError> {
        Ok(Self {
            json: Some(Json::from_value(value)?),
            at: String::new(),
        })
    }

    /// The same credentials, whose errors say that they stand at this JSON pointer of a document.
    #[must_use]
    pub fn at(self, pointer: impl Into<String>) -> Self {
        Self {
            at: pointer.into(),
            ..self
        }
    }

    /// The JSON text; `null` if there are no credentials.
    #[must_use]
    pub fn text(&self) -> &str {
        self.json.as_ref().map_or("null", Json::text)
    }

    pub(crate) fn root(&self) -> Option<Value<'_>> {
        Some(self.json.as_ref()?.root())
    }

    pub(crate) fn place(&self) -> &str {
        &self.at
    }
}

/// Shows how many rules there are and nothing of their content.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |list: List| {
            let rules = self.root().and_then(|root| root.get(list.key()));
            rules.and_then(Value::as_array).map_or(0, Array::len)
        };
        f.debug_struct("Credentials")
            .field("allow", &count(List::Allow))
            .field("deny", &count(List::Deny))
            .finish_non_exhaustive()
    }
}
