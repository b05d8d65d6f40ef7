use alloc::string::String;

use alloy_primitives::keccak256;
use ocean_did::{Did, parse_address};

use crate::{
    Claimed, Endpoint, Message, MessageError, Nonce, NonceValue, SpentText,
    message::{Bound, Form, check_job_id},
};

/// The parts of a request that the wire's message is made of, each as the caller sent it.
///
/// The spelling is signed, so it must not be read and written again. An optional part that is
/// empty is absent (Provider 2.1.6).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Request<'a> {
    /// `GET /download`: the document id.
    Download {
        /// `documentId`
        document_id: &'a str,
    },
    /// `POST /compute`: address, job id, the first dataset's document id.
    ComputeStart {
        /// `jobId`
        job_id: Option<&'a str>,
        /// `dataset.documentId`
        document_id: &'a str,
    },
    /// `PUT /compute`: address, job id, document id.
    ComputeStop {
        /// `jobId`. Without it the strict rule verifies nothing.
        job_id: Option<&'a str>,
        /// `documentId`
        document_id: Option<&'a str>,
    },
    /// `DELETE /compute`: address, job id, document id.
    ComputeDelete {
        /// `jobId`. Without it the strict rule verifies nothing.
        job_id: Option<&'a str>,
        /// `documentId`
        document_id: Option<&'a str>,
    },
    /// `GET /computeResult`: address, job id, index.
    ComputeResult {
        /// `jobId`
        job_id: &'a str,
        /// `index`, in decimal.
        index: &'a str,
    },
    /// `POST /decrypt`: the transaction id or else the NFT's address, address, chain id.
    Decrypt {
        /// `transactionId`
        transaction_id: Option<&'a str>,
        /// `dataNftAddress`
        data_nft_address: &'a str,
        /// `chainId`, in decimal.
        chain_id: &'a str,
    },
    /// `GET /createAuthToken`: the address. **The wire does not bind the expiry.**
    CreateAuthToken,
    /// `DELETE /deleteAuthToken`: the address. **The wire does not bind the token.**
    DeleteAuthToken,
}

impl Message {
    /// The wire's message of a request: the parts that [`Request`] lists, then the nonce, with
    /// nothing between them (Provider 2.1.6).
    ///
    /// It binds little: a download's signature serves any service, file, transaction, Provider and
    /// chain. Only the ledger keeps it from being used again, and only where it was spent. Messages
    /// of different endpoints can be equal: stop and delete always, a start with a job id and
    /// these, the two of tokens; each is good for one of them, once.
    ///
    /// # Errors
    /// [`MessageError`] if a part is not what it must be.
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_auth::{Message, Request};
    /// use ocean_keys::ProviderKey;
    ///
    /// let key = ProviderKey::from_bytes(&[1; 32])?;
    /// let request = Request::ComputeResult { job_id: "job123", index: "0" };
    /// let message = Message::wire(&request, &key.address().into(), &"1700000000006".parse()?)?;
    /// assert_eq!(message.text(), "0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1job12301700000000006");
    ///
    /// let signature = key.sign_digest(&message.digest()).to_bytes();
    /// let caller = message.verify(&alloy_primitives::hex::encode_prefixed(signature))?;
    /// assert_eq!(caller.address(), key.address());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn wire(
        request: &Request<'_>,
        claimed: &Claimed,
        nonce: &Nonce,
    ) -> Result<Self, MessageError> {
        let parts = Parts::of(request, claimed)?;
        let tail = parts.tail.map(|texts| texts.concat());
        let before = tail.as_deref().unwrap_or_default();
        let text = [&*parts.head, before, nonce.as_str()].concat();
        let spent_text = tail.as_deref().map(|before| SpentText {
            hash: keccak256(text.as_bytes()),
            reach: NonceValue::reach(before, nonce),
        });
        Ok(Self {
            spent_text,
            form: Form::Wire {
                of_all_jobs: parts.of_all_jobs,
            },
            endpoint: parts.endpoint,
            text,
            claimed: claimed.clone(),
            nonce: nonce.clone(),
            document_id: parts.document_id,
            bound: Bound::Nothing,
        })
    }
}

struct Parts<'a> {
    endpoint: Endpoint,
    /// What is of fixed length at the start, so that no digit of it can be one of the nonce.
    head: String,
    /// What stands between it and the nonce; `None` if the head ends with a DID, after which there
    /// is one reading only.
    tail: Option<[&'a str; 2]>,
    document_id: Option<Did>,
    of_all_jobs: bool,
}

impl<'a> Parts<'a> {
    fn of(request: &Request<'a>, claimed: &Claimed) -> Result<Self, MessageError> {
        let address = claimed.text();
        match *request {
            Request::Download { document_id } => {
                Self::document(Endpoint::Download, "", None, document_id)
            }
            Request::ComputeStart {
                job_id,
                document_id,
            } => Self::document(Endpoint::ComputeStart, address, job_id, document_id),
            Request::ComputeStop {
                job_id,
                document_id,
            } => Self::job(Endpoint::ComputeStop, address, job_id, document_id),
            Request::ComputeDelete {
                job_id,
                document_id,
            } => Self::job(Endpoint::ComputeDelete, address, job_id, document_id),
            Request::ComputeResult { job_id, index } => {
                check_job_id(job_id)?;
                if decimal(index).is_none() {
                    return Err(MessageError::Index {
                        length: index.len(),
                    });
                }
                Ok(Self::open(
                    Endpoint::ComputeResult,
                    address.into(),
                    [job_id, index],
                ))
            }
            Request::Decrypt {
                transaction_id,
                data_nft_address,
                chain_id,
            } => {
                parse_address(data_nft_address).map_err(MessageError::DataNftAddress)?;
                let of = match present(transaction_id) {
                    Some(id) if is_transaction_id(id) => id,
                    Some(id) => return Err(MessageError::TransactionId { length: id.len() }),
                    None => data_nft_address,
                };
                if decimal(chain_id).is_none_or(|id| id == 0) {
                    return Err(MessageError::ChainId {
                        length: chain_id.len(),
                    });
                }
                Ok(Self::open(
                    Endpoint::Decrypt,
                    [of, address].concat(),
                    [chain_id, ""],
                ))
            }
            Request::CreateAuthToken => Ok(Self::open(
                Endpoint::CreateAuthToken,
                address.into(),
                ["", ""],
            )),
            Request::DeleteAuthToken => Ok(Self::open(
                Endpoint::DeleteAuthToken,
                address.into(),
                ["", ""],
            )),
        }
    }

    fn open(endpoint: Endpoint, head: String, tail: [&'a str; 2]) -> Self {
        Self {
            endpoint,
            head,
            tail: Some(tail),
            document_id: None,
            of_all_jobs: false,
        }
    }

    fn document(
        endpoint: Endpoint,
        address: &str,
        job_id: Option<&str>,
        document_id: &str,
    ) -> Result<Self, MessageError> {
        let job_id = present(job_id);
        job_id.map_or(Ok(()), check_job_id)?;
        let did = document_id.parse().map_err(MessageError::DocumentId)?;
        Ok(Self {
            endpoint,
            head: [address, job_id.unwrap_or_default(), document_id].concat(),
            tail: None,
            document_id: Some(did),
            of_all_jobs: false,
        })
    }

    fn job(
        endpoint: Endpoint,
        address: &str,
        job_id: Option<&'a str>,
        document_id: Option<&str>,
    ) -> Result<Self, MessageError> {
        let job_id = present(job_id);
        let parts = if let Some(document_id) = present(document_id) {
            Self::document(endpoint, address, job_id, document_id)?
        } else {
            job_id.map_or(Ok(()), check_job_id)?;
            Self::open(endpoint, address.into(), [job_id.unwrap_or_default(), ""])
        };
        Ok(Self {
            of_all_jobs: job_id.is_none(),
            ..parts
        })
    }
}

fn present(part: Option<&str>) -> Option<&str> {
    part.filter(|text| !text.is_empty())
}

/// A number as Python and JavaScript write it: no sign, no needless zero.
fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|c| c.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

fn is_transaction_id(text: &str) -> bool {
    text.strip_prefix("0x")
        .is_some_and(|digits| digits.len() == 64 && digits.bytes().all(|c| c.is_ascii_hexdigit()))
}
