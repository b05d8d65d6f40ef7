use std::{fmt, str::FromStr};

use url::Url;

/// A URL of another service: `http` or `https`, with a host.
///
/// Its path, query and user name may hold a key, so that `Debug` and `Display` show scheme, host and
/// port only.
#[derive(Clone, PartialEq, Eq)]
pub struct Remote(Url);

impl Remote {
    /// The whole URL, which may be secret.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.0
    }

    /// The text of the whole URL, which may be secret.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// The text is no such URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an http or https URL")]
pub struct NotRemote;

impl FromStr for Remote {
    type Err = NotRemote;

    fn from_str(text: &str) -> Result<Self, NotRemote> {
        let url = Url::parse(text).map_err(|_| NotRemote)?;
        if matches!(url.scheme(), "http" | "https") && url.has_host() {
            Ok(Self(url))
        } else {
            Err(NotRemote)
        }
    }
}

impl fmt::Display for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.0.host_str().unwrap_or_default();
        write!(f, "{}://{host}", self.0.scheme())?;
        if let Some(port) = self.0.port() {
            write!(f, ":{port}")?;
        }
        let rest = [
            self.0.path() != "/",
            self.0.query().is_some(),
            !self.0.username().is_empty(),
            self.0.password().is_some(),
        ];
        f.write_str(if rest.contains(&true) { "/…" } else { "" })
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Remote({self})")
    }
}
