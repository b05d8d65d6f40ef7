use fastrand::Rng;

use super::pick;

/// What makes a reader stumble when it stands in the wrong place, and sometimes in the right one.
#[rustfmt::skip]
const JUNK: [&str; 56] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "'", "0", "1", "-", "+", ".", "e", "E", " ", "\t",
    "\n", "\r", "\0", "\u{1}", "\u{8}", "\u{b}", "\u{c}", "\u{1f}", "\u{7f}", "\u{85}", "\u{a0}",
    "\u{feff}", "\u{2028}", "\u{3000}", "//", "/**/", "#", "NaN", "Infinity", "-Infinity", "-NaN",
    "undefined", "True", "nul", "null", "tru", "\\u", "\\u12", "\\u12g4", "\\x41", "\\u{41}",
    "\\'", "\\U0041", "0x1F", "1_000", "01", "１", "😀",
];

/// One small change at a random place.
pub(super) fn mutate(rng: &mut Rng, text: &str) -> String {
    let (before, rest) = split(rng, text);
    let mut after = rest.chars();
    let first = after.next();
    let mut out = before.to_owned();
    match rng.u8(0..10) {
        // The character is lost.
        0 => out.push_str(after.as_str()),
        // It stands twice.
        1 => {
            out.extend(first);
            out.push_str(rest);
        }
        // Something stands before it.
        2..5 => {
            out.push_str(pick(rng, &JUNK));
            out.push_str(rest);
        }
        // Something stands in its place.
        5 => {
            out.push_str(pick(rng, &JUNK));
            out.push_str(after.as_str());
        }
        // A character stands in its place that is just no blank or just no control character.
        6 => {
            out.push_str(pick(rng, &["\u{b}", "\u{1f}", "\u{1f}", "!", "\u{7f}"]));
            out.push_str(after.as_str());
        }
        // The text ends here.
        7 => {}
        // Something stands around the text.
        8 => {
            let junk = pick(rng, &JUNK);
            return if rng.bool() {
                format!("{junk}{text}")
            } else {
                format!("{text}{junk}")
            };
        }
        // A part of the text is lost.
        _ => out.push_str(split(rng, rest).1),
    }
    out
}

fn split<'a>(rng: &mut Rng, text: &'a str) -> (&'a str, &'a str) {
    let wanted = match rng.u8(0..8) {
        0 => rng.usize(0..12).min(text.len()),
        1 => text.len().saturating_sub(rng.usize(0..12)),
        _ => rng.usize(0..=text.len()),
    };
    let at = (0..=wanted).rev().find(|&at| text.is_char_boundary(at));
    text.split_at(at.unwrap_or_default())
}
