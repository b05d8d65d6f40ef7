//! A publisher's draft and files, and a Provider to seal to.

use std::{fs, path::Path};

use alloy_primitives::{Address, address};
use ocean_provider_core::{
    Asset,
    ddo::{
        Document,
        draft::{Description, Draft, Endpoint, Service},
    },
    encryption::{Ciphertext, Compression, seal},
    files::FileObject,
    keys::{ProviderKey, RandomError},
    publish::{Prepared, Publication, PublishError, Settings, Step, UnsealedService, Visibility},
    state::AssetState,
};

pub(crate) const NFT: Address = address!("0xBB1081DbF3227bbB233Db68f7117114baBb43656");
pub(crate) const DATATOKEN: Address = address!("0x4920060Fe25192ed2BD1351412892207D941B79F");
pub(crate) const OTHER_DATATOKEN: Address = Address::repeat_byte(0x22);
pub(crate) const URL: &str = "https://data.example/secret-levels.csv";

pub(crate) fn data(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// An example that is its NFT's.
pub(crate) fn example(name: &str) -> Asset {
    let document = Document::parse(data(name)).unwrap();
    asset(document)
}

pub(crate) fn asset(document: Document) -> Asset {
    let nft = document.ddo().parse_nft_address().unwrap().unwrap();
    let chain_id = document.ddo().chain_id().unwrap();
    Asset::new(document, nft, chain_id).unwrap()
}

pub(crate) fn provider() -> ProviderKey {
    ProviderKey::from_bytes(&[5; 32]).unwrap()
}

/// No number that nobody can foresee: the same each time, so that two ways can be compared.
#[allow(clippy::unnecessary_wraps, reason = "a random source can fail")]
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), RandomError> {
    bytes.fill(7);
    Ok(())
}

pub(crate) fn endpoint() -> Endpoint {
    "https://provider.example".parse().unwrap()
}

pub(crate) fn settings() -> Settings {
    Settings {
        provider: endpoint(),
        state: AssetState::Active,
        compression: Compression::Xz,
        visibility: Visibility::Sealed,
    }
}

pub(crate) fn draft() -> Draft {
    Draft::dataset(
        NFT,
        137,
        Description {
            name: "River gauges".into(),
            description: "Hourly levels.".into(),
            author: "Waterworks Lab".into(),
            license: "CC-BY-4.0".into(),
        },
        "2024-03-05T09:12:44Z".parse().unwrap(),
    )
}

pub(crate) fn file(url: &str) -> FileObject {
    FileObject::parse(&format!(r#"{{"type":"url","url":"{url}","method":"GET"}}"#)).unwrap()
}

pub(crate) fn service(id: &'static str, datatoken: Address) -> UnsealedService {
    UnsealedService::new([file(URL), file("https://data.example/more")], |files| {
        Service::access(id, files, datatoken, endpoint(), 3600)
    })
}

pub(crate) fn two_services() -> Vec<UnsealedService> {
    vec![service("one", DATATOKEN), service("two", OTHER_DATATOKEN)]
}

/// What `/encrypt` of the Provider answers.
pub(crate) fn encrypt(body: &[u8]) -> String {
    let sealed = seal(&provider().public_key(), body, random).unwrap();
    Ciphertext::from(sealed).to_hex()
}

/// Publishes with the remote Provider, and counts what it was asked each time.
pub(crate) fn remotely(prepared: Prepared) -> Result<(Publication, Vec<usize>), PublishError> {
    let mut step = prepared.start(provider().address())?;
    let mut asked = Vec::new();
    loop {
        match step {
            Step::Done(publication) => return Ok((publication, asked)),
            Step::NeedEncrypt(need) => {
                assert_eq!(need.chain_id(), 137);
                let answers: Vec<_> = need.bodies().map(encrypt).collect();
                asked.push(answers.len());
                step = need.resume(&answers)?;
            }
        }
    }
}
