//! Documents through npm's ddo.js: those of the vectors, whose recorded verdicts are 0.3.0's, then
//! mutated ones, whose verdicts the profile of that peer must predict.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::ExitCode,
};

use interop::{Arguments, DocumentCase, DocumentGenerator, Failure, answers, directory, node};
use ocean_ddo::{Document, Profile};
use serde_json::Value;

const ROWS: &str = include_str!("../../../crates/ocean-ddo/tests/vectors/ddo-cases.json");

/// How many differences are printed in full.
const SHOWN: usize = 5;

/// Vectors of which npm's ddo.js 0.2.0 says something else than 0.3.0, which npm does not have.
const VERSIONS_DIFFER: [(&str, &str); 4] = [
    (
        "extra/additionalInformation-bad-graph-keyword",
        "0.3.0 refuses members beside `@value`",
    ),
    (
        "jsonld/root-relative-id-and-no-services",
        "0.3.0 drops a document with a relative `@id`",
    ),
    (
        "jsonld/root-list-and-garbage",
        "0.3.0 drops a document with an `@list`",
    ),
    (
        "jsonld/root-value-and-garbage",
        "0.3.0 refuses members beside `@value`",
    ),
];

/// The vector over which ddo.js opens a connection.
const FETCHES: &str = "extra/additionalInformation-remote-context";

/// Methods of every object in JavaScript that the generator uses as keys.
const INHERITED: &str = "toString";

fn main() -> Result<ExitCode, Failure> {
    let Arguments { count, seed, .. } = Arguments::read(2_000)?;
    let version = published()?;
    let vectors = vectors(&version)?;
    let mutated = mutated(count, seed, &version)?;
    let skips = skip()?;
    println!("validate: skips {skips}");
    Ok(ExitCode::from(u8::from(!vectors || !mutated || skips != 1)))
}

/// What the peer says of a document.
#[derive(Debug, Eq, PartialEq)]
enum Verdict {
    Valid,
    /// The members of the root that it blames.
    Invalid(BTreeSet<String>),
    /// It gives up and blames no member.
    Threw,
}

impl Verdict {
    fn name(&self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid(_) => "invalid",
            Self::Threw => "threw",
        }
    }

    /// Where the peer throws, the profile only says that the document is invalid.
    fn predicts(&self, theirs: &Self) -> bool {
        self == theirs || matches!((self, theirs), (Self::Invalid(_), Self::Threw))
    }
}

fn ask(texts: Vec<Value>) -> Result<Vec<Verdict>, Failure> {
    let mut peer = node("validate/peer.mjs")?;
    // ddo.js makes so much garbage that Node collects it half of the time with less.
    peer.env("NODE_OPTIONS", "--max-semi-space-size=128");
    answers(peer, texts)?.iter().map(read).collect()
}

fn read(answer: &Value) -> Result<Verdict, Failure> {
    let valid = answer.get("valid").and_then(Value::as_bool);
    let keys = answer.get("errors").and_then(Value::as_array);
    let (Some(valid), Some(keys)) = (valid, keys) else {
        return Err(format!("ddo.js answered {answer}").into());
    };
    let keys = keys.iter().filter_map(Value::as_str);
    let mut keys: BTreeSet<_> = keys.map(str::to_owned).collect();
    keys.remove("fullReport");
    Ok(match valid {
        true => Verdict::Valid,
        false if keys.contains("general") || keys.contains("output") => Verdict::Threw,
        false => Verdict::Invalid(keys),
    })
}

fn predict(text: &str) -> Result<Verdict, Failure> {
    let document = Document::parse(text)?;
    let Ok(report) = document.validate(Profile::DdoJs) else {
        return Ok(Verdict::Threw);
    };
    if report.is_valid() {
        return Ok(Verdict::Valid);
    }
    let member = |pointer: &str| pointer.split('/').nth(1).unwrap_or_default().to_owned();
    let members = report.errors().map(|error| member(error.pointer()));
    Ok(Verdict::Invalid(members.collect()))
}

/// The version of ddo.js that is installed.
fn published() -> Result<String, Failure> {
    let manifest = directory().join("node_modules/@oceanprotocol/ddo-js/package.json");
    let manifest: Value = serde_json::from_str(&fs::read_to_string(manifest)?)?;
    let version = manifest.get("version").and_then(Value::as_str);
    Ok(version.ok_or("ddo.js has no version")?.to_owned())
}

/// The vectors' verdicts are also those of the published version, apart from those named.
fn vectors(version: &str) -> Result<bool, Failure> {
    let rows: Vec<Value> = serde_json::from_str(ROWS)?;
    let name = |row: &Value| row.get("name").and_then(Value::as_str).map(str::to_owned);
    let mut rows: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((name(row)?, row.get("ddo")?, row.pointer("/valid_by/ddojs")?)))
        .collect();
    rows.retain(|(name, ..)| name != FETCHES);
    let texts = rows.iter().map(|(_, ddo, _)| ddo.to_string().into());
    let from_peer = ask(texts.collect())?;
    let differ: BTreeSet<&str> = rows
        .iter()
        .zip(&from_peer)
        .filter(|((.., valid), theirs)| valid.as_bool() != Some(**theirs == Verdict::Valid))
        .map(|((name, ..), _)| name.as_str())
        .collect();
    let count = rows.len();
    println!("validate: {count} vectors through ddo.js {version}, recorded from 0.3.0");
    for (name, why) in VERSIONS_DIFFER {
        println!("  differs `{name}`: {why}");
    }
    let named = VERSIONS_DIFFER.iter().map(|(name, _)| *name).collect();
    if differ != named {
        println!("  differ: {differ:?}");
    }
    Ok(differ == named)
}

/// The profile predicts what the published version says of mutated documents.
fn mutated(count: usize, seed: u64, version: &str) -> Result<bool, Failure> {
    let mut generator = DocumentGenerator::new(seed, ROWS)?;
    let cases: Vec<_> = (0..count).map(|_| generator.case()).collect();
    let texts = cases.iter().map(|case| case.text().into());
    let from_peer = ask(texts.collect())?;

    let mut verdicts = BTreeMap::<&str, usize>::new();
    let mut known = BTreeMap::<&str, usize>::new();
    let mut differences = 0;
    for (case, theirs) in cases.iter().zip(&from_peer) {
        *verdicts.entry(theirs.name()).or_default() += 1;
        let ours = predict(&case.text())?;
        if ours.predicts(theirs) {
            continue;
        }
        if let Some(why) = explain(case, theirs)? {
            *known.entry(why).or_default() += 1;
            continue;
        }
        differences += 1;
        if differences <= SHOWN {
            let name = &case.name;
            println!("difference, from `{name}`: here {ours:?}, there {theirs:?}");
            println!("  {}", case.text());
        }
    }
    println!("validate: {count} mutated documents, seed {seed}, through ddo.js {version}");
    println!("  said {verdicts:?}, known {known:?}, differences {differences}");
    Ok(differences == 0 && verdicts.len() == 3)
}

/// Why the published version says something else than the profile, which is 0.3.0's.
fn explain(case: &DocumentCase, theirs: &Verdict) -> Result<Option<&'static str>, Failure> {
    if *theirs == Verdict::Threw && has_inherited_key(&case.document) {
        return Ok(Some("throws over a key that objects of JavaScript inherit"));
    }
    if *theirs != Verdict::Threw && is_icap(&case.document) {
        return Ok(Some("reads an address in the ICAP form"));
    }
    let mut without = case.clone();
    if drop_empty_objects(&mut without.document) && predict(&without.text())?.predicts(theirs) {
        return Ok(Some(
            "loses an empty object after another object of its array",
        ));
    }
    Ok(None)
}

fn has_inherited_key(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(key, member)| {
            let is_nested = member.is_object() || member.is_array();
            key.starts_with(INHERITED) && is_nested || has_inherited_key(member)
        }),
        Value::Array(items) => items.iter().any(has_inherited_key),
        _ => false,
    }
}

fn is_icap(document: &Value) -> bool {
    let icap = |member: &Value| member.as_str().is_some_and(|text| text.starts_with("XE"));
    let members = document.as_object();
    members.is_some_and(|members| {
        let mut members = members.iter();
        members.any(|(key, member)| key.starts_with("nftAddress") && icap(member))
    })
}

/// Takes away what the parser of the published version loses; whether there was any.
fn drop_empty_objects(value: &mut Value) -> bool {
    match value {
        Value::Object(members) => members.values_mut().fold(false, |any, member| {
            let dropped = drop_empty_objects(member);
            any || dropped
        }),
        Value::Array(_) => drop_after_objects(value, &mut false),
        _ => false,
    }
}

/// `after` says whether an object with members stands before; arrays in an array change nothing.
fn drop_after_objects(value: &mut Value, after: &mut bool) -> bool {
    let Value::Array(items) = value else {
        let is_empty = value.as_object().is_some_and(serde_json::Map::is_empty);
        let lost = *after && is_empty;
        let dropped = drop_empty_objects(value);
        *after = value.is_object() && !is_empty;
        if lost {
            *value = Value::Null;
        }
        return lost || dropped;
    };
    items.iter_mut().fold(false, |any, item| {
        let dropped = drop_after_objects(item, after);
        any || dropped
    })
}

/// Names the peer whose rules no installed package carries; how many there are.
fn skip() -> Result<usize, Failure> {
    for library in fs::read_dir(directory().join(".venv/lib"))? {
        if library?.path().join("site-packages/aquarius").exists() {
            return Ok(0);
        }
    }
    println!(
        "SKIP validate: Aquarius 5.1.8: PyPI has `ocean-aquarius` up to 2.2.2, which has no SHACL \
         shapes; those in ddo.js are not the same"
    );
    Ok(1)
}
