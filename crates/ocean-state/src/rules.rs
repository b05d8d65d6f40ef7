use crate::{
    AssetState::{
        self, Active, Deprecated, EndOfLife, OrderingDisabled, Revoked, Unknown, Unlisted,
    },
    Decision,
};

/// Whose reading of the states to follow.
///
/// [`Strict`](Self::Strict) is what Provider 2.1.6 and ocean.py 3.1.2 do, too. The others only
/// predict what a peer or an interface will do.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Rules {
    /// The table of DID & DDO v4.1.0, and Provider's reading where the table is silent.
    Strict,
    /// ocean-node 3.2.0, which lets state 1 be ordered, consumed and decrypted, and refuses to
    /// order or consume in state 5.
    ///
    /// Its own error text names states 0 and 5 for ordering; the code looks the state up among
    /// the list's *indexes*, 0 and 1. It gives up that an asset at its end of life is no longer
    /// handed out, and turns the buyers of unlisted assets away.
    OceanNode,
    /// The Ocean documentation of 2025, which shows assets in state 1; all else is as in `Strict`.
    ///
    /// It gives up that an asset leaves the searches at its end of life.
    Docs2025,
}

impl AssetState {
    /// Whether searches show the asset: in states 0 and 4, and under [`Rules::Docs2025`] in 1.
    ///
    /// From the column "discoverable" of DID & DDO v4.1.0. Aquarius 5.1.8 and ocean-node 3.2.0
    /// hide no state by themselves; their clients must.
    #[must_use]
    pub const fn is_discoverable(self, rules: Rules) -> bool {
        match self {
            Active | OrderingDisabled => true,
            EndOfLife => matches!(rules, Rules::Docs2025),
            Deprecated | Revoked | Unlisted | Unknown { .. } => false,
        }
    }

    /// Whether the asset is listed under its owner's profile: in states 0, 4 and 5.
    ///
    /// From the column "listed under profile" of DID & DDO v4.1.0; only interfaces apply it.
    #[must_use]
    pub const fn is_listed_in_profile(self) -> bool {
        match self {
            Active | OrderingDisabled | Unlisted => true,
            EndOfLife | Deprecated | Revoked | Unknown { .. } => false,
        }
    }

    /// Whether the asset may be ordered: in states 0 and 5, or 0 and 1 under
    /// [`Rules::OceanNode`].
    ///
    /// From the column "ordering allowed" of DID & DDO v4.1.0. Provider 2.1.6 asks the chain for
    /// the state when an order is initialized; the token contract does not.
    pub const fn may_order(self, rules: Rules) -> Decision {
        match (self, rules) {
            (Active, _)
            | (EndOfLife, Rules::OceanNode)
            | (Unlisted, Rules::Strict | Rules::Docs2025) => Decision::Permitted,
            _ => Decision::refuse(self),
        }
    }

    /// Whether an ordered asset may be downloaded or computed on: in states 0 and 5, or 0 and 1
    /// under [`Rules::OceanNode`].
    ///
    /// The documentation is silent on assets that were ordered before their state changed.
    /// Provider 2.1.6 (initialize, download and compute, by the state on chain) and ocean.py 3.1.2
    /// (`is_disabled`, by the state in the document) refuse them in every state but 0 and 5.
    pub const fn may_consume(self, rules: Rules) -> Decision {
        self.may_order(rules)
    }

    /// Whether a Provider may decrypt the document of the asset for an indexer: in states 0, 4
    /// and 5, and under [`Rules::OceanNode`] in 1.
    ///
    /// As Provider 2.1.6's `decrypt` and ocean-node 3.2.0's `DECRYPT_DDO` do, each by the state on
    /// chain.
    pub const fn may_decrypt(self, rules: Rules) -> Decision {
        match (self, rules) {
            (Active | OrderingDisabled | Unlisted, _) | (EndOfLife, Rules::OceanNode) => {
                Decision::Permitted
            }
            _ => Decision::refuse(self),
        }
    }
}
