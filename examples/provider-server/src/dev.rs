//! All that a Provider talks to, in memory: a node over [`chain_memory`], a metadata cache, an
//! origin of files, a stand-in for operator-service, and a server that takes proofs of download, on one
//! port of the loopback interface. For `--dev`, and for tests.
//!
//! Nothing here is secret: the keys are known to everybody.
//!
//! ```
//! use provider_server::dev::{Sample, World};
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! # runtime.block_on(async {
//! let world = World::start(8996, "http://127.0.0.1:8030").await?;
//! let asset = world.publish(Sample::Csv)?;
//! let fee = world.fee(&asset)?; // As `/initialize` gives it.
//! let paid = world.order(world.consumer().address(), &asset, fee)?;
//! assert!(world.chain().receipt(paid).is_some());
//! assert!(world.env()["NETWORK_URL"].ends_with("/rpc"));
//! # Ok::<(), provider_server::dev::Error>(())
//! # })?;
//! # Ok::<(), provider_server::dev::Error>(())
//! ```

mod act;
mod cache;
mod compute;
mod operator;
mod origin;
mod proofs;
mod publish;
mod range;
mod rpc;
mod samples;

use std::{
    collections::HashMap,
    fs,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use alloy_primitives::{Address, hex};
use axum::{
    Router,
    routing::{any, get, post},
};
use bytes::Bytes;
use chain_memory::Chain;
use ocean_provider_core::{
    ddo::{Document, draft::Endpoint},
    did::Did,
    keys::ProviderKey,
};
use serde_json::json;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};

pub use compute::ForJobs;
pub use operator::{OperatorCall, OperatorMood};
pub use proofs::{Gas, ReceiverMood};
pub use publish::Published;
pub use samples::Sample;

use origin::File;

/// Why something could not be done in the world. Nobody has to tell one reason from another.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The key of the Provider.
const PROVIDER: [u8; 32] = [0x11; 32];
/// The key of somebody who buys.
const CONSUMER: [u8; 32] = [0x22; 32];
/// The key of somebody else.
const STRANGER: [u8; 32] = [0x33; 32];
/// Who publishes.
const PUBLISHER: Address = Address::repeat_byte(0xa1);

/// How long before its start the chain began: each of its blocks is a second later than the one
/// before, and none is to be later than now.
const HEAD_START: u64 = 3_600;

/// The world. It ends when it is dropped.
#[derive(Debug)]
pub struct World {
    state: Arc<State>,
    provider_url: Endpoint,
    provider: ProviderKey,
    consumer: ProviderKey,
    stranger: ProviderKey,
    job: ProviderKey,
    address: SocketAddr,
    folder: TempDir,
    server: JoinHandle<()>,
}

/// What its server shows.
#[derive(Debug)]
struct State {
    chain: Mutex<Chain>,
    documents: Mutex<HashMap<Did, Document>>,
    files: Mutex<HashMap<String, File>>,
    requests: Mutex<HashMap<String, usize>>,
    operator: Mutex<operator::Operator>,
    proofs: Mutex<proofs::Proofs>,
}

impl World {
    /// Starts a world with one chain (EIP-155) and no assets. What is published in it names the
    /// Provider at this URL.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn start(chain_id: u64, provider_url: &str) -> Result<Self, Error> {
        let provider_url = provider_url.parse()?;
        let began = now().saturating_sub(HEAD_START);
        let job = ProviderKey::from_bytes(&compute::JOB)?;
        let state = Arc::new(State {
            chain: Mutex::new(Chain::new(chain_id, began)),
            documents: Mutex::default(),
            files: Mutex::default(),
            requests: Mutex::default(),
            operator: Mutex::new(operator::Operator::new(job.address())),
            proofs: Mutex::new(proofs::Proofs::new()),
        });
        let folder = tempfile::tempdir()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let app = Router::new()
            .route("/rpc", post(rpc::answer))
            .route("/api/aquarius/assets/ddo/{did}", get(cache::answer))
            .route("/files/{name}", any(origin::answer))
            .route("/operator/api/v1/operator/{name}", any(operator::answer))
            .route("/proofs", post(proofs::answer))
            .with_state(Arc::clone(&state));
        let server = tokio::spawn(async move {
            // It ends only with the task.
            let _ = axum::serve(listener, app).await;
        });
        let world = Self {
            state,
            provider_url,
            provider: ProviderKey::from_bytes(&PROVIDER)?,
            consumer: ProviderKey::from_bytes(&CONSUMER)?,
            stranger: ProviderKey::from_bytes(&STRANGER)?,
            job,
            address,
            folder,
            server,
        };
        fs::write(world.address_file(), world.addresses())?;
        Ok(world)
    }

    /// The environment variables with which a Provider serves this world. The port is left to the
    /// caller.
    #[must_use]
    pub fn env(&self) -> HashMap<String, String> {
        let path = |path: std::path::PathBuf| path.to_string_lossy().into_owned();
        HashMap::from(
            [
                ("NETWORK_URL", self.url("/rpc")),
                ("PROVIDER_PRIVATE_KEY", hex::encode_prefixed(PROVIDER)),
                ("AQUARIUS_URL", self.url("")),
                ("OPERATOR_SERVICE_URL", self.url("/operator/")),
                ("ADDRESS_FILE", path(self.address_file())),
                (
                    "STORAGE_PATH",
                    path(self.folder.path().join("provider.sqlite")),
                ),
                ("ALLOW_NON_PUBLIC_IP", "true".to_owned()),
                ("MAX_CHECKSUM_LENGTH", (10 << 20).to_string()),
            ]
            .map(|(name, value)| (name.to_owned(), value)),
        )
    }

    /// The chain, to look at or to do with what is not offered here.
    pub fn chain(&self) -> MutexGuard<'_, Chain> {
        lock(&self.state.chain)
    }

    /// The chain's id (EIP-155).
    #[must_use]
    pub fn chain_id(&self) -> u64 {
        self.chain().chain_id()
    }

    /// The key of the Provider.
    #[must_use]
    pub const fn provider(&self) -> &ProviderKey {
        &self.provider
    }

    /// The key of a consumer.
    #[must_use]
    pub const fn consumer(&self) -> &ProviderKey {
        &self.consumer
    }

    /// The key of somebody who has ordered nothing.
    #[must_use]
    pub const fn stranger(&self) -> &ProviderKey {
        &self.stranger
    }

    /// The account that owns the NFTs of all assets.
    #[must_use]
    pub const fn publisher(&self) -> Address {
        PUBLISHER
    }

    /// A URL of this world's server: `/rpc`, `/files/<name>`, `/proofs`, or the empty path, below which
    /// the metadata cache is.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How often something was asked for: a method of JSON-RPC, the name of a file, or a DID.
    #[must_use]
    pub fn requests(&self, what: &str) -> usize {
        lock(&self.state.requests).get(what).copied().unwrap_or(0)
    }

    /// Puts a file at `/files/<name>`, in place of the one that is there.
    pub fn put_file(&self, name: &str, content_type: &'static str, content: impl Into<Bytes>) {
        let file = File::new(content_type, content.into());
        lock(&self.state.files).insert(name.to_owned(), file);
    }

    /// Puts a file of so many zeros at `/files/<name>`, which takes no memory.
    pub fn put_zeros(&self, name: &str, length: u64) {
        lock(&self.state.files).insert(name.to_owned(), File::zeros(length));
    }

    /// Takes a file away.
    pub fn remove_file(&self, name: &str) {
        lock(&self.state.files).remove(name);
    }

    /// The document that the metadata cache has of an asset.
    #[must_use]
    pub fn cached(&self, did: Did) -> Option<Document> {
        lock(&self.state.documents).get(&did).cloned()
    }

    /// Puts a document into the metadata cache, whether it is true or not.
    pub fn put_cached(&self, did: Did, document: Document) {
        lock(&self.state.documents).insert(did, document);
    }

    fn address_file(&self) -> std::path::PathBuf {
        self.folder.path().join("address.json")
    }

    fn addresses(&self) -> String {
        let chain = self.chain();
        let network = json!({
            "chainId": chain.chain_id(),
            "Ocean": chain.ocean_token().to_string(),
            "ERC721Factory": chain.factory().to_string(),
        });
        json!({ "development": network }).to_string()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl State {
    fn count(&self, what: &str) {
        let mut requests = lock(&self.requests);
        match requests.get_mut(what) {
            Some(count) => *count += 1,
            None => drop(requests.insert(what.to_owned(), 1)),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Seconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
