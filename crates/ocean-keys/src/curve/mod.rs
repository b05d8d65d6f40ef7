//! The one place that knows which library computes on the curve.
//!
//! Both libraries stand behind the same names: `Point`, `Pair`, `Ephemeral`, `recover`. They must
//! agree on every result; the vectors and the properties run under both.

#[cfg(not(feature = "secp256k1"))]
#[path = "rust.rs"]
mod library;
#[cfg(feature = "secp256k1")]
#[path = "c.rs"]
mod library;

pub(crate) use library::{Ephemeral, Pair, Point, recover};

/// The order of the group, big-endian (SEC 2, section 2.4.1).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
    0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
];

/// Half the order, rounded down: the greatest `s` of a signature in the low form.
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// Whether a public number lies from 1 to the order less 1. Not for secrets: the time it takes
/// depends on the value.
pub(crate) fn in_range(number: &[u8; 32]) -> bool {
    *number != [0; 32] && *number < ORDER
}

/// Whether a public `s` is greater than half the order.
pub(crate) fn is_high(s: &[u8; 32]) -> bool {
    *s > HALF_ORDER
}
