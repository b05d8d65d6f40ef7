use std::{collections::BTreeMap, sync::Arc, time::Duration};

use ocean_keys::ProviderKey;
use reqwest::{Client, redirect};
use url::Url;

use super::{
    Downloaded, ProofError,
    downloaded::{reference_text, sign},
};

/// A server that takes proofs as forms, as Provider 2.1.6 posts them.
pub(super) struct Receiver {
    client: Client,
    url: Url,
    keys: BTreeMap<u64, Arc<ProviderKey>>,
}

impl Receiver {
    pub(super) fn new(
        url: &Url,
        keys: BTreeMap<u64, Arc<ProviderKey>>,
        timeout: Duration,
    ) -> reqwest::Result<Self> {
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .timeout(timeout)
            .build()?;
        let url = url.clone();
        Ok(Self { client, url, keys })
    }

    /// Posts the proof, once. Of the answer the status counts, and nothing is read.
    pub(super) async fn send(&self, downloaded: &Downloaded) -> Result<(), ProofError> {
        let key = self.keys.get(&downloaded.chain_id);
        let key = key.ok_or(ProofError::NoKey)?;
        let provider_data = downloaded.provider_data()?;
        let provider_signature = reference_text(&sign(key, provider_data.as_bytes()));
        let mut form = vec![
            ("orderTxId", downloaded.transaction.to_string()),
            ("providerData", provider_data),
            ("providerSignature", provider_signature),
            ("consumerData", downloaded.consumer_data()),
        ];
        // Python's `requests` leaves out what is `None`.
        if let Some(signature) = &downloaded.signature {
            form.push(("consumerSignature", signature.clone()));
        }
        form.push(("consumerAddress", downloaded.consumer.text().to_owned()));
        let request = self.client.post(self.url.clone()).form(&form);
        // The text of the error names the address.
        let answer = request.send().await.map_err(|error| {
            if error.is_timeout() {
                ProofError::Timeout
            } else {
                ProofError::Unreachable
            }
        })?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(ProofError::Status(status.as_u16())),
        }
    }
}
