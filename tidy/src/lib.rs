//! Reading the repository, for the rules in `tests/` that only a test can keep.

use std::{
    fs,
    path::{Path, PathBuf},
};

use walkdir::WalkDir;

/// The blocks of Rust of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[derive(Debug)]
pub struct Readme;

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file of the repository as text.
///
/// # Panics
/// If it cannot be read: the test that asks must fail.
#[must_use]
pub fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| unreadable(&path, &error))
}

#[allow(clippy::panic, reason = "the test that asks must fail")]
fn unreadable(path: &Path, error: &std::io::Error) -> String {
    panic!("{}: {error}", path.display())
}

/// The protocol crates: every folder in `crates/`, with its manifest.
///
/// # Panics
/// If a manifest cannot be read.
#[must_use]
pub fn crates() -> Vec<(String, toml::Table)> {
    let mut crates: Vec<_> = WalkDir::new(root().join("crates"))
        .min_depth(1)
        .max_depth(1)
        .into_iter()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .map(|name| {
            let text = read(format!("crates/{name}/Cargo.toml"));
            let manifest = toml::from_str(&text).unwrap_or_default();
            (name, manifest)
        })
        .collect();
    crates.sort_by(|a, b| a.0.cmp(&b.0));
    crates
}

/// Every Rust source below a folder, as path and text.
#[must_use]
pub fn sources(folder: impl AsRef<Path>) -> Vec<(PathBuf, String)> {
    WalkDir::new(root().join(folder))
        .into_iter()
        .filter_entry(|entry| entry.file_name() != "target" && entry.file_name() != "node_modules")
        .flatten()
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "rs")
        })
        .map(|entry| (entry.path().to_owned(), read(entry.path())))
        .collect()
}
