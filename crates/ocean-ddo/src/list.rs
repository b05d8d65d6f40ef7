use core::fmt;

use ocean_checksum::{Array, Value};

/// A list of a document, whose elements are seen as `T`.
///
/// No element is left out, so that an index is the one in the document: an element of another kind
/// than the list should hold is `None`, or a view whose getters all answer `None`.
pub struct List<'t, T> {
    array: Array<'t>,
    view: fn(usize, Value<'t>) -> T,
}

impl<'t, T: 't> List<'t, T> {
    pub(crate) fn new(array: Array<'t>, view: fn(usize, Value<'t>) -> T) -> Self {
        Self { array, view }
    }

    /// The elements in order.
    pub fn iter(self) -> impl Iterator<Item = T> + 't {
        let Self { array, view } = self;
        array
            .iter()
            .enumerate()
            .map(move |(index, value)| view(index, value))
    }

    /// The element at `index`, from 0, found by walking there.
    #[must_use]
    pub fn get(self, index: usize) -> Option<T> {
        Some((self.view)(index, self.array.get(index)?))
    }

    /// How many elements there are; counted at each call.
    #[must_use]
    pub fn len(self) -> usize {
        self.array.len()
    }

    /// Whether there is no element.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.array.is_empty()
    }

    /// The list as it is in the document.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.array.value()
    }
}

// Derives would ask `T` to be `Copy`, which no element has to be.
impl<T> Clone for List<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<'_, T> {}

/// Shows the length only: a document may hold what its reader may not see in a log.
impl<T> fmt::Debug for List<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("len", &self.array.len())
            .finish_non_exhaustive()
    }
}
