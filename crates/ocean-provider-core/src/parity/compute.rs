use ocean_compute::{Reason, Refused, Resource, Stage};

use super::{Body, Reply};

/// The answer to a computation that is not admitted: the resource and its code.
#[must_use]
pub fn compute_refused(stage: Stage, refused: &Refused) -> Reply {
    match (refused.resource(), refused.reason(), stage) {
        (Resource::Environment, _, Stage::Initialize) => {
            Reply::refuse(400, "Compute environment does not exist")
        }
        (_, Reason::NotAlgorithm, Stage::Initialize) => {
            Reply::refuse(400, "DID is not a valid algorithm")
        }
        // The reference asks the engine for the environment instead.
        (Resource::Environment, _, Stage::Start) => of_resource(refused).ours(),
        _ => of_resource(refused),
    }
}

fn of_resource(refused: &Refused) -> Reply {
    Reply {
        status: 400,
        body: Body::Resource {
            resource: refused.resource().to_string(),
            text: refused.code().into(),
        },
        is_reference: true,
    }
}
