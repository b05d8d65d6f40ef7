use axum::response::Response;
use ocean_provider_core::{
    access::{FileInfo, Initialize, Initialized},
    auth::AsyncNonceLedger as _,
    ddo::Service,
    parity::{self, Asked, Route},
};
use serde_json::json;

use super::probe::{self, not_opened};
use crate::{
    app::{App, now},
    caller::address,
    input::Input,
    origin,
    parameters::{file_index, transaction, user_data},
    reply::{self, Refused},
    resolve::{resolve, unconfigured_chain},
    validation::{
        Field,
        Rule::{Integer, Required},
        validate,
    },
};

const FIELDS: [Field; 4] = [
    Field::new("documentId", &[Required]),
    Field::new("serviceId", &[Required]),
    Field::new("consumerAddress", &[Required]),
    Field::new("fileIndex", &[Integer]),
];

/// `GET /initialize`: a fee for an order, or the order that holds already.
pub(super) async fn handle(app: &App, input: &Input) -> Result<Response, Refused> {
    validate(input, &FIELDS)?;
    let document_id = input.filled("documentId").unwrap_or_default();
    let service_id = input.filled("serviceId").unwrap_or_default();
    let consumer = address(input, "consumerAddress")?;
    let index = file_index(input)?;
    let user_data = user_data(input)?;
    // What is no hash is the hash of no transaction: a fee is quoted.
    let transaction = input
        .filled("transferTxId")
        .and_then(|text| transaction(&text));

    let resolved = resolve(app, &document_id).await?;
    let asked = Asked {
        network: &resolved.chain.network,
        document_id: &document_id,
        service_id: &service_id,
        transfer_tx_id: "",
    };
    let facts = resolved
        .facts(app, &service_id, consumer, transaction)
        .await?;
    let item = facts.item(&resolved, &service_id);
    let initialize = Initialize {
        item,
        consumer,
        transaction,
        fee_token: resolved.chain.fee_token,
    };
    let route = Route::Initialize;
    let initialized = initialize.decide(facts.order.clone(), now());
    let initialized = initialized.map_err(|denial| {
        Refused::parity(denial.code(), &parity::denied(route, &denial, &asked))
    })?;
    let fee = match initialized {
        Initialized::ValidOrder(transaction) => {
            return Ok(reply::json(
                json!({ "validOrder": transaction }).to_string(),
            ));
        }
        Initialized::Fee(fee) => fee,
    };
    if let Some(index) = index {
        let looked = FileInfo {
            asset: item.asset,
            on_chain: item.on_chain,
            service_id: item.service_id,
        };
        let (_, files) = probe::open(app, &looked, route, &asked)?;
        let at = usize::try_from(index).unwrap_or(usize::MAX);
        let request = files
            .request(at, user_data.as_ref(), app.settings.gateways())
            .map_err(|error| not_opened(&error, route, &asked))?;
        let info = origin::look(app, request.file_type(), request.request(), at, false).await;
        if !info.valid {
            return Err(Refused::bad_request(
                "file_unavailable",
                &format!(
                    "Provider {}: Asset URL not found, not available or invalid.",
                    asked.network
                ),
            ));
        }
    }
    let chain_id = resolved.asset.chain_id();
    let fee = app.keeper.sign_fee(chain_id, fee);
    let fee = fee.map_err(|_| unconfigured_chain())?;
    let service = item.asset.document().ddo().service_by_id(&service_id);
    let datatoken = service
        .and_then(Service::datatoken_address)
        .map(|token| token.to_string_lossy().into_owned());
    let nonce = app.ledger.last(consumer).await.ok().flatten();
    let body = json!({
        "datatoken": datatoken,
        "nonce": nonce.map(|nonce| nonce.to_string()),
        "providerFee": fee,
    });
    Ok(reply::json(body.to_string()))
}
