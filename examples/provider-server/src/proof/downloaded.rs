use alloy_primitives::{Address, B256, hex, keccak256};
use ocean_keys::{ProviderKey, Signature, personal_message_digest};
use ocean_provider_core::{
    access::{FilePermit, Grant},
    auth::Claimed,
    checksum::{JsonError, ocean_py_stringify},
};
use serde::Serialize;

/// A download, as it is proved. There is no `Debug`: it has a signature.
pub(crate) struct Downloaded {
    pub(super) chain_id: u64,
    pub(super) nft: Address,
    pub(super) datatoken: Address,
    /// `transferTxId`.
    pub(super) transaction: B256,
    pub(super) consumer: Claimed,
    /// The text of the request's signature; none where there was a token.
    pub(super) signature: Option<String>,
    document_id: String,
    service_id: String,
    file_index: u64,
    nonce: String,
}

/// What the Provider states.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProviderData<'a> {
    document_id: &'a str,
    service_id: &'a str,
    file_index: u64,
    /// Always 0, as with Provider 2.1.6: the proof is made before the first byte is sent.
    downloaded_bytes: u64,
}

impl Downloaded {
    /// What was granted, and what the consumer signed: document id and nonce as he sent them.
    pub(crate) fn new(
        grant: &Grant<FilePermit>,
        document_id: &str,
        nonce: &str,
        signature: Option<String>,
    ) -> Self {
        let permit = grant.permit();
        let order = permit.order();
        Self {
            chain_id: permit.chain_id(),
            nft: order.nft(),
            datatoken: order.datatoken(),
            transaction: order.requested_transaction(),
            consumer: grant.caller().claimed().clone(),
            signature,
            document_id: document_id.into(),
            service_id: permit.service_id().into(),
            file_index: permit.file_index(),
            nonce: nonce.into(),
        }
    }

    /// `{"documentId","serviceId","fileIndex","downloadedBytes"}`, in the form of Python's
    /// `json.dumps(…, separators=(",", ":"))`.
    pub(super) fn provider_data(&self) -> Result<String, JsonError> {
        provider_data(&self.document_id, &self.service_id, self.file_index)
    }

    /// The text that the consumer signed.
    pub(super) fn consumer_data(&self) -> String {
        format!("{}{}", self.document_id, self.nonce)
    }
}

fn provider_data(
    document_id: &str,
    service_id: &str,
    file_index: u64,
) -> Result<String, JsonError> {
    let data = ProviderData {
        document_id,
        service_id,
        file_index,
        downloaded_bytes: 0,
    };
    // Texts and numbers are always written.
    let text = serde_json::to_string(&data).unwrap_or_default();
    ocean_py_stringify(&text)
}

/// Signs a statement as requests are signed: EIP-191 over the 32 bytes of its Keccak-256 hash.
pub(super) fn sign(key: &ProviderKey, stated: &[u8]) -> Signature {
    key.sign_digest(&personal_message_digest(keccak256(stated).as_slice()))
}

/// The text of a signature of Provider 2.1.6, whose `v` is 0 or 1.
pub(super) fn reference_text(signature: &Signature) -> String {
    let mut bytes = signature.to_bytes();
    let [.., v] = &mut bytes;
    *v -= 27;
    hex::encode_prefixed(bytes)
}

#[cfg(test)]
mod tests {
    use super::provider_data;

    /// Of Python 3.11: `json.dumps(data, separators=(",", ":"))`.
    #[test]
    fn provider_data_is_that_of_python() {
        let rows = [
            (
                "access",
                r#"{"documentId":"did:op:1","serviceId":"access","fileIndex":7,"downloadedBytes":0}"#,
            ),
            (
                "é😀\"\\/\u{7f}\n\u{2028}",
                r#"{"documentId":"did:op:1","serviceId":"\u00e9\ud83d\ude00\"\\/\u007f\n\u2028","fileIndex":7,"downloadedBytes":0}"#,
            ),
        ];
        for (service_id, expected) in rows {
            assert_eq!(provider_data("did:op:1", service_id, 7).unwrap(), expected);
        }
    }
}
