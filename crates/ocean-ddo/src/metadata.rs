use ocean_checksum::{JsonStr, Value};

use crate::{Algorithm, List, read};

/// The `metadata` of a document.
#[derive(Clone, Copy, Debug)]
pub struct Metadata<'t> {
    value: Value<'t>,
}

impl<'t> Metadata<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The object.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `created`: when the document was first published, ISO 8601 as it is written.
    #[must_use]
    pub fn created(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "created")
    }

    /// `updated`: when the document was last changed, ISO 8601 as it is written.
    #[must_use]
    pub fn updated(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "updated")
    }

    /// `description`: details of the asset, plain text or Markdown.
    #[must_use]
    pub fn description(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "description")
    }

    /// `copyrightHolder`: who holds the legal copyright.
    #[must_use]
    pub fn copyright_holder(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "copyrightHolder")
    }

    /// `name`: the name or title of the asset.
    #[must_use]
    pub fn name(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "name")
    }

    /// `type`: `dataset` or `algorithm`; the peers accept any text.
    #[must_use]
    pub fn kind(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "type")
    }

    /// `author`: who made the asset.
    #[must_use]
    pub fn author(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "author")
    }

    /// `license`: the short name of the licence.
    #[must_use]
    pub fn license(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "license")
    }

    /// `links`: URLs of samples or further documents.
    #[must_use]
    pub fn links(self) -> Option<List<'t, Option<JsonStr<'t>>>> {
        read::texts(self.value, "links")
    }

    /// `tags`: key words.
    #[must_use]
    pub fn tags(self) -> Option<List<'t, Option<JsonStr<'t>>>> {
        read::texts(self.value, "tags")
    }

    /// `categories`: categories of the asset.
    #[must_use]
    pub fn categories(self) -> Option<List<'t, Option<JsonStr<'t>>>> {
        read::texts(self.value, "categories")
    }

    /// `contentLanguage`: the language of the content, such as `en-GB`.
    #[must_use]
    pub fn content_language(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "contentLanguage")
    }

    /// `additionalInformation`: the publisher's own members: any value but null.
    #[must_use]
    pub fn additional_information(self) -> Option<Value<'t>> {
        read::any(self.value, "additionalInformation")
    }

    /// `algorithm`: how the algorithm is run, if the asset is one.
    #[must_use]
    pub fn algorithm(self) -> Option<Algorithm<'t>> {
        read::object(self.value, "algorithm").map(Algorithm::new)
    }
}
