//! An origin that says what it is told to, byte by byte.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// A listener on the loopback that answers one request for each connection.
pub(crate) struct Scripted {
    address: std::net::SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    sent: Arc<AtomicU64>,
}

/// What is left of a connection for an answer.
pub(crate) struct Answer {
    stream: TcpStream,
    sent: Arc<AtomicU64>,
}

impl Scripted {
    pub(crate) fn new(answer: impl Fn(&str, &mut Answer) + Send + Sync + 'static) -> Self {
        Self::on("127.0.0.1:0", answer)
    }

    pub(crate) fn on(
        bind: &str,
        answer: impl Fn(&str, &mut Answer) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(bind).unwrap();
        let address = listener.local_addr().unwrap();
        let (seen, sent) = (Arc::<Mutex<Vec<String>>>::default(), Arc::default());
        let answer = Arc::new(answer);
        let (log, counter) = (Arc::clone(&seen), Arc::clone(&sent));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, log) = (Arc::clone(&answer), Arc::clone(&log));
                let sent = Arc::clone(&counter);
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let request = request(&mut stream);
                    log.lock().unwrap().push(request.clone());
                    answer(&request, &mut Answer { stream, sent });
                });
            }
        });
        Self {
            address,
            seen,
            sent,
        }
    }

    /// The same answer to everything.
    pub(crate) fn fixed(text: impl Into<Vec<u8>>) -> Self {
        let text = text.into();
        Self::new(move |_, answer| answer.send(&text))
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// The first words of the requests so far.
    pub(crate) fn methods(&self) -> Vec<String> {
        let method = |request: &String| request.split(' ').next().unwrap().to_owned();
        self.seen().iter().map(method).collect()
    }

    /// Bytes the origin could get rid of.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::SeqCst)
    }
}

impl Answer {
    /// Sends what it can; whether the other side still listens is its affair.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.try_send(bytes);
    }

    pub(crate) fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        for part in bytes.as_ref().chunks(16 << 10) {
            if self.stream.write_all(part).is_err() {
                return false;
            }
            self.sent.fetch_add(part.len() as u64, Ordering::SeqCst);
        }
        true
    }

    /// Bytes the origin could get rid of.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::SeqCst)
    }
}

/// The first byte of a connection with TLS.
const TLS_HANDSHAKE: u8 = 22;

/// A request, with as much body as its `Content-Length` says.
fn request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            return "broken off".to_owned();
        }
        request.push(byte[0]);
        if request == [TLS_HANDSHAKE] {
            return "TLS".to_owned();
        }
    }
    let head = String::from_utf8(request.clone()).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).unwrap();
    head + std::str::from_utf8(&body).unwrap()
}

/// A whole answer with a body.
pub(crate) fn ok(headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
}

/// An answer with a status and nothing else.
pub(crate) fn status(status: u16) -> String {
    format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
}

/// A redirect.
pub(crate) fn redirect(status: u16, to: &str) -> String {
    format!(
        "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: 0\r\nLocation: {to}\r\n\r\n"
    )
}
