//! The grammar, once: it checks a text and tells a [`Sink`] what it meets, without recursion.

use core::ops::ControlFlow;

use smallvec::SmallVec;

use crate::{
    error::{JsonError, Position},
    limits::Limits,
    scan::{NumberToken, Source, StringToken},
};

/// What is done with the parts of a text while it is read.
///
/// Each method may stop the reading; what follows in the text is then not checked.
pub(crate) trait Sink {
    /// White space between two tokens.
    fn space(&mut self) -> ControlFlow<()>;
    fn begin(&mut self, at: usize, container: Container) -> ControlFlow<()>;
    fn key(&mut self, key: StringToken) -> ControlFlow<()>;
    fn string(&mut self, string: StringToken) -> ControlFlow<()>;
    fn number(&mut self, number: NumberToken) -> ControlFlow<()>;
    fn literal(&mut self, at: usize, literal: Literal) -> ControlFlow<()>;
    /// The innermost container ends; `end` lies behind its bracket.
    fn end(&mut self, end: usize, container: Container) -> ControlFlow<()>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    Array,
    Object,
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

/// Reads `text` to its end, or until the sink stops it.
#[inline]
pub(crate) fn parse<S: Sink>(
    text: &str,
    grammar: Grammar,
    limits: Limits,
    sink: &mut S,
) -> Result<ControlFlow<()>, JsonError> {
    let max_len = limits.max_len.min(u32::MAX as usize);
    if text.len() > max_len {
        return Err(JsonError::TooLong {
            len: text.len(),
            max_len,
        });
    }
    let mut parser = Parser {
        source: Source::new(text),
        at: 0,
        grammar,
        max_depth: limits.max_depth,
        open: Nesting::default(),
        sink,
    };
    match parser.run() {
        Ok(()) => Ok(ControlFlow::Continue(())),
        Err(Stop::BySink) => Ok(ControlFlow::Break(())),
        Err(Stop::Error(error)) => Err(error),
    }
}

enum Stop {
    BySink,
    Error(JsonError),
}

impl From<JsonError> for Stop {
    fn from(error: JsonError) -> Self {
        Self::Error(error)
    }
}

fn go(flow: ControlFlow<()>) -> Result<(), Stop> {
    match flow {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Stop::BySink),
    }
}

struct Parser<'a, 's, S> {
    source: Source<'a>,
    at: usize,
    grammar: Grammar,
    max_depth: usize,
    open: Nesting,
    sink: &'s mut S,
}

impl<S: Sink> Parser<'_, '_, S> {
    fn run(&mut self) -> Result<(), Stop> {
        self.skip_space()?;
        loop {
            self.value()?;
            if self.after_value()? {
                return Ok(());
            }
        }
    }

    /// Reads a scalar, an empty container, or all that stands before the first value inside one.
    #[inline]
    fn value(&mut self) -> Result<(), Stop> {
        loop {
            match self.source.byte(self.at) {
                Some(b'"') => {
                    let string = self.source.string(self.at + 1)?;
                    self.at = string.end + 1;
                    return go(self.sink.string(string));
                }
                Some(b'{') => {
                    self.begin(Container::Object)?;
                    if self.source.byte(self.at) == Some(b'}') {
                        return self.end();
                    }
                    self.key("a key or `}`")?;
                }
                Some(b'[') => {
                    self.begin(Container::Array)?;
                    if self.source.byte(self.at) == Some(b']') {
                        return self.end();
                    }
                }
                Some(b'0'..=b'9') => return self.number(),
                Some(b'-') => {
                    if self.grammar == Grammar::Python
                        && self.source.byte(self.at + 1) == Some(b'I')
                    {
                        return self.literal(Literal::NegativeInfinity);
                    }
                    return self.number();
                }
                Some(b't') => return self.literal(Literal::True),
                Some(b'f') => return self.literal(Literal::False),
                Some(b'n') => return self.literal(Literal::Null),
                Some(b'N') if self.grammar == Grammar::Python => {
                    return self.literal(Literal::NaN);
                }
                Some(b'I') if self.grammar == Grammar::Python => {
                    return self.literal(Literal::Infinity);
                }
                _ => return Err(self.source.unexpected(self.at, "a value").into()),
            }
        }
    }

    /// Goes on to the next value: whether the text ended instead.
    #[inline]
    fn after_value(&mut self) -> Result<bool, Stop> {
        loop {
            self.skip_space()?;
            let byte = self.source.byte(self.at);
            match (self.open.top(), byte) {
                (Some(Container::Object), Some(b',')) => {
                    self.at += 1;
                    self.skip_space()?;
                    self.key("a key")?;
                    return Ok(false);
                }
                (Some(Container::Array), Some(b',')) => {
                    self.at += 1;
                    self.skip_space()?;
                    return Ok(false);
                }
                (Some(Container::Object), Some(b'}')) | (Some(Container::Array), Some(b']')) => {
                    self.end()?;
                }
                (None, None) => return Ok(true),
                (open, _) => {
                    let expected = match open {
                        Some(Container::Object) => "`,` or `}`",
                        Some(Container::Array) => "`,` or `]`",
                        None => "nothing more after the value",
                    };
                    return Err(self.source.unexpected(self.at, expected).into());
                }
            }
        }
    }

    #[inline]
    fn key(&mut self, expected: &'static str) -> Result<(), Stop> {
        if self.source.byte(self.at) != Some(b'"') {
            return Err(self.source.unexpected(self.at, expected).into());
        }
        let key = self.source.string(self.at + 1)?;
        self.at = key.end + 1;
        go(self.sink.key(key))?;
        self.skip_space()?;
        if self.source.byte(self.at) != Some(b':') {
            return Err(self.source.unexpected(self.at, "`:`").into());
        }
        self.at += 1;
        self.skip_space()
    }

    #[inline]
    fn begin(&mut self, container: Container) -> Result<(), Stop> {
        if self.open.depth >= self.max_depth {
            return Err(Stop::Error(JsonError::TooDeep {
                at: Position::of(self.source.text, self.at),
                max_depth: self.max_depth,
            }));
        }
        self.open.push(container);
        go(self.sink.begin(self.at, container))?;
        self.at += 1;
        self.skip_space()
    }

    #[inline]
    fn end(&mut self) -> Result<(), Stop> {
        self.at += 1;
        match self.open.pop() {
            Some(container) => go(self.sink.end(self.at, container)),
            None => Ok(()),
        }
    }

    #[inline]
    fn number(&mut self) -> Result<(), Stop> {
        let number = self.source.number(self.at)?;
        self.at = number.end;
        go(self.sink.number(number))
    }

    fn literal(&mut self, literal: Literal) -> Result<(), Stop> {
        let start = self.at;
        for expected in literal.text().bytes() {
            if self.source.byte(self.at) != Some(expected) {
                return Err(self.source.unexpected(self.at, literal.text()).into());
            }
            self.at += 1;
        }
        go(self.sink.literal(start, literal))
    }

    #[inline]
    fn skip_space(&mut self) -> Result<(), Stop> {
        match self.source.byte(self.at) {
            Some(b' ' | b'\n' | b'\r' | b'\t') => {}
            _ => return Ok(()),
        }
        go(self.sink.space())?;
        while matches!(
            self.source.byte(self.at),
            Some(b' ' | b'\n' | b'\r' | b'\t')
        ) {
            self.at += 1;
        }
        Ok(())
    }
}

/// The open containers, a bit each.
#[derive(Default)]
struct Nesting {
    depth: usize,
    /// Bit `depth % 64` of the last word says whether the innermost container is an object.
    words: SmallVec<[u64; 8]>,
}

impl Nesting {
    fn push(&mut self, container: Container) {
        if self.depth.is_multiple_of(64) {
            self.words.push(0);
        }
        let bit = 1 << (self.depth % 64);
        if let Some(word) = self.words.last_mut() {
            match container {
                Container::Object => *word |= bit,
                Container::Array => *word &= !bit,
            }
        }
        self.depth += 1;
    }

    #[inline]
    fn top(&self) -> Option<Container> {
        let index = self.depth.checked_sub(1)?;
        let word = self.words.last()?;
        Some(if word >> (index % 64) & 1 == 1 {
            Container::Object
        } else {
            Container::Array
        })
    }

    fn pop(&mut self) -> Option<Container> {
        let top = self.top()?;
        self.depth -= 1;
        if self.depth.is_multiple_of(64) {
            self.words.pop();
        }
        Some(top)
    }
}
