//! The ordered tree of a JSON text: a flat list of nodes that point into the text.

use alloc::{
    borrow::{Cow, ToOwned as _},
    vec::Vec,
};
use core::fmt;

use smallvec::SmallVec;

use crate::{
    error::JsonError,
    keys::{MemberOrder, OpenKeys, narrow},
    limits::Limits,
    parse::{Container, Grammar, Literal, Sink, parse},
    scan::{NumberToken, Source, Spelling, StringToken},
    string::JsonStr,
    value::Value,
};

/// A JSON text and its ordered tree, as JavaScript sees it.
///
/// Objects list their members in JavaScript's order (array indexes first, then as written), the
/// last value of a repeated key wins at the place of the first, strings may hold lone surrogates,
/// and numbers keep their text. Nothing is copied out of the text.
///
/// ```
/// use ocean_checksum::Json;
///
/// let json = Json::parse(r#"{"b": 1.0, "2": "two", "b": 1e2}"#)?;
/// let keys: Vec<_> = json.root().as_object().unwrap().iter().map(|(key, _)| key.to_string()).collect();
/// assert_eq!(keys, ["2", "b"]);
/// assert_eq!(json.root().get("b").unwrap().text(), "1e2");
/// assert_eq!(json.js_stringify(), r#"{"2":"two","b":100}"#);
/// # Ok::<(), ocean_checksum::JsonError>(())
/// ```
#[derive(Clone)]
pub struct Json<'a> {
    text: Cow<'a, str>,
    nodes: Vec<Node>,
}

impl<'a> Json<'a> {
    /// Reads a text within the default [`Limits`].
    ///
    /// # Errors
    /// Where the text is not JSON as `JSON.parse` takes it, or beyond the limits.
    pub fn parse(text: impl Into<Cow<'a, str>>) -> Result<Self, JsonError> {
        Self::parse_with(text, Limits::default())
    }

    /// Reads a text within the given limits.
    ///
    /// # Errors
    /// As [`Json::parse`].
    pub fn parse_with(text: impl Into<Cow<'a, str>>, limits: Limits) -> Result<Self, JsonError> {
        let text = text.into();
        let mut builder = Builder {
            nodes: Vec::with_capacity(text.len().min(limits.max_len) / 16 + 1),
            open: SmallVec::new(),
            keys: OpenKeys::new(Source::new(&text), MemberOrder::JavaScript),
        };
        parse(&text, Grammar::Json, limits, &mut builder)?;
        let nodes = builder.nodes;
        Ok(Self { text, nodes })
    }

    /// The value that the whole text stands for.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        Value::new(&self.text, &self.nodes, 0)
    }

    /// The text as it was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether any object has a key that is written more than once; such an object lists them in
    /// [`Object::repeated_keys`](crate::Object::repeated_keys).
    #[must_use]
    pub fn has_repeated_keys(&self) -> bool {
        let is_repeated = |node: &Node| matches!(node.tag, Tag::Key { repeated: true, .. });
        self.nodes.iter().any(is_repeated)
    }

    /// Every key of every object, wherever it stands, in the order of the text and as often as it is
    /// written.
    pub fn keys(&self) -> impl Iterator<Item = JsonStr<'_>> {
        self.nodes
            .iter()
            .filter(|node| matches!(node.tag, Tag::Key { .. }))
            .map(|node| JsonStr::of_node(&self.text, *node))
    }

    /// The same tree over a text of its own.
    #[must_use]
    pub fn into_owned(self) -> Json<'static> {
        Json {
            text: Cow::Owned(self.text.into_owned()),
            nodes: self.nodes,
        }
    }
}

impl Json<'static> {
    /// A value with a text and a tree of its own, as [`Json::parse`] of [`Value::text`] makes them,
    /// in less time.
    ///
    /// # Errors
    /// Where the value comes from a text that was read with wider limits, and is beyond the default
    /// [`Limits`].
    pub fn from_value(value: Value<'_>) -> Result<Self, JsonError> {
        let text = value.text();
        let Limits { max_depth, max_len } = Limits::default();
        let nodes = value.subtree();
        // What has few nodes cannot be deep.
        if nodes.len() > max_depth || text.len() > max_len {
            return Json::parse(text.to_owned());
        }
        let (start, index) = (narrow(value.span().start), value.index());
        let moved = |link: u32| if link == NONE { NONE } else { link - index };
        let mut nodes: Vec<Node> = nodes
            .iter()
            .map(|node| Node {
                start: node.start - start,
                end: node.end - start,
                next: moved(node.next),
                child: moved(node.child),
                tag: node.tag,
            })
            .collect();
        set(&mut nodes, 0, |root| root.next = NONE);
        Ok(Json {
            text: Cow::Owned(text.to_owned()),
            nodes,
        })
    }
}

/// Shows the size only: a document may hold what its reader may not see in a log.
impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Json")
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    Literal(Literal),
    Number,
    String(Spelling),
    /// `repeated`: it is written more than once, and this is the first place.
    Key {
        spelling: Spelling,
        repeated: bool,
    },
    Array,
    Object,
}

/// No such node; the root is nobody's child.
pub(crate) const NONE: u32 = 0;

/// A token: its place in the text, without the quotes of a string.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The next element of the array, or the next key of the object.
    pub(crate) next: u32,
    /// The first element of an array, the first key of an object, the value of a key.
    pub(crate) child: u32,
    pub(crate) tag: Tag,
}

impl Node {
    /// The place in the text, a string's without the quotes.
    #[inline]
    pub(crate) fn token(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }

    /// Whether this is the key. Most are told apart by their length.
    #[inline]
    pub(crate) fn is_key(self, text: &str, key: &str) -> bool {
        match self.tag {
            Tag::Key {
                spelling: Spelling::Plain,
                ..
            } if (self.end - self.start) as usize != key.len() => false,
            _ => JsonStr::of_node(text, self) == *key,
        }
    }
}

struct Builder<'a> {
    nodes: Vec<Node>,
    open: SmallVec<[Open; 24]>,
    keys: OpenKeys<'a>,
}

/// An array or object whose end has not been read.
struct Open {
    node: u32,
    /// The last element or key so far; the node itself before the first.
    last: u32,
    container: Container,
}

impl Builder<'_> {
    #[inline]
    fn add(&mut self, start: usize, end: usize, tag: Tag) -> u32 {
        let index = narrow(self.nodes.len());
        self.nodes.push(Node {
            start: narrow(start),
            end: narrow(end),
            next: NONE,
            child: NONE,
            tag,
        });
        index
    }

    /// Adds an element or a key behind the last one of the innermost container.
    #[inline]
    fn append(&mut self, index: u32) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let previous = core::mem::replace(&mut open.last, index);
        let first = previous == open.node;
        link(&mut self.nodes, previous, index, first);
    }

    /// Adds a value where the innermost container expects one.
    #[inline]
    fn add_value(&mut self, start: usize, end: usize, tag: Tag) -> u32 {
        let index = self.add(start, end, tag);
        match self.open.last() {
            Some(open) if open.container == Container::Object => {
                set(&mut self.nodes, open.last, |key| key.child = index);
            }
            _ => self.append(index),
        }
        index
    }

    /// Puts the members of an object into JavaScript's order, each key once.
    fn order_members(&mut self, object: u32) {
        let Some(members) = self.keys.reordered() else {
            return;
        };
        let nodes = &mut self.nodes;
        let keys = self.keys.innermost();
        let node_of = |place: usize| keys.get(place).map_or(NONE, |key| key.tag);
        let values: Vec<u32> = members
            .iter()
            .map(|member| node(nodes, node_of(member.value)).child)
            .collect();
        let mut previous = object;
        for (member, value) in members.iter().zip(values) {
            let key = node_of(member.key);
            set(nodes, key, |key| {
                key.child = value;
                if let Tag::Key { repeated, .. } = &mut key.tag {
                    *repeated = member.value != member.key;
                }
            });
            link(nodes, previous, key, previous == object);
            previous = key;
        }
        set(nodes, previous, |last| last.next = NONE);
    }
}

pub(crate) fn node(nodes: &[Node], index: u32) -> Node {
    nodes.get(index as usize).copied().unwrap_or(Node {
        start: 0,
        end: 0,
        next: NONE,
        child: NONE,
        tag: Tag::Literal(Literal::Null),
    })
}

#[inline]
fn set(nodes: &mut [Node], index: u32, change: impl FnOnce(&mut Node)) {
    if let Some(node) = nodes.get_mut(index as usize) {
        change(node);
    }
}

/// Puts `next` behind `previous`, its parent if it is the first.
#[inline]
fn link(nodes: &mut [Node], previous: u32, next: u32, first: bool) {
    set(nodes, previous, |previous| {
        if first {
            previous.child = next;
        } else {
            previous.next = next;
        }
    });
}

impl Sink for Builder<'_> {
    #[inline]
    fn begin(&mut self, at: usize, container: Container) {
        let tag = match container {
            Container::Array => Tag::Array,
            Container::Object => Tag::Object,
        };
        let node = self.add_value(at, at, tag);
        if container == Container::Object {
            self.keys.begin(node);
        }
        self.open.push(Open {
            node,
            last: node,
            container,
        });
    }

    #[inline]
    fn key(&mut self, key: StringToken) {
        let tag = Tag::Key {
            spelling: key.spelling,
            repeated: false,
        };
        let index = self.add(key.start, key.end, tag);
        self.keys.push(key, index);
        self.append(index);
    }

    #[inline]
    fn string(&mut self, string: StringToken) {
        self.add_value(string.start, string.end, Tag::String(string.spelling));
    }

    #[inline]
    fn number(&mut self, number: NumberToken) {
        self.add_value(number.start, number.end, Tag::Number);
    }

    #[inline]
    fn literal(&mut self, at: usize, literal: Literal) {
        self.add_value(at, at + literal.text().len(), Tag::Literal(literal));
    }

    #[inline]
    fn end(&mut self, end: usize, container: Container) {
        if let Some(open) = self.open.pop() {
            set(&mut self.nodes, open.node, |node| node.end = narrow(end));
            if container == Container::Object {
                self.order_members(open.node);
                self.keys.end();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec::Vec};

    use super::{Json, Value};
    use crate::value::{Array, Object};

    fn all_values<'t>(value: Value<'t>, out: &mut Vec<Value<'t>>) {
        out.push(value);
        let elements = value.as_array().into_iter().flat_map(Array::iter);
        elements.for_each(|element| all_values(element, out));
        let members = value.as_object().into_iter().flat_map(Object::iter);
        members.for_each(|(_, member)| all_values(member, out));
    }

    #[test]
    fn a_value_on_its_own_is_as_if_its_text_were_read() {
        let text = r#" {"a": [1, "two", {"~/": null}, [], {}], "9": "\ud800", "": -1.50,
            "b": {"b": 1, "1": [2, "x"], "\u0062": "é", "0": {"k": true}, "1": 5},
            "z": [[["deep"]], "", false] } "#;
        let json = Json::parse(text).unwrap();
        let mut values = Vec::new();
        all_values(json.root(), &mut values);
        assert_eq!(values.len(), 21);
        for value in values {
            let own = Json::from_value(value).unwrap();
            let read = Json::parse(value.text()).unwrap();
            assert_eq!(own.text, read.text);
            let [own, read] = [&own, &read].map(|json| format!("{:?}", json.nodes));
            assert_eq!(own, read, "{}", value.text());
        }
    }
}
