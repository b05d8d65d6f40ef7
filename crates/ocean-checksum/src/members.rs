use alloc::vec::Vec;
use core::ops::Range;

use crate::{
    limits::Limits,
    parse::{Container, Grammar, Literal, Sink, parse},
    scan::{NumberToken, StringToken},
    string::JsonStr,
    value::Object,
};

/// A member of an object as it is written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Member<'t> {
    /// The key.
    pub key: JsonStr<'t>,
    /// Where the member stands in the text, in bytes: from the quote of its key to the end of its
    /// value.
    pub span: Range<usize>,
}

impl<'t> Object<'t> {
    /// The members as they are written, in the order of the text and repeated ones too: what an
    /// edit of the text must know. The object is read again for them.
    #[must_use]
    pub fn members_as_written(self) -> Vec<Member<'t>> {
        let text = self.value().text();
        let mut outermost = Outermost {
            text,
            start: self.value().span().start,
            depth: 0,
            members: Vec::new(),
        };
        // The text has been read once, so that reading it again cannot fail.
        let _ = parse(text, Grammar::Json, Limits::NONE, &mut outermost);
        outermost.members
    }
}

/// Collects the members of the outermost object.
struct Outermost<'t> {
    text: &'t str,
    /// Where the object begins in the whole text.
    start: usize,
    depth: usize,
    members: Vec<Member<'t>>,
}

impl Outermost<'_> {
    /// A value ends at `end`.
    fn value(&mut self, end: usize) {
        if self.depth == 1
            && let Some(member) = self.members.last_mut()
        {
            member.span.end = self.start + end;
        }
    }
}

impl Sink for Outermost<'_> {
    fn begin(&mut self, _at: usize, _container: Container) {
        self.depth += 1;
    }

    fn key(&mut self, key: StringToken) {
        if self.depth == 1 {
            self.members.push(Member {
                key: JsonStr::of_token(self.text, key),
                span: self.start + key.start - 1..self.start + key.end,
            });
        }
    }

    fn string(&mut self, string: StringToken) {
        self.value(string.end + 1);
    }

    fn number(&mut self, number: NumberToken) {
        self.value(number.end);
    }

    fn literal(&mut self, at: usize, literal: Literal) {
        self.value(at + literal.text().len());
    }

    fn end(&mut self, end: usize, _container: Container) {
        self.depth -= 1;
        self.value(end);
    }
}
