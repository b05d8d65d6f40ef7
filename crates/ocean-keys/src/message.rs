use alloy_primitives::{B256, Keccak256};

/// The digest a wallet signs for a message (EIP-191, version `0x45`): Keccak-256 of
/// `\x19Ethereum Signed Message:\n`, the decimal count of the message's bytes, and the message.
///
/// Ocean signs the 32 bytes of a Keccak-256 hash in this way, so the count is `32` (Provider
/// 2.1.6, ocean.js 3.x).
///
/// ```
/// use alloy_primitives::{b256, keccak256};
/// use ocean_keys::personal_message_digest;
///
/// let hash = keccak256("did:op:0ebed8226ada17fde24b6bf2b95d27f8f05fcce09139ff5cec31f6d81a7cd2ea1700000000000");
/// assert_eq!(
///     personal_message_digest(hash.as_slice()),
///     b256!("0x8e13941ba13c05c33dd1e82a8e7b7b22665645f20d5f7786baf9accd782da137")
/// );
/// ```
#[must_use]
pub fn personal_message_digest(message: &[u8]) -> B256 {
    let mut digits = [0; 20];
    let mut first = digits.len();
    let mut rest = message.len();
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        first -= 1;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let mut hasher = Keccak256::new();
    hasher.update(b"\x19Ethereum Signed Message:\n");
    hasher.update(digits.get(first..).unwrap_or_default());
    hasher.update(message);
    hasher.finalize()
}
