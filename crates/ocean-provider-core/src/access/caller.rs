use ocean_auth::{Caller, Endpoint};
use ocean_did::Did;

use crate::access::Reason;

/// Whether the caller signed for this endpoint and document.
pub(super) fn check(caller: &Caller, endpoint: Endpoint, did: Did) -> [Option<Reason>; 2] {
    let found = caller.document_id();
    let same = found.is_some_and(|found| found.hash() == did.hash());
    [
        check_endpoint(caller, endpoint),
        (!same).then_some(Reason::OtherDocument {
            found,
            expected: did,
        }),
    ]
}

pub(super) fn check_endpoint(caller: &Caller, expected: Endpoint) -> Option<Reason> {
    let found = caller.endpoint();
    (found != expected).then_some(Reason::OtherEndpoint { found, expected })
}
