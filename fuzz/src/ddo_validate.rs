use std::sync::LazyLock;

use ocean_ddo::{Document, Profile, Schema};

use crate::ddo::document;

#[path = "../../crates/ocean-ddo/tests/agree/mod.rs"]
mod agree;

static SCHEMA: LazyLock<Schema> = LazyLock::new(Schema::new);

/// What the strict profile accepts without reserve, both peers accept; the JSON Schema and the
/// strict profile agree as far as a schema can see.
pub fn ddo_validate(data: &[u8]) {
    let Some(document) = document(data) else {
        return;
    };
    peers(&document);
    agree::agree(&SCHEMA, &document);
}

fn peers(document: &Document) {
    let reports = [Profile::Strict, Profile::Aquarius, Profile::DdoJs]
        .map(|profile| document.validate(profile));
    for violation in reports
        .iter()
        .flatten()
        .flat_map(|report| report.violations())
    {
        assert!(violation.to_string().ends_with(&violation.message()));
        assert!(violation.position().offset <= document.text().len());
    }
    let [Ok(strict), aquarius, ddo_js] = reports else {
        return;
    };
    let mut warnings = strict.warnings();
    #[cfg(planted)]
    let mut warnings = warnings.filter(|warning| warning.pointer() != "/metadata/created");
    let reserved = warnings.any(|warning| !warning.peer_rejects().is_empty());
    if strict.is_valid() && !reserved {
        for report in [aquarius, ddo_js] {
            let report = report.expect("a version that both peers read");
            assert!(
                report.is_valid(),
                "{:?} {}",
                report.violations(),
                document.text()
            );
        }
    }
}
