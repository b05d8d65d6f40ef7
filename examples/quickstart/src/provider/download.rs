use std::{io::Read, slice};

use alloy_primitives::B256;
use ocean_provider_core::{access::Download, auth::Request, files::Gateways};

use super::Provider;
use crate::{net::Net, refused::Refused, wallet::Signed};

/// `GET /download`, as it comes over the wire.
pub(crate) struct DownloadRequest<'a> {
    pub(crate) document_id: &'a str,
    pub(crate) service_id: &'a str,
    pub(crate) transfer_tx_id: B256,
    pub(crate) file_index: u64,
    pub(crate) signed: &'a Signed,
}

impl Provider {
    /// Serves a file to whoever may have it.
    pub(crate) fn download<'n>(
        &self,
        net: &'n Net,
        request: &DownloadRequest<'_>,
    ) -> Result<impl Read + use<'n>, Refused> {
        let DownloadRequest {
            document_id,
            service_id,
            transfer_tx_id: transaction,
            file_index,
            signed,
        } = *request;
        // Who asks?
        let caller = signed.verify(&Request::Download { document_id })?;
        // For what, and has he paid for it?
        let item = net.item(net.asset(document_id)?, service_id)?;
        let order = self.order(net, &item, transaction, caller.address(), None)?;
        // May he have it?
        let download = Download {
            item,
            transaction,
            file_index,
            environments: slice::from_ref(&self.environment),
        };
        let approved = download.decide(caller, order, net.now())?;
        // Is the request new?
        let grant = approved.spend(&self.nonces)?;
        // Only a grant opens the file.
        let file = self.keeper.open_file(grant)?;
        net.fetch(&file.request(None, Gateways::default())?)
    }
}
