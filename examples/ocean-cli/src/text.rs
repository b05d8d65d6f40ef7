//! Texts of others made fit for a terminal, and numbers made fit for people.

use std::{error::Error, fmt::Write as _, io};

/// Hex digits that may be a secret key, mistyped perhaps.
const KEY_DIGITS: usize = 60;

/// Characters that a terminal obeys, that turn the direction of a line, or that nobody sees.
/// Joiners stay, since emoji and several scripts need them.
fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
        )
}

/// Writes hostile characters as JSON escapes them.
pub(crate) fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            c => push_safe(&mut out, c),
        }
    }
    out
}

/// The same for a JSON text that is indented; there such characters stand inside strings only.
pub(crate) fn safe_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\n' => out.push(c),
            c => push_safe(&mut out, c),
        }
    }
    out
}

fn push_safe(out: &mut String, c: char) {
    if is_hostile(c) {
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing into a string cannot fail.
            let _ = write!(out, "\\u{unit:04x}");
        }
    } else {
        out.push(c);
    }
}

/// [`safe`], and cut after so many characters of the text, which it then says.
pub(crate) fn cut(text: &str, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        None => safe(text),
        Some((end, _)) => {
            let all = thousands(text.chars().count());
            let kept = safe(text.get(..end).unwrap_or_default());
            format!("{kept}… (cut: {all} characters)")
        }
    }
}

/// Whether a text that should be something else may be a secret key.
pub(crate) fn looks_like_a_key(text: &str) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix("0x").unwrap_or(text);
    digits.len() >= KEY_DIGITS && digits.bytes().all(|c| c.is_ascii_hexdigit())
}

/// The text without what may be a secret key in it.
pub(crate) fn without_keys(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for run in text.split_inclusive(|c: char| !c.is_ascii_hexdigit()) {
        let digits = run.trim_end_matches(|c: char| !c.is_ascii_hexdigit());
        let (digits, rest) = run.split_at(digits.len());
        out.push_str(if digits.len() >= KEY_DIGITS {
            "…"
        } else {
            digits
        });
        out.push_str(rest);
    }
    out
}

/// What an error says, and what its sources say.
pub(crate) fn in_full(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        // Writing into a string cannot fail.
        let _ = write!(text, ": {error}");
        source = error.source();
    }
    text
}

/// `1234567` as `1,234,567`.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 service`, `2 services`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        thousands(number),
        if number == 1 { one } else { many }
    )
}

/// Seconds as `1 day 2 hours`.
pub(crate) fn duration(seconds: u64) -> String {
    let mut parts = Vec::new();
    let mut left = seconds;
    for (size, name) in [
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ] {
        let number = left / size;
        left %= size;
        if number > 0 {
            let plural = if number == 1 { "" } else { "s" };
            parts.push(format!("{number} {name}{plural}"));
        }
    }
    if parts.is_empty() {
        return "0 seconds".into();
    }
    parts.join(" ")
}

/// What the operating system says, in words of ours where they are plainer.
pub(crate) fn io_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::AlreadyExists => "exists already".into(),
        io::ErrorKind::IsADirectory => "is a folder, expected a file".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{cut, duration, looks_like_a_key, safe, safe_json, thousands, without_keys};

    #[test]
    fn hostile_characters_are_escaped() {
        assert_eq!(
            safe("a\u{1b}[2J\r\n\u{9b}\u{7f}\u{202e}\u{2066}\u{feff}"),
            "a\\u001b[2J\\u000d\\n\\u009b\\u007f\\u202e\\u2066\\ufeff"
        );
        assert_eq!(safe("Zürich 👩\u{200d}🌾 \\"), "Zürich 👩\u{200d}🌾 \\");
        assert_eq!(safe_json("{\n\"\u{9b}\"}"), "{\n\"\\u009b\"}");
    }

    #[test]
    fn long_texts_are_cut_by_characters() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöü\u{1b}", 3), "äöü… (cut: 4 characters)");
    }

    #[test]
    fn keys_are_left_out() {
        let key = "1f".repeat(32);
        assert!(looks_like_a_key(&key) && looks_like_a_key(&format!(" 0x{key}\n")));
        assert!(!looks_like_a_key(&format!("./{key}")) && !looks_like_a_key("1f1f"));
        assert_eq!(
            without_keys(&format!("ä '0x{key}' 0x12ab, {key}")),
            "ä '0x…' 0x12ab, …"
        );
    }

    #[test]
    fn numbers_are_for_people() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(thousands(123_456), "123,456");
        assert_eq!(duration(86_400), "1 day");
        assert_eq!(duration(7_261), "2 hours 1 minute 1 second");
        assert_eq!(duration(0), "0 seconds");
    }
}
