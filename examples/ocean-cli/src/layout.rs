//! Where a document keeps chain, NFT, metadata, services and credentials.

use ocean_checksum::Value;
use ocean_ddo::{Ddo, Document};
use ocean_did::Method;

/// Version 5 keeps them under `credentialSubject` and has its own DID method; all others at the
/// root.
pub(crate) struct Layout<'d> {
    document: &'d Document,
    five: Option<Five>,
}

/// What ocean-ddo does not know. The names inside `credentialSubject` are those of version 4, so
/// that it can be read as a document of its own.
struct Five {
    subject: Option<Document>,
}

impl<'d> Layout<'d> {
    /// # Errors
    /// In a document of version 5, `credentialSubject` is beyond the limits.
    pub(crate) fn of(document: &'d Document) -> Result<Self, String> {
        let version = document.ddo().version();
        if !version.is_some_and(|version| version.to_string_lossy().starts_with("5.")) {
            let five = None;
            return Ok(Self { document, five });
        }
        let subject = document.root().get("credentialSubject");
        let subject = subject
            .filter(|subject| subject.as_object().is_some())
            .map(|subject| Document::parse(subject.text()))
            .transpose()
            .map_err(|error| format!("in `/credentialSubject`: {error}"))?;
        let five = Some(Five { subject });
        Ok(Self { document, five })
    }

    /// The view of them; none where a document of version 5 has no such object.
    pub(crate) fn ddo(&self) -> Option<Ddo<'_>> {
        match &self.five {
            Some(five) => five.subject.as_ref().map(Document::ddo),
            None => Some(self.document.ddo()),
        }
    }

    /// Where [`ddo`](Self::ddo) stands in the document.
    pub(crate) fn pointer(&self) -> &'static str {
        match self.five {
            Some(_) => "/credentialSubject",
            None => "",
        }
    }

    pub(crate) fn method(&self) -> Method {
        match self.five {
            Some(_) => Method::Ope,
            None => Method::Op,
        }
    }
}

/// The member, unless it is null.
pub(crate) fn member<'t>(value: Value<'t>, key: &str) -> Option<Value<'t>> {
    value.get(key).filter(|value| !value.is_null())
}
