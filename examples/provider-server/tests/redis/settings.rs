//! A Redis that would forget is refused.

use std::time::Instant;

use ocean_auth::{AsyncNonceLedger as _, Outcome};
use provider_server::{
    config::{Durability, RedisUrl},
    ledger::{LedgerError, Redis, RedisError},
};

use crate::{
    ONE,
    server::{SAFE, Server},
    spend,
};

type Setting = (&'static str, &'static str);

async fn refused(server: &Server, durability: Durability) -> RedisError {
    server.try_open(durability).await.unwrap_err()
}

#[tokio::test]
async fn settings_that_lose_or_evict_are_refused_by_name() {
    const NO_LOG: &str = "`appendonly no` (expected `yes`)";
    const LATE: &str = "`appendfsync everysec` (expected `always`)";
    let always = ("appendfsync", "always");
    let log = ("appendonly", "yes");
    let small = ("maxmemory", "100mb");
    let rows: [(&[Setting], &[&str]); 8] = [
        (&[], &[NO_LOG, LATE]),
        (&[always], &[NO_LOG]),
        (&[log], &[LATE]),
        (
            &[log, ("appendfsync", "no")],
            &["`appendfsync no` (expected `always`)"],
        ),
        (
            &[log, always, ("no-appendfsync-on-rewrite", "yes")],
            &["`no-appendfsync-on-rewrite yes` (expected `no`)"],
        ),
        (
            &[log, always, small, ("maxmemory-policy", "allkeys-lru")],
            &["`maxmemory-policy allkeys-lru` (expected `noeviction`)"],
        ),
        (
            &[log, always, small, ("maxmemory-policy", "volatile-ttl")],
            &["`maxmemory-policy volatile-ttl` (expected `noeviction`)"],
        ),
        // Snapshots are no log.
        (&[("save", "1 1")], &[NO_LOG, LATE]),
    ];
    for (settings, expected) in rows {
        let server = Server::with(settings).await;
        let error = refused(&server, Durability::Required).await;
        assert_eq!(error.code(), "redis_forgets");
        assert_eq!(
            error.to_string(),
            format!(
                "expected a server that keeps what is written at {}/0, found {}; for development, \
                 REDIS_UNSAFE=allow-data-loss takes it as it is",
                server.text(),
                expected.join(", ")
            )
        );
        let keys: Vec<String> = server.say("KEYS *").await;
        assert!(keys.is_empty(), "{keys:?}");
        let ledger = server.try_open(Durability::DataLossAllowed).await.unwrap();
        assert_eq!(ledger.advance(&spend(ONE, 1)).await, Outcome::Advanced);
    }
}

#[tokio::test]
async fn settings_that_keep_are_taken() {
    let [log, always] = SAFE;
    let rows: [&[Setting]; 4] = [
        &[log, always],
        &[log, always, ("maxmemory", "100mb")],
        &[log, always, ("maxmemory-policy", "allkeys-lru")],
        &[log, always, ("aof-use-rdb-preamble", "no")],
    ];
    for settings in rows {
        let server = Server::with(settings).await;
        let ledger = server.open().await;
        assert_eq!(ledger.advance(&spend(ONE, 1)).await, Outcome::Advanced);
    }
}

#[tokio::test]
async fn who_may_not_be_asked_is_refused() {
    let [log, always] = SAFE;
    let server = Server::with(&[log, always, ("rename-command", "CONFIG hidden")]).await;
    let error = refused(&server, Durability::Required).await;
    assert_eq!(error.code(), "redis_settings");
    let expected = format!(
        "cannot read the settings of {}/0 with `CONFIG GET`: ",
        server.text()
    );
    assert!(error.to_string().starts_with(&expected), "{error}");
    assert!(server.try_open(Durability::DataLossAllowed).await.is_ok());
}

#[tokio::test]
async fn replicas_and_clusters_are_refused_whatever_is_allowed() {
    let primary = Server::start().await;
    let [log, always] = SAFE;
    let of = format!("127.0.0.1 {}", primary.port());
    let replica = Server::with(&[log, always, ("replicaof", &of)]).await;
    let cluster = Server::with(&[log, always, ("cluster-enabled", "yes")]).await;
    for durability in [Durability::Required, Durability::DataLossAllowed] {
        let error = refused(&replica, durability).await;
        let expected = format!(
            "expected a primary at {}/0, found a replica",
            replica.text()
        );
        assert_eq!(
            (error.code(), error.to_string()),
            ("redis_replica", expected)
        );
        let error = refused(&cluster, durability).await;
        let expected = format!(
            "expected a single server at {}/0, found a node of a cluster",
            cluster.text()
        );
        assert_eq!(
            (error.code(), error.to_string()),
            ("redis_cluster", expected)
        );
    }
}

#[tokio::test]
async fn a_ledger_of_a_newer_server_is_refused() {
    let server = Server::start().await;
    let _: redis::Value = server.say("SET ocean-provider:ledger 2:9").await;
    let error = refused(&server, Durability::Required).await;
    let expected = format!(
        "expected a ledger of version 1 at {}/0, found `2:9`",
        server.text()
    );
    assert_eq!(
        (error.code(), error.to_string()),
        ("redis_version", expected)
    );
}

#[tokio::test]
async fn passwords_let_in_and_are_shown_nowhere() {
    let [log, always] = SAFE;
    let server = Server::with(&[log, always, ("requirepass", "canary-good")]).await;
    let open = async |password: &str| {
        let url = server.text().replace("//", &format!("//:{password}@"));
        let url: RedisUrl = url.parse().unwrap();
        Redis::open(&url, Durability::Required).await
    };
    let ledger = open("canary-good").await.unwrap();
    assert_eq!(ledger.advance(&spend(ONE, 1)).await, Outcome::Advanced);
    let error = open("canary-bad").await.unwrap_err();
    assert_eq!(error.code(), "redis_connect");
    for shown in [error.to_string(), format!("{error:?}")] {
        assert!(!shown.contains("canary"), "{shown}");
    }
    assert!(
        error
            .to_string()
            .starts_with(&format!("cannot use {}/0: ", server.text()))
    );
}

#[tokio::test]
async fn who_is_not_there_is_told_at_once() {
    let mut server = Server::start().await;
    server.kill();
    let since = Instant::now();
    let error = refused(&server, Durability::Required).await;
    assert_eq!(error.code(), "redis_connect");
    assert!(since.elapsed().as_secs() < 3);
}

#[tokio::test]
async fn a_socket_will_do() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("redis.sock");
    let socket = socket.to_str().unwrap();
    let [log, always] = SAFE;
    let _server = Server::with(&[log, always, ("unixsocket", socket)]).await;
    let url: RedisUrl = format!("unix://{socket}?db=2").parse().unwrap();
    let ledger = Redis::open(&url, Durability::Required).await.unwrap();
    assert_eq!(ledger.advance(&spend(ONE, 1)).await, Outcome::Advanced);
}

#[test]
fn what_takes_another_server_to_see_reads_as_follows() {
    let server = "redis://127.0.0.1:6379/0".to_owned();
    let old = RedisError::TooOld {
        server: server.clone(),
        found: "6.0.16".into(),
    };
    assert_eq!(old.code(), "redis_too_old");
    assert_eq!(
        old.to_string(),
        "expected Redis 7 or later at redis://127.0.0.1:6379/0, found `6.0.16`"
    );
    let replaced = RedisError::Replaced { server };
    assert_eq!(replaced.code(), "redis_replaced");
    assert_eq!(
        replaced.to_string(),
        "the ledger at redis://127.0.0.1:6379/0 is not the one that was there before: what was \
         spent is lost. Bring it back, or restart to begin anew"
    );
    let error = LedgerError::from(replaced);
    assert_eq!(error.code(), "redis_replaced");
    assert!(
        error
            .to_string()
            .starts_with("`REDIS_CONNECTION`: the ledger at ")
    );
}
