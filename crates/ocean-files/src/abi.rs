//! The function of a smart contract that a file is read from.

use alloc::{borrow::Cow, string::String, vec::Vec};

use alloy_dyn_abi::{DynSolType, Specifier as _};
use alloy_json_abi::{Function, Param, StateMutability};
use alloy_primitives::Address;
use ocean_checksum::{Array, Value};
use ocean_did::parse_address_lenient;

use crate::{
    error::FileObjectError,
    fields::{Fields, check_keys, wrong_kind},
    limits::{MAX_ABI_DEPTH, MAX_ABI_PARAMETERS, MAX_ABI_WORDS},
    secret::redacted,
};

/// A call of a view function on a chain, whose answer is the file.
pub struct SmartContractFile {
    chain_id: u64,
    address: Address,
    abi: FunctionAbi,
}

impl SmartContractFile {
    pub(crate) fn read(fields: Fields<'_>) -> Result<Self, FileObjectError> {
        let address = fields.text("address")?;
        let chain_id = fields.any("chainId");
        let chain_id = match chain_id {
            Some(value) => Some(
                value
                    .as_number()
                    .and_then(ocean_checksum::Number::as_u64)
                    .ok_or_else(|| wrong_kind("chainId", "a whole number", value))?,
            ),
            None => None,
        };
        let abi = fields.object("abi")?;
        let address = fields.required("address", address)?;
        let address = parse_address_lenient(&address).map_err(|_| FileObjectError::NotAnAddress)?;
        let abi = fields.required("abi", abi)?;
        Ok(Self {
            abi: FunctionAbi::read(abi.value(), Fields::new(abi, "smartcontract"))?,
            chain_id: fields.required("chainId", chain_id)?,
            address,
        })
    }

    /// The chain.
    #[must_use]
    pub fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// The contract. The case of its letters is ignored, as Provider 2.1.6 does.
    #[must_use]
    pub fn address(&self) -> Address {
        self.address
    }

    /// The function.
    #[must_use]
    pub fn abi(&self) -> &FunctionAbi {
        &self.abi
    }
}

/// A view or pure function of a contract, read from its JSON ABI.
///
/// ```
/// use ocean_files::{FileObject, FileSource};
///
/// let file = FileObject::parse(r#"{
///     "type": "smartcontract", "chainId": 8996, "address": "0xae805240945E02c0D00BbB4F97F4c414bd3290B7",
///     "abi": {"type": "function", "name": "balanceOf", "stateMutability": "view",
///             "inputs": [{"name": "owner", "type": "address"}], "outputs": [{"name": "", "type": "uint256"}]}
/// }"#)?;
/// let FileSource::SmartContract(contract) = file.source() else { unreachable!() };
/// assert_eq!(contract.abi().signature(), "balanceOf(address)");
/// assert_eq!(contract.abi().selector(), [0x70, 0xa0, 0x82, 0x31]);
/// assert_eq!(contract.abi().inputs().collect::<Vec<_>>(), [("owner", "address".into())]);
/// # Ok::<(), ocean_files::FileObjectError>(())
/// ```
pub struct FunctionAbi {
    function: Function,
    inputs: Vec<DynSolType>,
    outputs: Vec<DynSolType>,
}

impl FunctionAbi {
    fn read(abi: Value<'_>, fields: Fields<'_>) -> Result<Self, FileObjectError> {
        let text = |key| abi.get(key).and_then(Value::as_str);
        let inputs = fields.any("inputs").and_then(Value::as_array);
        let inputs = inputs.filter(|_| text("type").is_some_and(|kind| kind == "function"));
        let inputs = inputs.ok_or(FileObjectError::NotAFunction)?;
        let mutability = text("stateMutability").and_then(ocean_checksum::JsonStr::to_str);
        let state_mutability = match mutability.as_deref() {
            Some("view") => StateMutability::View,
            Some("pure") => StateMutability::Pure,
            found => {
                let writing = ["nonpayable", "payable"];
                let found = writing.into_iter().find(|&known| Some(known) == found);
                return Err(FileObjectError::NotReadOnly {
                    found: found.unwrap_or("…"),
                });
            }
        };
        let name = fields.text_as("name", "abi.name")?;
        let name = fields.required("abi.name", name)?;
        if !is_identifier(&name) {
            return Err(FileObjectError::Abi {
                list: "name",
                reason: "it is no identifier of Solidity",
            });
        }
        let outputs = fields.any("outputs");
        let outputs = fields.required("abi.outputs", outputs)?;
        let outputs = outputs
            .as_array()
            .ok_or_else(|| wrong_kind("abi.outputs", "an array", outputs))?;
        let (inputs, input_types) = Parameters::read("inputs", inputs)?;
        let (outputs, output_types) = Parameters::read("outputs", outputs)?;
        Ok(Self {
            function: Function {
                name: name.into_owned(),
                inputs,
                outputs,
                state_mutability,
            },
            inputs: input_types,
            outputs: output_types,
        })
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.function.name
    }

    /// The name and the types of the inputs, as `balanceOf(address)`.
    #[must_use]
    pub fn signature(&self) -> String {
        self.function.signature()
    }

    /// The first four bytes of the call data.
    #[must_use]
    pub fn selector(&self) -> [u8; 4] {
        self.function.selector().0
    }

    /// Names, which user data are found by, and types of the inputs.
    pub fn inputs(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        parameters(&self.function.inputs)
    }

    /// Names and types of the outputs.
    pub fn outputs(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        parameters(&self.function.outputs)
    }

    pub(crate) fn input_types(&self) -> impl Iterator<Item = (&Param, &DynSolType)> {
        self.function.inputs.iter().zip(&self.inputs)
    }

    pub(crate) fn output_types(&self) -> &[DynSolType] {
        &self.outputs
    }
}

redacted!(SmartContractFile, FunctionAbi);

fn parameters(list: &[Param]) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    list.iter()
        .map(|parameter| (&*parameter.name, parameter.selector_type()))
}

/// A name that is no identifier could end the list of types in the signature.
fn is_identifier(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    !text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(is_part)
}

/// Reads inputs or outputs.
struct Parameters {
    list: &'static str,
    left: usize,
}

impl Parameters {
    fn read(
        list: &'static str,
        array: Array<'_>,
    ) -> Result<(Vec<Param>, Vec<DynSolType>), FileObjectError> {
        let mut reader = Self {
            list,
            left: MAX_ABI_PARAMETERS,
        };
        let parameters = reader.array(array, 0)?;
        let mut types = Vec::with_capacity(parameters.len());
        let mut words = 0_usize;
        for parameter in &parameters {
            let resolved = parameter.resolve();
            let resolved = resolved.map_err(|_| reader.fault(NOT_A_TYPE))?;
            if resolved.nesting_depth() > MAX_ABI_DEPTH {
                return Err(reader.fault("their types are nested too deep"));
            }
            words = words.saturating_add(resolved.minimum_words());
            types.push(resolved);
        }
        if words > MAX_ABI_WORDS {
            return Err(reader.fault("their arrays are too long"));
        }
        Ok((parameters, types))
    }

    fn fault(&self, reason: &'static str) -> FileObjectError {
        FileObjectError::Abi {
            list: self.list,
            reason,
        }
    }

    fn array(&mut self, array: Array<'_>, depth: usize) -> Result<Vec<Param>, FileObjectError> {
        if depth > MAX_ABI_DEPTH {
            return Err(self.fault("their types are nested too deep"));
        }
        array
            .iter()
            .map(|value| self.parameter(value, depth))
            .collect()
    }

    fn parameter(&mut self, value: Value<'_>, depth: usize) -> Result<Param, FileObjectError> {
        self.left = match self.left.checked_sub(1) {
            Some(left) => left,
            None => return Err(self.fault("there are too many")),
        };
        let object = value.as_object();
        let object = object.ok_or_else(|| self.fault("one is no object"))?;
        check_keys(object, self.list)?;
        let fields = Fields::new(object, "smartcontract");
        let name = fields.text_as("name", self.list)?.unwrap_or_default();
        let ty = fields.text_as("type", self.list)?;
        let ty = ty.ok_or_else(|| self.fault("one has no type"))?;
        let components = match fields.any("components") {
            Some(components) => {
                let array = components.as_array();
                let array =
                    array.ok_or_else(|| self.fault("the components of one are no array"))?;
                self.array(array, depth + 1)?
            }
            None => Vec::new(),
        };
        // The parser of types recurses into a written tuple, and Solidity writes components.
        let (stem, dimensions) = ty.split_at(ty.find('[').unwrap_or(ty.len()));
        let is_tuple = stem == "tuple";
        if is_tuple == components.is_empty() || stem.contains('(') || dimensions.contains("[0]") {
            return Err(self.fault(NOT_A_TYPE));
        }
        if dimensions.matches('[').count() > MAX_ABI_DEPTH {
            return Err(self.fault("their types are nested too deep"));
        }
        // Selectors are those of the full names.
        let stem = match stem {
            "uint" => "uint256",
            "int" => "int256",
            stem => stem,
        };
        let ty = [stem, dimensions].concat();
        let parameter = Param::new(&name, &ty, components, None);
        parameter.map_err(|_| self.fault(NOT_A_TYPE))
    }
}

const NOT_A_TYPE: &str = "the type of one is none of Solidity";
