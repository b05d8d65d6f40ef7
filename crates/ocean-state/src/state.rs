use core::fmt;

/// The state of an asset: one byte, kept by its NFT contract.
///
/// The contract accepts every byte from its metadata updaters (`setMetaDataState`, `setMetaData`)
/// and tells it in `getMetaData` and in its metadata events. The token contracts never look at it,
/// so an order can be placed on chain in every state; what a state permits is up to those who
/// serve the asset.
///
/// # Examples
///
/// ```
/// use ocean_state::AssetState;
///
/// assert_eq!(AssetState::from(3), AssetState::Revoked);
/// assert_eq!(u8::from(AssetState::Unlisted), 5);
/// assert_eq!(AssetState::from(1).to_string(), "END_OF_LIFE");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum AssetState {
    /// 0: for sale and in use.
    Active,
    /// 1: at the end of its life.
    EndOfLife,
    /// 2: deprecated by another asset.
    Deprecated,
    /// 3: revoked by its publisher.
    Revoked,
    /// 4: ordering is disabled for a time.
    OrderingDisabled,
    /// 5: can be ordered by those who know of it, but is not shown.
    Unlisted,
    /// 6 to 255: a byte without meaning, which permits nothing.
    ///
    /// Only `AssetState::from` makes this variant, so it never holds a byte that has a name:
    ///
    /// ```compile_fail,E0639
    /// let not_revoked = ocean_state::AssetState::Unknown { byte: 3 };
    /// ```
    #[non_exhaustive]
    Unknown {
        /// The byte.
        byte: u8,
    },
}

impl From<u8> for AssetState {
    fn from(byte: u8) -> Self {
        match byte {
            0 => Self::Active,
            1 => Self::EndOfLife,
            2 => Self::Deprecated,
            3 => Self::Revoked,
            4 => Self::OrderingDisabled,
            5 => Self::Unlisted,
            byte => Self::Unknown { byte },
        }
    }
}

impl From<AssetState> for u8 {
    fn from(state: AssetState) -> Self {
        match state {
            AssetState::Active => 0,
            AssetState::EndOfLife => 1,
            AssetState::Deprecated => 2,
            AssetState::Revoked => 3,
            AssetState::OrderingDisabled => 4,
            AssetState::Unlisted => 5,
            AssetState::Unknown { byte } => byte,
        }
    }
}

/// Prints the name in ocean-node 3.2.0, such as `END_OF_LIFE`, or `UNKNOWN(7)` where there is none.
///
/// Provider 2.1.6 has the same names but `TEMPORARILY_DISABLED` for 4.
impl fmt::Display for AssetState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Active => "ACTIVE",
            Self::EndOfLife => "END_OF_LIFE",
            Self::Deprecated => "DEPRECATED",
            Self::Revoked => "REVOKED",
            Self::OrderingDisabled => "ORDERING_DISABLED",
            Self::Unlisted => "UNLISTED",
            Self::Unknown { byte } => return write!(f, "UNKNOWN({byte})"),
        })
    }
}
