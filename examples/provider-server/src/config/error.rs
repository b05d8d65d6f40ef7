use std::{fmt, io};

/// What is wrong with a variable. A value that may hold a secret is never shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A variable that is needed is not set, or empty.
    #[error("`{variable}` is not set; expected {expected}")]
    Missing {
        /// The variable.
        variable: &'static str,
        /// What must stand in it.
        expected: &'static str,
    },
    /// A value is not of the right form.
    #[error("`{variable}` is `{found}`; expected {expected}")]
    Invalid {
        /// The variable.
        variable: &'static str,
        /// The value, cut after 64 characters.
        found: String,
        /// What must stand in it.
        expected: &'static str,
    },
    /// A value that is not shown is not of the right form.
    #[error("`{variable}` is not {expected}")]
    Malformed {
        /// The variable.
        variable: &'static str,
        /// What must stand in it.
        expected: &'static str,
    },
    /// The value of one chain is not of the right form.
    #[error("`{variable}` for chain {chain_id} is not {expected}")]
    MalformedForChain {
        /// The variable.
        variable: &'static str,
        /// The chain (EIP-155).
        chain_id: u64,
        /// What must stand there.
        expected: &'static str,
    },
    /// A map names a chain that `NETWORK_URL` does not name.
    #[error("`{variable}` names chain {chain_id}, which is not served")]
    ChainNotServed {
        /// The variable.
        variable: &'static str,
        /// The chain (EIP-155).
        chain_id: u64,
    },
    /// A map lacks a chain that `NETWORK_URL` names.
    #[error("`{variable}` has no value for chain {chain_id}, which is served")]
    ChainWithoutValue {
        /// The variable.
        variable: &'static str,
        /// The chain (EIP-155).
        chain_id: u64,
    },
    /// One is a map and the other is not.
    #[error(
        "`NETWORK_URL` and `PROVIDER_PRIVATE_KEY` must both be single values, or both be JSON maps"
    )]
    MixedForms,
    /// The reference Provider understands the variable, and this server does not do what it asks.
    #[error("`{variable}` is set, but {why}")]
    NotSupported {
        /// The variable.
        variable: &'static str,
        /// What is missing here.
        why: &'static str,
    },
    /// `ADDRESS_FILE` cannot be read.
    #[error("`ADDRESS_FILE` cannot be read: {reason}")]
    AddressFileUnreadable {
        /// What the system said.
        reason: io::ErrorKind,
    },
    /// An address in the file is none.
    #[error("`{contract}` of `{network}` in `ADDRESS_FILE` is not an address")]
    AddressFileEntry {
        /// The network, cut after 64 characters.
        network: String,
        /// The contract.
        contract: &'static str,
    },
    /// The contracts of a chain are not known.
    #[error("{contracts} no `ERC721Factory` for chain {chain_id}")]
    NoFactory {
        /// Where it was looked for, and "has".
        contracts: &'static str,
        /// The chain (EIP-155).
        chain_id: u64,
    },
    /// Two keys for tokens.
    #[error("`AUTH_TOKEN_KEY` is set, and the deviation `token-key` is on; expected one of them")]
    TwoTokenKeys,
}

impl Error {
    /// A stable name for this kind of error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Invalid { .. } => "invalid",
            Self::Malformed { .. } => "malformed",
            Self::MalformedForChain { .. } => "malformed_for_chain",
            Self::ChainNotServed { .. } => "chain_not_served",
            Self::ChainWithoutValue { .. } => "chain_without_value",
            Self::MixedForms => "mixed_forms",
            Self::NotSupported { .. } => "not_supported",
            Self::AddressFileUnreadable { .. } => "address_file_unreadable",
            Self::AddressFileEntry { .. } => "address_file_entry",
            Self::NoFactory { .. } => "no_factory",
            Self::TwoTokenKeys => "two_token_keys",
        }
    }
}

/// Everything that is wrong: one error at least. Prints one line for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errors(pub(super) Vec<Error>);

impl Errors {
    /// In the order of reading.
    pub fn iter(&self) -> impl Iterator<Item = &Error> {
        self.0.iter()
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for error in &self.0 {
            write!(f, "{separator}{error}")?;
            separator = "\n";
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}
