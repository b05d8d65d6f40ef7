//! Whether an order is the one that a request needs.

use alloy_primitives::Address;
use ocean_compute::Environment;
use ocean_ddo::Service;
use ocean_orders::{ONE_DATATOKEN, Order, Rules};

use crate::{
    Asset,
    access::{Reason, reason::cut},
};

/// What an order must be for.
pub(super) struct Needed<'a> {
    pub(super) asset: &'a Asset,
    /// The service, if the document has it.
    pub(super) service: Option<Service<'a>>,
    pub(super) service_id: &'a str,
    pub(super) sender: Address,
}

impl Needed<'_> {
    pub(super) fn check(&self, order: &Order) -> [Option<Reason>; 9] {
        let Self { asset, service, .. } = *self;
        [
            (order.rules() != Rules::Strict).then_some(Reason::OrderNotStrict),
            (order.chain_id() != asset.chain_id()).then_some(Reason::OrderOfOtherChain {
                found: order.chain_id(),
                expected: asset.chain_id(),
            }),
            (order.nft() != asset.nft()).then_some(Reason::OrderOfOtherNft {
                found: order.nft(),
                expected: asset.nft(),
            }),
            service.and_then(|service| check_datatoken(order, service)),
            (order.service_id() != self.service_id).then(|| Reason::OrderOfOtherService {
                found: cut(order.service_id()),
                expected: cut(self.service_id),
            }),
            service.and_then(|service| check_index(order, service)),
            service.and_then(|service| check_timeout(order, service)),
            (order.amount() < ONE_DATATOKEN).then_some(Reason::OrderTooSmall {
                found: order.amount(),
                expected: ONE_DATATOKEN,
            }),
            (order.sender() != self.sender).then_some(Reason::OrderOfOtherSender {
                found: order.sender(),
                expected: self.sender,
            }),
        ]
    }

    /// An order whose fee names an environment is for the jobs of that environment, and a job needs
    /// one that does for a service of another type than `access`.
    pub(super) fn check_environment(
        &self,
        order: &Order,
        environments: &[Environment],
    ) -> Option<Reason> {
        let mut own = run_by(environments, self.sender);
        let is_right = match order.environment() {
            Some(id) => own.any(|own| own.id == id),
            None => self.service.is_none_or(is_access) || own.next().is_none(),
        };
        (!is_right).then(|| Reason::OrderOfOtherEnvironment {
            found: order.environment().map(cut),
        })
    }
}

/// Whether the order still holds.
pub(super) fn check_age(order: &Order, now: u64) -> Option<Reason> {
    let expired_at = order.expires_at()?;
    (!order.is_valid_at(now)).then_some(Reason::OrderExpired { expired_at, now })
}

/// The environments whose jobs fetch as this address.
pub(super) fn run_by(
    environments: &[Environment],
    address: Address,
) -> impl Iterator<Item = &Environment> {
    environments
        .iter()
        .filter(move |environment| environment.consumer_address == Some(address))
}

pub(super) fn is_access(service: Service<'_>) -> bool {
    service.kind().is_some_and(|kind| kind == "access")
}

fn check_datatoken(order: &Order, service: Service<'_>) -> Option<Reason> {
    // A service without a datatoken is a reason of its own.
    let expected = service.parse_datatoken_address()?.ok()?;
    let found = order.datatoken();
    (found != expected).then_some(Reason::OrderOfOtherDatatoken { found, expected })
}

fn check_index(order: &Order, service: Service<'_>) -> Option<Reason> {
    let (found, expected) = (order.service_index(), service.index());
    let same = u64::try_from(expected).is_ok_and(|expected| expected == found);
    (!same).then_some(Reason::OrderOfOtherIndex { found, expected })
}

fn check_timeout(order: &Order, service: Service<'_>) -> Option<Reason> {
    let (found, expected) = (order.timeout(), service.timeout());
    (expected != Some(found)).then_some(Reason::OrderOfOtherTimeout { found, expected })
}
