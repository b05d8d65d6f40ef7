use alloc::{string::String, vec::Vec};
use core::slice;

use alloy_primitives::B256;

use super::{
    ConsumerParameter,
    write::{Digits, Object},
};

/// The `metadata.algorithm` of an asset.
#[derive(Clone, Debug)]
pub struct Algorithm {
    /// `language`: the programming language.
    pub language: Option<String>,
    /// `version`: the version of the algorithm, preferably in semantic versioning.
    pub version: Option<String>,
    /// `consumerParameters`: what the consumer is asked for; left out if there are none.
    pub consumer_parameters: Vec<ConsumerParameter>,
    /// `container`: the image that runs the algorithm.
    pub container: Container,
}

/// The `metadata.algorithm.container` of an asset. Each text is one line.
#[derive(Clone, Debug)]
pub struct Container {
    /// `entrypoint`: the command that runs the algorithm, with `$ALGO` for its file.
    pub entrypoint: String,
    /// `image`: the name of the Docker image.
    pub image: String,
    /// `tag`: the tag of the Docker image.
    pub tag: String,
    /// `checksum`: the SHA-256 digest of the Docker image, written after `sha256:`, without which
    /// Provider 2.1.6 refuses the container.
    pub checksum: B256,
}

impl Algorithm {
    /// An algorithm that says no more than what runs it.
    #[must_use]
    pub const fn new(container: Container) -> Self {
        Self {
            language: None,
            version: None,
            consumer_parameters: Vec::new(),
            container,
        }
    }

    pub(super) fn write(&self, algorithm: &mut Object<'_>) {
        algorithm.maybe("language", self.language.as_deref());
        algorithm.maybe("version", self.version.as_deref());
        ConsumerParameter::write_all(&self.consumer_parameters, algorithm);
        algorithm.object("container", |container| {
            container.text("entrypoint", &self.container.entrypoint);
            container.text("image", &self.container.image);
            container.text("tag", &self.container.tag);
            let digest = Digits(slice::from_ref(&self.container.checksum));
            container.display("checksum", format_args!("sha256:{digest}"));
        });
    }
}
