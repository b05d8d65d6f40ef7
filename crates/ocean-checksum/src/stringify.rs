use alloc::{
    borrow::Cow,
    string::String,
    vec::{self, Vec},
};

use smallvec::SmallVec;

use crate::{
    canonical::is_canonical,
    error::JsonError,
    limits::Limits,
    number,
    parse::Container,
    scan::NumberForm,
    string,
    tree::{Json, NONE, Tag},
    value::Value,
};

/// `JSON.stringify(JSON.parse(text))`, exactly as Node 20 answers, within the default [`Limits`].
///
/// Borrowed, and nothing allocated for documents of ordinary shape, when `text` already has that
/// form.
///
/// ```
/// use ocean_checksum::js_stringify;
///
/// assert_eq!(js_stringify(r#"{ "b": 1.0, "1": 1E2, "b": "\u00e3\/" }"#)?, r#"{"1":100,"b":"ã/"}"#);
/// # Ok::<(), ocean_checksum::JsonError>(())
/// ```
///
/// # Errors
/// Where `JSON.parse` throws, naming place and reason, and beyond the limits.
pub fn js_stringify(text: &str) -> Result<Cow<'_, str>, JsonError> {
    js_stringify_with(text, Limits::default())
}

/// [`js_stringify`] within limits of the caller's.
///
/// # Errors
/// As [`js_stringify`].
pub fn js_stringify_with(text: &str, limits: Limits) -> Result<Cow<'_, str>, JsonError> {
    if is_canonical(text, limits)? {
        return Ok(Cow::Borrowed(text));
    }
    let json = Json::parse_with(text, limits)?;
    Ok(Cow::Owned(json.js_stringify()))
}

/// How one serialiser writes what is not a bracket, a comma or a colon.
pub(crate) trait Form {
    /// Whether members are written as in the text, or else in JavaScript's order.
    const TEXT_ORDER: bool;

    /// Writes a token; `text` is its place in the text, a string's without the quotes.
    fn token(out: &mut String, text: &str, tag: Tag);
}

struct JsForm;

impl Form for JsForm {
    const TEXT_ORDER: bool = false;

    #[inline]
    fn token(out: &mut String, text: &str, tag: Tag) {
        match tag {
            Tag::Number(NumberForm::Other) => number::write_js(out, text),
            Tag::String(spelling) | Tag::Key(spelling) => string::write_js(out, text, spelling),
            _ => out.push_str(text),
        }
    }
}

impl Json<'_> {
    /// The whole text in the JSON.stringify form.
    #[must_use]
    pub fn js_stringify(&self) -> String {
        self.root().js_stringify()
    }
}

impl Value<'_> {
    /// The value in the JSON.stringify form.
    #[must_use]
    pub fn js_stringify(self) -> String {
        write::<JsForm>(self)
    }
}

/// A container that is being written.
struct Frame {
    keys: Keys,
    container: Container,
    first: bool,
}

enum Keys {
    Linked(u32),
    Listed(vec::IntoIter<u32>),
}

/// Writes a value in the given form, without recursion.
pub(crate) fn write<F: Form>(root: Value<'_>) -> String {
    let mut out = String::with_capacity(root.span().len());
    let mut open: SmallVec<[Frame; 16]> = SmallVec::new();
    let mut value = root;
    loop {
        let node = value.node();
        match node.tag {
            Tag::Array => {
                out.push('[');
                open.push(Frame::new(Container::Array, Keys::Linked(node.child)));
            }
            Tag::Object { reordered } => {
                out.push('{');
                let keys = if reordered && F::TEXT_ORDER {
                    Keys::in_text_order(value)
                } else {
                    Keys::Linked(node.child)
                };
                open.push(Frame::new(Container::Object, keys));
            }
            tag => F::token(&mut out, node.token(value.source()), tag),
        }
        value = loop {
            let Some(frame) = open.last_mut() else {
                return out;
            };
            let Some(next) = frame.keys.next(root) else {
                out.push(match frame.container {
                    Container::Array => ']',
                    Container::Object => '}',
                });
                open.pop();
                continue;
            };
            if !core::mem::take(&mut frame.first) {
                out.push(',');
            }
            let next = root.at(next);
            if frame.container == Container::Array {
                break next;
            }
            let key = next.node();
            F::token(&mut out, key.token(next.source()), key.tag);
            out.push(':');
            break next.at(key.child);
        };
    }
}

impl Frame {
    fn new(container: Container, keys: Keys) -> Self {
        Self {
            keys,
            container,
            first: true,
        }
    }
}

impl Keys {
    fn in_text_order(object: Value<'_>) -> Self {
        let mut keys: Vec<u32> = object.children().map(Value::index).collect();
        keys.sort_unstable();
        Self::Listed(keys.into_iter())
    }

    #[inline]
    fn next(&mut self, root: Value<'_>) -> Option<u32> {
        match self {
            Self::Linked(next) => {
                let current = (*next != NONE).then_some(*next)?;
                *next = root.at(current).node().next;
                Some(current)
            }
            Self::Listed(keys) => keys.next(),
        }
    }
}
