//! Numbers as JavaScript and as Python print them.

use alloc::{borrow::Cow, format, string::String};

/// The double nearest to `text`, which the grammar has checked; beyond the range it is infinite.
pub(crate) fn to_double(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// Gives `use_it` a number as `JSON.stringify` writes it: ECMAScript's shortest form, `null` when
/// infinite.
pub(crate) fn js_form(text: &str, use_it: impl FnOnce(&str)) {
    let value = to_double(text);
    if value.is_finite() {
        use_it(ryu_js::Buffer::new().format_finite(value));
    } else {
        use_it("null");
    }
}

/// Whether Python reads `text` as an `int`.
pub(crate) fn is_python_int(text: &str) -> bool {
    !text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'))
}

/// A number as Python's `json.dumps` writes it: integers exactly, floats as `repr`.
pub(crate) fn python_form(text: &str) -> Cow<'_, str> {
    if is_python_int(text) {
        return Cow::Borrowed(if text == "-0" { "0" } else { text });
    }
    let value = to_double(text);
    if value.is_infinite() {
        return Cow::Borrowed(if value > 0.0 { "Infinity" } else { "-Infinity" });
    }
    if value == 0.0 {
        let negative = value.is_sign_negative();
        return Cow::Borrowed(if negative { "-0.0" } else { "0.0" });
    }
    let mut buffer = ryu_js::Buffer::new();
    Cow::Owned(python_float(buffer.format_finite(value)))
}

/// Writes the JavaScript form of a double other than zero as Python's `repr` does: the digits are the same, but the
/// exponent begins at 1e16 and below 1e-4, and has two digits at least.
fn python_float(js: &str) -> String {
    let (sign, js) = match js.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", js),
    };
    let (mantissa, exponent) = js.split_once('e').unwrap_or((js, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    let leading_zeros = all.len() - digits.len();
    let digits = digits.trim_end_matches('0');
    // Both lengths are at most 21, the exponent's at most 3.
    let shift = i32::try_from(whole.len()).unwrap_or(0) - i32::try_from(leading_zeros).unwrap_or(0);
    let exponent = exponent.parse().unwrap_or(0) + shift - 1;
    match exponent {
        -4..16 if fraction.is_empty() => format!("{sign}{js}.0"),
        -4..16 => format!("{sign}{js}"),
        _ => {
            let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
            let point = if rest.is_empty() { "" } else { "." };
            let minus = if exponent < 0 { '-' } else { '+' };
            let exponent = exponent.unsigned_abs();
            format!("{sign}{first}{point}{rest}e{minus}{exponent:02}")
        }
    }
}
