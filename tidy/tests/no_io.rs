//! Protocol crates do no I/O, read no clock, keep no globals, and spell out `core` and `alloc`.

use tidy::sources;

const FORBIDDEN: [&str; 10] = [
    "std::",
    "SystemTime",
    "Instant",
    "OnceLock",
    "LazyLock",
    "thread_local!",
    "static mut",
    "print!",
    "println!",
    "dbg!",
];

/// What looks like it and is none: a lock for the ledgers in memory, threads for the suite that
/// ledgers are tested with, the traits by which a decompressor reads from memory, and the tables of
/// libsecp256k1, which never change.
const PERMITTED: [(&str, &str); 5] = [
    (
        "ocean-auth/src/memory.rs",
        "use std::sync::{Mutex, MutexGuard};",
    ),
    (
        "ocean-auth/src/testing/together.rs",
        "use std::{sync::Barrier, thread};",
    ),
    (
        "ocean-encryption/src/lzma.rs",
        "use std::io::{Read, Result, Write};",
    ),
    ("ocean-keys/src/curve/c.rs", "use std::sync::LazyLock;"),
    (
        "ocean-keys/src/curve/c.rs",
        "static CONTEXT: LazyLock<Secp256k1<All>> = LazyLock::new(Secp256k1::new);",
    ),
];

#[test]
fn no_io_below_the_programs() {
    let mut read = 0;
    for (path, text) in sources("crates") {
        if !path.components().any(|part| part.as_os_str() == "src") {
            continue;
        }
        read += 1;
        let code = |line: &&str| !line.trim_start().starts_with("//");
        for line in text.lines().filter(code) {
            if PERMITTED
                .iter()
                .any(|(file, permitted)| path.ends_with(file) && line == *permitted)
            {
                continue;
            }
            for word in FORBIDDEN {
                assert!(!line.contains(word), "{}: {word} in {line}", path.display());
            }
        }
    }
    assert!(read > 20, "only {read} sources");
}
