//! Addresses that change and redirects into the network, at real sockets. In these tests
//! 127.0.0.2 stands for the public addresses, and 127.0.0.1 for the Provider's own network.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpListener},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use ocean_provider_core::files::{FileObject, FileRequest, Gateways, Method};

use super::*;

const PUBLIC: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const INSIDE: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// A listener, its port, and how often somebody connected.
fn listen(address: Ipv4Addr, answer: impl Into<String>) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((address, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let connections = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&connections);
    let answer = answer.into();
    thread::spawn(move || {
        for stream in listener.incoming() {
            counter.fetch_add(1, Ordering::SeqCst);
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (port, connections)
}

fn redirect(to: &str) -> String {
    format!(
        "HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: {to}\r\n\r\n"
    )
}

const SECRET: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nsecret";

/// Answers each question with the next answer.
struct Changing(Mutex<Vec<Vec<Ipv4Addr>>>);

impl Changing {
    fn new(mut answers: Vec<Vec<Ipv4Addr>>) -> Arc<Self> {
        answers.reverse();
        Arc::new(Self(Mutex::new(answers)))
    }

    fn left(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

impl Resolve for Changing {
    fn resolve(&self, _: &str) -> Resolving {
        let answer = self.0.lock().unwrap().pop().unwrap();
        Box::pin(async { Ok(answer.into_iter().map(IpAddr::from).collect()) })
    }
}

fn fetcher(resolver: Arc<dyn Resolve>) -> Fetcher {
    let policy = FetchPolicy {
        allow_non_public_ip: false,
        timeout: Duration::from_secs(2),
        retries: 1,
        max_checksum_length: 0,
        max_redirects: 5,
        max_bytes: None,
    };
    Fetcher::with_rule(policy, resolver, |address| address == PUBLIC).unwrap()
}

async fn status(fetcher: &Fetcher, url: &str) -> Result<u16, FetchError> {
    let file = FileObject::url(url, Method::Get, &[]).unwrap();
    let FileRequest::Http(request) = file.request(None, Gateways::default()).unwrap() else {
        panic!("no HTTP");
    };
    let origin = fetcher.open(&request, None).await?;
    Ok(origin.status.as_u16())
}

#[tokio::test]
async fn a20_a_name_that_changes_between_check_and_use() {
    let (public, reached) = listen(PUBLIC, SECRET);
    let (inside, intruded) = listen(INSIDE, SECRET);

    // One look-up for one connection: a second answer would not be asked for.
    let names = Changing::new(vec![vec![PUBLIC], vec![INSIDE], vec![INSIDE]]);
    let fetcher = fetcher(Arc::<Changing>::clone(&names));
    let found = status(&fetcher, &format!("http://rebind.example:{public}/")).await;
    assert_eq!((found, names.left()), (Ok(200), 2));
    assert_eq!(reached.load(Ordering::SeqCst), 1);

    // And the next connection is checked anew.
    for url in [
        format!("http://rebind.example:{inside}/"),
        format!("http://rebind.example:{public}/"),
    ] {
        let found = status(&fetcher, &url).await;
        assert_eq!(found, Err(FetchError::RefusedAddress));
    }
    assert_eq!(intruded.load(Ordering::SeqCst), 0);
    assert_eq!(reached.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a20_only_the_public_ones_of_several_addresses_are_tried() {
    // Nobody listens at the public address with this port.
    let (inside, intruded) = listen(INSIDE, SECRET);
    let names = Changing::new(vec![vec![INSIDE, PUBLIC, INSIDE]]);
    let fetcher = fetcher(names);
    let found = status(&fetcher, &format!("http://both.example:{inside}/")).await;
    assert_eq!(found, Err(FetchError::Unreachable));
    assert_eq!(intruded.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a20_redirects_into_the_network() {
    let (inside, intruded) = listen(INSIDE, SECRET);
    for target in [
        format!("http://127.0.0.1:{inside}/"),
        format!("http://0x7f000001:{inside}/"),
        format!("http://127.1:{inside}/"),
        format!("//127.0.0.1:{inside}/"),
        format!("http://[::ffff:127.0.0.1]:{inside}/"),
        format!("http://rebind.example:{inside}/"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "https://[fd00:ec2::254]/".to_owned(),
    ] {
        let (port, reached) = listen(PUBLIC, redirect(&target));
        let names = Changing::new(vec![vec![INSIDE]]);
        let fetcher = fetcher(names);
        let found = status(&fetcher, &format!("http://127.0.0.2:{port}/")).await;
        assert_eq!(found, Err(FetchError::RefusedAddress), "{target}");
        assert_eq!(reached.load(Ordering::SeqCst), 1);
    }
    assert_eq!(intruded.load(Ordering::SeqCst), 0);

    let (last, _) = listen(PUBLIC, SECRET);
    let (port, _) = listen(PUBLIC, redirect(&format!("http://127.0.0.2:{last}/")));
    let fetcher = fetcher(Changing::new(Vec::new()));
    let found = status(&fetcher, &format!("http://127.0.0.2:{port}/")).await;
    assert_eq!(found, Ok(200));
}
