//! The rules that Provider 2.1.6 has for parameters (flask-sieve 1.3.1), with its texts.

use ocean_provider_core::checksum::js_quote;

use crate::{
    input::{Input, Parameter},
    reply::Refused,
};

/// A parameter and its rules. All rules that fail are told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) rules: &'static [Rule],
    /// Whether the first rule of this field that fails ends the whole validation.
    pub(crate) bail: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    Required,
    /// If any of these is absent.
    RequiredWithout(&'static [&'static str]),
    /// If any of these is there.
    RequiredWith(&'static [&'static str]),
    /// If all of these are there.
    RequiredWithAll(&'static [&'static str]),
    /// If the field has the value.
    RequiredIf(&'static str, &'static str),
    /// A decimal number; the reference also takes `1e9`, `1_0`, `Infinity` and `NaN`.
    Numeric,
    /// Digits.
    Integer,
    In(&'static [&'static str]),
    StartsWith(&'static str),
}

impl Field {
    pub(crate) const fn new(name: &'static str, rules: &'static [Rule]) -> Self {
        Self {
            name,
            rules,
            bail: false,
        }
    }

    pub(crate) const fn bail(name: &'static str, rules: &'static [Rule]) -> Self {
        Self {
            name,
            rules,
            bail: true,
        }
    }
}

/// Checks the fields in their order.
pub(crate) fn validate(input: &Input, fields: &[Field]) -> Result<(), Refused> {
    let mut errors: Vec<(&str, Vec<String>)> = Vec::new();
    'fields: for field in fields {
        let mut texts = Vec::new();
        for rule in field.rules {
            if let Some(text) = rule.fails(input, field.name) {
                texts.push(text);
                if field.bail {
                    errors.push((field.name, texts));
                    break 'fields;
                }
            }
        }
        if !texts.is_empty() {
            errors.push((field.name, texts));
        }
    }
    if errors.is_empty() {
        return Ok(());
    }
    let fields = errors.iter().map(|(name, texts)| {
        let texts: Vec<_> = texts.iter().map(|text| js_quote(text)).collect();
        format!("{}:[{}]", js_quote(name), texts.join(","))
    });
    Err(Refused::validation(&fields.collect::<Vec<_>>().join(",")))
}

/// The answer where one field is wrong in a way that no rule above tells.
pub(crate) fn invalid(name: &str, text: &str) -> Refused {
    Refused::validation(&format!("{}:[{}]", js_quote(name), js_quote(text)))
}

impl Rule {
    fn fails(self, input: &Input, name: &str) -> Option<String> {
        let parameter = input.get(name);
        let shown = name.replace('_', " ");
        let missing = |when: &str| {
            (!is_there(&parameter)).then(|| format!("The {shown} field is required{when}."))
        };
        let text = match &parameter {
            Parameter::Text(text) if !text.is_empty() => Some(text.as_ref()),
            _ => None,
        };
        // A rule about the form has nothing to say where the field is empty, nor another than
        // this where it is no text.
        let wrong = |holds: fn(&str) -> bool, then: &str| match (&parameter, text) {
            (Parameter::Other(_), _) => Some(format!("The {shown}{then}")),
            (_, Some(text)) if !holds(text) => Some(format!("The {shown}{then}")),
            _ => None,
        };
        match self {
            Self::Required => missing(""),
            Self::RequiredWithout(others) => others
                .iter()
                .any(|other| !is_there(&input.get(other)))
                .then(|| missing(&format!(" when {} is not present", others.join(", "))))
                .flatten(),
            Self::RequiredWith(others) => others
                .iter()
                .any(|other| is_there(&input.get(other)))
                .then(|| missing(&format!(" when {} is present", others.join(", "))))
                .flatten(),
            Self::RequiredWithAll(others) => others
                .iter()
                .all(|other| is_there(&input.get(other)))
                .then(|| missing(&format!(" when {} are present", others.join(", "))))
                .flatten(),
            Self::RequiredIf(other, value) => (input.text(other).as_deref() == Some(value))
                .then(|| missing(&format!(" when {other} is {value}")))
                .flatten(),
            Self::Numeric => wrong(is_decimal, " must be a number."),
            Self::Integer => wrong(is_digits, " must be an integer."),
            Self::In(values) => match (&parameter, text) {
                (Parameter::Other(_), _) => Some(format!("The selected {shown} is invalid.")),
                (_, Some(text)) if !values.contains(&text) => {
                    Some(format!("The selected {shown} is invalid."))
                }
                _ => None,
            },
            Self::StartsWith(start) => match (&parameter, text) {
                (Parameter::Other(_), _) => Some(format!("The {shown} format is invalid.")),
                (_, Some(text)) if !text.starts_with(start) => {
                    Some(format!("The {shown} format is invalid."))
                }
                _ => None,
            },
        }
    }
}

fn is_there(parameter: &Parameter<'_>) -> bool {
    match parameter {
        Parameter::Absent => false,
        Parameter::Text(text) => !text.is_empty(),
        Parameter::Other(value) => {
            value.as_object().is_none_or(|object| !object.is_empty())
                && value.as_array().is_none_or(|array| !array.is_empty())
        }
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    !whole.is_empty() && !fraction.is_empty() && is_digits(whole) && is_digits(fraction)
}
