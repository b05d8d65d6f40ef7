//! The ordered tree of a JSON text: a flat list of nodes that point into the text.

use alloc::{borrow::Cow, vec::Vec};
use core::{cmp::Ordering, fmt, ops::ControlFlow};

use smallvec::SmallVec;

use crate::{
    error::JsonError,
    keys::{Key, KeyOrder, PAIRWISE_KEYS, array_index_of, narrow},
    limits::Limits,
    parse::{Container, Grammar, Literal, Sink, parse},
    scan::{NumberForm, NumberToken, Source, Spelling, StringToken},
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
        Self::parse_as(text.into(), Grammar::Json, limits)
    }

    pub(crate) fn parse_as(
        text: Cow<'a, str>,
        grammar: Grammar,
        limits: Limits,
    ) -> Result<Self, JsonError> {
        let mut builder = Builder {
            source: Source::new(&text),
            nodes: Vec::with_capacity(text.len().min(limits.max_len) / 16 + 1),
            open: SmallVec::new(),
            members: SmallVec::new(),
        };
        let _complete = parse(&text, grammar, limits, &mut builder)?;
        let nodes = builder.nodes;
        Ok(Self { text, nodes })
    }

    /// The value that the whole text stands for.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        Value::new(&self.text, &self.nodes, 0)
    }

    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The text as it was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
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
    Number(NumberForm),
    String(Spelling),
    Key(Spelling),
    Array,
    /// `reordered`: JavaScript's order is not the order of the text.
    Object {
        reordered: bool,
    },
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

    /// The array index that a key stands for.
    fn array_index(self, source: Source<'_>) -> Option<u32> {
        let Tag::Key(spelling) = self.tag else {
            return None;
        };
        array_index_of(source, self.start as usize, self.end as usize, spelling)
    }
}

struct Builder<'a> {
    source: Source<'a>,
    nodes: Vec<Node>,
    open: SmallVec<[Open; 24]>,
    /// The keys of all open objects, outermost first.
    members: SmallVec<[Member; 96]>,
}

/// An array or object whose end has not been read.
struct Open {
    node: u32,
    /// The last element or key so far; the node itself before the first.
    last: u32,
    first_member: usize,
    order: KeyOrder,
    unordered: bool,
    repeated: bool,
    escaped: bool,
}

#[derive(Clone, Copy)]
struct Member {
    node: u32,
    key: Key,
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

    /// Adds a value where the innermost container expects one.
    #[inline]
    fn add_value(&mut self, start: usize, end: usize, tag: Tag) -> u32 {
        let index = self.add(start, end, tag);
        let Some(open) = self.open.last_mut() else {
            return index;
        };
        let previous = open.last;
        let previous_is_key = open.first_member != NO_MEMBERS;
        if previous_is_key {
            set(&mut self.nodes, previous, |key| key.child = index);
        } else {
            open.last = index;
            let first = previous == open.node;
            link(&mut self.nodes, previous, index, first);
        }
        index
    }

    /// Puts the members of the object that ends into JavaScript's order, each key once.
    fn order_members(&mut self, open: &Open) {
        let members = self.members.get(open.first_member..).unwrap_or_default();
        let many = members.len() > PAIRWISE_KEYS;
        if !(open.repeated || open.unordered || open.escaped || many) {
            return;
        }
        let source = self.source;
        let repeated = merge_repeated(source, &mut self.nodes, members, open.escaped);
        if !repeated && !open.unordered {
            return;
        }
        let nodes = &mut self.nodes;
        let mut kept: Vec<u32> = members
            .iter()
            .map(|member| member.node)
            .filter(|&key| node(nodes, key).child != NONE)
            .collect();
        if open.unordered {
            kept.sort_by_key(|&key| {
                node(nodes, key)
                    .array_index(source)
                    .map_or(u64::MAX, u64::from)
            });
        }
        let mut previous = open.node;
        for &key in &kept {
            link(nodes, previous, key, previous == open.node);
            previous = key;
        }
        set(nodes, previous, |last| last.next = NONE);
        set(nodes, open.node, |object| {
            object.tag = Tag::Object { reordered: true };
        });
    }
}

/// Gives the first of equal keys the value of the last, and takes the value of the others away:
/// whether there were any.
fn merge_repeated(
    source: Source<'_>,
    nodes: &mut [Node],
    members: &[Member],
    escaped: bool,
) -> bool {
    let compare = |nodes: &[Node], a: &Member, b: &Member| -> Ordering {
        if escaped {
            let units = |member: &Member| JsonStr::of_node(source.text, node(nodes, member.node));
            units(a).units().cmp(units(b).units())
        } else {
            a.key.cmp_spelling(source, b.key)
        }
    };
    let mut sorted = members.to_vec();
    sorted.sort_unstable_by(|a, b| compare(nodes, a, b).then(a.node.cmp(&b.node)));
    let mut repeated = false;
    let mut first: Option<Member> = None;
    for later in sorted {
        match first {
            Some(first) if compare(nodes, &first, &later) == Ordering::Equal => {
                let value = node(nodes, later.node).child;
                set(nodes, first.node, |key| key.child = value);
                set(nodes, later.node, |key| key.child = NONE);
                repeated = true;
            }
            _ => first = Some(later),
        }
    }
    repeated
}

/// `first_member` of an open array.
const NO_MEMBERS: usize = usize::MAX;

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

const GO: ControlFlow<()> = ControlFlow::Continue(());

impl Sink for Builder<'_> {
    #[inline]
    fn space(&mut self) -> ControlFlow<()> {
        GO
    }

    #[inline]
    fn begin(&mut self, at: usize, container: Container) -> ControlFlow<()> {
        let (tag, first_member) = match container {
            Container::Array => (Tag::Array, NO_MEMBERS),
            Container::Object => (Tag::Object { reordered: false }, self.members.len()),
        };
        let node = self.add_value(at, at, tag);
        self.open.push(Open {
            node,
            last: node,
            first_member,
            order: KeyOrder::default(),
            unordered: false,
            repeated: false,
            escaped: false,
        });
        GO
    }

    #[inline]
    fn key(&mut self, token: StringToken) -> ControlFlow<()> {
        let source = self.source;
        let index = self.add(token.start, token.end, Tag::Key(token.spelling));
        let Some(open) = self.open.last_mut() else {
            return GO;
        };
        let key = Key::new(source, token);
        let siblings = self.members.get(open.first_member..).unwrap_or_default();
        if siblings.len() < PAIRWISE_KEYS {
            open.repeated |= siblings
                .iter()
                .any(|sibling| sibling.key.same_spelling(source, key));
        }
        open.escaped |= token.spelling == Spelling::Other;
        let array_index = array_index_of(source, token.start, token.end, token.spelling);
        open.unordered |= !open.order.admits(array_index);
        let previous = core::mem::replace(&mut open.last, index);
        let first = previous == open.node;
        link(&mut self.nodes, previous, index, first);
        self.members.push(Member { node: index, key });
        GO
    }

    #[inline]
    fn string(&mut self, string: StringToken) -> ControlFlow<()> {
        self.add_value(string.start, string.end, Tag::String(string.spelling));
        GO
    }

    #[inline]
    fn number(&mut self, number: NumberToken) -> ControlFlow<()> {
        self.add_value(number.start, number.end, Tag::Number(number.form));
        GO
    }

    #[inline]
    fn literal(&mut self, at: usize, literal: Literal) -> ControlFlow<()> {
        self.add_value(at, at + literal.text().len(), Tag::Literal(literal));
        GO
    }

    #[inline]
    fn end(&mut self, end: usize, container: Container) -> ControlFlow<()> {
        if let Some(open) = self.open.pop() {
            set(&mut self.nodes, open.node, |node| node.end = narrow(end));
            if container == Container::Object {
                self.order_members(&open);
                self.members.truncate(open.first_member);
            }
        }
        GO
    }
}
