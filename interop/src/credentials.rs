use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::Failure;

const CONSUMER: &str = "0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";

/// One question to both sides.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CredentialsCase {
    /// The row it started from.
    pub name: String,
    /// The JSON text of a DDO's `credentials`.
    pub credentials: String,
    /// Who asks; `None` where no address came with the request.
    pub consumer: Option<String>,
}

/// Changes known credentials at random: the same seed always makes the same cases.
#[derive(Debug)]
pub struct CredentialsGenerator {
    rng: Rng,
    rows: Vec<Value>,
}

impl CredentialsGenerator {
    /// A generator that starts from `rows`, a JSON array of `{name, credentials, consumer}`.
    ///
    /// # Errors
    ///
    /// The text is not such an array, or it is empty.
    pub fn new(seed: u64, rows: &str) -> Result<Self, Failure> {
        let rows: Vec<Value> = serde_json::from_str(rows)?;
        if rows.is_empty() {
            return Err("no credentials to start from".into());
        }
        let rng = Rng::with_seed(seed);
        Ok(Self { rng, rows })
    }

    /// The next case.
    pub fn case(&mut self) -> CredentialsCase {
        let row = self.rng.choice(&self.rows).cloned().unwrap_or_default();
        let field = |name| row.get(name).cloned().unwrap_or_default();
        let mut credentials = field("credentials");
        let mut consumer = field("consumer").as_str().map(str::to_owned);
        for _ in 0..self.rng.usize(1..4) {
            self.change(&mut credentials);
        }
        match self.rng.u8(0..6) {
            0 => consumer = self.consumer(),
            1 | 2 => consumer = self.named(&credentials).or(consumer),
            _ => {}
        }
        let mut text = credentials.to_string();
        if self.rng.u8(0..25) == 0 {
            text = self.repeat_a_member(&credentials).unwrap_or(text);
        }
        CredentialsCase {
            name: field("name").as_str().unwrap_or_default().to_owned(),
            credentials: text,
            consumer,
        }
    }

    fn consumer(&mut self) -> Option<String> {
        match self.rng.u8(0..8) {
            0 => None,
            1 => Some(String::new()),
            2 => Some(format!(" {CONSUMER}")),
            3 => Some(CONSUMER.to_uppercase()),
            4 => Some(CONSUMER.trim_start_matches("0x").to_owned()),
            _ => Some(self.address()),
        }
    }

    /// Somebody the credentials speak of, or a character of the name.
    fn named(&mut self, credentials: &Value) -> Option<String> {
        let mut names = Vec::new();
        collect_names(credentials, &mut names);
        names.retain(|name| !NO_NAMES.contains(name));
        let name = self.rng.choice(names)?;
        Some(match self.rng.u8(0..4) {
            0 => self.rng.choice(name.chars().collect::<Vec<_>>())?.into(),
            1 => name.to_lowercase(),
            2 => name.to_uppercase(),
            _ => name.to_owned(),
        })
    }

    fn address(&mut self) -> String {
        let address = match self.rng.u8(0..12) {
            0..5 => CONSUMER,
            5..8 => "0xb2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2",
            8 => "*",
            9 => "",
            // Lower case is more than ASCII: one letter becomes two, another depends on its place.
            10 => "0xA\u{130}",
            _ => "ΑΣ",
        };
        match self.rng.u8(0..4) {
            0 => address.to_uppercase(),
            1 => address.to_lowercase(),
            _ => address.to_owned(),
        }
    }

    fn rule(&mut self) -> Value {
        let values: Vec<String> = (0..self.rng.usize(0..3)).map(|_| self.address()).collect();
        match self.rng.u8(0..12) {
            0 => json!({ "type": "accessList", "chainId": 1, "accessList": self.address() }),
            1 => json!({ "type": "verifiableCredential", "requestCredentials": [] }),
            2 => json!({ "type": self.kind(), "values": values }),
            3 => json!({ "type": "address", "values": self.anything() }),
            // Python walks the characters of a text and the keys of an object.
            4 => json!({ "type": "address", "values": self.address() }),
            5 => json!({ "type": "address", "values": { self.address(): 1 } }),
            _ => json!({ "type": "address", "values": values }),
        }
    }

    fn kind(&mut self) -> Value {
        let kinds = [
            "address",
            "Address",
            "ADDRESS",
            "accessList",
            "accesslist",
            "other",
            "",
        ];
        match self.rng.u8(0..10) {
            0 => self.anything(),
            _ => self.rng.choice(kinds).into(),
        }
    }

    /// A value of any shape, right or wrong.
    fn anything(&mut self) -> Value {
        match self.rng.u8(0..16) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(false),
            3 => json!(0),
            4 => json!(1.5),
            5 => json!([]),
            6 => json!({}),
            7 => json!([[]]),
            8 => json!([null]),
            9 => json!({ CONSUMER: null }),
            10 => json!({ "allow": [self.rule()] }).to_string().into(),
            11 => self.rule(),
            12 => json!([self.rule(), self.rule()]),
            13 => json!([self.address()]),
            _ => self.address().into(),
        }
    }

    /// One change somewhere in `value`.
    fn change(&mut self, value: &mut Value) {
        if self.rng.u8(0..40) == 0 {
            *value = self.anything();
            return;
        }
        match value {
            Value::Object(members) => self.change_object(members),
            Value::Array(items) => self.change_array(items),
            Value::String(text) => {
                *value = match self.rng.u8(0..4) {
                    0 => text.to_uppercase().into(),
                    1 => format!("{text} ").into(),
                    2 => self.anything(),
                    _ => self.address().into(),
                }
            }
            _ => *value = self.anything(),
        }
    }

    fn change_object(&mut self, members: &mut Map<String, Value>) {
        let known = self.rng.choice(members.keys().cloned().collect::<Vec<_>>());
        match (self.rng.u8(0..12), known) {
            (0, Some(key)) => {
                members.remove(&key);
            }
            (1, Some(key)) => {
                let other = [
                    "allow", "deny", "Allow", "DENY", "values", "value", "type", "Type",
                ];
                let value = members.remove(&key).unwrap_or_default();
                let key = self.rng.choice(other).unwrap_or_default();
                members.insert(key.to_owned(), value);
            }
            (2, _) => {
                let list = if self.rng.bool() { "allow" } else { "deny" };
                let rules = (0..self.rng.usize(0..3)).map(|_| self.rule()).collect();
                members.insert(list.to_owned(), Value::Array(rules));
            }
            (3, _) => {
                let option = if self.rng.bool() {
                    "match_allow"
                } else {
                    "match_deny"
                };
                let value = match self.rng.u8(0..5) {
                    0 => self.anything(),
                    1 => json!("ANY"),
                    2 | 3 => json!("any"),
                    _ => json!("all"),
                };
                members.insert(option.to_owned(), value);
            }
            (4, _) if members.contains_key("type") => {
                members.insert("type".to_owned(), self.kind());
            }
            (5, Some(key)) => {
                members.insert(key, self.anything());
            }
            (_, Some(key)) => {
                if let Some(value) = members.get_mut(&key) {
                    self.change(value);
                }
            }
            (_, None) => {
                members.insert("allow".to_owned(), json!([self.rule()]));
            }
        }
    }

    fn change_array(&mut self, items: &mut Vec<Value>) {
        let place = self.rng.usize(0..items.len().max(1));
        match self.rng.u8(0..12) {
            0 if !items.is_empty() => {
                items.remove(place);
            }
            1 => items.extend(items.get(place).cloned()),
            2 => items.insert(place.min(items.len()), self.rule()),
            3 => items.push(self.address().into()),
            4 => items.push(self.anything()),
            5 => self.rng.shuffle(items),
            _ => {
                if let Some(item) = items.get_mut(place) {
                    self.change(item);
                }
            }
        }
    }

    /// The object with one of its members named twice, the second time with another value.
    fn repeat_a_member(&mut self, credentials: &Value) -> Option<String> {
        let members = credentials.as_object()?;
        let key = self.rng.choice(members.keys().collect::<Vec<_>>())?;
        let body = credentials.to_string();
        let body = body.strip_suffix('}')?;
        Some(format!("{body},{}:{}}}", json!(key), json!([self.rule()])))
    }
}

/// Texts of most credentials that name nobody.
const NO_NAMES: [&str; 6] = ["address", "accessList", "allow", "deny", "type", "values"];

/// Every text and key below `value`.
fn collect_names<'a>(value: &'a Value, names: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => names.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect_names(item, names)),
        Value::Object(members) => {
            for (key, member) in members {
                names.push(key);
                collect_names(member, names);
            }
        }
        _ => {}
    }
}
