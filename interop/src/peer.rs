use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
};

use serde_json::Value;

use crate::Failure;

/// The folder of this package, where the peers are installed.
#[must_use]
pub fn directory() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Node, about to run a script of this package.
///
/// # Errors
///
/// The packages from npm are not installed.
pub fn node(script: &str) -> Result<Command, Failure> {
    command("node".into(), &directory().join("node_modules"), script)
}

/// The Python that ocean.py is installed in, about to run a script of this package.
///
/// # Errors
///
/// ocean.py is not installed.
pub fn python(script: &str) -> Result<Command, Failure> {
    let program = directory().join(".venv/bin/python");
    command(program.clone(), &program, script)
}

fn command(program: PathBuf, installed: &Path, script: &str) -> Result<Command, Failure> {
    if !installed.exists() {
        return Err("the peers are not installed; run `bash interop/setup.sh` first".into());
    }
    let mut command = Command::new(program);
    command.arg(directory().join(script));
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    Ok(command)
}

/// Gives a peer every question at once, one JSON value a line, and reads one answer to each.
///
/// # Errors
///
/// The peer does not run, fails, or answers something else than one JSON value a question.
pub fn answers(mut peer: Command, questions: Vec<Value>) -> Result<Vec<Value>, Failure> {
    let asked = questions.len();
    let mut child = peer.spawn()?;
    let mut to_peer = child.stdin.take().ok_or("the peer has no input")?;
    let from_peer = child.stdout.take().ok_or("the peer has no output")?;
    let writer = thread::spawn(move || {
        questions
            .iter()
            .try_for_each(|question| writeln!(to_peer, "{question}"))
    });
    let mut answers = Vec::with_capacity(asked);
    for line in BufReader::new(from_peer).lines() {
        answers.push(serde_json::from_str(&line?)?);
    }
    let status = child.wait()?;
    if !status.success() || answers.len() != asked {
        let answered = answers.len();
        return Err(format!("{peer:?}: {status}, {answered} answers to {asked} questions").into());
    }
    writer.join().map_err(|_| "the writer panicked")??;
    Ok(answers)
}

/// A peer that is asked one question at a time; it ends when its input does.
#[derive(Debug)]
pub struct Peer {
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    _child: Child,
}

impl Peer {
    /// Starts it.
    ///
    /// # Errors
    ///
    /// It does not run.
    pub fn start(mut command: Command) -> Result<Self, Failure> {
        let mut child = command.spawn()?;
        let to = child.stdin.take().ok_or("the peer has no input")?;
        let from = child.stdout.take().ok_or("the peer has no output")?;
        Ok(Self {
            to,
            from: BufReader::new(from),
            _child: child,
        })
    }

    /// Its answer to one question.
    ///
    /// # Errors
    ///
    /// It ended, or answered something else than one JSON value on a line.
    pub fn ask(&mut self, question: &Value) -> Result<Value, Failure> {
        writeln!(self.to, "{question}")?;
        let mut line = String::new();
        self.from.read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    }
}
