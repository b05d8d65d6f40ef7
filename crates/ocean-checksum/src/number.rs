//! Numbers as JavaScript and as Python print them.

use alloc::string::String;
use core::fmt::Write as _;

/// Python converts no integer text of more digits than this (`sys.int_info`, since 3.8.14).
pub(crate) const PYTHON_MAX_DIGITS: usize = 4_300;

/// The double nearest to `text`, which the grammar has checked; beyond the range it is infinite.
pub(crate) fn to_double(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// Writes a number as `JSON.stringify` does: ECMAScript's shortest form, `null` when infinite.
pub(crate) fn write_js(out: &mut String, text: &str) {
    let value = to_double(text);
    if value.is_finite() {
        out.push_str(ryu_js::Buffer::new().format_finite(value));
    } else {
        out.push_str("null");
    }
}

pub(crate) fn is_js_form(text: &str) -> bool {
    let value = to_double(text);
    value.is_finite() && ryu_js::Buffer::new().format_finite(value) == text
}

/// Whether Python reads `text` as an `int`.
pub(crate) fn is_python_int(text: &str) -> bool {
    !text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E'))
}

/// Writes a number as Python's `json.dumps` does: integers exactly, floats as `repr`.
pub(crate) fn write_python(out: &mut String, text: &str) {
    if is_python_int(text) {
        out.push_str(if text == "-0" { "0" } else { text });
        return;
    }
    let value = to_double(text);
    if value.is_infinite() {
        out.push_str(if value > 0.0 { "Infinity" } else { "-Infinity" });
        return;
    }
    // Rust's exponent form has the shortest digits that read back the same, as Python's has.
    let mut scientific = String::new();
    let _ = write!(scientific, "{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let start = out.len();
        let _ = write!(out, "{value}");
        if !out.bytes().skip(start).any(|byte| byte == b'.') {
            out.push_str(".0");
        }
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        let _ = write!(out, "{mantissa}e{sign}{:02}", exponent.unsigned_abs());
    }
}
