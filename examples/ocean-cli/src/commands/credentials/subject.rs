//! Whose credentials are asked for: a document's, with or without one service's, or bare ones.

use alloy_primitives::Address;
use ocean_checksum::{ENHANCED_FIELDS, Json, Object, Value};
use ocean_credentials::{
    AccessList, Credentials, Decision, Lookup, MalformedCredentials, evaluate_asset_and_service,
};
use ocean_ddo::{Ddo, Document, Service};
use serde::Serialize;

use crate::layout::{Layout, member};

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
    pub(super) fn of(text: &Json<'_>, service: Option<&str>) -> Result<Self, String> {
        let root = text.root();
        match (kind(root)?, service) {
            (Kind::Document, service) => {
                let document = Document::parse(text.text()).map_err(|error| error.to_string())?;
                Self::of_document(&document, service)
            }
            (Kind::Credentials, Some(_)) => Err("bare credentials have no services".into()),
            (Kind::Credentials, None) => Ok(Self {
                kind: Kind::Credentials,
                chain_id: None,
                asset: Credentials::from_value(root).map_err(|error| error.to_string())?,
                service: None,
                remarks: Vec::new(),
            }),
        }
    }

    fn of_document(document: &Document, service: Option<&str>) -> Result<Self, String> {
        let layout = Layout::of(document)?;
        let subject = layout.pointer();
        let ddo = layout.ddo().ok_or_else(|| {
            format!("expected an object at `{subject}` in a document of version 5")
        })?;
        let chosen = match service {
            Some(name) => {
                let service = find(ddo, name)?;
                let credentials = service.credentials().map_err(|error| error.to_string())?;
                let index = service.index();
                Some(credentials.at(format!("{subject}/services/{index}/credentials")))
            }
            None => None,
        };
        let mut remarks = Vec::new();
        if service.is_none() {
            remarks.extend(own_credentials(ddo));
        }
        for pointer in ["/credentials", "/credentialSubject/credentials"] {
            let elsewhere = document.root().pointer(pointer);
            let elsewhere = elsewhere.is_some_and(|value| !value.is_null());
            if elsewhere && pointer != format!("{subject}/credentials") {
                remarks.push(format!("`{pointer}` has no meaning in this version"));
            }
        }
        let asset = ddo.credentials().map_err(|error| error.to_string())?;
        Ok(Self {
            kind: Kind::Document,
            chain_id: ddo.chain_id(),
            asset: asset.at(format!("{subject}/credentials")),
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

/// By id, or else by index.
fn find<'t>(ddo: Ddo<'t>, name: &str) -> Result<Service<'t>, String> {
    let by_index = || ddo.service(name.parse().ok()?);
    let found = ddo.service_by_id(name).or_else(by_index);
    found
        .filter(|service| service.value().as_object().is_some())
        .ok_or_else(|| format!("no service with the id or index `{name}`"))
}

fn own_credentials(ddo: Ddo<'_>) -> Option<String> {
    const MAX: usize = 8;
    let own = |service: &Service<'_>| member(service.value(), "credentials").is_some();
    let services = ddo.services()?.iter().filter(own).take(MAX);
    let indexes: Vec<String> = services
        .map(|service| service.index().to_string())
        .collect();
    let whose = match indexes.as_slice() {
        [] => return None,
        [index] => format!("service {index} has credentials of its own"),
        indexes => format!(
            "services {} have credentials of their own",
            indexes.join(", ")
        ),
    };
    Some(format!("{whose}: --service asks for one, too"))
}
