//! Whose credentials are asked for: a document's, with or without one service's, or bare ones.

use alloy_primitives::Address;
use ocean_checksum::{Array, ENHANCED_FIELDS, Json, Number, Object, Value};
use ocean_credentials::{
    AccessList, Credentials, Decision, Lookup, MalformedCredentials, evaluate_asset_and_service,
};
use serde::Serialize;

use crate::page::{Layout, Place};

const DOCUMENT_KEYS: [&str; 6] = [
    "nftAddress",
    "chainId",
    "metadata",
    "services",
    "credentials",
    "credentialSubject",
];
const CREDENTIALS_KEYS: [&str; 4] = ["allow", "deny", "match_allow", "match_deny"];

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Document,
    Credentials,
}

pub(super) struct Subject {
    pub(super) kind: Kind,
    pub(super) chain_id: Option<u64>,
    pub(super) asset: Credentials,
    service: Option<Credentials>,
    pub(super) remarks: Vec<String>,
}

impl Subject {
    pub(super) fn of(document: &Json<'_>, service: Option<&str>) -> Result<Self, String> {
        let root = document.root();
        match (kind(root)?, service) {
            (Kind::Document, service) => Self::of_document(root, service),
            (Kind::Credentials, Some(_)) => Err("bare credentials have no services".into()),
            (Kind::Credentials, None) => Ok(Self {
                kind: Kind::Credentials,
                chain_id: None,
                asset: read(&Place::new(Some(root), String::new()))?,
                service: None,
                remarks: Vec::new(),
            }),
        }
    }

    fn of_document(root: Value<'_>, service: Option<&str>) -> Result<Self, String> {
        let layout = Layout::of(root);
        let subject = Place::new(layout.subject, layout.pointer.into());
        if subject.value.and_then(Value::as_object).is_none() {
            return Err(format!(
                "expected an object at `{}` in a document of version 5",
                subject.pointer
            ));
        }
        let services = Services(subject.member("services"));
        let chosen = match service {
            Some(name) => Some(read(&services.find(name)?.member("credentials"))?),
            None => None,
        };
        let mut remarks = Vec::new();
        if service.is_none() {
            remarks.extend(services.remark());
        }
        for pointer in ["/credentials", "/credentialSubject/credentials"] {
            let elsewhere = root.pointer(pointer).is_some_and(|value| !value.is_null());
            if elsewhere && pointer != format!("{}/credentials", subject.pointer) {
                remarks.push(format!("`{pointer}` has no meaning in this version"));
            }
        }
        let chain_id = subject.member("chainId").value;
        Ok(Self {
            kind: Kind::Document,
            chain_id: chain_id.and_then(Value::as_number).and_then(Number::as_u64),
            asset: read(&subject.member("credentials"))?,
            service: chosen,
            remarks,
        })
    }

    /// By the strict rule.
    pub(super) fn decide(
        &self,
        consumer: Address,
        lookup: impl Fn(&AccessList) -> Lookup,
    ) -> Result<Decision, MalformedCredentials> {
        match &self.service {
            Some(service) => evaluate_asset_and_service(&self.asset, service, consumer, lookup),
            None => self.asset.evaluate(consumer, lookup),
        }
    }

    /// What the strict rule asks for, each once.
    pub(super) fn required_lookups(&self) -> Vec<AccessList> {
        let mut lists = Vec::new();
        for credentials in [Some(&self.asset), self.service.as_ref()] {
            let required = credentials.and_then(|credentials| credentials.required_lookups().ok());
            for list in required.into_iter().flatten() {
                if !lists.contains(&list) {
                    lists.push(list);
                }
            }
        }
        lists
    }
}

fn kind(root: Value<'_>) -> Result<Kind, String> {
    let Some(object) = root.as_object() else {
        return Ok(Kind::Credentials);
    };
    let has = |object: Object<'_>, keys: &[&str]| keys.iter().any(|key| object.get(key).is_some());
    if has(object, &DOCUMENT_KEYS) || has(object, &ENHANCED_FIELDS) {
        Ok(Kind::Document)
    } else if object.is_empty() || has(object, &CREDENTIALS_KEYS) {
        Ok(Kind::Credentials)
    } else {
        Err(
            "neither a document (with `nftAddress`, `services` or `credentials`) \
             nor credentials (with `allow` or `deny`)"
                .into(),
        )
    }
}

fn read(place: &Place<'_>) -> Result<Credentials, String> {
    let Some(value) = place.value else {
        return Ok(Credentials::default());
    };
    let credentials = Credentials::from_value(value).map_err(|error| error.to_string())?;
    Ok(credentials.at(place.pointer.as_str()))
}

struct Services<'t>(Place<'t>);

impl<'t> Services<'t> {
    fn each(&self) -> impl Iterator<Item = Place<'t>> {
        let array = self.0.value.and_then(Value::as_array);
        let pointer = self.0.pointer.clone();
        let values = array.into_iter().flat_map(Array::iter).enumerate();
        values.map(move |(index, value)| Place::new(Some(value), format!("{pointer}/{index}")))
    }

    /// By id, or else by index.
    fn find(&self, name: &str) -> Result<Place<'t>, String> {
        let has_id = |place: &Place<'t>| {
            let id = place.member("id").value.and_then(Value::as_str);
            id.is_some_and(|id| id == name)
        };
        let by_index = || self.each().nth(name.parse().ok()?);
        let found = self.each().find(has_id).or_else(by_index);
        found
            .filter(|place| place.value.and_then(Value::as_object).is_some())
            .ok_or_else(|| format!("no service with the id or index `{name}`"))
    }

    fn remark(&self) -> Option<String> {
        const MAX: usize = 8;
        let own = |(_, place): &(usize, Place<'t>)| place.member("credentials").value.is_some();
        let indexes = self.each().enumerate().filter(own).take(MAX);
        let indexes: Vec<String> = indexes.map(|(index, _)| index.to_string()).collect();
        if indexes.is_empty() {
            return None;
        }
        let whose = match indexes.as_slice() {
            [index] => format!("service {index} has credentials of its own"),
            indexes => format!(
                "services {} have credentials of their own",
                indexes.join(", ")
            ),
        };
        Some(format!("{whose}: --service asks for one, too"))
    }
}
