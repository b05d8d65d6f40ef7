/// Why a random source gave no number that can be used.
///
/// A random source is any `FnMut(&mut [u8]) -> Result<(), RandomError>` that fills the bytes, all
/// of them, with numbers nobody can foresee: `system_random` of feature `getrandom`, or a closure
/// over a generator of the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RandomError {
    /// The source itself failed.
    #[error("random source is unavailable")]
    Unavailable,
    /// The bytes are no secret key: zero, or not below the order of the group. A source in order
    /// gives such bytes once in 2^128 times.
    #[error("random source gave bytes outside the range of secret keys, so it is broken")]
    Broken,
}

impl RandomError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unavailable => "random_unavailable",
            Self::Broken => "random_broken",
        }
    }
}

/// Fills the bytes from the operating system.
///
/// # Errors
/// [`RandomError::Unavailable`] if the operating system gives none.
#[cfg(feature = "getrandom")]
#[cfg_attr(docsrs, doc(cfg(feature = "getrandom")))]
pub fn system_random(bytes: &mut [u8]) -> Result<(), RandomError> {
    getrandom::fill(bytes).map_err(|_| RandomError::Unavailable)
}
