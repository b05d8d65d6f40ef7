//! Texts: line ends, lengths, and what the specification asks of each.

use ocean_checksum::{JsonStr, Value};
use ocean_did::{ParseAddressError, parse_address};

use super::{AQUARIUS, DDO_JS, Fault, Strict};
use crate::validate::{
    Code, Profile, SchemaVersion,
    expected::Expected,
    format::{self, Date},
    place::Place,
    python_date,
    rules::{Class, Field, Format, Length},
    violation::Found,
};

const DID: &str = "did:op: and 64 lower-case hexadecimal digits";
const ADDRESS: &str = "0x and 40 hexadecimal digits, of one case or as EIP-55 spells them";
const DATE: &str = "YYYY-MM-DD[THH:MM[:SS[.f]]][Z|±HH:MM], such as 2024-06-11T13:05:50Z";

impl<'t> Strict<'t> {
    pub(super) fn text(
        &mut self,
        field: &Field,
        class: Class,
        text: JsonStr<'t>,
        value: Value<'t>,
        place: &Place<'_>,
    ) {
        if let Some(expected) = forbidden_line_end(class, text) {
            let mut fault = Fault::new(Code::LineEnd, expected, value);
            if field.format == Format::Files {
                fault.found = Found::Secret(value);
            }
            self.error(place, fault.in_schema());
        }
        self.length(field.length_in(self.version), text, value, place);
        match field.format {
            Format::None => {}
            Format::Version => self.version(value, place),
            format => self.format(format, &text.to_string_lossy(), value, place),
        }
    }

    /// Both ways of counting must fit: Aquarius 5.1.8 counts code points, ddo.js 0.3.0 UTF-16
    /// units.
    fn length(&mut self, length: Length, text: JsonStr<'t>, value: Value<'t>, place: &Place<'_>) {
        let Length { min, max } = length;
        // A character takes one to four bytes of UTF-8, or at most six a unit as an escape.
        let bytes = text.raw().len();
        if bytes <= max && (min == 0 || bytes >= 12 * min) {
            return;
        }
        let (points, units) = count(text);
        let (code, found) = if points < min {
            (Code::TooShort, points)
        } else if units > max {
            (Code::TooLong, units)
        } else {
            return;
        };
        let fault = Fault {
            expected: Expected::Length(min, max),
            found: Found::Characters(found),
            ..Fault::new(code, "", value)
        };
        self.error(place, fault);
    }

    fn format(&mut self, format: Format, text: &str, value: Value<'t>, place: &Place<'_>) {
        let (holds, code, expected) = match format {
            Format::TrustedDid | Format::FilesChecksum | Format::Sha256 | Format::Publisher
                if text == "*" =>
            {
                let fault = Fault::new(Code::TrustsAny, "the name of what is trusted", value);
                return self.warn(place, fault, &[]);
            }
            Format::Did | Format::TrustedDid => (format::is_did(text), Code::NotADid, DID),
            Format::AssetType => {
                let known = matches!(text, "dataset" | "algorithm");
                (known, Code::UnknownAssetType, "dataset or algorithm")
            }
            Format::ParameterType => {
                let known = matches!(text, "text" | "number" | "boolean" | "select");
                let words = "text, number, boolean or select";
                (known, Code::UnknownParameterType, words)
            }
            Format::Files => {
                let words = "the hexadecimal digits of at least one byte";
                (format::is_hex_bytes(text), Code::NotHex, words)
            }
            Format::ImageDigest => {
                let words = "sha256: and 64 hexadecimal digits";
                (format::is_image_digest(text), Code::NotAnImageDigest, words)
            }
            Format::FilesChecksum => {
                let words = "64 hexadecimal digits a file";
                (format::is_files_checksum(text), Code::NotAChecksum, words)
            }
            Format::Sha256 => {
                let words = "64 hexadecimal digits";
                (format::is_sha256(text), Code::NotAChecksum, words)
            }
            Format::Nft => {
                self.nft = text.parse().ok();
                return self.address(text, self.nft.is_some(), value, place);
            }
            Format::Address | Format::Publisher => {
                return self.address(text, format::is_address(text), value, place);
            }
            Format::Date => return self.date(text, value, place),
            Format::Endpoint => return self.endpoint(text, value, place),
            _ => return self.prefer(format, text, value, place),
        };
        if holds {
            return;
        }
        let mut fault = Fault::new(code, expected, value);
        if format == Format::Files {
            fault.found = Found::Secret(value);
        }
        self.error(place, fault.in_schema());
    }

    /// What the specification would like.
    fn prefer(&mut self, format: Format, text: &str, value: Value<'t>, place: &Place<'_>) {
        let (holds, code, expected) = match format {
            Format::ServiceType => {
                let known = matches!(text, "access" | "compute");
                (known, Code::UnknownServiceType, "access or compute")
            }
            Format::LanguageTag => {
                let words = "a language tag such as en-US";
                (format::is_language_tag(text), Code::NotALanguageTag, words)
            }
            Format::SemVer => {
                let words = "a version by semver such as 1.0.0";
                (semver::Version::parse(text).is_ok(), Code::NotSemVer, words)
            }
            _ => return,
        };
        if !holds {
            self.warn(place, Fault::new(code, expected, value), &[]);
        }
    }

    /// A version that one of the peers does not read.
    fn version(&mut self, value: Value<'t>, place: &Place<'_>) {
        let peers: &[Profile] = match self.version {
            SchemaVersion::V4_0_0 => DDO_JS,
            SchemaVersion::V4_7_0 => AQUARIUS,
            _ => return,
        };
        let fault = Fault::new(Code::VersionNotRead, "4.1.0, 4.3.0 or 4.5.0", value);
        self.warn(place, fault, peers);
    }

    /// An address of which the schema asks for the digits.
    fn address(&mut self, text: &str, is_right: bool, value: Value<'t>, place: &Place<'_>) {
        let looks_right = format::looks_like_address(text);
        if !is_right || !looks_right {
            let fault = not_an_address(text, value);
            self.error(place, fault.in_schema_if(!looks_right));
        }
    }

    fn endpoint(&mut self, text: &str, value: Value<'t>, place: &Place<'_>) {
        if format::is_url(text) {
            return;
        }
        let fault = Fault::new(Code::NotAUrl, "an http or https URL", value);
        self.error(place, fault.in_schema_if(!format::looks_like_url(text)));
    }

    fn date(&mut self, text: &str, value: Value<'t>, place: &Place<'_>) {
        let Some((date, fields)) = Date::shape(text) else {
            let fault = Fault::new(Code::NotADate, DATE, value);
            return self.error(place, fault.in_schema());
        };
        if !fields.exist() {
            return self.error(
                place,
                Fault::new(Code::NotADate, "a date that exists", value),
            );
        }
        if !date.has_zone {
            let fault = Fault::new(Code::NoTimeZone, "a time zone such as Z", value);
            self.warn(place, fault, &[]);
        }
        if !python_date::is_read(text) {
            let fault = Fault::new(Code::DateFraction, "three or six digits of it", value);
            self.warn(place, fault, AQUARIUS);
        }
    }
}

pub(super) fn not_an_address<'t>(text: &str, value: Value<'t>) -> Fault<'t> {
    let fault = Fault::new(Code::NotAnAddress, ADDRESS, value);
    match parse_address(text) {
        Err(ParseAddressError::WrongChecksum { expected, .. }) => Fault {
            expected: Expected::Address(expected),
            ..fault
        },
        _ => fault,
    }
}

/// What the class allows, if the text has a line end that it does not.
pub(super) fn forbidden_line_end(class: Class, text: JsonStr<'_>) -> Option<&'static str> {
    let (escapes, expected): (&[&str], _) = match class {
        Class::Any => return None,
        Class::Text => (&["\\r", "\\u"], "no line ends but line feeds"),
        Class::Line | Class::Did => (&["\\n", "\\r", "\\u"], "one line"),
    };
    // Only these escapes can be one, and the two separators, which begin with this byte.
    let raw = text.raw();
    let is_plain = text.as_plain().is_some();
    if !raw.as_bytes().contains(&0xe2)
        && (is_plain || !escapes.iter().any(|escape| raw.contains(escape)))
    {
        return None;
    }
    text.units()
        .any(|unit| match unit {
            0x0a => class != Class::Text,
            0x0d | 0x2028 | 0x2029 => true,
            _ => false,
        })
        .then_some(expected)
}

/// Code points, and UTF-16 units.
fn count(text: JsonStr<'_>) -> (usize, usize) {
    let text = text.to_string_lossy();
    text.chars().fold((0, 0), |(points, units), c| {
        (points + 1, units + c.len_utf16())
    })
}
