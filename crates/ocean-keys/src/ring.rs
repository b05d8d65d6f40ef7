use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};

use crate::provider_key::ProviderKey;

/// Keys that were replaced but still open what was sealed to them, at most, for each chain.
/// Opening tries one after the other.
pub const MAX_RETIRED: usize = 16;

/// The keys of a Provider, for each chain: one that is current, and those that are retired.
///
/// Only the current key signs and is published; all of them open. The same key may serve several
/// chains.
///
/// ```
/// use std::sync::Arc;
/// use ocean_keys::{KeyRing, ProviderKey};
///
/// let old = Arc::new(ProviderKey::from_bytes(&[1; 32])?);
/// let new = Arc::new(ProviderKey::from_bytes(&[2; 32])?);
/// let mut ring = KeyRing::new();
/// ring.set_current(137, old.clone())?;
/// ring.set_current(137, new.clone())?;
/// assert_eq!(ring.current(137).map(|key| key.address()), Some(new.address()));
/// assert_eq!(ring.all(137).map(|key| key.address()).collect::<Vec<_>>(), [new.address(), old.address()]);
/// assert!(ring.current(1).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct KeyRing {
    chains: BTreeMap<u64, Keys>,
}

#[derive(Debug)]
struct Keys {
    current: Arc<ProviderKey>,
    /// The one retired last comes first.
    retired: Vec<Arc<ProviderKey>>,
}

impl KeyRing {
    /// A ring without keys.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes `key` the current one of a chain and retires the one that was. A key that was retired
    /// before is current again; the current one stays so.
    ///
    /// # Errors
    /// [`KeyRingError::TooManyRetired`] if [`MAX_RETIRED`] are retired already; nothing changes.
    pub fn set_current(
        &mut self,
        chain_id: u64,
        key: impl Into<Arc<ProviderKey>>,
    ) -> Result<(), KeyRingError> {
        let key = key.into();
        let Some(keys) = self.chains.get_mut(&chain_id) else {
            let retired = Vec::new();
            self.chains.insert(
                chain_id,
                Keys {
                    current: key,
                    retired,
                },
            );
            return Ok(());
        };
        if same(&keys.current, &key) {
            return Ok(());
        }
        if !keys.retired.iter().any(|old| same(old, &key)) && keys.retired.len() >= MAX_RETIRED {
            return Err(KeyRingError::TooManyRetired { chain_id });
        }
        keys.retired.retain(|old| !same(old, &key));
        let before = core::mem::replace(&mut keys.current, key);
        keys.retired.insert(0, before);
        Ok(())
    }

    /// Adds a key that only opens, behind those that are retired already. A key of this chain is
    /// left where it is.
    ///
    /// # Errors
    /// [`KeyRingError::NoCurrent`] if the chain has no current key, and
    /// [`KeyRingError::TooManyRetired`] if [`MAX_RETIRED`] are retired already.
    pub fn add_retired(
        &mut self,
        chain_id: u64,
        key: impl Into<Arc<ProviderKey>>,
    ) -> Result<(), KeyRingError> {
        let key = key.into();
        let Some(keys) = self.chains.get_mut(&chain_id) else {
            return Err(KeyRingError::NoCurrent { chain_id });
        };
        if same(&keys.current, &key) || keys.retired.iter().any(|old| same(old, &key)) {
            return Ok(());
        }
        if keys.retired.len() >= MAX_RETIRED {
            return Err(KeyRingError::TooManyRetired { chain_id });
        }
        keys.retired.push(key);
        Ok(())
    }

    /// The key that signs for a chain, and that clients seal to.
    #[must_use]
    pub fn current(&self, chain_id: u64) -> Option<&Arc<ProviderKey>> {
        self.chains.get(&chain_id).map(|keys| &keys.current)
    }

    /// The keys that open for a chain: the current one, then the retired ones, the last retired
    /// first.
    pub fn all(&self, chain_id: u64) -> impl Iterator<Item = &ProviderKey> {
        self.chains
            .get(&chain_id)
            .into_iter()
            .flat_map(|keys| core::iter::once(&keys.current).chain(&keys.retired))
            .map(|key| &**key)
    }

    /// The chains that have a key, in rising order.
    pub fn chain_ids(&self) -> impl Iterator<Item = u64> {
        self.chains.keys().copied()
    }
}

fn same(left: &ProviderKey, right: &ProviderKey) -> bool {
    left.public_key() == right.public_key()
}

/// Why a key was not put on the ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyRingError {
    /// The chain has [`MAX_RETIRED`] retired keys.
    #[error("chain {chain_id} has {MAX_RETIRED} retired keys, expected no more")]
    TooManyRetired {
        /// The chain.
        chain_id: u64,
    },
    /// A key cannot be retired where none is current.
    #[error("chain {chain_id} has no current key, expected one before a retired one")]
    NoCurrent {
        /// The chain.
        chain_id: u64,
    },
}

impl KeyRingError {
    /// A stable name for this kind of error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooManyRetired { .. } => "key_ring_too_many_retired",
            Self::NoCurrent { .. } => "key_ring_no_current",
        }
    }
}
