//! Reading the ordered tree.

use alloc::borrow::Cow;
use core::{fmt, ops::Range};

use crate::{
    error::Position,
    number,
    parse::Literal,
    string::JsonStr,
    tree::{NONE, Node, Tag, node},
};

/// A value inside a [`Json`](crate::Json): a cheap copy that points into it.
#[derive(Clone, Copy)]
pub struct Value<'t> {
    text: &'t str,
    nodes: &'t [Node],
    index: u32,
}

/// What a [`Value`] is.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_enums, reason = "JSON has no more kinds of values")]
pub enum Kind<'t> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number<'t>),
    /// A string.
    String(JsonStr<'t>),
    /// An array.
    Array(Array<'t>),
    /// An object.
    Object(Object<'t>),
}

impl Kind<'_> {
    /// The kind's name: `null`, `boolean`, `number`, `string`, `array` or `object`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }
}

impl<'t> Value<'t> {
    pub(crate) fn new(text: &'t str, nodes: &'t [Node], index: u32) -> Self {
        Self { text, nodes, index }
    }

    #[inline]
    pub(crate) fn node(self) -> Node {
        node(self.nodes, self.index)
    }

    #[inline]
    pub(crate) fn at(self, index: u32) -> Self {
        Self { index, ..self }
    }

    pub(crate) fn index(self) -> u32 {
        self.index
    }

    /// The nodes of this value and of all that is in it, itself first: nodes are in the order of the
    /// text.
    pub(crate) fn subtree(self) -> &'t [Node] {
        let from_here = self.nodes.get(self.index as usize..).unwrap_or_default();
        let end = self.span().end;
        let len = from_here.partition_point(|node| (node.start as usize) < end);
        from_here.get(..len).unwrap_or_default()
    }

    /// The elements of an array or the keys of an object.
    #[inline]
    pub(crate) fn children(self) -> impl Iterator<Item = Self> {
        let follow = move |index: u32| (index != NONE).then(|| self.at(index));
        core::iter::successors(follow(self.node().child), move |sibling| {
            follow(sibling.node().next)
        })
    }

    /// What this value is.
    #[inline]
    #[must_use]
    pub fn kind(self) -> Kind<'t> {
        let node = self.node();
        match node.tag {
            Tag::Literal(Literal::True) => Kind::Bool(true),
            Tag::Literal(Literal::False) => Kind::Bool(false),
            // `NaN` and its like are not JSON: a tree never holds them.
            Tag::Literal(_) => Kind::Null,
            Tag::Number => Kind::Number(Number { text: self.text() }),
            Tag::String(_) | Tag::Key { .. } => Kind::String(JsonStr::of_node(self.text, node)),
            Tag::Array => Kind::Array(Array { value: self }),
            Tag::Object => Kind::Object(Object { value: self }),
        }
    }

    /// Where the value stands in the text, in bytes; a string with its quotes.
    #[inline]
    #[must_use]
    pub fn span(self) -> Range<usize> {
        let node = self.node();
        let (start, end) = (node.start as usize, node.end as usize);
        match node.tag {
            Tag::String(_) | Tag::Key { .. } => start - 1..end + 1,
            _ => start..end,
        }
    }

    /// Where [`span`](Self::span) begins, for a person; counted at each call.
    #[must_use]
    pub fn position(self) -> Position {
        Position::of(self.text, self.span().start)
    }

    /// The value as it is written in the text; a string with its quotes.
    #[inline]
    #[must_use]
    pub fn text(self) -> &'t str {
        self.text.get(self.span()).unwrap_or_default()
    }

    /// Whether this is `null`.
    #[inline]
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self.kind(), Kind::Null)
    }

    /// The boolean, if this is one.
    #[inline]
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number, if this is one.
    #[inline]
    #[must_use]
    pub fn as_number(self) -> Option<Number<'t>> {
        match self.kind() {
            Kind::Number(value) => Some(value),
            _ => None,
        }
    }

    /// The string, if this is one.
    #[inline]
    #[must_use]
    pub fn as_str(self) -> Option<JsonStr<'t>> {
        let node = self.node();
        let is_string = matches!(node.tag, Tag::String(_) | Tag::Key { .. });
        is_string.then(|| JsonStr::of_node(self.text, node))
    }

    /// The array, if this is one.
    #[inline]
    #[must_use]
    pub fn as_array(self) -> Option<Array<'t>> {
        (self.node().tag == Tag::Array).then_some(Array { value: self })
    }

    /// The object, if this is one.
    #[inline]
    #[must_use]
    pub fn as_object(self) -> Option<Object<'t>> {
        (self.node().tag == Tag::Object).then_some(Object { value: self })
    }

    /// The member `key`, if this is an object that has it.
    #[inline]
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        self.as_object()?.get(key)
    }

    /// The value at a JSON pointer (RFC 6901), as `/services/0/id`.
    #[must_use]
    pub fn pointer(self, pointer: &str) -> Option<Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        let mut value = self;
        for token in pointer.strip_prefix('/')?.split('/') {
            let key: Cow<'_, str> = if token.contains('~') {
                Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
            } else {
                Cow::Borrowed(token)
            };
            value = match value.kind() {
                Kind::Object(object) => object.get(&key)?,
                Kind::Array(array) => {
                    let canonical = key == "0" || !key.starts_with(['0', '+']);
                    array.get(key.parse().ok().filter(|_| canonical)?)?
                }
                _ => return None,
            };
        }
        Some(value)
    }
}

/// Shows the kind only: a document may hold what its reader may not see in a log.
impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Value").field(&self.kind().name()).finish()
    }
}

/// A number of a JSON text, with the digits it is written with.
///
/// ```
/// use ocean_checksum::Json;
///
/// let json = Json::parse("[137, 137.0, 18446744073709551616]")?;
/// let numbers: Vec<_> = json.root().as_array().unwrap().iter().filter_map(|n| n.as_number()).collect();
/// assert_eq!(numbers[0].as_u64(), Some(137));
/// assert_eq!((numbers[1].as_u64(), numbers[1].as_f64()), (None, 137.0));
/// assert_eq!((numbers[2].as_u64(), numbers[2].text()), (None, "18446744073709551616"));
/// # Ok::<(), ocean_checksum::JsonError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Number<'t> {
    text: &'t str,
}

impl<'t> Number<'t> {
    /// The number as it is written.
    #[must_use]
    pub fn text(self) -> &'t str {
        self.text
    }

    /// The number if it is written as an integer (no point, no exponent) that fits.
    #[must_use]
    pub fn as_u64(self) -> Option<u64> {
        self.text.parse().ok()
    }

    /// The number if it is written as an integer (no point, no exponent) that fits.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        self.text.parse().ok()
    }

    /// The nearest double, as JavaScript reads it; infinite beyond the range.
    #[must_use]
    pub fn as_f64(self) -> f64 {
        number::to_double(self.text)
    }
}

/// An array of a JSON text.
#[derive(Clone, Copy, Debug)]
pub struct Array<'t> {
    value: Value<'t>,
}

impl<'t> Array<'t> {
    /// The elements in order.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = Value<'t>> {
        self.value.children()
    }

    /// How many elements there are; counted at each call.
    #[must_use]
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Whether there is no element.
    #[inline]
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.value.node().child == NONE
    }

    /// The element at `index`, found by walking there.
    #[must_use]
    pub fn get(self, index: usize) -> Option<Value<'t>> {
        self.iter().nth(index)
    }

    /// The array as a value.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }
}

/// An object of a JSON text, as JavaScript holds it: array-index keys first and in numeric order,
/// then the others as written; of a repeated key the last value, at the place of the first.
#[derive(Clone, Copy, Debug)]
pub struct Object<'t> {
    value: Value<'t>,
}

impl<'t> Object<'t> {
    /// The members in JavaScript's order.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = (JsonStr<'t>, Value<'t>)> {
        self.value.children().map(|key| {
            let node = key.node();
            (JsonStr::of_node(key.text, node), key.at(node.child))
        })
    }

    /// How many members there are; counted at each call.
    #[must_use]
    pub fn len(self) -> usize {
        self.iter().count()
    }

    /// Whether there is no member.
    #[inline]
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.value.node().child == NONE
    }

    /// The value of `key`, found by walking there.
    #[inline]
    #[must_use]
    pub fn get(self, key: &str) -> Option<Value<'t>> {
        let Value { text, nodes, .. } = self.value;
        let mut index = self.value.node().child;
        while index != NONE {
            let candidate = node(nodes, index);
            if candidate.is_key(text, key) {
                return Some(self.value.at(candidate.child));
            }
            index = candidate.next;
        }
        None
    }

    /// The keys that are written more than once, which one reader may see differently from another.
    pub fn repeated_keys(self) -> impl Iterator<Item = JsonStr<'t>> {
        self.value.children().filter_map(|key| {
            let node = key.node();
            let repeated = matches!(node.tag, Tag::Key { repeated: true, .. });
            repeated.then(|| JsonStr::of_node(key.text, node))
        })
    }

    /// The object as a value.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }
}
