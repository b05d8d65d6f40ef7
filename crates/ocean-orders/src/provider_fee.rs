use alloy_primitives::{Address, B256, Bytes, U256};

/// What a Provider asks for one order, signed by it: the argument of `startOrder` and
/// `reuseOrder`, and what the event `ProviderFee` says was paid.
///
/// Any values can stand here: the signature is not checked by holding one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProviderFee {
    /// Who signed the fee and receives it: the Provider's own address on this chain.
    pub address: Address,
    /// The token in which it is paid. Zero: none.
    pub token: Address,
    /// The amount in the token's smallest unit.
    pub amount: U256,
    /// `providerData`: what the fee is for, JSON as UTF-8.
    pub data: Bytes,
    /// 27 or 28.
    pub v: u8,
    /// The first number of the signature.
    pub r: B256,
    /// The second number of the signature.
    pub s: B256,
    /// Until when the fee may be used, in seconds since 1970. Zero: for ever.
    pub valid_until: U256,
}
