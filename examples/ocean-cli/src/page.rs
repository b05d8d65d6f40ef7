//! The page of a document: what a person wants to know of it, read without judging the rest.

mod credentials;
mod did;
mod repeated;
mod service;
mod state;

use ocean_checksum::{DocumentHash, ENHANCED_FIELDS, Json, JsonStr, Kind, Number, Value};
use serde::Serialize;

pub(crate) use self::{
    credentials::{CredentialsPage, Rule, Rules},
    did::{DidPage, Verdict},
    service::{ComputePage, Service, TrustList},
    state::StatePage,
};

/// Everything that `ocean inspect` shows of one document. The names of the fields are part of the
/// program's interface.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) bytes: usize,
    pub(crate) did: DidPage,
    pub(crate) hash: Hashes,
    pub(crate) version: Option<String>,
    pub(crate) r#type: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) nft: Option<String>,
    pub(crate) chain_id: Option<u64>,
    pub(crate) state: Option<StatePage>,
    pub(crate) services: Option<Vec<Service>>,
    pub(crate) credentials: Option<CredentialsPage>,
    pub(crate) indexer_fields: Vec<&'static str>,
    pub(crate) remarks: Vec<Remark>,
}

/// SHA-256 of the exact bytes and of the JSON.stringify form.
#[derive(Debug, Serialize)]
pub(crate) struct Hashes {
    pub(crate) sha256: String,
    pub(crate) stringify_sha256: String,
    pub(crate) equal: bool,
}

/// Something unusual at a place of the document.
#[derive(Debug, Serialize)]
pub(crate) struct Remark {
    pub(crate) pointer: String,
    pub(crate) message: String,
}

impl Page {
    /// Reads the page of a document.
    ///
    /// # Errors
    /// The root is not an object.
    pub(crate) fn of(path: String, document: &Json<'_>) -> Result<Self, String> {
        let root = document.root();
        if root.as_object().is_none() {
            let found = root.kind().name();
            return Err(format!(
                "not an object: expected a document at the top, found {found}"
            ));
        }
        let mut remarks = Remarks::default();
        let layout = Layout::of(root);
        let subject = Place::new(layout.subject, layout.pointer.into());
        let root = Place::new(Some(root), String::new());
        let metadata = subject.member("metadata");
        let did = DidPage::of(&root, &subject, layout.method);
        let nft = subject.text("nftAddress", &mut remarks);
        let chain_id = subject.member("chainId");
        let page = Self {
            path,
            bytes: document.text().len(),
            did,
            hash: Hashes::of(document),
            version: root.text("version", &mut remarks),
            r#type: metadata.text("type", &mut remarks),
            name: metadata.text("name", &mut remarks),
            nft,
            chain_id: chain_id.integer(&mut remarks),
            state: StatePage::of(&root, &mut remarks),
            services: service::list(&subject.member("services"), &mut remarks),
            credentials: CredentialsPage::of(&subject.member("credentials")),
            indexer_fields: indexer_fields(&root, &subject),
            remarks: Vec::new(),
        };
        repeated::find(root.value, &mut remarks);
        Ok(Self {
            remarks: remarks.0,
            ..page
        })
    }
}

/// Where a document keeps chain, NFT, metadata, services and credentials.
pub(crate) struct Layout<'t> {
    /// The object that holds them, if it is there.
    pub(crate) subject: Option<Value<'t>>,
    pub(crate) pointer: &'static str,
    pub(crate) method: ocean_did::Method,
}

impl<'t> Layout<'t> {
    /// Version 5 keeps them under `credentialSubject` and has its own DID method; all others at
    /// the root.
    pub(crate) fn of(root: Value<'t>) -> Self {
        let version = root.get("version").and_then(Value::as_str);
        let is_five = version.is_some_and(|version| version.to_string_lossy().starts_with("5."));
        if is_five {
            Self {
                subject: root.get("credentialSubject"),
                pointer: "/credentialSubject",
                method: ocean_did::Method::Ope,
            }
        } else {
            Self {
                subject: Some(root),
                pointer: "",
                method: ocean_did::Method::Op,
            }
        }
    }
}

/// A value, which may be missing, and where it stands.
pub(crate) struct Place<'t> {
    pub(crate) value: Option<Value<'t>>,
    pub(crate) pointer: String,
}

impl<'t> Place<'t> {
    /// `null` is as good as missing.
    pub(crate) fn new(value: Option<Value<'t>>, pointer: String) -> Self {
        Self {
            value: value.filter(|value| !value.is_null()),
            pointer,
        }
    }

    pub(crate) fn member(&self, key: &str) -> Self {
        let value = self.value.and_then(|value| value.get(key));
        Self::new(value, format!("{}/{key}", self.pointer))
    }

    fn text(&self, key: &str, remarks: &mut Remarks) -> Option<String> {
        let place = self.member(key);
        let value = place.value?;
        let text = value
            .as_str()
            .map(|text| text.to_string_lossy().into_owned());
        if text.is_none() {
            remarks.wrong_kind(&place.pointer, "a string", value);
        }
        text
    }

    fn integer(&self, remarks: &mut Remarks) -> Option<u64> {
        let value = self.value?;
        let integer = value.as_number().and_then(Number::as_u64);
        if integer.is_none() {
            remarks.wrong_kind(&self.pointer, "a whole number of 0 or more", value);
        }
        integer
    }
}

/// What is unusual so far.
#[derive(Default)]
pub(crate) struct Remarks(Vec<Remark>);

impl Remarks {
    fn add(&mut self, pointer: &str, message: String) {
        self.0.push(Remark {
            pointer: pointer.into(),
            message,
        });
    }

    fn wrong_kind(&mut self, pointer: &str, expected: &str, value: Value<'_>) {
        self.add(
            pointer,
            format!("expected {expected}, found {}", found(value)),
        );
    }
}

/// A value in a few words: its kind, and what it is if that is short.
fn found(value: Value<'_>) -> String {
    const MAX_CHARS: usize = 32;
    let kind = value.kind().name();
    let shown = match value.kind() {
        Kind::Array(_) | Kind::Object(_) | Kind::Null => return kind.into(),
        Kind::String(text) => text.to_string_lossy(),
        Kind::Bool(_) | Kind::Number(_) => value.text().into(),
    };
    match shown.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{kind} `{}…`", shown.get(..end).unwrap_or_default()),
        None => format!("{kind} `{shown}`"),
    }
}

fn indexer_fields(root: &Place<'_>, subject: &Place<'_>) -> Vec<&'static str> {
    let has =
        |place: &Place<'_>, field| place.value.is_some_and(|value| value.get(field).is_some());
    ENHANCED_FIELDS
        .into_iter()
        .filter(|field| has(root, field) || has(subject, field))
        .collect()
}

impl Hashes {
    fn of(document: &Json<'_>) -> Self {
        let hex = |text: &str| format!("{:x}", DocumentHash::of(text.as_bytes()));
        let stringified = document.js_stringify();
        let sha256 = hex(document.text());
        let equal = stringified == document.text();
        Self {
            stringify_sha256: if equal {
                sha256.clone()
            } else {
                hex(&stringified)
            },
            sha256,
            equal,
        }
    }
}

/// The texts of an array, if it is one of texts only.
fn texts(value: Value<'_>) -> Option<Vec<String>> {
    let own = |text: JsonStr<'_>| text.to_string_lossy().into_owned();
    value
        .as_array()?
        .iter()
        .map(|value| value.as_str().map(own))
        .collect()
}
