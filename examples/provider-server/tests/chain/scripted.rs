//! A server that answers as it is told, right or wrong.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// What comes back.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// A status and a body.
    Body(u16, String),
    /// The results of JSON-RPC methods.
    Results(Vec<(&'static str, String)>),
    /// A body of so many bytes; whether the length is told.
    Huge(usize, bool),
    /// The head of an answer, and then nothing more.
    Stall,
    /// A byte now and then, without end.
    Drip,
    /// The end of the connection.
    Reset,
    /// Half of the body, and the end of the connection.
    Half,
}

impl Answer {
    pub(crate) fn ok(body: impl Into<String>) -> Self {
        Self::Body(200, body.into())
    }

    /// An answer of JSON-RPC.
    pub(crate) fn result(result: &str) -> Self {
        Self::ok(format!(r#"{{"jsonrpc":"2.0","id":0,"result":{result}}}"#))
    }
}

pub(crate) struct Scripted {
    pub(crate) url: String,
    requests: Arc<AtomicUsize>,
    server: JoinHandle<()>,
}

impl Scripted {
    /// Gives these answers, and then the last one again and again.
    pub(crate) async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let answers: Vec<Answer> = answers.into_iter().collect();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&requests);
        let server = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let index = count.fetch_add(1, Ordering::SeqCst);
                let answer = answers.get(index).or(answers.last()).unwrap().clone();
                // A client may leave before it has read all.
                tokio::spawn(async move { respond(stream, answer).await.ok() });
            }
        });
        Self {
            url: format!("http://{address}/secret-key"),
            requests,
            server,
        }
    }

    /// How many requests there were. Each has a connection of its own.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn respond(mut stream: TcpStream, answer: Answer) -> std::io::Result<()> {
    let request = read_request(&mut stream).await?;
    match answer {
        Answer::Body(status, body) => body_of(&mut stream, status, &body).await,
        Answer::Results(results) => {
            let asked = |(method, _): &&(&str, String)| request.contains(method);
            let (_, result) = results.iter().find(asked).unwrap();
            let body = format!(r#"{{"jsonrpc":"2.0","id":0,"result":{result}}}"#);
            body_of(&mut stream, 200, &body).await
        }
        Answer::Huge(length, is_told) => {
            let head = head(200, is_told.then_some(length));
            stream.write_all(head.as_bytes()).await?;
            let piece = vec![b' '; 64 << 10];
            let mut rest = length;
            while rest > 0 {
                let now = rest.min(piece.len());
                stream.write_all(&piece[..now]).await?;
                rest -= now;
            }
            Ok(())
        }
        Answer::Stall => {
            stream.write_all(head(200, Some(100)).as_bytes()).await?;
            tokio::time::sleep(Duration::from_secs(60)).await;
            Ok(())
        }
        Answer::Drip => {
            stream.write_all(head(200, None).as_bytes()).await?;
            loop {
                stream.write_all(b" ").await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Answer::Reset => Ok(()),
        Answer::Half => {
            stream.write_all(head(200, Some(100)).as_bytes()).await?;
            stream.write_all(br#"{"jsonrpc":"2.0""#).await
        }
    }
}

async fn body_of(stream: &mut TcpStream, status: u16, body: &str) -> std::io::Result<()> {
    let head = head(status, Some(body.len()));
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await
}

/// The body.
async fn read_request(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut request = Vec::new();
    loop {
        stream.read_buf(&mut request).await?;
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let is_length = name.eq_ignore_ascii_case("content-length");
            is_length.then(|| value.trim().parse::<usize>().unwrap())
        });
        if body.len() >= length.unwrap_or(0) {
            return Ok(body.to_owned());
        }
    }
}

fn head(status: u16, length: Option<usize>) -> String {
    let length = length.map_or(String::new(), |length| {
        format!("Content-Length: {length}\r\n")
    });
    format!("HTTP/1.1 {status} Scripted\r\nConnection: close\r\n{length}\r\n")
}
