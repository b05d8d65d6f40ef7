use crate::AssetState::{self, Active, Deprecated, OrderingDisabled, Revoked, Unlisted};

/// The members of a stored document that survive [`Transition::SoftDelete`].
///
/// More than the peers keep: Aquarius 5.1.8 keeps `nft`, `datatokens`, `event` and `stats`, and with
/// them not even the `id`; ocean-node 3.2.0 keeps `id`, `chainId` and `nftAddress`, and writes
/// `deprecated` as `version`.
pub const SOFT_DELETE_FIELDS: &[&str] = &[
    "id",
    "version",
    "chainId",
    "nftAddress",
    "nft",
    "datatokens",
    "event",
    "stats",
    "purgatory",
];

/// What an indexer does with its stored document when the state of the asset changes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[must_use]
#[non_exhaustive]
pub enum Transition {
    /// Nothing: the state is the stored one.
    Ignore,
    /// Set the state in the stored document; the document is otherwise left as it is.
    KeepAndSetState,
    /// Drop all members but [`SOFT_DELETE_FIELDS`], and set the state.
    SoftDelete,
    /// Decrypt the document of the last metadata event again, store it, and set the state.
    Restore,
}

/// What an indexer does when the state of an asset changes from `old`, the stored one, to `new`.
///
/// | from | to | |
/// |---|---|---|
/// | any | the same | `Ignore` |
/// | any but 2 and 3 | 2 or 3 | `SoftDelete` |
/// | 2 or 3 | 0, 4 or 5 | `Restore` |
/// | any | any other | `KeepAndSetState` |
///
/// `Restore` stands exactly where a Provider decrypts again. The peers fall short of this:
/// Aquarius 5.1.8 leaves the document stripped on 2 → 5 and tries in vain to restore it on 2 → 1;
/// ocean-node 3.2.0 leaves the full document on 4 → 3 and the short one on 2 → 0.
///
/// After 2 → 1 (or 2 → 6) the stored document is still short. On a later 1 → 0 the answer is
/// `KeepAndSetState`, since the two states do not tell this: an indexer that finds its stored
/// document short must restore it then as well.
///
/// # Examples
///
/// ```
/// use ocean_state::{AssetState, Transition, on_state_event};
///
/// let old = AssetState::OrderingDisabled;
/// assert_eq!(on_state_event(old, AssetState::Revoked), Transition::SoftDelete);
/// assert_eq!(on_state_event(old, AssetState::Active), Transition::KeepAndSetState);
/// ```
pub fn on_state_event(old: AssetState, new: AssetState) -> Transition {
    match (old, new) {
        _ if old == new => Transition::Ignore,
        (Deprecated | Revoked, Active | OrderingDisabled | Unlisted) => Transition::Restore,
        (Deprecated, Revoked) | (Revoked, Deprecated) => Transition::KeepAndSetState,
        (_, Deprecated | Revoked) => Transition::SoftDelete,
        _ => Transition::KeepAndSetState,
    }
}
