//! Numbers as Python's `Decimal` reads them.

use ocean_provider_core::auth::NonceValue;

/// Digits before the point of a nonce.
const WHOLE: i64 = 38;
/// Digits after it.
const FRACTION: i64 = 18;
/// Digits that `SQLite` keeps of a JSON number that is not whole.
const KEPT: usize = 15;

/// The least nonce that is not less than any that may have been spent where this text is kept;
/// `None` if the text is no finite number, or too great.
pub(super) fn nonce(text: &str) -> Option<NonceValue> {
    let text: String = text.trim().chars().filter(|c| *c != '_').collect();
    let (negative, number) = match text.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let is_whole = !number.contains(['.', 'e', 'E']);
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (number, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: Vec<u8> = [whole, fraction]
        .concat()
        .bytes()
        .map(|byte| byte.is_ascii_digit().then(|| byte - b'0'))
        .collect::<Option<_>>()?;
    if digits.is_empty() {
        return None;
    }
    let point = i64::try_from(whole.len()).ok()? + i64::from(exponent);
    let mut number = Number::new(&digits, point);
    if negative || number.digits.is_empty() {
        return Some(NonceValue::from(0));
    }
    if !is_whole && number.digits.len() <= KEPT {
        number.raise();
    }
    number.to_nonce()
}

/// 0.`digits` × 10^`point`
struct Number {
    /// The first and the last are not 0.
    digits: Vec<u8>,
    point: i64,
}

impl Number {
    fn new(digits: &[u8], point: i64) -> Self {
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        let mut digits: Vec<u8> = digits.iter().skip(zeros).copied().collect();
        while digits.last() == Some(&0) {
            digits.pop();
        }
        Self {
            digits,
            point: point.saturating_sub(i64::try_from(zeros).unwrap_or(i64::MAX)),
        }
    }

    /// Adds one in the last digit that `SQLite` keeps.
    fn raise(&mut self) {
        self.digits.resize(KEPT, 0);
        for digit in self.digits.iter_mut().rev() {
            if *digit < 9 {
                *digit += 1;
                return;
            }
            *digit = 0;
        }
        self.digits.insert(0, 1);
        self.point += 1;
    }

    /// Rounded up.
    fn to_nonce(&self) -> Option<NonceValue> {
        if self.point > WHOLE {
            return None;
        }
        let end = self.point + FRACTION;
        let mut whole =
            (0..self.point).fold(0_u128, |sum, at| sum * 10 + u128::from(self.digit(at)));
        let mut fraction =
            (self.point..end).fold(0_u64, |sum, at| sum * 10 + u64::from(self.digit(at)));
        let more = self.digits.iter().skip(usize::try_from(end).unwrap_or(0));
        if more.copied().any(|digit| digit > 0) {
            fraction += 1;
        }
        if fraction == 10_u64.pow(18) {
            fraction = 0;
            whole += 1;
        }
        let mut key = [0; 24];
        let bytes = whole
            .to_be_bytes()
            .into_iter()
            .chain(fraction.to_be_bytes());
        for (to, byte) in key.iter_mut().zip(bytes) {
            *to = byte;
        }
        // It knows what is too great.
        NonceValue::from_sort_key(key)
    }

    fn digit(&self, at: i64) -> u8 {
        let at = usize::try_from(at).ok();
        at.and_then(|at| self.digits.get(at).copied()).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::nonce;

    #[test]
    fn numbers_are_read_as_python_reads_them_and_never_lower() {
        let check = |text: &str, expected: Option<&str>| {
            let found = nonce(text).map(|value| value.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        for (text, expected) in [
            ("1", "1"),
            ("007", "7"),
            ("1795217593713", "1795217593713"),
            (" 6\n", "6"),
            ("1_0", "10"),
            ("+5", "5"),
            ("-5", "0"),
            ("-0.0", "0"),
            ("0", "0"),
            ("0.0", "0"),
            // Of a number with a point SQLite keeps fifteen digits; the last may have been rounded
            // down.
            ("1795217593713.5", "1795217593713.51"),
            ("1795217593713.51", "1795217593713.52"),
            ("0.5", "0.500000000000001"),
            ("99999999999999.9", "100000000000000"),
            ("1e3", "1000.00000000001"),
            ("1.23456789012346e+17", "123456789012347000"),
            ("1.E2", "100.000000000001"),
            (".5", "0.500000000000001"),
            // More digits than that are a text.
            ("1795217593713.512345", "1795217593713.512345"),
            ("0.1234567890123456781", "0.123456789012345679"),
            ("0.9999999999999999999", "1"),
            ("1e-40", "0.000000000000000001"),
            ("1e-2000000000", "0.000000000000000001"),
            ("00000000000000000000000000000000000000000000001", "1"),
        ] {
            check(text, Some(expected));
        }
        let nines = "9".repeat(38);
        check(&nines, Some(&nines));
        for text in [
            "",
            " ",
            "Infinity",
            "-Infinity",
            "inf",
            "NaN",
            "sNaN",
            "abc",
            "0x10",
            "1.2.3",
            "1e",
            "e5",
            ".",
            "+",
            "--5",
            "1 0",
            "١٠",
            "1e38",
            "1e99",
            "1e99999999999",
            &format!("{nines}0"),
            &format!("{nines}.9999999999999999999"),
        ] {
            check(text, None);
        }
    }
}
