//! Calls of the Provider to operator-service.

use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use alloy_primitives::{Address, hex, keccak256};
use ocean_keys::{SignError, Signer, personal_message_digest};

/// The path of starting, stopping, deleting and asking for jobs, relative to the URL of
/// operator-service, which ends in `/`.
pub const OPERATOR_COMPUTE_PATH: &str = "api/v1/operator/compute";

/// The path of a job's results.
pub const OPERATOR_RESULT_PATH: &str = "api/v1/operator/getResult";

/// The path of the environments; its one query field is `chainId`.
pub const OPERATOR_ENVIRONMENTS_PATH: &str = "api/v1/operator/environments";

/// Signs a call: EIP-191 over the 32 bytes of the Keccak-256 hash of owner, job id and nonce with
/// nothing between, `v` 0 or 1 (Provider 2.1.6).
pub(crate) fn sign(
    owner: Address,
    job_id: Option<&str>,
    nonce: u64,
    signer: &impl Signer,
) -> Result<String, SignError> {
    let message = format!("{owner}{}{nonce}", job_id.unwrap_or_default());
    let digest = personal_message_digest(keccak256(message).as_slice());
    let mut bytes = signer.sign_digest(&digest)?.to_bytes();
    let [.., v] = &mut bytes;
    *v -= 27;
    Ok(hex::encode_prefixed(bytes))
}

/// Whose jobs a Provider asks operator-service about: those of an owner, or one of them.
///
/// The owner is written with the EIP-55 checksum, whatever the spelling of the request, since
/// operator-service compares texts and [`Admitted::payload`](crate::Admitted::payload) writes it so.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[allow(clippy::exhaustive_structs, reason = "a plain input")]
pub struct JobQuery<'a> {
    /// Whose jobs.
    pub owner: Address,
    /// One job; without it **all** of the owner's are meant, also when stopping and deleting.
    pub job_id: Option<&'a str>,
    /// The DID of a dataset, which operator-service ignores.
    pub document_id: Option<&'a str>,
}

impl JobQuery<'_> {
    /// The query of `GET compute` (status), `PUT compute` (stop) and `DELETE compute`, signed with
    /// the Provider's universal key. `nonce` as in [`Admitted::payload`](crate::Admitted::payload).
    ///
    /// # Errors
    /// [`SignError`] of the signer.
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_compute::JobQuery;
    /// use ocean_keys::ProviderKey;
    ///
    /// let key = ProviderKey::from_bytes(&[1; 32])?;
    /// let query = JobQuery { owner: key.address(), job_id: Some("1f"), document_id: None };
    /// let fields = query.fields(1_700_000_000_000_000_000, &key)?;
    /// let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
    /// assert_eq!(names, ["providerAddress", "owner", "jobId", "providerSignature", "nonce"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fields(
        &self,
        nonce: u64,
        signer: &impl Signer,
    ) -> Result<Vec<(&'static str, String)>, SignError> {
        let job_id = self.job_id.filter(|id| !id.is_empty());
        let signature = sign(self.owner, job_id, nonce, signer)?;
        let mut fields = Vec::with_capacity(6);
        fields.push(("providerAddress", signer.address().to_string()));
        fields.push(("owner", self.owner.to_string()));
        fields.extend(job_id.map(|id| ("jobId", id.into())));
        fields.extend(self.document_id.map(|id| ("documentId", id.into())));
        fields.push(("providerSignature", signature));
        fields.push(("nonce", nonce.to_string()));
        Ok(fields)
    }
}

/// One result of a job that a Provider fetches from operator-service for its owner.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[allow(clippy::exhaustive_structs, reason = "a plain input")]
pub struct ResultQuery<'a> {
    /// Whose job.
    pub owner: Address,
    /// The job.
    pub job_id: &'a str,
    /// The index of the result.
    pub index: u64,
    /// The signature that the consumer sent, if he sent no token instead. Operator-service ignores
    /// it.
    pub consumer_signature: Option<&'a str>,
}

impl ResultQuery<'_> {
    /// The query of `GET getResult`, signed with the Provider's universal key. `nonce` as in
    /// [`Admitted::payload`](crate::Admitted::payload).
    ///
    /// # Errors
    /// [`SignError`] of the signer.
    pub fn fields(
        &self,
        nonce: u64,
        signer: &impl Signer,
    ) -> Result<Vec<(&'static str, String)>, SignError> {
        let signature = sign(self.owner, Some(self.job_id), nonce, signer)?;
        let mut fields = Vec::with_capacity(6);
        fields.push(("index", self.index.to_string()));
        fields.push(("owner", self.owner.to_string()));
        fields.push(("jobId", self.job_id.into()));
        let of_consumer = self.consumer_signature;
        fields.extend(of_consumer.map(|signature| ("consumerSignature", signature.into())));
        fields.push(("providerSignature", signature));
        fields.push(("nonce", nonce.to_string()));
        Ok(fields)
    }
}
