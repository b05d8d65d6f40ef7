//! Whose a job is, as the service says.

use alloy_primitives::Address;
use ocean_provider_core::{
    checksum::Value,
    compute::{Job, jobs},
    did::parse_address_lenient,
};

/// Whether it is this consumer's, or the service does not say whose it is.
pub(super) fn may_be_of(job: Job<'_>, owner: Address) -> bool {
    let found = job.owner();
    found.is_none_or(|found| {
        parse_address_lenient(&found.to_string_lossy()).is_ok_and(|found| found == owner)
    })
}

/// The jobs of an answer that are this consumer's, whatever else it holds; of anything but a list there
/// are none.
pub(crate) fn jobs_of(answer: Value<'_>, owner: Address) -> Option<impl Iterator<Item = Job<'_>>> {
    let own = move |job: &Job<'_>| job.owner().is_some() && may_be_of(*job, owner);
    Some(jobs(answer)?.filter(own))
}

/// A list of jobs as the service wrote them.
pub(crate) fn list<'a>(jobs: impl Iterator<Item = Job<'a>>) -> String {
    let each: Vec<_> = jobs.map(|job| job.value().text()).collect();
    format!("[{}]", each.join(","))
}
