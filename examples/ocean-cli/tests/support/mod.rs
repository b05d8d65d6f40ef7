//! Runs the real program.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "shared by several test programs; a test that cannot go on must fail"
)]

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// What a run of the program left.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The folder `examples`, in which every run starts.
pub(crate) fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .into()
}

pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ocean"));
    command.current_dir(examples());
    for name in ["CLICOLOR", "CLICOLOR_FORCE", "NO_COLOR", "OCEAN_KEY"] {
        command.env_remove(name);
    }
    command
}

pub(crate) fn ocean(args: &[&str]) -> Run {
    run_of(command().args(args).stdin(Stdio::null()).output().unwrap())
}

pub(crate) fn ocean_with(args: &[&str], stdin: &[u8]) -> Run {
    run_of(with_stdin(&mut command(), args, stdin))
}

fn with_stdin(command: &mut Command, args: &[&str], stdin: &[u8]) -> Output {
    let mut child = command
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that stops reading early closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

pub(crate) fn run_of(output: Output) -> Run {
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A run with a key in the environment, and the bytes that it wrote.
pub(crate) fn ocean_as(key: &str, args: &[&str], stdin: &[u8]) -> Output {
    let mut command = command();
    command.env("OCEAN_KEY", key);
    with_stdin(&mut command, args, stdin)
}

impl Run {
    /// It ended well: this on standard output, nothing on standard error.
    #[track_caller]
    pub(crate) fn prints(&self, code: i32, stdout: &str) {
        assert_eq!(self.stdout, stdout, "{self:?}");
        assert_eq!(self.stderr, "", "{self:?}");
        assert_eq!(self.code, Some(code), "{self:?}");
    }

    /// It ended with one line on standard error and nothing on standard output.
    #[track_caller]
    pub(crate) fn complains(&self, line: &str) {
        self.fails(2, line);
    }

    /// The same, with this exit code.
    #[track_caller]
    pub(crate) fn fails(&self, code: i32, line: &str) {
        assert_eq!(self.stderr, format!("error: {line}\n"), "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
        assert_eq!(self.code, Some(code), "{self:?}");
    }

    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        assert_eq!(self.stderr, "", "{self:?}");
        serde_json::from_str(&self.stdout).unwrap()
    }
}

/// The keys of an object, sorted.
pub(crate) fn keys(object: &serde_json::Value) -> Vec<&str> {
    object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// A row of the tables in the README of the documents.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) section: String,
    /// From the folder `examples`.
    pub(crate) path: String,
    pub(crate) version: Option<String>,
    pub(crate) bytes: u64,
    /// `yes`, `no`, or `none` where the text is not JSON.
    pub(crate) stringify: String,
    pub(crate) sha256: String,
}

pub(crate) fn readme_rows() -> Vec<Row> {
    let text = std::fs::read_to_string(examples().join("data/README.md")).unwrap();
    let mut rows = Vec::new();
    let mut section = String::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.into();
        }
        if !line.starts_with("| `") {
            continue;
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let from_end = |index: usize| cells.iter().rev().nth(index).unwrap().trim_matches('`');
        let broken = section.starts_with("Not readable");
        let folder = if broken { "data-broken" } else { "data" };
        rows.push(Row {
            section: section.clone(),
            path: format!("{folder}/{}", cells.first().unwrap().trim_matches('`')),
            version: (!broken && from_end(3) != "none").then(|| from_end(3).into()),
            bytes: from_end(2).replace(',', "").parse().unwrap(),
            stringify: from_end(1).into(),
            sha256: from_end(0).into(),
        });
    }
    rows
}
