//! Files as they come: ranges, names, types, and what is told where one cannot be fetched.

use alloy_primitives::Address;
use ocean_provider_core::{
    ddo::Document,
    files::{Binding, DatasetFiles, FileObject},
    keys::system_random,
};
use provider_server::dev::{Published, Sample};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::{
    ask::{Ask, Bought},
    site::{Answer, Site},
};

const LEVELS: &str = "time,level\n0,1.52\n3600,1.49\n";

impl Site {
    /// Puts other files into the cached document of an asset, really sealed.
    pub(crate) fn put_files(&self, asset: &Published, objects: &[serde_json::Value]) {
        let binding = Binding {
            datatoken: asset.datatoken,
            nft: asset.nft(),
        };
        let files: Vec<_> = objects
            .iter()
            .map(|object| FileObject::parse(&object.to_string()).unwrap())
            .collect();
        let files = DatasetFiles::new(binding, &files).unwrap();
        let sealed = files
            .seal(&self.world.provider().public_key(), system_random)
            .unwrap();
        self.edit(asset, "/services/0/files", &json!(sealed.to_string()));
    }

    /// Changes the document in the metadata cache, and there only.
    pub(crate) fn edit(&self, asset: &Published, pointer: &str, value: &serde_json::Value) {
        let document = self.world.cached(asset.did()).unwrap();
        let document: Document = document.edit(pointer, &value.to_string()).unwrap();
        self.world.put_cached(asset.did(), document);
    }
}

#[tokio::test]
async fn what_was_ordered_before_the_key_was_exchanged_is_served() {
    let old = "11".repeat(32);
    let retired = format!(r#"{{"8996": ["{old}"]}}"#);
    for (settings, status) in [
        (
            vec![("RETIRED_PROVIDER_PRIVATE_KEYS", retired.as_str())],
            200,
        ),
        (vec![], 400),
    ] {
        let new = "44".repeat(32);
        let settings = [settings, vec![("PROVIDER_PRIVATE_KEY", new.as_str())]].concat();
        let site = Site::with(&settings).await;
        // The world's Provider has the old key.
        let bought = site.buy(Sample::Csv);
        let answer = site.ask(&site.download(&bought)).await;
        assert_eq!(answer.status, status, "{}", answer.text());
    }
}

#[tokio::test]
async fn a_download_gives_the_files_bytes() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let answer = site.ask(&site.download(&bought)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), LEVELS);
    let header = |name| answer.header(name);
    assert_eq!(header("content-type"), Some("text/csv"));
    assert_eq!(header("content-length"), Some("28"));
    assert_eq!(
        header("content-disposition"),
        Some("attachment;filename=levels.csv")
    );
    assert_eq!(
        header("access-control-expose-headers"),
        Some("Content-Disposition")
    );
    assert_eq!(header("access-control-allow-origin"), Some("*"));
    assert_eq!(header("accept-ranges"), Some("bytes"));
    // The second file, from a JSON body with numbers.
    let ask = site.download(&bought).in_body().with("fileIndex", 1);
    let nonce: u64 = ask.text("nonce").parse().unwrap();
    let answer = site.ask(&ask.with("nonce", nonce)).await;
    assert_eq!(answer.text(), "station,river\nK-12,Lea\n");
    // The address as it is signed for nothing: any spelling.
    let lower = site.world.consumer().address().to_string().to_lowercase();
    let ask = site.download(&bought).with("consumerAddress", lower);
    assert_eq!(site.ask(&ask).await.status, 200);
    // Signatures without 0x and with v of 0 and 1.
    let ask = site.download(&bought);
    let signature = ask.text("signature");
    let (rs, v) = signature[2..].split_at(128);
    let v = u8::from_str_radix(v, 16).unwrap() % 27;
    let ask = ask.with("signature", format!("{rs}{v:02X}"));
    assert_eq!(site.ask(&ask).await.status, 200);
}

#[tokio::test]
async fn parts_of_a_file() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    for (range, status, content_range, body) in [
        ("bytes=0-3", 206, Some("bytes 0-3/28"), "time"),
        ("bytes=-5", 206, Some("bytes 23-27/28"), "1.49\n"),
        ("bytes=11-", 206, Some("bytes 11-27/28"), &LEVELS[11..]),
        ("bytes=5-2", 200, None, LEVELS),
        ("furlongs=1-2", 200, None, LEVELS),
    ] {
        let answer = site
            .ask(&site.download(&bought).header("Range", range))
            .await;
        assert_eq!(answer.status, status, "{range}");
        assert_eq!(answer.header("content-range"), content_range);
        assert_eq!(answer.text(), body);
        assert_eq!(
            answer.header("content-disposition"),
            Some("attachment;filename=levels.csv")
        );
    }
    for range in ["bytes=28-", "bytes=1000-2000", "bytes=-0"] {
        let answer = site
            .ask(&site.download(&bought).header("Range", range))
            .await;
        assert_eq!(answer.error(), (416, "The file has no such range.".into()));
    }
}

#[tokio::test]
async fn large_files_stream() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    site.world.put_zeros("levels.csv", 20 << 20);
    let answer = site.ask(&site.download(&bought)).await;
    assert_eq!(answer.body.len(), 20 << 20);
}

#[tokio::test]
async fn what_contracts_and_graphql_answer() {
    let site = Site::start().await;
    let answer = site
        .ask(&site.download(&site.buy(Sample::SmartContract)))
        .await;
    assert_eq!(
        (answer.status, answer.text()),
        (200, r#""Name of an NFT""#.into())
    );
    assert_eq!(answer.header("content-disposition"), None);
    let answer = site.ask(&site.download(&site.buy(Sample::Graphql))).await;
    assert_eq!(answer.json()["data"]["levels"][0]["level"], 1.52);
    assert_eq!(
        answer.header("content-disposition"),
        Some("attachment;filename=file0.json")
    );
}

#[tokio::test]
async fn names_tell_neither_hash_nor_query() {
    let mut site = Site::start().await;
    let root = site.world.url("/files/");
    site.set("IPFS_GATEWAY", &root);
    site.set("ARWEAVE_GATEWAY", &root);
    site.restart().await;
    let bought = site.buy(Sample::Csv);
    let hash = "QmY7Yh4UquoXHLPFo2XbhXkhBvFoPwmQUSa92pxnxjQuPU";
    let arweave = "a4qJoQZa1poIv5guEzkfgZYSAD0uYm7Vw4zm_tCswVQ";
    site.world.put_file(arweave, "application/zip", "PK");
    site.world
        .put_file("plain", "text/plain; charset=utf-8", "a");
    site.world
        .put_file("unknown", "application/x-unheard-of", "a");
    let url = |name: &str| json!({"type": "url", "url": format!("{root}{name}"), "method": "GET"});
    site.put_files(
        &bought.asset,
        &[
            json!({"type": "arweave", "transactionId": arweave}),
            url("plain"),
            url("unknown"),
            url("plain?token=sesame"),
            url("%70lain#part"),
        ],
    );
    for (index, name) in [
        "file0.zip",
        "plain.txt",
        "unknown",
        "plain.txt",
        "plain.txt",
    ]
    .into_iter()
    .enumerate()
    {
        let ask = site.download(&bought).with("fileIndex", index.to_string());
        let answer = site.ask(&ask).await;
        assert_eq!(answer.status, 200, "{index}: {answer:?}");
        let expected = format!("attachment;filename={name}");
        assert_eq!(answer.header("content-disposition"), Some(&*expected));
        answer.must_not_hold(arweave);
        answer.must_not_hold("sesame");
    }
    // The stand-in has no folder `ipfs`, which is an origin that fails.
    site.put_files(&bought.asset, &[json!({"type": "ipfs", "hash": hash})]);
    let answer = site.ask(&site.download(&bought)).await;
    assert_eq!(answer.status, 502);
    answer.must_not_hold(hash);
}

/// An origin that answers each connection with the same bytes.
pub(crate) async fn scripted(answer: Vec<u8>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).await;
            let _ = stream.write_all(&answer).await;
        }
    });
    port
}

async fn download_from(site: &Site, bought: &Bought, port: u16) -> Answer {
    let url = format!("http://127.0.0.1:{port}/hidden-path/x?token=sesame");
    let file = json!({"type": "url", "url": url, "method": "GET", "headers": {"X-Key": "open"}});
    site.put_files(&bought.asset, &[file]);
    let answer = site.ask(&site.download(bought)).await;
    for secret in [
        "hidden-path",
        "sesame",
        "open",
        &port.to_string(),
        "127.0.0.1",
    ] {
        answer.must_not_hold(secret);
    }
    answer
}

#[tokio::test]
async fn a21_an_origin_that_fails_shows_nothing_of_where_it_is() {
    let site = Site::with(&[("REQUEST_TIMEOUT", "2")]).await;
    let bought = site.buy(Sample::Csv);
    let text = "The file cannot be fetched from where it lies.";
    let nobody = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut ports = vec![nobody];
    for answer in [
        "HTTP/1.1 404 Not Found\r\ncontent-length: 30\r\n\r\n/hidden-path/x?token=sesame no",
        "HTTP/1.1 500 Oops\r\nx-path: /hidden-path/\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: sesame\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/hidden-path\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nlocation: ftp://hidden-path/\r\ncontent-length: 0\r\n\r\n",
        "no http hidden-path",
        "",
    ] {
        ports.push(scripted(answer.into()).await);
    }
    for port in ports {
        let answer = download_from(&site, &bought, port).await;
        assert_eq!(answer.error(), (502, text.into()), "{port}");
        let answer = site.ask(&Ask::fileinfo(bought.asset.did())).await;
        assert_eq!(
            answer.json(),
            json!([{"index": 0, "valid": false, "type": "url"}])
        );
        let initialize = site.initialize(&bought.asset).with("fileIndex", "0");
        let text = "Provider Ganache: Asset URL not found, not available or invalid.";
        assert_eq!(site.ask(&initialize).await.error(), (400, text.into()));
    }
}

#[tokio::test]
async fn a25_a_files_name_is_safe_in_a_header() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    for (sent, got) in [
        ("a.csv", "a.csv"),
        ("../../evil.csv", "evil.csv"),
        ("..\\..\\evil.csv", "evil.csv"),
        ("\"a\\\"b.csv\"", "a_b.csv"),
        ("a;b.csv", "a.csv"),
        ("Grüße.csv", "Gr__e.csv"),
        ("a\u{202e}vsc.exe", "avsc.exe"),
        ("CON.txt", "_CON.txt"),
        ("\"\"", "x.csv"),
        ("..", "x.csv"),
    ] {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\ncontent-length: 1\r\n\
             content-disposition: attachment; filename={sent}\r\n\r\na"
        );
        let port = scripted(head.into()).await;
        let answer = download_from(&site, &bought, port).await;
        let expected = format!("attachment;filename={got}");
        assert_eq!(
            answer.header("content-disposition"),
            Some(&*expected),
            "{sent}"
        );
        assert_eq!(
            answer.headers.get_all("content-disposition").iter().count(),
            1
        );
    }
    // Of a URL.
    for (url, got) in [
        ("a%0d%0aSet-Cookie:%20x=1", "aSet-Cookie__x=1"),
        ("%2e%2e%2fevil.csv", "evil.csv"),
        ("%22a%22.csv", "_a_.csv"),
        ("a%E2%80%AEb.csv", "ab.csv"),
    ] {
        let file = json!({"type": "url", "url": site.world.url(&format!("/files/{url}")), "method": "GET"});
        site.put_files(&bought.asset, &[file]);
        let name = percent_encoding::percent_decode_str(url)
            .decode_utf8()
            .unwrap();
        site.world.put_file(&name, "application/x-unheard-of", "a");
        let answer = site.ask(&site.download(&bought)).await;
        assert_eq!(answer.status, 200, "{url}: {answer:?}");
        assert_eq!(answer.header("set-cookie"), None);
        let value = answer.header("content-disposition").unwrap();
        assert!(value.starts_with("attachment;filename="), "{value}");
        assert!(
            value.ends_with(got) || value.bytes().all(|b| b.is_ascii_graphic()),
            "{value}"
        );
    }
}

#[tokio::test]
async fn a26_an_index_is_that_of_a_file() {
    let site = Site::start().await;
    let bought = site.buy(Sample::Csv);
    let account: Address = site.world.consumer().address();
    let integer = "The fileIndex must be an integer.";
    for (index, expected) in [
        ("-1", integer),
        ("1.0", integer),
        ("+1", integer),
        ("0x1", integer),
        ("１", integer),
        (" 0", integer),
        ("99999999999999999999", integer),
        ("2", "list index out of range"),
        ("3", "Provider Ganache: No such fileIndex 3"),
        (
            "18446744073709551615",
            "Provider Ganache: No such fileIndex 18446744073709551615",
        ),
    ] {
        for ask in [site.download(&bought), site.initialize(&bought.asset)] {
            let answer = site.ask(&ask.with("fileIndex", index)).await;
            assert_eq!(answer.status, 400, "{index}");
            assert!(answer.text().contains(expected), "{index}: {answer:?}");
        }
    }
    assert_eq!(site.last_nonce(account), None);
    assert_eq!(site.world.requests("levels.csv"), 0);
}
