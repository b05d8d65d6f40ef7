//! A Provider that moves from a reference Provider's Redis. The bytes there are those of Python's
//! `pickle`, and never more than data.

use std::{path::Path, process::Command};

use alloy_primitives::{Address, B256, hex};
use ocean_auth::{
    AsyncNonceLedger as _, AsyncRevocationLedger as _, Message, Request, SpendError, TokenState,
};
use ocean_keys::ProviderKey;
use provider_server::{
    config::{Durability, Storage},
    ledger::{self, ImportError, Imported, Ledger, OnUnusable, Source},
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::server::Server;

const CHECKSUMMED: &str = "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1";
/// Made by `PyJWT` 2.4.0.
const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDAsImFkZHJlc3MiOiIweDFhNjQyZjBFM2MzYUY1NDVFN0FjQkQzOGIwNzI1MUIzOTkwOTE0RjEifQ.8lqKUeug4zpRehIVS756RbE6XUi9kwEXS-vTCLPA8YM";
const EXPIRES: u64 = 4_102_444_800;
/// `!` and `True` in the protocol of Python 3.8 and later.
const TRUE: &[u8] = b"!\x80\x04\x88.";

async fn set(server: &Server, key: &[u8], value: &[u8]) {
    let mut set = redis::cmd("SETEX");
    set.arg(key).arg(300).arg(value);
    server.run::<redis::Value>(&set).await;
}

/// As the reference keeps the nonce of a caller, in its pickled form.
async fn set_nonce(server: &Server, address: &str, nonce: &[u8]) {
    let key = format!("ocean_provider{address}");
    set(server, key.as_bytes(), nonce).await;
}

fn pickled(bytes: &[u8]) -> Vec<u8> {
    [b"!", bytes].concat()
}

/// The number as an address.
fn address(number: usize) -> Address {
    Address::left_padding_from(&u64::try_from(number).unwrap().to_be_bytes())
}

fn greatest() -> String {
    format!("{}.{}", "9".repeat(38), "9".repeat(18))
}

/// A ledger in the same Redis.
async fn target(server: &Server) -> Ledger {
    let storage = Storage::Redis {
        url: server.url(),
        durability: Durability::Required,
    };
    Ledger::open(&storage).await.unwrap()
}

async fn import(
    server: &Server,
    target: &Ledger,
    unusable: OnUnusable,
) -> Result<Imported, ImportError> {
    ledger::import(&Source::Redis(server.url()), target, unusable).await
}

async fn last(ledger: &Ledger, address: Address) -> Option<String> {
    let last = ledger.last(address).await.unwrap();
    last.map(|value| value.to_string())
}

struct Row {
    value: String,
    pickle: Vec<u8>,
    nonce: Option<String>,
}

fn rows() -> Vec<Row> {
    let rows: Vec<Value> = serde_json::from_str(include_str!("pickles.json")).unwrap();
    let rows = rows.iter().map(|row| Row {
        value: format!("{} in protocol {}", row["value"], row["protocol"]),
        pickle: hex::decode(row["pickle"].as_str().unwrap()).unwrap(),
        nonce: row["nonce"].as_str().map(Into::into),
    });
    rows.collect()
}

#[tokio::test]
async fn a50_what_python_pickled_is_read_and_what_is_no_nonce_locks() {
    let (server, rows) = (Server::start().await, rows());
    let unusable = rows.iter().filter(|row| row.nonce.is_none()).count();
    assert_eq!((rows.len(), unusable), (462, 264));
    for (number, row) in rows.iter().enumerate() {
        set_nonce(&server, &address(number).to_string(), &pickled(&row.pickle)).await;
    }
    let ledger = target(&server).await;
    let refused = import(&server, &ledger, OnUnusable::Refuse)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "import_unusable");
    assert_eq!(last(&ledger, address(0)).await, None);

    let done = import(&server, &ledger, OnUnusable::Lock).await.unwrap();
    assert_eq!((done.nonces, done.locked.count()), (rows.len(), unusable));
    for (number, row) in rows.iter().enumerate() {
        let expected = row.nonce.clone().unwrap_or_else(greatest);
        let found = last(&ledger, address(number)).await;
        assert_eq!(found.as_deref(), Some(expected.as_str()), "{}", row.value);
    }
    let done = import(&server, &ledger, OnUnusable::Lock).await.unwrap();
    assert_eq!((done.nonces, done.nonces_known), (0, rows.len()));
}

#[tokio::test]
async fn a50_pickles_that_python_did_not_write_lock() {
    let mut hostile: Vec<Vec<u8>> = [
        b"".as_slice(),
        b".",
        // `os.system('id')`, in the oldest protocol and the newest.
        b"cos\nsystem\n(S'id'\ntR.",
        b"\x80\x05\x8c\x02os\x8c\x06system\x93\x8c\x02id\x85R.",
        // One value and another, one thrown away, one twice, one from the memory.
        b"I1\nI2\n.",
        b"I1\n0I2\n.",
        b"I1\n2.",
        b"V1\np0\n0g0\n.",
        b"V1\np0\np1\n.",
        // Marks, persistent ids, extensions, buffers, Python 2.
        b"(I1\n.",
        b"Pid\n.",
        b"I1\nQ.",
        b"\x82\x01.",
        b"\x97.",
        b"S'1'\np0\n.",
        b"U\x011.",
        // Protocols that are none, frames that lie.
        b"\x80\x01K\x01.",
        b"\x80\x06K\x01.",
        b"\x80\x04\x95\x02\0\0\0\0\0\0\0K\x01.",
        b"\x80\x04\x95\x04\0\0\0\0\0\0\0K\x01.",
        b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\xffK\x01.",
        b"\x80\x04\x80\x04K\x01.",
        // Lengths that lie.
        b"X\xff\xff\xff\xff1.",
        b"\x8d\xff\xff\xff\xff\xff\xff\xff\xff1.",
        b"\x8c\xff1.",
        b"\x8a\xff\x01.",
        b"\x8b\xff\xff\xff\xff\x01.",
        // What Python's `int` would take.
        b"I+5\n.",
        b"I 5\n.",
        b"I1_0\n.",
        b"I\n.",
        b"L5\n.",
        b"L5LL\n.",
        b"I5L\n.",
        b"F1.0.0\n.",
        b"V1\npx\n.",
        b"V1\np\n.",
    ]
    .map(pickled)
    .to_vec();
    // Plain values that `int` does not make a nonce of.
    hostile.extend([
        b"5 6".to_vec(),
        b"\xff".to_vec(),
        b"0x10".to_vec(),
        vec![b'1'; 5_000],
    ]);
    let mut cut = 0;
    for row in rows().iter().filter(|row| row.nonce.is_some()) {
        for end in 0..row.pickle.len() {
            hostile.push(pickled(&row.pickle[..end]));
            cut += 1;
        }
        hostile.push(pickled(&[&row.pickle, &b"."[..]].concat()));
        hostile.push(pickled(&[&row.pickle, &row.pickle[..]].concat()));
    }
    assert!(cut > 2_000, "{cut}");
    let server = Server::start().await;
    // Together, since there are thousands.
    let mut all = redis::cmd("MSET");
    for (number, value) in hostile.iter().enumerate() {
        all.arg(format!("ocean_provider{}", address(number)))
            .arg(value);
    }
    server.run::<redis::Value>(&all).await;
    let ledger = target(&server).await;
    let done = import(&server, &ledger, OnUnusable::Lock).await.unwrap();
    for (number, value) in hostile.iter().enumerate() {
        let found = last(&ledger, address(number)).await;
        assert_eq!(found, Some(greatest()), "{}", hex::encode(value));
    }
    assert_eq!(done.locked.count(), hostile.len());
}

/// What a thief captured before the move, in the name of the caller as he spelled himself.
async fn replay(spelling: &str, nonce: &str, ledger: &Ledger) -> Result<(), SpendError> {
    let request = Request::Download {
        document_id: "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea",
    };
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let claimed = spelling.parse().unwrap();
    let message = Message::wire(&request, &claimed, &nonce.parse().unwrap()).unwrap();
    let signature = hex::encode_prefixed(key.sign_digest(&message.digest()).to_bytes());
    let caller = message.verify(&signature).unwrap();
    caller.spend_async(ledger).await.map(drop)
}

#[tokio::test]
async fn a50_requests_and_tokens_of_the_last_minutes_are_refused_after_the_move() {
    let server = Server::start().await;
    let lower = CHECKSUMMED.to_lowercase();
    let bare = CHECKSUMMED.trim_start_matches("0x");
    // A text, a text in another protocol, and a number, which stands there as it is.
    set_nonce(
        &server,
        CHECKSUMMED,
        b"!\x80\x04\x95\x11\0\0\0\0\0\0\0\x8c\x0d1700000000000\x94.",
    )
    .await;
    set_nonce(&server, &lower, b"!V1700000000007\np0\n.").await;
    set_nonce(&server, bare, b"99").await;
    set_nonce(&server, "nobody", b"!N.").await;
    set_nonce(&server, "[*]", b"1").await;
    set(
        &server,
        format!("ocean_providertoken//{TOKEN}").as_bytes(),
        TRUE,
    )
    .await;
    set(
        &server,
        b"ocean_providertoken//junk",
        b"!cos\nsystem\n(S'id'\ntR.",
    )
    .await;
    // Other tenants' keys.
    set(
        &server,
        format!("oceanXprovider{CHECKSUMMED}").as_bytes(),
        b"5",
    )
    .await;
    let folder = tempfile::tempdir().unwrap();
    let file = Storage::Sqlite(folder.path().join("ledger.sqlite"));
    for ledger in [target(&server).await, Ledger::open(&file).await.unwrap()] {
        let done = import(&server, &ledger, OnUnusable::Refuse).await.unwrap();
        assert_eq!((done.nonces, done.tokens), (1, 2));
        let left: Vec<String> = done
            .no_address
            .first()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(left, ["`[*]` has `1`", "`nobody` has `!N.`"]);
        for (spelling, nonce) in [
            (CHECKSUMMED, "1700000000000"),
            (CHECKSUMMED, "1700000000007"),
            (&*lower, "1700000000007"),
            (bare, "99"),
        ] {
            let refused = replay(spelling, nonce, &ledger).await;
            assert!(
                matches!(refused, Err(SpendError::NotGreater { .. })),
                "{refused:?}"
            );
        }
        assert_eq!(replay(CHECKSUMMED, "1700000000008", &ledger).await, Ok(()));
        for token in [TOKEN, "junk"] {
            let id = B256::from(<[u8; 32]>::from(Sha256::digest(token)));
            assert_eq!(ledger.state(id).await, Ok(TokenState::Revoked));
        }
        let again = import(&server, &ledger, OnUnusable::Refuse).await.unwrap();
        assert_eq!((again.nonces_known, again.tokens_known), (1, 2));
    }
    // Until an hour after it expires.
    let id = hex::encode(Sha256::digest(TOKEN));
    let at: u64 = server
        .say(&format!("EXPIRETIME ocean-provider:revoked:{{{id}}}"))
        .await;
    assert_eq!(at, EXPIRES + 3601);
    // The source is as it was.
    let ttl: i64 = server.say(&format!("TTL ocean_provider{bare}")).await;
    assert!((0..=300).contains(&ttl), "{ttl}");
}

#[tokio::test]
async fn values_of_another_kind_lock() {
    let server = Server::start().await;
    let key = format!("ocean_provider{CHECKSUMMED}");
    let _: redis::Value = server.say(&format!("LPUSH {key} 5")).await;
    let ledger = target(&server).await;
    let error = import(&server, &ledger, OnUnusable::Refuse)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "expected a number as the nonce of each account, found 1 without: `{CHECKSUMMED}` has ``"
        )
    );
    let done = import(&server, &ledger, OnUnusable::Lock).await.unwrap();
    assert_eq!(done.locked.count(), 1);
}

#[tokio::test]
async fn a_source_that_is_not_there_stops_the_import() {
    let (mut source, server) = (Server::start().await, Server::start().await);
    source.kill();
    let ledger = target(&server).await;
    let error = import(&source, &ledger, OnUnusable::Refuse)
        .await
        .unwrap_err();
    assert_eq!(error.code(), "import_redis");
    let expected = format!("cannot read {}/0: ", source.text());
    assert!(error.to_string().starts_with(&expected), "{error}");
}

fn program(arguments: &[&str], redis: Option<&str>, folder: &Path) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_provider-server"));
    command.arg("import").args(arguments).env_clear();
    command.env("NETWORK_URL", "http://127.0.0.1:1");
    command.env("PROVIDER_PRIVATE_KEY", "11".repeat(32));
    command.env("AQUARIUS_URL", "http://127.0.0.1:1");
    command.env("STORAGE_PATH", folder.join("ledger.sqlite"));
    if let Some(redis) = redis {
        command.env("IMPORT_REDIS_CONNECTION", redis);
    }
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[tokio::test]
async fn the_program_imports() {
    let server = Server::start().await;
    set_nonce(&server, CHECKSUMMED, b"7").await;
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str], redis: Option<&str>| program(arguments, redis, folder.path());
    let done = "nonces: 1 taken over, 0 known; revoked tokens: 0 taken over, 0 known\n";
    assert_eq!(
        run(&["--redis"], Some(&server.text())),
        (Some(0), done.into())
    );
    let (code, said) = run(&["--redis"], Some("secret"));
    let expected =
        "error: `IMPORT_REDIS_CONNECTION` is not a redis, rediss or unix URL of a Redis\n";
    assert_eq!((code, said.as_str()), (Some(1), expected));
    assert_eq!(run(&[], None).0, Some(2));
    assert_eq!(run(&["--redis", "--sqlite", "x"], None).0, Some(2));
}
