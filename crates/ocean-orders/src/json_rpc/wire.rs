use alloc::vec::Vec;

use alloy_primitives::{Address, B256, Bytes};
use serde::Deserialize;

use super::{JsonRpcError, quantity::Quantity};
use crate::{Log, Receipt};

/// The answer of `eth_getTransactionReceipt`, not yet judged.
///
/// Quantities may be hex text, as the standard has them, or numbers; addresses may be in any case.
/// Members that are not needed are ignored. The memory is proportional to the text.
///
/// ```
/// use ocean_orders::JsonRpcReceipt;
///
/// let text = r#"{
///     "transactionHash": "0x833403993396b015c13eb5681739e60fc8dc027a65aafeea9b58eeeddc61c3e0",
///     "status": "0x1", "blockNumber": "0xee", "blockHash": "0x00", "logs": []
/// }"#;
/// let receipt: JsonRpcReceipt = serde_json::from_str(text)?;
/// let receipt = receipt.into_receipt(1, Some(1_700_000_000))?;
/// assert_eq!((receipt.succeeded, receipt.block_number), (true, 238));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JsonRpcReceipt {
    transaction_hash: B256,
    #[serde(default)]
    status: Option<Quantity>,
    #[serde(default)]
    block_number: Option<Quantity>,
    #[serde(default)]
    block_timestamp: Option<Quantity>,
    logs: Vec<JsonRpcLog>,
}

impl JsonRpcReceipt {
    /// The receipt of a transaction on this chain, in a block of this time, in seconds since 1970.
    ///
    /// The standard answer does not have the time. Some nodes add `blockTimestamp` to it or to its
    /// logs; what they say must be what the caller says.
    ///
    /// # Errors
    /// [`JsonRpcError`]: the transaction is pending or older than `status` (2017), a log is
    /// removed or says that it is of another transaction or block, a number does not fit, or the time
    /// of the block is unknown or in doubt.
    pub fn into_receipt(
        self,
        chain_id: u64,
        block_timestamp: Option<u64>,
    ) -> Result<Receipt, JsonRpcError> {
        let Some(block_number) = number("blockNumber", self.block_number)? else {
            return Err(JsonRpcError::Pending {
                transaction_hash: self.transaction_hash,
            });
        };
        let succeeded = match number("status", self.status)? {
            Some(0) => false,
            Some(1) => true,
            Some(found) => return Err(JsonRpcError::Status { found }),
            None => {
                return Err(JsonRpcError::Missing {
                    what: "receipt",
                    member: "status",
                });
            }
        };
        let mut time = block_timestamp;
        agree(&mut time, number(BLOCK_TIMESTAMP, self.block_timestamp)?)?;
        let mut logs = Vec::with_capacity(self.logs.len());
        for mut log in self.logs {
            let stated = number(BLOCK_TIMESTAMP, log.block_timestamp.take())?;
            agree(&mut time, stated)?;
            let transaction_hash = log.transaction_hash.unwrap_or(self.transaction_hash);
            let block = number("blockNumber", log.block_number.take())?.unwrap_or(block_number);
            if transaction_hash != self.transaction_hash || block != block_number {
                return Err(JsonRpcError::OtherLog {
                    transaction_hash,
                    block_number: block,
                });
            }
            logs.push(log.into_log()?);
        }
        Ok(Receipt {
            chain_id,
            transaction_hash: self.transaction_hash,
            succeeded,
            block_number,
            block_timestamp: time.ok_or(JsonRpcError::TimestampUnknown { block_number })?,
            logs,
        })
    }
}

/// One log of a receipt or of the answer of `eth_getLogs`, not yet judged.
///
/// Members that are not needed are ignored.
///
/// ```
/// use ocean_orders::{JsonRpcLog, events::Event};
///
/// let answer = r#"[{
///     "address": "0xa97092b56C0346f7210b16B7E38418494D757CBC",
///     "topics": ["0xa8336411cc72db0e5bdc4dff989eeb35879bafaceffb59b54b37645c3395adb9",
///                "0x000000000000000000000000125fd871cf3b155df89120291e1b415690195f9e"],
///     "data": "0x0000000000000000000000000000000000000000000000000000000000000004000000000000000000000000000000000000000000000000000000006b00de4700000000000000000000000000000000000000000000000000000000000000eb",
///     "logIndex": "0x0", "transactionIndex": "0x0", "removed": false
/// }]"#;
/// for log in serde_json::from_str::<Vec<JsonRpcLog>>(answer)? {
///     if let Some(emitted) = Event::decode(&log.into_log()?)? {
///         println!("{} of {}", emitted.event.name(), emitted.address);
/// #       assert_eq!(emitted.event.name(), "MetadataState");
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JsonRpcLog {
    address: Address,
    topics: Vec<B256>,
    data: Bytes,
    #[serde(default)]
    log_index: Option<Quantity>,
    #[serde(default)]
    transaction_hash: Option<B256>,
    #[serde(default)]
    block_number: Option<Quantity>,
    #[serde(default)]
    block_timestamp: Option<Quantity>,
    #[serde(default)]
    removed: Option<bool>,
}

impl JsonRpcLog {
    /// The log alone.
    ///
    /// # Errors
    /// [`JsonRpcError`]: the log is removed or pending, has more than four topics, or its index
    /// does not fit.
    pub fn into_log(self) -> Result<Log, JsonRpcError> {
        if self.removed == Some(true) {
            return Err(JsonRpcError::Removed);
        }
        if self.topics.len() > 4 {
            return Err(JsonRpcError::TopicCount {
                found: self.topics.len(),
            });
        }
        Ok(Log {
            address: self.address,
            topics: self.topics,
            data: self.data,
            log_index: required("logIndex", number("logIndex", self.log_index)?)?,
        })
    }

    /// The log and where it stands in the chain, as `eth_getLogs` gives it.
    ///
    /// # Errors
    /// [`JsonRpcError`], as for [`Self::into_log`], and if the transaction or the block is missing
    /// or the block does not fit.
    pub fn into_mined(mut self) -> Result<MinedLog, JsonRpcError> {
        let block_number = number("blockNumber", self.block_number.take())?;
        let block_timestamp = number(BLOCK_TIMESTAMP, self.block_timestamp.take())?;
        Ok(MinedLog {
            transaction_hash: required("transactionHash", self.transaction_hash)?,
            block_number: required("blockNumber", block_number)?,
            block_timestamp,
            log: self.into_log()?,
        })
    }
}

/// A log and where it stands in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MinedLog {
    /// The transaction that emitted it.
    pub transaction_hash: B256,
    /// The block that holds the transaction.
    pub block_number: u64,
    /// The time of that block, in seconds since 1970, if the node says it.
    pub block_timestamp: Option<u64>,
    /// The log.
    pub log: Log,
}

const BLOCK_TIMESTAMP: &str = "blockTimestamp";

fn number(member: &'static str, quantity: Option<Quantity>) -> Result<Option<u64>, JsonRpcError> {
    quantity
        .map(|Quantity(number)| number.map_err(|found| JsonRpcError::Quantity { member, found }))
        .transpose()
}

fn required<T>(member: &'static str, value: Option<T>) -> Result<T, JsonRpcError> {
    value.ok_or(JsonRpcError::Missing {
        what: "log",
        member,
    })
}

fn agree(time: &mut Option<u64>, stated: Option<u64>) -> Result<(), JsonRpcError> {
    match (*time, stated) {
        (Some(expected), Some(found)) if found != expected => {
            Err(JsonRpcError::TimestampDiffers { found, expected })
        }
        (None, Some(_)) => {
            *time = stated;
            Ok(())
        }
        _ => Ok(()),
    }
}
