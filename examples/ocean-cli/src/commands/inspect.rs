//! `ocean inspect`.

use std::io;

use ocean_ddo::Document;

use crate::{
    cli::InspectArgs,
    input::Source,
    output::{self, Answer, Failure},
    page::{DidVerdict, Page},
    progress, render,
    text::count,
};

pub(crate) fn run(args: &InspectArgs, json: bool) -> Result<Answer, Failure> {
    let mut tally = Tally::default();
    let mut pages = Pages {
        json,
        printed: false,
    };
    let (unreadable, written) = progress::each(&args.paths, page_of, |(page, document)| {
        tally.add(page.did.verdict);
        pages.print(page, document)
    });
    let written = written.and_then(|()| pages.end(&tally, unreadable));
    let answer = match unreadable {
        0 => Answer::Yes,
        _ => Answer::Unusable,
    };
    output::after(written, answer)
}

fn page_of(source: &Source) -> Result<(Page, Document), Failure> {
    let document = source.read_document()?;
    let page = Page::of(source.path(), &document).map_err(|reason| source.failure(reason))?;
    Ok((page, document))
}

#[derive(Default)]
struct Tally {
    agree: usize,
    differ: usize,
    unknown: usize,
}

impl Tally {
    fn add(&mut self, verdict: DidVerdict) {
        match verdict {
            DidVerdict::Agrees => self.agree += 1,
            DidVerdict::Differs => self.differ += 1,
            DidVerdict::Unknown => self.unknown += 1,
        }
    }

    fn line(&self, unreadable: usize) -> String {
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
        format!("{documents}, {unreadable} unreadable{dids}\n")
    }
}

/// The pages on standard output: as text with a blank line between, or as one JSON array.
struct Pages {
    json: bool,
    printed: bool,
}

impl Pages {
    fn print(&mut self, page: &Page, document: &Document) -> io::Result<()> {
        let first = !std::mem::replace(&mut self.printed, true);
        if self.json {
            let page = output::json(page)?.replace('\n', "\n  ");
            let before = if first { "[" } else { "," };
            output::print_exactly(format!("{before}\n  {page}").as_bytes())
        } else {
            output::print(&format!("{}\n", render::page(page, document)))
        }
    }

    fn end(&self, tally: &Tally, unreadable: usize) -> io::Result<()> {
        match (self.json, self.printed) {
            (true, true) => output::print_exactly(b"\n]\n"),
            (true, false) => output::print_exactly(b"[]\n"),
            (false, _) => output::print(&tally.line(unreadable)),
        }
    }
}
