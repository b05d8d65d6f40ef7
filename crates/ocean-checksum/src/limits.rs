/// What a text may cost at most.
///
/// ```
/// use ocean_checksum::{Json, Limits};
///
/// let shallow = Limits { max_depth: 2, ..Limits::default() };
/// assert!(Json::parse_with("[[1]]", shallow).is_ok());
/// assert!(Json::parse_with("[[[1]]]", shallow).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many arrays and objects may be open at once.
    ///
    /// 4,096 by default, about where Node 20's `JSON.stringify` gives up with its own stack. A
    /// larger number is safe: nothing here recurses.
    pub max_depth: usize,
    /// Bytes of text; 10 MiB by default, never more than 512 MiB.
    pub max_len: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_depth: 4_096,
            max_len: 10 << 20,
        }
    }
}

impl Limits {
    /// For what has been read once.
    pub(crate) const NONE: Self = Self {
        max_depth: usize::MAX,
        max_len: usize::MAX,
    };
}
