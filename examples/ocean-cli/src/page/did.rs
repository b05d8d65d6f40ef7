//! The DID that a document has, beside the one that it must have.

use ocean_checksum::{Kind, Value};
use ocean_did::{Did, Method, parse_address, parse_address_lenient};
use serde::Serialize;

use super::{found, own};
use crate::layout::member;

#[derive(Debug, Serialize)]
pub(crate) struct DidPage {
    pub(crate) found: Option<String>,
    pub(crate) expected: Option<String>,
    pub(crate) verdict: DidVerdict,
    /// Why there is no expectation, or what is wrong with the DID found.
    pub(crate) reason: Option<String>,
    /// Where there is no expectation: the DID of the chain and NFT that were probably meant.
    pub(crate) lenient: Option<Lenient>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DidVerdict {
    Agrees,
    Differs,
    Unknown,
}

#[derive(Debug, Serialize)]
pub(crate) struct Lenient {
    pub(crate) expected: String,
    pub(crate) agrees: bool,
}

impl DidPage {
    pub(super) fn of(root: Value<'_>, subject: Option<Value<'_>>, method: Method) -> Self {
        let id = member(root, "id");
        let found_text = id.and_then(Value::as_str).map(own);
        let of_subject = |key| subject.and_then(|subject| member(subject, key));
        let (nft, chain_id) = (of_subject("nftAddress"), of_subject("chainId"));
        match expected(nft, chain_id) {
            Ok(expected) => {
                let reason = difference(id, expected.with_method(method)).err();
                Self {
                    found: found_text,
                    expected: Some(expected.with_method(method).to_string()),
                    verdict: match reason {
                        None => DidVerdict::Agrees,
                        Some(_) => DidVerdict::Differs,
                    },
                    reason,
                    lenient: None,
                }
            }
            Err(reason) => {
                let lenient = lenient(nft, chain_id).map(|did| {
                    let expected = did.with_method(method).to_string();
                    Lenient {
                        agrees: found_text.as_ref() == Some(&expected),
                        expected,
                    }
                });
                Self {
                    found: found_text,
                    expected: None,
                    verdict: DidVerdict::Unknown,
                    reason: Some(reason),
                    lenient,
                }
            }
        }
    }
}

fn expected(nft: Option<Value<'_>>, chain_id: Option<Value<'_>>) -> Result<Did, String> {
    let address = read_nft(nft);
    let chain = read_chain_id(chain_id);
    match (address, chain) {
        (Ok(address), Ok(chain)) => {
            Did::compute(address, chain).map_err(|error| format!("`chainId`: {error}"))
        }
        (Err(reason), Ok(_)) | (Ok(_), Err(reason)) => Err(reason),
        (Err(nft), Err(chain)) => Err(format!("{nft}, and {chain}")),
    }
}

fn read_nft(nft: Option<Value<'_>>) -> Result<alloy_primitives::Address, String> {
    let value = nft.ok_or("there is no `nftAddress`")?;
    let text = value
        .as_str()
        .ok_or_else(|| format!("`nftAddress` must be a string, found {}", found(value)))?;
    parse_address(&text.to_string_lossy()).map_err(|error| format!("`nftAddress`: {error}"))
}

fn read_chain_id(chain_id: Option<Value<'_>>) -> Result<u64, String> {
    let value = chain_id.ok_or("there is no `chainId`")?;
    let Kind::Number(number) = value.kind() else {
        return Err(format!(
            "`chainId` must be a number, found {}",
            found(value)
        ));
    };
    number
        .as_u64()
        .ok_or_else(|| format!("`chainId` must be a whole number, found {}", found(value)))
}

/// The DID if the spelling of the address does not matter, and a chain id may be a text or a
/// number such as `137.0`.
fn lenient(nft: Option<Value<'_>>, chain_id: Option<Value<'_>>) -> Option<Did> {
    let nft = nft?.as_str()?.to_string_lossy();
    let chain_id = match chain_id?.kind() {
        Kind::String(text) => own(text),
        Kind::Number(number) if number.as_f64().fract() == 0.0 => match number.as_u64() {
            Some(integer) => integer.to_string(),
            None => format!("{:.0}", number.as_f64()),
        },
        _ => return None,
    };
    Did::compute(parse_address_lenient(&nft).ok()?, chain_id.parse().ok()?).ok()
}

/// What is wrong with the DID of a document that should have `expected`.
fn difference(id: Option<Value<'_>>, expected: Did) -> Result<(), String> {
    let id = id.ok_or("the document has no `id`")?;
    let text = id
        .as_str()
        .ok_or_else(|| format!("`id` must be a string, found {}", found(id)))?
        .to_string_lossy();
    match text.parse::<Did>() {
        Ok(did) if did == expected => Ok(()),
        Ok(did) if did.hash() == expected.hash() => Err(format!(
            "the digits are right, the method is not: expected `{}`",
            expected.method().prefix()
        )),
        Ok(_) => Err("this is the DID of another NFT or another chain".into()),
        Err(error) if text.to_ascii_lowercase() == expected.to_string() => Err(format!(
            "not a DID: {error}; every peer compares the exact text"
        )),
        Err(error) => Err(format!("not a DID: {error}")),
    }
}
