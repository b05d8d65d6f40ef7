use alloc::{string::String, vec::Vec};

use ocean_checksum::Json;

use super::{Algorithm, Date, write::Object};

/// What every asset must say of itself.
#[derive(Clone, Debug)]
pub struct Description {
    /// `name`: the name or title.
    pub name: String,
    /// `description`: details, plain text or Markdown. Lines end with a line feed alone, since
    /// ddo.js 0.3.0 refuses carriage returns, U+2028 and U+2029.
    pub description: String,
    /// `author`: who made the asset.
    pub author: String,
    /// `license`: the short name of the licence.
    pub license: String,
}

/// The `metadata` of an asset. Lists without elements are left out.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// `created`: when the asset was first published.
    pub created: Date,
    /// `updated`: when the document was last changed, at first the same date.
    pub updated: Date,
    /// `description`, as in [`Description`].
    pub description: String,
    /// `copyrightHolder`: who holds the legal copyright.
    pub copyright_holder: Option<String>,
    /// `name`, as in [`Description`].
    pub name: String,
    /// `type`, and `algorithm` if it is one.
    pub asset: Asset,
    /// `author`, as in [`Description`].
    pub author: String,
    /// `license`, as in [`Description`].
    pub license: String,
    /// `links`: URLs of samples or further documents.
    pub links: Vec<String>,
    /// `tags`: key words.
    pub tags: Vec<String>,
    /// `categories`: categories of the asset.
    pub categories: Vec<String>,
    /// `contentLanguage`: the language of the content, preferably a tag such as `en-GB`.
    pub content_language: Option<String>,
    /// `additionalInformation`: the publisher's own members, written in the form of
    /// `JSON.stringify`: of a repeated key the last value, and `null` for a number beyond a double.
    /// No key may begin with `@` or `http://schema.org/`.
    pub additional_information: Option<Json<'static>>,
}

/// The type of an asset.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Asset {
    /// `dataset`.
    Dataset,
    /// `algorithm`, and how it is run.
    Algorithm(Algorithm),
}

impl Metadata {
    pub(super) fn new(description: Description, created: Date, asset: Asset) -> Self {
        let Description {
            name,
            description,
            author,
            license,
        } = description;
        Self {
            updated: created.clone(),
            created,
            description,
            copyright_holder: None,
            name,
            asset,
            author,
            license,
            links: Vec::new(),
            tags: Vec::new(),
            categories: Vec::new(),
            content_language: None,
            additional_information: None,
        }
    }

    pub(super) fn write(&self, metadata: &mut Object<'_>) {
        metadata.text("created", self.created.as_str());
        metadata.text("updated", self.updated.as_str());
        metadata.text("description", &self.description);
        metadata.maybe("copyrightHolder", self.copyright_holder.as_deref());
        metadata.text("name", &self.name);
        let kind = match self.asset {
            Asset::Dataset => "dataset",
            Asset::Algorithm(_) => "algorithm",
        };
        metadata.text("type", kind);
        metadata.text("author", &self.author);
        metadata.text("license", &self.license);
        for (key, texts) in [
            ("links", &self.links),
            ("tags", &self.tags),
            ("categories", &self.categories),
        ] {
            if !texts.is_empty() {
                metadata.texts(key, texts);
            }
        }
        metadata.maybe("contentLanguage", self.content_language.as_deref());
        if let Some(json) = &self.additional_information {
            metadata.raw("additionalInformation", json.js_stringify());
        }
        if let Asset::Algorithm(algorithm) = &self.asset {
            metadata.object("algorithm", |object| algorithm.write(object));
        }
    }
}
