//! What a ledger's file may be, and what is said about every other.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use provider_server::ledger::{OpenError, Sqlite};
use rusqlite::Connection;

fn refused(path: &Path) -> OpenError {
    Sqlite::open(path).unwrap_err()
}

#[test]
fn other_files_are_refused_and_left_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let shown = path.display();
    let check = |make: &dyn Fn(&Path), code: &str, message: &str| {
        let _ = fs::remove_file(&path);
        make(&path);
        let before = fs::read(&path).unwrap();
        let error = refused(&path);
        assert_eq!((error.code(), error.to_string().as_str()), (code, message));
        assert_eq!(fs::read(&path).unwrap(), before, "{message}");
    };
    let sql = |sql: &'static str| {
        move |path: &Path| Connection::open(path).unwrap().execute_batch(sql).unwrap()
    };
    for garbage in [&b"nonces?"[..], &[0xa5; 512], &[0xa5; 10_000]] {
        check(
            &|path| fs::write(path, garbage).unwrap(),
            "ledger_not_sqlite",
            &format!(
                "expected a ledger or a new file at `{shown}`, found a file that is not of SQLite"
            ),
        );
    }
    check(
        &sql("CREATE TABLE user_nonce (address VARCHAR PRIMARY KEY, nonce VARCHAR)"),
        "ledger_reference",
        &format!(
            "`{shown}` is the database of a reference Provider: name a new file for the ledger, and take the old one over with `provider-server import --sqlite`"
        ),
    );
    check(
        &sql("CREATE TABLE notes (text); PRAGMA application_id = 99"),
        "ledger_foreign",
        &format!(
            "expected a ledger or a new file at `{shown}`, found a database of another program, with application id 99"
        ),
    );
    check(
        &sql("PRAGMA user_version = 3"),
        "ledger_foreign",
        &format!(
            "expected a ledger or a new file at `{shown}`, found a database of another program, with application id 0"
        ),
    );
    check(
        &|path| {
            drop(Sqlite::open(path).unwrap());
            sql("PRAGMA user_version = 2")(path);
        },
        "ledger_version",
        &format!("expected a ledger of version 1 at `{shown}`, found version 2"),
    );
    check(
        &|path| {
            drop(Sqlite::open(path).unwrap());
            sql("DROP TABLE spent_texts")(path);
        },
        "ledger_open",
        &format!("cannot open the ledger `{shown}`: no such table: spent_texts"),
    );
}

#[test]
fn places_without_a_file_are_refused() {
    let error = refused(Path::new(":memory:"));
    assert_eq!(error.code(), "ledger_no_log");
    assert_eq!(
        error.to_string(),
        "expected a place for a write-ahead log at `:memory:`, found journal mode `memory`"
    );
    assert_eq!(refused(Path::new("")).code(), "ledger_no_log");
    let error = refused(Path::new("/nowhere/ledger"));
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        (
            "ledger_open",
            "cannot open the ledger `/nowhere/ledger`: unable to open database file: /nowhere/ledger"
        )
    );
    let path = PathBuf::from("l");
    assert_eq!(
        OpenError::ReadOnly { path }.to_string(),
        "expected a ledger that can be written at `l`, found a read-only file"
    );
}

#[test]
fn an_empty_file_becomes_a_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    fs::write(&path, b"").unwrap();
    drop(Sqlite::open(&path).unwrap());
    drop(Sqlite::open(&path).unwrap());
}
