//! Texts as the specification writes them.

use alloy_primitives::hex;
use ocean_did::{Did, parse_address};

/// A date by DID & DDO v4.1.0: `YYYY-MM-DD[THH:MM[:SS[.f]]][Z|±HH:MM]`.
pub(crate) struct Date {
    pub(crate) has_zone: bool,
}

impl Date {
    /// The parts of a date whose digits stand where they should, whatever they say.
    pub(crate) fn shape(text: &str) -> Option<(Self, Fields)> {
        let mut rest = Rest(text.as_bytes());
        let (year, month, day) = (
            rest.digits(4)?,
            rest.after(b'-')?.digits(2)?,
            rest.after(b'-')?.digits(2)?,
        );
        let mut time = (0, 0, 0);
        if rest.after(b'T').is_some() {
            time.0 = rest.digits(2)?;
            time.1 = rest.after(b':')?.digits(2)?;
            if rest.after(b':').is_some() {
                time.2 = rest.digits(2)?;
                if rest.after(b'.').is_some() && rest.count_digits() == 0 {
                    return None;
                }
            }
        }
        let mut offset = None;
        if rest.after(b'Z').is_some() {
            offset = Some((0, 0));
        } else if rest.after(b'+').is_some() || rest.after(b'-').is_some() {
            offset = Some((rest.digits(2)?, rest.after(b':')?.digits(2)?));
        }
        if !rest.0.is_empty() {
            return None;
        }
        let has_zone = offset.is_some();
        let fields = Fields {
            date: (year, month, day),
            time,
            offset: offset.unwrap_or_default(),
        };
        Some((Self { has_zone }, fields))
    }
}

/// The numbers of a date.
pub(crate) struct Fields {
    date: (u32, u32, u32),
    time: (u32, u32, u32),
    offset: (u32, u32),
}

impl Fields {
    /// Whether the calendar and the clock have them; the leap second is not known.
    pub(crate) fn exist(&self) -> bool {
        let (year, month, day) = self.date;
        let (hour, minute, second) = self.time;
        is_day(year, month, day)
            && hour < 24
            && minute < 60
            && second < 60
            && self.offset.0 < 24
            && self.offset.1 < 60
    }
}

/// Whether the Gregorian calendar has the day, in years 1 to 9999.
pub(crate) fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    };
    (1..=9999).contains(&year) && (1..=days).contains(&day)
}

/// What is still to be read of a text.
#[derive(Clone, Copy)]
pub(crate) struct Rest<'t>(pub(crate) &'t [u8]);

impl Rest<'_> {
    /// Goes on after this byte, if it is the next.
    pub(crate) fn after(&mut self, byte: u8) -> Option<&mut Self> {
        let (first, rest) = self.0.split_first()?;
        if *first != byte {
            return None;
        }
        self.0 = rest;
        Some(self)
    }

    /// A number of exactly so many ASCII digits.
    pub(crate) fn digits(&mut self, count: usize) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let number = digits.iter().try_fold(0_u32, |number, digit| {
            let digit = char::from(*digit).to_digit(10)?;
            number.checked_mul(10)?.checked_add(digit)
        })?;
        self.0 = rest;
        Some(number)
    }

    /// Goes on after all digits here.
    pub(crate) fn count_digits(&mut self) -> usize {
        let is_digit = |byte: &&u8| byte.is_ascii_digit();
        let count = self.0.iter().take_while(is_digit).count();
        self.0 = self.0.get(count..).unwrap_or_default();
        count
    }
}

/// `0x` and 40 hexadecimal digits, whatever their case.
pub(crate) fn looks_like_address(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or_default();
    digits.len() == 40 && is_hex(digits)
}

/// The same, with a mixed case that is right.
pub(crate) fn is_address(text: &str) -> bool {
    looks_like_address(text) && parse_address(text).is_ok()
}

pub(crate) fn is_did(text: &str) -> bool {
    text.starts_with("did:op:") && text.parse::<Did>().is_ok()
}

fn is_hex(text: &str) -> bool {
    hex::check_raw(text)
}

/// Whole bytes, at least one, after `0x` or not.
pub(crate) fn is_hex_bytes(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    !digits.is_empty() && digits.len().is_multiple_of(2) && is_hex(digits)
}

/// The SHA-256 of one file or, one after the other, of several.
pub(crate) fn is_files_checksum(text: &str) -> bool {
    !text.is_empty() && text.len().is_multiple_of(64) && is_hex(text)
}

pub(crate) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && is_hex(text)
}

pub(crate) fn is_image_digest(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(is_sha256)
}

/// The scheme and the start of a host: as much of a URL as a regular expression can tell.
pub(crate) fn looks_like_url(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.and_then(|rest| rest.chars().next())
        .is_some_and(|first| !matches!(first, '/' | '?' | '#' | ' '))
}

/// An absolute URL with a host (RFC 3986).
pub(crate) fn is_url(text: &str) -> bool {
    looks_like_url(text)
        && fluent_uri::Uri::parse(text).is_ok_and(|uri| {
            uri.authority()
                .is_some_and(|authority| !authority.host().is_empty())
        })
}

/// The outer form of a tag by BCP 47: subtags of 1 to 8 letters and digits, letters first.
pub(crate) fn is_language_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let is_letters = |tag: &str| tag.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_subtag = |tag: &str| {
        (1..=8).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    subtags
        .next()
        .is_some_and(|first| is_subtag(first) && is_letters(first))
        && subtags.all(is_subtag)
}
