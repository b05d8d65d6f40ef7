//! The rule table: what every version of the schema says of every member.
//!
//! Shapes, kinds, counts, text classes and lengths are those of the SHACL schemas of Aquarius 5.1.8
//! (4.0.0 to 4.5.0) and ddo.js 0.3.0 (4.1.0 to 4.7.0), which agree but for the marks below; what a
//! format asks is said by DID & DDO v4.1.0, and only the strict profile asks it.

use super::SchemaVersion::{self, V4_0_0, V4_7_0};

/// One value a version: 4.0.0, 4.1.0, 4.3.0, 4.5.0, 4.7.0.
type Columns<T> = [T; SchemaVersion::ALL.len()];

/// The members of an object.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) fields: &'static [Field],
    /// What the strict profile asks of the members together.
    pub(crate) together: Together,
}

/// A member.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) key: &'static str,
    pub(crate) kind: Kind,
    pub(crate) required: Required,
    /// Whether it is an array; to the peers an array of one is as good as its element.
    pub(crate) list: bool,
    /// Elements of the array at most.
    pub(crate) max_count: Columns<u32>,
    pub(crate) length: Columns<Length>,
    /// The first version that knows the member.
    pub(crate) since: SchemaVersion,
    pub(crate) format: Format,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text(Class),
    Integer,
    Boolean,
    Object(&'static Shape),
    /// An object, or the text `*`, which Aquarius refuses.
    Trusted(&'static Shape),
    Anything,
}

/// Which line ends a text may hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Class {
    /// None.
    Line,
    /// Line feeds.
    Text,
    /// All.
    Any,
    /// None, after `did:op:`.
    Did,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Required {
    Always,
    Never,
    /// By ddo.js alone.
    DdoJs,
    /// Before 4.5.0.
    Until4_3,
}

/// Characters: Aquarius counts code points, ddo.js UTF-16 units.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Length {
    pub(crate) min: usize,
    pub(crate) max: usize,
}

/// What the specification asks of a value beyond its kind.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Format {
    None,
    Version,
    Did,
    ChainId,
    Nft,
    Address,
    Date,
    AssetType,
    LanguageTag,
    SemVer,
    Endpoint,
    Files,
    ServiceType,
    Timeout,
    ImageDigest,
    TrustedDid,
    FilesChecksum,
    Sha256,
    Publisher,
    ParameterType,
    /// Read together with the parameter's type.
    Default,
    /// Read together with the parameter's type.
    Options,
    /// Read together with the type of the credentials' rule.
    Values,
}

/// Rules over several members.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Together {
    Nothing,
    Metadata,
    Service,
    ConsumerParameter,
    Credentials,
    CredentialsRule,
}

const NO_BOUND: u32 = u32::MAX;
const ANY: Length = Length {
    min: 0,
    max: usize::MAX,
};
const FREE: Columns<Length> = [ANY; 5];
const AT_MOST_64: Columns<u32> = [NO_BOUND, NO_BOUND, 64, 64, 64];

const fn length(min: usize, max: usize) -> Length {
    Length { min, max }
}

/// Lengths that came with 4.3.0 and stayed.
const fn since_4_3(min: usize, max: usize) -> Columns<Length> {
    let length = length(min, max);
    [ANY, ANY, length, length, length]
}

/// The same with a minimum that came with 4.5.0.
const fn since_4_5(min: usize, max: usize) -> Columns<Length> {
    let longer = length(min, max);
    [ANY, ANY, length(0, max), longer, longer]
}

/// A member that must be there.
const fn one(key: &'static str, kind: Kind) -> Field {
    Field {
        key,
        kind,
        required: Required::Always,
        list: false,
        max_count: [1; 5],
        length: FREE,
        since: V4_0_0,
        format: Format::None,
    }
}

/// A member that may be there.
const fn maybe(key: &'static str, kind: Kind) -> Field {
    one(key, kind).required(Required::Never)
}

/// An array that may be there.
const fn many(key: &'static str, kind: Kind) -> Field {
    let field = maybe(key, kind).at_most([NO_BOUND; 5]);
    Field {
        list: true,
        ..field
    }
}

impl Field {
    const fn required(self, required: Required) -> Self {
        Self { required, ..self }
    }

    const fn at_most(self, max_count: Columns<u32>) -> Self {
        Self { max_count, ..self }
    }

    const fn length(self, length: Columns<Length>) -> Self {
        Self { length, ..self }
    }

    const fn since(self, since: SchemaVersion) -> Self {
        Self { since, ..self }
    }

    const fn format(self, format: Format) -> Self {
        Self { format, ..self }
    }

    /// The bounds in this version.
    pub(crate) fn length_in(&self, version: SchemaVersion) -> Length {
        self.length.get(version.column()).copied().unwrap_or(ANY)
    }

    /// The most elements in this version.
    pub(crate) fn max_count_in(&self, version: SchemaVersion) -> usize {
        let max = self.max_count.get(version.column()).copied();
        max.filter(|&max| max != NO_BOUND)
            .and_then(|max| usize::try_from(max).ok())
            .unwrap_or(usize::MAX)
    }
}

const LINE: Kind = Kind::Text(Class::Line);
const TEXT: Kind = Kind::Text(Class::Text);
const FREE_TEXT: Kind = Kind::Text(Class::Any);

/// The most members of a shape.
pub(crate) const MAX_FIELDS: usize = 14;

// Members that the strict profile reads together with others.
pub(crate) const DEFAULT: Field = one("default", LINE)
    .length(since_4_3(0, 256))
    .format(Format::Default);
pub(crate) const OPTIONS: Field = many("options", LINE)
    .length(since_4_3(0, 256))
    .format(Format::Options);
pub(crate) const VALUES: Field = many("values", LINE)
    .required(Required::Always)
    .length(since_4_3(0, 1024))
    .format(Format::Values);

/// The document.
#[rustfmt::skip]
pub(crate) static ROOT: Shape = Shape {
    together: Together::Nothing,
    fields: &[
        one("id", Kind::Text(Class::Did)).length(since_4_3(71, 71)).format(Format::Did),
        one("version", LINE).length(since_4_3(0, 16)).format(Format::Version),
        one("chainId", Kind::Integer).format(Format::ChainId),
        one("nftAddress", FREE_TEXT).length(since_4_3(42, 42)).format(Format::Nft),
        one("metadata", Kind::Object(&METADATA)),
        many("services", Kind::Object(&SERVICE)).required(Required::Until4_3).at_most(AT_MOST_64),
        // To the peers a set of objects, too; one object in every document.
        maybe("credentials", Kind::Object(&CREDENTIALS)).at_most(AT_MOST_64),
    ],
};

/// `metadata`.
#[rustfmt::skip]
static METADATA: Shape = Shape {
    together: Together::Metadata,
    fields: &[
        one("created", FREE_TEXT).required(Required::DdoJs).format(Format::Date),
        one("updated", FREE_TEXT).required(Required::DdoJs).format(Format::Date),
        one("description", TEXT).length(since_4_5(10, 7000)),
        maybe("copyrightHolder", FREE_TEXT).length(since_4_3(0, 512)),
        one("name", FREE_TEXT).length(since_4_5(4, 512)),
        one("type", FREE_TEXT).length(since_4_3(0, 256)).format(Format::AssetType),
        one("author", FREE_TEXT).length(since_4_3(0, 256)),
        one("license", FREE_TEXT).length(since_4_3(0, 256)),
        many("links", FREE_TEXT).at_most(AT_MOST_64).length(since_4_3(0, 512)),
        many("tags", FREE_TEXT).at_most(AT_MOST_64).length(since_4_3(0, 256)),
        many("categories", FREE_TEXT).at_most(AT_MOST_64).length(since_4_3(0, 256)),
        maybe("contentLanguage", FREE_TEXT).length(since_4_3(0, 256)).format(Format::LanguageTag),
        maybe("additionalInformation", Kind::Anything).at_most([NO_BOUND; 5]),
        maybe("algorithm", Kind::Object(&ALGORITHM)),
    ],
};

/// `metadata.algorithm`.
#[rustfmt::skip]
static ALGORITHM: Shape = Shape {
    together: Together::Nothing,
    fields: &[
        maybe("version", LINE).length(since_4_3(0, 256)).format(Format::SemVer),
        maybe("language", LINE).length(since_4_3(0, 256)),
        one("container", Kind::Object(&CONTAINER)),
        many("consumerParameters", Kind::Object(&CONSUMER_PARAMETER)).at_most(AT_MOST_64),
    ],
};

/// `metadata.algorithm.container`.
#[rustfmt::skip]
static CONTAINER: Shape = Shape {
    together: Together::Nothing,
    fields: &[
        one("entrypoint", LINE).length(since_4_5(3, 256)),
        one("image", LINE).length(since_4_5(1, 256)),
        one("tag", LINE).length(since_4_5(1, 256)),
        one("checksum", LINE).length(since_4_3(7, 512)).format(Format::ImageDigest),
    ],
};

/// An element of `services`.
#[rustfmt::skip]
static SERVICE: Shape = Shape {
    together: Together::Service,
    fields: &[
        one("id", LINE).length(since_4_3(0, 256)),
        one("type", LINE).length(since_4_3(0, 256)).format(Format::ServiceType),
        maybe("name", LINE).length(since_4_3(4, 256)),
        maybe("description", TEXT).length(since_4_3(10, 7000)),
        one("datatokenAddress", LINE).length(since_4_3(42, 42)).format(Format::Address),
        one("serviceEndpoint", LINE).length(since_4_3(10, 2048)).format(Format::Endpoint),
        one("files", LINE).length(since_4_3(0, 8192)).format(Format::Files),
        one("timeout", Kind::Integer).format(Format::Timeout),
        maybe("compute", Kind::Object(&COMPUTE)),
        maybe("additionalInformation", Kind::Anything).at_most([NO_BOUND; 5]),
        many("consumerParameters", Kind::Object(&CONSUMER_PARAMETER)),
        maybe("credentials", Kind::Object(&CREDENTIALS)).at_most(AT_MOST_64).since(V4_7_0),
    ],
};

/// `compute` of a service.
#[rustfmt::skip]
static COMPUTE: Shape = Shape {
    together: Together::Nothing,
    fields: &[
        one("allowRawAlgorithm", Kind::Boolean),
        one("allowNetworkAccess", Kind::Boolean),
        many("publisherTrustedAlgorithmPublishers", LINE).length(since_4_3(0, 256)).format(Format::Publisher),
        many("publisherTrustedAlgorithms", Kind::Trusted(&TRUSTED_ALGORITHM)),
    ],
};

/// An element of `publisherTrustedAlgorithms`.
#[rustfmt::skip]
static TRUSTED_ALGORITHM: Shape = Shape {
    together: Together::Nothing,
    fields: &[
        one("did", LINE).length(since_4_3(0, 256)).format(Format::TrustedDid),
        one("filesChecksum", LINE).length(since_4_3(0, 1024)).format(Format::FilesChecksum),
        one("containerSectionChecksum", LINE).length(since_4_3(0, 1024)).format(Format::Sha256),
        maybe("serviceId", LINE).length(since_4_3(0, 1024)).since(V4_7_0),
    ],
};

/// An element of `consumerParameters`.
#[rustfmt::skip]
static CONSUMER_PARAMETER: Shape = Shape {
    together: Together::ConsumerParameter,
    fields: &[
        one("name", LINE).length(since_4_3(0, 256)),
        one("type", LINE).length(since_4_3(0, 256)).format(Format::ParameterType),
        one("label", LINE).length(since_4_3(0, 256)),
        one("required", Kind::Boolean),
        one("description", TEXT).length(since_4_3(0, 7000)),
        DEFAULT,
        OPTIONS,
    ],
};

/// `credentials`.
#[rustfmt::skip]
static CREDENTIALS: Shape = Shape {
    together: Together::Credentials,
    fields: &[
        many("allow", Kind::Object(&CREDENTIALS_RULE)),
        many("deny", Kind::Object(&CREDENTIALS_RULE)),
    ],
};

/// An element of `credentials.allow` or `.deny`.
#[rustfmt::skip]
static CREDENTIALS_RULE: Shape = Shape {
    together: Together::CredentialsRule,
    fields: &[
        one("type", LINE).length(since_4_3(0, 256)),
        VALUES,
    ],
};
