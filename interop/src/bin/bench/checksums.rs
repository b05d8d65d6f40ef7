//! Checksums and DIDs.

use std::hint::black_box;

use interop::Failure;
use ocean_checksum::{DocumentHash, js_stringify};
use ocean_did::{Did, parse_address};

use crate::{
    Peers, document,
    race::{Contender, Target, ask, race},
};

/// The checksum of one document in the forms it is met in.
pub(crate) fn checksums(size: &str, peers: &mut Peers) -> Result<(), Failure> {
    let canonical = document(size)?;
    let (_, pretty) = ask(&mut peers.node, "pretty", &canonical, 1)?;
    let (_, ascii) = ask(&mut peers.ocean_py, "ascii", &canonical, 1)?;
    let reordered = canonical.replace(
        r#""additionalInformation":{"#,
        r#""additionalInformation":{"b":1,"10":"ten","9":{"z":[],"0":9},"c":2,"1":"one","#,
    );
    let forms = [
        ("canonical", &canonical),
        ("pretty-printed", &pretty),
        ("as ocean.py writes it", &ascii),
        ("with reordered keys", &reordered),
    ];
    for (form, text) in forms {
        let (of_sha, of_node, of_ocean_js) = if form == "canonical" {
            (2.1, 4.0, Target::AtLeast(20.0))
        } else if *text == canonical {
            // Nothing in the document looks different in this form.
            continue;
        } else {
            (4.0, 2.3, Target::None)
        };
        let stringified = js_stringify(text)?;
        let hash = |hash: DocumentHash| format!("{hash:x}");
        let ours = || Ok(DocumentHash::of_stringified(black_box(text))?);
        let sha = || Ok(DocumentHash::of(black_box(stringified.as_bytes())));
        let Peers {
            node,
            ocean_js,
            ocean_py,
            ..
        } = &mut *peers;
        race(
            &format!("checksum, {size} {form}"),
            &mut [
                Contender::here("ours", Target::None, ours, hash),
                Contender::here("SHA-256 alone", Target::AtMost(of_sha), sha, hash),
                Contender::there("Node", Target::AtLeast(of_node), node, text),
                Contender::there("ocean.js", of_ocean_js, ocean_js, text),
                Contender::there("ocean.py", Target::None, ocean_py, text),
            ],
        )?;
    }
    Ok(())
}

pub(crate) fn dids(peers: &mut Peers) -> Result<(), Failure> {
    const NFT: &str = "0xbb1081dbf3227bbb233db68f7117114babb43656";
    const CHAIN_ID: u64 = 137;
    let ours = || Ok(Did::compute(parse_address(black_box(NFT))?, CHAIN_ID)?.to_string());
    let Peers { node, ocean_js, .. } = peers;
    race(
        "DID of a lower-case address",
        &mut [
            Contender::here("ours", Target::None, ours, |did| did),
            Contender::there("ethers 6", Target::AtLeast(30.0), node, NFT),
            Contender::there("generateDid", Target::None, ocean_js, NFT),
        ],
    )?;
    Ok(())
}
