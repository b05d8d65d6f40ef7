use ocean_checksum::{JsonStr, Value};

use crate::{ConsumerParameter, List, read};

/// The `metadata.algorithm` of a document.
#[derive(Clone, Copy, Debug)]
pub struct Algorithm<'t> {
    value: Value<'t>,
}

impl<'t> Algorithm<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The object.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `language`: the programming language.
    #[must_use]
    pub fn language(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "language")
    }

    /// `version`: the version of the algorithm, preferably in semantic versioning.
    #[must_use]
    pub fn version(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "version")
    }

    /// `container`: the image that runs the algorithm.
    #[must_use]
    pub fn container(self) -> Option<Container<'t>> {
        read::object(self.value, "container").map(Container::new)
    }

    /// `consumerParameters`: what the consumer is asked for before the algorithm is run. A
    /// `consumerParameters` inside `container`, as in an example of the documentation, is ignored
    /// by every peer and here.
    #[must_use]
    pub fn consumer_parameters(self) -> Option<List<'t, ConsumerParameter<'t>>> {
        read::list(self.value, "consumerParameters", ConsumerParameter::element)
    }
}

/// The `metadata.algorithm.container` of a document.
#[derive(Clone, Copy, Debug)]
pub struct Container<'t> {
    value: Value<'t>,
}

impl<'t> Container<'t> {
    pub(crate) fn new(value: Value<'t>) -> Self {
        Self { value }
    }

    /// The object.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// `entrypoint`: the command that runs the algorithm, with `$ALGO` for its file.
    #[must_use]
    pub fn entrypoint(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "entrypoint")
    }

    /// `image`: the name of the Docker image.
    #[must_use]
    pub fn image(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "image")
    }

    /// `tag`: the tag of the Docker image.
    #[must_use]
    pub fn tag(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "tag")
    }

    /// `checksum`: the digest of the Docker image, `sha256:` and hexadecimal digits.
    #[must_use]
    pub fn checksum(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "checksum")
    }
}
