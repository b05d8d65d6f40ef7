//! The strict rule.

use alloc::{collections::BTreeSet, vec::Vec};

use alloy_primitives::Address;

use crate::{
    AccessList, Allowance, Credentials, Decision, Finding, List, Lists, Lookup,
    MalformedCredentials, Matching, Outcome, RuleList, Scope, Test,
};

impl Credentials {
    /// Decides by the strict rule: deny wins, an allow list must be satisfied, and what cannot be
    /// understood or looked up never helps the consumer.
    ///
    /// `lookup` is asked about the access lists of [`required_lookups`](Self::required_lookups),
    /// and about no others; what it does not know it answers with [`Lookup::Failed`].
    ///
    /// # Errors
    ///
    /// [`MalformedCredentials`] if the shape is wrong anywhere, even where another rule would
    /// already deny.
    ///
    /// # Examples
    ///
    /// ```
    /// use alloy_primitives::address;
    /// use ocean_credentials::{Credentials, Lookup};
    ///
    /// let credentials = Credentials::parse(r#"{"deny": [{"type": "verifiableCredential"}]}"#)?;
    /// let consumer = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");
    /// let decision = credentials.evaluate(consumer, |_| Lookup::Failed)?;
    /// assert_eq!(
    ///     decision.to_string(),
    ///     "denied: rule 0 (`verifiableCredential`) of the deny list has a type that cannot be checked"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn evaluate(
        &self,
        consumer: Address,
        lookup: impl Fn(&AccessList) -> Lookup,
    ) -> Result<Decision, MalformedCredentials> {
        Ok(self.lists()?.evaluate(consumer, &lookup))
    }

    /// The access lists that [`evaluate`](Self::evaluate) may ask about, each once: those of the
    /// deny list, then those of the allow list.
    ///
    /// # Errors
    ///
    /// [`MalformedCredentials`] as from [`evaluate`](Self::evaluate).
    pub fn required_lookups(&self) -> Result<Vec<AccessList>, MalformedCredentials> {
        let Lists { allow, deny } = self.lists()?;
        let mut seen = BTreeSet::new();
        let rules = deny.rules.into_iter().chain(allow.rules);
        Ok(rules
            .filter_map(|rule| match rule.test {
                Test::AccessList(list) => Some(list),
                Test::Address(_) | Test::Unknown => None,
            })
            .filter(|list| seen.insert(list.clone()))
            .collect())
    }

    /// Both lists, to be shown to people; [`evaluate`](Self::evaluate) decides.
    ///
    /// # Errors
    ///
    /// [`MalformedCredentials`] as from [`evaluate`](Self::evaluate).
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_credentials::{Credentials, Matching};
    ///
    /// let credentials = Credentials::parse(r#"{"deny": [{"type": "address", "values": ["*"]}]}"#)?;
    /// let lists = credentials.lists()?;
    /// assert!(lists.allow.rules.is_empty());
    /// assert_eq!((lists.deny.rules.len(), lists.deny.matching), (1, Matching::Any));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn lists(&self) -> Result<Lists<'_>, MalformedCredentials> {
        Lists::read(self.root(), self.place())
    }
}

/// Decides by the strict rule whether both the asset's credentials and those of the service allow
/// the consumer; absent ones are [`Credentials::default`].
///
/// The asset's come first, and if they deny the service's are not read: ocean-node 3.2.0 keeps this
/// order, Provider 2.1.6 and ocean.py 3.1.2 know no credentials of services. A denial names the
/// [`Scope`]. An allowance is the service's, or the asset's where only the asset's says more than
/// that nothing denies.
///
/// # Errors
///
/// [`MalformedCredentials`]; [`Credentials::at`] tells its pointers apart.
///
/// # Examples
///
/// ```
/// use alloy_primitives::address;
/// use ocean_credentials::{Credentials, Lookup, evaluate_asset_and_service};
///
/// let asset = Credentials::default();
/// let service = Credentials::parse(r#"{"deny": [{"type": "address", "values": ["*"]}]}"#)?;
/// let consumer = address!("0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1");
/// let decision = evaluate_asset_and_service(&asset, &service, consumer, |_| Lookup::Failed)?;
/// assert_eq!(decision.to_string(), "denied: rule 0 (`address`) of the service's deny list matches");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn evaluate_asset_and_service(
    asset: &Credentials,
    service: &Credentials,
    consumer: Address,
    lookup: impl Fn(&AccessList) -> Lookup,
) -> Result<Decision, MalformedCredentials> {
    let in_scope = |credentials: &Credentials, scope| {
        let mut decision = credentials.evaluate(consumer, &lookup)?;
        if let Decision::Denied(denial) = &mut decision {
            denial.scope = Some(scope);
        }
        Ok(decision)
    };
    let of_asset = in_scope(asset, Scope::Asset)?;
    if !of_asset.is_allowed() {
        return Ok(of_asset);
    }
    let of_service = in_scope(service, Scope::Service)?;
    let asset_has_allow_list = matches!(
        of_asset,
        Decision::Allowed(Allowance::Rule(_) | Allowance::EveryRule)
    );
    Ok(match of_service {
        Decision::Allowed(Allowance::NoRules) => of_asset,
        Decision::Allowed(Allowance::NotDenied) if asset_has_allow_list => of_asset,
        of_service => of_service,
    })
}

impl Lists<'_> {
    pub(crate) fn evaluate(
        &self,
        consumer: Address,
        lookup: &impl Fn(&AccessList) -> Lookup,
    ) -> Decision {
        if self.is_empty() {
            return Decision::Allowed(Allowance::NoRules);
        }
        if !self.deny.rules.is_empty() {
            let counts = |outcome| outcome != Outcome::NoMatch;
            let (denied, finding) = self.deny.apply(counts, consumer, lookup);
            if denied {
                return Decision::denied(List::Deny, finding);
            }
        }
        if self.allow.rules.is_empty() {
            return Decision::Allowed(Allowance::NotDenied);
        }
        let counts = |outcome| outcome == Outcome::Match;
        match self.allow.apply(counts, consumer, lookup) {
            (true, Some(finding)) => Decision::Allowed(Allowance::Rule(finding)),
            (true, None) => Decision::Allowed(Allowance::EveryRule),
            (false, finding) => Decision::denied(List::Allow, finding),
        }
    }
}

impl RuleList<'_> {
    /// Whether any rule, or all, of a list that is not empty have an outcome that counts, and the
    /// rule that decided.
    fn apply(
        &self,
        counts: impl Fn(Outcome) -> bool,
        consumer: Address,
        lookup: &impl Fn(&AccessList) -> Lookup,
    ) -> (bool, Option<Finding>) {
        let deciding = self.matching == Matching::Any;
        let mut telling = None;
        for (index, rule) in self.rules.iter().enumerate() {
            let outcome = rule.check(consumer, lookup);
            if counts(outcome) == deciding {
                return (deciding, Some(rule.finding(index, outcome)));
            }
            let unchecked = !matches!(outcome, Outcome::Match | Outcome::NoMatch);
            if telling.is_none() && (unchecked || self.rules.len() == 1) {
                telling = Some(rule.finding(index, outcome));
            }
        }
        (!deciding, telling)
    }
}
