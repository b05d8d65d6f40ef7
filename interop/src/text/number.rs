use fastrand::Rng;

use super::pick;

/// Numbers as `JSON.stringify` writes them.
#[rustfmt::skip]
const JS_FORMS: [&str; 9] = [
    "0.5", "-1.25", "1e+21", "1.5e-7", "100000000000000000000", "0.000001", "5e-324",
    "1.7976931348623157e+308", "123456789012345.6",
];

/// Where doubles, or the ways to write them, end.
#[rustfmt::skip]
const LIMITS: [&str; 40] = [
    "0", "-0", "0.0", "-0.0", "0e5", "-0e-5", "0.000e10", "0E+0", "5e-324",
    "2.4703282292062327e-324", "2.4703282292062328e-324", "1e-400", "-1e-400",
    "2.2250738585072011e-308", "2.2250738585072014e-308", "1.7976931348623157e308",
    "1.7976931348623158e308", "1.7976931348623159e308", "1e309", "-1e309",
    "1e99999999999999999999", "1e-99999999999999999999", "1e20", "1e21", "1e22",
    "999999999999999999999", "1e-6", "1e-7", "0.000001", "0.0000009999999999999999", "1e16",
    "1e15", "9999999999999998.0", "0.0001", "0.00001", "123456789012345", "1234567890123456",
    "9007199254740993", "18446744073709551616", "1E+2",
];

/// A number; in the form `JSON.stringify` writes unless `wild`.
pub(super) fn push(rng: &mut Rng, out: &mut String, wild: bool) {
    if !wild {
        let short = pick(rng, &JS_FORMS);
        match rng.u8(0..4) {
            0 => out.push_str(short),
            _ => out.push_str(&rng.i32(-100_000..100_000).to_string()),
        }
        return;
    }
    let text = match rng.u8(0..15) {
        0 => rng.i32(..).to_string(),
        1 => rng.i64(..).to_string(),
        2 => near_a_power(rng),
        3 => integer(rng, 40),
        4 => format!("{:e}", any_double(rng)),
        5 => format!("{}", any_double(rng)),
        6 => format!("{}.{}", integer(rng, 22), digits(rng, 1, 25)),
        7 => with_exponent(rng, 1, 4),
        8 => format!("{}e{}", mantissa(rng), rng.i32(-9..-3)),
        9 => format!("{}e{}", mantissa(rng), rng.i32(14..24)),
        10 => tie(rng),
        11 => format!("{}e{}", tie(rng), rng.i32(-3..4)),
        12 => small_fraction(rng),
        13 if rng.u8(0..8) == 0 => very_long(rng),
        _ => pick(rng, &LIMITS).to_owned(),
    };
    if !text.starts_with('-') && rng.u8(0..5) == 0 {
        out.push('-');
    }
    out.push_str(&text);
}

fn digits(rng: &mut Rng, least: usize, most: usize) -> String {
    let length = rng.usize(least..=most);
    let only_zeros_and_nines = rng.u8(0..4) == 0;
    (0..length)
        .map(|_| {
            if only_zeros_and_nines {
                pick(rng, &['0', '9'])
            } else {
                rng.digit(10)
            }
        })
        .collect()
}

fn integer(rng: &mut Rng, most: usize) -> String {
    let digits = digits(rng, 1, most);
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        "0"
    } else {
        significant
    }
    .to_owned()
}

fn mantissa(rng: &mut Rng) -> String {
    if rng.bool() {
        integer(rng, 20)
    } else {
        format!("{}.{}", rng.digit(10), digits(rng, 1, 20))
    }
}

/// About where the printed form changes from zeros to an exponent.
fn small_fraction(rng: &mut Rng) -> String {
    let zeros = "0".repeat(rng.usize(0..10));
    format!("0.{zeros}{}", digits(rng, 1, 18))
}

fn with_exponent(rng: &mut Rng, least: usize, most: usize) -> String {
    let sign = pick(rng, &["", "+", "-"]);
    let letter = pick(rng, &['e', 'E']);
    format!(
        "{}{letter}{sign}{}",
        mantissa(rng),
        digits(rng, least, most)
    )
}

/// Finite, of any magnitude.
fn any_double(rng: &mut Rng) -> f64 {
    let double = f64::from_bits(rng.u64(..));
    if double.is_finite() { double } else { 0.1 }
}

/// Where integers stop being exact, and where the printed form changes.
fn near_a_power(rng: &mut Rng) -> String {
    let power = if rng.bool() {
        1_i128 << rng.u32(50..70)
    } else {
        10_i128.pow(rng.u32(14..24))
    };
    (power + i128::from(rng.i32(-3..4))).to_string()
}

/// The decimal digits of the middle between two neighbouring doubles, or a hair beside it.
fn tie(rng: &mut Rng) -> String {
    let odd = u128::from(rng.u64(1 << 53..1 << 54) | 1);
    let mut text = if rng.bool() {
        (odd << rng.u32(0..40)).to_string()
    } else {
        let places = rng.u32(1..30);
        let scaled = (odd * 5_u128.pow(places)).to_string();
        let places = places as usize;
        let padded = format!("{scaled:0>width$}", width = places + 1);
        let (whole, part) = padded.split_at(padded.len() - places);
        format!("{whole}.{part}")
    };
    if rng.bool() {
        if !text.contains('.') {
            text.push('.');
        }
        text.extend(std::iter::repeat_n('0', rng.usize(0..30)));
        text.push(pick(rng, &['0', '1']));
    }
    text
}

/// Long enough for Python's limit of 4,300 digits, or a fraction that never ends.
fn very_long(rng: &mut Rng) -> String {
    match rng.u8(0..4) {
        0 => format!("1{}", digits(rng, 4_290, 4_310)),
        1 => format!("1{}", digits(rng, 300, 320)),
        2 => format!("0.{}", digits(rng, 300, 1_200)),
        _ => format!(
            "{}.{}e-{}",
            integer(rng, 400),
            digits(rng, 1, 400),
            rng.u32(0..800)
        ),
    }
}
