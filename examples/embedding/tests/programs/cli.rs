use std::{cell::RefCell, error::Error};

use ocean_provider_core::{Asset, files::FileObjectError, publish::PublishError};

use crate::world::{CHAIN_ID, PUBLISHER, URL, World, key};

#[test]
fn a_file_is_published_and_nobody_reads_where_it_lies() {
    let world = World::new();
    let asked = RefCell::new(Vec::new());
    let call = |method: &str, path: &str, body: &[u8]| -> Result<String, Box<dyn Error>> {
        asked.borrow_mut().push(format!("{method} {path}"));
        world.provider(method, path, body)
    };
    let mut out = Vec::new();
    let publish = world.arguments("River gauges", "Hourly water levels.");
    let publication = publish.run(call, &mut out).unwrap();
    // The files, then the document.
    assert_eq!(
        *asked.borrow(),
        [
            "GET /",
            "POST /api/services/encrypt?chainId=8996",
            "POST /api/services/encrypt?chainId=8996"
        ]
    );

    let out = String::from_utf8(out).unwrap();
    let lines: Vec<_> = out.lines().collect();
    assert_eq!(lines[0], format!("did   {}", publication.did()));
    assert_eq!(lines[1], format!("hash  {}", publication.hash()));
    assert_eq!(lines[2], format!("to    {}", world.nft));
    let calldata = publication.set_metadata().calldata().unwrap();
    assert_eq!(lines[3..], [format!("data  {calldata}")]);
    assert!(!out.contains("data.example"));
    assert!(!publication.document().text().contains(URL));

    // The contract takes it, and the Provider's key opens it.
    let call = publication.set_metadata();
    world
        .chain()
        .set_metadata(PUBLISHER, world.nft, call)
        .unwrap();
    let bytes = publication.envelope().open([&key(1)]).unwrap();
    assert_eq!(bytes, publication.document().bytes());
    assert!(Asset::new(publication.document().clone(), world.nft, CHAIN_ID).is_ok());
}

#[test]
fn a_bad_document_is_refused_before_anybody_is_asked() {
    let world = World::new();
    let call = |_: &str, _: &str, _: &[u8]| -> Result<String, Box<dyn Error>> {
        panic!("nothing is to be sent")
    };
    let publish = world.arguments("River gauges", "Levels,\r\nhourly.");
    let error = publish.run(call, &mut Vec::new()).unwrap_err();
    assert_eq!(
        error.to_string(),
        r"document is not valid: /metadata/description: expected no line ends but line feeds, found string `Levels,\r\nhourly.`"
    );

    let mut publish = world.arguments("River gauges", "Hourly water levels.");
    publish.url = "file:///etc/passwd".into();
    let error = publish.run(call, &mut Vec::new()).unwrap_err();
    assert!(error.is::<FileObjectError>(), "{error}");
}

#[test]
fn a_provider_that_answers_something_else_is_refused() {
    let world = World::new();
    let call = |method: &str, path: &str, body: &[u8]| -> Result<String, Box<dyn Error>> {
        let answer = world.provider(method, path, body)?;
        // As a server that damages what it seals.
        Ok(if method == "POST" {
            format!("{answer}00")
        } else {
            answer
        })
    };
    let publish = world.arguments("River gauges", "Hourly water levels.");
    let error = publish.run(call, &mut Vec::new()).unwrap_err();
    let error = error.downcast::<PublishError>().unwrap();
    assert!(
        matches!(*error, PublishError::AnswerLength { index: 0, .. }),
        "{error}"
    );
}
