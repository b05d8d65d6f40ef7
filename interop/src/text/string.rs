use fastrand::Rng;

use super::pick;

/// Characters that some reader or writer treats specially, to be written as they stand.
#[rustfmt::skip]
const RAW: [&str; 26] = [
    "/", "'", "`", "\u{7f}", "\u{80}", "\u{9f}", "\u{a0}", "\u{ad}", "é", "e\u{301}", "ß", "Ω",
    "中", "\u{200b}", "\u{200d}", "\u{2028}", "\u{2029}", "\u{d7ff}", "\u{e000}", "\u{feff}",
    "\u{fffd}", "\u{ffff}", "😀", "𝄞", "\u{10000}", "\u{10ffff}",
];

/// Escapes that `JSON.stringify` writes itself.
#[rustfmt::skip]
const CANONICAL: [&str; 13] = [
    "\\\"", "\\\\", "\\b", "\\t", "\\n", "\\f", "\\r", "\\u0000", "\\u001f", "\\u000b", "\\ud800",
    "\\udfff", "\\udbffx",
];

/// Escapes that it writes differently, or that join what stands beside them.
#[rustfmt::skip]
const OTHER: [&str; 24] = [
    "\\/", "\\u0041", "\\u0022", "\\u005c", "\\u005C", "\\u0008", "\\u000A", "\\u001F", "\\u000B",
    "\\u007f", "\\u00e9", "\\u2028", "\\uFEFF", "\\uffff", "\\ud83d\\ude00", "\\uD83D\\uDE00",
    "\\ud83D\\uDe00", "\\uD800", "\\uDFFF", "\\ud800\\ud800\\udc00", "\\ud800\\udc00\\udc00",
    "\\udc00\\ud800", "\\ud83d😀", "\\ud83d\\\\ude00",
];

/// A string with its quotes; in the form `JSON.stringify` writes unless `wild`.
pub(super) fn push(rng: &mut Rng, out: &mut String, wild: bool) {
    out.push('"');
    push_content(rng, out, wild);
    out.push('"');
}

fn push_content(rng: &mut Rng, out: &mut String, wild: bool) {
    for _ in 0..rng.usize(0..8) {
        push_piece(rng, out, wild);
    }
}

/// A few characters of a string.
pub(super) fn push_piece(rng: &mut Rng, out: &mut String, wild: bool) {
    match rng.u8(0..12) {
        0..4 => {
            for _ in 0..rng.usize(1..20) {
                out.push(rng.alphanumeric());
            }
        }
        4 => out.push_str("did:op:"),
        5..7 => out.push_str(pick(rng, &RAW)),
        7 => push_any_character(rng, out),
        8 if !wild => {
            // Apart from what follows, so that two halves never become a pair.
            out.push_str(pick(rng, &CANONICAL));
            out.push(' ');
        }
        8 | 9 if wild => out.push_str(pick(rng, &CANONICAL)),
        10 if wild => out.push_str(pick(rng, &OTHER)),
        11 if wild => push_any_unit(rng, out),
        _ => out.push(' '),
    }
}

/// Any character at all that may stand in a string as it is.
fn push_any_character(rng: &mut Rng, out: &mut String) {
    let any = char::from_u32(rng.u32(0x20..0x11_0000)).unwrap_or('~');
    out.push(if matches!(any, '"' | '\\') { '~' } else { any });
}

fn push_unit(out: &mut String, unit: u16, mut upper_case: impl FnMut() -> bool) {
    out.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        let digit = char::from_digit(u32::from(unit >> shift & 0xf), 16);
        out.extend(digit.map(|digit| {
            if upper_case() {
                digit.to_ascii_uppercase()
            } else {
                digit
            }
        }));
    }
}

/// Any UTF-16 code unit as an escape, its digits in any case.
fn push_any_unit(rng: &mut Rng, out: &mut String) {
    let unit = match rng.u8(0..3) {
        0 => rng.u16(0xd800..0xe000),
        1 => rng.u16(0..0x80),
        _ => rng.u16(..),
    };
    push_unit(out, unit, || rng.bool());
}

#[rustfmt::skip]
const KEYS: [&str; 44] = [
    "", "a", "b", "id", "name", "version", "services", "description", "descriptions",
    "additionalInformation", "additionalInformatioN", "12345678", "abcdefgh", "abcdefgi",
    "abcdefghi", "0", "1", "2", "9", "10", "99", "00", "01", "-1", "-0", "+1", "1.0", "1e0", " 1",
    "1 ", "4294967294", "4294967295", "4294967296", "42949672940", "18446744073709551615", "١",
    "１", "__proto__", "constructor", "toString", "toJSON", "length", "hasOwnProperty", "é",
];

/// The keys of one object, so that some can be repeated in the same or another spelling.
#[derive(Debug, Default)]
pub(super) struct Keys {
    written: Vec<String>,
}

impl Keys {
    /// One key with its quotes.
    pub(super) fn push(&mut self, rng: &mut Rng, out: &mut String, wild: bool) {
        out.push('"');
        let start = out.len();
        if wild {
            self.push_wild(rng, out);
        } else {
            out.push_str(pick(
                rng,
                &["k", "key of some length ", "é", "\\n", "x\\ud800 "],
            ));
            out.push_str(&self.written.len().to_string());
        }
        self.written.extend(out.get(start..).map(str::to_owned));
        out.push('"');
    }

    /// A key that is there already, in the same spelling; a new one in an empty object.
    pub(super) fn repeat(&mut self, rng: &mut Rng, out: &mut String) {
        match rng.choice(&self.written) {
            Some(earlier) => {
                out.push('"');
                out.push_str(earlier);
                out.push('"');
            }
            None => self.push(rng, out, false),
        }
    }

    fn push_wild(&self, rng: &mut Rng, out: &mut String) {
        match (rng.u8(0..16), rng.choice(&self.written)) {
            (0, Some(earlier)) => out.push_str(earlier),
            (1, Some(earlier)) => respell(rng, earlier, out),
            (2, _) => push_content(rng, out, true),
            (3, _) => out.push_str(&rng.u32(..).to_string()),
            (4..8, _) => out.push_str(&rng.u8(0..40).to_string()),
            (8..12, _) => {
                out.push_str(pick(rng, &["k", "attribute-", "€"]));
                out.push_str(&rng.u8(..).to_string());
            }
            (12, _) => {
                let key = pick(rng, &KEYS);
                respell(rng, key, out);
            }
            _ => out.push_str(pick(rng, &KEYS)),
        }
    }
}

/// The same string with one of its plain characters escaped.
fn respell(rng: &mut Rng, content: &str, out: &mut String) {
    let at = rng.usize(0..content.len().max(1));
    match (content.contains('\\'), content.split_at_checked(at)) {
        (false, Some((before, rest))) if !rest.is_empty() => {
            let mut rest = rest.chars();
            out.push_str(before);
            for unit in rest
                .next()
                .into_iter()
                .flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec())
            {
                push_unit(out, unit, || true);
            }
            out.push_str(rest.as_str());
        }
        _ => out.push_str(content),
    }
}
