use alloy_primitives::B256;
use ocean_provider_core::{
    auth::Request,
    ddo::Profile,
    index::{
        Allowed, Answers, Decrypted, IndexedAsset, MetadataEvent, NftAnswers, Policy, Sighting,
        Transaction,
    },
    orders::events::MetadataCreated,
};

use crate::{net::Net, provider::Provider, refused::Refused, wallet::Wallet};

/// Reads the event in the receipt of a transaction, has the document decrypted, and checks it: what
/// to store.
pub(crate) fn index(
    net: &Net,
    provider: &Provider,
    indexer: &mut Wallet,
    transaction: B256,
) -> Result<IndexedAsset, Refused> {
    let unknown = || Refused::new("transaction_unknown", "no event in this transaction");
    let receipt = net.receipt(transaction)?.ok_or_else(unknown)?;
    let is_created = |topics: &[B256]| topics.first() == Some(&MetadataCreated::TOPIC);
    let log = receipt.logs.iter().find(|log| is_created(&log.topics));
    let event: MetadataEvent = MetadataCreated::decode(log.ok_or_else(unknown)?)?.into();

    // Does the event count?
    let nft = event.nft();
    let sighting = Sighting {
        event,
        chain_id: receipt.chain_id,
        transaction: Transaction {
            hash: transaction,
            block: receipt.block_number,
            timestamp: receipt.block_timestamp,
            from: net.sender(transaction)?.ok_or_else(unknown)?,
        },
        listed: net.chain.erc721_list(nft),
        state: net.on_chain(nft)?.state,
        proofs: Vec::new(),
        stored: None,
    };
    let policy = Policy {
        publishers: Allowed::Everybody,
        validators: Allowed::Everybody,
        profile: Profile::Strict,
    };
    let noticed = sighting.check(&policy)?;

    // The Provider at `noticed.decryptor_url()` decrypts it.
    let signed = indexer.sign(&Request::Decrypt {
        transaction_id: Some(&transaction.to_string()),
        data_nft_address: &nft.to_string(),
        chain_id: &receipt.chain_id.to_string(),
    })?;
    let decrypted = match provider.decrypt(net, nft, transaction, &signed) {
        Ok(bytes) => Decrypted::Bytes(bytes),
        Err(_) => Decrypted::Refused,
    };

    // Is it the document of this NFT, and valid?
    let opened = noticed.open(decrypted)?;
    let (name, symbol) = net.chain.name_and_symbol(nft).unzip();
    let answers = Answers {
        nft: NftAnswers {
            name: name.map(Into::into),
            symbol: symbol.map(Into::into),
            owner: net.chain.owner_of(nft),
            token_uri: None,
        },
        ..Answers::default()
    };
    Ok(opened.enhance(&answers)?)
}
