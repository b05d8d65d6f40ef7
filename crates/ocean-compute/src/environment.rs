use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use alloy_primitives::{Address, U256};
use ocean_checksum::{Array, JsonStr, Kind, Object, Value};
use ocean_did::{ParseAddressError, parse_address_lenient};
use ocean_orders::{FeeAmountError, FeeRules, ParsePriceError, Price};

/// Bytes of the id of an environment.
pub const MAX_ENVIRONMENT_ID_BYTES: usize = 256;

/// A compute environment: where jobs run, for how long, and what it costs.
///
/// Operator-service gives these members among others, numbers also as decimal texts; the Provider
/// adds the fee token.
#[derive(Clone, Debug, Eq, PartialEq)]
#[allow(
    clippy::exhaustive_structs,
    reason = "any value is legal, and tests make their own"
)]
pub struct Environment {
    /// `id`.
    pub id: String,
    /// `priceMin`: what a minute costs, in whole fee tokens, as it is written.
    pub price: Price,
    /// `feeToken`: in what it is paid. The zero address: not at all. `None` in the operator's own
    /// list.
    pub fee_token: Option<Address>,
    /// `maxJobDuration`: how long a job may last, in seconds.
    pub max_job_duration: u64,
    /// `consumerAddress`: as whom the environment fetches datasets and algorithms.
    pub consumer_address: Option<Address>,
}

impl Environment {
    /// Reads one environment; the case of addresses is ignored, unknown members are.
    ///
    /// # Errors
    /// [`EnvironmentError`]: a member that is needed is missing or malformed.
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_checksum::Json;
    /// use ocean_compute::Environment;
    ///
    /// let json = Json::parse(r#"{"id": "ocean-compute", "priceMin": 2.30, "maxJobDuration": "3600"}"#)?;
    /// let environment = Environment::read(json.root())?;
    /// assert_eq!((environment.price.to_string().as_str(), environment.max_job_duration), ("2.30", 3600));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(environment: Value<'_>) -> Result<Self, EnvironmentError> {
        let Some(object) = environment.as_object() else {
            let found = environment.kind().name();
            return Err(EnvironmentError::NotAnObject { found });
        };
        let text = |key: &'static str| {
            number_or_text(object, key).ok_or(EnvironmentError::Missing { member: key })
        };
        let id = object
            .get("id")
            .and_then(Value::as_str)
            .and_then(JsonStr::to_str);
        let id = id.ok_or(EnvironmentError::Missing { member: "id" })?;
        if id.is_empty() || id.len() > MAX_ENVIRONMENT_ID_BYTES {
            return Err(EnvironmentError::Id { length: id.len() });
        }
        let duration = text("maxJobDuration")?;
        let address = |key: &'static str| -> Result<Option<Address>, EnvironmentError> {
            let text = object.get(key).and_then(Value::as_str);
            let address = text.map(|text| parse_address_lenient(&text.to_string_lossy()));
            address
                .transpose()
                .map_err(|source| EnvironmentError::Address {
                    member: key,
                    source,
                })
        };
        Ok(Self {
            id: id.into_owned(),
            price: text("priceMin")?.parse()?,
            fee_token: address("feeToken")?,
            max_job_duration: duration.parse().map_err(|_| EnvironmentError::Duration)?,
            consumer_address: address("consumerAddress")?,
        })
    }

    /// The fee of a job from `now` until `valid_until`, both in seconds since 1970, in the smallest
    /// unit of the fee token, which has so many `decimals`. Zero where nothing is paid.
    ///
    /// Of the items of one job only the [`fee_carrier`] carries it.
    ///
    /// # Errors
    /// [`FeeAmountError`]: the amount exceeds 256 bits.
    ///
    /// # Examples
    ///
    /// ```
    /// use alloy_primitives::address;
    /// use ocean_compute::Environment;
    /// use ocean_orders::FeeRules;
    ///
    /// let environment = Environment {
    ///     id: "ocean-compute".into(),
    ///     price: "2.3".parse()?,
    ///     fee_token: Some(address!("0x967da4048cD07aB37855c090aAF366e4ce1b9F48")),
    ///     max_job_duration: 86_400,
    ///     consumer_address: None,
    /// };
    /// let (now, decimals) = (1_700_000_000, 18);
    /// let fee = environment.fee_amount(now + 599, now, decimals, FeeRules::Exact)?;
    /// assert_eq!(fee.to_string(), "22961666666666666666");
    /// assert_eq!(environment.seconds_paid(fee, decimals), 599);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fee_amount(
        &self,
        valid_until: u64,
        now: u64,
        decimals: u8,
        rules: FeeRules,
    ) -> Result<U256, FeeAmountError> {
        if self.is_free() {
            return Ok(U256::ZERO);
        }
        let seconds = rules.seconds(valid_until, now);
        self.price.amount(seconds, decimals, rules)
    }

    /// The most seconds that an amount pays, up to
    /// [`max_job_duration`](Self::max_job_duration); all of them where nothing costs.
    ///
    /// It is the inverse of [`fee_amount`](Self::fee_amount) under [`FeeRules::Exact`]: what that
    /// asks for some seconds pays at least these. Of a fee computed in doubles
    /// ([`FeeRules::Provider`]) the last second may be missing.
    #[must_use]
    pub fn seconds_paid(&self, amount: U256, decimals: u8) -> u64 {
        let pays = |seconds| {
            let due = self.price.amount(seconds, decimals, FeeRules::Exact);
            due.is_ok_and(|due| due <= amount)
        };
        if self.is_free() || pays(self.max_job_duration) {
            return self.max_job_duration;
        }
        // Zero seconds are always paid, and the longest job is not.
        let (mut paid, mut unpaid) = (0, self.max_job_duration);
        while unpaid - paid > 1 {
            let middle = paid + (unpaid - paid) / 2;
            if pays(middle) {
                paid = middle;
            } else {
                unpaid = middle;
            }
        }
        paid
    }

    /// Whether the Provider has no token in which to be paid (Provider 2.1.6).
    fn is_free(&self) -> bool {
        self.fee_token.is_some_and(|token| token.is_zero())
    }
}

fn number_or_text(object: Object<'_>, key: &str) -> Option<String> {
    match object.get(key)?.kind() {
        Kind::Number(number) => Some(number.text().into()),
        Kind::String(text) => Some(text.to_string()),
        _ => None,
    }
}

/// The environments of an answer: a list, as operator-service and old Providers give it, or an
/// object of lists by decimal chain id (`{"8996": [..]}`, Provider 2.1.6).
#[derive(Clone, Copy, Debug)]
pub struct Environments<'t> {
    value: Value<'t>,
}

impl<'t> Environments<'t> {
    /// The environments of an answer.
    ///
    /// # Errors
    /// [`EnvironmentError::NotAList`].
    pub fn read(answer: Value<'t>) -> Result<Self, EnvironmentError> {
        let lists_only =
            |object: Object<'_>| object.iter().all(|(_, list)| list.as_array().is_some());
        match answer.kind() {
            Kind::Array(_) => Ok(Self { value: answer }),
            Kind::Object(object) if lists_only(object) => Ok(Self { value: answer }),
            kind => Err(EnvironmentError::NotAList { found: kind.name() }),
        }
    }

    /// Each environment with its chain, which a list does not tell, and which is `None` as well
    /// where the key is no chain id. One that is malformed spoils no other.
    pub fn iter(
        self,
    ) -> impl Iterator<Item = (Option<u64>, Result<Environment, EnvironmentError>)> {
        let each = |chain_id| move |value| (chain_id, Environment::read(value));
        let list = self.value.as_array().into_iter().flat_map(Array::iter);
        let object = self.value.as_object().into_iter().flat_map(Object::iter);
        let keyed = object.flat_map(move |(key, list)| {
            let chain_id = key.to_str().and_then(|key| key.parse().ok());
            let list = list.as_array().into_iter().flat_map(Array::iter);
            list.map(each(chain_id))
        });
        list.map(each(None)).chain(keyed)
    }

    /// The first environment with this id, as Provider 2.1.6 looks it up.
    #[must_use]
    pub fn find(self, id: &str) -> Option<(Option<u64>, Environment)> {
        self.iter().find_map(|(chain_id, environment)| {
            let environment = environment.ok()?;
            (environment.id == id).then_some((chain_id, environment))
        })
    }

    /// The lists of all chains as Provider 2.1.6 answers them: each environment as the operator gave
    /// it, with the fee token of its chain.
    ///
    /// What is no object in a list is left out.
    #[must_use]
    pub fn answer(chains: &[(u64, Address, Self)]) -> String {
        let chains = chains.iter().map(|(chain_id, fee_token, environments)| {
            let list = environments.value.as_array();
            let list = list.into_iter().flat_map(Array::iter);
            let each = list.filter_map(Value::as_object).map(|environment| {
                let members = environment.iter().filter(|(key, _)| *key != "feeToken");
                let members =
                    members.map(|(key, value)| format!("\"{}\":{}", key.raw(), value.text()));
                let token = [format!("\"feeToken\":\"{fee_token}\"")];
                format!("{{{}}}", join(members.chain(token)))
            });
            format!("\"{chain_id}\":[{}]", join(each))
        });
        format!("{{{}}}", join(chains))
    }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(",")
}

/// Which of a job's items carries the fee: the datasets in order, then the algorithm if it is
/// published. All others have a fee of zero (Provider 2.1.6, initializeCompute).
///
/// `valid` says of each item whether its `transferTxId` is an order that is valid for this
/// environment, fee included. The first that is carries the fee, so that only that one has to be
/// renewed; else the first of all.
///
/// ```
/// use ocean_compute::fee_carrier;
///
/// assert_eq!(fee_carrier([false, true, true]), 1);
/// assert_eq!(fee_carrier([false, false]), 0);
/// ```
#[must_use]
pub fn fee_carrier(valid: impl IntoIterator<Item = bool>) -> usize {
    valid.into_iter().position(|valid| valid).unwrap_or(0)
}

/// Why there is no environment to be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// The answer is neither a list nor an object of lists.
    #[error("expected a list of environments, or lists by chain id, found {found}")]
    NotAList {
        /// What there is.
        found: &'static str,
    },
    /// An environment is no object.
    #[error("expected an object as environment, found {found}")]
    NotAnObject {
        /// What there is.
        found: &'static str,
    },
    /// A member is absent, or neither a number nor a text.
    #[error("environment has no `{member}`")]
    Missing {
        /// The member.
        member: &'static str,
    },
    /// The id is empty or longer than [`MAX_ENVIRONMENT_ID_BYTES`].
    #[error("environment id of {length} bytes, expected 1 to {MAX_ENVIRONMENT_ID_BYTES}")]
    Id {
        /// Its length in bytes.
        length: usize,
    },
    /// The price is none.
    #[error("`priceMin` of the environment is no price")]
    Price(#[from] ParsePriceError),
    /// The duration is no whole number of seconds.
    #[error("`maxJobDuration` of the environment is no whole number of seconds")]
    Duration,
    /// An address is none.
    #[error("`{member}` of the environment is no address")]
    Address {
        /// The member.
        member: &'static str,
        /// What is wrong with it.
        source: ParseAddressError,
    },
}

impl EnvironmentError {
    /// A stable name of the error for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAList { .. } => "environments_not_a_list",
            Self::NotAnObject { .. } => "environment_not_an_object",
            Self::Missing { .. } => "environment_missing_member",
            Self::Id { .. } => "environment_id",
            Self::Price(_) => "environment_price",
            Self::Duration => "environment_duration",
            Self::Address { .. } => "environment_address",
        }
    }
}
