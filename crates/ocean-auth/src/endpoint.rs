use core::fmt;

/// A signed endpoint of a Provider.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Endpoint {
    /// `GET /download`
    Download,
    /// `POST /compute`
    ComputeStart,
    /// `PUT /compute`
    ComputeStop,
    /// `DELETE /compute`
    ComputeDelete,
    /// `GET /computeResult`
    ComputeResult,
    /// `POST /decrypt`
    Decrypt,
    /// `GET /createAuthToken`
    CreateAuthToken,
    /// `DELETE /deleteAuthToken`
    DeleteAuthToken,
}

impl Endpoint {
    /// The endpoint's name, such as `compute-start`: a word of the strict message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Download => "download",
            Self::ComputeStart => "compute-start",
            Self::ComputeStop => "compute-stop",
            Self::ComputeDelete => "compute-delete",
            Self::ComputeResult => "compute-result",
            Self::Decrypt => "decrypt",
            Self::CreateAuthToken => "create-token",
            Self::DeleteAuthToken => "delete-token",
        }
    }
}

/// The name.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
