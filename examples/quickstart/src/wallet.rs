use alloy_primitives::{Address, B256, U256, hex};
use ocean_provider_core::{
    auth::{Caller, Claimed, Message, Nonce, Request},
    keys::{ProviderKey, RandomError},
    orders::{ProviderFee, calls::StartOrder, events::ConsumeMarketFee},
};

use crate::{net::Net, refused::Refused};

/// Somebody with a key, who signs requests and sends transactions.
pub(crate) struct Wallet {
    key: ProviderKey,
    /// Of his last request.
    nonce: u64,
}

/// What comes with a signed request: `consumerAddress`, `nonce` and `signature`.
#[derive(Clone)]
pub(crate) struct Signed {
    claimed: Claimed,
    nonce: Nonce,
    signature: String,
}

impl Wallet {
    pub(crate) fn new(
        random: impl FnMut(&mut [u8]) -> Result<(), RandomError>,
    ) -> Result<Self, RandomError> {
        let key = ProviderKey::generate(random)?;
        Ok(Self { key, nonce: 0 })
    }

    pub(crate) fn address(&self) -> Address {
        self.key.address()
    }

    /// Signs a request with the next nonce.
    pub(crate) fn sign(&mut self, request: &Request<'_>) -> Result<Signed, Refused> {
        self.nonce += 1;
        let (claimed, nonce) = (Claimed::from(self.address()), Nonce::from(self.nonce));
        let message = Message::wire(request, &claimed, &nonce)?;
        let signature = self.key.sign_digest(&message.digest());
        Ok(Signed {
            claimed,
            nonce,
            signature: hex::encode_prefixed(signature.to_bytes()),
        })
    }

    /// Pays one datatoken and the Provider's fee for a service; the transaction.
    pub(crate) fn order(
        &self,
        net: &mut Net,
        datatoken: Address,
        service_index: usize,
        provider_fee: ProviderFee,
    ) -> Result<B256, Refused> {
        let call = StartOrder {
            consumer: self.address(),
            service_index: U256::from(service_index),
            provider_fee,
            consume_market_fee: ConsumeMarketFee::NONE,
        };
        Ok(net.chain.start_order(self.address(), datatoken, &call)?)
    }
}

impl Signed {
    /// Who says that he signed it.
    pub(crate) const fn address(&self) -> Address {
        self.claimed.address()
    }

    /// Proves who asks for this: on the Provider's side.
    pub(crate) fn verify(&self, request: &Request<'_>) -> Result<Caller, Refused> {
        let message = Message::wire(request, &self.claimed, &self.nonce)?;
        Ok(message.verify(&self.signature)?)
    }
}
