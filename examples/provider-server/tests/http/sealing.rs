//! What is sealed to the Provider, and the documents that it opens.

use alloy_primitives::hex;
use ocean_provider_core::encryption;
use provider_server::dev::Sample;

use crate::site::Site;

#[tokio::test]
async fn encrypt_seals_any_bytes() {
    let site = Site::start().await;
    let all: Vec<u8> = (0..=255).collect();
    for body in [b"".as_slice(), b"text", &all, &vec![0; 1 << 20]] {
        let answer = site.ask(&site.encrypt(body)).await;
        assert_eq!(answer.status, 201);
        assert!(
            answer
                .header("content-type")
                .unwrap()
                .starts_with("text/plain")
        );
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let text = answer.text();
        assert_eq!(text, text.to_lowercase());
        let sealed = hex::decode(text.strip_prefix("0x").unwrap()).unwrap();
        let opened = encryption::open(site.world.provider(), &sealed).unwrap();
        assert_eq!(&opened[..], body);
    }
}

#[tokio::test]
async fn decrypt_gives_the_documents_bytes() {
    let site = Site::start().await;
    let asset = site.world.publish(Sample::Csv).unwrap();
    let published = asset.publication.document().text();
    for ask in [site.decrypt(&asset), site.decrypt_arguments(&asset)] {
        let answer = site.ask(&ask).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        assert!(
            answer
                .header("content-type")
                .unwrap()
                .starts_with("text/plain")
        );
        assert_eq!(answer.text(), published);
        let last = site.last_nonce(site.world.consumer().address());
        assert_eq!(last, Some(ask.text("nonce")));
    }
    // With both, the transaction wins.
    let mut both = site.decrypt(&asset);
    for name in ["encryptedDocument", "flags", "documentHash"] {
        both = both.with(name, "0x00");
    }
    assert_eq!(site.ask(&both).await.text(), published);
    // The chain as text, the nonce as a JSON number, and everything in the query.
    let ask = site.decrypt(&asset).with("chainId", "8996");
    let number: u64 = ask.text("nonce").parse().unwrap();
    assert_eq!(site.ask(&ask.with("nonce", number)).await.status, 201);
    let ask = site.decrypt(&asset).in_query();
    assert_eq!(site.ask(&ask).await.status, 201);
}

#[tokio::test]
async fn decrypt_serves_whom_the_operator_names() {
    let consumer = "0x1563915e194D8CfBA1943570603F7606A3115508";
    let list = format!(r#"["{consumer}"]"#);
    let site = Site::with(&[("AUTHORIZED_DECRYPTERS", &list)]).await;
    let asset = site.world.publish(Sample::Csv).unwrap();
    assert_eq!(site.world.consumer().address().to_string(), consumer);
    assert_eq!(site.ask(&site.decrypt(&asset)).await.status, 201);
    let stranger = site.world.stranger();
    let (address, transaction) = (
        stranger.address().to_string(),
        asset.transaction.to_string(),
    );
    let message = format!("{transaction}{address}8996");
    let ask = site
        .decrypt(&asset)
        .with("decrypterAddress", address)
        .signed(&site, stranger, &message);
    let denied = site.ask(&ask).await.error();
    assert_eq!(denied, (403, "Decrypter not authorized".into()));
    assert_eq!(site.last_nonce(stranger.address()), None);
}
