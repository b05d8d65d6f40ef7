use std::fmt::Display;

use crate::refused::Refused;

/// What a step that is not refused ends with.
const DONE: &str = "done";

/// A step of the story: what happened, and whether it is what was expected.
#[derive(Debug)]
pub(crate) struct Step {
    /// Stable, for programs.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) facts: Vec<(&'static str, String)>,
    /// `done`, or the code of a refusal.
    pub(crate) expected: &'static str,
    /// The same.
    pub(crate) found: String,
    /// Why it was refused.
    pub(crate) message: Option<String>,
    pub(crate) checks: Vec<Check>,
}

/// Something that must be true after a step.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) what: &'static str,
    pub(crate) held: bool,
}

impl Step {
    /// A step that succeeds.
    pub(crate) fn new(name: &'static str, title: &'static str) -> Self {
        Self {
            name,
            title,
            facts: Vec::new(),
            expected: DONE,
            found: DONE.to_owned(),
            message: None,
            checks: Vec::new(),
        }
    }

    /// A step that is refused with this code.
    pub(crate) fn refused(name: &'static str, title: &'static str, code: &'static str) -> Self {
        Self {
            expected: code,
            ..Self::new(name, title)
        }
    }

    pub(crate) fn fact(&mut self, name: &'static str, value: impl Display) {
        self.facts.push((name, value.to_string()));
    }

    pub(crate) fn check(&mut self, what: &'static str, held: bool) {
        self.checks.push(Check { what, held });
    }

    /// Takes down how it ended.
    pub(crate) fn end<T>(&mut self, result: Result<T, Refused>) -> Option<T> {
        result
            .map_err(|refused| {
                self.found = refused.code;
                self.message = Some(refused.message);
            })
            .ok()
    }

    pub(crate) fn is_as_expected(&self) -> bool {
        self.found == self.expected
    }

    /// Whether it ended as expected and every check holds.
    pub(crate) fn held(&self) -> bool {
        self.is_as_expected() && self.checks.iter().all(|check| check.held)
    }
}
