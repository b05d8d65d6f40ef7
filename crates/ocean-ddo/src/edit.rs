//! Edits by patches of the text.

use alloc::{borrow::Cow, format, string::String, vec::Vec};
use core::ops::Range;

use ocean_checksum::{Json, Kind, Value, js_quote};

use crate::{Document, EditDocumentError, error::excerpt};

/// Edits at a JSON pointer (RFC 6901). The rest of the text stays as it is, byte for byte.
impl Document {
    /// The document with the value at `pointer` set to the JSON text `value`.
    ///
    /// A value that is there is replaced; of a repeated key the last, which is the one that counts.
    /// A member that an object lacks becomes its last; `-`, or the index after the last, appends to
    /// an array. Blanks around the new value are dropped.
    ///
    /// # Errors
    ///
    /// [`EditDocumentError`], except `RemoveRoot`.
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_ddo::Document;
    ///
    /// let document = Document::parse(r#"{ "version": "4.1.0", "metadata": {"tags": ["sea"]} }"#)?;
    /// let document = document
    ///     .edit("/version", r#""4.5.0""#)?
    ///     .edit("/metadata/tags/-", r#""tide""#)?
    ///     .edit("/chainId", "137")?;
    /// assert_eq!(
    ///     document.text(),
    ///     r#"{ "version": "4.5.0", "metadata": {"tags": ["sea","tide"]},"chainId":137 }"#
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn edit(&self, pointer: &str, value: &str) -> Result<Self, EditDocumentError> {
        let place = Place::find(self.root(), pointer)?;
        let value = Json::parse(value).map_err(EditDocumentError::NewValue)?;
        let value = value.root().text();
        if let Some(old) = place.value {
            return self.patched(&[(old.span(), Cow::Borrowed(value))]);
        }
        let Some((parent, token)) = place.parent else {
            return Err(no_such_place(pointer));
        };
        let (item, last) = match parent.kind() {
            Kind::Object(object) => {
                let members = object.members_as_written();
                let item = format!("{}:{value}", js_quote(&token));
                (
                    Cow::Owned(item),
                    members.last().map(|member| member.span.end),
                )
            }
            Kind::Array(array) => {
                let (mut len, mut last) = (0, None);
                for element in array.iter() {
                    (len, last) = (len + 1, Some(element.span().end));
                }
                if token != "-" && token != format!("{len}") {
                    return Err(no_such_place(pointer));
                }
                (Cow::Borrowed(value), last)
            }
            _ => return Err(no_such_place(pointer)),
        };
        let comma = if last.is_some() { "," } else { "" };
        let at = last.unwrap_or(parent.span().start + 1);
        self.patched(&[(at..at, Cow::Owned(format!("{comma}{item}")))])
    }

    /// The document without the member or element at `pointer`; of a repeated key without all its
    /// members, so that none comes to light again.
    ///
    /// # Errors
    ///
    /// `NotAPointer`, `NoSuchPlace` or `RemoveRoot` of [`EditDocumentError`].
    ///
    /// # Examples
    ///
    /// ```
    /// use ocean_ddo::Document;
    ///
    /// let document = Document::parse(r#"{"id": 1, "x": 2, "id": 3}"#)?;
    /// assert_eq!(document.remove("/id")?.text(), r#"{"x": 2}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn remove(&self, pointer: &str) -> Result<Self, EditDocumentError> {
        let place = Place::find(self.root(), pointer)?;
        let Some((parent, token)) = place.parent else {
            return Err(EditDocumentError::RemoveRoot);
        };
        let Some(value) = place.value else {
            return Err(no_such_place(pointer));
        };
        // Each item with whether it goes.
        let items: Vec<(Range<usize>, bool)> = match parent.kind() {
            Kind::Array(array) => array
                .iter()
                .map(|element| (element.span(), element.span() == value.span()))
                .collect(),
            Kind::Object(object) => object
                .members_as_written()
                .into_iter()
                .map(|member| (member.span, member.key == *token))
                .collect(),
            _ => return Err(no_such_place(pointer)),
        };
        self.patched(&removals(&items))
    }

    /// This document with other texts in some places, which are in order.
    fn patched(&self, patches: &[(Range<usize>, Cow<'_, str>)]) -> Result<Self, EditDocumentError> {
        let text = self.text();
        let mut edited = String::with_capacity(text.len() + 64);
        let mut end = 0;
        for (range, replacement) in patches {
            edited.push_str(text.get(end..range.start).unwrap_or_default());
            edited.push_str(replacement);
            end = range.end;
        }
        edited.push_str(text.get(end..).unwrap_or_default());
        Self::parse(edited).map_err(EditDocumentError::Edited)
    }
}

/// What a pointer leads to.
struct Place<'t> {
    /// The value, if there is one.
    value: Option<Value<'t>>,
    /// What holds it, and its key or index there; none of the whole document.
    parent: Option<(Value<'t>, String)>,
}

impl<'t> Place<'t> {
    fn find(root: Value<'t>, pointer: &str) -> Result<Self, EditDocumentError> {
        let mut tildes = pointer.split('~').skip(1);
        let well_escaped = tildes.all(|after| after.starts_with(['0', '1']));
        if !(pointer.is_empty() || pointer.starts_with('/')) || !well_escaped {
            let pointer = excerpt(pointer);
            return Err(EditDocumentError::NotAPointer { pointer });
        }
        let parent = match pointer.rsplit_once('/') {
            Some((parent, token)) => {
                let parent = root.pointer(parent).ok_or_else(|| no_such_place(pointer))?;
                Some((parent, token.replace("~1", "/").replace("~0", "~")))
            }
            None => None,
        };
        let value = root.pointer(pointer);
        Ok(Self { value, parent })
    }
}

/// Cuts items out, each with a comma: the one before it, or that after it if no item before stays.
fn removals(items: &[(Range<usize>, bool)]) -> Vec<(Range<usize>, Cow<'static, str>)> {
    let mut patches = Vec::new();
    let mut previous_end = None;
    let mut kept = false;
    for (place, (item, goes)) in items.iter().enumerate() {
        if *goes {
            let next = items.get(place + 1).map(|(next, _)| next.start);
            let cut = match (previous_end, next) {
                (Some(previous_end), _) if kept => previous_end..item.end,
                (_, Some(next)) => item.start..next,
                (_, None) => item.clone(),
            };
            patches.push((cut, Cow::Borrowed("")));
        }
        kept |= !goes;
        previous_end = Some(item.end);
    }
    patches
}

fn no_such_place(pointer: &str) -> EditDocumentError {
    let pointer = excerpt(pointer);
    EditDocumentError::NoSuchPlace { pointer }
}
