//! Dates as Aquarius 5.1.8 reads them: `datetime.fromisoformat` of Python 3.8, after every `Z` at
//! the end was cut off.

use super::format::{Rest, is_day};

/// Whether it reads the text.
pub(crate) fn is_read(text: &str) -> bool {
    let text = text.trim_end_matches('Z');
    let mut rest = Rest(text.as_bytes());
    let Some(day) = day(&mut rest) else {
        return false;
    };
    let (year, month, day) = day;
    if !is_day(year, month, day) {
        return false;
    }
    // After the date stands any one character.
    let mut chars = text.get(10..).unwrap_or_default().chars();
    if chars.next().is_none() {
        return true;
    }
    let time = chars.as_str();
    match time.find(['+', '-']) {
        None => clock(time).is_some(),
        Some(at) => {
            let (time, offset) = time.split_at(at);
            clock(time).is_some() && is_offset(offset.get(1..).unwrap_or_default())
        }
    }
}

fn day(rest: &mut Rest<'_>) -> Option<(u32, u32, u32)> {
    Some((
        rest.digits(4)?,
        rest.after(b'-')?.digits(2)?,
        rest.after(b'-')?.digits(2)?,
    ))
}

/// `HH[:MM[:SS[.fff[fff]]]]`.
fn clock(text: &str) -> Option<()> {
    let (hour, minute, second) = fields(text, &[3, 6])?;
    (hour < 24 && minute < 60 && second < 60).then_some(())
}

/// `HH:MM[:SS[.ffffff]]`, less than a day.
fn is_offset(text: &str) -> bool {
    text.len() >= 5
        && fields(text, &[6])
            .is_some_and(|(hour, minute, second)| hour * 3600 + minute * 60 + second < 86_400)
}

/// Hours, minutes, seconds; the fraction has one of these numbers of digits.
fn fields(text: &str, fractions: &[usize]) -> Option<(u32, u32, u32)> {
    let mut rest = Rest(text.as_bytes());
    let hour = rest.digits(2)?;
    let (mut minute, mut second) = (0, 0);
    if rest.after(b':').is_some() {
        minute = rest.digits(2)?;
        if rest.after(b':').is_some() {
            second = rest.digits(2)?;
            if rest.after(b'.').is_some() && !fractions.contains(&rest.count_digits()) {
                return None;
            }
        }
    }
    rest.0.is_empty().then_some((hour, minute, second))
}
