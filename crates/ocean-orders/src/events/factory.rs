use alloc::string::String;

use alloy_primitives::{Address, U256};

use super::codec::{abi, codec, event};

event! {
    /// A data NFT was made. Emitted by the factory.
    NftCreated as NFTCreated {
        /// The new data NFT.
        token: Address,
        /// The contract of which it is a clone.
        template: Address,
        /// Its name.
        name: String,
        /// Its first owner.
        admin: Address,
        /// Its symbol.
        symbol: String,
        /// Its URI.
        token_uri: String,
        /// Whether it can be given to another owner.
        transferable: bool,
        /// Who called the factory.
        creator: Address,
    }
}

event! {
    /// A datatoken was made. Emitted by the factory.
    TokenCreated as TokenCreated {
        /// The new datatoken.
        token: Address,
        /// The contract of which it is a clone.
        template: Address,
        /// Its name.
        name: String,
        /// Its symbol.
        symbol: String,
        /// How much of it there may be, in its smallest unit.
        cap: U256,
        /// Who called: the data NFT.
        creator: Address,
    }
}
