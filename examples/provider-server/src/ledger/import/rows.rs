use std::fmt;

/// Rows that are shown.
const SHOWN: usize = 20;
/// Characters of a value that are shown.
const WIDTH: usize = 64;

/// Rows of `user_nonce` that could not be taken as they are.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Rows {
    count: usize,
    first: Vec<Row>,
}

impl Rows {
    /// How many there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// The first 20 of them.
    #[must_use]
    pub fn first(&self) -> &[Row] {
        &self.first
    }

    pub(super) fn push(&mut self, address: Option<&[u8]>, nonce: Option<&[u8]>) {
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push(Row {
                address: cut(address),
                nonce: cut(nonce),
            });
        }
    }
}

/// The first rows, on one line.
impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} without", self.count)?;
        for (index, row) in self.first.iter().enumerate() {
            let mark = if index == 0 { ":" } else { "," };
            write!(f, "{mark} {row}")?;
        }
        if self.count > self.first.len() {
            write!(f, ", …")?;
        }
        Ok(())
    }
}

/// One row, its values cut to 64 characters. Neither is a secret.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Row {
    /// The address as it was spelled. `NULL` is empty.
    pub address: String,
    /// The nonce as it was spelled. `NULL` is empty.
    pub nonce: String,
}

/// On one line, whatever is in it.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, nonce) = (self.address.escape_debug(), self.nonce.escape_debug());
        write!(f, "`{address}` has `{nonce}`")
    }
}

fn cut(value: Option<&[u8]>) -> String {
    let value = value.unwrap_or_default();
    // No character has more than four bytes.
    let start = value.get(..4 * WIDTH).unwrap_or(value);
    let text = String::from_utf8_lossy(start);
    let mut shown: String = text.chars().take(WIDTH).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    shown
}
