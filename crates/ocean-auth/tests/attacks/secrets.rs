//! What is printed.

use alloy_primitives::hex;
use ocean_auth::{
    Claimed, MemoryNonces, MemoryRevocations, Message, Request, TokenKey, TokenPolicy,
};
use ocean_keys::ProviderKey;

use crate::{DOWNLOAD, NOW, nonce};

#[test]
fn a22_no_signature_token_or_key_is_printed() {
    // A canary in each secret; whatever the crate prints is searched for all of them.
    let secret = [0xc4_u8; 32];
    let key = ProviderKey::from_bytes(&secret).unwrap();
    let tokens = TokenKey::new(&secret).unwrap();
    let old = TokenKey::from_provider_key_text(&hex::encode_prefixed(secret)).unwrap();
    let claimed = Claimed::from(key.address());
    let create = Message::wire(&Request::CreateAuthToken, &claimed, &nonce("7")).unwrap();
    let signature = hex::encode(key.sign_digest(&create.digest()).to_bytes());
    let ledger = MemoryNonces::default();
    let caller = create.verify(&signature).unwrap();
    let mut printed = vec![format!("{caller:?} {create:?} {tokens:?} {old:?}")];
    let spent = caller.spend(&ledger).unwrap();
    let policy = TokenPolicy::default();
    let token = tokens.issue(&spent, NOW + 1, &policy, NOW).unwrap();
    let text = token.as_str().to_owned();
    printed.push(format!(
        "{spent:?} {token:?} {:?} {ledger:?}",
        token.revocation()
    ));
    for bad in [
        format!("{text}x"),
        format!("x{text}"),
        text.replace('.', ""),
        text.replace("eyJ", "eyK"),
        "x".repeat(10_000),
    ] {
        let error = tokens.verify(&bad, &policy, NOW).unwrap_err();
        printed.push(format!("{error:?} {error}"));
    }
    for (key, now) in [(&old, NOW), (&tokens, NOW + 1), (&tokens, 0)] {
        let error = key.verify(&text, &policy, now).unwrap_err();
        printed.push(format!("{error:?} {error}"));
    }
    let live = token.live(&MemoryRevocations::default()).unwrap();
    printed.push(format!("{live:?}"));
    for request in [DOWNLOAD, Request::DeleteAuthToken] {
        let message = Message::wire(&request, &claimed, &nonce("7")).unwrap();
        for signature in [
            signature.clone(),
            format!("{signature}00"),
            format!("{signature}{signature}"),
            signature[..128].to_owned(),
            format!("{}1d", &signature[..128]),
            format!("{signature}zz"),
            format!("{}{}", "ff".repeat(64), "1b"),
            String::new(),
        ] {
            if let Err(error) = message.verify(&signature) {
                printed.push(format!("{error:?} {error}"));
            }
        }
    }
    for bad in [
        "0x",
        "c4",
        &format!("{}c", "c4".repeat(32)),
        &"c4".repeat(33),
    ] {
        let error = TokenKey::from_provider_key_text(bad).unwrap_err();
        printed.push(format!("{error:?} {error}"));
    }
    printed.push(format!("{:?}", TokenKey::new(b"c4c4c4c4c4").unwrap_err()));
    assert!(printed.len() > 20, "{}", printed.len());
    let printed = printed.join("\n").to_lowercase();
    let (claims, tag) = text.rsplit_once('.').unwrap();
    let bytes = format!("{secret:?}");
    for canary in [
        "c4c4c4c4",
        "196, 196",
        bytes.trim_matches(['[', ']']),
        &signature[..16],
        &signature[64..80],
        &tag[..8],
        &claims[40..56],
    ] {
        assert!(
            !printed.contains(&canary.to_lowercase()),
            "{canary}\n{printed}"
        );
    }
}
