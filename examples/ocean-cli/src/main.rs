//! The `ocean` program.
fn main() {}
