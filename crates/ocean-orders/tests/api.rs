//! What users may rely on: traits, and the words of the errors.

#[path = "api/abi.rs"]
mod abi;
#[path = "api/verify.rs"]
mod verify;
