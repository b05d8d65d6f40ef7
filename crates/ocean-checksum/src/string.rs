//! Strings as JavaScript holds them: sequences of UTF-16 units, lone surrogates included.

use alloc::{borrow::Cow, string::String};
use core::{fmt, str::Chars};

use crate::{
    scan::{Source, Spelling, StringToken},
    tree::{Node, Tag},
};

/// A string of a JSON text: a sequence of UTF-16 units that may hold lone surrogates.
///
/// Two are equal when their units are, however they are spelled. `Display` writes lone surrogates
/// as U+FFFD.
///
/// ```
/// use ocean_checksum::Json;
///
/// let json = Json::parse(r#"["S\u00e3o", "\ud800"]"#)?;
/// let array = json.root().as_array().unwrap();
/// let (name, lone) = (array.get(0).unwrap().as_str().unwrap(), array.get(1).unwrap().as_str().unwrap());
/// assert_eq!(name, "São");
/// assert_eq!(name.to_str().unwrap(), "São");
/// assert_eq!(lone.to_str(), None);
/// assert_eq!(lone.to_string(), "\u{fffd}");
/// # Ok::<(), ocean_checksum::JsonError>(())
/// ```
#[derive(Clone, Copy)]
pub struct JsonStr<'t> {
    raw: &'t str,
    plain: bool,
}

impl<'t> JsonStr<'t> {
    #[inline]
    pub(crate) fn of_node(text: &'t str, node: Node) -> Self {
        Self {
            raw: node.token(text),
            plain: matches!(
                node.tag,
                Tag::String(Spelling::Plain)
                    | Tag::Key {
                        spelling: Spelling::Plain,
                        ..
                    }
            ),
        }
    }

    pub(crate) fn of_token(text: &'t str, token: StringToken) -> Self {
        Self {
            raw: text.get(token.start..token.end).unwrap_or_default(),
            plain: token.spelling == Spelling::Plain,
        }
    }

    /// The string as it is spelled in the text, without the quotes.
    #[inline]
    #[must_use]
    pub fn raw(self) -> &'t str {
        self.raw
    }

    /// The string, if it is written without escapes.
    #[inline]
    #[must_use]
    pub fn as_plain(self) -> Option<&'t str> {
        self.plain.then_some(self.raw)
    }

    /// The string as Rust holds strings; borrowed if it is written without escapes, `None` if it
    /// has a lone surrogate.
    #[must_use]
    pub fn to_str(self) -> Option<Cow<'t, str>> {
        if self.plain {
            return Some(Cow::Borrowed(self.raw));
        }
        char::decode_utf16(self.units())
            .collect::<Result<String, _>>()
            .ok()
            .map(Cow::Owned)
    }

    /// The string with every lone surrogate replaced by U+FFFD.
    #[must_use]
    pub fn to_string_lossy(self) -> Cow<'t, str> {
        if self.plain {
            return Cow::Borrowed(self.raw);
        }
        Cow::Owned(self.chars_lossy().collect())
    }

    /// The UTF-16 units.
    pub fn units(self) -> impl Iterator<Item = u16> + 't {
        Units::new(self.raw)
    }

    fn chars_lossy(self) -> impl Iterator<Item = char> + 't {
        char::decode_utf16(self.units()).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

impl PartialEq for JsonStr<'_> {
    fn eq(&self, other: &Self) -> bool {
        if self.plain && other.plain {
            self.raw == other.raw
        } else {
            self.units().eq(other.units())
        }
    }
}

impl Eq for JsonStr<'_> {}

impl PartialEq<str> for JsonStr<'_> {
    #[inline]
    fn eq(&self, other: &str) -> bool {
        if self.plain {
            self.raw == other
        } else {
            self.units().eq(other.encode_utf16())
        }
    }
}

impl PartialEq<&str> for JsonStr<'_> {
    #[inline]
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl fmt::Display for JsonStr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_string_lossy())
    }
}

/// Shows the length only: a document may hold what its reader may not see in a log.
impl fmt::Debug for JsonStr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonStr")
            .field("bytes", &self.raw.len())
            .finish_non_exhaustive()
    }
}

/// The UTF-16 units of a string's content; its escapes have been checked.
pub(crate) struct Units<'t> {
    chars: Chars<'t>,
    low: Option<u16>,
}

impl<'t> Units<'t> {
    pub(crate) fn new(content: &'t str) -> Self {
        Self {
            chars: content.chars(),
            low: None,
        }
    }
}

impl Iterator for Units<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        if let Some(low) = self.low.take() {
            return Some(low);
        }
        let c = self.chars.next()?;
        if c != '\\' {
            let mut units = [0; 2];
            let mut encoded = c.encode_utf16(&mut units).iter().copied();
            let first = encoded.next();
            self.low = encoded.next();
            return first;
        }
        Some(match self.chars.next()? {
            'b' => 0x08,
            't' => 0x09,
            'n' => 0x0a,
            'f' => 0x0c,
            'r' => 0x0d,
            'u' => {
                let mut unit = 0;
                for _ in 0..4 {
                    let digit = self.chars.next().and_then(|digit| digit.to_digit(16));
                    unit = unit << 4 | u16::try_from(digit.unwrap_or(0)).unwrap_or(0);
                }
                unit
            }
            // `"`, `\` and `/` stand for themselves.
            itself => u16::try_from(u32::from(itself)).unwrap_or(0),
        })
    }
}

/// A text as `JSON.stringify` writes it, with its quotes: what an edit of a JSON text puts in.
///
/// ```
/// assert_eq!(ocean_checksum::js_quote("a\"\n/é"), r#""a\"\n/é""#);
/// ```
#[must_use]
pub fn js_quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        push_js_char(&mut quoted, c);
    }
    quoted.push('"');
    quoted
}

/// Writes a string's content as `JSON.stringify` does: what stands between two escapes is copied,
/// each escape is written anew.
pub(crate) fn write_js(out: &mut String, content: &str) {
    let source = Source::new(content);
    let mut copied = 0;
    loop {
        let escape = source.plain_end(copied);
        out.push_str(source.slice(copied, escape));
        if escape == content.len() {
            return;
        }
        copied = escape + write_js_escape(out, source, escape);
    }
}

/// Writes the escape at `start`, a surrogate pair as one; its length in the text.
fn write_js_escape(out: &mut String, source: Source<'_>, start: usize) -> usize {
    let Some((unit, _)) = source.unicode_escape(start) else {
        let escape = source.text.get(start..start + 2).unwrap_or_default();
        out.push_str(if escape == "\\/" { "/" } else { escape });
        return 2;
    };
    if (0xd800..=0xdbff).contains(&unit)
        && let Some((low @ 0xdc00..=0xdfff, _)) = source.unicode_escape(start + 6)
    {
        out.extend(char::decode_utf16([unit, low]).flatten());
        return 12;
    }
    match char::from_u32(u32::from(unit)) {
        Some(c) => push_js_char(out, c),
        None => push_unicode_escape(out, unit),
    }
    6
}

fn push_js_char(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\u{8}' => out.push_str("\\b"),
        '\t' => out.push_str("\\t"),
        '\n' => out.push_str("\\n"),
        '\u{c}' => out.push_str("\\f"),
        '\r' => out.push_str("\\r"),
        '\0'..='\u{1f}' => push_unicode_escape(out, c as u16),
        _ => out.push(c),
    }
}

fn push_unicode_escape(out: &mut String, unit: u16) {
    out.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        let digit = u32::from(unit >> shift & 0xf);
        out.extend(char::from_digit(digit, 16));
    }
}

/// Writes a string's content as Python's `json.dumps` does: in ASCII.
pub(crate) fn write_python(out: &mut String, content: &str) {
    for unit in Units::new(content) {
        match u8::try_from(unit) {
            Ok(ascii @ 0..=0x7e) => push_js_char(out, char::from(ascii)),
            _ => push_unicode_escape(out, unit),
        }
    }
}
