//! Files, folders and standard input, and how much of them is read.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use ocean_checksum::{Json, Limits};
use ocean_ddo::Document;
use ocean_encryption::{Ciphertext, MAX_DOCUMENT};
use walkdir::WalkDir;

use crate::{
    output::Failure,
    text::{io_reason, looks_like_a_key, thousands},
};

/// Bytes of what is sealed: a document of 10 MiB in hex, and 1 MiB for what packing adds.
const MAX_SEALED: usize = 2 * MAX_DOCUMENT + (1 << 20);

/// Something to read.
#[derive(Debug)]
pub(crate) enum Source {
    Stdin,
    File(PathBuf),
}

impl Source {
    /// A path, or `-` for standard input.
    pub(crate) fn of(path: &Path) -> Self {
        if path == Path::new("-") {
            Self::Stdin
        } else {
            Self::File(path.into())
        }
    }

    /// The path as it was given, `-` for standard input.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Stdin => "-".into(),
            Self::File(path) => path.to_string_lossy().into_owned(),
        }
    }

    pub(crate) fn failure(&self, reason: impl std::fmt::Display) -> Failure {
        let place = match self {
            Self::Stdin => "standard input".into(),
            Self::File(_) if looks_like_a_key(&self.path()) => "a path that may be a key".into(),
            Self::File(_) => self.path(),
        };
        Failure::new(place, reason)
    }

    /// All bytes, if they are not more than the limit; one byte above it is read, no more.
    pub(crate) fn read(&self) -> Result<Vec<u8>, Failure> {
        self.read_at_most(Limits::default().max_len)
    }

    /// What was sealed or packed: hex digits, with or without `0x` and white space around them, or
    /// else the bytes as they are. Neither sealed nor packed bytes look like hex digits, since
    /// they begin with `04`, `{` or what a compressor writes.
    pub(crate) fn read_sealed(&self) -> Result<Vec<u8>, Failure> {
        let bytes = self.read_at_most(MAX_SEALED)?;
        let text = bytes.trim_ascii();
        if text.is_empty() {
            return Err(self.failure("empty: expected hex digits, or sealed bytes"));
        }
        let has_prefix = text.starts_with(b"0x") || text.starts_with(b"0X");
        if !has_prefix && !text.iter().all(u8::is_ascii_hexdigit) {
            return Ok(bytes);
        }
        let sealed: Ciphertext = String::from_utf8_lossy(text)
            .parse()
            .map_err(|error| self.failure(error))?;
        Ok(sealed.into_bytes())
    }

    fn read_at_most(&self, max: usize) -> Result<Vec<u8>, Failure> {
        let read = match self {
            Self::Stdin => read_limited(io::stdin().lock(), max),
            Self::File(path) => File::open(path).and_then(|file| read_limited(file, max)),
        };
        let bytes = read.map_err(|error| self.failure(io_reason(&error)))?;
        if bytes.len() > max {
            let (bytes, mib) = (thousands(max), max >> 20);
            let reason =
                format!("longer than {bytes} bytes ({mib} MiB), the most that this program reads");
            return Err(self.failure(reason));
        }
        Ok(bytes)
    }

    /// The bytes as a JSON text; where they are none, the reason and the place.
    pub(crate) fn read_json(&self) -> Result<Json<'static>, Failure> {
        Json::parse(self.read_text()?).map_err(|error| self.failure(error))
    }

    /// The bytes as a document; where they are none, the reason and the place.
    pub(crate) fn read_document(&self) -> Result<Document, Failure> {
        Document::parse(self.read_text()?).map_err(|error| self.failure(error))
    }

    fn read_text(&self) -> Result<String, Failure> {
        decode(self.read()?).map_err(|reason| self.failure(reason))
    }
}

fn read_limited(reader: impl Read, max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX);
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn decode(bytes: Vec<u8>) -> Result<String, String> {
    const MARKS: [(&[u8], &str); 3] = [
        (b"\xef\xbb\xbf", "UTF-8"),
        (b"\xff\xfe", "UTF-16"),
        (b"\xfe\xff", "UTF-16"),
    ];
    if bytes.is_empty() {
        return Err("empty: no bytes at all, expected a JSON text".into());
    }
    if let Some((_, name)) = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Err(format!(
            "begins with a byte order mark ({name}, at byte 0), which is not JSON"
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let found = error.as_bytes().get(at).copied().unwrap_or_default();
        format!("not UTF-8: 0x{found:02x} at byte {at}")
    })
}

/// What the paths name, in order: files as they are, of folders every `*.json`, sorted. Links to
/// folders are not followed, so that no walk is endless.
pub(crate) fn find(paths: &[PathBuf]) -> Vec<Result<Source, Failure>> {
    let mut sources = Vec::new();
    for path in paths {
        let source = Source::of(path);
        if matches!(source, Source::File(_)) && path.is_dir() {
            let before = sources.len();
            walk(path, &mut sources);
            if sources.len() == before {
                sources.push(Err(source.failure("no *.json file in this folder")));
            }
        } else {
            sources.push(Ok(source));
        }
    }
    sources
}

fn walk(folder: &Path, sources: &mut Vec<Result<Source, Failure>>) {
    for entry in WalkDir::new(folder).sort_by_file_name() {
        match entry {
            Ok(entry) => {
                let path = entry.path();
                if path.extension().is_some_and(|ending| ending == "json") && path.is_file() {
                    sources.push(Ok(Source::File(entry.into_path())));
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_string_lossy();
                let reason = error
                    .io_error()
                    .map_or_else(|| error.to_string(), io_reason);
                sources.push(Err(Failure::new(path, reason)));
            }
        }
    }
}
