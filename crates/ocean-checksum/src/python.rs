use alloc::string::String;

use crate::{
    error::{JsonError, Position},
    keys::MemberOrder,
    limits::Limits,
    number,
    parse::{Grammar, Sink, parse},
    scan::{NumberToken, Source, Spelling, StringToken},
    string,
    stringify::{Form, rewrite},
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
    let mut integers = LongestInteger {
        source: Source::new(text),
        start: 0,
        digits: 0,
    };
    parse(text, Grammar::Python, limits, &mut integers)?;
    if integers.digits > PYTHON_MAX_DIGITS {
        return Err(JsonError::IntegerTooLong {
            at: Position::of(text, integers.start),
            digits: integers.digits,
            max_digits: PYTHON_MAX_DIGITS,
        });
    }
    Ok(rewrite::<PythonForm>(text, limits)?.into_owned())
}

/// Python converts no integer text of more digits than this (since 3.8.14).
const PYTHON_MAX_DIGITS: usize = 4_300;

struct LongestInteger<'a> {
    source: Source<'a>,
    start: usize,
    digits: usize,
}

impl Sink for LongestInteger<'_> {
    fn number(&mut self, number: NumberToken) {
        let text = self.source.slice(number.start, number.end);
        let digits = text.trim_start_matches('-').len();
        if digits > self.digits && number::is_python_int(text) {
            self.start = number.start;
            self.digits = digits;
        }
    }
}

struct PythonForm;

impl Form for PythonForm {
    const GRAMMAR: Grammar = Grammar::Python;
    const ORDER: MemberOrder = MemberOrder::Text;

    fn keeps_string(source: Source<'_>, token: StringToken) -> bool {
        let content = source.slice(token.start, token.end);
        token.spelling != Spelling::Other && content.bytes().all(|byte| matches!(byte, b' '..=b'~'))
    }

    fn write_string(out: &mut String, content: &str) {
        string::write_python(out, content);
    }

    fn number(source: Source<'_>, token: NumberToken, replace: impl FnOnce(&str)) {
        let text = source.slice(token.start, token.end);
        let python = number::python_form(text);
        if python != text {
            replace(&python);
        }
    }
}
