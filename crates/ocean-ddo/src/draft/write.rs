//! JSON as `JSON.stringify` writes it.

use alloc::string::String;
use core::fmt::{self, Display, Write as _};

use alloy_primitives::B256;
use ocean_checksum::js_quote;

/// An object that is being written.
pub(super) struct Object<'w> {
    out: &'w mut String,
    is_empty: bool,
}

impl Object<'_> {
    /// Writes an object, whose members the function gives.
    pub(super) fn write(out: &mut String, members: impl FnOnce(&mut Object<'_>)) {
        out.push('{');
        members(&mut Object {
            out,
            is_empty: true,
        });
        out.push('}');
    }

    pub(super) fn object(&mut self, key: &str, members: impl FnOnce(&mut Object<'_>)) {
        Object::write(self.key(key), members);
    }

    pub(super) fn text(&mut self, key: &str, text: &str) {
        push_text(self.key(key), text);
    }

    /// A member that may be left out.
    pub(super) fn maybe(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    /// A text that needs no escapes, such as an address.
    pub(super) fn display(&mut self, key: &str, value: impl Display) {
        push_display(self.key(key), value);
    }

    /// A value that is JSON in this form already.
    pub(super) fn raw(&mut self, key: &str, json: impl Display) {
        // A string takes whatever is written to it.
        let _ = write!(self.key(key), "{json}");
    }

    pub(super) fn array<T>(&mut self, key: &str, elements: &[T], write: impl Fn(&mut String, &T)) {
        push_array(self.key(key), elements, write);
    }

    pub(super) fn objects<T>(
        &mut self,
        key: &str,
        elements: &[T],
        write: impl Fn(&T, &mut Object<'_>),
    ) {
        self.array(key, elements, |out, element| {
            Object::write(out, |object| write(element, object));
        });
    }

    pub(super) fn texts(&mut self, key: &str, texts: &[impl AsRef<str>]) {
        self.array(key, texts, |out, text| push_text(out, text.as_ref()));
    }

    fn key(&mut self, key: &str) -> &mut String {
        if !self.is_empty {
            self.out.push(',');
        }
        self.is_empty = false;
        push_text(self.out, key);
        self.out.push(':');
        self.out
    }
}

pub(super) fn push_array<T>(out: &mut String, elements: &[T], write: impl Fn(&mut String, &T)) {
    out.push('[');
    for (index, element) in elements.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(out, element);
    }
    out.push(']');
}

pub(super) fn push_text(out: &mut String, text: &str) {
    let is_escaped = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'\\');
    if text.bytes().any(is_escaped) {
        out.push_str(&js_quote(text));
    } else {
        push_display(out, text);
    }
}

pub(super) fn push_display(out: &mut String, value: impl Display) {
    // A string takes whatever is written to it.
    let _ = write!(out, "\"{value}\"");
}

/// Hashes one after the other, in lower-case digits without `0x`.
pub(super) struct Digits<'a>(pub(super) &'a [B256]);

impl Display for Digits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|hash| write!(f, "{hash:x}"))
    }
}
