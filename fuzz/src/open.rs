use arbitrary::{Arbitrary, Unstructured};
use ocean_encryption::{
    OVERHEAD, OpenError, open as open_one, open_any, open_batch, open_into, seal, seal_to_self,
};
use ocean_keys::{ProviderKey, RandomError};

const SECRET: [u8; 32] = [1; 32];

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    random: [u8; 48],
    edits: Vec<(u16, u8)>,
    /// How many bytes are cut off.
    shorter: u8,
    plaintext: &'a [u8],
}

/// What was sealed opens, also in the crate `ecies`; any other bytes fail in both, in every form.
pub fn open(data: &[u8]) {
    let key = ProviderKey::from_bytes(&SECRET).expect("a key");
    let _ = equals_ecies(&key, data);
    if let Ok(input) = Input::arbitrary(&mut Unstructured::new(data)) {
        round_trip(&key, &input);
    }
}

/// The forms of opening agree with each other and with the crate.
fn equals_ecies(key: &ProviderKey, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let opened = open_one(key, sealed);
    let mut buffer = vec![0; 3];
    let into = open_into(key, sealed, &mut buffer).map(|()| buffer);
    assert_eq!(into, opened);
    assert_eq!(open_any([key], sealed), opened);
    assert_eq!(
        open_batch(key, &[&[], sealed]),
        [Err(OpenError), opened.clone()]
    );

    // It reads what SEC1 calls compact, too, and takes the first 65 bytes of it for the key.
    if matches!(sealed.first(), None | Some(4)) {
        assert_eq!(ecies::decrypt(&SECRET, sealed).ok(), opened.clone().ok());
    } else {
        assert_eq!(opened, Err(OpenError));
    }
    opened
}

fn round_trip(key: &ProviderKey, input: &Input<'_>) {
    let public = key.public_key();
    let Ok(sealed) = seal(&public, input.plaintext, given(&input.random)) else {
        // Zero and what is beyond the order are no keys, and there are no numbers for another one.
        assert!(matches!(input.random, [0 | 0xff, 0 | 0xff, ..]));
        return;
    };
    let to_self = seal_to_self(key, input.plaintext, given(&input.random));
    assert_eq!(to_self.as_ref(), Ok(&sealed));
    assert_eq!(sealed.len(), OVERHEAD + input.plaintext.len());
    assert_eq!(equals_ecies(key, &sealed).as_deref(), Ok(input.plaintext));

    let mut changed = sealed.clone();
    for (at, change) in &input.edits {
        let at = usize::from(*at) % changed.len();
        changed[at] ^= change;
    }
    changed.truncate(changed.len() - usize::from(input.shorter).min(changed.len()));
    let is_other = changed != sealed;
    #[cfg(planted)]
    if let Some(nonce) = changed.get_mut(65..81) {
        nonce.copy_from_slice(&sealed[65..81]);
    }
    if is_other {
        assert_eq!(equals_ecies(key, &changed), Err(OpenError));
    }
}

/// A random source that gives these bytes, once.
fn given(bytes: &[u8]) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut rest = bytes;
    move |out| {
        let (taken, left) = rest
            .split_at_checked(out.len())
            .ok_or(RandomError::Unavailable)?;
        out.copy_from_slice(taken);
        rest = left;
        Ok(())
    }
}
