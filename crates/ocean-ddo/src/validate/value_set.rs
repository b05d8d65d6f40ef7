//! How both peers see a document: every member is a set of values, as RDF has it.
//!
//! `null` is no value, an array is its elements, arrays in it too, a single value is an array of
//! one, equal texts, numbers and booleans are one value. A shape that asks for nothing is satisfied
//! by a text, too. JSON-LD, which the peers run before, is followed only as far as `json_ld` says.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use ocean_checksum::{JsonStr, Kind as Json, Number, Object, Value};

use super::{
    Code, Profile, SchemaVersion, Severity, Violation,
    expected::Expected,
    place::Place,
    report::Violations,
    rules::{self, Class, Field, Format, Kind, Required, Shape},
    violation::Found,
};

/// Integers from here on are doubles in JavaScript's JSON-LD.
const JS_MAX_INTEGER: f64 = 1e21;

/// The peer of whom a verdict is predicted.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Peer {
    Aquarius,
    DdoJs,
}

/// A document as sets of values.
pub(super) struct ValueSets<'t> {
    peer: Peer,
    version: SchemaVersion,
    pub(super) violations: Violations<'t>,
}

impl<'t> ValueSets<'t> {
    pub(super) fn new(peer: Peer, version: SchemaVersion) -> Self {
        Self {
            peer,
            version,
            violations: Violations::default(),
        }
    }

    /// Runs the schema.
    pub(super) fn schema(&mut self, root: Object<'t>) {
        self.shape(&rules::ROOT, root, &Place::ROOT);
    }

    pub(super) fn error(
        &mut self,
        place: &Place<'_>,
        code: Code,
        expected: Expected,
        found: Found<'t>,
        value: Value<'t>,
    ) {
        let peer_rejects: &[Profile] = match self.peer {
            Peer::Aquarius => &[Profile::Aquarius],
            Peer::DdoJs => &[Profile::DdoJs],
        };
        self.violations.push(Severity::Error, || Violation {
            pointer: place.pointer(),
            code,
            severity: Severity::Error,
            expected,
            found,
            value,
            in_schema: false,
            peer_rejects,
        });
    }

    pub(super) fn wrong(
        &mut self,
        place: &Place<'_>,
        code: Code,
        expected: &'static str,
        value: Value<'t>,
    ) {
        self.error(
            place,
            code,
            Expected::Words(expected),
            Found::Value(value),
            value,
        );
    }

    fn shape(&mut self, shape: &'static Shape, node: Object<'t>, place: &Place<'_>) {
        for field in shape.fields {
            if field.since <= self.version {
                self.property(field, node, &place.member(field.key));
            }
        }
    }

    fn property(&mut self, field: &'static Field, node: Object<'t>, place: &Place<'_>) {
        let value = node.get(field.key);
        let mut count = 0;
        if let Some(value) = value {
            self.values(field, value, place, &mut count);
        }
        let value = value.unwrap_or(node.value());
        if count == 0 && self.is_required(field.required) {
            let expected = Expected::Words("a value");
            return self.error(place, Code::Missing, expected, Found::Nothing, value);
        }
        let max = field.max_count_in(self.version);
        if count > max {
            let mut distinct = BTreeSet::new();
            self.distinct(value, &mut distinct);
            if distinct.len() > max {
                let found = Found::Elements(distinct.len());
                self.error(place, Code::TooMany, Expected::AtMost(max), found, value);
            }
        }
    }

    fn is_required(&self, required: Required) -> bool {
        match required {
            Required::Always => true,
            Required::Never => false,
            Required::DdoJs => self.peer == Peer::DdoJs,
            Required::Until4_3 => self.version <= SchemaVersion::V4_3_0,
        }
    }

    /// Checks and counts every value of a set; the depth of a document bounds the recursion.
    fn values(
        &mut self,
        field: &'static Field,
        value: Value<'t>,
        place: &Place<'_>,
        count: &mut usize,
    ) {
        match value.kind() {
            Json::Null => {}
            Json::Array(array) => {
                for (index, element) in array.iter().enumerate() {
                    self.values(field, element, &place.index(index), count);
                }
            }
            Json::Number(number) if self.is_null(number) => {}
            _ => {
                *count += 1;
                self.value(field, value, place);
            }
        }
    }

    fn value(&mut self, field: &'static Field, value: Value<'t>, place: &Place<'_>) {
        match (field.kind, value.kind()) {
            (Kind::Anything, _) | (Kind::Boolean, Json::Bool(_)) => {}
            (Kind::Text(class), Json::String(text)) => {
                self.text(field, class, text, value, place);
            }
            (Kind::Integer, Json::Number(number)) if self.is_integer(number) => {}
            (Kind::Object(shape) | Kind::Trusted(shape), Json::Object(object)) => {
                self.shape(shape, object, place);
            }
            (Kind::Trusted(_), Json::String(text)) if self.peer == Peer::DdoJs && text == "*" => {}
            // What is no object has no members; that is enough where none is asked for.
            (Kind::Object(shape), _) if !self.asks(shape) => {}
            (kind, _) => self.wrong(place, Code::WrongType, words(kind), value),
        }
    }

    fn asks(&self, shape: &Shape) -> bool {
        let mut fields = shape.fields.iter();
        fields.any(|field| self.is_required(field.required))
    }

    fn text(
        &mut self,
        field: &Field,
        class: Class,
        text: JsonStr<'t>,
        value: Value<'t>,
        place: &Place<'_>,
    ) {
        if class == Class::Did && !text.to_string_lossy().starts_with("did:op:") {
            self.wrong(place, Code::NotADid, "`did:op:` and more", value);
        }
        if !self.permits(class, text) {
            let found = match field.format {
                Format::Files => Found::Secret(value),
                _ => Found::Value(value),
            };
            let expected = Expected::Words("no such line end");
            self.error(place, Code::LineEnd, expected, found, value);
        }
        let rules::Length { min, max } = field.length_in(self.version);
        let bytes = text.raw().len();
        if bytes <= max && min == 0 {
            return;
        }
        let length = match self.peer {
            Peer::Aquarius => char::decode_utf16(text.units()).count(),
            Peer::DdoJs => text.units().count(),
        };
        let found = Found::Characters(length);
        if length < min {
            self.error(
                place,
                Code::TooShort,
                Expected::Length(min, max),
                found,
                value,
            );
        } else if length > max {
            self.error(
                place,
                Code::TooLong,
                Expected::Length(min, max),
                found,
                value,
            );
        }
    }

    /// What `.` of a regular expression does not match, and what `$` does.
    fn permits(&self, class: Class, text: JsonStr<'_>) -> bool {
        let one_line = match class {
            Class::Any => return true,
            Class::Text => false,
            Class::Line | Class::Did => true,
        };
        match self.peer {
            Peer::Aquarius => {
                let mut units = text.units().peekable();
                !one_line
                    || core::iter::from_fn(|| {
                        units.next().map(|unit| (unit, units.peek().is_none()))
                    })
                    .all(|(unit, is_last)| unit != 0x0a || is_last)
            }
            Peer::DdoJs => text.units().all(|unit| match unit {
                0x0a => !one_line,
                0x0d | 0x2028 | 0x2029 => false,
                _ => true,
            }),
        }
    }

    fn is_integer(&self, number: Number<'_>) -> bool {
        match self.peer {
            Peer::Aquarius => is_python_int(number),
            Peer::DdoJs => {
                let double = number.as_f64();
                double % 1.0 == 0.0 && double.abs() < JS_MAX_INTEGER
            }
        }
    }

    /// Beyond the range JavaScript reads infinity and writes `null`.
    fn is_null(&self, number: Number<'_>) -> bool {
        self.peer == Peer::DdoJs && number.as_f64().is_infinite()
    }

    fn distinct(&self, value: Value<'t>, distinct: &mut BTreeSet<Distinct>) {
        distinct.insert(match value.kind() {
            Json::Null => return,
            Json::Array(array) => {
                return array
                    .iter()
                    .for_each(|element| self.distinct(element, distinct));
            }
            Json::Number(number) if self.is_null(number) => return,
            Json::Object(_) => Distinct::Node(value.span().start),
            Json::Bool(flag) => Distinct::Boolean(flag),
            Json::String(text) => Distinct::Text(text.units().collect()),
            Json::Number(number) if self.peer == Peer::Aquarius && is_python_int(number) => {
                let text = number.text();
                Distinct::Integer(if text == "-0" { "0" } else { text }.into())
            }
            // Adding zero makes one zero of the two.
            Json::Number(number) => Distinct::Double((number.as_f64() + 0.0).to_bits()),
        });
    }
}

/// What makes two values different ones.
#[derive(Eq, Ord, PartialEq, PartialOrd)]
enum Distinct {
    Boolean(bool),
    Integer(String),
    Double(u64),
    Text(Vec<u16>),
    /// Where it stands: no two objects are equal.
    Node(usize),
}

/// Whether Python reads the number as an `int`.
pub(super) fn is_python_int(number: Number<'_>) -> bool {
    !number.text().contains(['.', 'e', 'E'])
}

fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Text(_) => "a string",
        Kind::Integer => "an integer",
        Kind::Boolean => "a boolean",
        Kind::Object(_) | Kind::Trusted(_) => "an object",
        Kind::Anything => "a value",
    }
}
