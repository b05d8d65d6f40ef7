//! Strings and numbers of a JSON text: where they end, and whether they are already written as
//! `JSON.stringify` would write them.

use alloc::boxed::Box;

use crate::error::{JsonError, Position};

/// An error on its way out; boxed so that the way without one is quick.
pub(crate) type Fault = Box<JsonError>;

/// How a string is written between its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// No escape at all: the text is the value.
    Plain,
    /// Only escapes that `JSON.stringify` would write itself.
    Canonical,
    /// At least one escape that `JSON.stringify` writes differently.
    Other,
}

/// A string token; the offsets are those of its content, without the quotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StringToken {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) spelling: Spelling,
}

impl StringToken {
    #[inline]
    pub(crate) const fn plain(start: usize, end: usize) -> Self {
        Self {
            start,
            end,
            spelling: Spelling::Plain,
        }
    }
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberForm {
    /// So that JavaScript prints it as it stands, seen without converting it.
    Plain,
    /// Any other way, to be converted.
    Other,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberToken {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) form: NumberForm,
}

/// Two different numbers of this many significant digits are two different doubles, so that the
/// shortest text of either has the digits that it was written with.
const SAFE_DIGITS: usize = 15;

/// JavaScript writes a number below one without an exponent behind at most this many zeros.
const SMALL_ZEROS: usize = 5;

/// The value of each hex digit, marked if it is upper-case; other bytes are marked as no digit.
#[allow(
    clippy::indexing_slicing,
    reason = "computed when the crate is built, where a panic would be an error"
)]
const HEX: [u8; 256] = {
    let mut table = [NOT_HEX; 256];
    let mut byte = 0_u8;
    loop {
        table[byte as usize] = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            b'A'..=b'F' => (byte - b'A' + 10) | UPPER_CASE,
            _ => NOT_HEX,
        };
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};
const UPPER_CASE: u8 = 0x40;
const NOT_HEX: u8 = 0x80;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The text and its bytes, with the errors that name a place in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Source<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
        }
    }

    #[inline]
    pub(crate) fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// The text between two offsets of a token.
    #[inline]
    pub(crate) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The character at `at` is not what the grammar wants there.
    #[cold]
    #[allow(clippy::unnecessary_box_returns, reason = "see `Fault`")]
    pub(crate) fn unexpected(&self, at: usize, expected: &'static str) -> Fault {
        let position = Position::of(self.text, at);
        Box::new(
            match self.text.get(at..).and_then(|rest| rest.chars().next()) {
                Some(found) => JsonError::Unexpected {
                    at: position,
                    found,
                    expected,
                },
                None => JsonError::UnexpectedEnd {
                    at: position,
                    expected,
                },
            },
        )
    }

    /// Where the first byte at or after `start` stands that ends a string, begins an escape or
    /// must be escaped.
    #[inline]
    pub(crate) fn plain_end(&self, start: usize) -> usize {
        start + plain_len(self.bytes.get(start..).unwrap_or_default())
    }

    /// How many of the next eight bytes are blanks, as in an indentation.
    #[inline]
    pub(crate) fn blanks(&self, at: usize) -> usize {
        let next = self.bytes.get(at..).and_then(<[u8]>::first_chunk::<8>);
        next.map_or(0, |word| {
            let differing = u64::from_le_bytes(*word) ^ (ONES * 0x20);
            differing.trailing_zeros() as usize / 8
        })
    }

    /// Reads a string that begins at `start` and is plain as far as `at`.
    pub(crate) fn escaped_string(&self, start: usize, mut at: usize) -> Result<StringToken, Fault> {
        let mut spelling = Spelling::Canonical;
        loop {
            match self.byte(at) {
                Some(b'"') => {
                    return Ok(StringToken {
                        start,
                        end: at,
                        spelling,
                    });
                }
                Some(b'\\') => {
                    let (next, canonical) = self.escape(at)?;
                    if !canonical {
                        spelling = Spelling::Other;
                    }
                    at = next;
                }
                Some(_) => return Err(self.unexpected(at, "control characters to be escaped")),
                None => return Err(self.unexpected(at, "the end of the string")),
            }
            at = self.plain_end(at);
        }
    }

    /// Reads the escape whose backslash stands at `at`, a surrogate pair as one: the offset behind
    /// it, and whether `JSON.stringify` writes it like this.
    fn escape(&self, at: usize) -> Result<(usize, bool), Fault> {
        match self.byte(at + 1) {
            Some(b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't') => Ok((at + 2, true)),
            Some(b'/') => Ok((at + 2, false)),
            Some(b'u') => {
                let (unit, lower_case) = self.hex4(at + 2)?;
                let canonical = match unit {
                    0x08..=0x0a | 0x0c | 0x0d => false,
                    0x00..=0x1f | 0xdc00..=0xdfff => lower_case,
                    0xd800..=0xdbff => {
                        if let Some((low, _)) = self.unicode_escape(at + 6)
                            && (0xdc00..=0xdfff).contains(&low)
                        {
                            return Ok((at + 12, false));
                        }
                        lower_case
                    }
                    _ => false,
                };
                Ok((at + 6, canonical))
            }
            _ => Err(self.unexpected(at + 1, r#"one of `"\/bfnrtu` after a backslash"#)),
        }
    }

    /// The unit of a whole `\uXXXX` at `at`, if one stands there.
    pub(crate) fn unicode_escape(&self, at: usize) -> Option<(u16, bool)> {
        if self.byte(at) == Some(b'\\') && self.byte(at + 1) == Some(b'u') {
            self.hex4(at + 2).ok()
        } else {
            None
        }
    }

    /// Four hex digits, and whether none of them is upper-case.
    #[inline]
    fn hex4(&self, at: usize) -> Result<(u16, bool), Fault> {
        let digits = self.bytes.get(at..).and_then(<[u8]>::first_chunk::<4>);
        let (unit, marks) = digits.map_or((0, NOT_HEX), |digits| {
            digits.iter().fold((0, 0), |(unit, marks), &digit| {
                let value = HEX.get(usize::from(digit)).copied().unwrap_or(NOT_HEX);
                (unit << 4 | u16::from(value & 0x0f), marks | value)
            })
        });
        if marks & NOT_HEX == 0 {
            return Ok((unit, marks & UPPER_CASE == 0));
        }
        let rest = self.bytes.get(at..).unwrap_or_default();
        let good = rest.iter().take_while(|byte| byte.is_ascii_hexdigit());
        Err(self.unexpected(at + good.count(), r"four hex digits after `\u`"))
    }

    /// Reads a number that begins at `start`, with `-` or a digit.
    #[inline]
    pub(crate) fn number(&self, start: usize) -> Result<NumberToken, Fault> {
        let mut at = start;
        let negative = self.byte(at) == Some(b'-');
        if negative {
            at += 1;
        }
        let first_digit = at;
        match self.byte(at) {
            Some(b'0') => at += 1,
            Some(b'1'..=b'9') => at = self.digits(at),
            _ => return Err(self.unexpected(at, "a digit")),
        }
        let digits = at - first_digit;
        let zero = self.byte(first_digit) == Some(b'0');
        let mut plain = digits <= SAFE_DIGITS && !(negative && zero);
        if self.byte(at) == Some(b'.') {
            let point = at;
            at = self.some_digits(at + 1)?;
            let fraction = self.bytes.get(point + 1..at).unwrap_or_default();
            plain = digits + fraction.len() <= SAFE_DIGITS
                && fraction.last() != Some(&b'0')
                && (!zero
                    || fraction
                        .iter()
                        .take(SMALL_ZEROS + 1)
                        .any(|&digit| digit != b'0'));
        }
        if matches!(self.byte(at), Some(b'e' | b'E')) {
            plain = false;
            at += 1;
            if matches!(self.byte(at), Some(b'+' | b'-')) {
                at += 1;
            }
            at = self.some_digits(at)?;
        }
        Ok(NumberToken {
            start,
            end: at,
            form: if plain {
                NumberForm::Plain
            } else {
                NumberForm::Other
            },
        })
    }

    #[inline]
    fn digits(&self, mut at: usize) -> usize {
        while let Some(word) = self.bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            let digits = leading_digits(u64::from_le_bytes(*word));
            at += digits;
            if digits < 8 {
                return at;
            }
        }
        while matches!(self.byte(at), Some(b'0'..=b'9')) {
            at += 1;
        }
        at
    }

    fn some_digits(&self, at: usize) -> Result<usize, Fault> {
        let end = self.digits(at);
        if end == at {
            return Err(self.unexpected(at, "a digit"));
        }
        Ok(end)
    }
}

/// How many bytes stand before the first that ends a string, begins an escape or must be escaped.
#[inline]
fn plain_len(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    while let Some((word, behind)) = rest.split_first_chunk::<8>() {
        let special = special_bytes(u64::from_le_bytes(*word));
        if special != 0 {
            let before = special.trailing_zeros() as usize / 8;
            return bytes.len() - rest.len() + before;
        }
        rest = behind;
    }
    let plain = rest
        .iter()
        .take_while(|&&byte| byte >= 0x20 && byte != b'"' && byte != b'\\');
    bytes.len() - rest.len() + plain.count()
}

/// Sets the high bit of the first byte of `word` that is below U+0020, a quote or a backslash;
/// bytes above it may be wrong, none below it is.
#[inline]
fn special_bytes(word: u64) -> u64 {
    // Exchanging 0x20 and 0x22 puts the quote just above the control characters.
    let low_or_quote = (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
    let backslash = (word ^ (ONES * 0x5c)).wrapping_sub(ONES);
    (low_or_quote | backslash) & !word & HIGHS
}

/// How many of the first bytes of `word` are digits.
#[inline]
fn leading_digits(word: u64) -> usize {
    const HIGH_HALVES: u64 = 0xf0 * ONES;
    // Only of a digit are both halves right: 3 above, and still 3 with 6 added below. What is
    // carried over from a byte above 0xf9 spoils only bytes behind it, which count no more.
    let above = (word & HIGH_HALVES) ^ (0x30 * ONES);
    let below = (word.wrapping_add(0x06 * ONES) & HIGH_HALVES) ^ (0x30 * ONES);
    (above | below).trailing_zeros() as usize / 8
}
