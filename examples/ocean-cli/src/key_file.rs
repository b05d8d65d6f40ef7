//! Secret keys: from a file, standard input or the environment, and into a new file.

use std::{
    env,
    fs::{File, OpenOptions},
    io::{self, Read, Write as _},
    path::Path,
};

use alloy_primitives::hex;
use ocean_keys::ProviderKey;
use zeroize::Zeroizing;

use crate::{
    cli::KeyArg,
    input::Source,
    output::Failure,
    text::{io_reason, looks_like_a_key, thousands},
};

/// The environment variable that holds a key where no file is named.
const VARIABLE: &str = "OCEAN_KEY";

/// Bytes of a key file: room for white space around the digits.
const MAX_LEN: usize = 1024;

/// The key that the arguments of a command name. Standard input cannot be both the key and `file`.
pub(crate) fn read(arg: &KeyArg, file: Option<&Source>) -> Result<ProviderKey, Failure> {
    let Some(path) = &arg.key else {
        return from_variable("--key");
    };
    if path == Path::new("-") && matches!(file, Some(Source::Stdin)) {
        return Err(Failure::new(
            "--key",
            "standard input is FILE already, and cannot be the key as well",
        ));
    }
    from_file("--key", path)
}

/// The key of a file, or of standard input.
pub(crate) fn from_file(name: &str, path: &Path) -> Result<ProviderKey, Failure> {
    if looks_like_a_key(&path.to_string_lossy()) {
        return Err(Failure::new(
            name,
            "expected the path of a file, found what may be a key itself \
             (write ./ before a path that is all hex digits)",
        ));
    }
    let source = Source::of(path);
    let failed = |error: &io::Error| source.failure(io_reason(error));
    let bytes = match &source {
        Source::Stdin => limited(io::stdin().lock()),
        Source::File(path) => {
            let file = File::open(path).map_err(|error| failed(&error))?;
            // Asked of the open file: the path may be another's the next moment.
            let metadata = file.metadata().map_err(|error| failed(&error))?;
            if metadata.is_dir() {
                return Err(failed(&io::ErrorKind::IsADirectory.into()));
            }
            is_of_its_owner(&metadata).map_err(|reason| source.failure(reason))?;
            limited(file)
        }
    };
    let bytes = bytes.map_err(|error| failed(&error))?;
    if bytes.len() > MAX_LEN {
        let max = thousands(MAX_LEN);
        let reason = format!("longer than {max} bytes, expected 64 hex digits");
        return Err(source.failure(reason));
    }
    parse(&bytes).map_err(|reason| source.failure(reason))
}

/// The key that the environment holds.
pub(crate) fn from_variable(name: &str) -> Result<ProviderKey, Failure> {
    let text = env::var_os(VARIABLE).ok_or_else(|| {
        Failure::new(
            name,
            format!("no key: expected the path of a key file, or the digits in {VARIABLE}"),
        )
    })?;
    let bytes = Zeroizing::new(text.into_encoded_bytes());
    parse(&bytes).map_err(|reason| Failure::new(VARIABLE, reason))
}

/// Writes a key into a file that is not there yet, and that only its owner may read.
pub(crate) fn create(path: &Path, key: &ProviderKey) -> Result<(), Failure> {
    let source = Source::of(path);
    if matches!(source, Source::Stdin) {
        return Err(Failure::new(
            "--out",
            "a secret key is not printed: expected the path of a file",
        ));
    }
    let failed = |error: &io::Error| source.failure(io_reason(error));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| failed(&error))?;
    // One text with its line end, so that no copy is left behind.
    let mut digits = Zeroizing::new([b'\n'; 65]);
    key.with_secret_bytes(|bytes| {
        let (digits, _) = digits.split_at_mut(64);
        hex::encode_to_slice(bytes, digits)
    })
    .map_err(|error| source.failure(error))?;
    let written = file.write_all(&*digits).and_then(|()| file.sync_all());
    written.map_err(|error| {
        // A part of a key is of no use to anybody.
        let _ = std::fs::remove_file(path);
        failed(&error)
    })
}

fn limited(reader: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    // With room for all that is read: a buffer that grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(2 * MAX_LEN));
    let limit = u64::try_from(MAX_LEN).unwrap_or(u64::MAX);
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The reason shows nothing of the bytes.
fn parse(bytes: &[u8]) -> Result<ProviderKey, String> {
    let text = std::str::from_utf8(bytes.trim_ascii())
        .map_err(|_| "expected 64 hex digits, found what is no text")?;
    ProviderKey::from_hex(text).map_err(|error| error.to_string())
}

#[cfg(unix)]
fn is_of_its_owner(metadata: &std::fs::Metadata) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = metadata.permissions().mode() & 0o7777;
    let of_others = mode & 0o077;
    if of_others == 0 {
        return Ok(());
    }
    Err(format!(
        "others than its owner have access (mode {mode:04o}), expected mode 0600 (chmod 600)"
    ))
}

/// Elsewhere there are no such modes.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "it can fail on Unix")]
fn is_of_its_owner(_: &std::fs::Metadata) -> Result<(), String> {
    Ok(())
}
