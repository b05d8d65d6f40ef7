use alloy_primitives::hex;
use ocean_did::{Did, parse_address};

/// A text is a DID exactly if it has the form, and is printed as it was read; likewise an address.
pub fn did_parse(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let digits = text
        .strip_prefix("did:op:")
        .or_else(|| text.strip_prefix("did:ope:"));
    let lower_case = |c| matches!(c, b'0'..=b'9' | b'a'..=b'f');
    let right = digits.is_some_and(|digits| digits.len() == 64 && digits.bytes().all(lower_case));
    let read = text.parse::<Did>().ok().map(|did| did.to_string());
    #[cfg(planted)]
    let read = read.filter(|text| !text.starts_with("did:ope"));
    assert_eq!(read.as_deref(), right.then_some(text));

    if let Ok(address) = parse_address(text) {
        let digits = text.strip_prefix("0x").unwrap_or(text);
        let checksummed = address.to_checksum(None);
        let spellings = [hex::encode(address), hex::encode_upper(address)];
        assert!(
            checksummed.ends_with(digits) || spellings.iter().any(|spelling| spelling == digits)
        );
    }
}
