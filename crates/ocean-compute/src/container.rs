use alloc::{borrow::Cow, format, string::String};
use core::fmt;

use ocean_checksum::{JsonStr, Value, js_quote};

use crate::{Rules, truth::is_python_true};

/// Bytes of the name of an image.
pub const MAX_IMAGE_BYTES: usize = 255;

const PREFIX: &str = "sha256:";

/// Hexadecimal digits of a digest.
const DIGITS: usize = 64;

/// The container of an algorithm, fit to run: what `validateContainer` answers about.
///
/// Under [`Rules::Strict`] the image is pinned: [`json`](Self::json) has the entrypoint, the image's
/// bare name and its digest, and no tag, so that whatever runs the job takes the image by the digest
/// or not at all. The checksum that datasets trust covers entrypoint and digest, so that neither the
/// image nor its tag can be exchanged behind it.
#[derive(Clone, Eq, PartialEq)]
pub struct RunnableContainer {
    json: String,
    pinned: bool,
}

impl RunnableContainer {
    /// Reads `metadata.algorithm.container`, the `container` of raw code, or the body of
    /// `validateContainer`.
    ///
    /// # Errors
    /// [`ContainerError`]. Under [`Rules::Provider`] its order is Provider 2.1.6's, which raises an
    /// error where the container is no object or the checksum no text.
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_checksum::Json;
    /// use ocean_compute::{Rules, RunnableContainer};
    ///
    /// let json = Json::parse(r#"{"entrypoint": "python $ALGO", "image": "algos", "tag": "1", "checksum": "sha256:ab"}"#)?;
    /// assert!(RunnableContainer::read(json.root(), Rules::Provider).is_ok());
    /// let strict = Rules::Strict { undefined: ocean_compute::UndefinedLists::Deny };
    /// let error = RunnableContainer::read(json.root(), strict).unwrap_err();
    /// assert_eq!(error.to_string(), "expected `sha256:` and 64 hexadecimal digits as checksum of the image");
    /// assert_eq!(error.code(), "checksum_prefix");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(container: Value<'_>, rules: Rules) -> Result<Self, ContainerError> {
        if rules.is_strict() {
            Self::pinned(container)
        } else {
            Self::as_written(container)
        }
    }

    fn as_written(container: Value<'_>) -> Result<Self, ContainerError> {
        let given = |key: &str| container.get(key).filter(|&value| is_python_true(value));
        let (Some(_), Some(_), Some(checksum)) =
            (given("entrypoint"), given("image"), given("checksum"))
        else {
            return Err(ContainerError::Missing);
        };
        let checksum = checksum.as_str().map(JsonStr::to_string_lossy);
        if !checksum.is_some_and(|text| text.starts_with(PREFIX)) {
            return Err(ContainerError::Checksum);
        }
        Ok(Self {
            json: container.text().into(),
            pinned: false,
        })
    }

    fn pinned(container: Value<'_>) -> Result<Self, ContainerError> {
        let given = |key: &str| -> Result<Cow<'_, str>, ContainerError> {
            let text = container.get(key).and_then(Value::as_str);
            let text = text.and_then(JsonStr::to_str);
            text.filter(|text| !text.is_empty())
                .ok_or(ContainerError::Missing)
        };
        let (entrypoint, image, checksum) =
            (given("entrypoint")?, given("image")?, given("checksum")?);
        let digits = checksum.strip_prefix(PREFIX).unwrap_or_default();
        if digits.len() != DIGITS || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(ContainerError::Checksum);
        }
        // A digest in the name would stand before the one that is checked.
        let is_bare = |byte: u8| byte.is_ascii_graphic() && byte != b'@';
        if image.len() > MAX_IMAGE_BYTES || !image.bytes().all(is_bare) {
            return Err(ContainerError::Image);
        }
        let (entrypoint, image) = (js_quote(&entrypoint), js_quote(&image));
        Ok(Self {
            json: format!(
                r#"{{"entrypoint":{entrypoint},"image":{image},"checksum":"{checksum}"}}"#
            ),
            pinned: true,
        })
    }

    /// What goes to the job engine: under [`Rules::Strict`] the members `entrypoint`, `image` and
    /// `checksum`, under [`Rules::Provider`] the object as it was written.
    ///
    /// Operator-engine and ocean-node 3.2.0 run `<image>@<checksum>`; the one does if the checksum
    /// starts with `sha256:`, the other if there is one.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Whether nothing but its digest selects the image.
    #[must_use]
    pub const fn is_pinned(&self) -> bool {
        self.pinned
    }
}

impl fmt::Debug for RunnableContainer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunnableContainer")
            .field("pinned", &self.pinned)
            .finish_non_exhaustive()
    }
}

/// Why a container cannot run.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ContainerError {
    /// `entrypoint`, `image` or `checksum` is absent or empty. The `tag` may be.
    #[error("expected entrypoint, image and checksum of the container")]
    Missing,
    /// The `checksum` is no digest.
    #[error("expected `sha256:` and 64 hexadecimal digits as checksum of the image")]
    Checksum,
    /// The `image` is no bare name: it has a digest, a blank or a control character in it, or is
    /// longer than [`MAX_IMAGE_BYTES`]. Only under [`Rules::Strict`].
    #[error("expected the bare name of an image, of at most {MAX_IMAGE_BYTES} bytes")]
    Image,
}

impl ContainerError {
    /// The code that goes over the wire, one of Provider 2.1.6: `checksum_prefix` for whatever keeps
    /// the image from running by its digest.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing_entrypoint_image_checksum",
            Self::Checksum | Self::Image => "checksum_prefix",
        }
    }
}
