use alloy_primitives::{Address, B256};
use ocean_provider_core::{
    access::Item,
    orders::{self, ONE_DATATOKEN, Order, Policy, Refusal, Step, Terms},
};

use super::Provider;
use crate::{net::Net, refused::Refused};

impl Provider {
    /// What the chain says of the transaction with which a service is said to be paid; `None` if it
    /// does not know it.
    pub(super) fn order(
        &self,
        net: &Net,
        item: &Item<'_>,
        transaction: B256,
        sender: Address,
        environment: Option<&str>,
    ) -> Result<Option<Result<Order, Refusal>>, Refused> {
        let service = item.asset.document().ddo().service_by_id(item.service_id);
        let datatoken = service.and_then(|service| service.parse_datatoken_address()?.ok());
        let (Some(service), Some(datatoken)) = (service, datatoken) else {
            // `decide` names it as a reason of its own.
            return Ok(None);
        };
        let Some(receipt) = net.receipt(transaction)? else {
            return Ok(None);
        };
        let terms = Terms {
            chain_id: self.chain_id,
            transaction,
            provider: self.address()?,
            sender,
            nft: item.asset.nft(),
            datatoken,
            deployed_by_nft: net.chain.is_deployed(item.asset.nft(), datatoken),
            service_id: item.service_id,
            service_index: service.index() as u64,
            timeout: service.timeout().unwrap_or_default(),
            required_amount: ONE_DATATOKEN,
            environment,
            latest_block: net.chain.latest_block(),
            rules: orders::Rules::Strict,
            policy: Policy::default(),
        };
        match orders::verify(&terms, &receipt, net.now()) {
            Ok(Step::Verified(order)) => Ok(Some(Ok(order))),
            // The transaction reuses the order of another one.
            Ok(Step::NeedReceipt(pending)) => {
                let first = net.receipt(pending.transaction_hash())?;
                Ok(first.map(|first| pending.resume(&first)))
            }
            Err(refusal) => Ok(Some(Err(refusal))),
        }
    }
}
