use axum::response::Response;
use ocean_provider_core::compute::{ContainerError, Rules, RunnableContainer, UndefinedLists};

use crate::{
    input::Input,
    reply::{self, Refused},
};

/// `POST /validateContainer`: whether a container section would run here; the answer repeats it.
pub(super) fn handle(input: &Input) -> Result<Response, Refused> {
    let rules = Rules::Strict {
        undefined: UndefinedLists::Deny,
    };
    let section = input.json().ok_or(ContainerError::Missing);
    let section = section.and_then(|section| {
        RunnableContainer::read(section, rules)?;
        Ok(section)
    });
    match section {
        Ok(section) => Ok(reply::json(section.text().to_owned())),
        Err(error) => Err(Refused::bad_request(error.code(), error.code())),
    }
}
