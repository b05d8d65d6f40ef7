//! Who asks for what, and the receipts.

use alloy_primitives::{Address, B256, U256};
use ocean_orders::{
    ExpiredFee, JsonRpcReceipt, ONE_DATATOKEN, Policy, Receipt, Renewal, Rules, Terms,
};

use crate::{cli::OrderVerifyArgs, shape::Place};

/// The chain of all receipts and of the asset: nothing in the file says which.
const CHAIN_ID: u64 = 0;

pub(super) struct Input {
    transaction: B256,
    sender: Address,
    provider: Address,
    pub(super) now: u64,
    nft: Address,
    is_deployed: bool,
    service: Service,
    required_amount: U256,
    environment: Option<String>,
    allow_expired_fees: bool,
    receipts: Vec<Receipt>,
}

struct Service {
    id: String,
    index: u64,
    timeout: u64,
    datatoken: Address,
}

impl Input {
    pub(super) fn of(root: &Place<'_>) -> Result<Self, String> {
        let inner = root.optional("input");
        let input = inner.as_ref().unwrap_or(root);
        let service = input.member("service")?;
        let receipts = input.member("receipts")?;
        Ok(Self {
            transaction: input.member("tx_id")?.hash()?,
            sender: input.member("sender")?.address()?,
            provider: input.member("provider_address")?.address()?,
            now: input.member("now")?.integer()?,
            nft: input.member("nft_address")?.address()?,
            is_deployed: input.member("is_deployed")?.flag()?,
            service: Service {
                id: service.member("id")?.text()?.into(),
                index: service.member("index")?.integer()?,
                timeout: service.member("timeout")?.integer()?,
                datatoken: service.member("datatokenAddress")?.address()?,
            },
            required_amount: match input.optional("required_amount") {
                Some(amount) => amount.amount()?,
                None => ONE_DATATOKEN,
            },
            environment: match input.optional("environment") {
                Some(environment) => Some(environment.text()?.into()),
                None => None,
            },
            allow_expired_fees: match input.optional("allow_expired_provider_fees") {
                Some(flag) => flag.flag()?,
                None => false,
            },
            receipts: receipts
                .elements()?
                .map(|place| receipt(&place))
                .collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn terms(&self, rules: Rules, args: &OrderVerifyArgs) -> Terms<'_> {
        let mut policy = Policy::default();
        if args.allow_renewal {
            policy.renewal = Renewal::Allow;
        }
        if args.allow_expired_fees || self.allow_expired_fees {
            policy.expired_fee = ExpiredFee::Allow;
        }
        Terms {
            chain_id: CHAIN_ID,
            transaction: self.transaction,
            provider: self.provider,
            sender: self.sender,
            nft: self.nft,
            datatoken: self.service.datatoken,
            deployed_by_nft: self.is_deployed,
            service_id: &self.service.id,
            service_index: self.service.index,
            timeout: self.service.timeout,
            required_amount: self.required_amount,
            environment: self.environment.as_deref(),
            // The policy asks for no confirmations.
            latest_block: 0,
            rules,
            policy,
        }
    }

    pub(super) fn receipt_of(&self, transaction: &B256) -> Result<&Receipt, String> {
        let mut receipts = self.receipts.iter();
        let found = receipts.find(|receipt| receipt.transaction_hash == *transaction);
        found.ok_or_else(|| {
            format!("expected the receipt of transaction `{transaction}`, found none")
        })
    }
}

fn receipt(place: &Place<'_>) -> Result<Receipt, String> {
    let receipt = place.read::<JsonRpcReceipt>()?;
    let receipt = receipt.into_receipt(CHAIN_ID, None);
    receipt.map_err(|error| place.because(error))
}
