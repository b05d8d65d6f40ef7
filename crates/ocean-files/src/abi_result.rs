//! A contract's answer as JSON text.
//!
//! The answer is written while it is read. Nothing is built in memory, because the arrays of a
//! short answer may all point to the same place and stand for more than any memory holds.

use alloc::{
    format,
    string::{String, ToString as _},
};

use alloy_dyn_abi::DynSolType;
use alloy_primitives::{Address, I256, U256, hex};
use ocean_checksum::{js_quote, ocean_py_stringify};

use crate::{error::ContractResultError, limits::MAX_RESULT_BYTES};

/// The JSON text of an answer, as Provider 2.1.6 makes it with Python's `json.dumps`: one output
/// stands for itself, several are an array, a tuple is an array.
pub(crate) fn json_text(
    outputs: &[DynSolType],
    answer: &[u8],
) -> Result<String, ContractResultError> {
    let mut writer = Writer {
        answer,
        out: String::new(),
    };
    match outputs {
        [output] => writer.one(output, 0, 0)?,
        outputs => writer.sequence(outputs.iter(), 0)?,
    }
    Ok(writer.out)
}

const WORD: usize = 32;

struct Writer<'a> {
    answer: &'a [u8],
    out: String,
}

type Written = Result<(), ContractResultError>;

impl Writer<'_> {
    /// Writes the value whose head is at `at`; offsets in it count from `base`.
    fn one(&mut self, ty: &DynSolType, at: usize, base: usize) -> Written {
        let at = if ty.is_dynamic() {
            add(base, self.number(at)?)?
        } else {
            at
        };
        match ty {
            DynSolType::Bool => {
                let text = match self.number(at)? {
                    0 => "false",
                    1 => "true",
                    _ => return Err(ContractResultError::Malformed),
                };
                self.push(text)
            }
            DynSolType::Address => {
                let [
                    zeros @ ..,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                    _,
                ] = self.word(at)?;
                if zeros.iter().any(|&byte| byte != 0) {
                    return Err(ContractResultError::Malformed);
                }
                let address = Address::from_word(self.word(at)?.into());
                self.push(&format!("\"{address}\""))
            }
            DynSolType::Uint(bits) => {
                let number = U256::from_be_bytes(*self.word(at)?);
                if number.bit_len() > *bits {
                    return Err(ContractResultError::Malformed);
                }
                self.push(&number.to_string())
            }
            DynSolType::Int(bits) => {
                let number = I256::from_be_bytes(*self.word(at)?);
                if number.bits() as usize > *bits {
                    return Err(ContractResultError::Malformed);
                }
                self.push(&number.to_string())
            }
            DynSolType::FixedBytes(size) => self.fixed_bytes(at, *size),
            DynSolType::Function => self.fixed_bytes(at, 24),
            DynSolType::Bytes => {
                let text = hex::encode(self.tail(at)?);
                self.push(&format!("\"0x{text}\""))
            }
            DynSolType::String => {
                let text = core::str::from_utf8(self.tail(at)?);
                let text = text.map_err(|_| ContractResultError::Malformed)?;
                let quoted = ocean_py_stringify(&js_quote(text));
                self.push(&quoted.map_err(|_| ContractResultError::TooLong {
                    max: MAX_RESULT_BYTES,
                })?)
            }
            DynSolType::Array(element) => {
                let len = self.number(at)?;
                // Each element takes a word at least, so that the length is that of the answer.
                if len > self.answer.len() / WORD {
                    return Err(ContractResultError::Malformed);
                }
                self.sequence(core::iter::repeat_n(&**element, len), add(at, WORD)?)
            }
            DynSolType::FixedArray(element, len) => {
                self.sequence(core::iter::repeat_n(&**element, *len), at)
            }
            DynSolType::Tuple(types) => self.sequence(types.iter(), at),
        }
    }

    fn sequence<'t>(
        &mut self,
        types: impl Iterator<Item = &'t DynSolType>,
        base: usize,
    ) -> Written {
        self.push("[")?;
        let mut at = base;
        for (index, ty) in types.enumerate() {
            if index > 0 {
                self.push(", ")?;
            }
            self.one(ty, at, base)?;
            let words = if ty.is_dynamic() {
                1
            } else {
                ty.minimum_words()
            };
            at = add(at, words.saturating_mul(WORD))?;
        }
        self.push("]")
    }

    fn fixed_bytes(&mut self, at: usize, size: usize) -> Written {
        let word = self.word(at)?;
        let (bytes, zeros) = word
            .split_at_checked(size)
            .ok_or(ContractResultError::Malformed)?;
        if zeros.iter().any(|&byte| byte != 0) {
            return Err(ContractResultError::Malformed);
        }
        let text = hex::encode(bytes);
        self.push(&format!("\"0x{text}\""))
    }

    /// The bytes behind the length that stands at `at`, which zeros fill up to whole words.
    fn tail(&self, at: usize) -> Result<&[u8], ContractResultError> {
        let (start, len) = (add(at, WORD)?, self.number(at)?);
        let rest = self.answer.get(start..).unwrap_or_default();
        let padded = rest.get(..add(len, WORD - 1)? / WORD * WORD);
        let (bytes, zeros) = padded
            .and_then(|padded| padded.split_at_checked(len))
            .ok_or(ContractResultError::Malformed)?;
        if zeros.iter().any(|&byte| byte != 0) {
            return Err(ContractResultError::Malformed);
        }
        Ok(bytes)
    }

    /// A word that is an offset, a length or a flag.
    fn number(&self, at: usize) -> Result<usize, ContractResultError> {
        let number = U256::from_be_bytes(*self.word(at)?);
        number
            .try_into()
            .map_err(|_| ContractResultError::Malformed)
    }

    fn word(&self, at: usize) -> Result<&[u8; WORD], ContractResultError> {
        let rest = self.answer.get(at..).unwrap_or_default();
        rest.first_chunk().ok_or(ContractResultError::Malformed)
    }

    fn push(&mut self, text: &str) -> Written {
        if self.out.len() + text.len() > MAX_RESULT_BYTES {
            return Err(ContractResultError::TooLong {
                max: MAX_RESULT_BYTES,
            });
        }
        self.out.push_str(text);
        Ok(())
    }
}

fn add(left: usize, right: usize) -> Result<usize, ContractResultError> {
    left.checked_add(right)
        .ok_or(ContractResultError::Malformed)
}
