//! Many documents, one after the other.

use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    input::{self, Source},
    output::{self, Failure},
};

/// Reads and prints each document of the paths, and tells on standard error which cannot be used.
/// Answers how many those are, and whether all could be printed.
pub(crate) fn each<T>(
    paths: &[PathBuf],
    read: impl Fn(&Source) -> Result<T, Failure>,
    mut print: impl FnMut(&T) -> io::Result<()>,
) -> (usize, io::Result<()>) {
    let sources = input::find(paths);
    let mut progress = Progress::new(sources.len());
    let mut unusable = 0;
    let mut written = Ok(());
    for source in sources {
        let read = source.and_then(|source| read(&source));
        written = progress.suspended(|| match &read {
            Ok(read) => print(read),
            Err(failure) => {
                unusable += 1;
                output::complain(&failure.to_string());
                Ok(())
            }
        });
        if written.is_err() {
            break;
        }
        progress.step();
    }
    progress.finish();
    (unusable, written)
}
/// A bar on standard error, once the work turns out to be long, if a person sees it there.
struct Progress {
    all: usize,
    done: usize,
    began: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    const PATIENCE: Duration = Duration::from_millis(400);

    fn new(all: usize) -> Self {
        Self {
            all,
            done: 0,
            began: Instant::now(),
            bar: None,
        }
    }

    fn suspended<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    fn step(&mut self) {
        self.done += 1;
        if let Some(bar) = &self.bar {
            bar.inc(1);
        } else if self.began.elapsed() > Self::PATIENCE
            && self.done < self.all
            && io::stderr().is_terminal()
        {
            let bar = ProgressBar::new(u64::try_from(self.all).unwrap_or(u64::MAX));
            // A template that does not parse leaves indicatif's own.
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos} of {len} documents") {
                bar.set_style(style);
            }
            bar.set_position(u64::try_from(self.done).unwrap_or(u64::MAX));
            self.bar = Some(bar);
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
