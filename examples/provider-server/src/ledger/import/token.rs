//! Revoked tokens, which the reference keeps as texts.

use alloy_primitives::B256;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use ocean_provider_core::auth::Revocation;
use sha2::{Digest as _, Sha256};

/// For clocks that differ, as in `AuthToken::revocation`.
const GRACE: u64 = 3600;

/// What the ledger keeps for the text. The tag is not checked: whoever shows this text must have a
/// true one, and then the expiry in it is true too.
pub(super) fn revocation(text: &[u8]) -> Revocation {
    Revocation {
        token: B256::from(<[u8; 32]>::from(Sha256::digest(text))),
        keep_until: expiration(text).map_or(u64::MAX, |at| at.saturating_add(GRACE)),
    }
}

/// The claim `exp` of a JWT.
fn expiration(text: &[u8]) -> Option<u64> {
    let text = core::str::from_utf8(text).ok()?;
    let claims = Base64UrlUnpadded::decode_vec(text.split('.').nth(1)?).ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    claims.get("exp")?.as_u64()
}
