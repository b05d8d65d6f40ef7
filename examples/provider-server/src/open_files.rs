//! How many files and connections the system lets this process have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::limits::MAX_CONNECTIONS;

/// Of ledgers, nodes, the metadata cache and the log.
const OTHERS: usize = 128;

/// Asks the system for as many as this server uses, which is more than most processes are given at
/// first and less than they may have.
pub fn raise_limit() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = u64::try_from(OTHERS + 2 * MAX_CONNECTIONS).unwrap_or(u64::MAX);
    let wanted = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    if current.is_some_and(|current| current < wanted) {
        let limit = Rlimit {
            current: Some(wanted),
            maximum,
        };
        // Without it there are fewer connections.
        let _ = setrlimit(Resource::Nofile, limit);
    }
}

/// How many clients may be connected at once, so that each can have a file that comes from elsewhere.
pub(crate) fn max_connections() -> usize {
    let Some(open) = getrlimit(Resource::Nofile).current else {
        return MAX_CONNECTIONS;
    };
    let open = usize::try_from(open).unwrap_or(usize::MAX);
    (open.saturating_sub(OTHERS) / 2).clamp(1, MAX_CONNECTIONS)
}
