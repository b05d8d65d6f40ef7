use core::fmt;

use ocean_checksum::{Kind, Value};
use ocean_did::parse_address_lenient;

use crate::{
    AccessList, Allowance, Credentials, Decision, Lookup, MalformedCredentials, error::excerpt,
    ocean_node, provider,
};

/// Whose rules decide.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
#[non_exhaustive]
pub enum Rules {
    /// The strict rule of [`Credentials::evaluate`], the only one to decide with.
    Strict,
    /// Provider 2.1.6, and ocean.py 3.1.2 where the credentials are an object or `null`.
    ///
    /// Reads the first rule of each list whose type is exactly `address` and ignores all others.
    /// An allow list that is not empty decides alone, so that **the deny list is not looked at**.
    /// Values are compared as text in lower case; `*` means nothing. Asks no look-ups. What it
    /// gives up: whoever is denied in a second rule, by another type, or beside an allow list,
    /// passes; and an allow list of other types, or with empty values, keeps nobody out.
    ///
    /// Credentials may be a text that holds JSON (not so in ocean.py, which also refuses `0`,
    /// `""`, `false` and `[]` that Provider takes for none). Such a text with `NaN`, `Infinity` or
    /// a lone surrogate in it is an error here, where Python would read it.
    Provider,
    /// ocean-node 3.2.0, `checkCredentials` as its download handler calls it.
    ///
    /// Deny first (`match_deny`, default `any`), then allow (`match_allow`, default `all`). A
    /// `match_…` that is neither counts as `all`, except that an unknown type does not deny at
    /// once. What it gives up: an unknown type in the deny list is ignored and **a failed look-up
    /// there lets the consumer pass**, a list that is no array is ignored, and credentials that
    /// are no object allow everybody. An empty contract matches everybody.
    ///
    /// Its look-ups go to the chain of the asset: [`AccessList::chain_id`] is `None` whatever the
    /// rule says. A list that is an object with a `length` that is a text, array or object is an
    /// error here, where JavaScript would convert it.
    OceanNode,
}

/// The peer and its version.
impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Strict => "the strict rule",
            Self::Provider => "Provider 2.1.6",
            Self::OceanNode => "ocean-node 3.2.0",
        })
    }
}

impl Credentials {
    /// Decides as a peer does, to foresee or to explain its answer. The consumer is text, since the
    /// peers compare text; `None` stands for `null`.
    ///
    /// Under [`Rules::Strict`] the consumer is read without regard to its case, and need not be an
    /// address where there are no rules.
    ///
    /// # Errors
    ///
    /// [`MalformedCredentials`]; where the peer raises or throws,
    /// [`PeerRaises`](MalformedCredentials::PeerRaises).
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_credentials::{Credentials, Lookup, Rules};
    ///
    /// let consumer = "0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";
    /// let text = format!(
    ///     r#"{{"allow": [{{"type": "address", "values": ["{consumer}"]}}],
    ///         "deny": [{{"type": "address", "values": ["{consumer}"]}}]}}"#
    /// );
    /// let credentials = Credentials::parse(&text)?;
    /// let under = |rules| credentials.evaluate_as(rules, Some(consumer), |_| Lookup::Failed);
    /// assert!(under(Rules::Provider)?.is_allowed());
    /// assert!(!under(Rules::OceanNode)?.is_allowed());
    /// assert!(!under(Rules::Strict)?.is_allowed());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn evaluate_as(
        &self,
        rules: Rules,
        consumer: Option<&str>,
        lookup: impl Fn(&AccessList) -> Lookup,
    ) -> Result<Decision, MalformedCredentials> {
        match rules {
            Rules::Strict => {
                let lists = self.lists()?;
                if lists.is_empty() {
                    return Ok(Decision::Allowed(Allowance::NoRules));
                }
                let address = consumer.and_then(|text| parse_address_lenient(text).ok());
                let address = address.ok_or_else(|| MalformedCredentials::Consumer {
                    found: consumer.map(excerpt),
                })?;
                Ok(lists.evaluate(address, &lookup))
            }
            Rules::Provider => provider::evaluate(self.root(), consumer),
            Rules::OceanNode => ocean_node::evaluate(self.root(), consumer, &lookup),
        }
    }
}

/// Whether JavaScript takes the value for false; Python also an empty array or object.
pub(crate) fn is_falsy(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Null => true,
        Kind::Bool(value) => !value,
        Kind::Number(number) => number.as_f64() == 0.0,
        Kind::String(text) => text == "",
        Kind::Array(_) | Kind::Object(_) => false,
    }
}
