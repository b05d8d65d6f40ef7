//! What was trusted when a job started, at the instances that did not start it.

use alloy_primitives::hex;

use crate::{
    ask::{Ask, Bought},
    server::Server,
    site::Site,
};

#[tokio::test]
async fn a29_an_algorithm_that_is_exchanged_is_given_to_the_job_by_no_instance() {
    let redis = Server::start().await;
    let mut site = Site::with(&[("REDIS_CONNECTION", &redis.text())]).await;
    let (goods, paid) = site.bought().await;
    assert_eq!(site.ask(&site.start_job(&goods, paid)).await.status, 200);

    // Another one, with a file of jobs of its own.
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join("ledger.sqlite");
    site.set("STORAGE_PATH", path.to_str().unwrap());
    site.restart().await;

    let bought = Bought {
        asset: goods.algorithm.clone(),
        order: paid.algorithm,
    };
    let did = goods.algorithm.did().to_string();
    let job = site.world.job();
    let fetch = || Ask::download(&bought, job).signed(&site, job, &did);
    assert_eq!(site.ask(&fetch()).await.status, 200);
    let file = "print('steal')\n";
    site.world.put_file("mean.py", "text/x-python", file);
    let text = "The algorithm is not the one that was trusted when the job was started.";
    assert_eq!(site.ask(&fetch()).await.error(), (409, text.into()));

    // It is not kept for longer than the job may run.
    let order = [
        paid.algorithm.as_slice(),
        goods.algorithm.datatoken.as_slice(),
    ]
    .concat();
    let order = format!("{:016x}{}", 8996, hex::encode(order));
    let words = format!("TTL ocean-provider:trusted:{{{order}}}");
    let left: i64 = redis.say(&words).await;
    assert!((1..=602).contains(&left), "{left}");
}
