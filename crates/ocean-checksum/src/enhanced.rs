use alloc::{borrow::Cow, string::String, vec::Vec};
use core::ops::Range;

use crate::{error::JsonError, members::Member, tree::Json, value::Object};

/// The members that an indexer adds to the root of a document: Aquarius 5.1.8 `nft`, `datatokens`,
/// `event`, `purgatory` and `stats`; ocean-node 3.2.0 `indexedMetadata`; markets `accessDetails`.
pub const ENHANCED_FIELDS: [&str; 7] = [
    "nft",
    "datatokens",
    "event",
    "purgatory",
    "stats",
    "indexedMetadata",
    "accessDetails",
];

/// A document without what an indexer added: the text with the members [`ENHANCED_FIELDS`] of its
/// root cut out, and nothing else changed.
///
/// For publishing again what came from an indexer (DID & DDO v4.1.0: these fields are never stored
/// on chain and never hashed). Not for verifying: a hash is over the bytes as they were received.
/// Borrowed when there is nothing to cut; a text whose root is no object is returned as it is.
///
/// ```
/// use ocean_checksum::strip_enhanced;
///
/// let answer = r#"{"id": "did:op:00", "nft": {"state": 0}, "stats": {}, "version": "4.1.0"}"#;
/// assert_eq!(strip_enhanced(answer)?, r#"{"id": "did:op:00", "version": "4.1.0"}"#);
/// # Ok::<(), ocean_checksum::JsonError>(())
/// ```
///
/// # Errors
/// As [`js_stringify`](crate::js_stringify).
pub fn strip_enhanced(text: &str) -> Result<Cow<'_, str>, JsonError> {
    let json = Json::parse(text)?;
    let members = json
        .root()
        .as_object()
        .map_or_else(Vec::new, Object::members_as_written);
    let is_enhanced =
        |member: &Member<'_>| ENHANCED_FIELDS.iter().any(|field| member.key == *field);
    let (Some(first), Some(last)) = (members.first(), members.last()) else {
        return Ok(Cow::Borrowed(text));
    };
    if !members.iter().any(is_enhanced) {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    out.push_str(part(0..first.span.start));
    let mut previous = first.span.start;
    let mut empty = true;
    for member in &members {
        if !is_enhanced(member) {
            // With the comma before it, unless it is the first that stays.
            let start = if empty { member.span.start } else { previous };
            out.push_str(part(start..member.span.end));
            empty = false;
        }
        previous = member.span.end;
    }
    out.push_str(part(last.span.end..text.len()));
    Ok(Cow::Owned(out))
}
