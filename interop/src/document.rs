use std::iter;

use fastrand::Rng;
use serde_json::{Value, json};

use crate::Failure;

/// Stands in a tree for what `serde_json` cannot hold: numbers as they are written, lone
/// surrogates, a key twice.
const MARK: char = '\u{f8ff}';

/// Values by their text; a text of the tree that is the mark and a number becomes one of them.
const WRITTEN: [&str; 14] = [
    "1.0",
    "1e3",
    "1E+2",
    "-0",
    "-0.0",
    "999999999999999999999",
    "1e21",
    "-1e21",
    "9007199254740993",
    "123456789012345678901234567890",
    "1e400",
    "5e-324",
    r#""\ud83d""#,
    r#""a\u000d\u2029\/""#,
];

const VERSIONS: [&str; 4] = ["4.1.0", "4.3.0", "4.5.0", "4.7.0"];

const OTHER_VERSIONS: [&str; 10] = [
    "4.0.0",
    "4.2.0",
    "4.1",
    "v4.1.0",
    "4.1.0 ",
    "4.5.0\n",
    "5.0.0",
    "6.0.0",
    "deprecated",
    "",
];

const DATES: [&str; 6] = [
    "2024-03-05",
    "2024-03-05T09:12:44Z",
    "2024-02-30T25:61:61+99:99",
    "05/03/2024",
    "2024-03-05\r\n",
    "",
];

const ADDRESSES: [&str; 9] = [
    "0x10e240c072EDF1D943Ba89962D363Fe360df6C2B",
    "0x10e240c072edf1d943ba89962d363fe360df6c2b",
    "0x10E240C072EDF1D943BA89962D363FE360DF6C2B",
    "0X10E240C072EDF1D943BA89962D363FE360DF6C2B",
    "0x10e240C072EDF1D943Ba89962D363Fe360df6C2B",
    "10e240c072edf1d943ba89962d363fe360df6c2b",
    "0x10e240c072edf1d943ba89962d363fe360df6c2",
    "0x10e240c072edf1d943ba89962d363fe360df6c2g",
    "XE7338O073KYGTWWZN0F2WZ0R8PX5ZPPZS",
];

const DIDS: [&str; 7] = [
    "did:op:841a8b21947ae3ac05c1f9064aeb5c69879a493dea7a1ed4fc6b32cd13d83d0e",
    "did:op:",
    "did:op",
    "did:ope:841a8b21947ae3ac05c1f9064aeb5c69879a493dea7a1ed4fc6b32cd13d83d0e",
    "did:op:841A8B21947AE3AC05C1F9064AEB5C69879A493DEA7A1ED4FC6B32CD13D83D0E",
    "DID:OP:841a8b21947ae3ac05c1f9064aeb5c69879a493dea7a1ed4fc6b32cd13d83d0e",
    "did:op:841a8b21947ae3ac05c1f9064aeb5c69879a493dea7a1ed4fc6b32cd13d83d\n",
];

/// Members that a document of some kind has, and others.
const KEYS: [&str; 24] = [
    "id",
    "name",
    "type",
    "description",
    "services",
    "metadata",
    "algorithm",
    "compute",
    "credentials",
    "consumerParameters",
    "publisherTrustedAlgorithms",
    "serviceId",
    "allow",
    "deny",
    "values",
    "options",
    "tags",
    "indexedMetadata",
    "additionalInformation",
    "Name",
    "some words",
    "10",
    "é",
    "toString",
];

/// Documents larger than this make the peer slow and show nothing new.
const MAX_BASE: usize = 6_000;

/// A document to ask both sides about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DocumentCase {
    /// The row it started from.
    pub name: String,
    /// The document, with marks for what a tree cannot hold: a key may end with one.
    pub document: Value,
}

impl DocumentCase {
    /// The text of the document.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.document.to_string();
        text = text.replace(&format!("{MARK}\":"), "\":");
        for (number, written) in WRITTEN.iter().enumerate() {
            text = text.replace(&format!("\"{MARK}{number}\""), written);
        }
        text
    }
}

/// Changes known documents at random: the same seed always makes the same ones. None has a keyword
/// of JSON-LD below the root, nor a key with a colon, which JSON-LD takes for an IRI.
#[derive(Debug)]
pub struct DocumentGenerator {
    rng: Rng,
    bases: Vec<(String, Value)>,
}

impl DocumentGenerator {
    /// A generator that starts from those `rows`, a JSON array of `{name, version, ddo,
    /// valid_by: {ddojs}}`, that ddo.js took for valid documents of version 4.
    ///
    /// # Errors
    ///
    /// The text is not such an array, or none of them is valid.
    pub fn new(seed: u64, rows: &str) -> Result<Self, Failure> {
        let rows: Vec<Value> = serde_json::from_str(rows)?;
        let bases: Vec<_> = rows.iter().filter_map(base).collect();
        if bases.is_empty() {
            return Err("no document to start from".into());
        }
        let rng = Rng::with_seed(seed);
        Ok(Self { rng, bases })
    }

    /// The next case.
    pub fn case(&mut self) -> DocumentCase {
        let (name, mut document) = self.rng.choice(&self.bases).cloned().unwrap_or_default();
        if self.rng.bool() {
            let version = self.rng.choice(VERSIONS).unwrap_or_default();
            set(&mut document, "version", version.into());
        }
        for _ in 0..self.rng.usize(1..4) {
            self.change(&mut document);
        }
        DocumentCase { name, document }
    }

    /// One change at one place, each place as likely as another.
    fn change(&mut self, document: &mut Value) {
        let mut places = Vec::new();
        collect_places(document, "", "", &mut places);
        let Some((place, key)) = self.rng.choice(places.clone()) else {
            return;
        };
        if self.rng.u8(0..4) == 0 {
            if let Some((parent, _)) = place.rsplit_once('/')
                && let Some(parent) = document.pointer_mut(parent)
            {
                self.change_members(parent, &key);
            }
            return;
        }
        let copied = self.rng.choice(&places);
        let copied = copied.and_then(|(place, _)| document.pointer(place).cloned());
        if let Some(value) = document.pointer_mut(&place) {
            *value = match self.rng.u8(0..10) {
                0 => copied.unwrap_or_default(),
                1 | 2 => self.wrapped(value, &key),
                3 => self.anything(&key),
                4 => self.list(value.take(), &key),
                5 | 6 if value.is_number() => self.number(),
                _ if value.is_string() => self.text(&key).into(),
                _ => self.wrapped(value, &key),
            };
        }
    }

    /// A member or an element removed, named otherwise, named twice, or added.
    fn change_members(&mut self, parent: &mut Value, key: &str) {
        let other = self.rng.choice(KEYS).unwrap_or_default();
        match parent {
            Value::Object(members) => match self.rng.u8(0..6) {
                0..3 => {
                    members.remove(key);
                }
                // A context of the root that is named otherwise would be an object's, too.
                3 if key != "@context" => {
                    let value = members.remove(key).unwrap_or_default();
                    members.insert(other.to_owned(), value);
                }
                4 => {
                    let again = format!("{key}{MARK}");
                    let value = self.anything(key);
                    members.insert(again, value);
                }
                _ => {
                    let value = self.anything(other);
                    members.insert(other.to_owned(), value);
                }
            },
            Value::Array(items) => match self.rng.u8(0..4) {
                0 => items.clear(),
                1 => items.push(self.anything(key)),
                2 => items.extend_from_within(..),
                _ => {
                    items.pop();
                }
            },
            _ => {}
        }
    }

    /// A value of any kind, right or wrong.
    fn anything(&mut self, key: &str) -> Value {
        match self.rng.u8(0..14) {
            0 | 1 => Value::Null,
            2 => json!(true),
            3 => json!(false),
            4 => json!([]),
            5 => json!({}),
            6 => json!([[], [null]]),
            7 => json!({ "type": "address", "values": [self.text("values")] }),
            8 => json!({ "some words": { "name": [1, null, { "10": false }] } }),
            9 => {
                let depth = self.rng.usize(1..60);
                iter::repeat_n((), depth).fold(json!(self.text(key)), |value, ()| json!([value]))
            }
            10 | 11 => self.number(),
            _ => self.text(key).into(),
        }
    }

    fn number(&mut self) -> Value {
        match self.rng.u8(0..6) {
            0 => json!(0),
            1 => json!(-1),
            2 => json!(1.5),
            3 => json!(8996),
            _ => json!(format!("{MARK}{}", self.rng.usize(0..WRITTEN.len()))),
        }
    }

    /// The value in an array, with others perhaps.
    fn wrapped(&mut self, value: &Value, key: &str) -> Value {
        match self.rng.u8(0..7) {
            0 => json!([value]),
            1 => json!([value, value]),
            2 => json!([[value], []]),
            3 => json!([null, value]),
            4 => json!([value, self.anything(key)]),
            5 => json!([[[]], value]),
            _ => self.anything(key),
        }
    }

    /// As many values as a list may have, or one more, all different or all the same.
    fn list(&mut self, value: Value, key: &str) -> Value {
        let count = self.rng.usize(63..=66);
        let item = match value {
            Value::Array(items) => items.into_iter().next().unwrap_or_default(),
            other => other,
        };
        let differ = self.rng.u8(0..3) > 0;
        let text = self.text(key);
        let item = |number: usize| match &item {
            Value::String(_) if differ => json!(format!("{text}{number}")),
            item => item.clone(),
        };
        (0..count).map(item).collect()
    }

    /// A text that may stand there or nearly may.
    fn text(&mut self, key: &str) -> String {
        let known: &[&str] = match key {
            "version" if self.rng.bool() => &OTHER_VERSIONS,
            "version" => &VERSIONS,
            "id" | "did" => &DIDS,
            "nftAddress" | "datatokenAddress" => &ADDRESSES,
            "created" | "updated" => &DATES,
            "chainId" => &["8996", "0", ""],
            _ => &["*", "address", "dataset", "text", "", "8996", "true"],
        };
        if self.rng.u8(0..3) == 0 {
            return self.rng.choice(known).copied().unwrap_or_default().into();
        }
        let limits: &[usize] = match key {
            "version" => &[16],
            "id" => &[71],
            "nftAddress" | "datatokenAddress" => &[42],
            "name" => &[4, 256, 512],
            "description" => &[10, 7_000],
            "links" | "copyrightHolder" => &[512],
            "serviceEndpoint" => &[10, 2_048],
            "files" => &[8_192],
            "checksum" => &[7, 512],
            "entrypoint" => &[3, 256],
            "values" | "filesChecksum" | "containerSectionChecksum" | "serviceId" => &[1_024],
            _ => &[1, 256],
        };
        let limit = self.rng.choice(limits).copied().unwrap_or_default();
        let length = (limit + self.rng.usize(0..3)).saturating_sub(1);
        self.text_of(length)
    }

    /// A text of so many characters by one way of counting, now and then with one of another kind.
    fn text_of(&mut self, length: usize) -> String {
        let mut text: Vec<char> = match self.rng.u8(0..8) {
            0 => iter::repeat_n('\u{1f40b}', length).collect(),
            1 => iter::repeat_n('\u{1f40b}', length / 2).collect(),
            2 => iter::repeat_n('é', length).collect(),
            _ => iter::repeat_n('a', length).collect(),
        };
        let odd = [
            '\n',
            '\r',
            '\u{2028}',
            '\u{2029}',
            '\u{85}',
            '\u{b}',
            '\0',
            '\t',
            '\u{301}',
            '\u{1f40b}',
            '@',
            '"',
            '\\',
        ];
        if self.rng.u8(0..3) == 0
            && let Some(odd) = self.rng.choice(odd)
            && !text.is_empty()
        {
            let place = self.rng.usize(0..text.len());
            if let Some(c) = text.get_mut(place) {
                *c = odd;
            }
        }
        text.into_iter().collect()
    }
}

/// A row that ddo.js took for a valid document of version 4, and that says nothing to JSON-LD.
fn base(row: &Value) -> Option<(String, Value)> {
    let name = row.get("name")?.as_str()?;
    let document = row.get("ddo")?;
    let is_fit = row.pointer("/valid_by/ddojs")?.as_bool()?
        && VERSIONS.contains(&row.get("version")?.as_str()?)
        && !name.starts_with("jsonld/")
        && document.to_string().len() <= MAX_BASE;
    is_fit.then(|| (name.to_owned(), document.clone()))
}

fn set(document: &mut Value, key: &str, value: Value) {
    if let Some(members) = document.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
}

/// The pointer of every value below `value`, with the key of the member that it belongs to.
fn collect_places(value: &Value, place: &str, key: &str, places: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                // Those need escaping in a pointer.
                if !key.contains(['/', '~', MARK]) {
                    let place = format!("{place}/{key}");
                    collect_places(member, &place, key, places);
                    places.push((place, key.clone()));
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let place = format!("{place}/{index}");
                collect_places(item, &place, key, places);
                places.push((place, key.to_owned()));
            }
        }
        _ => {}
    }
}
