//! The keys of an object: which are equal, and which are array indexes.

use core::cmp::Ordering;

use crate::scan::{Source, Spelling, StringToken};

/// Up to this many keys of one object are compared pair by pair; beyond it they are sorted at the
/// object's end, so that no text costs more than n log n.
pub(crate) const PAIRWISE_KEYS: usize = 24;

/// A key's place in the text, and its first eight bytes to tell most keys apart by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    prefix: u64,
    start: u32,
    len: u32,
}

impl Key {
    #[inline]
    pub(crate) fn new(source: Source<'_>, token: StringToken) -> Self {
        let len = token.end - token.start;
        let rest = source.bytes.get(token.start..).unwrap_or_default();
        let word = match rest.first_chunk::<8>() {
            Some(word) => u64::from_le_bytes(*word),
            None => rest
                .iter()
                .rev()
                .fold(0, |word, &byte| word << 8 | u64::from(byte)),
        };
        let prefix = if len < 8 {
            word & ((1 << (8 * len)) - 1)
        } else {
            word
        };
        Self {
            prefix,
            start: narrow(token.start),
            len: narrow(len),
        }
    }

    #[inline]
    pub(crate) fn bytes(self, source: Source<'_>) -> &[u8] {
        let start = self.start as usize;
        source
            .bytes
            .get(start..start + self.len as usize)
            .unwrap_or_default()
    }

    /// Whether two keys are spelled alike.
    #[inline]
    pub(crate) fn same_spelling(self, source: Source<'_>, other: Self) -> bool {
        self.prefix == other.prefix
            && self.len == other.len
            && (self.len <= 8 || self.bytes(source) == other.bytes(source))
    }

    pub(crate) fn cmp_spelling(self, source: Source<'_>, other: Self) -> Ordering {
        self.bytes(source).cmp(other.bytes(source))
    }
}

/// An offset that the length limit keeps below 4 GiB.
#[inline]
pub(crate) fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Whether the keys of an object, read one after the other, stand in JavaScript's order: array
/// indexes first and ascending.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KeyOrder {
    last_index: Option<u32>,
    other_seen: bool,
}

impl KeyOrder {
    /// Whether a key may stand behind those before it. A repeated array index may not.
    #[inline]
    pub(crate) fn admits(&mut self, index: Option<u32>) -> bool {
        let Some(index) = index else {
            self.other_seen = true;
            return true;
        };
        let in_order = !self.other_seen && self.last_index.is_none_or(|last| last < index);
        self.last_index = Some(index);
        in_order
    }
}

/// The largest array index of ECMAScript, 2³² − 2.
const MAX_INDEX: u32 = u32::MAX - 1;

/// The value of a key's content if it is the canonical decimal text of an array index.
#[inline]
pub(crate) fn array_index(content: &[u8]) -> Option<u32> {
    match content {
        [b'0'] => Some(0),
        [b'1'..=b'9', ..] if content.len() <= 10 => {
            let mut value = 0u32;
            for byte in content {
                let digit = byte.wrapping_sub(b'0');
                if digit > 9 {
                    return None;
                }
                value = value.checked_mul(10)?.checked_add(u32::from(digit))?;
            }
            (value <= MAX_INDEX).then_some(value)
        }
        _ => None,
    }
}

/// [`array_index`] of a key that may be written with escapes.
#[inline]
pub(crate) fn array_index_of(
    source: Source<'_>,
    start: usize,
    end: usize,
    spelling: Spelling,
) -> Option<u32> {
    if spelling != Spelling::Other {
        return array_index(source.bytes.get(start..end)?);
    }
    let mut digits = [0u8; 10];
    let mut len = 0;
    for unit in crate::string::Units::new(source.text.get(start..end)?) {
        *digits.get_mut(len)? = u8::try_from(unit).ok()?;
        len += 1;
    }
    array_index(digits.get(..len)?)
}
