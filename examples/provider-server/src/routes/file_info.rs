use axum::response::Response;
use ocean_provider_core::{
    access::{FileInfo, OnChain},
    files::{self, FileObject},
    parity::{Asked, Route},
};

use super::probe::{self, not_opened};
use crate::{
    app::App,
    input::Input,
    origin,
    parameters::user_data,
    reply::{self, Refused},
    resolve::{chain_failed, resolve},
    validation::{
        Field,
        Rule::{In, RequiredIf, RequiredWithout, StartsWith},
        validate,
    },
};

const FIELDS: [Field; 6] = [
    Field::new(
        "type",
        &[
            RequiredWithout(&["did"]),
            In(&["ipfs", "url", "arweave", "graphql", "smartcontract"]),
        ],
    ),
    Field::new("did", &[RequiredWithout(&["type"]), StartsWith("did:op")]),
    Field::new("hash", &[RequiredIf("type", "ipfs")]),
    Field::new("url", &[RequiredIf("type", "url")]),
    Field::new("transactionId", &[RequiredIf("type", "arweave")]),
    Field::new("serviceId", &[RequiredWithout(&["type"])]),
];

/// `POST /fileinfo`: whether files can be reached, how long they are, and of what type.
pub(super) async fn handle(app: &App, input: &Input) -> Result<Response, Refused> {
    validate(input, &FIELDS)?;
    let user_data = user_data(input)?;
    let wants_checksum = wants_checksum(input);
    let infos = match (input.filled("type"), input.json()) {
        (Some(_), Some(object)) => {
            let malformed = |code, text: &str| Refused::bad_request(code, text);
            let file = FileObject::from_value(object).map_err(|error| {
                let text = error.provider_text();
                malformed(
                    error.code(),
                    text.as_deref().unwrap_or("malformed file object."),
                )
            })?;
            let request = file
                .request(user_data.as_ref(), app.settings.gateways())
                .map_err(|error| {
                    let text = error.provider_text();
                    malformed(
                        error.code(),
                        text.as_deref().unwrap_or("malformed file object."),
                    )
                })?;
            vec![origin::look(app, file.file_type(), &request, 0, wants_checksum).await]
        }
        (Some(_), None) => {
            return Err(Refused::crash(
                "not_a_body",
                "A file object is sent as a JSON body.",
            ));
        }
        (None, _) => {
            let did = input.filled("did").unwrap_or_default();
            let service_id = input.filled("serviceId").unwrap_or_default();
            of_service(app, &did, &service_id, wants_checksum, user_data.as_ref()).await?
        }
    };
    let body = serde_json::to_string(&infos);
    Ok(reply::json(body.unwrap_or_default()))
}

async fn of_service(
    app: &App,
    did: &str,
    service_id: &str,
    wants_checksum: bool,
    user_data: Option<&files::UserData>,
) -> Result<Vec<files::FileInfo>, Refused> {
    let resolved = resolve(app, did).await?;
    let asked = Asked {
        network: &resolved.chain.network,
        document_id: did,
        service_id,
        transfer_tx_id: "",
    };
    let on_chain: OnChain = resolved
        .chain
        .node
        .on_chain(resolved.asset.nft())
        .await
        .map_err(|error| chain_failed(app, &error))?;
    let looked = FileInfo {
        asset: &resolved.asset,
        on_chain,
        service_id,
    };
    let (probe, files) = probe::open(app, &looked, Route::FileInfo, &asked)?;
    let mut infos = Vec::with_capacity(files.len());
    for index in 0..files.len() {
        let request = files
            .request(index, user_data, app.settings.gateways())
            .map_err(|error| not_opened(&error, Route::FileInfo, &asked))?;
        let info = origin::look(
            app,
            request.file_type(),
            request.request(),
            index,
            wants_checksum,
        )
        .await;
        infos.push(if app.compat.fileinfo_discloses() {
            info
        } else {
            probe.disclose(info, None)
        });
    }
    Ok(infos)
}

/// `checksum`: anything that Python holds for true.
fn wants_checksum(input: &Input) -> bool {
    use crate::input::Parameter;
    match input.get("checksum") {
        Parameter::Absent => false,
        Parameter::Text(text) => !matches!(text.as_ref(), "" | "0" | "0.0"),
        Parameter::Other(value) => value.as_bool().unwrap_or(true),
    }
}
