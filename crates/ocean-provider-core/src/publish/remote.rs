use core::fmt;

use alloy_primitives::Address;
use ocean_encryption::{Ciphertext, Envelope, Flags, OVERHEAD};

use super::{Prepared, Publication, PublishError, Settings, Visibility};
use crate::Asset;

/// How publishing with a remote Provider goes on.
#[derive(Debug)]
#[allow(clippy::exhaustive_enums, reason = "it goes on, or it is done")]
#[allow(
    clippy::large_enum_variant,
    reason = "one of them lives at a time, and not for long"
)]
pub enum Step {
    /// The Provider must encrypt something.
    NeedEncrypt(NeedEncrypt),
    /// All is sealed.
    Done(Publication),
}

/// What a Provider must encrypt before publishing goes on: first the files, one body for each
/// service that has some, then the document.
///
/// It owns all that it needs and can be sent to another thread. Files are secret: they are wiped
/// when it is dropped, and `Debug` shows how many bodies there are.
pub struct NeedEncrypt {
    provider: Address,
    stage: Stage,
}

enum Stage {
    Files(Prepared),
    Document {
        asset: Asset,
        settings: Settings,
        /// Not encrypted yet.
        envelope: Envelope<'static>,
    },
}

impl NeedEncrypt {
    pub(super) fn files(prepared: Prepared, provider: Address) -> Self {
        let stage = Stage::Files(prepared);
        Self { provider, stage }
    }

    /// What is left when the files are sealed.
    pub(super) fn document(
        prepared: Prepared,
        sealed: &[Ciphertext],
        provider: Address,
    ) -> Result<Step, PublishError> {
        let (asset, settings) = prepared.fix(sealed)?;
        let envelope = Envelope::plain(asset.document().bytes(), settings.compression)?;
        Ok(match settings.visibility {
            Visibility::Plain => Step::Done(Publication::new(asset, envelope, &settings, provider)),
            Visibility::Sealed => Step::NeedEncrypt(Self {
                provider,
                stage: Stage::Document {
                    asset,
                    settings,
                    envelope,
                },
            }),
        })
    }

    /// The chain whose key must encrypt: `chainId` of the query of `/encrypt`.
    #[must_use]
    pub fn chain_id(&self) -> u64 {
        match &self.stage {
            Stage::Files(prepared) => prepared.chain_id(),
            Stage::Document { asset, .. } => asset.chain_id(),
        }
    }

    /// What to send: each of them is the body of one `POST /api/services/encrypt?chainId=…` with
    /// the content type `application/octet-stream` (Provider 2.1.6). Secret.
    pub fn bodies(&self) -> impl Iterator<Item = &[u8]> {
        let (files, document) = match &self.stage {
            Stage::Files(prepared) => (prepared.unsealed(), None),
            Stage::Document { envelope, .. } => (&[][..], Some(&*envelope.data)),
        };
        files
            .iter()
            .map(super::prepared::Unsealed::plaintext)
            .chain(document)
    }

    /// Goes on with the Provider's answers, one for each body and in their order: `0x` and
    /// hexadecimal digits, read as [`Ciphertext`] reads them.
    ///
    /// What is sealed cannot be read here. An answer of another length is no ciphertext of its
    /// body: ocean-node 3.2.0 returns such for a compressed document, which it damages.
    ///
    /// # Errors
    /// [`PublishError::Answers`], [`PublishError::AnswerText`], [`PublishError::AnswerLength`]; and
    /// [`PublishError::Pack`] if the document cannot be compressed.
    pub fn resume(self, answers: &[impl AsRef<str>]) -> Result<Step, PublishError> {
        let mut sealed = self.read(answers)?;
        match self.stage {
            Stage::Files(prepared) => Self::document(prepared, &sealed, self.provider),
            Stage::Document {
                asset,
                settings,
                envelope,
            } => {
                // `read` has counted the answers.
                let data = sealed.pop().map(Ciphertext::into_bytes).unwrap_or_default();
                let envelope = Envelope {
                    flags: Flags::from(envelope.flags.to_byte() | ENCRYPTED),
                    hash: envelope.hash,
                    data: data.into(),
                };
                let publication = Publication::new(asset, envelope, &settings, self.provider);
                Ok(Step::Done(publication))
            }
        }
    }

    fn read(&self, answers: &[impl AsRef<str>]) -> Result<Vec<Ciphertext>, PublishError> {
        let expected = self.bodies().count();
        if answers.len() != expected {
            return Err(PublishError::Answers {
                found: answers.len(),
                expected,
            });
        }
        let answers = self.bodies().zip(answers).enumerate();
        answers
            .map(|(index, (body, answer))| {
                let sealed: Ciphertext = answer
                    .as_ref()
                    .parse()
                    .map_err(|error| PublishError::AnswerText { index, error })?;
                let (found, expected) = (sealed.as_bytes().len(), body.len() + OVERHEAD);
                if found == expected {
                    Ok(sealed)
                } else {
                    Err(PublishError::AnswerLength {
                        index,
                        found,
                        expected,
                    })
                }
            })
            .collect()
    }
}

/// The bit of the flags that stands for an encrypted document.
const ENCRYPTED: u8 = 2;

impl fmt::Debug for NeedEncrypt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NeedEncrypt")
            .field("provider", &self.provider)
            .field("chain_id", &self.chain_id())
            .field("bodies", &self.bodies().count())
            .finish_non_exhaustive()
    }
}
