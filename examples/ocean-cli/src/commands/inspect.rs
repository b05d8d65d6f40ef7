//! `ocean inspect`.

use std::{
    io::{self, IsTerminal as _},
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    cli::InspectArgs,
    input::{self, Source},
    output::{self, Answer, Failure},
    page::{Page, Verdict},
    render,
    text::count,
};

pub(crate) fn run(args: &InspectArgs, json: bool) -> Result<Answer, Failure> {
    let sources = input::find(&args.paths);
    let mut tally = Tally::default();
    let mut progress = Progress::new(sources.len());
    let mut pages = Pages {
        json,
        printed: false,
    };
    let mut written = Ok(());
    for source in sources {
        let page = source.and_then(|source| page_of(&source));
        written = progress.suspended(|| match &page {
            Ok(page) => pages.print(page),
            Err(failure) => {
                output::complain(&failure.to_string());
                Ok(())
            }
        });
        tally.add(page.as_ref().ok());
        if written.is_err() {
            break;
        }
        progress.step();
    }
    progress.finish();
    let written = written.and_then(|()| pages.end(&tally));
    output::after(written, tally.answer())
}

fn page_of(source: &Source) -> Result<Page, Failure> {
    let document = source.read_json()?;
    Page::of(source.path(), &document).map_err(|reason| source.failure(reason))
}

#[derive(Default)]
struct Tally {
    agree: usize,
    differ: usize,
    unknown: usize,
    unreadable: usize,
}

impl Tally {
    fn add(&mut self, page: Option<&Page>) {
        match page.map(|page| page.did.verdict) {
            Some(Verdict::Agrees) => self.agree += 1,
            Some(Verdict::Differs) => self.differ += 1,
            Some(Verdict::Unknown) => self.unknown += 1,
            None => self.unreadable += 1,
        }
    }

    fn answer(&self) -> Answer {
        if self.unreadable == 0 {
            Answer::Yes
        } else {
            Answer::Unusable
        }
    }

    fn line(&self) -> String {
        let documents = self.agree + self.differ + self.unknown;
        let dids = if documents == 0 {
            String::new()
        } else {
            format!(
                "; DIDs: {} as expected, {} wrong, {} unknown",
                self.agree, self.differ, self.unknown
            )
        };
        let documents = count(documents, "document", "documents");
        format!("{documents}, {} unreadable{dids}\n", self.unreadable)
    }
}

/// The pages on standard output: as text with a blank line between, or as one JSON array.
struct Pages {
    json: bool,
    printed: bool,
}

impl Pages {
    fn print(&mut self, page: &Page) -> io::Result<()> {
        let first = !std::mem::replace(&mut self.printed, true);
        if self.json {
            let page = output::json(page)?.replace('\n', "\n  ");
            let before = if first { "[" } else { "," };
            output::print_exactly(format!("{before}\n  {page}").as_bytes())
        } else {
            output::print(&format!("{}\n", render::page(page)))
        }
    }

    fn end(&self, tally: &Tally) -> io::Result<()> {
        match (self.json, self.printed) {
            (true, true) => output::print_exactly(b"\n]\n"),
            (true, false) => output::print_exactly(b"[]\n"),
            (false, _) => output::print(&tally.line()),
        }
    }
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
