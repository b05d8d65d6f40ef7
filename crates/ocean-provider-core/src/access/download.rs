use core::fmt;

use alloy_primitives::B256;
use ocean_auth::{Caller, Endpoint};
use ocean_compute::Environment;
use ocean_ddo::Service;
use ocean_did::Did;
use ocean_files::Binding;
use ocean_orders::{Order, Refusal};

use crate::access::{
    Approved, Denial, Item, Reason, caller,
    denial::{all, both},
    order::{self, Needed, is_access, run_by},
    reason::cut,
};

/// `GET /download`: one file of a service.
///
/// # Examples
///
/// A file that nobody may have before he paid:
///
/// ```
/// use alloy_primitives::{B256, address};
/// use ocean_provider_core::{
///     Asset,
///     access::{Download, Item, OnChain},
///     auth::{Message, Request},
///     ddo::Document,
///     did::Did,
///     keys::ProviderKey,
///     state::AssetState,
/// };
///
/// let nft = address!("0x3370BdAc7FEbd2955A115eA4301f9F806CAC0Ff2");
/// let did = Did::compute(nft, 137)?;
/// let asset = Asset::new(
///     Document::parse(format!(
///         r#"{{"id": "{did}", "metadata": {{"type": "dataset"}}, "services": [{{"id": "s1",
///         "type": "access", "files": "0x04", "timeout": 0,
///         "datatokenAddress": "0x4920060Fe25192ed2BD1351412892207D941B79F"}}]}}"#
///     ))?,
///     nft,
///     137,
/// )?;
/// let download = Download {
///     item: Item {
///         asset: &asset,
///         on_chain: OnChain { chain_id: 137, nft, state: AssetState::Active },
///         service_id: "s1",
///         lookups: &[],
///     },
///     transaction: B256::repeat_byte(1),
///     file_index: 0,
///     environments: &[],
/// };
///
/// let alice = ProviderKey::from_bytes(&[2; 32])?;
/// let request = Request::Download { document_id: &did.to_string() };
/// let message = Message::wire(&request, &alice.address().into(), &"1".parse()?)?;
/// let signature = alloy_primitives::hex::encode(alice.sign_digest(&message.digest()).to_bytes());
/// let caller = message.verify(&signature)?;
///
/// let denial = download.decide(caller, None, 1_700_000_000).unwrap_err();
/// assert_eq!(denial.to_string(), "transaction of the order is unknown");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Download<'a> {
    /// The service, and what is known about it. The look-ups are about the caller.
    pub item: Item<'a>,
    /// `transferTxId`: the transaction that the caller paid with.
    pub transaction: B256,
    /// `fileIndex`: which file, from 0.
    pub file_index: u64,
    /// The compute environments that this Provider works with: the jobs of an environment fetch as
    /// its `consumerAddress` what was ordered for it, and nobody else may.
    pub environments: &'a [Environment],
}

impl Download<'_> {
    /// Whether the caller may have the file at `now`, in seconds since 1970.
    ///
    /// `order` is what `orders::verify` said about the transaction, and `None` if the chain does not
    /// know it, or not the one that it reuses. The order must be for this service, verified by the
    /// strict rules for this caller, and still hold.
    ///
    /// In the order of Provider 2.1.6: what the caller signed, the asset
    /// ([`Item::check_consumable`]), the service, the order, the files. An access service is open to
    /// everybody who paid, a compute service to the jobs of its environment only.
    ///
    /// # Errors
    /// [`Denial`]: every reason. The nonce is not spent.
    pub fn decide(
        &self,
        caller: Caller,
        order: Option<Result<Order, Refusal>>,
        now: u64,
    ) -> Result<Approved<FilePermit>, Denial> {
        let Item {
            asset, service_id, ..
        } = self.item;
        let signed = all(caller::check(&caller, Endpoint::Download, asset.did()));
        let service = self.item.service();
        let known = service.as_ref().ok().copied();
        let consumable = self.item.check_use(caller.address(), known);
        let usable = service.and_then(|service| self.check_type(service, &caller));
        let needed = Needed {
            asset,
            service: known,
            service_id,
            sender: caller.address(),
        };
        let paid = self.check_order(order, &needed, now);
        let files = known.map(|service| self.item.files(service)).transpose();
        let before = both(both(signed, consumable), usable);
        let (_, (order, files)) = both(before, both(paid, files))?;
        let (binding, sealed) = files.ok_or(Reason::NoFiles)?;
        let permit = FilePermit {
            did: asset.did(),
            chain_id: asset.chain_id(),
            service_id: service_id.into(),
            binding,
            sealed,
            file_index: self.file_index,
            order,
        };
        Ok(Approved::new(caller, permit))
    }

    fn check_order(
        &self,
        order: Option<Result<Order, Refusal>>,
        needed: &Needed<'_>,
        now: u64,
    ) -> Result<Box<Order>, Denial> {
        let order = order.ok_or(Reason::OrderUnknown)?.map(Box::new);
        let order = order.map_err(|refusal| Reason::OrderRefused(Box::new(refusal)))?;
        let other_transaction = (order.requested_transaction() != self.transaction).then_some(
            Reason::OrderOfOtherTransaction {
                found: order.requested_transaction(),
                expected: self.transaction,
            },
        );
        let checks = needed.check(&order).into_iter();
        all(checks.chain([
            other_transaction,
            needed.check_environment(&order, self.environments),
            order::check_age(&order, now),
        ]))?;
        Ok(order)
    }

    fn check_type(&self, service: Service<'_>, caller: &Caller) -> Result<(), Denial> {
        let kind = service.kind();
        let is_job = run_by(self.environments, caller.address()).next().is_some();
        if is_access(service) || (is_job && kind.is_some_and(|kind| kind == "compute")) {
            return Ok(());
        }
        Err(Denial::from(Reason::ServiceType {
            found: kind.map(|kind| cut(&kind.to_string_lossy())),
            expected: "access",
        }))
    }
}

/// Permission to open one file of a service: what [`Download::decide`] approves.
pub struct FilePermit {
    did: Did,
    chain_id: u64,
    service_id: String,
    pub(super) binding: Binding,
    pub(super) sealed: String,
    file_index: u64,
    /// An order is large, and the permit changes hands.
    order: Box<Order>,
}

impl FilePermit {
    /// The asset.
    #[must_use]
    pub const fn did(&self) -> Did {
        self.did
    }

    /// The chain of the asset.
    #[must_use]
    pub const fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// The id of the service.
    #[must_use]
    pub fn service_id(&self) -> &str {
        &self.service_id
    }

    /// Which file, from 0. Whether there are so many is only known when they are opened.
    #[must_use]
    pub const fn file_index(&self) -> u64 {
        self.file_index
    }

    /// The order that paid for it.
    pub const fn order(&self) -> &Order {
        &self.order
    }
}

/// Shows what was asked for, and nothing of the sealed files.
impl fmt::Debug for FilePermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePermit")
            .field("did", &self.did)
            .field("service_id", &self.service_id)
            .field("file_index", &self.file_index)
            .field("transaction", &self.order.requested_transaction())
            .finish_non_exhaustive()
    }
}
