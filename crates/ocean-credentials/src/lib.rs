#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod credentials;
mod decision;
mod edit;
mod error;
mod lists;
mod ocean_node;
mod provider;
mod rules;
mod strict;

pub use credentials::Credentials;
pub use decision::{Allowance, ConsumableCode, Decision, Denial, Finding, List, Outcome, Scope};
pub use error::MalformedCredentials;
pub use lists::{AccessList, Lists, Lookup, MAX_RULES, MAX_VALUES, Matching, Rule, RuleList, Test};
pub use rules::Rules;
pub use strict::evaluate_asset_and_service;
