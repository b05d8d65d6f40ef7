#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod cipher;
mod ciphertext;
#[cfg(feature = "std")]
mod decompress;
#[cfg(feature = "std")]
mod envelope;
#[cfg(feature = "std")]
mod flags;
#[cfg(feature = "std")]
mod lzma;
mod open;
mod seal;
#[cfg(feature = "std")]
mod xz;

pub use ciphertext::{Ciphertext, ParseCiphertextError};
#[cfg(feature = "std")]
#[cfg_attr(docsrs, doc(cfg(feature = "std")))]
pub use decompress::DecompressError;
#[cfg(feature = "std")]
#[cfg_attr(docsrs, doc(cfg(feature = "std")))]
pub use envelope::{Compression, Envelope, EnvelopeError, MAX_DICTIONARY, MAX_DOCUMENT, PackError};
#[cfg(feature = "std")]
#[cfg_attr(docsrs, doc(cfg(feature = "std")))]
pub use flags::{Flags, FlagsError};
#[cfg(feature = "getrandom")]
#[cfg_attr(docsrs, doc(cfg(feature = "getrandom")))]
pub use ocean_keys::system_random;
pub use open::{OpenError, open, open_any, open_batch, open_into};
pub use seal::{OVERHEAD, SealError, seal, seal_into, seal_to_self, seal_to_self_into};
