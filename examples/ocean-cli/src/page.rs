//! The page of a document: what a person wants to know of it, read without judging the rest.

mod credentials;
mod did;
mod repeated;
mod service;
mod state;

use ocean_checksum::{DocumentHash, ENHANCED_FIELDS, JsonStr, Kind, Value, js_stringify};
use ocean_ddo::{Ddo, Document, Metadata, Profile};
use serde::Serialize;

pub(crate) use self::{
    credentials::{CredentialsPage, Rule, Rules},
    did::{DidPage, DidVerdict},
    service::{ComputePage, ServicePage, TrustPage},
    state::StatePage,
};
use crate::{
    layout::{Layout, member},
    verdict::{Findings, Verdict, Verdicts, Violation},
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
    pub(crate) services: Option<Vec<ServicePage>>,
    pub(crate) credentials: Option<CredentialsPage>,
    pub(crate) indexer_fields: Vec<&'static str>,
    pub(crate) verdicts: Verdicts,
    /// By the strict profile.
    pub(crate) violations: Vec<Violation>,
    pub(crate) remarks: Vec<Remark>,
    /// Where the members stand that are neither `id` nor `version`.
    #[serde(skip)]
    pub(crate) subject: &'static str,
}

/// SHA-256 of the exact bytes and of the JSON.stringify form.
#[derive(Debug, Serialize)]
pub(crate) struct Hashes {
    pub(crate) sha256: String,
    pub(crate) stringify_sha256: String,
    pub(crate) equal: bool,
}

/// Something unusual at a place of the document, of which no profile speaks.
#[derive(Debug, Serialize)]
pub(crate) struct Remark {
    pub(crate) pointer: String,
    pub(crate) message: String,
}

impl Page {
    /// Reads the page of a document.
    ///
    /// # Errors
    /// In a document of version 5, `credentialSubject` is beyond the limits.
    pub(crate) fn of(path: String, document: &Document) -> Result<Self, String> {
        let mut remarks = Remarks::default();
        let layout = Layout::of(document)?;
        let subject = layout.pointer();
        let (root, ddo) = (document.ddo(), layout.ddo());
        let metadata = ddo.and_then(Ddo::metadata);
        let value = ddo.map(Ddo::value);
        let findings = Findings::of(document, Profile::Strict);
        if findings.verdict == Verdict::Unsupported {
            repeated::find(document.root(), &mut remarks);
        }
        Ok(Self {
            path,
            bytes: document.bytes().len(),
            did: DidPage::of(root.value(), value, layout.method()),
            hash: Hashes::of(document)?,
            version: root.version().map(own),
            r#type: metadata.and_then(Metadata::kind).map(own),
            name: metadata.and_then(Metadata::name).map(own),
            nft: ddo.and_then(Ddo::nft_address).map(own),
            chain_id: ddo.and_then(Ddo::chain_id),
            state: StatePage::of(root.indexed(), &mut remarks),
            services: ddo
                .and_then(Ddo::services)
                .map(|services| service::list(services, subject)),
            credentials: value
                .and_then(|value| member(value, "credentials"))
                .map(|value| CredentialsPage::of(value, format!("{subject}/credentials"))),
            indexer_fields: indexer_fields(root.value(), value),
            verdicts: Verdicts::of(document, findings.verdict),
            violations: findings.violations,
            remarks: remarks.0,
            subject,
        })
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
}

/// A value in a few words: its kind, and what it is if that is short.
pub(crate) fn found(value: Value<'_>) -> String {
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

fn indexer_fields(root: Value<'_>, subject: Option<Value<'_>>) -> Vec<&'static str> {
    let has = |field| {
        let subject = subject.and_then(|subject| subject.get(field));
        root.get(field).or(subject).is_some()
    };
    ENHANCED_FIELDS
        .into_iter()
        .filter(|field| has(field))
        .collect()
}

impl Hashes {
    fn of(document: &Document) -> Result<Self, String> {
        let stringified = js_stringify(document.text()).map_err(|error| error.to_string())?;
        let sha256 = format!("{:x}", document.hash());
        let equal = stringified == document.text();
        Ok(Self {
            stringify_sha256: if equal {
                sha256.clone()
            } else {
                format!("{:x}", DocumentHash::of(stringified.as_bytes()))
            },
            sha256,
            equal,
        })
    }
}

fn own(text: JsonStr<'_>) -> String {
    text.to_string_lossy().into_owned()
}

/// The texts of an array, if it is one of texts only.
fn texts(value: Value<'_>) -> Option<Vec<String>> {
    value
        .as_array()?
        .iter()
        .map(|value| value.as_str().map(own))
        .collect()
}
