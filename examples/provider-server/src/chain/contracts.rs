//! Questions to contracts.

use std::time::Duration;

use alloy_primitives::{Address, Bytes, U256};
use futures_util::{StreamExt as _, stream};
use ocean_orders::calls::{
    Decimals, DecodeReturnError, Erc721List, GetMetaData, IsDeployed, OwnerOf,
};
use ocean_provider_core::{
    access::OnChain,
    credentials::{AccessList, Lookup},
    did::parse_address_lenient,
    state::AssetState,
};
use serde::Serialize;
use tokio::time::Instant;

use super::{ChainError, Node};

/// How many access lists are asked about one consumer. Look-ups beyond are failed ones, so that a
/// publisher cannot make a Provider ask without end.
pub const MAX_LOOKUPS: usize = 64;

/// How many access lists are asked at the same time.
const LOOKUPS_AT_ONCE: usize = 8;

const ETH_CALL: &str = "eth_call";

/// `balanceOf(address)`, of ERC-20 and ERC-721.
const BALANCE_OF: [u8; 4] = [0x70, 0xa0, 0x82, 0x31];

impl Node {
    /// `getMetaData()`: the state of a data NFT.
    ///
    /// # Errors
    /// [`ChainError`]; [`ChainError::is_of_contract`] if there is no such NFT.
    pub async fn on_chain(&self, nft: Address) -> Result<OnChain, ChainError> {
        let calldata = GetMetaData {}.calldata();
        let stored = self.ask(nft, calldata, GetMetaData::decode_return).await?;
        Ok(OnChain {
            chain_id: self.chain_id,
            nft,
            state: AssetState::from(stored.state),
        })
    }

    /// `erc721List(nft)` of Ocean's factory: the NFT itself, if it made it, else zero.
    ///
    /// # Errors
    /// [`ChainError`]; one of the contract if what is configured as the factory is none.
    pub async fn erc721_list(&self, nft: Address) -> Result<Address, ChainError> {
        let calldata = Erc721List { nft }.calldata();
        self.ask(self.factory, calldata, Erc721List::decode_return)
            .await
    }

    /// `isDeployed(datatoken)` of a data NFT: whether it made the datatoken.
    ///
    /// # Errors
    /// [`ChainError`]; [`ChainError::is_of_contract`] if there is no such NFT.
    pub async fn is_deployed(&self, nft: Address, datatoken: Address) -> Result<bool, ChainError> {
        let calldata = IsDeployed { datatoken }.calldata();
        self.ask(nft, calldata, IsDeployed::decode_return).await
    }

    /// `ownerOf(1)` of a data NFT; `None` if nobody owns it.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn owner(&self, nft: Address) -> Result<Option<Address>, ChainError> {
        let token_id = U256::ONE;
        let calldata = OwnerOf { token_id }.calldata();
        match self.ask(nft, calldata, OwnerOf::decode_return).await {
            Ok(owner) => Ok(Some(owner)),
            Err(error) if error.is_of_contract() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// `decimals()` of an ERC-20 token.
    ///
    /// # Errors
    /// [`ChainError`]; [`ChainError::is_of_contract`] if there is no such token.
    pub async fn decimals(&self, token: Address) -> Result<u8, ChainError> {
        self.ask(token, Decimals {}.calldata(), Decimals::decode_return)
            .await
    }

    /// Whether the consumer is a member of each of the lists: `balanceOf(consumer)` is not zero.
    ///
    /// A list without a chain is taken to be on this one. One on another chain cannot be asked here:
    /// its look-up is [`Lookup::Failed`], and so is one without an answer. All of them together take
    /// no longer than the time-out of one request.
    pub async fn lookups(
        &self,
        lists: Vec<AccessList>,
        consumer: Address,
    ) -> Vec<(AccessList, Lookup)> {
        let end = Instant::now() + self.timeout.min(Duration::from_secs(3_600));
        let lookups = lists
            .into_iter()
            .enumerate()
            .map(|(index, list)| async move {
                let lookup = if index < MAX_LOOKUPS {
                    let lookup = tokio::time::timeout_at(end, self.lookup(&list, consumer)).await;
                    lookup.unwrap_or(Lookup::Failed)
                } else {
                    Lookup::Failed
                };
                (list, lookup)
            });
        stream::iter(lookups)
            .buffered(LOOKUPS_AT_ONCE)
            .collect()
            .await
    }

    async fn lookup(&self, list: &AccessList, consumer: Address) -> Lookup {
        let is_here = list.chain_id.is_none_or(|id| id == self.chain_id);
        let Ok(contract) = parse_address_lenient(&list.contract) else {
            return Lookup::Failed;
        };
        if !is_here {
            return Lookup::Failed;
        }
        let calldata = [BALANCE_OF.as_slice(), consumer.into_word().as_slice()].concat();
        let answer = self.call(contract, &calldata).await;
        let balance = answer.ok().and_then(|answer| {
            let word: &[u8; 32] = answer.first_chunk()?;
            Some(U256::from_be_bytes(*word))
        });
        match balance {
            Some(balance) if balance.is_zero() => Lookup::NotMember,
            Some(_) => Lookup::Member,
            None => Lookup::Failed,
        }
    }

    /// `eth_call` with any data, as of the newest block: what the contract answered, which is
    /// nothing if there is no contract.
    ///
    /// # Errors
    /// [`ChainError`]; [`ChainError::Reverted`] if the contract refuses.
    pub async fn call(&self, to: Address, data: &[u8]) -> Result<Bytes, ChainError> {
        let data = Bytes::copy_from_slice(data);
        self.request(ETH_CALL, (Call { to, data }, "latest")).await
    }

    async fn ask<T>(
        &self,
        to: Address,
        data: Bytes,
        decode: fn(&[u8]) -> Result<T, DecodeReturnError>,
    ) -> Result<T, ChainError> {
        let answer: Bytes = self
            .request(ETH_CALL, (Call { to, data }, "latest"))
            .await?;
        decode(&answer).map_err(|error| ChainError::OtherContract { address: to, error })
    }
}

/// The first parameter of `eth_call`.
#[derive(Clone, Debug, Serialize)]
struct Call {
    to: Address,
    data: Bytes,
}
