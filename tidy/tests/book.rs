//! The book in `docs/`: it has every page, and nothing in it leads nowhere.

#![allow(clippy::panic, reason = "a test that cannot go on must fail")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Component, Path, PathBuf},
};

use pulldown_cmark::{Event, Options, Parser, Tag};
use tidy::{crates, read, root};
use walkdir::WalkDir;

/// The files of the book with this ending, from the root of the repository.
fn files(folder: &str, ending: &str) -> BTreeSet<PathBuf> {
    WalkDir::new(root().join(folder))
        .into_iter()
        .flatten()
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|found| found == ending)
        })
        .map(|entry| entry.path().strip_prefix(root()).map(Path::to_owned))
        .map(|path| path.unwrap_or_else(|error| panic!("{error}")))
        .collect()
}

/// A path that is written in a file, from the root of the repository.
fn resolve(file: &Path, written: &str) -> PathBuf {
    let mut resolved = file.parent().unwrap_or(Path::new("")).to_owned();
    for part in Path::new(written).components() {
        match part {
            Component::ParentDir => assert!(resolved.pop(), "{}: {written}", file.display()),
            part => resolved.push(part),
        }
    }
    resolved
}

/// A page with what it includes.
fn expanded(page: &Path) -> String {
    let text = read(page);
    let mut pieces = text.split("{{#include ");
    let mut whole = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (include, rest) = piece
            .split_once("}}")
            .unwrap_or_else(|| panic!("{}: {piece}", page.display()));
        let (file, anchor) = match include.split_once(':') {
            Some((file, anchor)) => (file, Some(anchor)),
            None => (include, None),
        };
        let included = read(resolve(page, file));
        whole += match anchor {
            Some(anchor) => between(&included, anchor)
                .unwrap_or_else(|| panic!("{}: no {include}", page.display())),
            None => &included,
        };
        whole += rest;
    }
    assert!(
        !whole.contains("{{#"),
        "{}: unknown directive",
        page.display()
    );
    whole
}

/// The lines between the marks of an anchor.
fn between<'t>(text: &'t str, anchor: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("// ANCHOR: {anchor}\n"))?;
    let (inside, _) = rest.split_once(&format!("// ANCHOR_END: {anchor}\n"))?;
    (!inside.trim().is_empty()).then_some(inside)
}

/// What a page links to and shows, from the root of the repository.
fn targets(page: &Path) -> BTreeSet<PathBuf> {
    let text = expanded(page);
    let undefined = |link: pulldown_cmark::BrokenLink<'_>| -> Option<_> {
        panic!(
            "{}: [{}] is defined nowhere",
            page.display(),
            link.reference
        )
    };
    let parser =
        Parser::new_with_broken_link_callback(&text, Options::ENABLE_TABLES, Some(undefined));
    parser
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Some(dest_url)
            }
            _ => None,
        })
        .filter(|url| !url.contains("://"))
        .filter(|url| match url.strip_prefix('#') {
            Some(heading) => {
                let mut lines = text.lines().filter(|line| line.starts_with('#'));
                let is_there = lines.any(|line| slug(line) == heading);
                assert!(is_there, "{} has no {url}", page.display());
                false
            }
            None => true,
        })
        .map(|url| resolve(page, &url))
        .collect()
}

/// The anchor of a heading.
fn slug(heading: &str) -> String {
    let words = heading.trim_start_matches('#').split_whitespace();
    let words: Vec<_> = words.collect();
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_');
    words
        .join("-")
        .to_lowercase()
        .chars()
        .filter(is_kept)
        .collect()
}

fn pages() -> BTreeMap<PathBuf, BTreeSet<PathBuf>> {
    let pages = files("docs", "md").into_iter();
    pages.map(|page| (page.clone(), targets(&page))).collect()
}

fn assert_same(found: &BTreeSet<PathBuf>, expected: &BTreeSet<PathBuf>) {
    let missing: Vec<_> = expected.difference(found).collect();
    let surplus: Vec<_> = found.difference(expected).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "missing {missing:?}, surplus {surplus:?}"
    );
}

#[test]
fn every_page_is_in_the_summary() {
    let mut pages = files("docs", "md");
    let summary = Path::new("docs/SUMMARY.md");
    assert!(pages.remove(summary));
    assert_same(&targets(summary), &pages);
    assert!(pages.len() > 20, "only {} pages", pages.len());
}

#[test]
fn every_link_leads_into_the_book() {
    let mut links = 0;
    for (page, targets) in pages() {
        for target in targets {
            let shown = format!("{} links to {}", page.display(), target.display());
            assert!(
                target.starts_with("docs"),
                "{shown}, which is not in the book"
            );
            assert!(
                root().join(&target).is_file(),
                "{shown}, which does not exist"
            );
            links += 1;
        }
    }
    assert!(links > 50, "only {links} links");
}

#[test]
fn every_crate_has_its_page() {
    let expected: BTreeSet<PathBuf> = crates()
        .into_iter()
        .map(|(name, _)| Path::new("docs/crates").join(format!("{name}.md")))
        .collect();
    assert_same(&files("docs/crates", "md"), &expected);
    for page in expected {
        let name = page.file_stem().unwrap_or_default().display();
        let include = format!("{{{{#include ../../crates/{name}/README.md}}}}\n");
        assert!(read(&page).starts_with(&include), "{}", page.display());
    }
}

#[test]
fn every_diagram_is_shown() {
    let shown: BTreeSet<PathBuf> = pages().into_values().flatten().collect();
    let diagrams = files("docs/diagrams", "svg");
    assert!(!diagrams.is_empty());
    for diagram in diagrams {
        assert!(
            shown.contains(&diagram),
            "{} is shown nowhere",
            diagram.display()
        );
    }
}
