use alloc::{borrow::Cow, string::String, vec::Vec};
use core::ops::Range;

use crate::{
    error::JsonError,
    limits::Limits,
    parse::{Container, Grammar, Literal, Sink, parse},
    scan::{NumberToken, StringToken},
    string::Units,
};

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
    let mut root = RootMembers {
        text,
        depth: 0,
        members: Vec::new(),
    };
    parse(text, Grammar::Json, Limits::default(), &mut root)?;
    let members = root.members;
    let (Some(first), Some(last)) = (members.first(), members.last()) else {
        return Ok(Cow::Borrowed(text));
    };
    if !members.iter().any(|member| member.enhanced) {
        return Ok(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let part = |range: Range<usize>| text.get(range).unwrap_or_default();
    out.push_str(part(0..first.start));
    let mut previous = None;
    let mut empty = true;
    for member in &members {
        if !member.enhanced {
            match previous {
                Some(end) if !empty => out.push_str(part(end..member.end)),
                _ => out.push_str(part(member.start..member.end)),
            }
            empty = false;
        }
        previous = Some(member.end);
    }
    out.push_str(part(last.end..text.len()));
    Ok(Cow::Owned(out))
}

/// A member of the root, from its key's quote to the end of its value.
struct Member {
    start: usize,
    end: usize,
    enhanced: bool,
}

/// Collects the members of the root, repeated ones too.
struct RootMembers<'a> {
    text: &'a str,
    depth: usize,
    members: Vec<Member>,
}

impl RootMembers<'_> {
    /// A value ends at `end`.
    fn value(&mut self, end: usize) {
        if self.depth == 1
            && let Some(member) = self.members.last_mut()
        {
            member.end = end;
        }
    }
}

impl Sink for RootMembers<'_> {
    fn begin(&mut self, _at: usize, _container: Container) {
        self.depth += 1;
    }

    fn key(&mut self, key: StringToken) {
        if self.depth == 1 {
            let content = self.text.get(key.start..key.end).unwrap_or_default();
            self.members.push(Member {
                start: key.start - 1,
                end: key.end,
                enhanced: ENHANCED_FIELDS
                    .iter()
                    .any(|field| Units::new(content).eq(field.encode_utf16())),
            });
        }
    }

    fn string(&mut self, string: StringToken) {
        self.value(string.end + 1);
    }

    fn number(&mut self, number: NumberToken) {
        self.value(number.end);
    }

    fn literal(&mut self, at: usize, literal: Literal) {
        self.value(at + literal.text().len());
    }

    fn end(&mut self, end: usize, _container: Container) {
        self.depth -= 1;
        self.value(end);
    }
}
