//! A Provider that moves from the reference serves nothing a second time.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use alloy_primitives::{Address, B256, hex};
use ocean_auth::{
    AsyncNonceLedger as _, AsyncRevocationLedger as _, Message, Nonce, NonceValue, Outcome,
    Request, Revocation, RevokeOutcome, Rules, Spend, SpendError, TokenError, TokenKey,
    TokenPolicy, TokenState,
};
use ocean_keys::ProviderKey;
use provider_server::{
    config::Storage,
    ledger::{self, ImportError, Imported, Ledger, OnUnusable, Rows, Source},
};
use rusqlite::{Connection, ToSql};
use tempfile::TempDir;

const DID: &str = "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea";
const DOWNLOAD: Request<'static> = Request::Download { document_id: DID };
const CHECKSUMMED: &str = "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1";
/// Of `PROVIDER_KEY`, made by `PyJWT` 2.4.0.
const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiOjQxMDI0NDQ4MDAsImFkZHJlc3MiOiIweDFhNjQyZjBFM2MzYUY1NDVFN0FjQkQzOGIwNzI1MUIzOTkwOTE0RjEifQ.8lqKUeug4zpRehIVS756RbE6XUi9kwEXS-vTCLPA8YM";
const PROVIDER_KEY: &str = "0xdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
const EXPIRES: u64 = 4_102_444_800;

/// The file of a reference Provider and a new ledger.
struct Move {
    _folder: TempDir,
    source: PathBuf,
    target: Ledger,
}

impl Move {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("sqlite.db");
        let tables = "
            CREATE TABLE user_nonce (address VARCHAR NOT NULL, nonce VARCHAR, PRIMARY KEY (address));
            CREATE TABLE revoked_tokens (token VARCHAR NOT NULL, PRIMARY KEY (token));";
        Connection::open(&source)
            .unwrap()
            .execute_batch(tables)
            .unwrap();
        Self {
            source,
            target: Ledger::open(&Storage::Sqlite(folder.path().join("ledger.sqlite")))
                .await
                .unwrap(),
            _folder: folder,
        }
    }

    fn nonce(&self, address: impl ToSql, nonce: impl ToSql) -> &Self {
        let sql = "INSERT OR REPLACE INTO user_nonce VALUES (?1, ?2)";
        let connection = Connection::open(&self.source).unwrap();
        connection.execute(sql, (address, nonce)).unwrap();
        self
    }

    fn token(&self, token: impl ToSql) -> &Self {
        let connection = Connection::open(&self.source).unwrap();
        connection
            .execute("INSERT INTO revoked_tokens VALUES (?1)", [token])
            .unwrap();
        self
    }

    /// The source must stay as it is.
    async fn import(&self, unusable: OnUnusable) -> Result<Imported, ImportError> {
        let before = fs::read(&self.source).unwrap();
        let source = Source::Sqlite(self.source.clone());
        let result = ledger::import(&source, &self.target, unusable).await;
        assert_eq!(fs::read(&self.source).unwrap(), before);
        result
    }

    /// The nonces and the tokens that were new and known.
    async fn counts(&self) -> [usize; 4] {
        let done = self.import(OnUnusable::Refuse).await.unwrap();
        assert_eq!((done.locked.count(), done.no_address.count()), (0, 0));
        [
            done.nonces,
            done.nonces_known,
            done.tokens,
            done.tokens_known,
        ]
    }

    async fn last(&self, address: &str) -> Option<String> {
        let last = self.target.last(address.parse().unwrap()).await.unwrap();
        last.map(|value| value.to_string())
    }
}

fn value(text: &str) -> NonceValue {
    text.parse::<Nonce>().unwrap().value()
}

/// What a thief captured before the move: a message of the caller as he spelled himself.
async fn replay(
    spelling: &str,
    request: &Request<'_>,
    nonce: &str,
    ledger: &Ledger,
) -> Result<(), SpendError> {
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let claimed = spelling.parse().unwrap();
    let message = Message::wire(request, &claimed, &nonce.parse().unwrap()).unwrap();
    let signature = hex::encode_prefixed(key.sign_digest(&message.digest()).to_bytes());
    let caller = message.verify_as(Rules::Strict, &signature).unwrap();
    caller.spend_async(ledger).await.map(drop)
}

#[tokio::test]
async fn a50_requests_captured_before_the_move_are_refused_after_it() {
    let (lower, bare) = (
        CHECKSUMMED.to_lowercase(),
        CHECKSUMMED.trim_start_matches("0x"),
    );
    let moved = Move::new().await;
    moved
        .nonce(CHECKSUMMED, "1700000000000")
        .nonce(&lower, "1700000000007")
        .nonce(bare, "99");
    // Without the import all of them pass.
    let captured = [
        (CHECKSUMMED, "1700000000000"),
        (CHECKSUMMED, "1700000000007"),
        (&*lower, "1700000000007"),
        (&*lower, "1700000000007.000"),
        (&*lower, "1699999999999.9"),
        (bare, "99"),
        (bare, "1"),
    ];
    for (spelling, nonce) in captured {
        let fresh = Move::new().await;
        assert_eq!(
            replay(spelling, &DOWNLOAD, nonce, &fresh.target).await,
            Ok(())
        );
    }
    assert_eq!(moved.counts().await, [1, 0, 0, 0]);
    for (spelling, nonce) in captured {
        let refused = replay(spelling, &DOWNLOAD, nonce, &moved.target).await;
        let expected = SpendError::NotGreater {
            given: value(nonce),
            last: value("1700000000007"),
        };
        assert_eq!(refused, Err(expected), "{spelling} {nonce}");
    }
    let next = replay(CHECKSUMMED, &DOWNLOAD, "1700000000008", &moved.target).await;
    assert_eq!(next, Ok(()));
}

#[tokio::test]
async fn a50_a_nonce_that_the_store_cut_is_refused_after_the_move() {
    let decrypt = Request::Decrypt {
        transaction_id: None,
        data_nft_address: "0x5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c5c",
        chain_id: "1",
    };
    // The request held a JSON number, which Python hands to SQLite as a double, and SQLite 3.40.1
    // keeps as a text of 15 digits.
    for (given, kept) in [
        ("1795217593713.512", "1795217593713.51"),
        ("1795217593713.502", "1795217593713.5"),
        ("1795217593713.5149", "1795217593713.51"),
        ("1644315615.2419534", "1644315615.24195"),
    ] {
        let moved = Move::new().await;
        moved.nonce(CHECKSUMMED, kept);
        assert_eq!(moved.counts().await, [1, 0, 0, 0]);
        let refused = replay(CHECKSUMMED, &decrypt, given, &moved.target).await;
        assert!(
            matches!(refused, Err(SpendError::NotGreater { .. })),
            "{given} kept as {kept}: {refused:?}"
        );
        assert_eq!(
            replay(CHECKSUMMED, &decrypt, "1795217593714", &moved.target).await,
            Ok(())
        );
    }
}

#[tokio::test]
async fn a50_tokens_revoked_before_the_move_stay_revoked() {
    let moved = Move::new().await;
    moved.token(TOKEN);
    let key = TokenKey::from_provider_key_text(PROVIDER_KEY).unwrap();
    let policy = TokenPolicy {
        max_lifetime: EXPIRES,
    };
    let live = async |now: u64| {
        let token = key.verify(TOKEN, &policy, now).unwrap();
        token.live_async(&moved.target).await.map(drop)
    };
    assert_eq!(live(1_700_000_000).await, Ok(()));
    assert_eq!(moved.counts().await, [0, 0, 1, 0]);
    // Until an hour after it expires, and no longer.
    for (round, now) in [(1, 1_700_000_000), (2, EXPIRES - 1), (3, EXPIRES + 3600)] {
        let other = Revocation {
            token: B256::repeat_byte(round),
            keep_until: u64::MAX,
        };
        assert_eq!(
            moved.target.revoke(&other, now).await,
            RevokeOutcome::Revoked
        );
        assert_eq!(
            live(now.min(EXPIRES - 1)).await,
            Err(TokenError::Revoked),
            "at {now}"
        );
    }
    let known = key.verify(TOKEN, &policy, 0).unwrap().revocation();
    let again = moved.target.revoke(&known, EXPIRES + 3600).await;
    assert_eq!(again, RevokeOutcome::AlreadyRevoked);
    let again = moved.target.revoke(&known, EXPIRES + 3601).await;
    assert_eq!(again, RevokeOutcome::Revoked);
}

#[tokio::test]
async fn tokens_that_do_not_say_when_they_expire_are_kept_for_ever() {
    use sha2::{Digest as _, Sha256};
    let long = vec![b'x'; 100_000];
    let texts: [&[u8]; 6] = [b"", b"junk", b"a.b.c", b"a.e30.c", b"\xff", &long];
    let moved = Move::new().await;
    for text in texts {
        // As SQLite holds a text that is not UTF-8 as well.
        let connection = Connection::open(&moved.source).unwrap();
        let sql = "INSERT INTO revoked_tokens VALUES (CAST(?1 AS TEXT))";
        connection.execute(sql, [text]).unwrap();
    }
    assert_eq!(moved.counts().await, [0, 0, 6, 0]);
    let other = Revocation {
        token: B256::ZERO,
        keep_until: 0,
    };
    let _ = moved.target.revoke(&other, u64::MAX).await;
    for text in texts {
        let id = B256::from(<[u8; 32]>::from(Sha256::digest(text)));
        assert_eq!(moved.target.state(id).await, Ok(TokenState::Revoked));
    }
}

#[tokio::test]
async fn a_repeated_import_changes_nothing_and_lowers_nothing() {
    let other = "0x2222222222222222222222222222222222222222";
    let moved = Move::new().await;
    moved
        .nonce(CHECKSUMMED, "5")
        .nonce(other, 7_i64)
        .token(TOKEN);
    assert_eq!(moved.counts().await, [2, 0, 1, 0]);
    assert_eq!(moved.counts().await, [0, 2, 0, 1]);
    let spend = Spend {
        address: CHECKSUMMED.parse().unwrap(),
        nonce: value("9"),
        text: None,
    };
    assert_eq!(moved.target.advance(&spend).await, Outcome::Advanced);
    moved.nonce(CHECKSUMMED, "8").nonce(other, "8");
    assert_eq!(moved.counts().await, [1, 1, 0, 1]);
    assert_eq!(moved.last(CHECKSUMMED).await.unwrap(), "9");
    assert_eq!(moved.last(other).await.unwrap(), "8");
}

#[tokio::test]
async fn a50_a_nonce_that_is_no_number_stops_the_import_or_locks_the_account() {
    let other = "0x2222222222222222222222222222222222222222";
    let unusable: [&dyn ToSql; 8] = [
        &"Infinity",
        &"NaN",
        &"",
        &None::<String>,
        &"abc",
        &"0x10",
        &"1e99",
        &&b"\xff"[..],
    ];
    for nonce in unusable {
        let moved = Move::new().await;
        // Another spelling of the account has a number, which does not save it.
        moved
            .nonce(CHECKSUMMED.to_lowercase(), nonce)
            .nonce(CHECKSUMMED, "5")
            .nonce(other, "5");
        let refused = moved.import(OnUnusable::Refuse).await.unwrap_err();
        assert_eq!(refused.code(), "import_unusable");
        assert_eq!(moved.last(other).await, None);
        assert_eq!(moved.last(CHECKSUMMED).await, None);

        let done = moved.import(OnUnusable::Lock).await.unwrap();
        assert_eq!((done.nonces, done.locked.count()), (2, 1));
        assert_eq!(moved.last(other).await.unwrap(), "5");
        let greatest = format!("{}.{}", "9".repeat(38), "9".repeat(18));
        assert_eq!(moved.last(CHECKSUMMED).await.unwrap(), greatest);
        let refused = replay(CHECKSUMMED, &DOWNLOAD, &greatest, &moved.target).await;
        assert!(matches!(refused, Err(SpendError::NotGreater { .. })));
        let done = moved.import(OnUnusable::Lock).await.unwrap();
        assert_eq!((done.nonces, done.nonces_known), (0, 2));
    }
}

#[tokio::test]
async fn rows_are_shown_cut_and_on_one_line() {
    let moved = Move::new().await;
    moved
        .nonce(CHECKSUMMED, "1\n\u{1b}[2J")
        .nonce(CHECKSUMMED.trim_start_matches("0x"), "é".repeat(65));
    let error = moved.import(OnUnusable::Refuse).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "expected a number as the nonce of each account, found 2 without: `{CHECKSUMMED}` has `1\\n\\u{{1b}}[2J`, `{}` has `{}…`",
            CHECKSUMMED.trim_start_matches("0x"),
            "é".repeat(64)
        )
    );
    for account in 0..30 {
        moved.nonce(Address::repeat_byte(account).to_string(), "Infinity");
    }
    let ImportError::Unusable { rows } = moved.import(OnUnusable::Refuse).await.unwrap_err() else {
        unreachable!();
    };
    assert_eq!((rows.count(), rows.first().len()), (32, 20));
    assert!(rows.to_string().ends_with(", …"));
}

#[tokio::test]
async fn rows_of_no_address_are_left_out() {
    let moved = Move::new().await;
    for text in [
        "zzz",
        "",
        "0x1a642f",
        " 0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1",
    ] {
        moved.nonce(text, "Infinity");
    }
    moved.nonce("0X1A642F0E3C3AF545E7ACBD38B07251B3990914F1", "7");
    let done = moved.import(OnUnusable::Refuse).await.unwrap();
    assert_eq!(
        (done.nonces, done.locked, done.no_address.count()),
        (1, Rows::default(), 4)
    );
    assert_eq!(done.no_address.first()[0].address, "zzz");
    assert_eq!(done.no_address.first()[0].nonce, "Infinity");
    assert_eq!(moved.last(CHECKSUMMED).await.unwrap(), "7");
}

#[tokio::test]
async fn a_file_that_is_not_the_references_is_refused() {
    let moved = Move::new().await;
    let check = async |path: &Path, code: &str, message: &str| {
        let source = Source::Sqlite(path.into());
        let refused = ledger::import(&source, &moved.target, OnUnusable::Lock).await;
        let error = refused.unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), (code, message));
    };
    let path = moved.source.with_file_name("missing");
    let shown = path.display();
    check(
        &path,
        "import_source",
        &format!("cannot read `{shown}`: unable to open database file: {shown}"),
    )
    .await;
    assert!(!path.exists());

    fs::write(&path, [0xa5; 5000]).unwrap();
    check(
        &path,
        "import_source",
        &format!("cannot read `{shown}`: file is not a database"),
    )
    .await;

    let ledger = moved.source.with_file_name("ledger.sqlite");
    check(
        &ledger,
        "import_not_reference",
        &format!(
            "expected the database of a reference Provider at `{}`, found no table `user_nonce`",
            ledger.display()
        ),
    )
    .await;

    let held = Connection::open(&moved.source).unwrap();
    held.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let shown = moved.source.display();
    check(
        &moved.source,
        "import_source",
        &format!("cannot read `{shown}`: database is locked"),
    )
    .await;
}

#[tokio::test]
async fn a_provider_without_tokens_is_taken_over() {
    let moved = Move::new().await;
    let source = Connection::open(&moved.source).unwrap();
    source.execute_batch("DROP TABLE revoked_tokens").unwrap();
    moved.nonce(CHECKSUMMED, "5");
    assert_eq!(moved.counts().await, [1, 0, 0, 0]);
}

#[tokio::test]
async fn a_ledger_that_cannot_be_written_takes_nothing() {
    let moved = Move::new().await;
    moved.nonce(CHECKSUMMED, "5").token(TOKEN);
    let other = Connection::open(moved.source.with_file_name("ledger.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = moved.import(OnUnusable::Refuse).await.unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("import_unavailable", "the ledger is unavailable")
    );
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(moved.last(CHECKSUMMED).await, None);
    assert_eq!(moved.counts().await, [1, 0, 1, 0]);
}
