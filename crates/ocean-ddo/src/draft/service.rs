use alloc::{string::String, vec::Vec};

use alloy_primitives::Address;
use ocean_checksum::Json;

use super::{Compute, ConsumerParameter, EncryptedFiles, Endpoint, write::Object};

/// An element of `services`: one way to consume the asset.
#[derive(Clone, Debug)]
pub struct Service {
    /// `id`: one line, unique in the document. The specification knows no rule for it.
    pub id: String,
    /// `type`, and `compute` if it is that.
    pub kind: ServiceKind,
    /// `files`: the encrypted file list.
    pub files: EncryptedFiles,
    /// `name`: a name for people, one line.
    pub name: Option<String>,
    /// `description`: details for people; of line ends as
    /// [`Description::description`](super::Description::description).
    pub description: Option<String>,
    /// `datatokenAddress`: the datatoken that pays for the service, written with its checksum
    /// (EIP-55).
    pub datatoken: Address,
    /// `serviceEndpoint`: the Provider.
    pub endpoint: Endpoint,
    /// `timeout`: the seconds that an order lasts, 0 without end, up to 2⁵³ - 1.
    pub timeout: u64,
    /// `consumerParameters`: what the consumer is asked for; left out if there are none.
    pub consumer_parameters: Vec<ConsumerParameter>,
    /// `additionalInformation`, as in [`Metadata`](super::Metadata::additional_information).
    pub additional_information: Option<Json<'static>>,
}

/// The type of a service.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ServiceKind {
    /// `access`: the files are downloaded.
    Access,
    /// `compute`: algorithms are run on the files, which stay where they are.
    Compute(Compute),
}

impl Service {
    /// A service by which the files are downloaded; the timeout is in seconds.
    #[must_use]
    pub fn access(
        id: impl Into<String>,
        files: EncryptedFiles,
        datatoken: Address,
        endpoint: Endpoint,
        timeout: u64,
    ) -> Self {
        Self {
            id: id.into(),
            kind: ServiceKind::Access,
            files,
            name: None,
            description: None,
            datatoken,
            endpoint,
            timeout,
            consumer_parameters: Vec::new(),
            additional_information: None,
        }
    }

    /// A service by which algorithms are run on the files; the timeout is in seconds.
    #[must_use]
    pub fn compute(
        id: impl Into<String>,
        files: EncryptedFiles,
        datatoken: Address,
        endpoint: Endpoint,
        timeout: u64,
        compute: Compute,
    ) -> Self {
        Self {
            kind: ServiceKind::Compute(compute),
            ..Self::access(id, files, datatoken, endpoint, timeout)
        }
    }

    pub(super) fn write(&self, service: &mut Object<'_>) {
        service.text("id", &self.id);
        let kind = match self.kind {
            ServiceKind::Access => "access",
            ServiceKind::Compute(_) => "compute",
        };
        service.text("type", kind);
        service.text("files", self.files.as_str());
        service.maybe("name", self.name.as_deref());
        service.maybe("description", self.description.as_deref());
        service.display("datatokenAddress", self.datatoken);
        service.text("serviceEndpoint", self.endpoint.as_str());
        service.raw("timeout", self.timeout);
        if let ServiceKind::Compute(compute) = &self.kind {
            service.object("compute", |object| compute.write(object));
        }
        ConsumerParameter::write_all(&self.consumer_parameters, service);
        if let Some(json) = &self.additional_information {
            service.raw("additionalInformation", json.js_stringify());
        }
    }
}
