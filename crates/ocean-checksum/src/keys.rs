//! The keys of the objects that are open while a text is read: which repeat, and where JavaScript
//! puts them.

use alloc::vec::Vec;
use core::cmp::Ordering;

use smallvec::SmallVec;

use crate::{
    scan::{Source, Spelling, StringToken},
    string::Units,
};

/// Up to this many keys of one object are compared pair by pair; beyond it they are sorted at the
/// object's end, so that no text costs more than n log n.
const PAIRWISE_KEYS: usize = 24;

/// Which order the members of an object are in once it has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MemberOrder {
    /// Array indexes first and ascending, then the others as written.
    JavaScript,
    /// As written.
    Text,
}

/// A key of an open object, with a tag of the reader's own, as the object has one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// The first eight bytes, to tell most keys apart by.
    prefix: u64,
    start: u32,
    len: u32,
    pub(crate) tag: u32,
}

/// A member as it stands in the ordered object: the key of one place, the value of another if the
/// key is repeated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) key: usize,
    pub(crate) value: usize,
}

/// The keys of all open objects, outermost first.
#[derive(Debug)]
pub(crate) struct OpenKeys<'a> {
    source: Source<'a>,
    order: MemberOrder,
    keys: SmallVec<[Key; 96]>,
    innermost: OpenObject,
    /// The objects around the innermost one.
    around: SmallVec<[OpenObject; 16]>,
}

#[derive(Clone, Copy, Debug, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one thing that was seen"
)]
struct OpenObject {
    tag: u32,
    first: usize,
    /// A bit for each key so far, so that most keys are seen to be new without comparing them.
    seen: u64,
    last_index: Option<u32>,
    /// A key that is no array index was seen: none that is one may follow.
    other_seen: bool,
    unordered: bool,
    repeated: bool,
    escaped: bool,
}

impl<'a> OpenKeys<'a> {
    pub(crate) fn new(source: Source<'a>, order: MemberOrder) -> Self {
        Self {
            source,
            order,
            keys: SmallVec::new(),
            innermost: OpenObject::default(),
            around: SmallVec::new(),
        }
    }

    #[inline]
    pub(crate) fn begin(&mut self, tag: u32) {
        self.around.push(self.innermost);
        self.innermost = OpenObject {
            tag,
            first: self.keys.len(),
            ..OpenObject::default()
        };
    }

    #[inline]
    pub(crate) fn push(&mut self, token: StringToken, tag: u32) {
        let key = Key::new(self.source, token, tag);
        let bit = key.filter_bit();
        if self.innermost.seen & bit != 0 {
            self.note_repeated(key);
        }
        self.innermost.seen |= bit;
        if key.may_be_index() || token.spelling == Spelling::Other {
            self.note_unusual(key, token.spelling);
        } else {
            self.innermost.other_seen = true;
        }
        self.keys.push(key);
    }

    /// Compares a key that may be repeated with its siblings, if they are few.
    #[cold]
    fn note_repeated(&mut self, key: Key) {
        let siblings = self.innermost();
        let repeated = siblings.len() < PAIRWISE_KEYS
            && siblings
                .iter()
                .any(|sibling| sibling.equals(self.source, key));
        self.innermost.repeated |= repeated;
    }

    /// Notes a key that may be an array index, or is written as JavaScript would not.
    #[cold]
    fn note_unusual(&mut self, key: Key, spelling: Spelling) {
        let index = key.array_index(self.source, spelling);
        let object = &mut self.innermost;
        object.escaped |= spelling == Spelling::Other;
        match index {
            Some(index) => {
                object.unordered |= self.order == MemberOrder::JavaScript
                    && (object.other_seen || object.last_index.is_some_and(|last| last >= index));
                object.last_index = Some(index);
            }
            None => object.other_seen = true,
        }
    }

    /// The tag of the innermost object.
    #[inline]
    pub(crate) fn object_tag(&self) -> u32 {
        self.innermost.tag
    }

    /// The keys of the innermost object.
    #[inline]
    pub(crate) fn innermost(&self) -> &[Key] {
        self.keys.get(self.innermost.first..).unwrap_or_default()
    }

    /// The members of the innermost object in their order, each key once; `None` if that is how
    /// they were written.
    #[inline]
    pub(crate) fn reordered(&self) -> Option<Vec<Member>> {
        let object = self.innermost;
        let many = self.keys.len() - object.first > PAIRWISE_KEYS;
        if object.repeated || object.unordered || object.escaped || many {
            self.sort_out(object)
        } else {
            None
        }
    }

    #[inline]
    pub(crate) fn end(&mut self) {
        self.keys.truncate(self.innermost.first);
        self.innermost = self.around.pop().unwrap_or_default();
    }

    #[cold]
    fn sort_out(&self, object: OpenObject) -> Option<Vec<Member>> {
        let keys = self.innermost();
        let compare = |a: &Key, b: &Key| -> Ordering {
            if object.escaped {
                a.units(self.source).cmp(b.units(self.source))
            } else {
                a.bytes(self.source).cmp(b.bytes(self.source))
            }
        };
        let mut by_key: Vec<(usize, &Key)> = keys.iter().enumerate().collect();
        by_key.sort_unstable_by(|a, b| compare(a.1, b.1).then(a.0.cmp(&b.0)));
        let mut members: Vec<Member> = by_key
            .chunk_by(|a, b| compare(a.1, b.1) == Ordering::Equal)
            .filter_map(|equal| {
                let (first, last) = (equal.first()?, equal.last()?);
                Some(Member {
                    key: first.0,
                    value: last.0,
                })
            })
            .collect();
        if members.len() == keys.len() && !object.unordered {
            return None;
        }
        let rank = |member: &Member| -> u64 {
            let index = keys
                .get(member.key)
                .filter(|_| self.order == MemberOrder::JavaScript)
                .and_then(|key| key.array_index(self.source, Spelling::Other));
            index.map_or(u64::MAX, u64::from)
        };
        members.sort_by_cached_key(|member| (rank(member), member.key));
        Some(members)
    }
}

impl Key {
    #[inline]
    fn new(source: Source<'_>, token: StringToken, tag: u32) -> Self {
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
            tag,
        }
    }

    #[inline]
    fn bytes<'a>(&self, source: Source<'a>) -> &'a [u8] {
        let start = self.start as usize;
        source
            .bytes
            .get(start..start + self.len as usize)
            .unwrap_or_default()
    }

    fn units<'a>(&self, source: Source<'a>) -> Units<'a> {
        let start = self.start as usize;
        Units::new(
            source
                .text
                .get(start..start + self.len as usize)
                .unwrap_or_default(),
        )
    }

    /// One of 64 bits, by which keys that are not equal mostly differ.
    #[inline]
    fn filter_bit(&self) -> u64 {
        // Fibonacci hashing: the high bits of the product depend on all of the factor.
        let hash = (self.prefix ^ u64::from(self.len)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        1 << (hash >> 58)
    }

    /// Whether two keys are spelled alike.
    #[inline]
    fn equals(&self, source: Source<'_>, other: Self) -> bool {
        self.prefix == other.prefix
            && self.len == other.len
            && (self.len <= 8 || self.bytes(source) == other.bytes(source))
    }

    #[inline]
    fn may_be_index(&self) -> bool {
        let [first, ..] = self.prefix.to_le_bytes();
        first.is_ascii_digit()
    }

    /// The array index that the key stands for.
    fn array_index(&self, source: Source<'_>, spelling: Spelling) -> Option<u32> {
        if spelling != Spelling::Other {
            return array_index(self.bytes(source));
        }
        let mut digits = [0u8; 10];
        let mut len = 0;
        for unit in self.units(source) {
            *digits.get_mut(len)? = u8::try_from(unit).ok()?;
            len += 1;
        }
        array_index(digits.get(..len)?)
    }
}

/// The largest array index of ECMAScript, 2³² − 2.
const MAX_INDEX: u32 = u32::MAX - 1;

/// The value of a key if it is the canonical decimal text of an array index.
#[inline]
fn array_index(key: &[u8]) -> Option<u32> {
    match key {
        [b'0'] => Some(0),
        [b'1'..=b'9', ..] if key.len() <= 10 => {
            let mut value = 0u32;
            for byte in key {
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

/// An offset, which [`parse`](crate::parse::parse) keeps below 4 GiB.
#[inline]
#[allow(
    clippy::cast_possible_truncation,
    reason = "longer texts are refused before they are read"
)]
pub(crate) const fn narrow(offset: usize) -> u32 {
    offset as u32
}
