//! Everything that is wrong with a document, by whose rules.

mod aquarius;
mod ddo_js;
mod expected;
pub(crate) mod format;
mod json_ld;
mod place;
mod profile;
pub(crate) mod python_date;
mod report;
mod rules;
mod strict;
mod value_set;
mod version;
mod violation;

use ocean_checksum::Value;

pub use self::{
    profile::Profile,
    report::{MAX_VIOLATIONS, Report},
    version::{SchemaVersion, UnsupportedVersion},
    violation::{Code, Severity, Violation},
};
use crate::{Document, error::excerpt};

impl Document {
    /// Says everything that is wrong with the document by the rules of a profile, at once.
    ///
    /// Consuming an asset does not need a valid document: what is on chain is untidy. Publishing
    /// one does, and so does indexing.
    ///
    /// # Errors
    ///
    /// [`UnsupportedVersion`] if `version` is a text that the profile has no rules for. The peers
    /// refuse such documents, too, but that ddo.js 0.3.0 reads 5.0.0. A missing version, or one that
    /// is no text, is a violation.
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_ddo::{Code, Document, Profile};
    ///
    /// let document = Document::parse(r#"{"version": "4.1.0", "chainId": "137"}"#)?;
    /// let report = document.validate(Profile::Strict)?;
    /// assert!(!report.is_valid());
    ///
    /// let violations = report.violations();
    /// let chain_id = violations.iter().find(|found| found.pointer() == "/chainId").unwrap();
    /// assert_eq!(chain_id.code(), Code::WrongType);
    /// assert_eq!(chain_id.to_string(), "/chainId: expected an integer, found string `137`");
    /// assert_eq!((chain_id.position().line, chain_id.position().column), (1, 33));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn validate(&self, profile: Profile) -> Result<Report<'_>, UnsupportedVersion> {
        let version = self.schema_version(profile)?;
        let violations = match profile {
            Profile::Strict => strict::check(self, version),
            Profile::Aquarius => aquarius::check(self, version),
            Profile::DdoJs => ddo_js::check(self, version),
        };
        Ok(Report::new(profile, version, violations))
    }

    fn schema_version(&self, profile: Profile) -> Result<SchemaVersion, UnsupportedVersion> {
        let Some(found) = self.root().get("version").and_then(Value::as_str) else {
            return Ok(match profile {
                Profile::Aquarius => SchemaVersion::V4_5_0,
                Profile::Strict | Profile::DdoJs => SchemaVersion::V4_1_0,
            });
        };
        let mut versions = profile.versions().iter().copied();
        versions
            .find(|version| found == version.as_str())
            .ok_or_else(|| UnsupportedVersion {
                found: excerpt(&found.to_string_lossy()),
                profile,
            })
    }
}
