use alloy_primitives::{Address, B256};
use ocean_keys::Signature;

/// Whose signature of `digest` this is, as the contracts' `ecrecover` says: `v` is 27 or 28 and
/// nothing else, and a high `s` is as good as a low one. `None`: nobody's.
pub(crate) fn ecrecover(digest: &B256, v: u8, r: &B256, s: &B256) -> Option<Address> {
    if !matches!(v, 27 | 28) {
        return None;
    }
    let mut bytes = [0; 65];
    let [rs @ .., last] = &mut bytes;
    for (half, number) in rs.chunks_exact_mut(32).zip([r, s]) {
        half.copy_from_slice(number.as_slice());
    }
    *last = v;
    let signature = Signature::from_bytes(&bytes).ok()?;
    let key = signature.recover(digest).ok()?;
    Some(key.address())
}
