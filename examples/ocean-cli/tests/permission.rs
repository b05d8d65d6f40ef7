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
    let secret = open.join("b.json");
    fs::copy(open.join("a.json"), &secret).unwrap();
    mode(&secret, 0o000);
    let is_root = fs::read_dir(&shut).is_ok();
    let run = |name: &str| {
        let mut command = Command::new(&binary);
        if is_root {
            command.uid(65_534).gid(65_534);
        }
        run_of(command.arg(name).arg(&open).output().unwrap())
    };
    let (inspected, validated) = (run("inspect"), run("validate"));
    mode(&shut, 0o755);
    let line = |path: &Path| format!("error: {}: permission denied\n", path.display());
    let lines = line(&secret) + &line(&shut);
    assert_eq!(inspected.stderr, lines);
    assert!(inspected.stdout.contains("1 document, 2 unreadable"));
    assert_eq!(inspected.code, Some(2));
    assert_eq!(validated.stderr, lines);
    assert!(validated.stdout.contains("0 valid, 1 invalid; 2 unusable"));
    assert_eq!(validated.code, Some(2));
}
