use alloc::{borrow::Cow, string::String};

use crate::{
    error::{JsonError, Position},
    limits::Limits,
    number,
    parse::Grammar,
    string,
    stringify::{Form, write},
    tree::{Json, Tag},
};

/// Python's `json` gives up near this depth with the interpreter's default recursion limit.
const PYTHON_MAX_DEPTH: usize = 990;

/// `json.dumps(json.loads(text), separators=(",", ":"))` of Python 3.11: the bytes that ocean.py
/// 3.1.2 hashes and publishes for a document it has parsed.
///
/// Members keep the order of the text, integers keep all digits, floats are written as `repr`
/// writes them, and everything outside printable ASCII is escaped. `NaN` and `Infinity` are read
/// and written as Python does, though they are not JSON. Verification never needs this: it reads
/// the bytes as they are.
///
/// ```
/// use ocean_checksum::ocean_py_stringify;
///
/// assert_eq!(ocean_py_stringify(r#"{"name": "São", "1": 1e2}"#)?, r#"{"name":"S\u00e3o","1":100.0}"#);
/// # Ok::<(), ocean_checksum::JsonError>(())
/// ```
///
/// # Errors
/// Where `json.loads` raises, including integers of more than 4,300 digits; beyond the default
/// [`Limits`], and deeper than 990 levels, where Python's recursion limit strikes.
pub fn ocean_py_stringify(text: &str) -> Result<String, JsonError> {
    let limits = Limits {
        max_depth: PYTHON_MAX_DEPTH,
        ..Limits::default()
    };
    let json = Json::parse_as(Cow::Borrowed(text), Grammar::Python, limits)?;
    json.check_python_integers()?;
    Ok(write::<PythonForm>(json.root()))
}

impl Json<'_> {
    fn check_python_integers(&self) -> Result<(), JsonError> {
        for node in self.nodes() {
            let Tag::Number(_) = node.tag else { continue };
            let digits = node.token(self.text()).trim_start_matches('-');
            if digits.len() > number::PYTHON_MAX_DIGITS && number::is_python_int(digits) {
                return Err(JsonError::IntegerTooLong {
                    at: Position::of(self.text(), node.start as usize),
                    digits: digits.len(),
                    max_digits: number::PYTHON_MAX_DIGITS,
                });
            }
        }
        Ok(())
    }
}

struct PythonForm;

impl Form for PythonForm {
    const TEXT_ORDER: bool = true;

    fn token(out: &mut String, text: &str, tag: Tag) {
        match tag {
            Tag::Number(_) => number::write_python(out, text),
            Tag::String(spelling) | Tag::Key(spelling) => string::write_python(out, text, spelling),
            _ => out.push_str(text),
        }
    }
}
