use core::fmt;

use ocean_checksum::{Json, Object, Value};

use crate::{
    UserDataError,
    error::SecretJsonError,
    limits::{MAX_USER_DATA_BYTES, json},
    secret::Secret,
};

/// What a consumer passes on to the publisher's server: a JSON object, `userdata` of the requests
/// of Provider 2.1.6.
///
/// It may hold private input: `Debug` shows nothing of it, and it is wiped when it is dropped.
pub struct UserData {
    text: Secret,
    is_empty: bool,
}

impl UserData {
    /// Reads the JSON text of an object, as the query of `/download` has it.
    ///
    /// # Errors
    ///
    /// [`UserDataError`]. Provider 2.1.6 drops a text that is no JSON without a word for files of
    /// type `url`, `ipfs` and `arweave`.
    pub fn parse(text: &str) -> Result<Self, UserDataError> {
        let json = Json::parse_with(text, json(MAX_USER_DATA_BYTES));
        let json = json.map_err(SecretJsonError::from)?;
        let root = json.root();
        let found = root.kind().name();
        let object = root.as_object();
        let object = object.ok_or(UserDataError::NotAnObject { found })?;
        if object.repeated_keys().next().is_some() {
            return Err(UserDataError::RepeatedKey);
        }
        Ok(Self {
            text: root.text().into(),
            is_empty: object.is_empty(),
        })
    }

    /// Reads `userdata` of a JSON body, an object or the JSON text of one; `None` for null and
    /// for an empty text.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_checksum::Json;
    /// use ocean_files::UserData;
    ///
    /// let body = Json::parse(r#"{"type": "ipfs", "userdata": "{\"age\": 10}"}"#)?;
    /// let user_data = body.root().get("userdata").map(UserData::from_value).transpose()?.flatten();
    /// assert_eq!(user_data.unwrap().text(), r#"{"age": 10}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_value(value: Value<'_>) -> Result<Option<Self>, UserDataError> {
        match value.as_str() {
            Some(text) if text == "" => Ok(None),
            Some(text) => Self::parse(&Secret::from(text.to_string_lossy())).map(Some),
            None if value.is_null() => Ok(None),
            None => Self::parse(value.text()).map(Some),
        }
    }

    /// The JSON text of the object. Secret.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is no member, so that nothing is passed on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// Reads the object, which cannot fail a second time.
    pub(crate) fn read<T>(&self, read: impl FnOnce(Object<'_>) -> T) -> Option<T> {
        let json = Json::parse_with(&*self.text, json(MAX_USER_DATA_BYTES)).ok()?;
        json.root().as_object().map(read)
    }
}

/// Shows nothing of it.
impl fmt::Debug for UserData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserData").finish_non_exhaustive()
    }
}
