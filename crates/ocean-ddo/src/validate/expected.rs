//! What a rule asks for, put into words only when somebody asks.

use alloc::{borrow::Cow, format, string::ToString as _};

use alloy_primitives::Address;
use ocean_did::Did;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Expected {
    Words(&'static str),
    /// Characters, from and to.
    Length(usize, usize),
    AtMost(usize),
    Did(Did),
    Address(Address),
}

impl Expected {
    pub(crate) fn words(self) -> Cow<'static, str> {
        match self {
            Self::Words(words) => words.into(),
            Self::Length(0, max) => format!("at most {max} characters").into(),
            Self::Length(min, usize::MAX) => format!("at least {min} characters").into(),
            Self::Length(min, max) if min == max => format!("{min} characters").into(),
            Self::Length(min, max) => format!("{min} to {max} characters").into(),
            Self::AtMost(1) => "one value".into(),
            Self::AtMost(max) => format!("at most {max} elements").into(),
            Self::Did(did) => did.to_string().into(),
            Self::Address(address) => format!("{address}, as EIP-55 spells these digits").into(),
        }
    }
}
