use alloc::{borrow::Cow, format, string::String};
use core::fmt;

use ocean_checksum::{Kind, Position, Value};

use super::{Profile, expected::Expected};

/// Characters of a text of the document that a message shows.
const EXCERPT: usize = 80;

/// How much a [`Violation`] weighs.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[allow(clippy::exhaustive_enums, reason = "a document is valid or it is not")]
pub enum Severity {
    /// The document is valid all the same: the specification prefers something else, or one of the
    /// peers does ([`Violation::peer_rejects`]).
    Warning,
    /// The document is not valid.
    Error,
}

impl Severity {
    /// `warning` or `error`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])+ $name:ident = $code:literal: $why:literal,)+) => {
        /// What is wrong, as a name that stays.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])+ $name,)+
        }

        impl Code {
            /// The name for programs, in snake case.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// What a message says before "expected", if that is not enough.
            const fn why(self) -> &'static str {
                match self {
                    $(Self::$name => $why,)+
                }
            }
        }
    };
}

codes! {
    /// A member is missing.
    Missing = "missing": "missing",
    /// A value is of another kind of JSON.
    WrongType = "wrong_type": "",
    /// A list has too few elements.
    TooFew = "too_few": "",
    /// A list has too many elements, or a single value is several.
    TooMany = "too_many": "",
    /// A text has too few characters.
    TooShort = "too_short": "",
    /// A text has too many characters.
    TooLong = "too_long": "",
    /// A text holds a line end that it may not hold.
    LineEnd = "line_end": "",
    /// A number is too small, too large, or not written as an integer.
    OutOfRange = "out_of_range": "",
    /// The text is no DID.
    NotADid = "not_a_did": "",
    /// The DID is not that of the NFT and the chain.
    DidMismatch = "did_mismatch": "the DID is not that of nftAddress and chainId",
    /// The text is no address, or its mixed case is wrong.
    NotAnAddress = "not_an_address": "",
    /// The text is no date as the specification writes them.
    NotADate = "not_a_date": "",
    /// The date has no time zone.
    NoTimeZone = "no_time_zone": "the date may be read in any time zone",
    /// Aquarius on Python 3.8 reads fractions of three or six digits only.
    DateFraction = "date_fraction": "Aquarius on Python 3.8 cannot read this fraction",
    /// `metadata.type` is neither `dataset` nor `algorithm`.
    UnknownAssetType = "unknown_asset_type": "",
    /// The type of a service is neither `access` nor `compute`.
    UnknownServiceType = "unknown_service_type": "",
    /// The type of a consumer parameter is unknown.
    UnknownParameterType = "unknown_parameter_type": "",
    /// The type of a credentials' rule is one that nobody here can check.
    UnknownCredentialType = "unknown_credential_type": "nobody can check the rule",
    /// A block belongs to another type of asset or service.
    Unexpected = "unexpected": "",
    /// Two services have the same id.
    RepeatedServiceId = "repeated_service_id": "the id must be unique in the document",
    /// An object has a key twice.
    RepeatedKey = "repeated_key": "one reader may take the first value, another the last",
    /// The text is no URL of a Provider.
    NotAUrl = "not_a_url": "",
    /// The text is not hexadecimal, or empty.
    NotHex = "not_hex": "",
    /// The text is no digest of an image.
    NotAnImageDigest = "not_an_image_digest": "",
    /// The text is no checksum.
    NotAChecksum = "not_a_checksum": "",
    /// The version of an algorithm is not written as semver.
    NotSemVer = "not_semver": "",
    /// The text is no language tag.
    NotALanguageTag = "not_a_language_tag": "",
    /// `*` trusts every algorithm, or every publisher.
    TrustsAny = "trusts_any": "`*` trusts whatever anybody publishes",
    /// The default of a consumer parameter is not of the parameter's type.
    DefaultType = "default_type": "",
    /// The default of a select is not among its options.
    DefaultNotAnOption = "default_not_an_option": "",
    /// A default is written as a number or a boolean, which the peers refuse.
    DefaultNotText = "default_not_text": "the peers refuse a default that is not a text",
    /// The options are none that can be read.
    MalformedOptions = "malformed_options": "",
    /// The options are written as objects, which the peers refuse.
    OptionsNotText = "options_not_text": "the peers refuse options that are objects",
    /// A rule of type `accessList` without `values`, which the peers refuse.
    AccessListWithoutValues = "access_list_without_values": "the peers refuse a rule without values",
    /// A key that JSON-LD gives a meaning.
    JsonLdKey = "json_ld_key": "to a reader of JSON-LD the key changes what the document says",
    /// A member that indexers add and that is never on chain.
    IndexerField = "indexer_field": "the member is an indexer's and does not belong on chain",
    /// The document has no services.
    NoServices = "no_services": "nobody can consume the asset",
    /// One of the peers does not read documents of this version.
    VersionNotRead = "version_not_read": "a peer does not read this version",
    /// The peer fetches a remote context of JSON-LD, or fails on a keyword of it.
    JsonLd = "json_ld": "the peer reads JSON-LD here and fails",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing that is wrong with a document.
///
/// `Display` is the whole sentence: the pointer, what is wrong, what was expected, what was found.
#[derive(Clone)]
pub struct Violation<'t> {
    pub(crate) pointer: String,
    pub(crate) code: Code,
    pub(crate) severity: Severity,
    pub(crate) expected: Expected,
    pub(crate) found: Found<'t>,
    pub(crate) value: Value<'t>,
    pub(crate) in_schema: bool,
    pub(crate) peer_rejects: &'static [Profile],
}

/// What stands in the document.
#[derive(Clone, Copy)]
pub(crate) enum Found<'t> {
    Nothing,
    Value(Value<'t>),
    /// A value that no message may show.
    Secret(Value<'t>),
    Elements(usize),
    Characters(usize),
}

impl<'t> Violation<'t> {
    /// The JSON pointer (RFC 6901) of the value, or of the place where it is missing.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// Whether it makes the document invalid.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What was expected, in words.
    #[must_use]
    pub fn expected(&self) -> Cow<'static, str> {
        self.expected.words()
    }

    /// What was found, in words; long texts are cut, and of `files` only the kind and the size are
    /// told.
    #[must_use]
    pub fn found(&self) -> String {
        match self.found {
            Found::Nothing => "nothing".into(),
            Found::Value(value) => show(value),
            Found::Secret(value) => match value.kind() {
                Kind::String(text) => format!("string of {} characters", text.units().count()),
                kind => kind.name().into(),
            },
            Found::Elements(count) => format!("{count}"),
            Found::Characters(1) => "1 character".into(),
            Found::Characters(count) => format!("{count} characters"),
        }
    }

    /// The sentence without the pointer, such as "expected an integer, found string \`3600\`".
    #[must_use]
    pub fn message(&self) -> String {
        let why = self.code.why();
        let colon = if why.is_empty() { "" } else { ": " };
        let expected = self.expected();
        if self.code == Code::Missing {
            return format!("{why}{colon}expected {expected}");
        }
        let found = self.found();
        format!("{why}{colon}expected {expected}, found {found}")
    }

    /// The value itself; where it is missing, the object that should have it.
    #[must_use]
    pub fn value(&self) -> Value<'t> {
        self.value
    }

    /// Where [`value`](Self::value) begins in the text; counted at each call.
    #[must_use]
    pub fn position(&self) -> Position {
        self.value.position()
    }

    /// Whether the JSON Schema that ships with the crate finds it, too. The schema speaks of
    /// versions 4.0.0 and 4.1.0; of others this is false.
    #[must_use]
    pub fn in_schema(&self) -> bool {
        self.in_schema
    }

    /// The peers that refuse the document for it although it is a warning; of an error nothing is
    /// said.
    #[must_use]
    pub fn peer_rejects(&self) -> &'static [Profile] {
        self.peer_rejects
    }
}

impl fmt::Display for Violation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "{}: ", self.pointer.escape_debug())?;
        }
        f.write_str(&self.message())
    }
}

/// Shows place and code only: a document may hold what its reader may not see in a log.
impl fmt::Debug for Violation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Violation")
            .field("pointer", &self.pointer)
            .field("code", &self.code)
            .field("severity", &self.severity)
            .finish_non_exhaustive()
    }
}

/// A value by its kind, and by its text if it is short enough to be told.
fn show(value: Value<'_>) -> String {
    let kind = value.kind();
    let text = match kind {
        Kind::Null | Kind::Array(_) | Kind::Object(_) => return kind.name().into(),
        Kind::String(text) => text.to_string_lossy(),
        Kind::Bool(_) | Kind::Number(_) => value.text().into(),
    };
    let (text, rest) = match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => (text.get(..end).unwrap_or_default(), "…"),
        None => (&*text, ""),
    };
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\'' | '"' => escaped.push(c),
            c => escaped.extend(c.escape_debug()),
        }
    }
    format!("{} `{escaped}{rest}`", kind.name())
}
