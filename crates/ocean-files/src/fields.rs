//! Reading the members of a file object.

use alloc::borrow::Cow;

use ocean_checksum::{Object, Value};

use crate::{error::FileObjectError, limits::MAX_URL_BYTES};

/// An object whose members are read by name.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'t> {
    object: Object<'t>,
    file_type: &'static str,
}

impl<'t> Fields<'t> {
    pub(crate) fn new(object: Object<'t>, file_type: &'static str) -> Self {
        Self { object, file_type }
    }

    /// The member, unless it is absent or null.
    pub(crate) fn any(self, key: &str) -> Option<Value<'t>> {
        self.object.get(key).filter(|value| !value.is_null())
    }

    /// The text of a member; `None` if it is absent, null or empty. `field` is its name in errors.
    pub(crate) fn text_as(
        self,
        key: &str,
        field: &'static str,
    ) -> Result<Option<Cow<'t, str>>, FileObjectError> {
        let Some(value) = self.any(key) else {
            return Ok(None);
        };
        let text = value.as_str().and_then(ocean_checksum::JsonStr::to_str);
        let text = text.ok_or_else(|| wrong_kind(field, "a text", value))?;
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// [`text_as`](Self::text_as) of a member of the file object itself.
    pub(crate) fn text(self, field: &'static str) -> Result<Option<Cow<'t, str>>, FileObjectError> {
        self.text_as(field, field)
    }

    pub(crate) fn flag_as(
        self,
        key: &str,
        field: &'static str,
    ) -> Result<Option<bool>, FileObjectError> {
        let Some(value) = self.any(key) else {
            return Ok(None);
        };
        match value.as_bool() {
            Some(flag) => Ok(Some(flag)),
            None => Err(wrong_kind(field, "a boolean", value)),
        }
    }

    /// What was read of a field that must be there.
    pub(crate) fn required<T>(
        self,
        field: &'static str,
        found: Option<T>,
    ) -> Result<T, FileObjectError> {
        found.ok_or(FileObjectError::Missing {
            file_type: self.file_type,
            field,
        })
    }

    /// The object that a member is, and the check that its keys are written once.
    pub(crate) fn object(self, field: &'static str) -> Result<Option<Object<'t>>, FileObjectError> {
        let Some(value) = self.any(field) else {
            return Ok(None);
        };
        let object = value.as_object();
        let object = object.ok_or_else(|| wrong_kind(field, "an object", value))?;
        check_keys(object, field)?;
        Ok(Some(object))
    }
}

pub(crate) fn check_keys(object: Object<'_>, place: &'static str) -> Result<(), FileObjectError> {
    match object.repeated_keys().next() {
        Some(_) => Err(FileObjectError::RepeatedKey { place }),
        None => Ok(()),
    }
}

pub(crate) fn wrong_kind(
    field: &'static str,
    expected: &'static str,
    found: Value<'_>,
) -> FileObjectError {
    FileObjectError::WrongKind {
        field,
        expected,
        found: found.kind().name(),
    }
}

/// Refuses a text that is too long, or that could end a line of a request.
pub(crate) fn check_line(field: &'static str, text: &str) -> Result<(), FileObjectError> {
    if text.len() > MAX_URL_BYTES {
        return Err(FileObjectError::TooLong {
            field,
            len: text.len(),
            max: MAX_URL_BYTES,
        });
    }
    match text.char_indices().find(|(_, c)| c.is_control()) {
        Some((offset, _)) => Err(FileObjectError::ControlCharacter { field, offset }),
        None => Ok(()),
    }
}
