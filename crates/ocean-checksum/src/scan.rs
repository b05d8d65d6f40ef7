//! Strings and numbers of a JSON text: where they end, and whether they are already written as
//! `JSON.stringify` would write them.

use crate::error::{JsonError, Position};

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

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberForm {
    /// An integer of so few digits that every peer prints it as it stands.
    Plain,
    /// Any other number, to be converted.
    Other,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberToken {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) form: NumberForm,
}

/// Every integer of this many digits is a double exactly and is printed without an exponent.
const SAFE_DIGITS: usize = 15;

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

    /// The character at `at` is not what the grammar wants there.
    #[cold]
    pub(crate) fn unexpected(&self, at: usize, expected: &'static str) -> JsonError {
        let position = Position::of(self.text, at);
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
        }
    }

    /// The next byte at or after `at` that ends a string, begins an escape or must be escaped.
    #[inline]
    fn find_special(&self, mut at: usize) -> usize {
        while let Some(word) = self.bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            let word = u64::from_le_bytes(*word);
            let mask = (below_space(word) | equal(word, b'"') | equal(word, b'\\')) & HIGHS;
            if mask != 0 {
                return at + mask.trailing_zeros() as usize / 8;
            }
            at += 8;
        }
        while let Some(byte) = self.byte(at) {
            if byte < 0x20 || byte == b'"' || byte == b'\\' {
                break;
            }
            at += 1;
        }
        at
    }

    /// Reads a string whose opening quote stands before `start`.
    #[inline]
    pub(crate) fn string(&self, start: usize) -> Result<StringToken, JsonError> {
        let at = self.find_special(start);
        if self.byte(at) == Some(b'"') {
            return Ok(StringToken {
                start,
                end: at,
                spelling: Spelling::Plain,
            });
        }
        self.escaped_string(start, at)
    }

    /// The rest of [`Source::string`] from the first byte that is not plain.
    fn escaped_string(&self, start: usize, mut at: usize) -> Result<StringToken, JsonError> {
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
            at = self.find_special(at);
        }
    }

    /// Reads the escape whose backslash stands at `at`, a surrogate pair as one: the offset behind
    /// it, and whether `JSON.stringify` writes it like this.
    fn escape(&self, at: usize) -> Result<(usize, bool), JsonError> {
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
    fn hex4(&self, at: usize) -> Result<(u16, bool), JsonError> {
        let mut unit = 0u16;
        let mut lower_case = true;
        for offset in 0..4 {
            let digit = match self.byte(at + offset) {
                Some(byte @ b'0'..=b'9') => byte - b'0',
                Some(byte @ b'a'..=b'f') => byte - b'a' + 10,
                Some(byte @ b'A'..=b'F') => {
                    lower_case = false;
                    byte - b'A' + 10
                }
                _ => return Err(self.unexpected(at + offset, r"four hex digits after `\u`")),
            };
            unit = unit << 4 | u16::from(digit);
        }
        Ok((unit, lower_case))
    }

    /// Reads a number that begins at `start`, with `-` or a digit.
    #[inline]
    pub(crate) fn number(&self, start: usize) -> Result<NumberToken, JsonError> {
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
        let minus_zero = negative && self.byte(first_digit) == Some(b'0');
        let mut form = if at - first_digit <= SAFE_DIGITS && !minus_zero {
            NumberForm::Plain
        } else {
            NumberForm::Other
        };
        if self.byte(at) == Some(b'.') {
            form = NumberForm::Other;
            at = self.some_digits(at + 1)?;
        }
        if matches!(self.byte(at), Some(b'e' | b'E')) {
            form = NumberForm::Other;
            at += 1;
            if matches!(self.byte(at), Some(b'+' | b'-')) {
                at += 1;
            }
            at = self.some_digits(at)?;
        }
        Ok(NumberToken {
            start,
            end: at,
            form,
        })
    }

    #[inline]
    fn digits(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), Some(b'0'..=b'9')) {
            at += 1;
        }
        at
    }

    fn some_digits(&self, at: usize) -> Result<usize, JsonError> {
        let end = self.digits(at);
        if end == at {
            return Err(self.unexpected(at, "a digit"));
        }
        Ok(end)
    }
}

/// The high bit of each byte of `word` that equals `byte`; bytes above the first one may be wrong.
#[inline]
fn equal(word: u64, byte: u8) -> u64 {
    let difference = word ^ (ONES * u64::from(byte));
    difference.wrapping_sub(ONES) & !difference
}

/// The high bit of each byte of `word` below U+0020; bytes above the first one may be wrong.
#[inline]
fn below_space(word: u64) -> u64 {
    word.wrapping_sub(ONES * 0x20) & !word
}
