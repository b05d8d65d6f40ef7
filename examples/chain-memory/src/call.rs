use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolValue;
use ocean_orders::calls::{
    Decimals, Erc721List, GetErc721Address, GetMetaData, IsDeployed, OwnerOf,
};

use crate::{
    Chain, Revert,
    asset::{Datatoken, Nft},
};

/// `name()`, `symbol()` and `balanceOf(address)` of ERC-20 and ERC-721.
const NAME: [u8; 4] = [0x06, 0xfd, 0xde, 0x03];
const SYMBOL: [u8; 4] = [0x95, 0xd8, 0x9b, 0x41];
const BALANCE_OF: [u8; 4] = [0x70, 0xa0, 0x82, 0x31];

impl Chain {
    /// What a node answers to `eth_call`: of the functions that only look, those that a Provider
    /// asks for. An address without a contract answers with nothing, as on a real chain.
    ///
    /// # Errors
    /// [`Revert::NoFunction`].
    pub fn call(&self, to: Address, data: &[u8]) -> Result<Bytes, Revert> {
        let (selector, arguments) = data.split_first_chunk().ok_or(Revert::NoFunction)?;
        let answer = if to == self.factory() {
            self.call_factory(*selector, arguments)
        } else if let Some(nft) = self.nfts.get(&to) {
            call_nft(nft, *selector, arguments)
        } else if let Some(datatoken) = self.datatokens.get(&to) {
            call_datatoken(datatoken, *selector, arguments)
        } else if let Some(members) = self.access_lists.get(&to) {
            match *selector {
                BALANCE_OF => address(arguments)
                    .map(|account| U256::from(members.contains(&account)).abi_encode()),
                _ => None,
            }
        } else if to == self.ocean_token() {
            match *selector {
                Decimals::SELECTOR => Some(U256::from(18).abi_encode()),
                _ => None,
            }
        } else {
            return Ok(Bytes::new());
        };
        answer.map(Bytes::from).ok_or(Revert::NoFunction)
    }

    fn call_factory(&self, selector: [u8; 4], arguments: &[u8]) -> Option<Vec<u8>> {
        match selector {
            Erc721List::SELECTOR => Some(self.erc721_list(address(arguments)?).abi_encode()),
            _ => None,
        }
    }
}

fn call_nft(nft: &Nft, selector: [u8; 4], arguments: &[u8]) -> Option<Vec<u8>> {
    Some(match selector {
        GetMetaData::SELECTOR => (
            nft.decryptor_url.clone(),
            nft.decryptor_address.clone(),
            U256::from(nft.state),
            nft.has_metadata,
        )
            .abi_encode_params(),
        IsDeployed::SELECTOR => nft.datatokens.contains(&address(arguments)?).abi_encode(),
        OwnerOf::SELECTOR => nft.owner.abi_encode(),
        NAME => nft.name.abi_encode(),
        SYMBOL => nft.symbol.abi_encode(),
        _ => return None,
    })
}

fn call_datatoken(datatoken: &Datatoken, selector: [u8; 4], arguments: &[u8]) -> Option<Vec<u8>> {
    Some(match selector {
        Decimals::SELECTOR => U256::from(18).abi_encode(),
        GetErc721Address::SELECTOR => datatoken.nft.abi_encode(),
        BALANCE_OF => {
            let balance = datatoken.balances.get(&address(arguments)?);
            balance.copied().unwrap_or_default().abi_encode()
        }
        _ => return None,
    })
}

fn address(arguments: &[u8]) -> Option<Address> {
    Address::abi_decode_validate(arguments.get(..32)?).ok()
}
