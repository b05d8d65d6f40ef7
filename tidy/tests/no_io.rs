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
            for word in FORBIDDEN {
                assert!(!line.contains(word), "{}: {word} in {line}", path.display());
            }
        }
    }
    assert!(read > 20, "only {read} sources");
}
