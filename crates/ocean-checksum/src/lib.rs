#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod enhanced;
mod error;
mod hash;
mod keys;
mod limits;
mod members;
mod number;
mod parse;
mod python;
mod scan;
mod string;
mod stringify;
mod tree;
mod value;

pub use enhanced::{ENHANCED_FIELDS, strip_enhanced};
pub use error::{JsonError, Position};
pub use hash::{Dialect, DocumentHash, ParseHashError};
pub use limits::Limits;
pub use members::Member;
pub use python::ocean_py_stringify;
pub use string::{JsonStr, js_quote};
pub use stringify::{js_stringify, js_stringify_with};
pub use tree::Json;
pub use value::{Array, Kind, Number, Object, Value};
