use std::{collections::BTreeMap, io, path::Path, str::FromStr};

use serde_json::{Map, Value};

use super::Error;

const MAX_SHOWN: usize = 64;

/// Reads variables, and collects what is wrong with them.
///
/// What is wrong reads as `None`, like what is not set: who sees an error in the end has no use for
/// the values.
pub(super) struct Reader<'a> {
    env: &'a dyn Fn(&str) -> Option<String>,
    file: &'a dyn Fn(&Path) -> io::Result<String>,
    pub(super) errors: Vec<Error>,
}

/// One value for every chain, or one for each.
pub(super) enum PerChain<T> {
    Same(T),
    Each(BTreeMap<u64, T>),
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        env: &'a dyn Fn(&str) -> Option<String>,
        file: &'a dyn Fn(&Path) -> io::Result<String>,
    ) -> Self {
        let errors = Vec::new();
        Self { env, file, errors }
    }

    /// A value. The empty one counts as not set.
    pub(super) fn text(&self, variable: &str) -> Option<String> {
        (self.env)(variable).filter(|text| !text.is_empty())
    }

    pub(super) fn file(&self, path: &Path) -> io::Result<String> {
        (self.file)(path)
    }

    pub(super) fn is_map(&self, variable: &str) -> bool {
        self.text(variable).is_some_and(|text| is_map(&text))
    }

    /// A value that errors may show.
    pub(super) fn value<T>(
        &mut self,
        variable: &'static str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(variable)?;
        let value = parse(&text);
        if value.is_none() {
            let found = cut(&text);
            self.errors.push(Error::Invalid {
                variable,
                found,
                expected,
            });
        }
        value
    }

    /// A value that errors may not show.
    pub(super) fn hidden<T>(
        &mut self,
        variable: &'static str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(variable)?;
        let value = parse(&text);
        if value.is_none() {
            self.errors.push(Error::Malformed { variable, expected });
        }
        value
    }

    /// Notes that a variable is needed.
    pub(super) fn require(&mut self, variable: &'static str, expected: &'static str) {
        if self.text(variable).is_none() {
            self.errors.push(Error::Missing { variable, expected });
        }
    }

    /// A number between two others.
    pub(super) fn number<T: FromStr + PartialOrd>(
        &mut self,
        variable: &'static str,
        expected: &'static str,
        least: T,
        most: T,
    ) -> Option<T> {
        self.value(variable, expected, |text| {
            let value = text.parse().ok()?;
            (least..=most).contains(&value).then_some(value)
        })
    }

    /// A single value, or JSON that maps decimal chain ids to values. Errors show none.
    pub(super) fn per_chain<T>(
        &mut self,
        variable: &'static str,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<PerChain<T>> {
        let text = self.text(variable)?;
        if is_map(&text) {
            let parse = |value: &Value| value.as_str().and_then(&parse);
            return self.each(variable, expected, parse).map(PerChain::Each);
        }
        self.hidden(variable, expected, parse).map(PerChain::Same)
    }

    /// JSON that maps decimal chain ids to values, one at least. Errors show none.
    pub(super) fn each<T>(
        &mut self,
        variable: &'static str,
        expected: &'static str,
        parse: impl Fn(&Value) -> Option<T>,
    ) -> Option<BTreeMap<u64, T>> {
        const MAP: &str = "a JSON map of decimal chain ids";
        let map = self.hidden(variable, MAP, |text| {
            let map: Map<String, Value> = serde_json::from_str(text).ok()?;
            let entries = map.iter().map(|(id, value)| Some((chain_id(id)?, value)));
            let map: BTreeMap<u64, Value> = entries
                .map(|entry| entry.map(|(id, value)| (id, value.clone())))
                .collect::<Option<_>>()?;
            (!map.is_empty()).then_some(map)
        })?;
        let mut values = BTreeMap::new();
        for (chain_id, value) in &map {
            match parse(value) {
                Some(value) => drop(values.insert(*chain_id, value)),
                None => self.errors.push(Error::MalformedForChain {
                    variable,
                    chain_id: *chain_id,
                    expected,
                }),
            }
        }
        (values.len() == map.len()).then_some(values)
    }
}

/// What Python's `strtobool` takes, which the reference reads with.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "y" | "yes" | "t" | "true" | "on" | "1" => Some(true),
        "n" | "no" | "f" | "false" | "off" | "0" => Some(false),
        _ => None,
    }
}

pub(super) fn cut(text: &str) -> String {
    let shown: String = text.chars().take(MAX_SHOWN).collect();
    shown.escape_debug().to_string()
}

fn is_map(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// In its one spelling, since the reference looks the text of the number up.
fn chain_id(text: &str) -> Option<u64> {
    let id: u64 = text.parse().ok()?;
    (id > 0 && id.to_string() == text).then_some(id)
}
