//! The shape of the public interface: auto traits, error texts and codes, limits.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{error::Error, fmt::Debug, hash::Hash};

use alloy_primitives::{Address, B256, hex};
use ocean_auth::{
    Algorithm, Audience, AuthToken, Caller, Claimed, DecryptSource, Endpoint, Input,
    LedgerUnavailable, LiveToken, Message, MessageError, Nonce, NonceValue, Outcome,
    ParseNonceError, Request, Revocation, RevokeOutcome, Rules, SignatureForm, Spend, SpendError,
    Spent, SpentText, Staleness, StrictRequest, TokenError, TokenKey, TokenKeyError, TokenPolicy,
    TokenState, VerifyError,
};
use ocean_keys::ProviderKey;

const DID: &str = "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea";
const NFT: &str = "0x5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c";

#[test]
fn values_are_plain_proofs_are_not_and_errors_are_errors() {
    fn value<T: Clone + Send + Sync + Unpin + Debug + 'static>() {}
    fn plain<T: Copy + Eq + Debug + Send + Sync + Unpin + 'static>() {}
    fn key<T: Copy + Eq + Hash + Debug + Send + Sync + Unpin + 'static>() {}
    fn proof<T: Send + Sync + Unpin + Debug + 'static>() {}
    fn error<T: Error + Clone + Eq + Send + Sync + Unpin + 'static>() {}
    value::<Nonce>();
    value::<Claimed>();
    value::<Message>();
    key::<NonceValue>();
    key::<Endpoint>();
    key::<Rules>();
    key::<SignatureForm>();
    key::<Spend>();
    key::<SpentText>();
    key::<Revocation>();
    key::<Audience>();
    plain::<Request<'static>>();
    plain::<StrictRequest<'static>>();
    plain::<Input<'static>>();
    plain::<Algorithm<'static>>();
    plain::<DecryptSource>();
    plain::<Outcome>();
    plain::<Staleness>();
    plain::<RevokeOutcome>();
    plain::<TokenState>();
    plain::<TokenPolicy>();
    proof::<Caller>();
    proof::<Spent>();
    proof::<TokenKey>();
    proof::<AuthToken>();
    proof::<LiveToken>();
    error::<ParseNonceError>();
    error::<MessageError>();
    error::<VerifyError>();
    error::<SpendError>();
    error::<LedgerUnavailable>();
    error::<TokenKeyError>();
    error::<TokenError>();
}

#[test]
fn nonce_errors_read_as_follows() {
    let check = |text: &str, message: &str, code: &str| {
        let error = text.parse::<Nonce>().unwrap_err();
        assert_eq!((error.to_string().as_str(), error.code()), (message, code));
    };
    check(
        "5\n",
        r"expected a decimal digit at offset 1 of the nonce, found `\n`",
        "nonce_character",
    );
    check(
        "",
        "expected 1 to 38 digits before the point of the nonce, found 0",
        "nonce_whole_digits",
    );
    check(
        "5.",
        "expected 1 to 18 digits after the point of the nonce, found 0",
        "nonce_fraction_digits",
    );
}

fn claimed() -> Claimed {
    ProviderKey::from_bytes(&[1; 32]).unwrap().address().into()
}

fn wire(request: &Request<'_>) -> Result<Message, MessageError> {
    Message::wire(request, &claimed(), &Nonce::from(7))
}

fn decrypt<'a>(
    transaction_id: Option<&'a str>,
    data_nft_address: &'a str,
    chain_id: &'a str,
) -> Request<'a> {
    Request::Decrypt {
        transaction_id,
        data_nft_address,
        chain_id,
    }
}

fn result<'a>(job_id: &'a str, index: &'a str) -> Request<'a> {
    Request::ComputeResult { job_id, index }
}

fn input(service_id: &str) -> Input<'_> {
    Input {
        document_id: DID.parse().unwrap(),
        service_id,
        transaction_id: B256::ZERO,
    }
}

fn start<'a>(environment: &'a str, datasets: &'a [Input<'a>]) -> StrictRequest<'a> {
    StrictRequest::ComputeStart {
        environment,
        datasets,
        algorithm: Algorithm::Asset(input("s")),
    }
}

#[test]
fn message_errors_read_as_follows() {
    let check = |request: Request<'_>, message: &str, code: &str| {
        let error = wire(&request).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.code()), (message, code));
        error
    };
    for id in ["", "did:op:", &DID.to_uppercase(), &format!("{DID}1")] {
        let error = check(
            Request::Download { document_id: id },
            "the document id is no DID",
            "message_document_id",
        );
        assert!(error.source().is_some());
    }
    let error = check(
        decrypt(None, "0x5C5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c", "1"),
        "the data NFT address is no address",
        "message_data_nft_address",
    );
    assert!(error.source().is_some());
    for id in [
        "0xa5".to_owned(),
        "a5".repeat(33),
        format!("0x{}g", "5".repeat(63)),
    ] {
        check(
            decrypt(Some(&id), NFT, "1"),
            &format!(
                "expected a transaction id of `0x` and 64 hexadecimal digits, found {} bytes of \
                 something else",
                id.len()
            ),
            "message_transaction_id",
        );
    }
    for id in [
        "",
        "0",
        "01",
        "-1",
        "1.0",
        "1e3",
        " 1",
        "18446744073709551616",
    ] {
        check(
            decrypt(None, NFT, id),
            &format!(
                "expected a chain id from 1 in plain decimal, found {} bytes of something else",
                id.len()
            ),
            "message_chain_id",
        );
    }
    for index in [
        "",
        "00",
        "01",
        "-1",
        "1.0",
        "+1",
        "٣",
        "99999999999999999999",
    ] {
        check(
            result("job", index),
            &format!(
                "expected a result index in plain decimal, found {} bytes of something else",
                index.len()
            ),
            "message_index",
        );
    }
    let job = "expected a job id of 1 to 128 letters, digits, `-` and `_`, found ";
    let check_job = |job_id: &str, found: &str| {
        let message = format!("{job}{found}");
        check(result(job_id, "0"), &message, "message_job_id");
        if !job_id.is_empty() {
            for document_id in [None, Some(DID)] {
                let job_id = Some(job_id);
                let stop = Request::ComputeStop {
                    job_id,
                    document_id,
                };
                check(stop, &message, "message_job_id");
            }
        }
    };
    check_job("", "0 bytes");
    check_job(&"j".repeat(129), "129 bytes");
    check_job("job.1", "`.`");
    check_job("jób", "`ó`");
    check_job("did:op", "`:`");
    check_job("a\nb", r"`\n`");
    assert!(wire(&result(&"j".repeat(128), "18446744073709551615")).is_ok());
    assert!(wire(&decrypt(Some(""), NFT, "18446744073709551615")).is_ok());
    assert!(wire(&decrypt(None, &NFT[2..], "1")).is_ok());
}

#[test]
fn strict_message_errors_read_as_follows() {
    let audience = |chain_id| Audience {
        provider: Address::ZERO,
        chain_id,
    };
    let strict = |chain_id, request: &StrictRequest<'_>| {
        Message::strict(&audience(chain_id), request, &claimed(), &Nonce::from(7))
    };
    let check = |request: StrictRequest<'_>, message: &str, code: &str| {
        let error = strict(1, &request).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.code()), (message, code));
    };
    let long = "s".repeat(257);
    let line = |what, found| {
        format!("expected the {what} as 1 to 256 bytes without control characters, found {found}")
    };
    for (service_id, found) in [
        ("", "0 bytes"),
        (&*long, "257 bytes"),
        ("a\u{85}", r"`\u{85}`"),
    ] {
        let request = StrictRequest::Download {
            input: input(service_id),
            file_index: 0,
        };
        check(request, &line("service", found), "message_line");
    }
    let one = [input("s")];
    check(
        start("\n", &one),
        &line("environment", r"`\n`"),
        "message_line",
    );
    for count in [0, 65] {
        check(
            start("e", &vec![input("s"); count]),
            &format!("expected 1 to 64 datasets, found {count}"),
            "message_datasets",
        );
    }
    let job = StrictRequest::ComputeStop { job_id: "" };
    check(
        job,
        "expected a job id of 1 to 128 letters, digits, `-` and `_`, found 0 bytes",
        "message_job_id",
    );
    let most = vec![input(&long[1..]); 64];
    assert!(strict(u64::MAX, &start(&long[1..], &most)).is_ok());
    let error = strict(0, &StrictRequest::ComputeStop { job_id: "j" }).unwrap_err();
    assert_eq!(error, MessageError::ChainId { length: 1 });
}

#[test]
fn verify_errors_read_as_follows() {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let download = wire(&Request::Download { document_id: DID }).unwrap();
    let good = hex::encode(key.sign_digest(&download.digest()).to_bytes());
    let check = |signature: &str, message: &str, code: &str| {
        let error = download.verify(signature).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.code()), (message, code));
    };
    for spelling in [
        good.clone(),
        format!("0x{good}"),
        format!("0X{}", good.to_uppercase()),
    ] {
        assert!(download.verify(&spelling).is_ok(), "{spelling}");
    }
    check(
        &format!(" {good}"),
        "expected a hexadecimal digit at offset 0 of the signature",
        "signature_not_hex",
    );
    check(
        &format!("0x0x{}", &good[2..]),
        "expected a hexadecimal digit at offset 1 of the signature",
        "signature_not_hex",
    );
    for digits in [0, 1, 126, 129, 131, 132, 190, 1_000_001] {
        check(
            &"1".repeat(digits),
            &format!("expected 130 hexadecimal digits in the signature, found {digits}"),
            "signature_length",
        );
    }
    let form = |signature: &str, form: &str| {
        let message =
            format!("expected an EIP-191 signature of the message by a key, found {form}");
        check(signature, &message, "signature_form");
    };
    form(&good[..128], "the compact form of EIP-2098");
    form(
        &format!("{good}{good}"),
        "a contract's signature (EIP-1271)",
    );
    form(
        &format!("{}{}", "00".repeat(96), "6492".repeat(16)),
        "an undeployed contract's signature (ERC-6492)",
    );
    let sign = |digest: B256| hex::encode(key.sign_digest(&digest).to_bytes());
    let hash = alloy_primitives::keccak256(download.text());
    form(&sign(hash), "the message's hash without EIP-191");
    let personal = ocean_keys::personal_message_digest;
    form(
        &sign(personal(download.text().as_bytes())),
        "EIP-191 over the message's text",
    );
    form(
        &sign(personal(hash.to_string().as_bytes())),
        "EIP-191 over the hexadecimal text of the message's hash",
    );
    // Provider skips what follows a `v` of 27 or 28, and of no other.
    for (v, passes) in [("1b", true), ("1c", true), ("00", false), ("01", false)] {
        let twins = [
            format!("{}{v}00", &good[..128]),
            format!("{}{v}", &good[..128]),
        ];
        let [trailing, plain] = twins.map(|text| download.verify_as(Rules::Provider, &text));
        match trailing {
            Err(VerifyError::Length { digits: 132 }) => assert!(!passes, "{v}"),
            other => {
                assert!(passes, "{v}");
                assert_eq!(other.is_ok(), plain.is_ok(), "{v}");
            }
        }
    }
    let malformed = download.verify(&format!("{}1d", &good[..128])).unwrap_err();
    assert_eq!(malformed.to_string(), "the signature is malformed");
    assert_eq!(malformed.code(), "signature_malformed");
    assert_eq!(
        malformed.source().unwrap().to_string(),
        "signature has v = 29, expected 27 or 28, or 0 or 1"
    );
    // No point of the curve has the X 5.
    let nobody = format!("{:064x}{:064x}1b", 5, 1);
    check(
        &nobody,
        "the signature has no signer",
        "signature_no_signer",
    );
    assert_eq!(download.recover(&nobody), Err(VerifyError::NoSigner));
}

#[test]
fn refusals_of_good_signatures_read_as_follows() {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let download = wire(&Request::Download { document_id: DID }).unwrap();
    let good = hex::encode(key.sign_digest(&download.digest()).to_bytes());
    let other = Message::wire(
        &Request::Download { document_id: DID },
        &Address::ZERO.into(),
        &Nonce::from(7),
    )
    .unwrap();
    let error = other.verify(&good).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a signature of 0x0000000000000000000000000000000000000000, found one of \
         0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1, or of another message"
    );
    assert_eq!(error.code(), "signature_other_signer");
    let stop = wire(&Request::ComputeStop {
        job_id: None,
        document_id: None,
    });
    let error = stop.unwrap().verify(&good).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a job id for compute-stop, whose message without one is that of other endpoints"
    );
    assert_eq!(error.code(), "signature_no_job");
    assert_eq!(
        VerifyError::HighS.to_string(),
        "expected a low `s` in the signature (EIP-2), found a high one"
    );
    assert_eq!(VerifyError::HighS.code(), "signature_high_s");
    assert_eq!(Rules::Strict.to_string(), "the strict rule");
    assert_eq!(Rules::Provider.to_string(), "Provider 2.1.6");
}

#[test]
fn ledger_errors_read_as_follows() {
    let check = |error: SpendError, message: &str, code: &str| {
        assert_eq!((error.to_string().as_str(), error.code()), (message, code));
    };
    let value = |text: &str| text.parse::<Nonce>().unwrap().value();
    check(
        SpendError::NotGreater {
            given: value("07.50"),
            last: value("8"),
        },
        "expected a nonce greater than `8`, found `7.5`",
        "nonce_not_greater",
    );
    check(
        SpendError::TextSpent,
        "the signed message was spent before",
        "nonce_text_spent",
    );
    check(
        SpendError::Unavailable,
        "the nonce ledger is unavailable",
        "nonce_ledger_unavailable",
    );
    assert_eq!(LedgerUnavailable.to_string(), "the ledger is unavailable");
    assert_eq!(LedgerUnavailable.code(), "ledger_unavailable");
}

#[test]
fn token_errors_read_as_follows() {
    let check = |error: TokenError, message: &str, code: &str| {
        assert_eq!((error.to_string().as_str(), error.code()), (message, code));
    };
    let owner = Address::repeat_byte(0xaa);
    check(
        TokenError::Malformed,
        "expected an HS256 token with the claims `exp` and `address`",
        "token_malformed",
    );
    check(
        TokenError::WrongKey,
        "the token was not made with this key",
        "token_wrong_key",
    );
    check(
        TokenError::Expired {
            expiration: 5,
            now: 6,
        },
        "expected an expiry after 6, found 5",
        "token_expired",
    );
    check(
        TokenError::Lifetime {
            expiration: 6,
            latest: 5,
        },
        "expected an expiry of 5 at the latest, found 6",
        "token_lifetime",
    );
    check(
        TokenError::OtherAddress {
            owner,
            claimed: Address::ZERO,
        },
        "expected a token of 0x0000000000000000000000000000000000000000, found one of \
         0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa",
        "token_other_address",
    );
    check(
        TokenError::Endpoint {
            found: Endpoint::Download,
        },
        "expected a request of another endpoint, found one of download",
        "token_endpoint",
    );
    check(
        TokenError::OtherExpiration {
            signed: 1,
            asked: 2,
        },
        "expected the signed expiry 1, found 2",
        "token_other_expiration",
    );
    check(
        TokenError::OtherToken,
        "the signed request names another token",
        "token_other_token",
    );
    check(TokenError::Revoked, "the token is revoked", "token_revoked");
    check(
        TokenError::Unavailable,
        "the revocation ledger is unavailable",
        "token_ledger_unavailable",
    );
    for length in [0, 31, 1025] {
        let error = TokenKey::new(&vec![1; length]).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("expected a token key of 32 to 1024 bytes, found {length}")
        );
        assert_eq!(error.code(), "token_key_length");
    }
    assert!(TokenKey::new(&[1; 32]).is_ok() && TokenKey::new(&[1; 1024]).is_ok());
    let error = TokenKey::from_provider_key_text("0x00").unwrap_err();
    assert_eq!(error.to_string(), "the text is no private key");
    assert_eq!(error.code(), "token_key_not_a_key");
    assert!(error.source().is_some());
}

#[test]
fn endpoints_have_these_names() {
    let names = [
        Endpoint::Download,
        Endpoint::ComputeStart,
        Endpoint::ComputeStop,
        Endpoint::ComputeDelete,
        Endpoint::ComputeResult,
        Endpoint::Decrypt,
        Endpoint::CreateAuthToken,
        Endpoint::DeleteAuthToken,
    ]
    .map(|endpoint| endpoint.to_string());
    assert_eq!(
        names,
        [
            "download",
            "compute-start",
            "compute-stop",
            "compute-delete",
            "compute-result",
            "decrypt",
            "create-token",
            "delete-token"
        ]
    );
}
