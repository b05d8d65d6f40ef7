//! The grammar, once: it checks a text and tells a [`Sink`] what it meets, without recursion.

use alloc::boxed::Box;

use smallvec::SmallVec;

use crate::{
    error::{JsonError, Position},
    limits::Limits,
    scan::{Fault, NumberToken, Source, StringToken},
};

/// What is done with the parts of a text while it is read.
pub(crate) trait Sink {
    /// White space between two tokens.
    fn space(&mut self, _start: usize, _end: usize) {}
    fn begin(&mut self, _at: usize, _container: Container) {}
    fn key(&mut self, _key: StringToken) {}
    fn string(&mut self, _string: StringToken) {}
    fn number(&mut self, _number: NumberToken) {}
    fn literal(&mut self, _at: usize, _literal: Literal) {}
    /// The innermost container ends; `end` lies behind its bracket.
    fn end(&mut self, _end: usize, _container: Container) {}
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    Array,
    Object,
}

impl Container {
    const fn end(self) -> u8 {
        match self {
            Self::Array => b']',
            Self::Object => b'}',
        }
    }
}

/// A value that is written as a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Literal {
    Null,
    True,
    False,
    NaN,
    Infinity,
    NegativeInfinity,
}

impl Literal {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::True => "true",
            Self::False => "false",
            Self::NaN => "NaN",
            Self::Infinity => "Infinity",
            Self::NegativeInfinity => "-Infinity",
        }
    }
}

/// Whose grammar a text is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grammar {
    /// RFC 8259, as `JSON.parse` takes it.
    Json,
    /// The same and `NaN`, `Infinity`, `-Infinity`, as Python's `json.loads` takes it.
    Python,
}

/// No form of a text is more than six times as long, so that every offset fits 32 bits.
const MAX_LEN: usize = u32::MAX as usize / 8;

/// Reads `text` to its end.
#[inline]
pub(crate) fn parse<S: Sink>(
    text: &str,
    grammar: Grammar,
    limits: Limits,
    sink: &mut S,
) -> Result<(), JsonError> {
    let max_len = limits.max_len.min(MAX_LEN);
    if text.len() > max_len {
        return Err(JsonError::TooLong {
            len: text.len(),
            max_len,
        });
    }
    let mut parser = Parser {
        source: Source::new(text),
        grammar,
        max_depth: limits.max_depth,
        open: Nesting::default(),
        sink,
    };
    parser.run().map_err(|fault| *fault)
}

struct Parser<'a, 's, S> {
    source: Source<'a>,
    grammar: Grammar,
    max_depth: usize,
    open: Nesting,
    sink: &'s mut S,
}

/// Each step takes the offset where it begins and returns the one where it ended, and each is
/// called from one place, so that they become one loop.
impl<S: Sink> Parser<'_, '_, S> {
    fn run(&mut self) -> Result<(), Fault> {
        let mut at = 0;
        'value: loop {
            if self.open.innermost == Some(Container::Object) {
                at = self.key(at)?;
            }
            let end = loop {
                match self.source.byte(at) {
                    Some(b'"') => break self.string(at)?,
                    Some(bracket @ (b'{' | b'[')) => {
                        let container = match bracket {
                            b'{' => Container::Object,
                            _ => Container::Array,
                        };
                        at = self.begin(at, container)?;
                        if self.source.byte(at) == Some(container.end()) {
                            break at;
                        }
                        continue 'value;
                    }
                    Some(b'0'..=b'9' | b'-') => break self.number(at)?,
                    Some(b' ' | b'\n' | b'\r' | b'\t') => at = self.skip_space(at),
                    _ => break self.word(at)?,
                }
            };
            match self.next(end)? {
                Some(next) => at = next,
                None => return Ok(()),
            }
        }
    }

    /// Goes behind the comma after a value, or to the end of the text: then `None`.
    #[inline]
    fn next(&mut self, mut at: usize) -> Result<Option<usize>, Fault> {
        loop {
            match (self.source.byte(at), self.open.innermost) {
                (Some(b','), Some(_)) => return Ok(Some(at + 1)),
                (Some(b'}'), Some(container @ Container::Object))
                | (Some(b']'), Some(container @ Container::Array)) => {
                    at += 1;
                    self.open.pop();
                    self.sink.end(at, container);
                }
                (Some(b' ' | b'\n' | b'\r' | b'\t'), _) => at = self.skip_space(at),
                (None, None) => return Ok(None),
                (_, open) => {
                    let expected = match open {
                        Some(Container::Object) => "`,` or `}`",
                        Some(Container::Array) => "`,` or `]`",
                        None => "nothing more after the value",
                    };
                    return Err(self.source.unexpected(at, expected));
                }
            }
        }
    }

    /// Reads a key and its colon.
    #[inline]
    fn key(&mut self, at: usize) -> Result<usize, Fault> {
        let at = self.expect(b'"', at, "a key")?;
        let (start, end) = (at + 1, self.source.plain_end(at + 1));
        let end = if self.source.byte(end) == Some(b'"') {
            self.sink.key(StringToken::plain(start, end));
            end
        } else {
            self.escaped_key(start, end)?
        };
        Ok(self.expect(b':', end + 1, "`:`")? + 1)
    }

    /// Where `byte` stands, perhaps behind white space.
    #[inline]
    fn expect(&mut self, byte: u8, at: usize, name: &'static str) -> Result<usize, Fault> {
        if self.source.byte(at) == Some(byte) {
            return Ok(at);
        }
        let at = self.skip_space(at);
        if self.source.byte(at) == Some(byte) {
            Ok(at)
        } else {
            Err(self.source.unexpected(at, name))
        }
    }

    #[inline]
    fn string(&mut self, at: usize) -> Result<usize, Fault> {
        let (start, end) = (at + 1, self.source.plain_end(at + 1));
        if self.source.byte(end) == Some(b'"') {
            self.sink.string(StringToken::plain(start, end));
            return Ok(end + 1);
        }
        self.escaped_string(start, end)
    }

    #[cold]
    fn escaped_string(&mut self, start: usize, at: usize) -> Result<usize, Fault> {
        let string = self.source.escaped_string(start, at)?;
        self.sink.string(string);
        Ok(string.end + 1)
    }

    #[cold]
    fn escaped_key(&mut self, start: usize, at: usize) -> Result<usize, Fault> {
        let key = self.source.escaped_string(start, at)?;
        self.sink.key(key);
        Ok(key.end)
    }

    #[inline]
    fn begin(&mut self, at: usize, container: Container) -> Result<usize, Fault> {
        if self.open.depth >= self.max_depth {
            return Err(Box::new(JsonError::TooDeep {
                at: Position::of(self.source.text, at),
                max_depth: self.max_depth,
            }));
        }
        self.open.push(container);
        self.sink.begin(at, container);
        Ok(match self.source.byte(at + 1) {
            Some(b' ' | b'\n' | b'\r' | b'\t') => self.skip_space(at + 1),
            _ => at + 1,
        })
    }

    #[inline]
    fn number(&mut self, at: usize) -> Result<usize, Fault> {
        match self.source.number(at) {
            Ok(number) => {
                self.sink.number(number);
                Ok(number.end)
            }
            Err(_) if self.source.byte(at + 1) == Some(b'I') => self.word(at),
            Err(fault) => Err(fault),
        }
    }

    /// Reads a value that is written as a word.
    fn word(&mut self, start: usize) -> Result<usize, Fault> {
        let python = self.grammar == Grammar::Python;
        let literal = match self.source.byte(start) {
            Some(b't') => Literal::True,
            Some(b'f') => Literal::False,
            Some(b'n') => Literal::Null,
            Some(b'N') if python => Literal::NaN,
            Some(b'I') if python => Literal::Infinity,
            Some(b'-') if python => Literal::NegativeInfinity,
            Some(b'-') => return Err(self.source.unexpected(start + 1, "a digit")),
            _ => return Err(self.source.unexpected(start, "a value")),
        };
        let mut at = start;
        for expected in literal.text().bytes() {
            if self.source.byte(at) != Some(expected) {
                return Err(self.source.unexpected(at, literal.text()));
            }
            at += 1;
        }
        self.sink.literal(start, literal);
        Ok(at)
    }

    #[inline(never)]
    fn skip_space(&mut self, start: usize) -> usize {
        let mut at = start;
        loop {
            let blanks = self.source.blanks(at);
            at += blanks;
            if blanks == 8 {
                continue;
            }
            match self.source.byte(at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => at += 1,
                _ => break,
            }
        }
        if at > start {
            self.sink.space(start, at);
        }
        at
    }
}

/// The open containers, a bit each.
#[derive(Default)]
struct Nesting {
    depth: usize,
    innermost: Option<Container>,
    /// The containers around the innermost one, the nearest in the lowest bit: set for an object.
    around: u64,
    /// Full words of those further out.
    further: SmallVec<[u64; 8]>,
}

impl Nesting {
    #[inline]
    fn push(&mut self, container: Container) {
        if self.depth.is_multiple_of(64) {
            self.further.push(self.around);
        }
        self.around = self.around << 1 | u64::from(self.innermost == Some(Container::Object));
        self.depth += 1;
        self.innermost = Some(container);
    }

    #[inline]
    fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.innermost = match self.depth {
            0 => None,
            _ if self.around & 1 == 1 => Some(Container::Object),
            _ => Some(Container::Array),
        };
        self.around >>= 1;
        if self.depth.is_multiple_of(64) {
            self.around = self.further.pop().unwrap_or_default();
        }
    }
}
