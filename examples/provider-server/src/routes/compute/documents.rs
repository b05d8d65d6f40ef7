//! The documents of all assets that a computation names, each once.

use std::{collections::HashMap, sync::Arc};

use axum::http::StatusCode;
use futures_util::{FutureExt as _, StreamExt as _, stream};

use crate::{
    app::App,
    reply::Refused,
    resolve::{Resolved, resolve},
};

/// Documents that are asked for at the same time.
const AT_ONCE: usize = 8;
/// Bytes of all of them together. Who writes a request may name assets of anybody's.
const MAX_BYTES: usize = 32 << 20;

/// By the text that the request has.
#[derive(Debug, Default)]
pub(super) struct Documents<'a> {
    found: HashMap<String, Arc<Resolved<'a>>>,
}

impl<'a> Documents<'a> {
    /// Asks for the documents. What does not exist is not among them.
    pub(super) async fn resolve(
        app: &'a App,
        ids: impl Iterator<Item = String>,
    ) -> Result<Self, Refused> {
        let mut distinct: Vec<String> = ids.collect();
        distinct.sort_unstable();
        distinct.dedup();
        let asking = distinct.into_iter().map(|id| {
            async move {
                let resolved = resolve(app, &id).await;
                (id, resolved)
            }
            .boxed()
        });
        let asking: Vec<_> = asking.collect();
        let mut asking = stream::iter(asking).buffer_unordered(AT_ONCE);
        let mut documents = Self::default();
        let mut bytes = 0;
        while let Some((id, resolved)) = asking.next().await {
            let resolved = match resolved {
                Ok(resolved) => resolved,
                Err(refused) if refused.status.is_server_error() => return Err(refused),
                Err(_) => continue,
            };
            bytes += resolved.asset.document().bytes().len();
            if bytes > MAX_BYTES {
                return Err(Refused::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "documents_too_large",
                    "The documents of the assets are too large together.",
                ));
            }
            documents.found.insert(id, Arc::new(resolved));
        }
        Ok(documents)
    }

    pub(super) fn get(&self, id: &str) -> Option<Arc<Resolved<'a>>> {
        self.found.get(id).cloned()
    }
}
