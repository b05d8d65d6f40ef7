mod error;
mod quantity;
mod wire;

pub use error::JsonRpcError;
pub use wire::{JsonRpcLog, JsonRpcReceipt, MinedLog};
