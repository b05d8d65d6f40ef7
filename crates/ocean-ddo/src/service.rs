use alloc::format;

use alloy_primitives::Address;
use ocean_checksum::{JsonError, JsonStr, Value};
use ocean_credentials::Credentials;
use ocean_did::ParseAddressError;

use crate::{Compute, ConsumerParameter, List, read};

/// A service of a document: one way to consume the asset.
#[derive(Clone, Copy, Debug)]
pub struct Service<'t> {
    index: usize,
    value: Value<'t>,
}

impl<'t> Service<'t> {
    pub(crate) fn new(index: usize, value: Value<'t>) -> Self {
        Self { index, value }
    }

    /// The element of `services`, of whatever kind it is.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.value
    }

    /// The index in `services` from 0: the `serviceIndex` of an order.
    #[must_use]
    pub fn index(self) -> usize {
        self.index
    }

    /// `id`: the id, unique in the document if it is right.
    #[must_use]
    pub fn id(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "id")
    }

    /// `type`: `access` or `compute`; the peers accept any text.
    #[must_use]
    pub fn kind(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "type")
    }

    /// `name`: a name for people.
    #[must_use]
    pub fn name(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "name")
    }

    /// `description`: details for people.
    #[must_use]
    pub fn description(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "description")
    }

    /// `datatokenAddress`: the address of the datatoken that pays for the service, as it is
    /// written.
    #[must_use]
    pub fn datatoken_address(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "datatokenAddress")
    }

    /// The address of [`datatoken_address`](Self::datatoken_address), if there is a text; the case of
    /// its letters is ignored.
    #[must_use]
    pub fn parse_datatoken_address(self) -> Option<Result<Address, ParseAddressError>> {
        self.datatoken_address().map(read::address)
    }

    /// `serviceEndpoint`: the URL of the Provider.
    #[must_use]
    pub fn service_endpoint(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "serviceEndpoint")
    }

    /// `files`: the file list, sealed to the Provider's key: hexadecimal digits after `0x`.
    #[must_use]
    pub fn files(self) -> Option<JsonStr<'t>> {
        read::text(self.value, "files")
    }

    /// `timeout`: the seconds that an order lasts, 0 without end; `None`, which is not 0, also
    /// where the number is negative or not written as an integer.
    #[must_use]
    pub fn timeout(self) -> Option<u64> {
        read::integer(self.value, "timeout")
    }

    /// `compute`: what a computation may do, if the service is one.
    #[must_use]
    pub fn compute(self) -> Option<Compute<'t>> {
        read::object(self.value, "compute").map(Compute::new)
    }

    /// `additionalInformation`: the publisher's own members: any value but null.
    #[must_use]
    pub fn additional_information(self) -> Option<Value<'t>> {
        read::any(self.value, "additionalInformation")
    }

    /// `consumerParameters`: what the consumer is asked for.
    #[must_use]
    pub fn consumer_parameters(self) -> Option<List<'t, ConsumerParameter<'t>>> {
        read::list(self.value, "consumerParameters", ConsumerParameter::element)
    }

    /// `credentials`: who may use the service, from version 4.7.0 on (ddo.js 0.3.0, ocean-node
    /// 3.2.0); copied out of the document, none if absent or null. A wrong shape is told when they
    /// are evaluated, so that it never passes for none.
    ///
    /// # Errors
    ///
    /// Never in practice: the limits of a document are within those of its credentials.
    pub fn credentials(self) -> Result<Credentials, JsonError> {
        match self.value.get("credentials") {
            Some(value) => {
                let place = format!("/services/{}/credentials", self.index);
                Ok(Credentials::from_value(value)?.at(place))
            }
            None => Ok(Credentials::default()),
        }
    }
}
