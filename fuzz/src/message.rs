use alloy_primitives::{Address, B256, hex};
use arbitrary::{Arbitrary, Result, Unstructured};
use ocean_auth::{
    Algorithm, Audience, Claimed, DecryptSource, Input, Message, Nonce, Request, Rules,
    StrictRequest,
};
use ocean_keys::ProviderKey;

/// Texts that differ where the parts of a message meet.
const DIDS: [&str; 3] = [
    "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea",
    "did:op:1111111111111111111111111111111111111111111111111111111111111111",
    "did:op:1",
];
const HASHES: [&str; 3] = [
    "0x1111111111111111111111111111111111111111111111111111111111111111",
    "0x222222222222222222222222222222222222222222222222222222222222222A",
    "11",
];
const CHARACTERS: &[u8] = b"0123456789019-_aZ. \n:";

/// A message is its parts one behind the other; a signature is good for every message with its
/// text and for no other, and for one spelling of it; strict messages are one exactly if their
/// requests are.
pub fn message_verify(data: &[u8]) {
    let mut bytes = Unstructured::new(data);
    if let Ok(text) = str::from_utf8(data) {
        let message = Message::wire(
            &Request::CreateAuthToken,
            &Address::ZERO.into(),
            &Nonce::from(1),
        );
        let message = message.expect("it has no other parts");
        for rules in [Rules::Strict, Rules::Provider] {
            assert!(message.verify_as(rules, text).is_err());
        }
    }
    // An input that ends early has said enough.
    let _ = wire(&mut bytes);
    let _ = strict(&mut bytes);
}

fn wire(bytes: &mut Unstructured<'_>) -> Result<()> {
    let key = ProviderKey::from_bytes(&[1; 32]).expect("a key");
    let claimed = spelled(key.address(), bytes.arbitrary()?);
    let parts = [Parts::arbitrary(bytes)?, Parts::arbitrary(bytes)?];
    let [Some(one), Some(other)] = parts.map(|parts| parts.message(&claimed)) else {
        return Ok(());
    };
    let signature = key.sign_digest(&one.digest()).to_bytes();
    let text = hex::encode(signature);
    let of_all_jobs = |message: &Message| matches!(message.verify(&text), Err(error) if error.code() == "signature_no_job");
    if !of_all_jobs(&one) {
        let caller = one.verify(&text).expect("its own signature");
        assert_eq!(
            (caller.address(), caller.endpoint()),
            (key.address(), one.endpoint())
        );
    }
    assert!(one.verify_as(Rules::Provider, &text).is_ok());
    assert_eq!(one.recover(&text), Ok(key.address()));
    let good = other.verify_as(Rules::Provider, &text).is_ok();
    assert_eq!(
        good,
        one.text() == other.text(),
        "{} {}",
        one.text(),
        other.text()
    );

    let mut changed = signature;
    let at: u8 = bytes.int_in_range(0..=64)?;
    changed[usize::from(at)] ^= bytes.arbitrary::<u8>()?;
    let same_v = changed[..64] == signature[..64]
        && changed[64] % 27 == signature[64] % 27
        && changed[64] < 29;
    let passes = one
        .verify_as(Rules::Provider, &hex::encode_upper(changed))
        .is_ok();
    assert_eq!(passes, same_v || changed == signature);
    Ok(())
}

/// The address with some letters in upper case, as the bits say.
fn spelled(address: Address, upper: u64) -> Claimed {
    let text = hex::encode_prefixed(address);
    let letters = text.chars().enumerate().map(|(at, c)| {
        if at > 1 && upper >> (at % 64) & 1 == 1 {
            c.to_ascii_uppercase()
        } else {
            c
        }
    });
    letters
        .collect::<String>()
        .parse()
        .expect("any case is read")
}

#[derive(Debug)]
struct Parts {
    endpoint: u8,
    job_id: Option<String>,
    document_id: Option<&'static str>,
    transaction_id: Option<&'static str>,
    number: String,
    nonce: String,
}

impl<'a> Arbitrary<'a> for Parts {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self {
            endpoint: bytes.int_in_range(0..=7)?,
            job_id: bytes
                .arbitrary::<bool>()?
                .then(|| word(bytes))
                .transpose()?,
            document_id: bytes
                .arbitrary::<bool>()?
                .then(|| bytes.choose(&DIDS).copied())
                .transpose()?,
            transaction_id: bytes
                .arbitrary::<bool>()?
                .then(|| bytes.choose(&HASHES).copied())
                .transpose()?,
            number: word(bytes)?,
            nonce: word(bytes)?,
        })
    }
}

fn word(bytes: &mut Unstructured<'_>) -> Result<String> {
    let length = bytes.int_in_range(0..=6)?;
    (0..length)
        .map(|_| Ok(char::from(*bytes.choose(CHARACTERS)?)))
        .collect()
}

impl Parts {
    /// The message, which must be the parts one behind the other.
    fn message(&self, claimed: &Claimed) -> Option<Message> {
        let nonce: Nonce = self.nonce.parse().ok()?;
        let (job_id, document_id) = (self.job_id.as_deref(), self.document_id);
        let address = claimed.text();
        let nft = "0x3370BdAc7FEbd2955A115eA4301f9F806CAC0Ff2";
        let document = document_id.unwrap_or_default();
        let job = job_id.unwrap_or_default();
        let number = &*self.number;
        let (request, parts) = match self.endpoint {
            0 => (
                Request::Download {
                    document_id: document,
                },
                ["", document, ""],
            ),
            1 => (
                Request::ComputeStart {
                    job_id,
                    document_id: document,
                },
                [address, job, document],
            ),
            2 => (
                Request::ComputeStop {
                    job_id,
                    document_id,
                },
                [address, job, document],
            ),
            3 => (
                Request::ComputeDelete {
                    job_id,
                    document_id,
                },
                [address, job, document],
            ),
            4 => (
                Request::ComputeResult {
                    job_id: job,
                    index: number,
                },
                [address, job, number],
            ),
            5 => {
                let transaction_id = self.transaction_id;
                let request = Request::Decrypt {
                    transaction_id,
                    data_nft_address: nft,
                    chain_id: number,
                };
                (request, [transaction_id.unwrap_or(nft), address, number])
            }
            6 => (Request::CreateAuthToken, [address, "", ""]),
            _ => (Request::DeleteAuthToken, [address, "", ""]),
        };
        let message = Message::wire(&request, claimed, &nonce).ok()?;
        #[cfg(planted)]
        let parts = parts.map(|part| part.strip_suffix("--").unwrap_or(part));
        assert_eq!(message.text(), parts.concat() + nonce.as_str());
        Some(message)
    }
}

fn strict(bytes: &mut Unstructured<'_>) -> Result<()> {
    let one = Strict::arbitrary(bytes)?;
    let mut other = one.clone();
    match bytes.int_in_range(0..=5)? {
        0 => other = bytes.arbitrary()?,
        1 => other.asked = bytes.arbitrary()?,
        2 => other.provider = bytes.arbitrary()?,
        3 => other.chain_id = bytes.arbitrary()?,
        4 => other.claimed = bytes.arbitrary()?,
        _ => other.nonce = bytes.arbitrary()?,
    }
    if let (Some(first), Some(second)) = (one.message(), other.message()) {
        let same_text = first.text() == second.text();
        assert_eq!(same_text, one == other, "{one:?} {other:?}");
        assert_eq!(first.digest() == second.digest(), same_text);
    }
    Ok(())
}

/// What a strict message says; few values of each, so that two are often the same.
#[derive(Arbitrary, Clone, Debug, PartialEq)]
struct Strict {
    asked: Asked,
    provider: bool,
    chain_id: u8,
    claimed: bool,
    nonce: u8,
}

#[derive(Arbitrary, Clone, Debug, PartialEq)]
enum Asked {
    Download(Owned, u8),
    Start(String, Vec<Owned>, std::result::Result<Owned, bool>),
    Stop(String),
    Delete(String),
    Result(String, u8),
    Decrypt(bool, std::result::Result<bool, bool>),
    CreateToken(u8),
    DeleteToken(bool),
}

#[derive(Arbitrary, Clone, Debug, PartialEq)]
struct Owned {
    document: bool,
    service: String,
    transaction: bool,
}

fn hash(bit: bool) -> B256 {
    B256::repeat_byte(u8::from(bit))
}

fn account(bit: bool) -> Address {
    Address::repeat_byte(u8::from(bit))
}

impl Owned {
    fn input(&self) -> Input<'_> {
        let did = DIDS[usize::from(self.document)];
        Input {
            document_id: did.parse().expect("a DID"),
            service_id: &self.service,
            transaction_id: hash(self.transaction),
        }
    }
}

impl Strict {
    fn message(&self) -> Option<Message> {
        let audience = Audience {
            provider: account(self.provider),
            chain_id: self.chain_id.into(),
        };
        let inputs: Vec<_>;
        let request = match &self.asked {
            Asked::Download(input, index) => StrictRequest::Download {
                input: input.input(),
                file_index: (*index).into(),
            },
            Asked::Start(environment, datasets, algorithm) => {
                inputs = datasets.iter().map(Owned::input).collect();
                StrictRequest::ComputeStart {
                    environment,
                    datasets: &inputs,
                    algorithm: match algorithm {
                        Ok(input) => Algorithm::Asset(input.input()),
                        Err(bit) => Algorithm::Raw { hash: hash(*bit) },
                    },
                }
            }
            Asked::Stop(job_id) => StrictRequest::ComputeStop { job_id },
            Asked::Delete(job_id) => StrictRequest::ComputeDelete { job_id },
            Asked::Result(job_id, index) => StrictRequest::ComputeResult {
                job_id,
                index: (*index).into(),
            },
            Asked::Decrypt(nft, source) => StrictRequest::Decrypt {
                data_nft: account(*nft),
                source: match source {
                    Ok(bit) => DecryptSource::Transaction(hash(*bit)),
                    Err(bit) => DecryptSource::Document { hash: hash(*bit) },
                },
            },
            Asked::CreateToken(expiration) => StrictRequest::CreateAuthToken {
                expiration: (*expiration).into(),
            },
            Asked::DeleteToken(bit) => StrictRequest::DeleteAuthToken { token: hash(*bit) },
        };
        let nonce = Nonce::from(u64::from(self.nonce));
        Message::strict(&audience, &request, &account(self.claimed).into(), &nonce).ok()
    }
}
