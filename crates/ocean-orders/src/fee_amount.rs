use alloc::{format, string::String};
use core::{fmt, str::FromStr};

use alloy_primitives::U256;

use crate::decimal::Decimal;

/// Whose arithmetic gives the fee of a compute job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FeeRules {
    /// Every second counts, and integers are exact: the fee is rounded down once, at its end.
    #[default]
    Exact,
    /// Provider 2.1.6, to foretell what it asks.
    ///
    /// It gives up two things. Of the duration only what exceeds whole days is paid, so that 24
    /// hours and 30 seconds cost as much as 30 seconds, and a fee that expired is counted as a day
    /// less the time since. And the amount is computed in doubles, so that it differs from the
    /// exact one in the 17th digit.
    Provider,
}

impl FeeRules {
    /// The seconds to pay from `now` until `valid_until`, both in seconds since 1970.
    ///
    /// ```
    /// use ocean_orders::FeeRules;
    ///
    /// let (now, a_day) = (1_700_000_000, 86_400);
    /// assert_eq!(FeeRules::Exact.seconds(now + a_day + 30, now), 86_430);
    /// assert_eq!(FeeRules::Provider.seconds(now + a_day + 30, now), 30);
    /// assert_eq!(FeeRules::Exact.seconds(now - 1, now), 0);
    /// assert_eq!(FeeRules::Provider.seconds(now - 1, now), 86_399);
    /// ```
    ///
    /// Provider's own clock has fractions of a second, which it rounds up: its count is mostly one
    /// less than this one from the same second.
    #[must_use]
    pub fn seconds(self, valid_until: u64, now: u64) -> u64 {
        const DAY: i128 = 86_400;
        match self {
            Self::Exact => valid_until.saturating_sub(now),
            Self::Provider => {
                let beyond_days = (i128::from(valid_until) - i128::from(now)).rem_euclid(DAY);
                u64::try_from(beyond_days).unwrap_or_default()
            }
        }
    }
}

/// What a minute in a compute environment costs, in whole tokens: `priceMin`.
///
/// It is the decimal text, of which nothing is lost. Reads a number of JSON that is not negative,
/// of at most 100 characters; `Display` writes the text that was read.
///
/// ```
/// use ocean_orders::{FeeRules, Price};
///
/// let price: Price = "2.3".parse()?;
/// let amount = price.amount(599, 18, FeeRules::Exact)?;
/// assert_eq!(amount.to_string(), "22961666666666666666");
/// let amount = price.amount(599, 18, FeeRules::Provider)?;
/// assert_eq!(amount.to_string(), "22961666666666662000");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Price {
    text: String,
    exact: Decimal,
}

/// No text of a price is longer.
const MAX_PRICE: usize = 100;

const SECONDS_A_MINUTE: u64 = 60;

impl Price {
    /// The fee for so many seconds, in the smallest unit of a token of so many decimals.
    ///
    /// Seconds come from [`FeeRules::seconds`], decimals from the token's contract. Where the fee
    /// token is the zero address there is no fee (Provider 2.1.6), and nothing to compute.
    ///
    /// # Errors
    /// [`FeeAmountError`]: the amount exceeds 256 bits.
    pub fn amount(
        &self,
        seconds: u64,
        decimals: u8,
        rules: FeeRules,
    ) -> Result<U256, FeeAmountError> {
        match rules {
            FeeRules::Exact => self.exact.scaled(seconds, decimals, SECONDS_A_MINUTE),
            FeeRules::Provider => self.in_doubles(seconds, decimals),
        }
        .ok_or_else(|| FeeAmountError::Overflow {
            price: self.text.clone(),
            seconds,
            decimals,
        })
    }

    /// `parse_units(str(float(seconds * float(priceMin) / 60)), decimals)` of Provider 2.1.6.
    #[allow(
        clippy::cast_precision_loss,
        reason = "Python converts the integer in this way, too"
    )]
    fn in_doubles(&self, seconds: u64, decimals: u8) -> Option<U256> {
        let price: f64 = self.text.parse().ok()?;
        let amount = seconds as f64 * price / SECONDS_A_MINUTE as f64;
        // The digits are those of Python's `str`: the fewest from which the double is read again.
        let shortest = format!("{amount:e}");
        Decimal::parse(&shortest)?.scaled(1, decimals, 1)
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Price {
    type Err = ParsePriceError;

    fn from_str(text: &str) -> Result<Self, ParsePriceError> {
        if text.len() > MAX_PRICE {
            return Err(ParsePriceError::TooLong {
                length: text.len(),
                max: MAX_PRICE,
            });
        }
        match Decimal::parse(text) {
            Some(exact) => Ok(Self {
                text: text.into(),
                exact,
            }),
            None => Err(ParsePriceError::NotAPrice { found: text.into() }),
        }
    }
}

/// Why a text is no price.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParsePriceError {
    /// More characters than any price needs.
    #[error("price of {length} bytes, expected at most {max}")]
    TooLong {
        /// Bytes in the text.
        length: usize,
        /// The limit.
        max: usize,
    },
    /// No number, a negative one, or one beyond 256 bits or 10^±1000.
    #[error("price is `{}`, expected a number of JSON that is not negative", found.escape_debug())]
    NotAPrice {
        /// The text.
        found: String,
    },
}

impl ParsePriceError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "price_too_long",
            Self::NotAPrice { .. } => "price_not_a_price",
        }
    }
}

/// Why there is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FeeAmountError {
    /// It does not fit into 256 bits, the range of a contract's numbers.
    #[error(
        "fee for {seconds} seconds at `{price}` a minute with {decimals} decimals exceeds 256 bits"
    )]
    Overflow {
        /// The price.
        price: String,
        /// The seconds.
        seconds: u64,
        /// The decimals.
        decimals: u8,
    },
}

impl FeeAmountError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Overflow { .. } => "fee_amount_overflow",
        }
    }
}
