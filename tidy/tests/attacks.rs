//! `docs/attacks.md` names for each attack the tests that hold it, or says that it waits.

use std::{collections::BTreeSet, fs};

use tidy::{read, root, sources};

/// Attacks in the table.
const ATTACKS: usize = 50;

/// Names of the test functions that begin with an attack's id.
fn tests() -> BTreeSet<String> {
    let is_attack = |name: &str| {
        let id: Vec<char> = name.chars().take(4).collect();
        matches!(id[..], ['a', tens, units, '_'] if tens.is_ascii_digit() && units.is_ascii_digit())
    };
    ["crates", "examples", "interop"]
        .into_iter()
        .flat_map(sources)
        .flat_map(|(_, text)| {
            text.lines()
                .filter_map(|line| {
                    line.trim_start()
                        .trim_start_matches("async ")
                        .strip_prefix("fn ")
                })
                .filter_map(|rest| rest.split('(').next())
                .filter(|name| is_attack(name))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Ids of the attacks that `interop/attacks` tries on the running server.
fn tried_live() -> BTreeSet<String> {
    let scripts = fs::read_dir(root().join("interop/attacks"));
    let scripts = scripts.into_iter().flatten().flatten();
    scripts
        .map(|script| read(script.path()))
        .flat_map(|text| {
            let calls = text.split("attack('").skip(1);
            let ids = calls.filter_map(|call| call.split_once('\''));
            ids.map(|(id, _)| id.to_lowercase()).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_attack_has_its_tests_or_waits() {
    let table = read("docs/attacks.md");
    let (tests, live) = (tests(), tried_live());
    let mut ids = Vec::new();
    let mut named = BTreeSet::new();
    for row in table.lines().filter(|line| line.starts_with("| A")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let (id, held_by) = (cells[1].to_lowercase(), cells[5]);
        ids.push(id.clone());
        let found: Vec<&str> = held_by.split('`').skip(1).step_by(2).collect();
        for name in &found {
            assert!(name.starts_with(&format!("{id}_")), "{id} names {name}");
            assert!(
                tests.contains(*name),
                "{id} names {name}, which does not exist"
            );
            named.insert((*name).to_owned());
        }
        let says_live = held_by.split(';').any(|part| part.trim() == "live");
        assert_eq!(says_live, live.contains(&id), "{id}: live");
        let waits = held_by.contains("waiting");
        assert!(
            waits || !found.is_empty(),
            "{id} neither waits nor names a test"
        );
    }
    let all: Vec<String> = (1..=ATTACKS)
        .map(|number| format!("a{number:02}"))
        .collect();
    assert_eq!(ids, all);
    assert_eq!(named, tests, "tests that the table does not name");
}
