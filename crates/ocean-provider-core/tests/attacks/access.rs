//! Attacks on who may have what.

use alloy_primitives::{Address, Bytes, U256};
use ocean_provider_core::{
    access::{
        DecryptDdo, Decrypters, Denial, DocumentSource, Download, FileInfo, OnChain,
        OpenDocumentError, Reason,
    },
    auth::{MemoryNonces, NonceLedger as _, Request},
    checksum::DocumentHash,
    encryption::{Ciphertext, Compression, Envelope, Flags},
    files::{self, Binding, FileChecksum, FileType, Gateways},
    orders::{Log, Receipt, events::MetadataCreated},
    state::AssetState,
};
use serde_json::json;

use crate::world::{
    CHAIN_ID, DATATOKEN, NFT, NOW, OTHER, TRANSACTION, URL, World, alice, call, did, keeper,
    provider, random, sealed,
};

/// The NFT of the attacker, which is in state 0.
const MALLORYS: Address = OTHER;

/// Asks for the document of an NFT.
fn decrypt(nft: Address, source: DocumentSource<'_>, nonce: &str) -> Result<String, String> {
    let request = Request::Decrypt {
        transaction_id: None,
        data_nft_address: &nft.to_string(),
        chain_id: &CHAIN_ID.to_string(),
    };
    let asked = DecryptDdo {
        chain_id: CHAIN_ID,
        nft,
        on_chain: OnChain {
            chain_id: CHAIN_ID,
            nft,
            state: AssetState::Active,
        },
        listed: nft,
        decrypters: Decrypters::Everybody,
        source,
    };
    let approved = asked.decide(call(&alice(), &request, nonce));
    let approved = approved.map_err(|denial: Denial| denial.code().to_owned())?;
    let grant = approved.spend(&MemoryNonces::default()).unwrap();
    let opened = keeper().open_document(grant);
    let asset = opened.map_err(|error: OpenDocumentError| error.code().to_owned())?;
    Ok(asset.document().text().to_owned())
}

fn victims_document() -> String {
    World::honest().ddo.to_string()
}

fn envelope(document: &str) -> Envelope<'static> {
    let key = provider().public_key();
    Envelope::sealed(document.as_bytes(), Compression::Xz, &key, random).unwrap()
}

fn event(envelope: &Envelope<'_>, emitter: Address, log_index: u64) -> Log {
    MetadataCreated {
        created_by: alice().address(),
        state: 0,
        decryptor_url: "https://provider.example".into(),
        flags: Bytes::from(vec![envelope.flags.to_byte()]),
        data: Bytes::from(envelope.data.to_vec()),
        metadata_hash: envelope.hash.into(),
        timestamp: U256::from(NOW),
        block_number: U256::from(1),
    }
    .encode(emitter, log_index)
}

fn receipt(logs: Vec<Log>) -> Receipt {
    Receipt {
        chain_id: CHAIN_ID,
        transaction_hash: TRANSACTION,
        succeeded: true,
        block_number: 1,
        block_timestamp: NOW,
        logs,
    }
}

fn transaction(receipt: &Receipt) -> DocumentSource<'_> {
    DocumentSource::Transaction {
        id: TRANSACTION,
        receipt: Some(receipt),
    }
}

#[test]
fn a16_a_revoked_document_does_not_come_out_through_another_nft() {
    let victims = envelope(&victims_document());
    let honest = decrypt(NFT, DocumentSource::Arguments(victims.clone()), "1");
    assert_eq!(honest.unwrap(), victims_document());

    // The state of his own NFT is fine, but the document is not its own.
    let through_his_own = decrypt(MALLORYS, DocumentSource::Arguments(victims.clone()), "1");
    assert_eq!(through_his_own.unwrap_err(), "not_the_document");
    // He may even have his NFT emit it.
    let emitted = receipt(vec![event(&victims, MALLORYS, 0)]);
    let through_his_event = decrypt(MALLORYS, transaction(&emitted), "1");
    assert_eq!(through_his_event.unwrap_err(), "not_the_document");
    // The NFT that it belongs to is named, and so is its state.
    let victim = DecryptDdo {
        chain_id: CHAIN_ID,
        nft: NFT,
        on_chain: OnChain {
            chain_id: CHAIN_ID,
            nft: MALLORYS,
            state: AssetState::Active,
        },
        listed: NFT,
        decrypters: Decrypters::Everybody,
        source: DocumentSource::Arguments(victims),
    };
    let request = Request::Decrypt {
        transaction_id: None,
        data_nft_address: &NFT.to_string(),
        chain_id: "8996",
    };
    let denial = victim.decide(call(&alice(), &request, "1")).unwrap_err();
    assert_eq!(denial.code(), "state_of_other_nft");
}

#[test]
fn a17_decrypt_answers_no_question_about_sealed_files() {
    let binding = Binding {
        datatoken: DATATOKEN,
        nft: NFT,
    };
    let ciphertext: Ciphertext = sealed(binding).parse().unwrap();
    let plaintext = ocean_provider_core::encryption::open(&provider(), ciphertext.as_bytes());
    let right_guess = DocumentHash::of(&plaintext.unwrap());
    let wrong_guess = DocumentHash::of(b"another list");
    let ask = |hash, flags: u8, data: &[u8]| {
        let envelope = Envelope {
            flags: Flags::from(flags),
            hash,
            data: data.to_vec().into(),
        };
        decrypt(MALLORYS, DocumentSource::Arguments(envelope), "1").unwrap_err()
    };
    // One answer, whatever was guessed and whether it opens at all.
    for (hash, flags) in [
        (right_guess, 2),
        (wrong_guess, 2),
        (right_guess, 3),
        (right_guess, 0),
    ] {
        assert_eq!(ask(hash, flags, ciphertext.as_bytes()), "not_the_document");
    }
    assert_eq!(ask(right_guess, 2, &[4; 200]), "not_the_document");
    assert_eq!(ask(right_guess, 2, &[]), "not_the_document");
}

#[test]
fn a18_names_and_checksums_of_paid_files_are_not_told() {
    let found = files::FileInfo {
        index: 0,
        valid: true,
        file_type: Some(FileType::Url),
        content_length: Some(12),
        content_type: Some("text/csv".into()),
        filename: Some("levels.csv".into()),
        checksum: Some(FileChecksum::of(b"levels")),
    };
    let world = World::honest();
    let asset = world.asset();
    let request = FileInfo {
        asset: &asset,
        on_chain: world.on_chain,
        service_id: "s1",
    };
    let told = request.decide().unwrap().disclose(found.clone(), None);
    assert_eq!((told.filename, told.checksum), (None, None));
    // What clients need stays.
    assert_eq!(
        (
            told.index,
            told.valid,
            told.file_type,
            told.content_length,
            told.content_type
        ),
        (
            found.index,
            true,
            found.file_type,
            found.content_length,
            found.content_type
        )
    );
}

/// What the sealed files and the signature hold must be in no text that the facade makes.
fn assert_silent(what: &str, text: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!text.contains(secret), "{what} shows {secret}: {text}");
    }
}

#[test]
fn a22_nothing_that_is_printed_holds_a_secret() {
    let mut world = World::honest();
    let files = world.ddo["services"][0]["files"]
        .as_str()
        .unwrap()
        .to_owned();
    let did = did(NFT).to_string();
    let request = Request::Download { document_id: &did };
    let claimed = alice().address().into();
    let message =
        ocean_provider_core::auth::Message::wire(&request, &claimed, &"1".parse().unwrap());
    let signature = crate::world::sign(&alice(), &message.unwrap());
    let of_key = "0101010101010101";
    let secrets = [
        URL,
        "data.example",
        "/secret/",
        "X-Key",
        "hush",
        "QmY7Yh4U",
        of_key,
        &files[2..40],
        &signature[2..40],
        "Levels",
    ];
    let silent = |what: &str, text: String| assert_silent(what, &text, &secrets);

    let asset = world.asset();
    let download = Download {
        item: world.item(&asset),
        transaction: TRANSACTION,
        file_index: 0,
        environments: &[],
    };
    silent("download", format!("{download:?}"));
    silent("asset", format!("{asset:?}"));
    let approved = world.decide().unwrap();
    silent("approved", format!("{approved:?}"));
    let grant = approved.spend(&MemoryNonces::default()).unwrap();
    silent("grant", format!("{grant:?}"));
    silent("keeper", format!("{:?}", keeper()));
    silent("file", format!("{:?}", keeper().open_file(grant).unwrap()));

    let request = FileInfo {
        asset: &asset,
        on_chain: world.on_chain,
        service_id: "s1",
    };
    let probe = request.decide().unwrap();
    silent("probe", format!("{probe:?}"));
    let probed = keeper().open_probe(&probe).unwrap();
    silent("probed files", format!("{probed:?}"));
    silent(
        "request",
        format!(
            "{:?}",
            probed.request(0, None, Gateways::default()).unwrap()
        ),
    );
    let error = probed.request(1, None, Gateways::default()).unwrap_err();
    silent("error", format!("{error:?} {error}"));

    let envelope = DocumentSource::Arguments(
        Envelope::plain(world.ddo.to_string().as_bytes(), Compression::None).unwrap(),
    );
    silent("source", format!("{envelope:?}"));

    world.on_chain.state = AssetState::Revoked;
    world.paid = None;
    let denial = world.decide().unwrap_err();
    silent("denial", format!("{denial:?} {denial}"));
    // Files that do not open, and a file that is none.
    world = World::honest();
    for files in [
        files[..files.len() - 2].to_owned(),
        "0x0404".into(),
        "hush".into(),
    ] {
        world.service()["files"] = json!(files);
        let grant = world
            .decide()
            .unwrap()
            .spend(&MemoryNonces::default())
            .unwrap();
        let error = keeper().open_file(grant).unwrap_err();
        let source = std::error::Error::source(&error).map(ToString::to_string);
        silent("error", format!("{error:?} {error} {source:?}"));
    }
}

#[test]
fn a46_a_document_of_another_contract_in_the_same_transaction() {
    let victims = envelope(&victims_document());
    let forged = victims_document().replace("Levels", "Forged");
    let forged = envelope(&forged);
    // Only the NFT's own log counts, wherever it stands.
    for logs in [
        vec![event(&forged, MALLORYS, 0), event(&victims, NFT, 1)],
        vec![event(&victims, NFT, 0), event(&forged, MALLORYS, 1)],
    ] {
        let opened = decrypt(NFT, transaction(&receipt(logs)), "1");
        assert_eq!(opened.unwrap(), victims_document());
    }
    // Without one there is none, and the attempt is named.
    let only_forged = receipt(vec![event(&forged, MALLORYS, 5)]);
    let refused = transaction(&only_forged);
    let denial = DecryptDdo {
        chain_id: CHAIN_ID,
        nft: NFT,
        on_chain: OnChain {
            chain_id: CHAIN_ID,
            nft: NFT,
            state: AssetState::Active,
        },
        listed: NFT,
        decrypters: Decrypters::Everybody,
        source: refused,
    };
    let request = Request::Decrypt {
        transaction_id: None,
        data_nft_address: &NFT.to_string(),
        chain_id: "8996",
    };
    let denial = denial.decide(call(&alice(), &request, "1")).unwrap_err();
    let expected = Reason::MetadataOfOtherContract {
        log_index: 5,
        emitter: MALLORYS,
        nft: NFT,
    };
    assert_eq!(denial.first(), &expected);
}

#[test]
fn a47_an_nft_that_emits_anything_gives_neither_orders_nor_foreign_documents() {
    // Through `executeCall` the NFT emits the events of an order.
    let world = World::honest();
    let paid = world.paid.clone().unwrap();
    let refused = paid.verify(&paid.receipt(NFT));
    let asset = world.asset();
    let download = Download {
        item: world.item(&asset),
        transaction: TRANSACTION,
        file_index: 0,
        environments: &[],
    };
    let ledger = MemoryNonces::default();
    let denial = download
        .decide(world.sign_in(), Some(refused), NOW)
        .unwrap_err();
    assert_eq!(denial.code(), "event_emitter_not_datatoken");
    assert_eq!(ledger.last(alice().address()), Ok(None));
    // An order of his NFT, verified for its own "datatoken", is not one for this asset.
    let mut own = world.clone();
    own.paid().nft = MALLORYS;
    own.paid().datatoken = MALLORYS;
    assert_eq!(
        own.codes(),
        ["order_of_other_nft", "order_of_other_datatoken"]
    );
    // And it emits the metadata of another asset.
    let foreign = receipt(vec![event(&envelope(&victims_document()), MALLORYS, 0)]);
    let opened = decrypt(MALLORYS, transaction(&foreign), "1");
    assert_eq!(opened.unwrap_err(), "not_the_document");
}
