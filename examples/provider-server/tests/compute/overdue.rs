//! A job ends when its time is over.

use std::{path::Path, time::Duration};

use provider_server::{Server, config::Config, dev::OperatorMood};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::{
    goods::{Goods, Paid},
    site::{Site, now},
};

impl Site {
    /// The jobs that the server keeps in mind, and when they end.
    pub(crate) fn running_jobs(&self) -> Vec<(Option<String>, i64)> {
        let path = format!("{}.jobs", self.world.env()["STORAGE_PATH"]);
        let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let mut rows = file
            .prepare("SELECT job_id, stop_at FROM jobs ORDER BY id")
            .unwrap();
        let rows = rows
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }
}

/// Why a server with this file does not start.
async fn must_not_start(site: &Site, storage: &Path) -> String {
    let mut env = site.world.env();
    env.insert("LISTEN".into(), "127.0.0.1:0".into());
    env.insert("STORAGE_PATH".into(), storage.to_str().unwrap().into());
    let config = Config::from_env(&|name| env.get(name).cloned(), &|path| {
        std::fs::read_to_string(path)
    });
    Server::bind(config.unwrap()).await.unwrap_err().to_string()
}

/// A site whose free environment lets jobs run for so long; all is bought.
async fn site(seconds: u64) -> (Site, Goods, Paid) {
    let site = Site::start().await;
    let address = site.world.job().address().to_string();
    site.world.set_environments(json!([{
        "id": "env-free", "priceMin": 0, "maxJobDuration": seconds, "consumerAddress": address,
    }]));
    let (goods, paid) = site.bought().await;
    (site, goods, paid)
}

async fn until(what: impl Fn() -> bool) {
    for _ in 0..200 {
        if what() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it did not happen within 10 s");
}

#[tokio::test]
async fn the_server_stops_it() {
    let (site, goods, paid) = site(2).await;
    let answer = site.ask(&site.start_job(&goods, paid)).await;
    assert_eq!(answer.status, 200);
    let rows = site.running_jobs();
    let now = i64::try_from(now()).unwrap();
    assert!((now..=now + 2).contains(&rows[0].1));
    assert!(site.calls("PUT").is_empty());
    until(|| site.calls("PUT").len() == 1).await;
    let stop = &site.calls("PUT")[0];
    assert_eq!(
        stop.query["jobId"],
        answer.json()[0]["jobId"].as_str().unwrap()
    );
    assert_eq!(
        stop.query["owner"],
        site.world.consumer().address().to_string()
    );
    until(|| site.running_jobs().is_empty()).await;
    // Once.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(site.calls("PUT").len(), 1);
}

#[tokio::test]
async fn not_before() {
    let (site, goods, paid) = site(60).await;
    assert_eq!(site.ask(&site.start_job(&goods, paid)).await.status, 200);
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert!(site.calls("PUT").is_empty());
    assert_eq!(site.running_jobs().len(), 1);
}

#[tokio::test]
async fn a_restart_does_not_forget_it() {
    let (mut site, goods, paid) = site(3).await;
    assert_eq!(site.ask(&site.start_job(&goods, paid)).await.status, 200);
    site.restart().await;
    assert_eq!(site.running_jobs().len(), 1);
    until(|| site.calls("PUT").len() == 1).await;
    until(|| site.running_jobs().is_empty()).await;
}

#[tokio::test]
async fn a_job_that_has_ended_is_left_alone() {
    for (key, value) in [
        ("dateFinished", json!("1700000000.5")),
        ("status", json!(70)),
        ("stopreq", json!(1)),
        ("removed", json!(1)),
    ] {
        let (site, goods, paid) = site(1).await;
        let answer = site.ask(&site.start_job(&goods, paid)).await;
        let id = answer.json()[0]["jobId"].as_str().unwrap().to_owned();
        site.world.set_job(&id, key, value);
        until(|| site.running_jobs().is_empty()).await;
        assert!(site.calls("PUT").is_empty(), "{key}");
    }
}

#[tokio::test]
async fn a_service_that_is_down_is_asked_again() {
    let (site, goods, paid) = site(1).await;
    assert_eq!(site.ask(&site.start_job(&goods, paid)).await.status, 200);
    site.world
        .set_operator(OperatorMood::Answers(500, String::new()));
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(site.running_jobs().len(), 1);
    site.world.set_operator(OperatorMood::Works);
    until(|| site.world.jobs()[0]["stopreq"] == 1).await;
    until(|| site.running_jobs().is_empty()).await;
}

#[tokio::test]
async fn a_job_that_nobody_confirmed_is_found_by_its_order() {
    let (site, goods, paid) = site(2).await;
    // Another job of the same order, whose end is its own.
    let named = site.ask(&site.start_job(&goods, paid)).await;
    assert_eq!(named.status, 200);
    site.world.set_operator(OperatorMood::BreaksOff);
    let answer = site.ask(&site.start_job(&goods, paid)).await;
    assert_eq!(
        answer.error(),
        (
            503,
            "The compute service did not confirm the job. It may run: ask for its status before \
             another one is started."
                .into()
        )
    );
    assert_eq!(site.world.jobs().len(), 2);
    assert_eq!(site.running_jobs()[1].0, None);
    site.world.set_operator(OperatorMood::Works);
    until(|| site.world.jobs().iter().all(|job| job["stopreq"] == 1)).await;
    until(|| site.running_jobs().is_empty()).await;
    // Each was stopped once.
    let mut stopped: Vec<_> = site
        .calls("PUT")
        .into_iter()
        .map(|call| call.query["jobId"].clone())
        .collect();
    stopped.sort();
    let jobs: Vec<Value> = site
        .world
        .jobs()
        .iter()
        .map(|job| job["jobId"].clone())
        .collect();
    assert_eq!(json!(stopped), json!(jobs));
}

#[tokio::test]
async fn the_file_of_jobs_is_no_other_programs() {
    let site = Site::start().await;
    let folder = tempfile::tempdir().unwrap();
    let storage = folder.path().join("provider.sqlite");
    let jobs = folder.path().join("provider.sqlite.jobs");
    let other = Connection::open(&jobs).unwrap();
    other
        .execute_batch("CREATE TABLE other (id INTEGER)")
        .unwrap();
    let text = must_not_start(&site, &storage).await;
    let path = jobs.display();
    assert_eq!(
        text,
        format!(
            "`OPERATOR_SERVICE_URL`: expected a file of jobs or a new file at `{path}`, found \
             another program's"
        )
    );
    drop(other);
    std::fs::remove_file(&jobs).unwrap();
    std::fs::create_dir(&jobs).unwrap();
    let text = must_not_start(&site, &storage).await;
    let start = format!("`OPERATOR_SERVICE_URL`: cannot open the file of jobs `{path}`: ");
    assert!(text.starts_with(&start), "{text}");
}

#[tokio::test]
async fn a_job_that_was_refused_is_not_kept() {
    let (site, goods, paid) = site(60).await;
    let refusal = r#"{"error":"no cluster"}"#;
    let start = site.start_job(&goods, paid);
    // The environments are known already.
    site.world
        .set_operator(OperatorMood::Answers(400, refusal.into()));
    let answer = site.ask(&start).await;
    assert_eq!((answer.status, answer.text().as_str()), (400, refusal));
    assert!(site.running_jobs().is_empty());
}
