//! What goes to standard output and standard error, and how the program ends.

use std::{
    fmt,
    io::{self, Write as _},
    process::ExitCode,
};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::text;

/// How the program ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Answer {
    Yes,
    No,
    Unusable,
}

impl From<bool> for Answer {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl From<Answer> for ExitCode {
    fn from(answer: Answer) -> Self {
        Self::from(match answer {
            Answer::Yes => 0,
            Answer::No => 1,
            Answer::Unusable => 2,
        })
    }
}

/// Why nothing is printed: the input, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Failure {
    place: String,
    reason: String,
    answer: Answer,
}

impl Failure {
    pub(crate) fn new(place: impl Into<String>, reason: impl fmt::Display) -> Self {
        Self {
            place: place.into(),
            reason: reason.to_string(),
            answer: Answer::Unusable,
        }
    }

    /// The input could be used, and the answer is no.
    pub(crate) fn no(self) -> Self {
        Self {
            answer: Answer::No,
            ..self
        }
    }

    pub(crate) fn answer(&self) -> Answer {
        self.answer
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

/// One line on standard error.
pub(crate) fn complain(message: &str) {
    const ERROR: Style = AnsiColor::Red.on_default().bold();
    let message = text::safe(message);
    // Nobody is left to tell where standard error is closed.
    let _ = writeln!(anstream::stderr(), "{ERROR}error:{ERROR:#} {message}");
}

/// Prints text with our own styles in it, which go where they do not belong.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Prints bytes as they are.
pub(crate) fn print_exactly(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Prints one JSON value.
pub(crate) fn print_json(value: &impl Serialize) -> io::Result<()> {
    print_exactly(format!("{}\n", json(value)?).as_bytes())
}

/// Prints one JSON value on one line.
pub(crate) fn print_json_line(value: &impl Serialize) -> io::Result<()> {
    let line = text::safe_json(&serde_json::to_string(value)?);
    print_exactly(format!("{line}\n").as_bytes())
}

/// Pretty-printed JSON that no terminal obeys: what `text::safe` would escape is escaped here, too,
/// and means the same to a reader of JSON.
pub(crate) fn json(value: &impl Serialize) -> io::Result<String> {
    Ok(text::safe_json(&serde_json::to_string_pretty(value)?))
}

/// The answer of a command that has written all it had to say. A reader that went away
/// (`| head`) does not change it.
pub(crate) fn after(written: io::Result<()>, answer: Answer) -> Result<Answer, Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new("standard output", text::io_reason(&error)))
        }
        _ => Ok(answer),
    }
}
