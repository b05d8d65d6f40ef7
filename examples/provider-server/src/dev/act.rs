//! What happens to assets.

use alloy_primitives::{Address, B256, U256};
use ocean_orders::{
    FeeData, ProviderFee, UnsignedFee,
    calls::{ReuseOrder, StartOrder},
    events::{ConsumeMarketFee, MetadataState, OrderStarted},
};
use ocean_provider_core::index::{StateChange, on_state_event};

use super::{Error, PUBLISHER, Published, World, lock, now};

impl World {
    /// A fee of nothing for an asset, signed by the Provider, as `/initialize` gives it.
    ///
    /// # Errors
    /// [`Error`].
    pub fn fee(&self, asset: &Published) -> Result<ProviderFee, Error> {
        let data = FeeData {
            environment: None,
            timestamp_micros: now().saturating_mul(1_000_000),
            datatoken: asset.datatoken.to_string().into(),
            service_id: asset.service_id().into(),
        };
        let fee = UnsignedFee {
            token: self.chain().ocean_token(),
            amount: U256::ZERO,
            data: data.to_bytes()?,
            valid_until: U256::ZERO,
        };
        Ok(fee.sign(&self.provider)?)
    }

    /// The consumer gets a datatoken and pays with it; the transaction.
    ///
    /// # Errors
    /// [`Revert`](chain_memory::Revert).
    pub fn order(
        &self,
        consumer: Address,
        asset: &Published,
        fee: ProviderFee,
    ) -> Result<B256, Error> {
        let mut chain = self.chain();
        chain.mint(PUBLISHER, asset.datatoken, consumer)?;
        Ok(chain.start_order(consumer, asset.datatoken, &start(consumer, fee))?)
    }

    /// Somebody uses an order again, or what he says is one; the transaction.
    ///
    /// # Errors
    /// [`Revert`](chain_memory::Revert).
    pub fn reuse(
        &self,
        caller: Address,
        asset: &Published,
        order: B256,
        fee: ProviderFee,
    ) -> Result<B256, Error> {
        let call = ReuseOrder {
            order_transaction: order,
            provider_fee: fee,
        };
        Ok(self.chain().reuse_order(caller, asset.datatoken, &call)?)
    }

    /// A contract of the attacker's own emits the events of an order; the transaction.
    pub fn forge(&self, attacker: Address, fee: &ProviderFee) -> B256 {
        let mut chain = self.chain();
        let started = OrderStarted {
            consumer: attacker,
            payer: attacker,
            amount: ocean_orders::ONE_DATATOKEN,
            service_index: U256::ZERO,
            timestamp: U256::from(chain.now()),
            publish_market_address: Address::ZERO,
            block_number: U256::from(chain.latest_block() + 1),
        };
        // The contract's address takes the place of this one.
        let emitter = Address::ZERO;
        let logs = vec![started.encode(emitter, 0), fee.encode(emitter, 1)];
        chain.forge(attacker, logs)
    }

    /// The attacker orders a datatoken of his own, which costs him nothing, with a fee that is for
    /// another; the transaction.
    ///
    /// # Errors
    /// [`Revert`](chain_memory::Revert).
    pub fn order_own(&self, attacker: Address, fee: ProviderFee) -> Result<B256, Error> {
        let mut chain = self.chain();
        let (nft, _) = chain.create_nft(attacker, "Mine", "MINE");
        let datatoken = chain.create_datatoken(attacker, nft)?;
        chain.mint(attacker, datatoken, attacker)?;
        Ok(chain.start_order(attacker, datatoken, &start(attacker, fee))?)
    }

    /// Sets the state of an asset, on chain and in the metadata cache; the transaction.
    ///
    /// # Errors
    /// [`Error`].
    pub fn set_state(&self, asset: &Published, state: u8) -> Result<B256, Error> {
        let transaction = self.chain().set_state(PUBLISHER, asset.nft(), state)?;
        let receipt = self.receipt(transaction)?;
        let log = receipt.logs.first().ok_or("no event of the state")?;
        let event = MetadataState::decode(log)?;
        let stored = self.cached(asset.did());
        let change = on_state_event(
            &event,
            receipt.chain_id,
            receipt.block_number,
            stored.as_ref(),
        )?;
        match change {
            StateChange::Set(document) | StateChange::SoftDelete(document) => {
                lock(&self.state.documents).insert(asset.did(), document);
            }
            StateChange::Restore => self.index(asset)?,
            StateChange::Ignore => {}
        }
        Ok(transaction)
    }

    /// Publishes the document of an asset anew, with somebody on its deny list.
    ///
    /// # Errors
    /// [`Error`].
    pub fn deny(&self, asset: &Published, consumer: Address) -> Result<Published, Error> {
        let document = asset.publication.document();
        let credentials = document.ddo().credentials()?.with_denied(consumer)?;
        let document = document.edit("/credentials", credentials.text())?;
        self.update(asset, document)
    }
}

fn start(consumer: Address, provider_fee: ProviderFee) -> StartOrder {
    StartOrder {
        consumer,
        service_index: U256::ZERO,
        provider_fee,
        consume_market_fee: ConsumeMarketFee::NONE,
    }
}
