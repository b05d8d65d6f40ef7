use alloc::string::{String, ToString as _};
use core::{fmt, str::FromStr};

/// Digits before the point.
const MAX_WHOLE_DIGITS: usize = 38;
/// Digits after the point.
const MAX_FRACTION_DIGITS: usize = 18;
const KEY_LENGTH: usize = 24;

/// The number that a caller raises with each request, as he spelled it.
///
/// 1 to 38 digits, then perhaps a point and 1 to 18 digits: `[0-9]{1,38}(\.[0-9]{1,18})?`. That
/// covers counters (ocean.py 3.1.2), milliseconds (ocean.js) and seconds with a fraction. Signs,
/// blanks, exponents, `_`, `NaN` and `Infinity`, all of which Provider 2.1.6 takes, are refused.
///
/// The spelling is kept, because it is signed. Two spellings may have one value, so a nonce has no
/// `==`: compare what [`value`](Self::value) gives. In JSON a nonce may be a number; then its text
/// in the document is the nonce.
///
/// ```
/// use ocean_auth::Nonce;
///
/// let nonce: Nonce = "1644315615.24195".parse()?;
/// let same: Nonce = "1644315615.241950".parse()?;
/// assert_eq!(nonce.value(), same.value());
/// assert_ne!(nonce.as_str(), same.as_str());
/// assert!("1e3".parse::<Nonce>().is_err());
/// # Ok::<(), ocean_auth::ParseNonceError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Nonce {
    text: String,
    value: NonceValue,
}

impl Nonce {
    /// The spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number, for comparison and for ledgers.
    #[must_use]
    pub const fn value(&self) -> NonceValue {
        self.value
    }
}

impl FromStr for Nonce {
    type Err = ParseNonceError;

    fn from_str(text: &str) -> Result<Self, ParseNonceError> {
        Ok(Self {
            value: NonceValue::parse(text)?,
            text: text.into(),
        })
    }
}

/// A counter or a count of milliseconds, in decimal.
impl From<u64> for Nonce {
    fn from(whole: u64) -> Self {
        Self {
            text: whole.to_string(),
            value: whole.into(),
        }
    }
}

/// The spelling.
impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The number that a [`Nonce`] spells, exact. `Display` writes it without needless zeros; that
/// text is a nonce again, of the same value.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct NonceValue {
    // The order of the fields makes the derived order that of the numbers.
    whole: u128,
    /// In units of 10⁻¹⁸.
    fraction: u64,
}

impl NonceValue {
    /// 24 bytes whose order as bytes is the order of the numbers, for stores that compare bytes.
    #[must_use]
    pub fn to_sort_key(self) -> [u8; KEY_LENGTH] {
        let mut key = [0; KEY_LENGTH];
        let (whole, fraction) = key.split_at_mut(16);
        whole.copy_from_slice(&self.whole.to_be_bytes());
        fraction.copy_from_slice(&self.fraction.to_be_bytes());
        key
    }

    /// Reads what [`to_sort_key`](Self::to_sort_key) wrote; `None` for 24 other bytes.
    #[must_use]
    pub fn from_sort_key(key: [u8; KEY_LENGTH]) -> Option<Self> {
        let whole = u128::from_be_bytes(*key.first_chunk()?);
        let fraction = u64::from_be_bytes(*key.last_chunk()?);
        let max = 10_u128.pow(38) - 1;
        (whole <= max && fraction < 10_u64.pow(18)).then_some(Self { whole, fraction })
    }

    pub(crate) fn parse(text: &str) -> Result<Self, ParseNonceError> {
        let unexpected =
            |(offset, character): (usize, char)| ParseNonceError::Character { offset, character };
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text, None),
        };
        // A second point is no digit either.
        let point = fraction.map(|_| whole.len());
        if let Some(found) = text
            .char_indices()
            .find(|(at, c)| !c.is_ascii_digit() && Some(*at) != point)
        {
            return Err(unexpected(found));
        }
        if !(1..=MAX_WHOLE_DIGITS).contains(&whole.len()) {
            return Err(ParseNonceError::WholeDigits { found: whole.len() });
        }
        if let Some(fraction) = fraction
            && !(1..=MAX_FRACTION_DIGITS).contains(&fraction.len())
        {
            return Err(ParseNonceError::FractionDigits {
                found: fraction.len(),
            });
        }
        let digits = fraction.unwrap_or_default().bytes();
        Ok(Self {
            whole: whole
                .bytes()
                .fold(0, |sum, digit| sum * 10 + u128::from(digit - b'0')),
            fraction: digits
                .chain(core::iter::repeat(b'0'))
                .take(MAX_FRACTION_DIGITS)
                .fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')),
        })
    }

    /// The greatest number that the text `before` and the nonce behind it can be read as, when the
    /// nonce begins earlier: with as many digits of `before` as a nonce may have.
    pub(crate) fn reach(before: &str, nonce: &Nonce) -> Self {
        let own = nonce.text.split('.').next().unwrap_or_default().len();
        let more = before
            .bytes()
            .rev()
            .take(MAX_WHOLE_DIGITS.saturating_sub(own))
            .take_while(u8::is_ascii_digit)
            .count();
        let digits = before.get(before.len() - more..).unwrap_or_default();
        let whole = digits
            .bytes()
            .rev()
            .fold((nonce.value.whole, own), |(sum, place), digit| {
                let place_value = u32::try_from(place).map_or(0, |place| 10_u128.pow(place));
                (sum + u128::from(digit - b'0') * place_value, place + 1)
            });
        Self {
            whole: whole.0,
            fraction: nonce.value.fraction,
        }
    }
}

/// A whole number.
impl From<u64> for NonceValue {
    fn from(whole: u64) -> Self {
        Self {
            whole: whole.into(),
            fraction: 0,
        }
    }
}

impl fmt::Display for NonceValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.whole)?;
        if self.fraction == 0 {
            return Ok(());
        }
        let (mut fraction, mut width) = (self.fraction, MAX_FRACTION_DIGITS);
        while fraction.is_multiple_of(10) {
            fraction /= 10;
            width -= 1;
        }
        write!(f, ".{fraction:0width$}")
    }
}

/// Why a text is not a nonce. Checked in the order of the variants.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseNonceError {
    /// A character is neither a digit nor the one point.
    #[error("expected a decimal digit at offset {offset} of the nonce, found `{}`", character.escape_debug())]
    Character {
        /// Bytes before the character.
        offset: usize,
        /// The first such character.
        character: char,
    },
    /// No digits before the point, or too many.
    #[error("expected 1 to 38 digits before the point of the nonce, found {found}")]
    WholeDigits {
        /// The digits there are.
        found: usize,
    },
    /// No digits after the point, or too many.
    #[error("expected 1 to 18 digits after the point of the nonce, found {found}")]
    FractionDigits {
        /// The digits there are.
        found: usize,
    },
}

impl ParseNonceError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Character { .. } => "nonce_character",
            Self::WholeDigits { .. } => "nonce_whole_digits",
            Self::FractionDigits { .. } => "nonce_fraction_digits",
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::{Nonce, NonceValue};

    #[test]
    fn reach_takes_all_digits_that_a_nonce_may_have() {
        let check = |before: &str, nonce: &str, expected: &str| {
            let nonce: Nonce = nonce.parse().unwrap();
            let expected: Nonce = expected.parse().unwrap();
            let reach = NonceValue::reach(before, &nonce);
            assert_eq!(reach, expected.value(), "{before} {nonce}");
        };
        check("", "5", "5");
        check("job", "5", "5");
        check("137", "5", "1375");
        check("job12", "5", "125");
        check("1a2", "5.25", "25.25");
        check("12", "05", "1205");
        check("12", "0", "120");
        check("007", "5", "75");
        let nines = "9".repeat(38);
        check(&nines, "5", &format!("{}5", "9".repeat(37)));
        check(&"9".repeat(100), "5.5", &format!("{}5.5", "9".repeat(37)));
        check("9", &nines, &nines);
        check("99", &"9".repeat(37), &nines);
    }
}
