//! The strict profile: what the specification says, and every violation of it.

mod credentials;
mod keys;
mod parameter;
mod service;
mod text;

use ocean_checksum::{Kind as Json, Number, Object, Value};
use ocean_did::{ChecksumAddress, Did};

use super::{
    Code, Profile, SchemaVersion, Severity, Violation,
    expected::Expected,
    place::Place,
    report::Violations,
    rules::{self, Field, Format, Kind, Required, Shape, Together},
    violation::Found,
};
use crate::Document;

const BOTH: &[Profile] = &[Profile::Aquarius, Profile::DdoJs];
const AQUARIUS: &[Profile] = &[Profile::Aquarius];
const DDO_JS: &[Profile] = &[Profile::DdoJs];

/// The largest integer that JavaScript reads exactly; beyond it ddo.js sees another number.
const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Every violation of a document of this version.
pub(super) fn check(document: &Document, version: SchemaVersion) -> Violations<'_> {
    let mut strict = Strict {
        version,
        nft: None,
        violations: Violations::default(),
    };
    let Some(root) = document.root().as_object() else {
        return strict.violations;
    };
    strict.object(&rules::ROOT, root, &Place::ROOT);
    strict.did(root);
    strict.context(root);
    strict.services(root);
    strict.keys(document);
    strict.violations
}

struct Strict<'t> {
    version: SchemaVersion,
    /// `nftAddress`, once it was found to be right.
    nft: Option<ChecksumAddress>,
    violations: Violations<'t>,
}

/// What a rule has to say of a value.
#[derive(Clone, Copy)]
struct Fault<'t> {
    code: Code,
    expected: Expected,
    found: Found<'t>,
    /// The value, or the object that lacks it.
    value: Value<'t>,
    in_schema: bool,
}

impl<'t> Fault<'t> {
    fn new(code: Code, expected: &'static str, value: Value<'t>) -> Self {
        Self {
            code,
            expected: Expected::Words(expected),
            found: Found::Value(value),
            value,
            in_schema: false,
        }
    }

    /// The value is the object that lacks the member.
    fn missing(expected: &'static str, object: Value<'t>) -> Self {
        Self::new(Code::Missing, expected, object).none_found()
    }

    fn none_found(self) -> Self {
        Self {
            found: Found::Nothing,
            ..self
        }
    }

    fn in_schema(self) -> Self {
        self.in_schema_if(true)
    }

    fn in_schema_if(self, in_schema: bool) -> Self {
        Self { in_schema, ..self }
    }
}

impl<'t> Strict<'t> {
    fn push(
        &mut self,
        place: &Place<'_>,
        severity: Severity,
        fault: Fault<'t>,
        peer_rejects: &'static [Profile],
    ) {
        let in_schema = fault.in_schema && self.version.in_schema();
        self.violations.push(severity, || Violation {
            pointer: place.pointer(),
            code: fault.code,
            severity,
            expected: fault.expected,
            found: fault.found,
            value: fault.value,
            in_schema,
            peer_rejects,
        });
    }

    fn error(&mut self, place: &Place<'_>, fault: Fault<'t>) {
        self.push(place, Severity::Error, fault, &[]);
    }

    fn warn(&mut self, place: &Place<'_>, fault: Fault<'t>, peer_rejects: &'static [Profile]) {
        self.push(place, Severity::Warning, fault, peer_rejects);
    }

    /// The members of an object, each by its row of the table, then what they say together.
    fn object(&mut self, shape: &'static Shape, object: Object<'t>, place: &Place<'_>) {
        let mut seen = [false; rules::MAX_FIELDS];
        // Members mostly stand in the order of the table.
        let mut next = 0;
        for (key, value) in object.iter() {
            let fields = shape.fields.iter().enumerate();
            let mut fields = fields.clone().skip(next).chain(fields.take(next));
            if let Some((index, field)) = fields.find(|(_, field)| key == field.key) {
                next = index + 1;
                if let Some(seen) = seen.get_mut(index) {
                    *seen = true;
                }
                self.member(field, value, &place.member(field.key));
            }
        }
        for (field, _) in shape.fields.iter().zip(seen).filter(|(_, seen)| !seen) {
            self.missing(field, object.value(), &place.member(field.key));
        }
        match shape.together {
            Together::Nothing => {}
            Together::Metadata => self.metadata(object, place),
            Together::Service => self.service(object, place),
            Together::ConsumerParameter => self.consumer_parameter(object, place),
            Together::Credentials => self.credentials(object, place),
            Together::CredentialsRule => self.credentials_rule(object, place),
        }
    }

    fn missing(&mut self, field: &Field, object: Value<'t>, place: &Place<'_>) {
        let fault = Fault::missing(words(field), object);
        match field.required {
            _ if matches!(field.format, Format::Values) => {}
            Required::Always => self.error(place, fault.in_schema()),
            Required::Until4_3 if self.version <= SchemaVersion::V4_3_0 => {
                self.error(place, fault.in_schema());
            }
            Required::DdoJs => self.warn(place, fault, DDO_JS),
            Required::Until4_3 | Required::Never => {}
        }
    }

    fn member(&mut self, field: &'static Field, value: Value<'t>, place: &Place<'_>) {
        match field.format {
            Format::Default | Format::Options | Format::Values => return,
            _ if !field.list => return self.element(field, value, place),
            _ => {}
        }
        if let Some(array) = value.as_array() {
            self.count(field, value, place);
            for (index, element) in array.iter().enumerate() {
                self.element(field, element, &place.index(index));
            }
        } else if matches!(field.kind, Kind::Trusted(_)) && is_star(value) {
            self.trusts_any(value, place);
        } else {
            self.wrong_type(words(field), value, place);
        }
    }

    fn count(&mut self, field: &Field, value: Value<'t>, place: &Place<'_>) {
        let max = field.max_count_in(self.version);
        let count = value.as_array().map_or(0, |array| {
            // Counting walks; nothing that is shorter than this can have too many.
            if value.text().len() < max {
                0
            } else {
                array.len()
            }
        });
        if count > max {
            let fault = Fault {
                expected: Expected::AtMost(max),
                found: Found::Elements(count),
                ..Fault::new(Code::TooMany, "", value)
            };
            self.error(place, fault);
        }
    }

    /// A value by its kind; of a list, an element.
    fn element(&mut self, field: &'static Field, value: Value<'t>, place: &Place<'_>) {
        match (field.kind, value.kind()) {
            (Kind::Anything, _) | (Kind::Boolean, Json::Bool(_)) => {}
            (Kind::Text(class), Json::String(text)) => {
                self.text(field, class, text, value, place);
            }
            (Kind::Integer, Json::Number(number)) => self.integer(field, number, value, place),
            (Kind::Object(shape) | Kind::Trusted(shape), Json::Object(object)) => {
                self.object(shape, object, place);
            }
            (Kind::Trusted(_), Json::String(text)) if text == "*" => self.trusts_any(value, place),
            _ if field.list => self.wrong_type(element_words(field), value, place),
            _ => self.wrong_type(words(field), value, place),
        }
    }

    fn wrong_type(&mut self, expected: &'static str, value: Value<'t>, place: &Place<'_>) {
        let fault = Fault::new(Code::WrongType, expected, value);
        self.error(place, fault.in_schema());
    }

    fn trusts_any(&mut self, value: Value<'t>, place: &Place<'_>) {
        let fault = Fault::new(Code::TrustsAny, "objects that name algorithms", value);
        self.warn(place, fault, AQUARIUS);
    }

    fn integer(&mut self, field: &Field, number: Number<'t>, value: Value<'t>, place: &Place<'_>) {
        let (min, expected) = match field.format {
            Format::ChainId => (1, "an integer from 1 to 9007199254740991"),
            _ => (0, "an integer from 0 to 9007199254740991"),
        };
        if number
            .as_u64()
            .is_some_and(|n| (min..=MAX_INTEGER).contains(&n))
        {
            return;
        }
        let double = number.as_f64();
        #[allow(clippy::cast_precision_loss, reason = "both are exact")]
        let in_range = double >= min as f64 && double <= MAX_INTEGER as f64;
        let in_schema = !in_range || double % 1.0 != 0.0;
        let fault = Fault::new(Code::OutOfRange, expected, value);
        self.error(place, fault.in_schema_if(in_schema));
    }

    /// The DID must be that of the NFT and the chain; where one of the three is wrong in itself,
    /// nothing can be said.
    fn did(&mut self, root: Object<'t>) {
        let chain_id = root.get("chainId").and_then(Value::as_number);
        let (Some(nft), Some(chain_id)) = (self.nft, chain_id.and_then(Number::as_u64)) else {
            return;
        };
        let did = root.get("id").and_then(Value::as_str);
        let did = did.map(|did| did.to_string_lossy().parse::<Did>());
        let (Ok(expected), Some(Ok(did))) = (Did::compute(nft, chain_id), did) else {
            return;
        };
        if did != expected
            && let Some(value) = root.get("id")
        {
            let fault = Fault {
                expected: Expected::Did(expected),
                ..Fault::new(Code::DidMismatch, "", value)
            };
            self.error(&Place::ROOT.member("id"), fault);
        }
    }

    /// `@context`: required and an array of texts in the specification; an array or an object in
    /// Aquarius 5.1.8, not looked at by ddo.js 0.3.0.
    fn context(&mut self, root: Object<'t>) {
        const WORDS: &str = "an array of strings";
        let place = Place::ROOT.member("@context");
        let Some(value) = root.get("@context") else {
            let fault = Fault::missing(WORDS, root.value());
            return self.error(&place, fault.in_schema());
        };
        let Some(array) = value.as_array() else {
            return self.wrong_type(WORDS, value, &place);
        };
        for (index, element) in array.iter().enumerate() {
            if element.as_str().is_none() {
                self.wrong_type("a string", element, &place.index(index));
            }
        }
    }

    fn metadata(&mut self, metadata: Object<'t>, place: &Place<'_>) {
        let is = |kind: &str| {
            let found = metadata.get("type").and_then(Value::as_str);
            found.is_some_and(|found| found == kind)
        };
        let place = place.member("algorithm");
        match metadata.get("algorithm") {
            None if is("algorithm") => {
                let fault =
                    Fault::missing("an object, since the type is algorithm", metadata.value());
                self.error(&place, fault.in_schema());
            }
            Some(value) if is("dataset") => {
                let words = "no such block in a dataset";
                self.warn(&place, Fault::new(Code::Unexpected, words, value), &[]);
            }
            _ => {}
        }
    }
}

fn is_star(value: Value<'_>) -> bool {
    value.as_str().is_some_and(|text| text == "*")
}

fn plain_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Text(_) => "a string",
        Kind::Integer => "an integer",
        Kind::Boolean => "a boolean",
        Kind::Object(_) | Kind::Trusted(_) => "an object",
        Kind::Anything => "a value",
    }
}

fn words(field: &Field) -> &'static str {
    match field.kind {
        Kind::Text(_) if field.list => "an array of strings",
        _ if field.list => "an array of objects",
        kind => plain_words(kind),
    }
}

fn element_words(field: &Field) -> &'static str {
    plain_words(field.kind)
}
