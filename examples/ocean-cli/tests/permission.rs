//! A folder that may not be read. Alone in its program: a copy of a binary cannot be started while
//! another thread, just forking, still holds it open for writing.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use std::{
    fs,
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::Path,
    process::Command,
};

use support::{examples, run_of};

/// Root may read everything, so that the program then runs as another user.
#[test]
fn a_folder_without_permission() {
    let folder = tempfile::tempdir().unwrap();
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let binary = folder.path().join("ocean");
    fs::copy(env!("CARGO_BIN_EXE_ocean"), &binary).unwrap();
    let (open, shut) = (folder.path().join("open"), folder.path().join("open/shut"));
    fs::create_dir_all(&shut).unwrap();
    fs::copy(examples().join("data/deprecated.json"), open.join("a.json")).unwrap();
    for path in [folder.path(), &open, &binary] {
        mode(path, 0o755);
    }
    mode(&open.join("a.json"), 0o644);
    mode(&shut, 0o000);
    let mut command = Command::new(&binary);
    if fs::read_dir(&shut).is_ok() {
        command.uid(65_534).gid(65_534);
    }
    let output = command.arg("inspect").arg(&open).output();
    mode(&shut, 0o755);
    let run = run_of(output.unwrap());
    let line = format!("error: {}: permission denied\n", shut.display());
    assert_eq!(run.stderr, line);
    assert!(run.stdout.contains("1 document, 1 unreadable"), "{run:?}");
    assert_eq!(run.code, Some(2));
}
