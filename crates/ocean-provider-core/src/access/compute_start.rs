use ocean_auth::{Caller, Endpoint};
use ocean_compute::{Admitted, Rules};
use ocean_ddo::Service;
use ocean_did::Did;
use ocean_keys::{SignError, Signer};
use ocean_orders::Order;

use crate::access::{
    Approved, Denial, Grant, Item, Reason, caller,
    denial::{all, both},
    order::Needed,
    reason::cut,
};

/// `POST /compute`: a job on the datasets, with the algorithm, that were admitted.
///
/// `compute::admit` takes the word of whoever calls it that an asset may be consumed. Here it is
/// looked at, for every dataset and the algorithm.
#[derive(Debug)]
pub struct ComputeStart<'a> {
    /// The proof that the job may run.
    pub admitted: Admitted,
    /// What is known about the service of each dataset and of the published algorithm, in any
    /// order. The look-ups are about the consumer.
    pub items: &'a [Item<'a>],
}

impl ComputeStart<'_> {
    /// Whether the job may start at `now`, in seconds since 1970.
    ///
    /// The caller must be the consumer that the job was admitted for and name its main dataset; the
    /// admission must be strict and still hold; and of each asset the consumer may use the service,
    /// and the order is for it.
    ///
    /// # Errors
    /// [`Denial`]: every reason, those of the datasets in their order and then those of the
    /// algorithm. The nonce is not spent.
    pub fn decide(self, caller: Caller, now: u64) -> Result<Approved<JobPermit>, Denial> {
        let Self { admitted, items } = self;
        let named = match admitted.datasets().first() {
            Some(main) => caller::check(&caller, Endpoint::ComputeStart, main.did()),
            None => [
                caller::check_endpoint(&caller, Endpoint::ComputeStart),
                None,
            ],
        };
        let strict = matches!(admitted.rules(), Rules::Strict { .. });
        let expired_at = admitted.expires_at();
        let expired_at = expired_at.filter(|_| !admitted.is_valid_at(now));
        let of_job = all(named.into_iter().chain([
            (admitted.consumer() != caller.address()).then_some(Reason::OtherConsumer {
                found: caller.address(),
                expected: admitted.consumer(),
            }),
            (!strict).then_some(Reason::JobNotStrict),
            expired_at.map(|expired_at| Reason::JobExpired { expired_at, now }),
        ]));
        let datasets = admitted.datasets().iter();
        let datasets = datasets.map(|used| (used.did(), used.service_id(), used.order()));
        let algorithm = admitted.algorithm().published();
        let algorithm = algorithm.map(|used| (used.did(), used.service_id(), used.order()));
        let checked = datasets.chain(algorithm).fold(of_job, |before, used| {
            both(before, check_item(items, used, &admitted)).map(drop)
        });
        checked?;
        Ok(Approved::new(caller, JobPermit { admitted }))
    }
}

fn check_item(
    items: &[Item<'_>],
    (did, service_id, order): (Did, &str, &Order),
    admitted: &Admitted,
) -> Result<(), Denial> {
    let is_it =
        |item: &&Item<'_>| item.asset.did().hash() == did.hash() && item.service_id == service_id;
    let item = items
        .iter()
        .find(is_it)
        .ok_or_else(|| Reason::ItemUnknown {
            did,
            service_id: cut(service_id),
        })?;
    let service = item.service();
    let known = service.as_ref().ok().copied();
    let needed = Needed {
        asset: item.asset,
        service: known,
        service_id,
        sender: admitted.consumer(),
    };
    let usable = both(item.check_use(admitted.consumer(), known), service);
    let is_sold = |service: Service<'_>| matches!(service.parse_datatoken_address(), Some(Ok(_)));
    let unsold = known.is_some_and(|service| !is_sold(service));
    let unsold = unsold.then_some(Reason::NoDatatoken);
    let paid = all([unsold].into_iter().chain(needed.check(order)));
    both(usable, paid).map(drop)
}

/// Permission to start one job: what [`ComputeStart::decide`] approves.
#[derive(Debug)]
pub struct JobPermit {
    admitted: Admitted,
}

impl JobPermit {
    /// What was admitted.
    pub const fn admitted(&self) -> &Admitted {
        &self.admitted
    }
}

impl Grant<JobPermit> {
    /// The body that starts the job at operator-service, signed with the Provider's universal key,
    /// and what was admitted: when the job must be stopped, and which checksums its algorithm has.
    ///
    /// `metadata_uri` is the URL of the metadata cache, `nonce` grows with every call to the
    /// operator (`Admitted::payload`). The grant is gone, so that a job starts once.
    ///
    /// # Errors
    /// [`SignError`] of the signer. Then nothing may be started, and the caller comes with a new
    /// nonce.
    pub fn into_payload(
        self,
        metadata_uri: &str,
        nonce: u64,
        signer: &impl Signer,
    ) -> Result<(String, Admitted), SignError> {
        let JobPermit { admitted } = self.into_permit();
        let payload = admitted.payload(metadata_uri, nonce, signer)?;
        Ok((payload, admitted))
    }
}
