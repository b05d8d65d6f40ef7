use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use axum::{body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{net::TcpListener, sync::Semaphore, time::timeout};
use tokio_io_timeout::TimeoutStream;
use tower::Service as _;

use crate::{
    app::App,
    config::Config,
    connections::Connections,
    limits::{DRAIN_TIMEOUT, HEADER_TIMEOUT, MAX_HEADER_BYTES, STALL_TIMEOUT},
    open_files::max_connections,
    operator::stop_overdue,
    routes,
    start::{StartError, start},
};

/// How long to wait where a connection cannot be taken, such as for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A server that listens, and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    app: Arc<App>,
    clients: Connections,
}

impl Server {
    /// Checks what the configuration names, and listens.
    ///
    /// # Errors
    /// [`StartError`]: what is wrong, and with which setting.
    pub async fn bind(config: Config) -> Result<Self, StartError> {
        let address = config.listen;
        let clients = Connections::new(config.trusted_proxies.clone());
        let app = Arc::new(start(config).await?);
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|error| StartError::Listen { address, error })?;
        Ok(Self {
            listener,
            app,
            clients,
        })
    }

    /// Does all that [`bind`](Self::bind) does, but does not listen.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn check(config: Config) -> Result<(), StartError> {
        start(config).await.map(drop)
    }

    /// Where it listens.
    ///
    /// # Errors
    /// Of the system.
    pub fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `shutdown`, then lets the answers that are under way come to an end.
    pub async fn run(self, shutdown: impl Future<Output = ()>) {
        let overdue = tokio::spawn(stop_overdue(Arc::clone(&self.app)));
        let router = routes::router(Arc::clone(&self.app));
        let graceful = GracefulShutdown::new();
        let connections = Arc::new(Semaphore::new(max_connections()));
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIMEOUT)
            .max_buf_size(MAX_HEADER_BYTES);
        let mut shutdown = std::pin::pin!(shutdown);
        loop {
            let accepted = async {
                let permit = Arc::clone(&connections).acquire_owned().await;
                (permit, self.listener.accept().await)
            };
            let (permit, accepted) = tokio::select! {
                accepted = accepted => accepted,
                () = &mut shutdown => break,
            };
            let Ok((stream, peer)) = accepted else {
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            };
            let Some(connected) = self.clients.connect(peer.ip()) else {
                continue;
            };
            let _ = stream.set_nodelay(true);
            let router = router.clone();
            let service = service_fn(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(ConnectInfo(peer));
                router.clone().call(request.map(Body::new))
            });
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(STALL_TIMEOUT));
            let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service);
            let connection = graceful.watch(connection);
            tokio::spawn(async move {
                // A connection that breaks is the client's affair.
                let _ = connection.await;
                drop((connected, permit));
            });
        }
        let drained = async {
            graceful.shutdown().await;
            if let Some(proofs) = &self.app.proofs {
                proofs.settled().await;
            }
        };
        let _ = timeout(DRAIN_TIMEOUT, drained).await;
        overdue.abort();
    }
}
