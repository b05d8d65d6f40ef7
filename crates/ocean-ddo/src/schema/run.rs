//! The JSON Schema, run.

use alloc::{
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt::{self, Write as _};

use jsonschema::{PatternOptions, Validator};
use ocean_checksum::{Kind, Number, Object, Value};
use serde_json::{Map, Value as Json};

use super::SCHEMA_4_1;
use crate::Document;

/// [`SCHEMA_4_1`], compiled: make it once, ask it often.
///
/// A document that [`Profile::Strict`](crate::Profile::Strict) finds valid under 4.0.0 or 4.1.0 is
/// valid to the schema, and what the schema refuses has an error there that is
/// [`in_schema`](crate::Violation::in_schema). Strict tells more, and sooner.
///
/// Needs the feature `schema`.
///
/// # Examples
///
/// ```
/// use ocean_ddo::{Document, Schema};
///
/// let schema = Schema::new();
/// let document = Document::parse(r#"{"version": "4.1.0", "chainId": "137"}"#)?;
/// assert!(!schema.is_valid(&document));
///
/// let errors = schema.errors(&document);
/// let chain_id = errors.iter().find(|error| error.pointer == "/chainId").unwrap();
/// assert_eq!(chain_id.message, r#"value is not of type "integer""#);
/// # Ok::<(), ocean_ddo::ParseDocumentError>(())
/// ```
#[derive(Clone)]
pub struct Schema {
    validator: Validator,
}

impl Schema {
    /// Compiles the schema. Nothing is fetched: it refers to itself only.
    #[must_use]
    #[allow(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "what is read is a constant"
    )]
    pub fn new() -> Self {
        let schema = serde_json::from_str(SCHEMA_4_1).expect("the schema is JSON");
        let validator = jsonschema::draft202012::options()
            // Its time is linear in the text, whatever the text.
            .with_pattern_options(PatternOptions::regex())
            .build(&schema)
            .expect("the schema is one");
        Self { validator }
    }

    /// Whether the schema accepts the document, as JavaScript reads it: of a repeated key the last
    /// value counts.
    #[must_use]
    pub fn is_valid(&self, document: &Document) -> bool {
        self.validator.is_valid(&json(document.root()))
    }

    /// All that the schema finds wrong with the document; nothing if it is valid.
    ///
    /// While they are gathered an error takes about half a kilobyte, and 10 MiB of text can hold
    /// five million of them. For documents of strangers [`is_valid`](Self::is_valid) is enough.
    #[must_use]
    pub fn errors(&self, document: &Document) -> Vec<SchemaError> {
        let json = json(document.root());
        let errors = self.validator.iter_errors(&json);
        errors
            .map(|error| SchemaError {
                pointer: error.instance_path().to_string(),
                message: error.masked().to_string(),
            })
            .collect()
    }
}

impl Default for Schema {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema").finish_non_exhaustive()
    }
}

/// One thing that the JSON Schema finds wrong with a document.
///
/// `Display` is the pointer and the message.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct SchemaError {
    /// The JSON pointer (RFC 6901) of the value; if a member is missing, of the object that lacks
    /// it.
    pub pointer: String,
    /// What is wrong, in the words of the crate `jsonschema`, which may change. The value is always
    /// called `value`: no text of the document is told.
    pub message: String,
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "{}: ", self.pointer.escape_debug())?;
        }
        f.write_str(&self.message)
    }
}

/// The same value for the validator; the depth of a document bounds the recursion.
fn json(value: Value<'_>) -> Json {
    match value.kind() {
        Kind::Null => Json::Null,
        Kind::Bool(flag) => flag.into(),
        Kind::Number(number) => self::number(number),
        Kind::String(text) => text.to_string_lossy().into(),
        Kind::Array(array) => array.iter().map(json).collect(),
        Kind::Object(object) => members(object).into(),
    }
}

/// Beyond the range of a double the largest one stands for a number.
fn number(number: Number<'_>) -> Json {
    match (number.as_u64(), number.as_i64()) {
        (Some(number), _) => number.into(),
        (_, Some(number)) => number.into(),
        _ => number.as_f64().clamp(f64::MIN, f64::MAX).into(),
    }
}

fn members(object: Object<'_>) -> Map<String, Json> {
    let mut members = Map::new();
    for (index, (key, value)) in object.iter().enumerate() {
        let mut key = key.to_string_lossy().into_owned();
        // Keys may differ in their lone surrogates alone, and still are several members.
        while members.contains_key(&key) {
            let _ = write!(key, "{index}");
        }
        members.insert(key, json(value));
    }
    members
}
