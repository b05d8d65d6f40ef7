use alloy_primitives::{Address, B256};
use ocean_provider_core::{
    access::{DecryptDdo, Decrypters, DocumentSource},
    auth::Request,
};

use super::Provider;
use crate::{net::Net, refused::Refused, wallet::Signed};

impl Provider {
    /// `POST /decrypt`: the bytes of the document that a transaction put on chain, for an indexer.
    pub(crate) fn decrypt(
        &self,
        net: &Net,
        nft: Address,
        transaction: B256,
        signed: &Signed,
    ) -> Result<Vec<u8>, Refused> {
        let caller = signed.verify(&Request::Decrypt {
            transaction_id: Some(&transaction.to_string()),
            data_nft_address: &nft.to_string(),
            chain_id: &self.chain_id.to_string(),
        })?;
        let receipt = net.receipt(transaction)?;
        let decrypt = DecryptDdo {
            chain_id: self.chain_id,
            nft,
            on_chain: net.on_chain(nft)?,
            listed: net.chain.erc721_list(nft),
            decrypters: Decrypters::Everybody,
            source: DocumentSource::Transaction {
                id: transaction,
                receipt: receipt.as_ref(),
            },
        };
        let grant = decrypt.decide(caller)?.spend(&self.nonces)?;
        let asset = self.keeper.open_document(grant)?;
        Ok(asset.document().bytes().to_vec())
    }
}
