use alloy_sol_types::{Error, SolCall, SolType};

use super::{BuildCallError, DecodeReturnError};
use crate::contracts::name_of;

pub(super) fn decode_return<S: SolCall>(data: &[u8]) -> Result<S::Return, DecodeReturnError> {
    S::abi_decode_returns_validate(data).map_err(|error| {
        let function = name_of(S::SIGNATURE);
        let expected = <S::ReturnTuple<'_> as SolType>::SOL_NAME;
        match error {
            _ if data.is_empty() => DecodeReturnError::Empty { function, expected },
            Error::TypeCheckFail { .. } => DecodeReturnError::Value { function, expected },
            _ => DecodeReturnError::Overrun {
                function,
                length: data.len(),
                expected,
            },
        }
    })
}

pub(super) fn check_count<S: SolCall>(
    what: &'static str,
    found: usize,
    max: usize,
) -> Result<(), BuildCallError> {
    if found <= max {
        return Ok(());
    }
    Err(BuildCallError::TooMany {
        function: name_of(S::SIGNATURE),
        what,
        found,
        max,
    })
}

/// The constants of a function.
macro_rules! function {
    ($name:ident, $sol:ident) => {
        impl $name {
            /// The function's name and types, as they are hashed.
            pub const SIGNATURE: &'static str =
                <$crate::contracts::$sol as alloy_sol_types::SolCall>::SIGNATURE;

            /// The first bytes of the calldata.
            pub const SELECTOR: [u8; 4] =
                <$crate::contracts::$sol as alloy_sol_types::SolCall>::SELECTOR;
        }
    };
}

/// A function that only looks.
macro_rules! view {
    (
        $(#[$doc:meta])*
        $name:ident as $sol:ident {
            $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
        }
        -> $answer:ty: $convert:expr
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        function!($name, $sol);

        impl $name {
            /// The input of `eth_call`.
            #[must_use]
            pub fn calldata(&self) -> alloy_primitives::Bytes {
                let call = $crate::contracts::$sol { $($field: self.$field,)* };
                alloy_sol_types::SolCall::abi_encode(&call).into()
            }

            /// Reads what the contract answered. Data after the answer is ignored, as Solidity
            /// does.
            ///
            /// # Errors
            /// [`DecodeReturnError`](crate::calls::DecodeReturnError): the answer is empty, cut
            /// short, or does not fit the types.
            pub fn decode_return(
                data: &[u8],
            ) -> Result<$answer, $crate::calls::DecodeReturnError> {
                $crate::calls::codec::decode_return::<$crate::contracts::$sol>(data).map($convert)
            }
        }
    };
}

pub(super) use {function, view};
