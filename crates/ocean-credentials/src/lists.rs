//! Reading the lists strictly.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use alloy_primitives::Address;
use ocean_checksum::{Array, JsonStr, Kind, Number, Object, Value};
use ocean_did::parse_address_lenient;

use crate::{Finding, List, MalformedCredentials, Outcome, error::excerpt};

/// Rules that a list may have. The peers set no limit.
pub const MAX_RULES: usize = 10_000;

/// Values that a rule of type `address` may have. The peers set no limit.
pub const MAX_VALUES: usize = 100_000;

/// An access list: a contract whose `balanceOf(consumer)` is above 0 for its members.
#[derive(Clone, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
pub struct AccessList {
    /// The chain the contract is on, from the rule's own `chainId`; `None` means the chain of the
    /// asset. ocean-node 3.2.0 asks on the chain of the asset whatever the rule says.
    pub chain_id: Option<u64>,
    /// The contract as the rule spells it; not checked to be an address.
    pub contract: String,
}

/// The answer to whether the consumer is a member of an [`AccessList`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "yes, no, or no answer")]
pub enum Lookup {
    /// The consumer holds a token of the contract.
    Member,
    /// The consumer holds none.
    NotMember,
    /// Nobody knows: no such contract, or the node did not answer.
    Failed,
}

/// How many rules of a list must match.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "the peers know two")]
pub enum Matching {
    /// One is enough.
    Any,
    /// All of them.
    All,
}

/// Both lists of credentials whose shape is right, as [`Credentials::lists`] reads them.
///
/// [`Credentials::lists`]: crate::Credentials::lists
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Lists<'t> {
    /// Who may use the asset; everybody if there are no rules.
    pub allow: RuleList<'t>,
    /// Who may not.
    pub deny: RuleList<'t>,
}

/// The rules of one list.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RuleList<'t> {
    /// The rules, as written.
    pub rules: Vec<Rule<'t>>,
    /// How many of them must match: `match_allow` or `match_deny`, or what their absence means.
    pub matching: Matching,
}

/// A rule.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rule<'t> {
    /// Its `type`, as it is written.
    pub kind: Cow<'t, str>,
    /// What it asks.
    pub test: Test<'t>,
}

/// What a rule asks about the consumer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Test<'t> {
    /// Whether one of these strings is the consumer's address, or `*`.
    Address(Array<'t>),
    /// Whether the consumer is a member.
    AccessList(AccessList),
    /// Nobody here knows: the type is unknown.
    Unknown,
}

impl<'t> Lists<'t> {
    /// Reads the credentials that stand at the pointer `at` of a document.
    pub(crate) fn read(
        credentials: Option<Value<'t>>,
        at: &str,
    ) -> Result<Self, MalformedCredentials> {
        let Some(credentials) = credentials.filter(|value| !value.is_null()) else {
            return Ok(Self {
                allow: RuleList::new(List::Allow, Vec::new(), None),
                deny: RuleList::new(List::Deny, Vec::new(), None),
            });
        };
        let object = credentials.as_object().ok_or_else(|| {
            MalformedCredentials::shape(at.into(), "an object", Some(credentials))
        })?;
        Ok(Self {
            allow: RuleList::read(object, List::Allow, at)?,
            deny: RuleList::read(object, List::Deny, at)?,
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.allow.rules.is_empty() && self.deny.rules.is_empty()
    }
}

impl<'t> RuleList<'t> {
    fn read(credentials: Object<'t>, list: List, at: &str) -> Result<Self, MalformedCredentials> {
        let at_list = || format!("{at}/{}", list.key());
        let mut rules = Vec::new();
        match credentials.get(list.key()) {
            None => {}
            Some(value) => match value.kind() {
                Kind::Null => {}
                Kind::Array(array) => {
                    for (index, value) in array.iter().enumerate() {
                        if index == MAX_RULES {
                            return Err(MalformedCredentials::TooMany {
                                pointer: at_list(),
                                max: MAX_RULES,
                            });
                        }
                        rules.push(Rule::read(value, &|| format!("{}/{index}", at_list()))?);
                    }
                }
                _ => {
                    return Err(MalformedCredentials::shape(
                        at_list(),
                        "an array",
                        Some(value),
                    ));
                }
            },
        }
        let matching = Matching::read(credentials, list, at)?;
        Ok(Self::new(list, rules, matching))
    }

    /// DID & DDO v4.1.0 knows address rules only and asks for one match; ocean-node 3.2.0, the one
    /// peer that knows others, asks for one match of a deny list and for all of an allow list.
    fn new(list: List, rules: Vec<Rule<'t>>, matching: Option<Matching>) -> Self {
        let is_address = |rule: &Rule<'_>| matches!(rule.test, Test::Address(_));
        let default = if list == List::Deny || rules.iter().all(is_address) {
            Matching::Any
        } else {
            Matching::All
        };
        Self {
            rules,
            matching: matching.unwrap_or(default),
        }
    }
}

impl Matching {
    fn read(
        credentials: Object<'_>,
        list: List,
        at: &str,
    ) -> Result<Option<Self>, MalformedCredentials> {
        let key = match list {
            List::Allow => "match_allow",
            List::Deny => "match_deny",
        };
        let Some(value) = credentials.get(key) else {
            return Ok(None);
        };
        let pointer = || format!("{at}/{key}");
        match value.as_str() {
            Some(text) if text == "any" => Ok(Some(Self::Any)),
            Some(text) if text == "all" => Ok(Some(Self::All)),
            Some(text) => Err(MalformedCredentials::UnknownMatch {
                pointer: pointer(),
                found: excerpt(&text.to_string_lossy()),
            }),
            None => Err(MalformedCredentials::shape(
                pointer(),
                "`any` or `all`",
                Some(value),
            )),
        }
    }
}

impl<'t> Rule<'t> {
    fn read(value: Value<'t>, at: &dyn Fn() -> String) -> Result<Self, MalformedCredentials> {
        let shape = MalformedCredentials::shape;
        let object = value
            .as_object()
            .ok_or_else(|| shape(at(), "an object", Some(value)))?;
        let kind = object.get("type");
        let kind = kind
            .and_then(Value::as_str)
            .ok_or_else(|| shape(at() + "/type", "a string", kind))?
            .to_string_lossy();
        let test = if kind.eq_ignore_ascii_case("address") {
            Test::Address(read_values(object, at)?)
        } else if kind.eq_ignore_ascii_case("accessList") {
            Test::AccessList(AccessList::read(object, at)?)
        } else {
            Test::Unknown
        };
        Ok(Self { kind, test })
    }

    /// Compares the rule with the consumer.
    pub(crate) fn check(
        &self,
        consumer: Address,
        lookup: &impl Fn(&AccessList) -> Lookup,
    ) -> Outcome {
        match &self.test {
            Test::Address(values) => {
                if values.iter().any(|value| names(value, consumer)) {
                    Outcome::Match
                } else {
                    Outcome::NoMatch
                }
            }
            Test::AccessList(list) => lookup(list).into(),
            Test::Unknown => Outcome::UnknownType,
        }
    }

    /// The outcome of the rule, whose index is `rule`.
    pub(crate) fn finding(&self, rule: usize, outcome: Outcome) -> Finding {
        Finding {
            rule,
            kind: excerpt(&self.kind),
            outcome,
        }
    }
}

impl From<Lookup> for Outcome {
    fn from(lookup: Lookup) -> Self {
        match lookup {
            Lookup::Member => Self::Match,
            Lookup::NotMember => Self::NoMatch,
            Lookup::Failed => Self::LookupFailed,
        }
    }
}

fn names(value: Value<'_>, consumer: Address) -> bool {
    let text = value.as_str().and_then(JsonStr::to_str);
    text.is_some_and(|text| text == "*" || parse_address_lenient(&text) == Ok(consumer))
}

/// The `values` of a rule: an array of strings.
pub(crate) fn read_values<'t>(
    rule: Object<'t>,
    at: &dyn Fn() -> String,
) -> Result<Array<'t>, MalformedCredentials> {
    let shape = MalformedCredentials::shape;
    let at_values = || at() + "/values";
    let values = rule.get("values");
    let values = values
        .and_then(Value::as_array)
        .ok_or_else(|| shape(at_values(), "an array of strings", values))?;
    for (index, value) in values.iter().enumerate() {
        if index == MAX_VALUES {
            return Err(MalformedCredentials::TooMany {
                pointer: at_values(),
                max: MAX_VALUES,
            });
        }
        if value.as_str().is_none() {
            let pointer = format!("{}/{index}", at_values());
            return Err(shape(pointer, "a string", Some(value)));
        }
    }
    Ok(values)
}

impl AccessList {
    fn read(rule: Object<'_>, at: &dyn Fn() -> String) -> Result<Self, MalformedCredentials> {
        let shape = MalformedCredentials::shape;
        let contract = rule.get("accessList");
        let contract = contract
            .and_then(Value::as_str)
            .ok_or_else(|| shape(at() + "/accessList", "a contract address", contract))?;
        if contract == "" {
            return Err(MalformedCredentials::Shape {
                pointer: at() + "/accessList",
                expected: "a contract address",
                found: "an empty string",
            });
        }
        let chain_id = match rule.get("chainId") {
            None => None,
            Some(value) => Some(
                value
                    .as_number()
                    .and_then(Number::as_u64)
                    .ok_or_else(|| shape(at() + "/chainId", "a whole number", Some(value)))?,
            ),
        };
        Ok(Self {
            chain_id,
            contract: contract.to_string_lossy().into_owned(),
        })
    }
}
