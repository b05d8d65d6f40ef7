//! Mutated credentials through ocean.py's own function, and through ours under Provider's rules,
//! which are ocean.py's too but for credentials that are no object.

use std::{collections::BTreeMap, fs, path::Path, process::ExitCode};

use interop::{Arguments, CredentialsCase, CredentialsGenerator, Failure, answers, python};
use ocean_credentials::{Credentials, Lookup, Rules};
use serde_json::{Value, json};

const ROWS: &str =
    include_str!("../../../crates/ocean-credentials/tests/vectors/credentials-cases.json");

/// How many differences are printed in full.
const SHOWN: usize = 5;

/// Peers that decide about credentials, and the npm packages that would carry their function.
const WITHOUT_PACKAGE: [(&str, &str, &[&str]); 2] = [
    (
        "Provider 2.1.6",
        "PyPI has `ocean-provider` up to 0.4.0, which knows no credentials",
        &[],
    ),
    (
        "ocean-node 3.2.0",
        "it is in no registry, and neither ocean.js nor ddo.js carries its checkCredentials",
        &[
            "@oceanprotocol/lib/dist/lib.module.mjs",
            "@oceanprotocol/ddo-js/dist/ddo.module.js",
        ],
    ),
];

fn main() -> Result<ExitCode, Failure> {
    let Arguments { count, seed, .. } = Arguments::read(2_000)?;
    let mut generator = CredentialsGenerator::new(seed, ROWS)?;
    let cases: Vec<_> = (0..count).map(|_| generator.case()).collect();
    let questions = cases
        .iter()
        .map(|case| json!({ "credentials": case.credentials, "consumer": case.consumer }))
        .collect();
    let from_peer = answers(python("credentials/peer.py")?, questions)?;

    let mut verdicts = BTreeMap::<String, usize>::new();
    let mut excepted = BTreeMap::<&str, usize>::new();
    let mut differences = 0;
    for (case, answer) in cases.iter().zip(&from_peer) {
        let theirs = answer
            .get("verdict")
            .and_then(Value::as_str)
            .unwrap_or("raises");
        let (agree, ours) = if let Some(exception) = exception(&case.credentials)? {
            *excepted.entry(exception).or_default() += 1;
            (theirs == "raises", "not compared".to_owned())
        } else {
            *verdicts.entry(theirs.to_owned()).or_default() += 1;
            let ours = verdict(case);
            (ours == theirs, ours)
        };
        if !agree {
            differences += 1;
            if differences <= SHOWN {
                println!(
                    "difference, from `{}`: here {ours}, there {answer}",
                    case.name
                );
                println!("  {} for {:?}", case.credentials, case.consumer);
            }
        }
    }
    let skips = skip()?;
    println!("credentials: {count} cases, seed {seed}, through ocean.py 3.1.2");
    println!(
        "  compared {verdicts:?}, excepted {excepted:?}, differences {differences}, skips {skips}"
    );
    let broken = differences > 0 || verdicts.len() != 4 || skips != WITHOUT_PACKAGE.len();
    Ok(ExitCode::from(u8::from(broken)))
}

/// Ours in the words of ocean.py.
fn verdict(case: &CredentialsCase) -> String {
    let Ok(credentials) = Credentials::parse(&case.credentials) else {
        return "no JSON".to_owned();
    };
    let no_lookup = |_: &_| Lookup::Failed;
    match credentials.evaluate_as(Rules::Provider, case.consumer.as_deref(), no_lookup) {
        Ok(decision) => decision.code().name().to_owned(),
        Err(_) => "raises".to_owned(),
    }
}

/// Why Provider answers otherwise than ocean.py, whose DDO class takes only an object.
fn exception(credentials: &str) -> Result<Option<&'static str>, Failure> {
    Ok(match serde_json::from_str(credentials)? {
        Value::String(_) => Some("text, which Provider reads as JSON"),
        Value::Bool(false) => Some("false, which Provider takes for none"),
        Value::Number(number) if number.as_f64() == Some(0.0) => {
            Some("0, which Provider takes for none")
        }
        Value::Array(rules) if rules.is_empty() => Some("[], which Provider takes for none"),
        _ => None,
    })
}

/// Names each peer whose function no installed package carries; how many there are.
fn skip() -> Result<usize, Failure> {
    let packages = interop::directory().join("node_modules");
    let mut skips = 0;
    for (peer, why, files) in WITHOUT_PACKAGE {
        if !carried(&packages, files)? {
            println!("SKIP credentials: {peer}: {why}");
            skips += 1;
        }
    }
    Ok(skips)
}

fn carried(packages: &Path, files: &[&str]) -> Result<bool, Failure> {
    for file in files {
        if fs::read_to_string(packages.join(file))?.contains("match_allow") {
            return Ok(true);
        }
    }
    Ok(false)
}
