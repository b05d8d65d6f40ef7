//! `ocean schema`.

use ocean_ddo::SCHEMA_4_1;

use crate::output::{self, Answer, Failure};

pub(crate) fn run() -> Result<Answer, Failure> {
    output::after(output::print_exactly(SCHEMA_4_1.as_bytes()), Answer::Yes)
}
