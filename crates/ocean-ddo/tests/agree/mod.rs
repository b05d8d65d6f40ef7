//! What must hold between the JSON Schema and the strict profile, of any document.

use ocean_ddo::{Document, Profile, Schema, SchemaError, SchemaVersion, Violation};

/// Whether both point to the same value, or the schema to the object that lacks it, or into it.
fn same_place(violation: &Violation<'_>, error: &SchemaError) -> bool {
    let pointer = violation.pointer();
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    let inside = error.pointer.strip_prefix(pointer);
    error.pointer == parent || inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The implications, each error beside one at its place or next to it; whether the schema accepts.
pub(crate) fn agree(schema: &Schema, document: &Document) -> bool {
    let errors = schema.errors(document);
    let accepts = schema.is_valid(document);
    let text = document.text();
    assert_eq!(accepts, errors.is_empty(), "{text}");
    let Ok(strict) = document.validate(Profile::Strict) else {
        assert!(!accepts, "{text}");
        return false;
    };
    if strict.version() > SchemaVersion::V4_1_0 {
        assert!(!accepts && strict.violations().iter().all(|found| !found.in_schema()));
        return false;
    }
    let in_schema: Vec<_> = strict.errors().filter(|error| error.in_schema()).collect();
    for error in &errors {
        let said = in_schema
            .iter()
            .any(|violation| same_place(violation, error));
        assert!(said, "the schema alone says {error} of {text}");
    }
    for violation in in_schema {
        let said = errors.iter().any(|error| same_place(violation, error));
        assert!(said, "the schema does not say {violation} of {text}");
    }
    if strict.is_valid() {
        assert!(accepts, "{text}");
    }
    accepts
}
