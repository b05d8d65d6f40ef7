//! Live checks against the real peers; README.md says what each command does.

mod arguments;
mod credentials;
mod document;
mod peer;
mod tally;
mod text;

pub use arguments::Arguments;
pub use credentials::{CredentialsCase, CredentialsGenerator};
pub use document::{DocumentCase, DocumentGenerator};
pub use peer::{Peer, answers, directory, node, python};
pub use tally::Tally;
pub use text::TextGenerator;

/// What a check returns when it could not be carried out at all.
pub type Failure = Box<dyn std::error::Error>;
