use ocean_credentials::{Decision, MalformedCredentials};
use ocean_orders::Refusal;

use super::{Asked, Body, Reply, Route};
use crate::access::{Denial, Reason};

/// The answer to a denied request: to its first reason, as the reference has one only.
#[must_use]
pub fn denied(route: Route, denial: &Denial, asked: &Asked<'_>) -> Reply {
    let reply = to_reason(route, denial.first(), asked);
    match route {
        // The reference names the dataset, or the algorithm, that it is about.
        Route::ComputeStart => reply.ours(),
        _ => reply,
    }
}

/// Why an asset may not be consumed ([`Item::check_consumable`](crate::access::Item::check_consumable)):
/// what `not_consumable` of the facts of a computation is told, for
/// [`compute_refused`](super::compute_refused) to name the dataset.
#[must_use]
pub fn not_consumable(denial: &Denial, asked: &Asked<'_>) -> String {
    match to_reason(Route::ComputeStart, denial.first(), asked).body {
        Body::Error(text) | Body::Resource { text, .. } | Body::Validation { text, .. } => text,
    }
}

fn to_reason(route: Route, reason: &Reason, asked: &Asked<'_>) -> Reply {
    let network = asked.network;
    let own_words = || Reply::refuse_on(network, reason.to_string()).ours();
    match (reason, route) {
        (Reason::OtherEndpoint { .. } | Reason::OtherDocument { .. }, _) => Reply {
            status: 400,
            body: Body::Validation {
                field: "signature",
                text: super::errors::INVALID_SIGNATURE.into(),
                is_list: false,
            },
            is_reference: false,
        },
        (Reason::State(refusal), Route::Decrypt) => match refusal.provider_decrypt_reply() {
            Some(reply) => Reply::refuse(reply.status, reply.text),
            None => own_words(),
        },
        (Reason::State(_), Route::FileInfo) => disabled_on_chain(network).ours(),
        (Reason::State(_), _) => disabled_on_chain(network),
        (
            Reason::NoMetadata | Reason::CachedState { .. },
            Route::Initialize | Route::Download | Route::ComputeStart,
        ) => access_denied(asked, "ASSET_DISABLED"),
        (
            Reason::Credentials(denial),
            Route::Initialize | Route::Download | Route::ComputeStart,
        ) => access_denied(asked, Decision::Denied(denial.clone()).code().name()),
        (
            Reason::MalformedCredentials(error),
            Route::Initialize | Route::Download | Route::ComputeStart,
        ) if has_no_values(error) => Reply::refuse(503, "No values key in the address credential."),
        (Reason::NoService { .. }, Route::Download) => {
            Reply::refuse(503, "'NoneType' object has no attribute 'type'")
        }
        (Reason::NoService { .. }, Route::Initialize | Route::FileInfo) => {
            Reply::refuse_on(network, "Invalid serviceId.")
        }
        (Reason::ServiceType { .. }, Route::Download) => Reply::refuse_on(
            network,
            format!(
                "Service with index={} is not an access service.",
                asked.service_id
            ),
        ),
        (Reason::ServiceType { found, .. }, Route::Initialize)
            if found.as_deref() == Some("compute") =>
        {
            Reply::refuse_on(
                network,
                "Use the initializeCompute endpoint to initialize compute jobs.",
            )
        }
        (Reason::NoFiles, Route::Download) => {
            Reply::refuse(503, "object of type 'NoneType' has no len()")
        }
        (Reason::NoFiles | Reason::NoDatatoken, Route::FileInfo) => {
            Reply::refuse_on(network, "Unable to get dataset files")
        }
        (Reason::OrderRefused(refusal), Route::Download) => order_refused(asked, refusal),
        (reason, Route::Download) if is_about_the_order(reason) => {
            order_not_valid(asked, &reason.to_string()).ours()
        }
        (Reason::NotADecrypter { .. }, Route::Decrypt) => {
            Reply::refuse(403, "Decrypter not authorized")
        }
        (Reason::NotOfFactory { .. }, Route::Decrypt) => {
            Reply::refuse(400, "Asset not deployed by the data NFT factory.")
        }
        (
            Reason::TransactionUnknown { .. }
            | Reason::TransactionFailed { .. }
            | Reason::NoMetadataEvent { .. },
            Route::Decrypt,
        ) => no_document(),
        (
            Reason::ReceiptOfOtherChain { .. }
            | Reason::ReceiptOfOtherTransaction { .. }
            | Reason::MetadataOfOtherContract { .. }
            | Reason::MalformedMetadataEvent { .. }
            | Reason::NoFlags { .. },
            Route::Decrypt,
        ) => no_document().ours(),
        _ => own_words(),
    }
}

fn disabled_on_chain(network: &str) -> Reply {
    Reply::refuse_on(network, ocean_state::Refusal::PROVIDER_CONSUME_TEXT)
}

fn no_document() -> Reply {
    Reply::refuse(400, "Failed to process transaction id.")
}

fn access_denied(asked: &Asked<'_>, code: &str) -> Reply {
    let text = format!(
        "Error: Access to asset {} was denied with code: ConsumableCodes.{code}.",
        asked.document_id
    );
    Reply::refuse_on(asked.network, text)
}

fn has_no_values(error: &MalformedCredentials) -> bool {
    matches!(
        error,
        MalformedCredentials::Shape { pointer, found: "nothing", .. } if pointer.ends_with("/values")
    )
}

fn order_refused(asked: &Asked<'_>, refusal: &Refusal) -> Reply {
    match refusal.provider_text(asked.network) {
        Some(text) => order_not_valid(asked, &text),
        None => order_not_valid(asked, &refusal.to_string()).ours(),
    }
}

fn order_not_valid(asked: &Asked<'_>, text: &str) -> Reply {
    let text = format!(
        "Order with tx_id {} could not be validated due to error: {text}",
        asked.transfer_tx_id
    );
    Reply::refuse_on(asked.network, text)
}

fn is_about_the_order(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::OrderUnknown
            | Reason::OrderNotStrict
            | Reason::OrderOfOtherTransaction { .. }
            | Reason::OrderOfOtherChain { .. }
            | Reason::OrderOfOtherNft { .. }
            | Reason::OrderOfOtherDatatoken { .. }
            | Reason::OrderOfOtherService { .. }
            | Reason::OrderOfOtherIndex { .. }
            | Reason::OrderOfOtherTimeout { .. }
            | Reason::OrderTooSmall { .. }
            | Reason::OrderOfOtherSender { .. }
            | Reason::OrderOfOtherEnvironment { .. }
            | Reason::OrderExpired { .. }
    )
}
