//! Live checks against the real peers.
