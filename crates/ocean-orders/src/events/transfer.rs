use alloy_primitives::{Address, U256};

use super::codec::{abi, codec, event};

event! {
    /// Some of a token went to another holder (ERC-20). Emitted by the token.
    ///
    /// [`Erc721Transfer`] has the same topic, and one topic more.
    Erc20Transfer as Erc20Transfer {
        /// Who held it. Zero: nobody, it is new.
        from: Address,
        /// Who holds it now. Zero: nobody, it is gone.
        to: Address,
        /// How much, in the token's smallest unit.
        value: U256,
    }
}

event! {
    /// A token went to another owner (ERC-721): for token 1 of a data NFT, the asset did. Emitted
    /// by the NFT.
    ///
    /// [`Erc20Transfer`] has the same topic, and one topic less.
    Erc721Transfer as Erc721Transfer {
        /// Who owned it. Zero: nobody, it is new.
        from: Address,
        /// Who owns it now. Zero: nobody, it is gone.
        to: Address,
        /// Which one.
        token_id: U256,
    }
}
