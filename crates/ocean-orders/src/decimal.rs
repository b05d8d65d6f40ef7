use alloy_primitives::{U256, U512};

/// A number that is not negative, exactly as it is written: `mantissa` × 10^`exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    mantissa: U256,
    exponent: i32,
}

/// The exponents of doubles are well within.
const MAX_EXPONENT: i32 = 1_000;

impl Decimal {
    /// Reads a number of JSON without a minus sign. `None`: it is none, or its digits exceed 256
    /// bits, or its exponent a thousand.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = match number.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (number, ""),
        };
        if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
            return None;
        }
        let mut mantissa = U256::ZERO;
        for digit in whole.chars().chain(fraction.chars()) {
            let digit = U256::from(digit.to_digit(10)?);
            mantissa = mantissa.checked_mul(U256::from(10))?.checked_add(digit)?;
        }
        let exponent = exponent.parse::<i32>().ok()?;
        let exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        (-MAX_EXPONENT..=MAX_EXPONENT)
            .contains(&exponent)
            .then_some(Self { mantissa, exponent })
    }

    /// This × `factor` × 10^`decimals` / `divisor`, rounded down. `None`: more than 256 bits.
    pub(crate) fn scaled(self, factor: u64, decimals: u8, divisor: u64) -> Option<U256> {
        let product = U512::from(self.mantissa) * U512::from(factor);
        if product.is_zero() {
            return Some(U256::ZERO);
        }
        let exponent = self.exponent + i32::from(decimals);
        let power = U512::from(10).checked_pow(U512::from(exponent.unsigned_abs()));
        let divisor = U512::from(divisor);
        let quotient = if exponent < 0 {
            // A divisor beyond 512 bits is greater than the product.
            let divisor = power.and_then(|power| power.checked_mul(divisor));
            divisor.map_or(U512::ZERO, |divisor| product / divisor)
        } else {
            product.checked_mul(power?)? / divisor
        };
        U256::checked_from_limbs_slice(quotient.as_limbs())
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn reads_numbers_of_json() {
        let decimal = |mantissa: u64, exponent| {
            Some(Decimal {
                mantissa: U256::from(mantissa),
                exponent,
            })
        };
        for (text, expected) in [
            ("0", decimal(0, 0)),
            ("2.30", decimal(230, -2)),
            ("1e-07", decimal(1, -7)),
            ("1.5E+3", decimal(15, 2)),
            ("", None),
            ("-1", None),
            ("+1", None),
            (".5", None),
            ("5.", None),
            ("05", None),
            ("1e", None),
            ("1e+-2", None),
            ("1e5.0", None),
            ("1.2.3", None),
            ("1_0", None),
            ("١", None),
            ("1e1001", None),
            ("1e2147483648", None),
            ("NaN", None),
        ] {
            assert_eq!(Decimal::parse(text), expected, "{text}");
        }
        assert_eq!(Decimal::parse(&"9".repeat(78)), None);
        assert!(Decimal::parse(&"9".repeat(77)).is_some());
    }

    #[test]
    fn scales_and_rounds_down() {
        let scaled = |text: &str, factor, decimals, divisor| {
            Decimal::parse(text)
                .and_then(|number| number.scaled(factor, decimals, divisor))
                .map(|amount| amount.to_string())
        };
        assert_eq!(
            scaled("2.3", 59, 18, 60).as_deref(),
            Some("2261666666666666666")
        );
        assert_eq!(scaled("1e-1000", u64::MAX, 255, 60).as_deref(), Some("0"));
        assert_eq!(
            scaled("1e-330", u64::MAX, 255, u64::MAX).as_deref(),
            Some("0")
        );
        assert_eq!(scaled("1e77", 1, 0, 1).map(|text| text.len()), Some(78));
        assert_eq!(scaled("1e78", 1, 0, 1), None);
        assert_eq!(scaled("1e78", 1, 0, 10).map(|text| text.len()), Some(78));
        assert_eq!(scaled("1e1000", 1, 255, 60), None);
        assert_eq!(scaled("0e1000", 1, 255, 60).as_deref(), Some("0"));
        assert_eq!(scaled("1e1000", 0, 255, 60).as_deref(), Some("0"));
        assert_eq!(
            scaled(&U256::MAX.to_string(), 60, 0, 60),
            Some(U256::MAX.to_string())
        );
        assert_eq!(scaled(&U256::MAX.to_string(), 61, 0, 60), None);
    }
}
