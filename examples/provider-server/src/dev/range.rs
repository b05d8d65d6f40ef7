//! `Range: bytes=…` of RFC 9110, section 14, for one range.

use std::ops::Range;

/// What of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it: there is no range, or one that is passed over.
    Whole,
    /// These bytes, which are at least one.
    Bytes(Range<u64>),
    /// Bytes that are not there.
    Beyond,
}

impl Part {
    pub(super) fn of(range: Option<&str>, length: u64) -> Self {
        let Some((first, last)) = range
            .and_then(|range| range.strip_prefix("bytes="))
            .and_then(|range| range.split_once('-'))
        else {
            return Self::Whole;
        };
        let bytes = match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(length),
            (Ok(first), Err(_)) if last.is_empty() => first..length,
            (Err(_), Ok(count)) if first.is_empty() => length.saturating_sub(count)..length,
            _ => return Self::Whole,
        };
        if bytes.is_empty() {
            Self::Beyond
        } else {
            Self::Bytes(bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Part::{self, Beyond, Bytes, Whole};

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        for (range, expected) in [
            ("bytes=0-0", Bytes(0..1)),
            ("bytes=2-", Bytes(2..10)),
            ("bytes=-3", Bytes(7..10)),
            ("bytes=-30", Bytes(0..10)),
            ("bytes=8-99", Bytes(8..10)),
            ("bytes=10-", Beyond),
            ("bytes=-0", Beyond),
            ("bytes=5-2", Whole),
            ("bytes=0-1,4-5", Whole),
            ("lines=0-1", Whole),
        ] {
            assert_eq!(Part::of(Some(range), 10), expected, "{range}");
        }
        assert_eq!(Part::of(None, 10), Whole);
    }
}
