use std::borrow::Cow;

use alloy_primitives::{B256, hex};
use axum::{
    http::{StatusCode, request::Parts},
    response::Response,
};
use ocean_provider_core::{
    access::{DecryptDdo, Decrypters, DocumentSource},
    auth::Request,
    checksum::DocumentHash,
    did::parse_address,
    encryption::{Envelope, Flags},
    parity::{self, Asked, Route},
};

use crate::{
    app::App,
    caller::{Signed, not_an_address, spent},
    input::Input,
    parameters::{chain_id, transaction},
    reply::{self, Refused},
    resolve::{chain, chain_failed, unconfigured_chain},
    validation::{
        Field,
        Rule::{Numeric, Required, RequiredWith, RequiredWithout},
        validate,
    },
};

const FIELDS: [Field; 8] = [
    Field::new("decrypterAddress", &[Required]),
    Field::new("chainId", &[Required]),
    Field::new(
        "transactionId",
        &[RequiredWithout(&[
            "encryptedDocument",
            "flags",
            "documentHash",
        ])],
    ),
    Field::new("dataNftAddress", &[Required]),
    Field::new(
        "encryptedDocument",
        &[
            RequiredWithout(&["transactionId"]),
            RequiredWith(&["flags", "documentHash"]),
        ],
    ),
    Field::new(
        "flags",
        &[
            RequiredWithout(&["transactionId"]),
            RequiredWith(&["encryptedDocument", "documentHash"]),
        ],
    ),
    Field::new(
        "documentHash",
        &[
            RequiredWithout(&["transactionId"]),
            RequiredWith(&["encryptedDocument", "flags"]),
        ],
    ),
    Field::new("nonce", &[Required, Numeric]),
];

/// `POST /decrypt`: the document of a data NFT, for whoever may index it.
pub(super) async fn handle(app: &App, parts: &Parts, input: &Input) -> Result<Response, Refused> {
    validate(input, &FIELDS)?;
    let chain_text = input.filled("chainId").unwrap_or_default();
    let nft_text = input.filled("dataNftAddress").unwrap_or_default();
    let transaction_text = input.filled("transactionId");
    let signed = Signed::read(input, "decrypterAddress")?;
    let request = Request::Decrypt {
        transaction_id: transaction_text.as_deref(),
        data_nft_address: &nft_text,
        chain_id: &chain_text,
    };
    let caller = signed
        .authenticate(app, input, &parts.headers, &request)
        .await?;
    let chain_id = chain_id(&chain_text).ok_or_else(unconfigured_chain)?;
    let node = &chain(app, chain_id)?.node;
    let nft = parse_address(&nft_text).map_err(|_| not_an_address("dataNftAddress"))?;
    let id = match transaction_text.as_deref().map(transaction) {
        None => None,
        Some(Some(id)) => Some(id),
        Some(None) => return Err(unprocessable()),
    };
    let arguments = match id {
        None => Some(envelope(input)?),
        Some(_) => None,
    };
    let (on_chain, listed, receipt) =
        tokio::join!(node.on_chain(nft), node.erc721_list(nft), async {
            match id {
                Some(id) => node.receipt(id).await,
                None => Ok(None),
            }
        },);
    let listed = listed.map_err(|error| chain_failed(app, &error))?;
    let on_chain = match on_chain {
        Ok(on_chain) => on_chain,
        // No contract, or none of Ocean's: the factory did not make it.
        Err(error) if error.is_of_contract() && listed != nft => {
            return Err(Refused::bad_request(
                "not_of_factory",
                "Asset not deployed by the data NFT factory.",
            ));
        }
        Err(error) => return Err(chain_failed(app, &error)),
    };
    let receipt = receipt.map_err(|error| chain_failed(app, &error))?;
    let source = match (id, arguments) {
        (_, Some(envelope)) => DocumentSource::Arguments(envelope),
        (id, None) => DocumentSource::Transaction {
            id: id.unwrap_or_default(),
            receipt: receipt.as_ref(),
        },
    };
    let decrypters = app.settings.authorized_decrypters.as_deref();
    let decrypt = DecryptDdo {
        chain_id,
        nft,
        on_chain,
        listed,
        decrypters: decrypters.map_or(Decrypters::Everybody, Decrypters::These),
        source,
    };
    let approved = decrypt.decide(caller).map_err(|denial| {
        let reply = parity::denied(Route::Decrypt, &denial, &Asked::default());
        Refused::parity(denial.code(), &reply)
    })?;
    let grant = spent(app, approved.spend_async(&app.ledger).await)?;
    let asset = app
        .keeper
        .open_document(grant)
        .map_err(|error| Refused::parity(error.code(), &parity::document_not_opened(&error)))?;
    let document = asset.document().bytes().to_vec();
    Ok(reply::answer(
        StatusCode::CREATED,
        "text/plain; charset=utf-8",
        document,
    ))
}

/// `encryptedDocument`, `flags` and `documentHash`.
fn envelope(input: &Input) -> Result<Envelope<'static>, Refused> {
    let wrong = || Refused::bad_request("arguments", "Failed to convert input args to bytes.");
    let bytes = |name| {
        let text = input.filled(name).unwrap_or_default();
        hex::decode(text.as_bytes()).ok()
    };
    let data = bytes("encryptedDocument").ok_or_else(wrong)?;
    let hash = bytes("documentHash").ok_or_else(wrong)?;
    let hash = B256::try_from(hash.as_slice()).map_err(|_| wrong())?;
    let flags: u8 = input
        .filled("flags")
        .and_then(|text| text.parse().ok())
        .ok_or_else(wrong)?;
    Ok(Envelope {
        flags: Flags::from(flags),
        hash: DocumentHash::from(hash),
        data: Cow::Owned(data),
    })
}

fn unprocessable() -> Refused {
    Refused::bad_request("transaction", "Failed to process transaction id.")
}
