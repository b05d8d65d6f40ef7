use alloc::{format, string::String};
use core::fmt::Write as _;

use alloy_primitives::{Address, B256};
use ocean_did::Did;

use crate::{
    Claimed, Endpoint, Message, MessageError, Nonce,
    message::{Bound, Form, check_job_id},
};

const FIRST_LINE: &str = "Ocean Provider request, version 1";
const MAX_LINE: usize = 256;
const MAX_DATASETS: usize = 64;

/// Whom a strict message is for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Audience {
    /// The address of the Provider's key on this chain.
    pub provider: Address,
    /// The chain, from 1.
    pub chain_id: u64,
}

/// A request in the strict form: everything that decides what is done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum StrictRequest<'a> {
    /// Download one file.
    Download {
        /// Document, service and order.
        input: Input<'a>,
        /// The file's place in the service, from 0.
        file_index: u64,
    },
    /// Start a job.
    ComputeStart {
        /// The environment's id.
        environment: &'a str,
        /// 1 to 64 datasets, in the order of the request.
        datasets: &'a [Input<'a>],
        /// What runs.
        algorithm: Algorithm<'a>,
    },
    /// Stop a job.
    ComputeStop {
        /// The job.
        job_id: &'a str,
    },
    /// Delete a job.
    ComputeDelete {
        /// The job.
        job_id: &'a str,
    },
    /// Fetch one result of a job.
    ComputeResult {
        /// The job.
        job_id: &'a str,
        /// The result's place, from 0.
        index: u64,
    },
    /// Have a document decrypted.
    Decrypt {
        /// The data NFT.
        data_nft: Address,
        /// Where the document is.
        source: DecryptSource,
    },
    /// Make a token.
    CreateAuthToken {
        /// When it expires, in seconds since 1970.
        expiration: u64,
    },
    /// Delete a token.
    DeleteAuthToken {
        /// [`AuthToken::id`](crate::AuthToken::id): the SHA-256 of its text.
        token: B256,
    },
}

/// One ordered service of one asset.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Input<'a> {
    /// The asset.
    pub document_id: Did,
    /// The service's id: 1 to 256 bytes without control characters.
    pub service_id: &'a str,
    /// The transaction of the order.
    pub transaction_id: B256,
}

/// What a job runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Algorithm<'a> {
    /// A published algorithm.
    Asset(Input<'a>),
    /// Code that comes with the request.
    Raw {
        /// The SHA-256 of the `meta` object, in the bytes that were sent.
        hash: B256,
    },
}

/// Which encrypted document is meant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum DecryptSource {
    /// The one that this transaction published.
    Transaction(B256),
    /// The one that comes with the request.
    Document {
        /// The SHA-256 of the document.
        hash: B256,
    },
}

impl Message {
    /// The strict message of a request, for where client and Provider are ours.
    ///
    /// A wallet shows it: a first line with the version of this form, then one `name: value` line
    /// for each fact, in a fixed order. Since no value has a line end, two requests never have one
    /// text; and since the endpoint, the Provider's address and the chain are among the facts, no
    /// signature verifies for another endpoint, Provider or chain, service, file, order or expiry.
    ///
    /// # Errors
    /// [`MessageError`] if a part is not what it must be.
    ///
    /// # Examples
    ///
    /// ```
    /// use alloy_primitives::{Address, B256};
    /// use ocean_auth::{Audience, Claimed, Input, Message, Nonce, StrictRequest};
    ///
    /// let audience = Audience { provider: Address::repeat_byte(0x11), chain_id: 137 };
    /// let request = StrictRequest::Download {
    ///     input: Input {
    ///         document_id: "did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea".parse()?,
    ///         service_id: "access-1",
    ///         transaction_id: B256::repeat_byte(0xbb),
    ///     },
    ///     file_index: 0,
    /// };
    /// let claimed = Claimed::from(Address::repeat_byte(0x22));
    /// let message = Message::strict(&audience, &request, &claimed, &Nonce::from(7))?;
    /// assert_eq!(
    ///     message.text(),
    ///     "Ocean Provider request, version 1\n\
    ///      endpoint: download\n\
    ///      provider: 0x1111111111111111111111111111111111111111\n\
    ///      chain: 137\n\
    ///      account: 0x2222222222222222222222222222222222222222\n\
    ///      document: did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea\n\
    ///      service: access-1\n\
    ///      transaction: 0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n\
    ///      file: 0\n\
    ///      nonce: 7",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn strict(
        audience: &Audience,
        request: &StrictRequest<'_>,
        claimed: &Claimed,
        nonce: &Nonce,
    ) -> Result<Self, MessageError> {
        if audience.chain_id == 0 {
            return Err(MessageError::ChainId { length: 1 });
        }
        let (endpoint, document_id, bound) = facts(request);
        let mut lines = Lines(format!(
            "{FIRST_LINE}\nendpoint: {endpoint}\nprovider: {}\nchain: {}\naccount: {}\n",
            audience.provider,
            audience.chain_id,
            claimed.address()
        ));
        lines.request(request)?;
        let Lines(mut text) = lines;
        text.push_str("nonce: ");
        text.push_str(nonce.as_str());
        Ok(Self {
            form: Form::Strict,
            endpoint,
            text,
            claimed: claimed.clone(),
            nonce: nonce.clone(),
            document_id,
            // The text has one reading.
            spent_text: None,
            bound,
        })
    }
}

fn facts(request: &StrictRequest<'_>) -> (Endpoint, Option<Did>, Bound) {
    let first = |inputs: &[Input<'_>]| inputs.first().map(|input| input.document_id);
    match request {
        StrictRequest::Download { input, .. } => {
            (Endpoint::Download, Some(input.document_id), Bound::Nothing)
        }
        StrictRequest::ComputeStart { datasets, .. } => {
            (Endpoint::ComputeStart, first(datasets), Bound::Nothing)
        }
        StrictRequest::ComputeStop { .. } => (Endpoint::ComputeStop, None, Bound::Nothing),
        StrictRequest::ComputeDelete { .. } => (Endpoint::ComputeDelete, None, Bound::Nothing),
        StrictRequest::ComputeResult { .. } => (Endpoint::ComputeResult, None, Bound::Nothing),
        StrictRequest::Decrypt { .. } => (Endpoint::Decrypt, None, Bound::Nothing),
        StrictRequest::CreateAuthToken { expiration } => (
            Endpoint::CreateAuthToken,
            None,
            Bound::Expiration(*expiration),
        ),
        StrictRequest::DeleteAuthToken { token } => {
            (Endpoint::DeleteAuthToken, None, Bound::Token(*token))
        }
    }
}

/// The text while it grows, a line at a time.
struct Lines(String);

impl Lines {
    fn request(&mut self, request: &StrictRequest<'_>) -> Result<(), MessageError> {
        match *request {
            StrictRequest::Download { input, file_index } => {
                self.input("document", &input)?;
                self.line("file", file_index);
            }
            StrictRequest::ComputeStart {
                environment,
                datasets,
                algorithm,
            } => {
                self.text("environment", environment)?;
                if !(1..=MAX_DATASETS).contains(&datasets.len()) {
                    return Err(MessageError::Datasets {
                        found: datasets.len(),
                    });
                }
                for dataset in datasets {
                    self.input("dataset", dataset)?;
                }
                match algorithm {
                    Algorithm::Asset(input) => self.input("algorithm", &input)?,
                    Algorithm::Raw { hash } => self.line("algorithm-sha256", hash),
                }
            }
            StrictRequest::ComputeStop { job_id } | StrictRequest::ComputeDelete { job_id } => {
                check_job_id(job_id)?;
                self.line("job", job_id);
            }
            StrictRequest::ComputeResult { job_id, index } => {
                check_job_id(job_id)?;
                self.line("job", job_id);
                self.line("index", index);
            }
            StrictRequest::Decrypt { data_nft, source } => {
                self.line("nft", data_nft);
                match source {
                    DecryptSource::Transaction(id) => self.line("transaction", id),
                    DecryptSource::Document { hash } => self.line("document-sha256", hash),
                }
            }
            StrictRequest::CreateAuthToken { expiration } => self.line("expires", expiration),
            StrictRequest::DeleteAuthToken { token } => self.line("token-sha256", token),
        }
        Ok(())
    }

    fn input(&mut self, name: &str, input: &Input<'_>) -> Result<(), MessageError> {
        self.line(name, input.document_id);
        self.text("service", input.service_id)?;
        self.line("transaction", input.transaction_id);
        Ok(())
    }

    /// A line of free text.
    fn text(&mut self, name: &'static str, value: &str) -> Result<(), MessageError> {
        let character = value.chars().find(|c| c.is_control());
        if character.is_some() || !(1..=MAX_LINE).contains(&value.len()) {
            return Err(MessageError::Line {
                what: name,
                length: value.len(),
                character,
            });
        }
        self.line(name, value);
        Ok(())
    }

    fn line(&mut self, name: &str, value: impl core::fmt::Display) {
        // Writing to a `String` does not fail.
        let _ = writeln!(self.0, "{name}: {value}");
    }
}
