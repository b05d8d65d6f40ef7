//! By what an algorithm is trusted.

use std::fmt::Write as _;

use ocean_checksum::JsonStr;
use ocean_compute::container_section_checksum;
use ocean_ddo::Container;
use ocean_files::{FileChecksum, files_checksum};
use serde::Serialize;

use crate::{
    cli::ComputeChecksumArgs,
    input::Source,
    layout::Layout,
    output::{self, Answer, Failure},
    text::{cut, safe},
};

#[derive(Serialize)]
struct Report {
    path: String,
    entrypoint: String,
    checksum: String,
    #[serde(rename = "containerSectionChecksum")]
    container: String,
    files: Vec<File>,
    #[serde(rename = "filesChecksum")]
    files_checksum: Option<String>,
}

#[derive(Serialize)]
struct File {
    path: String,
    bytes: usize,
    sha256: String,
}

pub(crate) fn checksum(args: &ComputeChecksumArgs, json: bool) -> Result<Answer, Failure> {
    let source = Source::of(&args.file);
    let bodies: Vec<Source> = args.file_body.iter().map(|path| Source::of(path)).collect();
    let sources = bodies.iter().chain([&source]);
    if sources
        .filter(|source| matches!(source, Source::Stdin))
        .count()
        > 1
    {
        let reason = "standard input can be one file only";
        return Err(Failure::new("--file-body", reason));
    }
    let (entrypoint, checksum) = container(&source)?;
    let container = container_section_checksum(&entrypoint, &checksum).to_string();
    let (mut files, mut checksums) = (Vec::new(), Vec::new());
    for body in &bodies {
        let bytes = body.read()?;
        let checksum = FileChecksum::of(&bytes);
        checksums.push(checksum);
        files.push(File {
            path: body.path(),
            bytes: bytes.len(),
            sha256: checksum.to_string(),
        });
    }
    let report = Report {
        path: source.path(),
        entrypoint,
        checksum,
        container,
        files_checksum: (!files.is_empty()).then(|| files_checksum(checksums)),
        files,
    };
    let written = if json {
        output::print_json(&report)
    } else {
        output::print(&in_words(&report))
    };
    output::after(written, Answer::Yes)
}

/// The two texts of a document that are hashed.
fn container(source: &Source) -> Result<(String, String), Failure> {
    let document = source.read_document()?;
    let layout = Layout::of(&document).map_err(|reason| source.failure(reason))?;
    let container = layout
        .ddo()
        .and_then(|ddo| ddo.metadata()?.algorithm()?.container());
    let text = |name: &str, text: Option<JsonStr<'_>>| {
        let text = text.and_then(JsonStr::to_str);
        text.map(String::from).ok_or_else(|| {
            let place = format!("{}/metadata/algorithm/container/{name}", layout.pointer());
            source.failure(format!("expected a text at `{place}`, as of an algorithm"))
        })
    };
    Ok((
        text("entrypoint", container.and_then(Container::entrypoint))?,
        text("checksum", container.and_then(Container::checksum))?,
    ))
}

fn in_words(report: &Report) -> String {
    let mut text = String::new();
    let mut row = |label: &str, value: &str| {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{label:<26}{value}");
    };
    row("entrypoint", &cut(&report.entrypoint, 200));
    row("checksum", &cut(&report.checksum, 200));
    row("containerSectionChecksum", &report.container);
    for file in &report.files {
        row("file", &format!("{} {}", file.sha256, safe(&file.path)));
    }
    let none = "unknown: the document has the files sealed (--file-body for each)";
    let files = report.files_checksum.as_deref();
    row("filesChecksum", files.unwrap_or(none));
    text
}
