use core::fmt;

use crate::AssetState;

/// Whether the state of an asset permits a step, or why not.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[must_use]
#[non_exhaustive]
pub enum Decision {
    /// The state permits it.
    Permitted,
    /// The state forbids it.
    Refused(Refusal),
}

impl Decision {
    /// Whether the state permits the step.
    #[must_use]
    pub const fn is_permitted(self) -> bool {
        matches!(self, Self::Permitted)
    }

    pub(crate) const fn refuse(state: AssetState) -> Self {
        Self::Refused(Refusal { state })
    }

    /// Why the state forbids the step, if it does.
    #[must_use]
    pub const fn refusal(self) -> Option<Refusal> {
        match self {
            Self::Permitted => None,
            Self::Refused(refusal) => Some(refusal),
        }
    }
}

/// Why the state of an asset forbids a step: the state.
///
/// # Examples
///
/// ```
/// use ocean_state::{AssetState, Rules};
///
/// let refusal = AssetState::Revoked.may_decrypt(Rules::Strict).refusal().unwrap();
/// assert_eq!(refusal.to_string(), "asset state is REVOKED");
/// assert_eq!(refusal.code(), "asset_revoked");
///
/// let reply = refusal.provider_decrypt_reply().unwrap();
/// assert_eq!((reply.status, reply.text), (403, "Asset revoked"));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Refusal {
    state: AssetState,
}

impl Refusal {
    /// The text with which Provider 2.1.6 refuses to order or consume, whatever the state.
    ///
    /// Its server puts `Provider <network>: ` in front.
    pub const PROVIDER_CONSUME_TEXT: &'static str = "Asset is not consumable.";

    /// `ASSET_DISABLED`: the code in Provider 2.1.6 and ocean.py 3.1.2 of an asset whose state, as
    /// its document tells it, forbids to consume it.
    pub const CONSUMABLE_CODE: u8 = 1;

    /// The state of the asset.
    #[must_use]
    pub const fn state(self) -> AssetState {
        self.state
    }

    /// A stable name of the reason for programs, such as `asset_revoked`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self.state {
            AssetState::Active => "asset_active",
            AssetState::EndOfLife => "asset_end_of_life",
            AssetState::Deprecated => "asset_deprecated",
            AssetState::Revoked => "asset_revoked",
            AssetState::OrderingDisabled => "asset_ordering_disabled",
            AssetState::Unlisted => "asset_unlisted",
            AssetState::Unknown { .. } => "asset_state_unknown",
        }
    }

    /// How Provider 2.1.6 refuses to decrypt a document in this state; none in states 4 and 5,
    /// in which it decrypts.
    #[must_use]
    pub const fn provider_decrypt_reply(self) -> Option<ProviderReply> {
        let (status, text) = match self.state {
            AssetState::EndOfLife => (403, "Asset end of life"),
            AssetState::Deprecated => (403, "Asset deprecated"),
            AssetState::Revoked => (403, "Asset revoked"),
            AssetState::Unknown { .. } => (400, "Invalid MetadataState"),
            AssetState::Active | AssetState::OrderingDisabled | AssetState::Unlisted => {
                return None;
            }
        };
        Some(ProviderReply { status, text })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "asset state is {}", self.state)
    }
}

/// An answer of the reference Provider over HTTP.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct ProviderReply {
    /// The HTTP status.
    pub status: u16,
    /// The error text.
    pub text: &'static str,
}
