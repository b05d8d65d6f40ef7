//! Where a value stands, told only when somebody asks.

use alloc::{string::String, vec::Vec};
use core::fmt::Write as _;

use ocean_checksum::JsonStr;

/// A chain of tokens up to the root, on the stack of the walk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'p> {
    above: Option<&'p Place<'p>>,
    token: Token<'p>,
}

#[derive(Clone, Copy, Debug)]
enum Token<'p> {
    Root,
    Member(&'p str),
    Key(JsonStr<'p>),
    Index(usize),
}

impl<'p> Place<'p> {
    pub(crate) const ROOT: Place<'static> = Place {
        above: None,
        token: Token::Root,
    };

    /// A member whose key the rules name.
    pub(crate) fn member(&'p self, key: &'p str) -> Self {
        self.below(Token::Member(key))
    }

    /// A member whose key the document names.
    pub(crate) fn key(&'p self, key: JsonStr<'p>) -> Self {
        self.below(Token::Key(key))
    }

    pub(crate) fn index(&'p self, index: usize) -> Self {
        self.below(Token::Index(index))
    }

    fn below(&'p self, token: Token<'p>) -> Self {
        Self {
            above: Some(self),
            token,
        }
    }

    pub(crate) fn is_root(&self) -> bool {
        self.above.is_none()
    }

    /// The JSON pointer (RFC 6901).
    pub(crate) fn pointer(&self) -> String {
        let mut tokens = Vec::new();
        let mut place = Some(self);
        while let Some(here) = place {
            tokens.push(here.token);
            place = here.above;
        }
        let mut pointer = String::new();
        for token in tokens.into_iter().rev() {
            // Writing into a string cannot fail.
            let _ = match token {
                Token::Root => Ok(()),
                Token::Member(key) => write!(pointer, "/{key}"),
                Token::Index(index) => write!(pointer, "/{index}"),
                Token::Key(key) => {
                    let key = key.to_string_lossy();
                    write!(pointer, "/{}", key.replace('~', "~0").replace('/', "~1"))
                }
            };
        }
        pointer
    }
}
