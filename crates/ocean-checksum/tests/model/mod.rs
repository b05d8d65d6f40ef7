//! `JSON.stringify(JSON.parse(text))`, slow and straightforward: recursive, with copies of all,
//! written from RFC 8259 and ECMA-262 without a look at the crate.

use std::{collections::BTreeMap, fmt::Write as _};

/// What `JSON.stringify(JSON.parse(text))` returns; `None` where it throws.
pub(crate) fn js_stringify(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut parser = Parser { chars, at: 0 };
    let value = parser.value()?;
    parser.space();
    (parser.at == parser.chars.len()).then(|| value.print())
}

enum Value {
    Word(&'static str),
    Number(f64),
    String(Vec<u16>),
    Array(Vec<Value>),
    Object(Vec<(Vec<u16>, Value)>),
}

struct Parser {
    chars: Vec<char>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self, wanted: char) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Option<Value> {
        self.space();
        match self.peek()? {
            '{' => self.object(),
            '[' => self.array(),
            '"' => Some(Value::String(self.string()?)),
            't' => self.word("true"),
            'f' => self.word("false"),
            'n' => self.word("null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &'static str) -> Option<Value> {
        word.chars().try_for_each(|c| self.take(c))?;
        Some(Value::Word(word))
    }

    fn array(&mut self) -> Option<Value> {
        self.take('[')?;
        let mut elements = Vec::new();
        self.space();
        if self.take(']').is_some() {
            return Some(Value::Array(elements));
        }
        loop {
            elements.push(self.value()?);
            self.space();
            if self.take(']').is_some() {
                return Some(Value::Array(elements));
            }
            self.take(',')?;
        }
    }

    fn object(&mut self) -> Option<Value> {
        self.take('{')?;
        let mut members: Vec<(Vec<u16>, Value)> = Vec::new();
        self.space();
        if self.take('}').is_some() {
            return Some(Value::Object(members));
        }
        loop {
            self.space();
            let key = self.string()?;
            self.space();
            self.take(':')?;
            let value = self.value()?;
            match members.iter_mut().find(|member| member.0 == key) {
                Some(member) => member.1 = value,
                None => members.push((key, value)),
            }
            self.space();
            if self.take('}').is_some() {
                return Some(Value::Object(members));
            }
            self.take(',')?;
        }
    }

    fn string(&mut self) -> Option<Vec<u16>> {
        self.take('"')?;
        let mut units = Vec::new();
        loop {
            let c = self.peek()?;
            self.at += 1;
            match c {
                '"' => return Some(units),
                '\0'..='\u{1f}' => return None,
                '\\' => {
                    let escape = self.peek()?;
                    self.at += 1;
                    units.push(match escape {
                        '"' | '\\' | '/' => escape as u16,
                        'b' => 8,
                        't' => 9,
                        'n' => 10,
                        'f' => 12,
                        'r' => 13,
                        'u' => {
                            let digits: String =
                                self.chars.get(self.at..self.at + 4)?.iter().collect();
                            self.at += 4;
                            if !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
                                return None;
                            }
                            u16::from_str_radix(&digits, 16).ok()?
                        }
                        _ => return None,
                    });
                }
                _ => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
            }
        }
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        let _ = self.take('-');
        if self.take('0').is_none() {
            self.digits()?;
        }
        if self.take('.').is_some() {
            self.digits()?;
        }
        if self.take('e').or_else(|| self.take('E')).is_some() {
            let _ = self.take('+').or_else(|| self.take('-'));
            self.digits()?;
        }
        let text: String = self.chars[start..self.at].iter().collect();
        text.parse().ok().map(Value::Number)
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

impl Value {
    fn print(&self) -> String {
        match self {
            Self::Word(word) => (*word).to_owned(),
            Self::Number(number) => print_number(*number),
            Self::String(units) => print_string(units),
            Self::Array(elements) => {
                let elements: Vec<String> = elements.iter().map(Self::print).collect();
                format!("[{}]", elements.join(","))
            }
            Self::Object(members) => {
                let mut indexes = BTreeMap::new();
                let mut others = Vec::new();
                for (key, value) in members {
                    let printed = format!("{}:{}", print_string(key), value.print());
                    match array_index(key) {
                        Some(index) => drop(indexes.insert(index, printed)),
                        None => others.push(printed),
                    }
                }
                let all: Vec<String> = indexes.into_values().chain(others).collect();
                format!("{{{}}}", all.join(","))
            }
        }
    }
}

fn array_index(key: &[u16]) -> Option<u32> {
    let text = String::from_utf16(key).ok()?;
    let index: u32 = text.parse().ok()?;
    (index < u32::MAX && index.to_string() == text).then_some(index)
}

fn print_string(units: &[u16]) -> String {
    let mut out = String::from('"');
    for unit in char::decode_utf16(units.iter().copied()) {
        match unit {
            Err(lone) => write!(out, "\\u{:04x}", lone.unpaired_surrogate()).unwrap(),
            Ok('"') => out.push_str("\\\""),
            Ok('\\') => out.push_str("\\\\"),
            Ok('\u{8}') => out.push_str("\\b"),
            Ok('\t') => out.push_str("\\t"),
            Ok('\n') => out.push_str("\\n"),
            Ok('\u{c}') => out.push_str("\\f"),
            Ok('\r') => out.push_str("\\r"),
            Ok(control @ '\0'..='\u{1f}') => write!(out, "\\u{:04x}", control as u32).unwrap(),
            Ok(c) => out.push(c),
        }
    }
    out + "\""
}

/// ECMA-262 `Number::toString`, with as few digits as read back the same; the nearest of several,
/// the even one of two equally near (which Rust's own shortest form does not promise).
fn print_number(number: f64) -> String {
    if number.is_infinite() {
        return "null".to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    let scientific = (0..17)
        .map(|digits| format!("{:.digits$e}", number.abs()))
        .find(|text| text.parse() == Ok(number.abs()))
        .unwrap();
    let (mantissa, exponent) = scientific.split_once('e').unwrap();
    let digits = mantissa.replace('.', "");
    let k = i32::try_from(digits.len()).unwrap();
    let n: i32 = exponent.parse::<i32>().unwrap() + 1;
    let sign = if number < 0.0 { "-" } else { "" };
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap());
    let point = |at: i32| {
        let (whole, fraction) = digits.split_at(usize::try_from(at).unwrap());
        format!("{whole}.{fraction}")
    };
    let text = if k <= n && n <= 21 {
        format!("{digits}{}", zeros(n - k))
    } else if 0 < n && n <= 21 {
        point(n)
    } else if -6 < n && n <= 0 {
        format!("0.{}{digits}", zeros(-n))
    } else {
        let mantissa = if k == 1 { digits } else { point(1) };
        let sign = if n > 0 { "+" } else { "" };
        format!("{mantissa}e{sign}{}", n - 1)
    };
    format!("{sign}{text}")
}
