//! Numbers as JavaScript and as Python print them.

use alloc::{borrow::Cow, format};

/// Python converts no integer text of more digits than this (`sys.int_info`, since 3.8.14).
pub(crate) const PYTHON_MAX_DIGITS: usize = 4_300;

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
    // Rust's exponent form has the shortest digits that read back the same, as Python's has.
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    Cow::Owned(match exponent {
        -4..16 if value.fract() == 0.0 => format!("{value}.0"),
        -4..16 => format!("{value}"),
        16.. => format!("{mantissa}e+{exponent:02}"),
        _ => format!("{mantissa}e-{:02}", exponent.unsigned_abs()),
    })
}
