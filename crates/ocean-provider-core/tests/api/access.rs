//! Who may have what, and the words of the reference.

use std::{collections::BTreeSet, error::Error, fmt::Debug};

use alloy_primitives::Address;
use ocean_provider_core::{
    access::{
        Approved, ComputeStart, DecryptDdo, Decrypters, Denial, DocumentPermit, DocumentSource,
        Download, EncryptError, FileInfo, FilePermit, Grant, Initialize, Initialized, Item,
        JobPermit, Keeper, NoKey, OnChain, OpenDocumentError, OpenFileError, Probe, ProbeRequest,
        ProbedFiles, Reason,
    },
    encryption::{Ciphertext, OpenError, SealError},
    files::{FileObject, OpenFilesError},
    keys::{KeyRing, ProviderKey, RandomError},
    orders::UnsignedFee,
    parity::{Asked, Body, Reply, Route},
};

use crate::reasons;

fn shared<T: Send + Sync + Unpin + Debug>() {}
fn owned<T: Clone + Eq + Send + Sync + Debug + 'static>() {}
fn error<T: Error + Clone + Eq + Send + Sync + 'static>() {}

#[test]
fn traits() {
    shared::<Approved<FilePermit>>();
    shared::<Grant<FilePermit>>();
    shared::<Approved<JobPermit>>();
    shared::<Grant<JobPermit>>();
    shared::<Approved<DocumentPermit>>();
    shared::<Grant<DocumentPermit>>();
    shared::<ComputeStart<'_>>();
    shared::<DecryptDdo<'_>>();
    shared::<Decrypters<'_>>();
    shared::<DocumentSource<'_>>();
    shared::<Download<'_>>();
    shared::<FileInfo<'_>>();
    shared::<Initialize<'_>>();
    shared::<Item<'_>>();
    shared::<Keeper>();
    shared::<Probe>();
    shared::<ProbedFiles>();
    shared::<ProbeRequest>();
    shared::<Asked<'_>>();
    owned::<Initialized>();
    owned::<OnChain>();
    owned::<Reply>();
    owned::<Body>();
    owned::<Route>();
    error::<Denial>();
    error::<Reason>();
    error::<NoKey>();
    error::<EncryptError>();
    error::<OpenFileError>();
    error::<OpenDocumentError>();
}

/// Whether a message is in the house style: lower case and no full stop.
fn assert_style(message: &str) {
    let first = message.chars().next().unwrap();
    assert!(
        !first.is_uppercase() && !message.ends_with('.'),
        "{message}"
    );
}

#[test]
fn words_of_reasons() {
    let all = reasons::all();
    let mut codes = BTreeSet::new();
    for (reason, code, message) in &all {
        assert_eq!((reason.code(), &reason.to_string()), (*code, message));
        assert_style(message);
        assert!(codes.insert(*code), "{code} stands for two reasons");
    }
    assert_eq!(all.len(), 48);
}

#[test]
fn other_words_of_reasons() {
    let cases = [
        (
            Reason::CachedState { found: None },
            "`nft.state` of the document is no state",
        ),
        (
            Reason::ServiceType {
                found: None,
                expected: "access",
            },
            "service is of type none, expected `access`",
        ),
        (
            Reason::OrderOfOtherTimeout {
                found: 5,
                expected: None,
            },
            "order was verified with a timeout of 5 seconds, expected none, since the service has none",
        ),
        (
            Reason::OrderOfOtherEnvironment { found: None },
            "order is for no environment, which is not the caller's",
        ),
    ];
    for (reason, message) in cases {
        assert_eq!(reason.to_string(), message);
    }
}

#[test]
fn a_denial_tells_where_it_comes_from() {
    let with_source = reasons::all()
        .into_iter()
        .filter(|(reason, ..)| Denial::from(reason.clone()).source().is_some());
    let codes: Vec<_> = with_source.map(|(_, code, _)| code).collect();
    assert_eq!(
        codes,
        [
            "credentials_shape",
            "credentials_too_many",
            "fee_data_too_long",
            "malformed_metadata_event"
        ]
    );
}

fn no_key() -> NoKey {
    let fee = UnsignedFee {
        token: Address::ZERO,
        amount: alloy_primitives::U256::ZERO,
        data: vec![].into(),
        valid_until: alloy_primitives::U256::ZERO,
    };
    Keeper::new(KeyRing::new()).sign_fee(137, fee).unwrap_err()
}

#[test]
fn words_of_errors() {
    assert_eq!(no_key().to_string(), "no key for chain 137");
    assert_eq!(no_key().code(), "no_key");
    let encrypt = [
        (
            EncryptError::NoKey(no_key()),
            "no_key",
            "no key for chain 137",
        ),
        (
            EncryptError::Seal(SealError::Random(RandomError::Broken)),
            SealError::Random(RandomError::Broken).code(),
            &SealError::Random(RandomError::Broken).to_string(),
        ),
    ];
    for (error, code, message) in encrypt {
        assert_eq!((error.code(), error.to_string().as_str()), (code, message));
    }
    let documents = [
        (
            OpenDocumentError::NoKey(no_key()),
            "no_key",
            "no key for chain 137",
        ),
        (
            OpenDocumentError::NotTheDocument,
            "not_the_document",
            "no document of the NFT comes out of the envelope",
        ),
    ];
    for (error, code, message) in documents {
        assert_eq!((error.code(), error.to_string().as_str()), (code, message));
    }
    let key = ProviderKey::from_bytes(&[1; 32]).unwrap();
    let sealed: OpenError = ocean_provider_core::encryption::open(&key, &[]).unwrap_err();
    let sealed = OpenFilesError::Sealed(sealed);
    let malformed = FileObject::parse("{}").unwrap_err();
    let address = Address::repeat_byte(1);
    let files = [
        (
            OpenFileError::NoKey(no_key()),
            "no_key",
            "no key for chain 137".to_owned(),
        ),
        (
            OpenFileError::OtherProvider { found: address },
            "order_of_other_provider",
            format!("order paid the Provider {address}, which is not this one"),
        ),
        (
            OpenFileError::NotHex("0xzz".parse::<Ciphertext>().unwrap_err()),
            "files_not_hex",
            "`files` of the service is not hexadecimal".to_owned(),
        ),
        (
            OpenFileError::Files(sealed.clone()),
            sealed.code(),
            sealed.to_string(),
        ),
        (
            OpenFileError::NoFile { index: 2, count: 2 },
            "no_such_file",
            "service has no file 2, and has 2".to_owned(),
        ),
        (
            OpenFileError::File(malformed.clone()),
            malformed.code(),
            malformed.to_string(),
        ),
    ];
    for (error, code, message) in files {
        assert_eq!((error.code(), error.to_string()), (code, message));
        assert_style(&error.to_string());
    }
}
