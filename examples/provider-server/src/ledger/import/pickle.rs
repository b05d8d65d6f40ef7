//! Texts and numbers as Python's `pickle` writes them, in its protocols 0 to 5.
//!
//! This is no unpickler: there is no stack and no memory of objects, and what could make or call
//! anything is not known. A pickle is one value, which at most is noted for a second use that does
//! not come.

/// What `str` makes of the one text, number or truth value that is pickled; `None` for all else.
pub(super) fn text(pickle: &[u8]) -> Option<String> {
    let mut rest = Reader(pickle);
    if rest.next_if(0x80) && !(2..=5).contains(&rest.byte()?) {
        return None;
    }
    // FRAME: it has all the rest.
    if rest.next_if(0x95) && rest.number(8)? != rest.0.len() {
        return None;
    }
    let value = value(&mut rest)?;
    match rest.byte()? {
        // PUT, BINPUT, LONG_BINPUT, MEMOIZE
        b'p' => drop(decimal(rest.line()?)?),
        b'q' => drop(rest.take(1)?),
        b'r' => drop(rest.take(4)?),
        0x94 => {}
        b'.' => return rest.0.is_empty().then_some(value),
        _ => return None,
    }
    (rest.0 == b".").then_some(value)
}

fn value(rest: &mut Reader<'_>) -> Option<String> {
    match rest.byte()? {
        // UNICODE, whose escapes no number has, SHORT_BINUNICODE, BINUNICODE, BINUNICODE8
        b'V' => {
            let line = rest.line()?;
            let is_plain = line.iter().all(|byte| byte.is_ascii() && *byte != b'\\');
            is_plain.then(|| utf8(line))?
        }
        0x8c => {
            let length = rest.number(1)?;
            utf8(rest.take(length)?)
        }
        b'X' => {
            let length = rest.number(4)?;
            utf8(rest.take(length)?)
        }
        0x8d => {
            let length = rest.number(8)?;
            utf8(rest.take(length)?)
        }
        // INT, which also has the truth values of the first protocols, LONG
        b'I' => match rest.line()? {
            b"00" => Some("0".into()),
            b"01" => Some("1".into()),
            line => decimal(line),
        },
        b'L' => decimal(rest.line()?.strip_suffix(b"L")?),
        // BININT, BININT1, BININT2, LONG1, LONG4
        b'J' => signed(rest.take(4)?),
        b'K' => Some(rest.number(1)?.to_string()),
        b'M' => Some(rest.number(2)?.to_string()),
        0x8a => {
            let length = rest.number(1)?;
            signed(rest.take(length)?)
        }
        0x8b => {
            let length = rest.number(4)?;
            signed(rest.take(length)?)
        }
        // FLOAT, BINFLOAT
        b'F' => float(utf8(rest.line()?)?.parse().ok()?),
        b'G' => float(f64::from_be_bytes(*rest.take(8)?.first_chunk()?)),
        // NEWTRUE, NEWFALSE
        0x88 => Some("1".into()),
        0x89 => Some("0".into()),
        _ => None,
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn next_if(&mut self, byte: u8) -> bool {
        let is_next = self.0.first() == Some(&byte);
        if is_next {
            let _ = self.take(1);
        }
        is_next
    }

    /// An unsigned number of so many bytes, the lowest first.
    fn number(&mut self, bytes: usize) -> Option<usize> {
        let number = self.take(bytes)?.iter().rev();
        let number = number.fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        usize::try_from(number).ok()
    }

    /// What stands before the next line feed, which is taken too.
    fn line(&mut self) -> Option<&'a [u8]> {
        let end = self.0.iter().position(|byte| *byte == b'\n')?;
        let line = self.take(end)?;
        self.take(1)?;
        Some(line)
    }
}

fn utf8(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok()
}

fn decimal(text: &[u8]) -> Option<String> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let is_decimal = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    is_decimal.then(|| utf8(text))?
}

/// Two's complement, the lowest byte first. What does not fit is greater than any nonce.
fn signed(bytes: &[u8]) -> Option<String> {
    let is_negative = bytes.last().is_some_and(|byte| *byte >= 0x80);
    let mut all = [if is_negative { 0xff } else { 0 }; 16];
    all.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(i128::from_le_bytes(all).to_string())
}

/// All digits that tell it from its neighbours, without an exponent.
fn float(value: f64) -> Option<String> {
    value.is_finite().then(|| value.to_string())
}
