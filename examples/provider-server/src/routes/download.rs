use std::borrow::Cow;

use axum::{http::request::Parts, response::Response};
use ocean_provider_core::{
    access::{Download, FileInfo},
    auth::Request,
    parity::{self, Asked, Route},
};

use super::{
    compute::{ForJobs, for_jobs},
    probe::{self, not_opened},
};
use crate::{
    app::{App, now},
    caller::{Signed, spent},
    input::Input,
    origin,
    parameters::{file_index, transaction, user_data},
    proof::Downloaded,
    reply::Refused,
    resolve::resolve,
    validation::{
        Field,
        Rule::{Numeric, Required},
        validate,
    },
};

const FIELDS: [Field; 6] = [
    Field::bail("documentId", &[Required]),
    Field::new("serviceId", &[Required]),
    Field::bail("consumerAddress", &[Required]),
    Field::bail("transferTxId", &[Required]),
    Field::new("fileIndex", &[Required]),
    Field::bail("nonce", &[Required, Numeric]),
];

/// `GET /download`: streams a file that was paid for.
pub(super) async fn handle(app: &App, parts: &Parts, input: &Input) -> Result<Response, Refused> {
    validate(input, &FIELDS)?;
    let document_id = input.filled("documentId").unwrap_or_default();
    let service_id = input.filled("serviceId").unwrap_or_default();
    let transfer_tx_id = input.filled("transferTxId").unwrap_or_default();
    let index = file_index(input)?.unwrap_or_default();
    let user_data = user_data(input)?;
    let signed = Signed::read(input, "consumerAddress")?;
    let request = Request::Download {
        document_id: &document_id,
    };
    let caller = signed
        .authenticate(app, input, &parts.headers, &request)
        .await?;

    let resolved = resolve(app, &document_id).await?;
    let asked = Asked {
        network: &resolved.chain.network,
        document_id: &document_id,
        service_id: &service_id,
        transfer_tx_id: &transfer_tx_id,
    };
    // What is no hash is the hash of no transaction.
    let transaction = transaction(&transfer_tx_id);
    let facts = resolved
        .facts(app, &service_id, caller.address(), transaction)
        .await?;
    let ForJobs {
        environments,
        trusted,
    } = for_jobs(app, &resolved, &facts, &service_id, caller.address()).await?;
    let item = facts.item(&resolved, &service_id);
    let download = Download {
        item,
        transaction: transaction.unwrap_or_default(),
        file_index: index,
        environments: &environments,
    };
    let route = Route::Download;
    let approved = download.decide(caller, facts.order.clone(), now());
    let approved = approved.map_err(|denial| {
        Refused::parity(denial.code(), &parity::denied(route, &denial, &asked))
    })?;
    let not_opened = |error| not_opened(&error, route, &asked);
    // What is wrong with the index, the files or the user data shall not cost the nonce.
    let looked = FileInfo {
        asset: item.asset,
        on_chain: item.on_chain,
        service_id: item.service_id,
    };
    let (_, files) = probe::open(app, &looked, route, &asked)?;
    let at = usize::try_from(index).unwrap_or(usize::MAX);
    files
        .request(at, user_data.as_ref(), app.settings.gateways())
        .map_err(not_opened)?;
    let grant = spent(app, approved.spend_async(&app.ledger).await)?;
    let proving = app.proofs.as_ref().map(|proofs| {
        let signature = input.filled("signature").map(Cow::into_owned);
        let nonce = signed.nonce.as_str();
        (
            proofs,
            Downloaded::new(&grant, &document_id, nonce, signature),
        )
    });
    let file = app.keeper.open_file(grant).map_err(not_opened)?;
    let request = file
        .request(user_data.as_ref(), app.settings.gateways())
        .map_err(|error| not_opened(error.into()))?;
    let response = match trusted {
        Some(trusted) => origin::trusted(app, &file, &request, index, &trusted).await?,
        None => origin::stream(app, &file, &request, &parts.headers, index).await?,
    };
    if let Some((proofs, downloaded)) = proving {
        proofs.send(downloaded);
    }
    Ok(response)
}
