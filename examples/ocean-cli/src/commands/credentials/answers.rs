//! The answers to look-ups that the command line gives.

use alloy_primitives::Address;
use ocean_credentials::{AccessList, Lookup};
use ocean_did::{parse_address, parse_address_lenient};

use crate::{cli::CredentialsArgs, commands::did::parse_chain_id, output::Failure};

pub(super) struct Answers(Vec<Given>);

struct Given {
    option: &'static str,
    text: String,
    /// `None` is the chain of the asset.
    chain_id: Option<u64>,
    contract: Address,
    answer: Lookup,
}

impl Answers {
    /// Failed ones first, so that they win where a list is named as both.
    pub(super) fn read(args: &CredentialsArgs) -> Result<Self, Failure> {
        let failed = args.lookup_failed.iter();
        let failed = failed.map(|text| Given::read("--lookup-failed", text, Lookup::Failed));
        let members = args.member.iter();
        let members = members.map(|text| Given::read("--member", text, Lookup::Member));
        Ok(Self(failed.chain(members).collect::<Result<_, _>>()?))
    }

    pub(super) fn of(&self, list: &AccessList, asset_chain: Option<u64>) -> Option<Lookup> {
        let given = self
            .0
            .iter()
            .find(|given| given.is_for(list, asset_chain))?;
        Some(given.answer)
    }

    /// What to say of answers to questions that nobody asked.
    pub(super) fn unused<'a>(
        &'a self,
        lists: &'a [AccessList],
        asset_chain: Option<u64>,
    ) -> impl Iterator<Item = String> + 'a {
        self.0
            .iter()
            .filter(move |given| !lists.iter().any(|list| given.is_for(list, asset_chain)))
            .map(|given| format!("{} {} is not asked for", given.option, given.text))
    }
}

impl Given {
    fn read(option: &'static str, text: &str, answer: Lookup) -> Result<Self, Failure> {
        let failure = |reason: String| Failure::new(option, reason);
        let (chain, contract) = text
            .split_once(':')
            .ok_or_else(|| failure(format!("expected CHAIN:CONTRACT, found `{text}`")))?;
        let chain_id = match chain {
            "asset" => None,
            chain => Some(parse_chain_id(chain).map_err(failure)?),
        };
        let contract = parse_address(contract).map_err(|error| failure(error.to_string()))?;
        Ok(Self {
            option,
            text: text.into(),
            chain_id,
            contract,
            answer,
        })
    }

    fn is_for(&self, list: &AccessList, asset_chain: Option<u64>) -> bool {
        self.chain_id.or(asset_chain) == list.chain_id.or(asset_chain)
            && parse_address_lenient(&list.contract) == Ok(self.contract)
    }
}
