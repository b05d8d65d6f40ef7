//! Inputs of the benches: one document in three sizes, each in the forms it is met in.

use std::fmt::Write as _;

/// A document of about 2, 20 and 200 KB in the JSON.stringify form.
pub const DOCUMENTS: [(&str, &str); 3] = [
    ("2k", include_str!("../data/ddo-2k.json")),
    ("20k", include_str!("../data/ddo-20k.json")),
    ("200k", include_str!("../data/ddo-200k.json")),
];

/// The small document with eight mistakes in as many places.
pub const BROKEN: &str = include_str!("../data/ddo-2k-broken.json");

/// The document with two blanks a level, as an editor saves it.
#[must_use]
pub fn pretty(canonical: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    let mut in_string = false;
    let mut escaped = false;
    for c in canonical.chars() {
        if in_string {
            out.push(c);
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        let break_line = |out: &mut String, depth: usize| {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        };
        match c {
            '{' | '[' => {
                depth += 1;
                out.push(c);
                break_line(&mut out, depth);
            }
            '}' | ']' => {
                depth -= 1;
                break_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                break_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                in_string = c == '"';
                out.push(c);
            }
        }
    }
    out
}

/// The document with `", "` and `": "` between its parts and in ASCII, as Aquarius answers it.
#[must_use]
pub fn ascii(canonical: &str) -> String {
    let mut out = String::new();
    let mut in_string = false;
    let mut escaped = false;
    for c in canonical.chars() {
        if !c.is_ascii() {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing into a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
            continue;
        }
        out.push(c);
        if in_string {
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
        } else if c == '"' {
            in_string = true;
        } else if c == ',' || c == ':' {
            out.push(' ');
        }
    }
    out
}

/// The document with an object in every service whose keys JavaScript reorders.
#[must_use]
pub fn reordered(canonical: &str) -> String {
    canonical.replace(
        r#"{"id":""#,
        r#"{"terms":{"b":[1,2],"10":"x","2":{"c":null},"b":3},"id":""#,
    )
}
