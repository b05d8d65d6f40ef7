use alloc::{
    borrow::ToOwned as _,
    format,
    string::{String, ToString as _},
};
use core::fmt;

use crate::{url::decode, web::is_token_byte};

/// Bytes of a file name: file systems take 255, and programs add to them.
const MAX_BYTES: usize = 128;

/// Bytes of an extension that is kept when a name is cut.
const MAX_EXTENSION: usize = 16;

/// A file name that is safe to create in a folder and to put into a header.
///
/// It is a single name and never a path; without control, direction and invisible characters, without
/// those that Windows reserves, blanks and `%`, which become `_`; it neither starts nor ends with a
/// dot, is no device of Windows, and has at most 128 bytes. Provider 2.1.6 passes on whatever the
/// URL or the publisher's server says, `../../evil.csv` included.
///
/// ```
/// use ocean_files::FileName;
///
/// let name = FileName::new("../../a\r\nb\".csv").unwrap();
/// assert_eq!(name.as_str(), "ab_.csv");
/// assert_eq!(name.content_disposition(), "attachment;filename=ab_.csv");
/// assert_eq!(FileName::of_url("https://data.example/a%20b.csv?token=x").unwrap().as_str(), "a_b.csv");
/// assert_eq!(FileName::new(".."), None);
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct FileName(String);

impl FileName {
    /// Makes a text safe; `None` if nothing is left of it. The caller has a name of its own then,
    /// such as `file0`, or the random one that Provider 2.1.6 gives to files of the types `ipfs`,
    /// `arweave` and `graphql`, whose URLs would tell where they are.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
        let mut name = String::with_capacity(last.len().min(MAX_BYTES));
        for c in last.chars().filter(|&c| !is_invisible(c)) {
            name.push(if is_reserved(c) { '_' } else { c });
        }
        let name = name.trim_matches('.');
        if name.chars().all(|c| c == '_') {
            return None;
        }
        let name = if is_device(name) {
            format!("_{name}")
        } else {
            name.to_owned()
        };
        Some(Self(cut(name)))
    }

    /// The name in a URL: the last segment of its path. Unlike Provider 2.1.6 it leaves out the
    /// query, where tokens are.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        let url = url.split(['?', '#']).next().unwrap_or_default();
        let (_, rest) = url.split_once("://")?;
        let (_, last) = rest.rsplit_once('/')?;
        Self::new(&decode(last))
    }

    /// The name in a header `Content-Disposition` of the publisher's server: its parameter
    /// `filename`, which Provider 2.1.6 reads, and not `filename*`.
    ///
    /// ```
    /// # use ocean_files::FileName;
    /// let name = FileName::of_content_disposition("attachment; filename=\"a;b.csv\"; size=1").unwrap();
    /// assert_eq!(name.as_str(), "a_b.csv");
    /// ```
    #[must_use]
    pub fn of_content_disposition(header: &str) -> Option<Self> {
        let mut rest = header.split_once(';')?.1;
        loop {
            let (name, value) = rest.split_once('=')?;
            // A parameter without a value may stand before this one.
            let name = name.rsplit(';').next().unwrap_or_default().trim();
            let (value, behind) = parameter_value(value.trim_start());
            if name.eq_ignore_ascii_case("filename") {
                return Self::new(&value);
            }
            rest = behind;
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value of `Content-Disposition`, as `attachment;filename=a.csv`. ocean.js 8.6.2 and
    /// ocean.py 3.1.2 take everything behind the `=` for the name, so that there are neither quotes
    /// nor further parameters, and characters which would need them become `_`.
    #[must_use]
    pub fn content_disposition(&self) -> String {
        let is_plain = |c: char| u8::try_from(c).is_ok_and(is_token_byte) && c.is_ascii();
        let name: String = self
            .0
            .chars()
            .map(|c| if is_plain(c) { c } else { '_' })
            .collect();
        format!("attachment;filename={name}")
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Shows nothing: the name of a file that is for sale may be secret.
impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileName").finish_non_exhaustive()
    }
}

/// Characters that are not seen, or that change how others are seen.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_reserved(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '"' | '\'' | '<' | '>' | ':' | '|' | '?' | '*' | ';' | '%'
        )
}

/// Names that Windows gives to devices, with any extension.
fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device);
        number.is_some_and(|number| {
            matches!(number, "\u{b9}" | "\u{b2}" | "\u{b3}")
                || matches!(number.as_bytes(), [b'0'..=b'9'])
        })
    };
    matches!(&*stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}

/// Shortens a name and keeps its extension.
fn cut(name: String) -> String {
    if name.len() <= MAX_BYTES {
        return name;
    }
    let extension = name
        .rfind('.')
        .and_then(|dot| name.get(dot..))
        .filter(|extension| extension.len() <= MAX_EXTENSION)
        .unwrap_or_default();
    let fits = |&(start, c): &(usize, char)| start + c.len_utf8() + extension.len() <= MAX_BYTES;
    let stem: String = name
        .char_indices()
        .take_while(fits)
        .map(|(_, c)| c)
        .collect();
    [stem.trim_end_matches('.'), extension].concat()
}

/// The value of a parameter, quoted or not, and what stands behind it.
fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, behind) = text.split_once(';').unwrap_or((text, ""));
        return (value.trim().to_string(), behind);
    };
    let mut value = String::new();
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => value.extend(chars.next()),
            c => value.push(c),
        }
    }
    (value, chars.as_str())
}
