use alloc::{borrow::Cow, string::String, vec, vec::Vec};
use core::{marker::PhantomData, ops::Range};

use crate::{
    error::JsonError,
    keys::{MemberOrder, OpenKeys, narrow},
    limits::Limits,
    number,
    parse::{Container, Grammar, Sink, parse},
    scan::{NumberForm, NumberToken, Source, Spelling, StringToken},
    string,
    tree::Json,
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
    rewrite::<JsForm>(text, limits)
}

impl Json<'_> {
    /// The whole text in the JSON.stringify form.
    #[must_use]
    pub fn js_stringify(&self) -> Cow<'_, str> {
        self.root().js_stringify()
    }
}

impl<'t> Value<'t> {
    /// The value in the JSON.stringify form.
    #[must_use]
    pub fn js_stringify(self) -> Cow<'t, str> {
        // The text of a value has been read once, so that reading it again cannot fail.
        js_stringify_with(self.text(), Limits::NONE).unwrap_or_default()
    }
}

/// What a serialiser does not copy from the text, and how it writes that instead.
pub(crate) trait Form {
    const GRAMMAR: Grammar;
    const ORDER: MemberOrder;

    /// Whether the content of a string is written as it is spelled.
    fn keeps_string(source: Source<'_>, token: StringToken) -> bool;

    /// Writes the content of a string that is not kept.
    fn write_string(out: &mut String, content: &str);

    /// Gives the form of a number to `replace`, unless it is the text's own.
    fn number(source: Source<'_>, token: NumberToken, replace: impl FnOnce(&str));
}

struct JsForm;

impl Form for JsForm {
    const GRAMMAR: Grammar = Grammar::Json;
    const ORDER: MemberOrder = MemberOrder::JavaScript;

    #[inline]
    fn keeps_string(_source: Source<'_>, token: StringToken) -> bool {
        token.spelling != Spelling::Other
    }

    fn write_string(out: &mut String, content: &str) {
        string::write_js(out, content);
    }

    #[inline]
    fn number(source: Source<'_>, token: NumberToken, replace: impl FnOnce(&str)) {
        if token.form == NumberForm::Other {
            let text = source.slice(token.start, token.end);
            number::js_form(text, |js| {
                if js != text {
                    replace(js);
                }
            });
        }
    }
}

/// Reads a text and writes it in a form, copying what is in that form already: borrowed if all is.
pub(crate) fn rewrite<F: Form>(text: &str, limits: Limits) -> Result<Cow<'_, str>, JsonError> {
    let source = Source::new(text);
    let mut rewriter = Rewriter::<F> {
        source,
        out: String::new(),
        copied: 0,
        keys: OpenKeys::new(source, F::ORDER),
        moved: Vec::new(),
        form: PhantomData,
    };
    parse(text, F::GRAMMAR, limits, &mut rewriter)?;
    Ok(rewriter.finish())
}

/// Copies the text in runs that are as long as they can be.
struct Rewriter<'a, F> {
    source: Source<'a>,
    out: String,
    /// What of the text is in `out`, or left out; 0 while nothing had to be changed.
    copied: usize,
    /// Tagged with where in `out` objects and keys begin.
    keys: OpenKeys<'a>,
    moved: Vec<Moved>,
    form: PhantomData<F>,
}

/// An object whose members are not in their order yet, as it stands in the output.
struct Moved {
    start: u32,
    end: u32,
    /// The members in their order, from the key's quote to the end of the value.
    members: Vec<Range<u32>>,
}

impl<'a, F: Form> Rewriter<'a, F> {
    /// Where in the output the text at `at` will stand.
    #[inline]
    fn position(&self, at: usize) -> u32 {
        narrow(self.out.len() + (at - self.copied))
    }

    /// Copies what stands before `start`, and goes on behind `end`.
    #[inline]
    fn leave_out(&mut self, start: usize, end: usize) {
        if self.copied == 0 {
            self.out.reserve(self.source.text.len());
        }
        self.out.push_str(self.source.slice(self.copied, start));
        self.copied = end;
    }

    #[inline]
    fn content(&mut self, token: StringToken) {
        if !F::keeps_string(self.source, token) {
            self.rewrite_content(token);
        }
    }

    #[inline(never)]
    fn rewrite_content(&mut self, token: StringToken) {
        self.leave_out(token.start, token.end);
        F::write_string(&mut self.out, self.source.slice(token.start, token.end));
    }

    /// Notes the order of the members of the object that ends before `end`.
    #[inline]
    fn order_members(&mut self, end: usize) {
        let Some(members) = self.keys.reordered() else {
            return;
        };
        let end = self.position(end);
        let keys = self.keys.innermost();
        let start_of = |place: usize| keys.get(place).map(|key| key.tag);
        let members = members
            .iter()
            .filter_map(|member| {
                // Equal keys are written alike, so that a member moves as a whole.
                let next = start_of(member.value + 1).unwrap_or(end);
                Some(start_of(member.value)?..next - 1)
            })
            .collect();
        self.moved.push(Moved {
            start: self.keys.object_tag(),
            end,
            members,
        });
    }

    fn finish(mut self) -> Cow<'a, str> {
        let text = self.source.text;
        let written = if self.copied == 0 {
            Cow::Borrowed(text)
        } else {
            self.leave_out(text.len(), text.len());
            Cow::Owned(self.out)
        };
        if self.moved.is_empty() {
            return written;
        }
        self.moved.sort_unstable_by_key(|object| object.start);
        Cow::Owned(assemble(&written, &self.moved))
    }
}

/// What is still to be written, the next one last.
enum Piece {
    Comma,
    Part(Range<u32>),
}

/// Writes a text anew with the members of its `moved` objects, sorted by their place, in order.
fn assemble(written: &str, moved: &[Moved]) -> String {
    let mut out = String::with_capacity(written.len());
    let mut pieces = vec![Piece::Part(0..narrow(written.len()))];
    while let Some(piece) = pieces.pop() {
        let Piece::Part(part) = piece else {
            out.push(',');
            continue;
        };
        let next = moved.partition_point(|object| object.start < part.start);
        let object = moved.get(next).filter(|object| object.start < part.end);
        let end = object.map_or(part.end, |object| object.start + 1);
        out.push_str(
            written
                .get(part.start as usize..end as usize)
                .unwrap_or_default(),
        );
        if let Some(object) = object {
            pieces.push(Piece::Part(object.end - 1..part.end));
            for (place, member) in object.members.iter().enumerate().rev() {
                pieces.push(Piece::Part(member.clone()));
                if place > 0 {
                    pieces.push(Piece::Comma);
                }
            }
        }
    }
    out
}

impl<F: Form> Sink for Rewriter<'_, F> {
    #[inline]
    fn space(&mut self, start: usize, end: usize) {
        self.leave_out(start, end);
    }

    #[inline]
    fn begin(&mut self, at: usize, container: Container) {
        if container == Container::Object {
            self.keys.begin(self.position(at));
        }
    }

    #[inline]
    fn key(&mut self, key: StringToken) {
        let position = self.position(key.start - 1);
        self.keys.push(key, position);
        self.content(key);
    }

    #[inline]
    fn string(&mut self, string: StringToken) {
        self.content(string);
    }

    #[inline]
    fn number(&mut self, token: NumberToken) {
        F::number(self.source, token, |number| {
            self.leave_out(token.start, token.end);
            self.out.push_str(number);
        });
    }

    #[inline]
    fn end(&mut self, end: usize, container: Container) {
        if container == Container::Object {
            self.order_members(end);
            self.keys.end();
        }
    }
}
