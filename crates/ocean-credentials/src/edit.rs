//! Editing the lists as ocean.py does, by patches of the text.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};
use core::ops::Range;

use alloy_primitives::Address;
use ocean_checksum::{Array, Object, Value, js_quote};

use crate::{Credentials, List, MalformedCredentials, lists::read_values};

/// A text that takes the place of a part of another.
struct Patch {
    range: Range<usize>,
    text: String,
}

/// Edits as ocean.py 3.1.2 offers them (`add_address_to_allow_list` and its like).
///
/// The rule that is edited is the first of the list whose type is exactly `address`. Its values are
/// compared as text in lower case, and an edit writes all of them in lower case. The rest of the
/// text stays as it is, byte for byte.
///
/// An edit says nothing about other rules: after `without_allowed` a second value or rule may still
/// name the address, and a list that has lost its last value still is a list, which allows nobody
/// by the strict rule and everybody under [`Rules::Provider`](crate::Rules::Provider). Ask
/// [`evaluate`](Credentials::evaluate).
impl Credentials {
    /// Puts the address on the allow list, unless it is there; makes the list if there is none.
    ///
    /// # Errors
    ///
    /// [`MalformedCredentials`] where ocean.py raises or would break the list: credentials that are
    /// no object, a list that is no array of objects, `values` that are no array of strings.
    ///
    /// # Examples
    ///
    /// ```
    /// use alloy_primitives::address;
    /// use ocean_credentials::Credentials;
    ///
    /// let credentials = Credentials::parse(r#"{ "deny": [] }"#)?;
    /// let credentials = credentials.with_denied(address!("0xA1a1A1A1a1A1a1A1a1a1a1a1A1a1A1A1a1a1a1a1"))?;
    /// assert_eq!(
    ///     credentials.text(),
    ///     r#"{ "deny": [{"type":"address","values":["0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"]}] }"#
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_allowed(&self, address: Address) -> Result<Self, MalformedCredentials> {
        self.with(List::Allow, address)
    }

    /// Puts the address on the deny list, unless it is there; makes the list if there is none.
    ///
    /// # Errors
    ///
    /// As [`with_allowed`](Self::with_allowed).
    pub fn with_denied(&self, address: Address) -> Result<Self, MalformedCredentials> {
        self.with(List::Deny, address)
    }

    /// Takes the first value that is the address off the allow list, if there is one.
    ///
    /// # Errors
    ///
    /// As [`with_allowed`](Self::with_allowed).
    pub fn without_allowed(&self, address: Address) -> Result<Self, MalformedCredentials> {
        self.without(List::Allow, address)
    }

    /// Takes the first value that is the address off the deny list, if there is one.
    ///
    /// # Errors
    ///
    /// As [`with_allowed`](Self::with_allowed).
    pub fn without_denied(&self, address: Address) -> Result<Self, MalformedCredentials> {
        self.without(List::Deny, address)
    }

    fn with(&self, list: List, address: Address) -> Result<Self, MalformedCredentials> {
        let address = format!("{address:#x}");
        let rule = format!(r#"{{"type":"address","values":["{address}"]}}"#);
        let member = format!(r#""{}":[{rule}]"#, list.key());
        let Some(credentials) = self.object()? else {
            return self.read(&format!("{{{member}}}"));
        };
        let Some(rules) = self.rules(credentials, list)? else {
            let values = credentials.iter().map(|(_, value)| value);
            return self.patched(&[insertion(credentials.value(), values, &member)]);
        };
        let Some(values) = self.values(rules, list)? else {
            return self.patched(&[insertion(rules.value(), rules.iter(), &rule)]);
        };
        let mut patches: Vec<_> = values.iter().filter_map(in_lower_case).collect();
        if position(values, &address).is_none() {
            patches.push(insertion(
                values.value(),
                values.iter(),
                &format!("\"{address}\""),
            ));
        }
        self.patched(&patches)
    }

    fn without(&self, list: List, address: Address) -> Result<Self, MalformedCredentials> {
        let address = format!("{address:#x}");
        let Some(credentials) = self.object()? else {
            return Ok(self.clone());
        };
        let Some(rules) = self.rules(credentials, list)? else {
            return Ok(self.clone());
        };
        let Some(values) = self.values(rules, list)? else {
            return Ok(self.clone());
        };
        let Some(removed) = position(values, &address) else {
            return Ok(self.clone());
        };
        let patches: Vec<_> = values
            .iter()
            .enumerate()
            .filter_map(|(index, value)| {
                if index == removed {
                    Some(removal(values, index, value))
                } else {
                    in_lower_case(value)
                }
            })
            .collect();
        self.patched(&patches)
    }

    fn object(&self) -> Result<Option<Object<'_>>, MalformedCredentials> {
        let root = self.root().filter(|root| !root.is_null());
        root.map(|root| {
            root.as_object().ok_or_else(|| {
                MalformedCredentials::shape(self.place().to_owned(), "an object", Some(root))
            })
        })
        .transpose()
    }

    fn rules<'t>(
        &self,
        credentials: Object<'t>,
        list: List,
    ) -> Result<Option<Array<'t>>, MalformedCredentials> {
        let rules = credentials.get(list.key());
        rules
            .map(|rules| {
                rules.as_array().ok_or_else(|| {
                    MalformedCredentials::shape(self.pointer(list), "an array", Some(rules))
                })
            })
            .transpose()
    }

    /// The values of the first rule of type `address`.
    fn values<'t>(
        &self,
        rules: Array<'t>,
        list: List,
    ) -> Result<Option<Array<'t>>, MalformedCredentials> {
        let mut first = None;
        for (index, rule) in rules.iter().enumerate() {
            let pointer = || format!("{}/{index}", self.pointer(list));
            let object = rule
                .as_object()
                .ok_or_else(|| MalformedCredentials::shape(pointer(), "an object", Some(rule)))?;
            let kind = object.get("type").and_then(Value::as_str);
            if first.is_none() && kind.is_some_and(|kind| kind == "address") {
                first = Some(read_values(object, &pointer)?);
            }
        }
        Ok(first)
    }

    fn pointer(&self, list: List) -> String {
        format!("{}/{}", self.place(), list.key())
    }

    /// These credentials with patches, which are in the order of the text.
    fn patched(&self, patches: &[Patch]) -> Result<Self, MalformedCredentials> {
        let text = self.text();
        let mut edited = String::with_capacity(text.len() + 64);
        let mut end = 0;
        for patch in patches {
            edited.push_str(text.get(end..patch.range.start).unwrap_or_default());
            edited.push_str(&patch.text);
            end = patch.range.end;
        }
        edited.push_str(text.get(end..).unwrap_or_default());
        self.read(&edited)
    }

    fn read(&self, text: &str) -> Result<Self, MalformedCredentials> {
        let credentials = Self::parse(text).map_err(MalformedCredentials::Edited)?;
        Ok(credentials.at(self.place()))
    }
}

/// The index of the first value that is the address, given in lower case.
fn position(values: Array<'_>, address: &str) -> Option<usize> {
    let mut texts = values.iter().map(|value| value.as_str()?.to_str());
    texts.position(|text| text.is_some_and(|text| text.to_lowercase() == address))
}

/// Adds an item behind the last of a container, or as its only one.
fn insertion<'t>(
    container: Value<'t>,
    items: impl Iterator<Item = Value<'t>>,
    item: &str,
) -> Patch {
    let (at, text) = match items.map(|item| item.span().end).max() {
        Some(end) => (end, format!(",{item}")),
        None => (container.span().start + 1, item.to_owned()),
    };
    Patch {
        range: at..at,
        text,
    }
}

/// Takes an element out, with the comma before it, or else after it.
fn removal(array: Array<'_>, index: usize, element: Value<'_>) -> Patch {
    let element = element.span();
    let previous = index.checked_sub(1).and_then(|index| array.get(index));
    let range = match (previous, array.get(index + 1)) {
        (Some(previous), _) => previous.span().end..element.end,
        (None, Some(next)) => element.start..next.span().start,
        (None, None) => element,
    };
    Patch {
        range,
        text: String::new(),
    }
}

/// Writes a string in lower case, if it is not; one with a lone surrogate stays.
fn in_lower_case(value: Value<'_>) -> Option<Patch> {
    let text = value.as_str()?.to_str()?;
    let lower = text.to_lowercase();
    (lower != text).then(|| Patch {
        range: value.span(),
        text: js_quote(&lower),
    })
}
