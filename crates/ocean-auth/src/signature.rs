use core::fmt;

use alloy_primitives::{Address, B256, hex};
use ocean_keys::{Signature, SignatureError, personal_message_digest};

use crate::{Caller, Endpoint, Message, message::Form};

const LENGTH: usize = 65;
/// The last 32 bytes of a signature for a contract that is not deployed yet (ERC-6492).
const ERC_6492: &str = "6492649264926492649264926492649264926492649264926492649264926492";

/// Whose rules say which signatures pass.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Rules {
    /// 65 bytes, `v` 27 or 28 or 0 or 1, a low `s`, and no stop or delete of all jobs: the rule of
    /// [`Message::verify`], the only one to decide with. Every wallet and every Ocean client signs
    /// so.
    Strict,
    /// Provider 2.1.6.
    ///
    /// Also takes a high `s`, and anything behind the 65 bytes if `v` is 27 or 28. What it gives
    /// up: whoever saw one signature can spell others of the same message, so that no signature
    /// may serve as an identity; and **a stop or delete without a job id passes**, whose message is
    /// that of a token request (or, with a document id, that of a compute start): one signature
    /// serves both.
    Provider,
}

/// The peer and its version.
impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Strict => "the strict rule",
            Self::Provider => "Provider 2.1.6",
        })
    }
}

/// A form of signature that Ocean does not take, as far as it can be told.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SignatureForm {
    /// EIP-191 over the message's text, where the 32 bytes of its hash are to be signed. The rule
    /// of Provider up to 1.0.4.
    PersonalText,
    /// EIP-191 over the 66 characters of the hash in hexadecimal. ocean-node takes it.
    PersonalHexText,
    /// EIP-191 over the 32 bytes of the hash, where the text is to be signed.
    PersonalHash,
    /// The hash itself, without EIP-191.
    RawHash,
    /// 64 bytes, the compact form of EIP-2098.
    Compact,
    /// A contract's signature (EIP-1271): those of several owners, or ABI-encoded.
    Contract,
    /// A signature of a contract that is not deployed yet (ERC-6492).
    UndeployedContract,
}

impl fmt::Display for SignatureForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PersonalText => "EIP-191 over the message's text",
            Self::PersonalHexText => "EIP-191 over the hexadecimal text of the message's hash",
            Self::PersonalHash => "EIP-191 over the message's hash",
            Self::RawHash => "the message's hash without EIP-191",
            Self::Compact => "the compact form of EIP-2098",
            Self::Contract => "a contract's signature (EIP-1271)",
            Self::UndeployedContract => "an undeployed contract's signature (ERC-6492)",
        })
    }
}

impl Message {
    /// Checks that the claimed address signed this message, by the strict rule.
    ///
    /// The signature is hexadecimal, with or without `0x`, in any case. Contracts cannot sign: who
    /// calls for a contract signs with a key of his own and claims that key's address.
    ///
    /// # Errors
    /// [`VerifyError`]. No variant holds the signature.
    pub fn verify(&self, signature: &str) -> Result<Caller, VerifyError> {
        self.verify_as(Rules::Strict, signature)
    }

    /// Checks as a peer does, to foresee or to explain its answer.
    ///
    /// # Errors
    /// As [`verify`](Self::verify); less under a peer's rules.
    pub fn verify_as(&self, rules: Rules, signature: &str) -> Result<Caller, VerifyError> {
        if rules == Rules::Strict && self.form == (Form::Wire { of_all_jobs: true }) {
            return Err(VerifyError::NoJob {
                endpoint: self.endpoint,
            });
        }
        let signature = read(rules, signature)?;
        let claimed = self.claimed.address();
        let recovered = recover(&signature, &self.digest()).ok_or(VerifyError::NoSigner)?;
        if recovered == claimed {
            return Ok(Caller::new(self));
        }
        for (form, digest) in self.other_forms() {
            if recover(&signature, &digest) == Some(claimed) {
                return Err(VerifyError::Form { form });
            }
        }
        Err(VerifyError::OtherSigner { claimed, recovered })
    }

    /// Whose signature of this message it is, by the strict rule. For almost every signature there
    /// is an address, so this proves nothing: use [`verify`](Self::verify) to decide.
    ///
    /// # Errors
    /// [`VerifyError`] if it is the signature of nobody.
    pub fn recover(&self, signature: &str) -> Result<Address, VerifyError> {
        recover(&read(Rules::Strict, signature)?, &self.digest()).ok_or(VerifyError::NoSigner)
    }

    fn other_forms(&self) -> [(SignatureForm, B256); 3] {
        let hash = self.hash();
        let other = match self.form {
            Form::Wire { .. } => (
                SignatureForm::PersonalText,
                personal_message_digest(self.text.as_bytes()),
            ),
            Form::Strict => (
                SignatureForm::PersonalHash,
                personal_message_digest(hash.as_slice()),
            ),
        };
        let hex_text = hex::encode_prefixed(hash);
        [
            other,
            (
                SignatureForm::PersonalHexText,
                personal_message_digest(hex_text.as_bytes()),
            ),
            (SignatureForm::RawHash, hash),
        ]
    }
}

fn recover(signature: &Signature, digest: &B256) -> Option<Address> {
    Some(signature.recover(digest).ok()?.address())
}

fn read(rules: Rules, text: &str) -> Result<Signature, VerifyError> {
    let digits = text
        .strip_prefix("0x")
        .or_else(|| text.strip_prefix("0X"))
        .unwrap_or(text);
    if let Some(offset) = digits.bytes().position(|c| !c.is_ascii_hexdigit()) {
        return Err(VerifyError::NotHex { offset });
    }
    let mut bytes = [0; LENGTH];
    let own = digits.get(..2 * LENGTH).unwrap_or_default();
    if !digits.len().is_multiple_of(2) || hex::decode_to_slice(own, &mut bytes).is_err() {
        return Err(length(digits));
    }
    let trailing = digits.len() > own.len();
    if trailing && !(rules == Rules::Provider && matches!(bytes.last(), Some(27 | 28))) {
        return Err(length(digits));
    }
    let signature = Signature::from_bytes(&bytes).map_err(VerifyError::Malformed)?;
    if rules == Rules::Strict && signature.is_high_s() {
        return Err(VerifyError::HighS);
    }
    Ok(signature)
}

/// Names the fault of digits that are not those of 65 bytes.
fn length(digits: &str) -> VerifyError {
    let form = match digits.len() {
        128 => SignatureForm::Compact,
        // ABI-encoded bytes take 96 at least, two owners' signatures 130.
        192.. if digits.ends_with(ERC_6492) => SignatureForm::UndeployedContract,
        192.. if digits.len().is_multiple_of(2) => SignatureForm::Contract,
        found => return VerifyError::Length { digits: found },
    };
    VerifyError::Form { form }
}

/// Why a signature does not prove who calls. None of it holds the signature.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The wire's message of a stop or delete without a job id is that of other endpoints too.
    #[error(
        "expected a job id for {endpoint}, whose message without one is that of other endpoints"
    )]
    NoJob {
        /// The endpoint.
        endpoint: Endpoint,
    },
    /// The text is not hexadecimal.
    #[error("expected a hexadecimal digit at offset {offset} of the signature")]
    NotHex {
        /// Bytes before the character, `0x` not counted.
        offset: usize,
    },
    /// The text is not that of 65 bytes.
    #[error("expected 130 hexadecimal digits in the signature, found {digits}")]
    Length {
        /// The digits there are.
        digits: usize,
    },
    /// A signature, but of a form that Ocean does not take.
    #[error("expected an EIP-191 signature of the message by a key, found {form}")]
    Form {
        /// What was seen.
        form: SignatureForm,
    },
    /// 65 bytes that are no signature.
    #[error("the signature is malformed")]
    Malformed(#[source] SignatureError),
    /// The twin of a signature, which anybody can make of it.
    #[error("expected a low `s` in the signature (EIP-2), found a high one")]
    HighS,
    /// The signature belongs to no key.
    #[error("the signature has no signer")]
    NoSigner,
    /// Somebody else signed, or the message was another: a wrong nonce, id or spelling. A single
    /// owner's signature for a contract ends here too.
    #[error("expected a signature of {claimed}, found one of {recovered}, or of another message")]
    OtherSigner {
        /// The address that the caller claims.
        claimed: Address,
        /// The address that signed, if it was this message.
        recovered: Address,
    },
}

impl VerifyError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoJob { .. } => "signature_no_job",
            Self::NotHex { .. } => "signature_not_hex",
            Self::Length { .. } => "signature_length",
            Self::Form { .. } => "signature_form",
            Self::Malformed(_) => "signature_malformed",
            Self::HighS => "signature_high_s",
            Self::NoSigner => "signature_no_signer",
            Self::OtherSigner { .. } => "signature_other_signer",
        }
    }
}
