use std::collections::{HashMap, HashSet};

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use ocean_orders::{
    Log, ONE_DATATOKEN, ProviderFee,
    calls::{MAX_PROOFS, ReuseOrder, SetMetaData, StartOrder, StoredMetadata},
    events::{
        MetadataCreated, MetadataState, MetadataUpdated, MetadataValidated, NftCreated,
        OrderReused, OrderStarted, TokenCreated,
    },
};
use serde_json::{Value, json};

use crate::{
    Revert,
    asset::{Datatoken, Nft},
};

/// The chain. Its first block has the number 1 and the time it was made with; each later one comes
/// a second after the one before.
#[derive(Debug)]
pub struct Chain {
    id: u64,
    factory: Address,
    now: u64,
    blocks: Vec<Block>,
    pub(crate) nfts: HashMap<Address, Nft>,
    pub(crate) datatokens: HashMap<Address, Datatoken>,
    pub(crate) access_lists: HashMap<Address, HashSet<Address>>,
}

#[derive(Debug)]
struct Block {
    timestamp: u64,
    transaction: B256,
    from: Address,
    to: Address,
    succeeded: bool,
    logs: Vec<Log>,
}

impl Chain {
    /// An empty chain, at a time in seconds since 1970.
    #[must_use]
    pub fn new(chain_id: u64, now: u64) -> Self {
        Self {
            id: chain_id,
            factory: Address::from_word(keccak256(b"factory")),
            now,
            blocks: Vec::new(),
            nfts: HashMap::new(),
            datatokens: HashMap::new(),
            access_lists: HashMap::new(),
        }
    }

    /// The chain's id (EIP-155).
    #[must_use]
    pub const fn chain_id(&self) -> u64 {
        self.id
    }

    /// The address of the factory, which is there from the beginning.
    #[must_use]
    pub const fn factory(&self) -> Address {
        self.factory
    }

    /// The address of the Ocean token, of which no balances are kept.
    #[must_use]
    pub fn ocean_token(&self) -> Address {
        Address::from_word(keccak256(b"ocean token"))
    }

    /// The time of the next block, in seconds since 1970.
    #[must_use]
    pub const fn now(&self) -> u64 {
        self.now
    }

    /// Lets time pass.
    pub fn advance(&mut self, seconds: u64) {
        self.now = self.now.saturating_add(seconds);
    }

    /// The number of the newest block.
    #[must_use]
    pub fn latest_block(&self) -> u64 {
        self.blocks.len() as u64
    }

    /// The time of a block, in seconds since 1970.
    #[must_use]
    pub fn block_timestamp(&self, number: u64) -> Option<u64> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        Some(self.blocks.get(index)?.timestamp)
    }

    /// What a node answers to `eth_getBlockByNumber`, as far as it is known here.
    #[must_use]
    pub fn block(&self, number: u64) -> Option<Value> {
        Some(json!({
            "number": format!("{number:#x}"),
            "hash": self.block_hash(number),
            "timestamp": format!("{:#x}", self.block_timestamp(number)?),
        }))
    }

    /// What a node answers to `eth_getTransactionReceipt`. `None`: the chain does not know the
    /// transaction.
    #[must_use]
    pub fn receipt(&self, transaction: B256) -> Option<Value> {
        let index = self
            .blocks
            .iter()
            .position(|block| block.transaction == transaction)?;
        let block = self.blocks.get(index)?;
        let number = index as u64 + 1;
        let hash = self.block_hash(number);
        let number = format!("{number:#x}");
        let log = |log: &Log| {
            json!({
                "address": log.address,
                "topics": log.topics,
                "data": log.data,
                "logIndex": format!("{:#x}", log.log_index),
                "transactionHash": transaction,
                "blockHash": hash,
                "blockNumber": number,
                "removed": false,
            })
        };
        Some(json!({
            "transactionHash": transaction,
            "from": block.from,
            "to": block.to,
            "status": if block.succeeded { "0x1" } else { "0x0" },
            "blockHash": hash,
            "blockNumber": number,
            "logs": block.logs.iter().map(log).collect::<Vec<_>>(),
        }))
    }

    /// Makes a data NFT through the factory; its address, and the transaction.
    pub fn create_nft(&mut self, sender: Address, name: &str, symbol: &str) -> (Address, B256) {
        let nft = self.new_address(sender);
        let created = NftCreated {
            token: nft,
            template: Address::ZERO,
            name: name.into(),
            admin: sender,
            symbol: symbol.into(),
            token_uri: String::new(),
            transferable: true,
            creator: sender,
        };
        let state = Nft {
            owner: sender,
            name: name.into(),
            symbol: symbol.into(),
            decryptor_url: String::new(),
            decryptor_address: String::new(),
            state: 0,
            has_metadata: false,
            datatokens: Vec::new(),
        };
        self.nfts.insert(nft, state);
        let log = created.encode(self.factory, 0);
        (nft, self.mine(sender, self.factory, true, vec![log]))
    }

    /// Makes a datatoken of a data NFT; its address.
    ///
    /// # Errors
    /// [`Revert`]: there is no such NFT, or the sender does not own it.
    pub fn create_datatoken(&mut self, sender: Address, nft: Address) -> Result<Address, Revert> {
        let datatoken = self.new_address(sender);
        self.owned(sender, nft)?.datatokens.push(datatoken);
        let state = Datatoken {
            nft,
            ..Datatoken::default()
        };
        self.datatokens.insert(datatoken, state);
        let created = TokenCreated {
            token: datatoken,
            template: Address::ZERO,
            name: "Datatoken".into(),
            symbol: "DT".into(),
            cap: U256::MAX,
            creator: sender,
        };
        let log = created.encode(self.factory, 0);
        self.mine(sender, nft, true, vec![log]);
        Ok(datatoken)
    }

    /// Gives somebody a datatoken, as its NFT's owner may.
    ///
    /// # Errors
    /// [`Revert`]: there is no such datatoken, or the sender does not own its NFT.
    pub fn mint(&mut self, sender: Address, datatoken: Address, to: Address) -> Result<(), Revert> {
        let nft = self.datatoken(datatoken)?.nft;
        self.owned(sender, nft)?;
        let balance = self.datatoken(datatoken)?.balances.entry(to).or_default();
        *balance = balance.saturating_add(ONE_DATATOKEN);
        self.mine(sender, datatoken, true, Vec::new());
        Ok(())
    }

    /// Makes an access list, a contract that has one token for each member; its address.
    pub fn create_access_list(&mut self, sender: Address, members: &[Address]) -> Address {
        let list = self.new_address(sender);
        self.access_lists
            .insert(list, members.iter().copied().collect());
        self.mine(sender, list, true, Vec::new());
        list
    }

    /// `setMetaData`; the transaction.
    ///
    /// # Errors
    /// [`Revert`], with a receipt of status 0.
    pub fn set_metadata(
        &mut self,
        sender: Address,
        nft: Address,
        call: &SetMetaData,
    ) -> Result<B256, Revert> {
        let (timestamp, block_number) = self.next();
        let proven = call.proofs.len() <= MAX_PROOFS
            && call.proofs.iter().all(|proof| {
                proof.validator.is_zero() || proof.verify(&call.metadata_hash).is_ok()
            });
        let first = match self.owned(sender, nft) {
            Ok(_) if !proven => return self.reverted(sender, nft, Revert::Proof),
            Ok(nft) => {
                nft.decryptor_url.clone_from(&call.decryptor_url);
                nft.decryptor_address.clone_from(&call.decryptor_address);
                nft.state = call.state;
                !std::mem::replace(&mut nft.has_metadata, true)
            }
            Err(revert) => return self.reverted(sender, nft, revert),
        };
        let SetMetaData {
            state,
            decryptor_url,
            decryptor_address: _,
            flags,
            data,
            metadata_hash,
            proofs,
        } = call.clone();
        let log = if first {
            let created = MetadataCreated {
                created_by: sender,
                state,
                decryptor_url,
                flags,
                data,
                metadata_hash,
                timestamp,
                block_number,
            };
            created.encode(nft, 0)
        } else {
            let updated = MetadataUpdated {
                updated_by: sender,
                state,
                decryptor_url,
                flags,
                data,
                metadata_hash,
                timestamp,
                block_number,
            };
            updated.encode(nft, 0)
        };
        let mut logs = vec![log];
        for (proof, index) in proofs.iter().zip(1..) {
            let validated = MetadataValidated {
                validator: proof.validator,
                metadata_hash,
                v: proof.v,
                r: proof.r,
                s: proof.s,
            };
            logs.push(validated.encode(nft, index));
        }
        Ok(self.mine(sender, nft, true, logs))
    }

    /// `setMetaDataState`; the transaction.
    ///
    /// # Errors
    /// [`Revert`], with a receipt of status 0.
    pub fn set_state(&mut self, sender: Address, nft: Address, state: u8) -> Result<B256, Revert> {
        let (timestamp, block_number) = self.next();
        match self.owned(sender, nft) {
            Ok(nft) => nft.state = state,
            Err(revert) => return self.reverted(sender, nft, revert),
        }
        let log = MetadataState {
            updated_by: sender,
            state,
            timestamp,
            block_number,
        }
        .encode(nft, 0);
        Ok(self.mine(sender, nft, true, vec![log]))
    }

    /// `startOrder`: takes one datatoken from the sender; the transaction.
    ///
    /// # Errors
    /// [`Revert`], with a receipt of status 0.
    pub fn start_order(
        &mut self,
        sender: Address,
        datatoken: Address,
        call: &StartOrder,
    ) -> Result<B256, Revert> {
        let (timestamp, block_number) = self.next();
        if let Err(revert) = self.pay(sender, datatoken, &call.provider_fee) {
            return self.reverted(sender, datatoken, revert);
        }
        let started = OrderStarted {
            consumer: call.consumer,
            payer: sender,
            amount: ONE_DATATOKEN,
            service_index: call.service_index,
            timestamp,
            publish_market_address: Address::ZERO,
            block_number,
        };
        let logs = vec![
            started.encode(datatoken, 0),
            call.provider_fee.encode(datatoken, 1),
        ];
        Ok(self.mine(sender, datatoken, true, logs))
    }

    /// `reuseOrder`, which like the real one checks neither order nor sender; the transaction.
    ///
    /// # Errors
    /// [`Revert`], with a receipt of status 0.
    pub fn reuse_order(
        &mut self,
        sender: Address,
        datatoken: Address,
        call: &ReuseOrder,
    ) -> Result<B256, Revert> {
        let (timestamp, block_number) = self.next();
        if let Err(revert) = self.datatoken(datatoken).map(drop) {
            return self.reverted(sender, datatoken, revert);
        }
        if call.provider_fee.verify().is_err() {
            return self.reverted(sender, datatoken, Revert::ProviderFee);
        }
        let reused = OrderReused {
            order_transaction: call.order_transaction,
            caller: sender,
            timestamp,
            block_number,
        };
        let logs = vec![
            reused.encode(datatoken, 0),
            call.provider_fee.encode(datatoken, 1),
        ];
        Ok(self.mine(sender, datatoken, true, logs))
    }

    /// A transaction to a contract of the sender's own, which emits what it is told: how orders are
    /// forged.
    pub fn forge(&mut self, sender: Address, logs: Vec<Log>) -> B256 {
        let contract = self.new_address(sender);
        let logs = logs
            .into_iter()
            .map(|log| Log {
                address: contract,
                ..log
            })
            .collect();
        self.mine(sender, contract, true, logs)
    }

    /// `getMetaData()`.
    ///
    /// # Errors
    /// [`Revert`]: there is no such NFT.
    pub fn metadata(&self, nft: Address) -> Result<StoredMetadata, Revert> {
        let nft = self.nfts.get(&nft).ok_or(Revert::NoContract(nft))?;
        Ok(StoredMetadata {
            decryptor_url: nft.decryptor_url.clone(),
            decryptor_address: nft.decryptor_address.clone(),
            state: nft.state,
            has_metadata: nft.has_metadata,
        })
    }

    /// `isDeployed(datatoken)`: whether this NFT made that datatoken.
    #[must_use]
    pub fn is_deployed(&self, nft: Address, datatoken: Address) -> bool {
        self.nfts
            .get(&nft)
            .is_some_and(|nft| nft.datatokens.contains(&datatoken))
    }

    /// `erc721List(nft)`: the same address if the factory made the NFT, else zero.
    #[must_use]
    pub fn erc721_list(&self, nft: Address) -> Address {
        if self.nfts.contains_key(&nft) {
            nft
        } else {
            Address::ZERO
        }
    }

    /// `ownerOf(1)`.
    #[must_use]
    pub fn owner_of(&self, nft: Address) -> Option<Address> {
        Some(self.nfts.get(&nft)?.owner)
    }

    /// `name()` and `symbol()`.
    #[must_use]
    pub fn name_and_symbol(&self, nft: Address) -> Option<(&str, &str)> {
        let nft = self.nfts.get(&nft)?;
        Some((&nft.name, &nft.symbol))
    }

    fn owned(&mut self, sender: Address, nft: Address) -> Result<&mut Nft, Revert> {
        let found = self.nfts.get_mut(&nft).ok_or(Revert::NoContract(nft))?;
        if found.owner == sender {
            Ok(found)
        } else {
            Err(Revert::NotOwner)
        }
    }

    fn datatoken(&mut self, datatoken: Address) -> Result<&mut Datatoken, Revert> {
        self.datatokens
            .get_mut(&datatoken)
            .ok_or(Revert::NoContract(datatoken))
    }

    fn pay(
        &mut self,
        sender: Address,
        datatoken: Address,
        fee: &ProviderFee,
    ) -> Result<(), Revert> {
        let balance = self
            .datatoken(datatoken)?
            .balances
            .entry(sender)
            .or_default();
        let rest = balance.checked_sub(ONE_DATATOKEN).ok_or(Revert::Balance)?;
        fee.verify().map_err(|_| Revert::ProviderFee)?;
        *balance = rest;
        Ok(())
    }

    fn block_hash(&self, number: u64) -> B256 {
        keccak256(
            [
                b"block".as_slice(),
                &self.id.to_be_bytes(),
                &number.to_be_bytes(),
            ]
            .concat(),
        )
    }

    /// Time and number of the block that comes next.
    fn next(&self) -> (U256, U256) {
        (U256::from(self.now), U256::from(self.latest_block() + 1))
    }

    fn new_address(&self, sender: Address) -> Address {
        let made = self.nfts.len() + self.datatokens.len() + self.blocks.len();
        let seed = [sender.as_slice(), &made.to_be_bytes()].concat();
        Address::from_word(keccak256(seed))
    }

    fn reverted(&mut self, from: Address, to: Address, why: Revert) -> Result<B256, Revert> {
        self.mine(from, to, false, Vec::new());
        Err(why)
    }

    fn mine(&mut self, from: Address, to: Address, succeeded: bool, logs: Vec<Log>) -> B256 {
        let mut seed = Vec::from(self.id.to_be_bytes());
        seed.extend(self.latest_block().to_be_bytes());
        let transaction = keccak256(Bytes::from(seed));
        self.blocks.push(Block {
            timestamp: self.now,
            transaction,
            from,
            to,
            succeeded,
            logs,
        });
        self.now = self.now.saturating_add(1);
        transaction
    }
}
