//! `ocean compute`.

mod admit;
mod checksum;

pub(crate) use self::{admit::admit, checksum::checksum};
