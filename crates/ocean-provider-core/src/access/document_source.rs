use alloc::borrow::Cow;

use alloy_primitives::{Address, B256, Bytes};
use ocean_checksum::DocumentHash;
use ocean_encryption::{Envelope, Flags};
use ocean_orders::{
    Log, Receipt,
    events::{MetadataCreated, MetadataUpdated},
};

use crate::access::Reason;

/// Where the envelope of a document comes from.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_enums, reason = "POST /decrypt knows these two")]
pub enum DocumentSource<'a> {
    /// From the request: `encryptedDocument`, `flags` and `documentHash`.
    Arguments(Envelope<'a>),
    /// From the event of the NFT itself in a transaction: the first `MetadataCreated`, else the
    /// first `MetadataUpdated` (Provider 2.1.6, which takes any contract's).
    Transaction {
        /// `transactionId`.
        id: B256,
        /// Its receipt; `None` if the chain does not know it.
        receipt: Option<&'a Receipt>,
    },
}

impl<'a> DocumentSource<'a> {
    pub(super) fn envelope(self, nft: Address, chain_id: u64) -> Result<Envelope<'a>, Reason> {
        let (id, receipt) = match self {
            Self::Arguments(envelope) => return Ok(envelope),
            Self::Transaction { id, receipt } => (id, receipt),
        };
        let receipt = receipt.ok_or(Reason::TransactionUnknown { transaction: id })?;
        if receipt.chain_id != chain_id {
            return Err(Reason::ReceiptOfOtherChain {
                found: receipt.chain_id,
                expected: chain_id,
            });
        }
        if receipt.transaction_hash != id {
            return Err(Reason::ReceiptOfOtherTransaction {
                found: receipt.transaction_hash,
                expected: id,
            });
        }
        if !receipt.succeeded {
            return Err(Reason::TransactionFailed { transaction: id });
        }
        let has = |topic| move |log: &&Log| log.topics.first() == Some(&topic);
        let created = receipt.logs.iter().filter(has(MetadataCreated::TOPIC));
        let updated = receipt.logs.iter().filter(has(MetadataUpdated::TOPIC));
        let mut foreign = None;
        for log in created.chain(updated) {
            if log.address == nft {
                return read(log);
            }
            foreign = foreign.or(Some(log));
        }
        Err(match foreign {
            Some(log) => Reason::MetadataOfOtherContract {
                log_index: log.log_index,
                emitter: log.address,
                nft,
            },
            None => Reason::NoMetadataEvent {
                transaction: id,
                nft,
            },
        })
    }
}

fn read(log: &Log) -> Result<Envelope<'static>, Reason> {
    let log_index = log.log_index;
    let malformed = |source| Reason::MalformedMetadataEvent { log_index, source };
    let (flags, data, hash) = if log.topics.first() == Some(&MetadataCreated::TOPIC) {
        let event = MetadataCreated::decode(log).map_err(malformed)?.event;
        (event.flags, event.data, event.metadata_hash)
    } else {
        let event = MetadataUpdated::decode(log).map_err(malformed)?.event;
        (event.flags, event.data, event.metadata_hash)
    };
    Ok(Envelope {
        flags: Flags::from_bytes(&flags).map_err(|_| Reason::NoFlags { log_index })?,
        hash: DocumentHash::from(hash),
        data: Cow::Owned(Bytes::into(data)),
    })
}
