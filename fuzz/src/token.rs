use base64ct::{Base64UrlUnpadded, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use ocean_auth::{AuthToken, Claimed, TokenError, TokenKey, TokenPolicy};
use serde_json::Value;
use sha2::Sha256;

const SECRET: [u8; 32] = [7; 32];
const NOW: u64 = 1_700_000_000;
const POLICY: TokenPolicy = TokenPolicy {
    max_lifetime: 24 * 3600,
};

/// Of claims that the key has signed, a token is made exactly if they are spelled in the one way;
/// no other text is a token.
pub fn token(data: &[u8]) {
    let key = TokenKey::new(&SECRET).expect("a key");
    if let Ok(text) = str::from_utf8(data) {
        let found = key.verify(text, &POLICY, NOW);
        // The tag of a seed may have been met.
        assert!(found.is_err() || sign(&claims_of(text).expect("claims")) == text);
    }
    let [change, at, rest @ ..] = data else {
        return;
    };
    let claims = &match rest.strip_prefix(b"{") {
        Some(_) => rest.to_vec(),
        None => edited(rest),
    };
    let text = sign(claims);
    #[cfg(planted)]
    let text = match claims.trim_ascii_end() {
        trimmed if trimmed.len() < claims.len() => sign(trimmed),
        _ => text,
    };
    let found = key.verify(&text, &POLICY, NOW);
    match (&found, model(claims, text.len())) {
        (Ok(token), Some((address, expiration))) => {
            assert_eq!((token.address(), token.expiration()), (address, expiration));
            assert_eq!(token.as_str(), text);
        }
        (Err(_), None) => {}
        (found, model) => panic!(
            "{found:?} of {model:?}: {:?}",
            String::from_utf8_lossy(claims)
        ),
    }

    // One character less or another one.
    let at = usize::from(*at) * text.len() / 256;
    let (before, after) = text.split_at(at);
    let rest = after.get(1..).unwrap_or_default();
    let changed = format!("{before}{}{rest}", char::from(change & 0x7f));
    let changes = [changed, format!("{before}{rest}"), format!("{text}=")];
    for changed in changes.iter().filter(|changed| **changed != text) {
        let found = key.verify(changed, &POLICY, NOW).map(|_: AuthToken| ());
        assert!(
            matches!(found, Err(TokenError::Malformed | TokenError::WrongKey)),
            "{changed}"
        );
    }
}

/// Claims that are right but for edits, of three bytes each: what, where, and which byte.
fn edited(edits: &[u8]) -> Vec<u8> {
    let mut claims =
        format!(r#"{{"exp":{},"address":"0x{}"}}"#, NOW + 1, "1a".repeat(20)).into_bytes();
    for edit in edits.chunks_exact(3).take(8) {
        let at = usize::from(edit[1]) % claims.len();
        match edit[0] % 4 {
            0 => claims[at] = edit[2],
            1 => claims.insert(at, edit[2]),
            2 => claims.push(edit[2]),
            _ => drop(claims.remove(at)),
        }
    }
    claims
}

/// A token with the right header and tag.
fn sign(claims: &[u8]) -> String {
    let encode = Base64UrlUnpadded::encode_string;
    let signed = format!(
        "{}.{}",
        encode(br#"{"typ":"JWT","alg":"HS256"}"#),
        encode(claims)
    );
    let mac = Hmac::<Sha256>::new_from_slice(&SECRET).expect("any length");
    let tag = mac.chain_update(&signed).finalize().into_bytes();
    format!("{signed}.{}", encode(&tag))
}

fn claims_of(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text.split('.').nth(1)?).ok()
}

/// By a JSON reader, and by writing what it read.
fn model(claims: &[u8], length: usize) -> Option<(alloy_primitives::Address, u64)> {
    let value: Value = serde_json::from_slice(claims).ok()?;
    let expiration = value.get("exp")?.as_u64()?;
    let address = value.get("address")?.as_str()?;
    let spelled = format!(r#"{{"exp":{expiration},"address":"{address}"}}"#);
    let claimed: Claimed = address.parse().ok()?;
    let lives = NOW < expiration && expiration <= NOW + POLICY.max_lifetime + 3600;
    let fits = spelled.as_bytes() == claims && length <= 192 && lives;
    fits.then_some((claimed.address(), expiration))
}
