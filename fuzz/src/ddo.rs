//! Documents made from bytes, for the targets of ocean-ddo and ocean-compute.

use arbitrary::Unstructured;
use ocean_checksum::{Kind, Value};
use ocean_ddo::Document;

/// Documents to change: an input whose first byte is the index of one says how.
const SEEDS: [&str; 8] = [
    include_str!("../../examples/data/dataset-compute.json"),
    include_str!("../../examples/data/consumer-parameters.json"),
    include_str!("../../examples/data/algorithm.json"),
    include_str!("../../examples/data/version-4.0.0.json"),
    include_str!("../../examples/data/credentials-access-list.json"),
    include_str!("../../examples/data/credentials-service.json"),
    include_str!("../../examples/data/unicode.json"),
    include_str!("../../examples/data/indexed-aquarius.json"),
];

/// Edits of one input.
const EDITS: usize = 8;

/// What a value is replaced by.
const VALUES: [&str; 40] = [
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "1.0",
    "1.5",
    "1e400",
    "9007199254740991.0",
    "9007199254740992",
    r#""""#,
    r#""x""#,
    r#""*""#,
    r#""a\nb""#,
    r#""a\rb""#,
    r#""\u2028\ud800""#,
    r#""2024-03-05""#,
    r#""2024-02-30T09:12Z""#,
    r#""2024-03-05T09:12:44.1+02:00""#,
    r#""4.0.0""#,
    r#""4.1.0""#,
    r#""4.7.0""#,
    r#""algorithm""#,
    r#""compute""#,
    r#""select""#,
    r#""number""#,
    r#""any""#,
    r#""accessList""#,
    r#""0xBB1081DbF3227bbB233Db68f7117114baBb43656""#,
    r#""bb1081dbf3227bbb233db68f7117114babb43656""#,
    r#""https://a b""#,
    r#""[{\"a\":\"b\"}]""#,
    "[]",
    "[null]",
    "[[[]]]",
    r#"["*"]"#,
    r#"[{"a":"b"}]"#,
    r#"[{"\ud800":"b","\ud801":"c"}]"#,
    "{}",
    r#"{"@value":"x","@value":1}"#,
];

/// Members that an edit adds.
const KEYS: [&str; 13] = [
    "additionalInformation",
    "algorithm",
    "compute",
    "consumerParameters",
    "credentials",
    "indexedMetadata",
    "match_allow",
    "options",
    "publisherTrustedAlgorithms",
    "serviceId",
    "type",
    "values",
    "~1 ~0",
];

/// The bytes as a text, or a seed with edits, whichever they are.
pub(crate) fn document(data: &[u8]) -> Option<Document> {
    match data.split_first() {
        Some((&seed, edits)) if usize::from(seed) < SEEDS.len() => {
            let seed = Document::parse(SEEDS[usize::from(seed)]).expect("a seed is a document");
            let mut bytes = Unstructured::new(edits);
            Some(edited(seed, &mut bytes, &VALUES, &KEYS))
        }
        _ => Document::from_bytes(data.to_vec()).ok(),
    }
}

/// The document with edits, which put in these values and keys.
pub(crate) fn edited(
    mut document: Document,
    bytes: &mut Unstructured<'_>,
    values: &[&str],
    keys: &[&str],
) -> Document {
    for _ in 0..EDITS {
        if bytes.is_empty() {
            break;
        }
        if let Some(next) = edit(&document, bytes, values, keys) {
            document = next;
        }
    }
    document
}

fn edit(
    document: &Document,
    bytes: &mut Unstructured<'_>,
    values: &[&str],
    keys: &[&str],
) -> Option<Document> {
    let places = places(document);
    let place = bytes.choose(&places).ok()?;
    let value = *bytes.choose(values).ok()?;
    let edited = match bytes.int_in_range(0..=4).ok()? {
        0 => document.remove(place),
        1 => {
            let key = bytes.choose(keys).ok()?;
            document.edit(&format!("{place}/{key}"), value)
        }
        2 => document.edit(&format!("{place}/-"), value),
        3 => {
            let other = bytes.choose(&places).ok()?;
            document.edit(place, document.root().pointer(other)?.text())
        }
        _ => document.edit(place, value),
    };
    edited.ok()
}

/// The pointers of all members and elements, except those under a key with a lone surrogate, which
/// no pointer can name.
pub(crate) fn places(document: &Document) -> Vec<String> {
    fn walk(value: Value<'_>, pointer: &str, places: &mut Vec<String>) {
        let mut inside = |token: &str, value| {
            let token = token.replace('~', "~0").replace('/', "~1");
            let pointer = format!("{pointer}/{token}");
            places.push(pointer.clone());
            walk(value, &pointer, places);
        };
        match value.kind() {
            Kind::Object(object) => {
                for (key, member) in object.iter() {
                    if let Some(key) = key.to_str() {
                        inside(&key, member);
                    }
                }
            }
            Kind::Array(array) => {
                for (index, element) in array.iter().enumerate() {
                    inside(&index.to_string(), element);
                }
            }
            _ => {}
        }
    }
    let mut places = Vec::new();
    walk(document.root(), "", &mut places);
    places
}
