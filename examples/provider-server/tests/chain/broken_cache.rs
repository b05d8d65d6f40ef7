//! Metadata caches that are not in order.

use std::time::{Duration, Instant};

use alloy_primitives::Address;
use ocean_provider_core::did::Did;
use provider_server::{
    chain::MAX_ANSWER,
    metadata_cache::{CacheError, MetadataCache},
};

use crate::scripted::{Answer, Scripted};

const TIMEOUT: Duration = Duration::from_millis(400);

async fn ask(answer: Answer, timeout: Duration) -> Result<bool, CacheError> {
    let server = Scripted::start([answer]).await;
    let cache = MetadataCache::new(&server.url.parse().unwrap(), timeout).unwrap();
    let did = Did::compute(Address::repeat_byte(1), 1).unwrap();
    let document = cache.document(did).await?;
    Ok(document.is_some())
}

#[tokio::test]
async fn only_404_means_that_there_is_no_document() {
    assert_eq!(
        ask(Answer::Body(404, "{}".into()), TIMEOUT).await,
        Ok(false)
    );
    for status in [204, 400, 401, 403, 410, 429, 500, 502, 503] {
        let error = ask(Answer::Body(status, String::new()), TIMEOUT).await;
        assert_eq!(error, Err(CacheError::Status { status }));
    }
}

#[tokio::test]
async fn what_is_no_document_is_an_error() {
    for body in ["", "null", "[]", "not JSON", "<html></html>"] {
        let error = ask(Answer::ok(body), TIMEOUT).await.unwrap_err();
        assert!(
            matches!(error, CacheError::Document(_)),
            "{body}: {error:?}"
        );
    }
    let other =
        r#"{"id": "did:op:0000000000000000000000000000000000000000000000000000000000000000"}"#;
    let error = ask(Answer::ok(other), TIMEOUT).await.unwrap_err();
    assert_eq!(error.code(), "cache_other_asset");
    // As Aquarius reduces a document whose asset was withdrawn.
    assert_eq!(ask(Answer::ok("{}"), TIMEOUT).await, Ok(true));
    let deep = "[".repeat(100_000);
    assert!(ask(Answer::ok(deep), TIMEOUT).await.is_err());
}

#[tokio::test]
async fn an_answer_is_bounded_in_size_and_time() {
    for is_told in [true, false] {
        let huge = Answer::Huge(MAX_ANSWER + 1, is_told);
        let error = ask(huge, Duration::from_secs(30)).await;
        assert_eq!(error, Err(CacheError::TooLarge { max: MAX_ANSWER }));
    }
    for answer in [Answer::Stall, Answer::Drip] {
        let began = Instant::now();
        assert_eq!(ask(answer, TIMEOUT).await, Err(CacheError::Timeout));
        assert!(began.elapsed() < 4 * TIMEOUT);
    }
    for answer in [Answer::Reset, Answer::Half] {
        assert_eq!(ask(answer, TIMEOUT).await, Err(CacheError::Unreachable));
    }
}

#[tokio::test]
async fn a22_no_error_and_no_debug_has_the_address_of_the_cache() {
    for answer in [
        Answer::ok("secret-key"),
        Answer::Body(500, "secret-key".into()),
        Answer::Stall,
        Answer::Reset,
    ] {
        let error = ask(answer, TIMEOUT).await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(
            !text.contains("secret") && !text.contains("127.0.0.1"),
            "{text}"
        );
    }
    let url = "http://127.0.0.1/secret-key".parse().unwrap();
    let text = format!("{:?}", MetadataCache::new(&url, TIMEOUT).unwrap());
    assert_eq!(text, "MetadataCache { .. }");
}
