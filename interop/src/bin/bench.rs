//! Ours and the peers on the same inputs in one run: processor time, contenders taking turns,
//! medians over the rounds, one Markdown table. A ratio never fails it; different results do.

use std::{
    env, fs,
    hint::black_box,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use alloy_primitives::{B256, hex};
use cpu_time::ProcessTime;
use interop::{Failure, Peer, directory, node, python};
use ocean_checksum::{DocumentHash, js_stringify};
use ocean_ddo::{Document, Profile};
use ocean_did::{Did, parse_address};
use ocean_encryption::{Ciphertext, open, seal, seal_to_self, system_random};
use ocean_keys::{ProviderKey, Signature, personal_message_digest};
use serde_json::{Value, json};

const ROUNDS: usize = 9;
const WARM_UP: Duration = Duration::from_millis(120);
const TURN: Duration = Duration::from_millis(20);
const DDO_JS_WARM_UP: usize = 40;
const SECRETS_WARM_UP: u32 = 100;

const PARTS: [&str; 6] = [
    "checksums",
    "dids",
    "validations",
    "secrets",
    "growth",
    "threads",
];

fn main() -> Result<(), Failure> {
    let only = env::args().nth(1);
    if let Some(only) = &only
        && !PARTS.contains(&only.as_str())
    {
        return Err(format!("unknown part `{only}`; known: {}", PARTS.join(", ")).into());
    }
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let mut peers = Peers {
        node: Peer::start(node("bench/peer.mjs")?)?,
        ocean_js: Peer::start(node("bench/peer.mjs")?)?,
        ocean_py: Peer::start(python("bench/peer.py")?)?,
        ddo_js: Peer::start(node("bench/peer.mjs")?)?,
    };
    println!("| operation | ours | against | theirs | ratio | target |");
    println!("|---|---:|---|---:|---|---|");
    if wanted("checksums") {
        for size in ["2k", "20k", "200k"] {
            checksums(size, &mut peers)?;
        }
    }
    if wanted("dids") {
        dids(&mut peers)?;
    }
    if wanted("validations") {
        validations(&mut peers)?;
    }
    if wanted("secrets") {
        secrets()?;
    }
    if wanted("growth") {
        growth()?;
    }
    if wanted("threads") {
        threads()?;
    }
    Ok(())
}

/// Each in a process of its own, so that none warms up or slows down another.
struct Peers {
    node: Peer,
    ocean_js: Peer,
    ocean_py: Peer,
    ddo_js: Peer,
}

/// What a ratio should be.
#[derive(Clone, Copy)]
enum Target {
    AtMost(f64),
    AtLeast(f64),
    None,
}

/// Does the work so many times; the processor time of all, and the last result.
type Run<'a> = dyn FnMut(u32) -> Result<(Duration, String), Failure> + 'a;

/// One way to do the work.
struct Contender<'a> {
    name: &'static str,
    run: Box<Run<'a>>,
    target: Target,
}

impl<'a> Contender<'a> {
    fn here<T: 'a>(
        name: &'static str,
        target: Target,
        work: impl Fn() -> Result<T, Failure> + 'a,
        show: impl Fn(T) -> String + 'a,
    ) -> Self {
        let run = move |runs| {
            let start = ProcessTime::now();
            for _ in 1..runs {
                black_box(work()?);
            }
            let result = black_box(work()?);
            Ok((start.elapsed(), show(result)))
        };
        Self {
            name,
            run: Box::new(run),
            target,
        }
    }

    fn there(name: &'static str, target: Target, peer: &'a mut Peer, input: &'a str) -> Self {
        Self {
            name,
            run: Box::new(move |runs| ask(peer, name, input, runs)),
            target,
        }
    }
}

fn ask(peer: &mut Peer, task: &str, input: &str, runs: u32) -> Result<(Duration, String), Failure> {
    let answer = peer.ask(&json!({ "task": task, "input": input, "runs": runs }))?;
    let microseconds = answer.get("microseconds").and_then(Value::as_f64);
    let result = answer.get("result").and_then(Value::as_str);
    match (microseconds, result) {
        (Some(microseconds), Some(result)) => {
            let time = Duration::from_secs_f64(microseconds / 1e6);
            Ok((time, result.to_owned()))
        }
        _ => Err(format!("{task} answered {answer}").into()),
    }
}

/// Lets the contenders take turns and prints the first, ours, against each other one; the time of
/// ours.
///
/// All must come to the same result, apart from ocean.py, which hashes a text of its own.
fn race(operation: &str, contenders: &mut [Contender]) -> Result<f64, Failure> {
    let mut turns = Vec::new();
    let mut ours = None;
    for contender in contenders.iter_mut() {
        let mut runs = 1;
        let time = loop {
            let (time, result) = (contender.run)(runs)?;
            let expected = ours.get_or_insert_with(|| result.clone());
            if *expected != result && contender.name != "ocean.py" {
                return Err(format!("{}: {result}, ours: {expected}", contender.name).into());
            }
            if time >= WARM_UP {
                break time;
            }
            runs *= 2;
        };
        let a_turn = TURN.as_secs_f64() / time.as_secs_f64() * f64::from(runs);
        let enough = (1..runs).find(|&runs| f64::from(runs) >= a_turn);
        turns.push(enough.unwrap_or(runs));
    }
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut round = Vec::new();
        for (contender, &runs) in contenders.iter_mut().zip(&turns) {
            let (time, _) = (contender.run)(runs)?;
            round.push(time.as_secs_f64() / f64::from(runs));
        }
        rounds.push(round);
    }
    let times = |index: usize| {
        let of_round = move |round: &Vec<f64>| round.get(index).copied();
        rounds.iter().filter_map(of_round)
    };
    for (index, contender) in contenders.iter().enumerate().skip(1) {
        let ratios = times(0)
            .zip(times(index))
            .map(|(ours, theirs)| ours / theirs);
        Row {
            operation,
            ours: &seconds(median(times(0))),
            against: contender.name,
            theirs: &seconds(median(times(index))),
            of_theirs: median(ratios),
            target: contender.target,
        }
        .print();
    }
    Ok(median(times(0)))
}

struct Row<'a> {
    operation: &'a str,
    ours: &'a str,
    against: &'a str,
    theirs: &'a str,
    of_theirs: f64,
    target: Target,
}

impl Row<'_> {
    fn print(&self) {
        let Self {
            operation,
            ours,
            against,
            theirs,
            of_theirs,
            target,
        } = self;
        let faster = 1.0 / of_theirs;
        let verdict = |met| if met { "met" } else { "**missed**" };
        let (ratio, target) = match *target {
            Target::AtMost(most) => (
                format!("{of_theirs:.2} of theirs"),
                format!("≤ {most}, {}", verdict(*of_theirs <= most)),
            ),
            Target::AtLeast(least) => (
                format!("{faster:.1} times as fast"),
                format!("≥ {least}, {}", verdict(faster >= least)),
            ),
            Target::None => (format!("{faster:.1} times as fast"), "none".to_owned()),
        };
        println!("| {operation} | {ours} | {against} | {theirs} | {ratio} | {target} |");
    }
}

fn median(times: impl Iterator<Item = f64>) -> f64 {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

fn seconds(seconds: f64) -> String {
    match seconds {
        ..1e-6 => format!("{:.0} ns", seconds * 1e9),
        ..1e-3 => format!("{:.1} µs", seconds * 1e6),
        _ => format!("{:.2} ms", seconds * 1e3),
    }
}

fn document(size: &str) -> Result<String, Failure> {
    let path = directory().join(format!("../benches/data/ddo-{size}.json"));
    Ok(fs::read_to_string(path)?)
}

/// The checksum of one document in the forms it is met in.
fn checksums(size: &str, peers: &mut Peers) -> Result<(), Failure> {
    let canonical = document(size)?;
    let (_, pretty) = ask(&mut peers.node, "pretty", &canonical, 1)?;
    let (_, ascii) = ask(&mut peers.ocean_py, "ascii", &canonical, 1)?;
    let reordered = canonical.replace(
        r#""additionalInformation":{"#,
        r#""additionalInformation":{"b":1,"10":"ten","9":{"z":[],"0":9},"c":2,"1":"one","#,
    );
    let forms = [
        ("canonical", &canonical),
        ("pretty-printed", &pretty),
        ("as ocean.py writes it", &ascii),
        ("with reordered keys", &reordered),
    ];
    for (form, text) in forms {
        let (of_sha, of_node, of_ocean_js) = if form == "canonical" {
            (2.1, 4.0, Target::AtLeast(20.0))
        } else if *text == canonical {
            // Nothing in the document looks different in this form.
            continue;
        } else {
            (4.0, 2.3, Target::None)
        };
        let stringified = js_stringify(text)?;
        let hash = |hash: DocumentHash| format!("{hash:x}");
        let ours = || Ok(DocumentHash::of_stringified(black_box(text))?);
        let sha = || Ok(DocumentHash::of(black_box(stringified.as_bytes())));
        let Peers {
            node,
            ocean_js,
            ocean_py,
            ..
        } = &mut *peers;
        race(
            &format!("checksum, {size} {form}"),
            &mut [
                Contender::here("ours", Target::None, ours, hash),
                Contender::here("SHA-256 alone", Target::AtMost(of_sha), sha, hash),
                Contender::there("Node", Target::AtLeast(of_node), node, text),
                Contender::there("ocean.js", of_ocean_js, ocean_js, text),
                Contender::there("ocean.py", Target::None, ocean_py, text),
            ],
        )?;
    }
    Ok(())
}

fn dids(peers: &mut Peers) -> Result<(), Failure> {
    const NFT: &str = "0xbb1081dbf3227bbb233db68f7117114babb43656";
    const CHAIN_ID: u64 = 137;
    let ours = || Ok(Did::compute(parse_address(black_box(NFT))?, CHAIN_ID)?.to_string());
    let Peers { node, ocean_js, .. } = peers;
    race(
        "DID of a lower-case address",
        &mut [
            Contender::here("ours", Target::None, ours, |did| did),
            Contender::there("ethers 6", Target::AtLeast(30.0), node, NFT),
            Contender::there("generateDid", Target::None, ocean_js, NFT),
        ],
    )?;
    Ok(())
}

/// Bytes in, strict verdict out.
fn validations(peers: &mut Peers) -> Result<(), Failure> {
    let schema = directory().join("../crates/ocean-ddo/schema/ddo-4.1.0.json");
    let schema = serde_json::from_str(&fs::read_to_string(schema)?)?;
    let schema = jsonschema::draft202012::new(&schema)?;
    let is_valid = |value: &Value| schema.is_valid(value);
    let is_valid_by_list = |value: &Value| schema.iter_errors(value).count() == 0;
    let ddo_js = &mut peers.ddo_js;

    let good = document("2k")?;
    let of_2k = Target::AtLeast(8_000.0);
    let by_schema = ("jsonschema", Target::AtLeast(2.0));
    let mut per_byte = None;
    for (size, of_ddo_js) in [("2k", of_2k), ("20k", Target::None), ("200k", Target::None)] {
        let text = document(size)?;
        let operation = format!("validate, {size}");
        let time = validation(&operation, &text, of_ddo_js, ddo_js, by_schema, &is_valid)?;
        let per_byte_here = time / f64::from(u32::try_from(text.len())?);
        let smallest = *per_byte.get_or_insert(per_byte_here);
        Row {
            operation: &operation,
            ours: &format!("{:.3} ns a byte", per_byte_here * 1e9),
            against: "2k",
            theirs: &format!("{:.3} ns a byte", smallest * 1e9),
            of_theirs: per_byte_here / smallest,
            target: Target::AtMost(1.25),
        }
        .print();
    }
    println!(
        "| validate, 2k | | Aquarius 5.1.8 | not in any package (elsewhere 23 ms at least) | SKIP \
         | ≥ 3000 |"
    );

    let operation = "validate, 2k with mistakes, full list";
    let bad = document("2k-broken")?;
    let of_ddo_js = Target::AtLeast(5_000.0);
    let by_schema = ("jsonschema", Target::None);
    validation(
        operation,
        &bad,
        of_ddo_js,
        ddo_js,
        by_schema,
        &is_valid_by_list,
    )?;
    let nothing = |_| String::new();
    race(
        operation,
        &mut [
            Contender::here("ours", Target::None, || strict(&bad), nothing),
            Contender::here("2k", Target::AtMost(2.0), || strict(&good), nothing),
        ],
    )?;
    Ok(())
}

/// Ours against ddo.js, as Node runs it by default, and against the JSON Schema on parsed text.
fn validation(
    operation: &str,
    text: &str,
    of_ddo_js: Target,
    ddo_js: &mut Peer,
    (name, of_schema): (&'static str, Target),
    by_schema: &dyn Fn(&Value) -> bool,
) -> Result<f64, Failure> {
    // Node makes it faster for seconds.
    for _ in 0..DDO_JS_WARM_UP {
        ask(ddo_js, "ddo.js", text, 1)?;
    }
    let by_schema = || Ok(by_schema(&serde_json::from_str(black_box(text))?));
    let verdict = |valid: bool| valid.to_string();
    race(
        operation,
        &mut [
            Contender::here("ours", Target::None, || strict(text), verdict),
            Contender::there("ddo.js", of_ddo_js, ddo_js, text),
            Contender::here(name, of_schema, by_schema, verdict),
        ],
    )
}

/// The strict verdict; the report lists every violation.
fn strict(text: &str) -> Result<bool, Failure> {
    let document = Document::from_bytes(black_box(text).as_bytes().to_vec())?;
    let report = document.validate(Profile::Strict)?;
    Ok(black_box(report).is_valid())
}

/// Sealing, opening and recovering, beside the packages that do it.
fn secrets() -> Result<(), Failure> {
    let key = ProviderKey::from_bytes(&[0x5a; 32])?;
    let pinned = python("bench/peer.py").map(|mut command| {
        command.env("PYTHONPATH", directory().join(".venv/provider"));
        command
    })?;
    let eciesjs = |folder| {
        node("bench/peer.mjs").map(|mut command| {
            command.arg(folder);
            command
        })
    };
    let mut libraries = [
        Library::start("eciespy 0.4.7", "eciespy", python("bench/peer.py")?)?,
        Library::start("eciespy 0.3.11", "eciespy", pinned)?,
        Library::start("eciesjs 0.5.0", "eciesjs", eciesjs("eciesjs")?)?,
        Library::start("eciesjs 0.4.18", "eciesjs-0-4", eciesjs("eciesjs-0-4")?)?,
    ];

    let of_small = [3.8, 5.0, 300.0, 300.0].map(Target::AtLeast);
    opening("open, 2 KB", 2 << 10, &key, &mut libraries, of_small)?;
    sealing(&key, &mut libraries)?;
    opening("open, 20 KB", 20 << 10, &key, &mut libraries, of_small)?;
    let of_large = [6.0; 4].map(Target::AtLeast);
    opening("open, 8 MB", 8 << 20, &key, &mut libraries, of_large)?;
    recovery(&key)
}

/// A package of a version, in a process of its own.
struct Library {
    name: &'static str,
    peer: Peer,
}

impl Library {
    fn start(name: &'static str, package: &str, command: Command) -> Result<Self, Failure> {
        let mut peer = Peer::start(command)?;
        let (_, found) = ask(&mut peer, "version", package, 1)?;
        if found != name {
            return Err(format!("expected {name}, found {found}").into());
        }
        Ok(Self { name, peer })
    }

    /// A task of it, warm: Node makes all of them faster for a while.
    fn contender<'a>(
        &'a mut self,
        target: Target,
        task: &'static str,
        input: &'a str,
        show: impl Fn(String) -> String + 'a,
    ) -> Result<Contender<'a>, Failure> {
        let Self { name, peer } = self;
        ask(peer, task, input, SECRETS_WARM_UP)?;
        let run = move |runs| {
            let (time, result) = ask(peer, task, input, runs)?;
            Ok((time, show(result)))
        };
        Ok(Contender {
            name,
            run: Box::new(run),
            target,
        })
    }
}

/// A plaintext, and the same sealed; each of the libraries gets both, and the key.
fn given(
    length: usize,
    key: &ProviderKey,
    libraries: &mut [Library],
) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let plaintext = b"0123456789abcdef".repeat(length / 16);
    let sealed = seal(&key.public_key(), &plaintext, system_random)?;
    let kept = json!({
        "key": key.with_secret_bytes(|bytes| hex::encode(bytes)),
        "to": hex::encode(key.public_key().to_uncompressed()),
        "plaintext": hex::encode(&plaintext),
        "sealed": hex::encode(&sealed),
    });
    for Library { peer, .. } in libraries {
        ask(peer, "keep", &kept.to_string(), 1)?;
    }
    Ok((plaintext, sealed))
}

fn opening(
    operation: &str,
    length: usize,
    key: &ProviderKey,
    libraries: &mut [Library],
    targets: [Target; 4],
) -> Result<(), Failure> {
    let (_, sealed) = given(length, key, libraries)?;
    let hash = |plaintext: Vec<u8>| format!("{:x}", DocumentHash::of(&plaintext));
    let ours = || Ok(open(key, black_box(&sealed))?);
    let by_crate = || key.with_secret_bytes(|key| Ok(ecies::decrypt(key, black_box(&sealed))?));
    let mut contenders = vec![Contender::here("ours", Target::None, ours, hash)];
    for (library, target) in libraries.iter_mut().zip(targets) {
        contenders.push(library.contender(target, "open", "", |hash| hash)?);
    }
    contenders.push(Contender::here("crate ecies", Target::None, by_crate, hash));
    race(operation, &mut contenders)?;
    Ok(())
}

/// To another key, and to the own one, as a Provider does for publishers.
fn sealing(key: &ProviderKey, libraries: &mut [Library; 4]) -> Result<(), Failure> {
    let (plaintext, _) = given(2 << 10, key, libraries)?;
    let public_key = key.public_key();
    // No two sealed texts are the same.
    let opened = |text: String| {
        let sealed = text.parse::<Ciphertext>().ok();
        match sealed.and_then(|sealed| open(key, sealed.as_bytes()).ok()) {
            Some(plaintext) => hex::encode(plaintext),
            None => format!("{text}, which cannot be opened"),
        }
    };

    let ours = || Ok(seal(&public_key, black_box(&plaintext), system_random)?);
    let show = |sealed: Vec<u8>| opened(hex::encode(sealed));
    let [newest, pinned, newest_js, pinned_js] = libraries;
    race(
        "seal, 2 KB",
        &mut [
            Contender::here("ours", Target::None, ours, show),
            newest.contender(Target::AtLeast(2.4), "seal", "", opened)?,
            pinned.contender(Target::None, "seal", "", opened)?,
            newest_js.contender(Target::None, "seal", "", opened)?,
            pinned_js.contender(Target::None, "seal", "", opened)?,
        ],
    )?;

    let ours = || {
        let sealed = seal_to_self(key, black_box(&plaintext), system_random)?;
        Ok(Ciphertext::from(sealed).to_hex())
    };
    let to = public_key.to_uncompressed();
    let by_crate = || {
        let sealed = ecies::encrypt(&to, black_box(&plaintext))?;
        Ok(hex::encode_prefixed(sealed))
    };
    race(
        "seal to itself, 2 KB, hex out",
        &mut [
            Contender::here("ours", Target::None, ours, opened),
            newest.contender(Target::AtLeast(5.0), "seal, hex", "", opened)?,
            pinned.contender(Target::None, "seal, hex", "", opened)?,
            Contender::here("crate ecies", Target::AtLeast(2.0), by_crate, opened),
        ],
    )?;
    Ok(())
}

/// From the hash of a text and the signature in hex digits to the address with its checksum.
fn recovery(key: &ProviderKey) -> Result<(), Failure> {
    let digest = B256::repeat_byte(0x11);
    let message = || personal_message_digest(black_box(digest.as_slice()));
    let signature = hex::encode_prefixed(key.sign_digest(&message()).to_bytes());
    let mut eth_account = Library::start(
        "eth-account 0.11.3",
        "eth-account",
        python("bench/peer.py")?,
    )?;
    let mut ethers = Library::start("ethers 6.17.0", "ethers", node("bench/peer.mjs")?)?;
    let kept = json!({ "digest": hex::encode(digest) }).to_string();
    for Library { peer, .. } in [&mut eth_account, &mut ethers] {
        ask(peer, "keep", &kept, 1)?;
    }
    let ours = || {
        let signature = Signature::from_bytes(&hex::decode_to_array(black_box(&signature))?)?;
        Ok(signature.recover(&message())?.address().to_string())
    };
    let same = |address| address;
    race(
        "recover a signer",
        &mut [
            Contender::here("ours", Target::None, ours, same),
            eth_account.contender(Target::AtLeast(2.0), "recover", &signature, same)?,
            ethers.contender(Target::AtLeast(30.0), "recover", &signature, same)?,
        ],
    )?;
    Ok(())
}

/// Time per byte from 10 KB to 10 MB, against that of the smallest.
fn growth() -> Result<(), Failure> {
    let canonical = document("2k")?;
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&canonical)?)?;
    for (form, document) in [("canonical", canonical), ("pretty-printed", pretty)] {
        let mut smallest = None;
        for (name, size) in [
            ("10 KB", 10_000),
            ("100 KB", 100_000),
            ("1 MB", 1_000_000),
            ("10 MB", 10_000_000),
        ] {
            let copies = size / (document.len() + 1);
            let text = format!("[{}]", vec![document.as_str(); copies].join(","));
            let bytes = f64::from(u32::try_from(text.len())?);
            let runs = u32::try_from(40_000_000 / size)?.max(3);
            let mut contender = Contender::here(
                "ours",
                Target::None,
                || Ok(DocumentHash::of_stringified(black_box(&text))?),
                |hash| hash.to_string(),
            );
            let mut times = Vec::new();
            for _ in 0..ROUNDS {
                let (time, _) = (contender.run)(runs)?;
                times.push(time.as_secs_f64() / f64::from(runs) / bytes);
            }
            let per_byte = median(times.into_iter());
            let theirs = *smallest.get_or_insert(per_byte);
            Row {
                operation: &format!("growth, {form}, {name}"),
                ours: &format!("{:.3} ns a byte", per_byte * 1e9),
                against: "10 KB",
                theirs: &format!("{:.3} ns a byte", theirs * 1e9),
                of_theirs: per_byte / theirs,
                target: Target::AtMost(1.25),
            }
            .print();
        }
    }
    Ok(())
}

/// The same work on each of two threads and on one, by the clock on the wall.
fn threads() -> Result<(), Failure> {
    const RUNS: u32 = 3_000;
    let text = document("20k")?;
    let work = || {
        for _ in 0..RUNS {
            black_box(DocumentHash::of_stringified(black_box(&text)).ok());
        }
    };
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        work();
        let alone = start.elapsed();
        let start = Instant::now();
        thread::scope(|scope| {
            scope.spawn(work);
            work();
        });
        let half_of_both = start.elapsed() / 2;
        let a_run = |time: Duration| time.as_secs_f64() / f64::from(RUNS);
        rounds.push((a_run(alone), a_run(half_of_both)));
    }
    let alone = median(rounds.iter().map(|(alone, _)| *alone));
    let half_of_both = median(rounds.iter().map(|(_, half)| *half));
    Row {
        operation: "20k canonical on two threads",
        ours: &seconds(half_of_both),
        against: "one thread",
        theirs: &seconds(alone),
        of_theirs: median(rounds.iter().map(|(alone, half)| half / alone)),
        target: Target::AtLeast(1.8),
    }
    .print();
    Ok(())
}
