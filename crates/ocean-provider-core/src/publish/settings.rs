use ocean_ddo::draft::Endpoint;
use ocean_encryption::Compression;
use ocean_state::AssetState;

/// How a document goes on chain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::exhaustive_structs,
    reason = "a publisher decides each of these"
)]
pub struct Settings {
    /// The Provider to which the files are sealed, and who decrypts the document for indexers: the
    /// `metaDataDecryptorUrl`.
    pub provider: Endpoint,
    /// The state of the asset from now on. `setMetaData` writes it each time: give an update the
    /// state that is on chain, or it changes it (ocean.py 3.1.2 always writes 0, and so reactivates
    /// what was revoked).
    pub state: AssetState,
    /// Whether the document is compressed. A remote ocean-node 3.2.0 can neither encrypt nor read
    /// what is compressed.
    pub compression: Compression,
    /// Who may read the document.
    pub visibility: Visibility,
}

/// Who may read a document on chain. Files are sealed in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Visibility {
    /// Whoever the Provider decrypts it for.
    Sealed,
    /// Everybody. ocean-node 3.2.0 cannot read such documents from their events.
    Plain,
}
