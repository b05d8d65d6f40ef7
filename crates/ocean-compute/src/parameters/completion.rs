//! Writing defaults into a JSON text.

use alloc::{borrow::Cow, collections::BTreeMap, format, string::String, vec::Vec};

use ocean_checksum::{JsonStr, Object, Value};

use super::{MAX_COMPLETED_BYTES, ParameterViolation, member};

/// A text with the changes that are to be made to it.
pub(super) struct Completion<'v, 'd> {
    values: Option<Value<'v>>,
    /// By the place where the object begins.
    written: BTreeMap<usize, Vec<Written<'d>>>,
    /// Bytes of the text when it is finished, or a bit more.
    len: usize,
}

struct Written<'d> {
    name: JsonStr<'d>,
    /// What is cut out, in bytes of the whole text; empty where a member is added.
    start: usize,
    end: usize,
    text: String,
    /// Where in `text` the default begins.
    default_at: usize,
}

impl<'v, 'd> Completion<'v, 'd> {
    pub(super) fn new(values: Option<Value<'v>>) -> Self {
        Self {
            values,
            written: BTreeMap::new(),
            len: values.map_or(2, |values| values.text().len()),
        }
    }

    /// The default that was written for this key of this object.
    pub(super) fn default(&self, object: Option<Value<'v>>, name: JsonStr<'_>) -> Option<&str> {
        let mut written = self.written.get(&start(object))?.iter();
        let written = written.find(|written| written.name == name)?;
        written.text.get(written.default_at..)
    }

    /// Writes a default in the place of a null or of another default, else behind the members.
    pub(super) fn write(&mut self, object: Option<Value<'v>>, name: JsonStr<'d>, default: &str) {
        self.len = self.len.saturating_add(name.raw().len() + default.len());
        if self.len > MAX_COMPLETED_BYTES {
            return;
        }
        let written = self.written.entry(start(object)).or_default();
        if let Some(written) = written.iter_mut().find(|written| written.name == name) {
            written.text.truncate(written.default_at);
            written.text.push_str(default);
            return;
        }
        let null = object.and_then(|object| member(object, name));
        let (start, end, text): (_, _, String) = if let Some(null) = null {
            let span = null.span();
            (span.start, span.end, default.into())
        } else {
            let members = object.and_then(Value::as_object);
            let is_first = members.is_none_or(Object::is_empty) && written.is_empty();
            let comma = if is_first { "" } else { "," };
            let brace = object.map_or(1, |object| object.span().end - 1);
            let text = format!("{comma}\"{}\":{default}", name.raw());
            (brace, brace, text)
        };
        written.push(Written {
            name,
            start,
            end,
            default_at: text.len() - default.len(),
            text,
        });
    }

    pub(super) fn finish(self) -> Result<Cow<'v, str>, ParameterViolation> {
        if self.len > MAX_COMPLETED_BYTES {
            return Err(ParameterViolation::CompletedTooLong { found: self.len });
        }
        let (text, offset) = self
            .values
            .map_or(("{}", 0), |values| (values.text(), values.span().start));
        if self.written.is_empty() {
            return Ok(Cow::Borrowed(text));
        }
        let mut written: Vec<_> = self.written.into_values().flatten().collect();
        // Stable, so that members that are added keep their order.
        written.sort_by_key(|written| written.start);
        let mut out = String::with_capacity(self.len);
        let mut copied = 0;
        for written in written {
            let start = written.start - offset;
            out.push_str(text.get(copied..start).unwrap_or_default());
            out.push_str(&written.text);
            copied = written.end - offset;
        }
        out.push_str(text.get(copied..).unwrap_or_default());
        Ok(Cow::Owned(out))
    }
}

fn start(object: Option<Value<'_>>) -> usize {
    object.map_or(0, |object| object.span().start)
}
