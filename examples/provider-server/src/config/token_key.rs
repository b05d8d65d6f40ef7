use alloy_primitives::hex;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ocean_provider_core::{auth::TokenKey, keys::ProviderKey};
use sha2::Sha256;

use super::{Error, chains::PROVIDER_PRIVATE_KEY, reader::Reader};
use crate::compat::{Compat, Deviation};

const AUTH_TOKEN_KEY: &str = "AUTH_TOKEN_KEY";
pub(super) const UNIVERSAL_PRIVATE_KEY: &str = "UNIVERSAL_PRIVATE_KEY";
const LABEL: &[u8] = b"ocean provider-server: key of auth tokens, 1";
const KEY: &str = "a private key of 64 hexadecimal digits";
const OWN_KEY: &str = "32 to 1,024 bytes in hexadecimal";
const UNIVERSAL: &str =
    "a private key of 64 hexadecimal digits, since `PROVIDER_PRIVATE_KEY` is a map";

/// The key of auth tokens: `AUTH_TOKEN_KEY`, or else a one-way function of the key that the
/// reference uses as it stands, `UNIVERSAL_PRIVATE_KEY` or the single `PROVIDER_PRIVATE_KEY`.
pub(super) fn read(reader: &mut Reader<'_>, compat: &Compat) -> Option<TokenKey> {
    let is_map = reader.is_map(PROVIDER_PRIVATE_KEY);
    let own = reader.hidden(AUTH_TOKEN_KEY, OWN_KEY, |text| {
        TokenKey::new(&hex::decode(text).ok()?).ok()
    });
    let is_own = reader.text(AUTH_TOKEN_KEY).is_some();
    let is_reference = compat.has(Deviation::TokenKey);
    if is_own && is_reference {
        reader.errors.push(Error::TwoTokenKeys);
    }
    if is_map {
        reader.require(UNIVERSAL_PRIVATE_KEY, UNIVERSAL);
    }
    let make = |text: &str| {
        if is_reference {
            TokenKey::from_provider_key_text(text).ok()
        } else {
            derive(&ProviderKey::from_hex(text).ok()?)
        }
    };
    let universal = reader.hidden(UNIVERSAL_PRIVATE_KEY, KEY, make);
    if is_own {
        return own;
    }
    if is_map || reader.text(UNIVERSAL_PRIVATE_KEY).is_some() {
        return universal;
    }
    // What is wrong with it was said when the chains were read.
    make(&reader.text(PROVIDER_PRIVATE_KEY)?)
}

fn derive(key: &ProviderKey) -> Option<TokenKey> {
    let mac = key.with_secret_bytes(|secret| Hmac::<Sha256>::new_from_slice(secret));
    let bytes = mac.ok()?.chain_update(LABEL).finalize().into_bytes();
    TokenKey::new(&bytes).ok()
}
