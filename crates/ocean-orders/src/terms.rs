use alloy_primitives::{Address, B256, U256};

/// One datatoken in its smallest unit, 10^18: what every order of a service costs.
pub const ONE_DATATOKEN: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// Who claims to have ordered what, and what the caller knows about it: the question that
/// [`verify`](crate::verify) answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms<'a> {
    /// The chain of the asset (EIP-155), on which receipts are asked for.
    pub chain_id: u64,
    /// The transaction that the consumer named.
    pub transaction: B256,
    /// The Provider's own address on this chain, which signed the fee.
    pub provider: Address,
    /// Who asks: the consumer, whose signature or token has been checked.
    pub sender: Address,
    /// The data NFT of the asset.
    pub nft: Address,
    /// The datatoken of the service, from the asset's document.
    pub datatoken: Address,
    /// What the data NFT answers to [`IsDeployed`](crate::calls::IsDeployed) about the
    /// datatoken. Without it a document could name the datatoken of another asset.
    pub deployed_by_nft: bool,
    /// The id of the service.
    pub service_id: &'a str,
    /// The position of the service in the document's list, from 0.
    pub service_index: u64,
    /// How many seconds an order is good for. Zero: for ever.
    pub timeout: u64,
    /// How much must have been paid, in the datatoken's smallest unit: [`ONE_DATATOKEN`].
    pub required_amount: U256,
    /// The compute environment in which a dataset is to be used. `None` for a download, and for
    /// the order of an algorithm (Provider 2.1.6).
    pub environment: Option<&'a str>,
    /// The newest block of the chain, to count confirmations from.
    pub latest_block: u64,
    /// Whose rules decide.
    pub rules: Rules,
    /// What the strict rules leave to the Provider.
    pub policy: Policy,
}

/// Whose rules decide whether an order holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rules {
    /// The rules to decide with.
    ///
    /// Those of Provider 2.1.6, and in addition: only what the datatoken itself emitted counts, in
    /// both receipts; a fee that expires does so always; its signature is recovered with `v`; a
    /// reused order is as old as its first use; and what [`Policy`] demands.
    #[default]
    Strict,
    /// `validate_order` of Provider 2.1.6, to foretell or to explain its answers. Never decide with
    /// it.
    ///
    /// What it gives up: **events count whichever contract emitted them**, so that anybody gets any
    /// service for nothing, with a contract or a datatoken of his own or by reusing such an order;
    /// `reuseOrder` makes an order of any age new; a fee's `v` may be wrong; and a fee expires only
    /// where an environment is named. Of the policy it reads [`expired_fee`](Policy::expired_fee)
    /// alone.
    Reference,
}

/// What the strict rules leave to the Provider. The default is the strictest that honest clients
/// of today live with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Policy {
    /// Whether `reuseOrder` makes an order young again.
    pub renewal: Renewal,
    /// Whether a fee that has expired still counts.
    pub expired_fee: ExpiredFee,
    /// Who may call `reuseOrder`.
    pub reuse_caller: ReuseCaller,
    /// How many blocks must stand, the transaction's own included, for both receipts. Zero and one
    /// ask for nothing beyond the receipt, as Provider 2.1.6.
    pub min_confirmations: u64,
}

/// Whether `reuseOrder` makes an order young again, for the price of a Provider's fee, which is
/// nothing for downloads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Renewal {
    /// The age counts from `OrderStarted`: after the service's timeout a new datatoken is due, as
    /// with ocean-node 3.2.0.
    #[default]
    Refuse,
    /// The age counts from `OrderReused`, as with Provider 2.1.6: **one datatoken lasts for ever**.
    Allow,
}

/// Whether a fee that has expired still counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExpiredFee {
    /// It does not.
    #[default]
    Refuse,
    /// It does: for the question whether an order is there for which only a new fee is due, as
    /// `initialize` and `initializeCompute` of Provider 2.1.6 ask it. The
    /// [`Order`](crate::Order) is then one that has expired already, which nobody may serve.
    Allow,
}

/// Who may call `reuseOrder`. The contract asks nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReuseCaller {
    /// Anybody, as with Provider 2.1.6: what was reused serves only the order's consumer and payer.
    #[default]
    Anyone,
    /// The consumer or payer of the order. Refuses reuse through the factory, unless the order was
    /// made through the factory.
    ConsumerOrPayer,
}
