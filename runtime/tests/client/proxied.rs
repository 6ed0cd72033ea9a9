//! Through a forward proxy, which is a real one, if small.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hookwright::client::{Builder, Client, Resolve, Resolving};
use hookwright::signature::Signing;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use super::send;
use super::server::{AUTHORITY, Server, answer};

/// What it does once it has been asked.
#[derive(Clone, Copy)]
enum Then {
    /// Opens the tunnel, whatever name is asked for, to this port of the machine.
    Open(u16),
    Say(&'static str),
    Flood(&'static str),
    Hang,
}

struct Proxy {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    async fn start(then: Then) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, then, Arc::clone(&kept)));
            }
        });
        Self { port, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve(mut socket: TcpStream, then: Then, kept: Arc<Mutex<Vec<String>>>) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await?);
    }
    kept.lock().unwrap().push(String::from_utf8(head).unwrap());
    match then {
        Then::Open(port) => {
            let mut target = TcpStream::connect(("127.0.0.1", port)).await?;
            socket.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
            copy_bidirectional(&mut socket, &mut target).await?;
        }
        Then::Say(text) => socket.write_all(text.as_bytes()).await?,
        Then::Flood(text) => loop {
            socket.write_all(text.as_bytes()).await?;
        },
        Then::Hang => std::future::pending().await,
    }
    Ok(())
}

/// Knows no name at all, as in a network where the proxy alone does.
struct Blind;

impl Resolve for Blind {
    fn resolve<'a>(&'a self, host: &'a str) -> Resolving<'a> {
        Box::pin(async move {
            match host {
                "inside.example" => Ok(vec![[10, 0, 0, 1].into()]),
                _ => Err(io::Error::other("no such name")),
            }
        })
    }
}

fn builder(proxy: &str) -> Builder {
    let client = Client::builder(Signing::unsigned()).trust(AUTHORITY).unwrap().resolver(Blind);
    client.connect_timeout(Duration::from_secs(20)).timeout(Duration::from_secs(40)).proxy(proxy).unwrap()
}

#[tokio::test]
async fn https_goes_through_the_proxy_and_stays_the_receivers_own() {
    let server = Server::tls(&answer("200 OK", "", "through")).await;
    let proxy = Proxy::start(Then::Open(server.port)).await;
    let client = builder(&format!("http://us%40er:pass@127.0.0.1:{}", proxy.port)).build();
    // The name is the certificate's; that it leads inside is the proxy's to judge.
    let url = format!("https://localhost:{}/hooks", server.port);
    for _ in 0..2 {
        let answer = send(&client, &url).await.unwrap();
        assert_eq!(&answer.body[..], b"through");
    }
    assert_eq!(server.last().line(), "POST /hooks HTTP/1.1");
    assert!(!server.last().headers().contains_key("proxy-authorization"));
    let asked = proxy.asked();
    assert_eq!(asked.len(), 1, "the connection is kept");
    assert!(asked[0].starts_with(&format!("CONNECT localhost:{} HTTP/1.1\r\n", server.port)), "{}", asked[0]);
    assert!(asked[0].to_lowercase().contains("proxy-authorization: basic "), "{}", asked[0]);
    assert!(asked[0].contains("dXNAZXI6cGFzcw=="), "{}", asked[0]);
    let shown = format!("{client:?} {:?}", builder("http://user:hunter2@proxy:1"));
    assert!(!shown.contains("hunter2") && !shown.contains("dXNAZXI6cGFzcw"), "{shown}");

    // A certificate for another name is none, proxy or not; 443 is the port where none is said.
    let error = send(&client, "https://shop.example/").await.unwrap_err();
    assert_eq!(error.class(), "tls", "{error}");
    assert!(proxy.asked()[1].starts_with("CONNECT shop.example:443 HTTP/1.1\r\n"));
}

#[tokio::test]
async fn what_may_not_be_called_is_not_asked_of_the_proxy() {
    let server = Server::answering(&answer("200 OK", "", "")).await;
    let proxy = Proxy::start(Then::Open(server.port)).await;
    let client = builder(&format!("http://127.0.0.1:{}", proxy.port)).allow_http_on_loopback().build();
    for url in ["https://169.254.169.254/latest", "https://10.0.0.1/", "https://[fd00:ec2::254]/"] {
        assert_eq!(send(&client, url).await.unwrap_err().class(), "blocked", "{url}");
    }
    assert_eq!(send(&client, "http://shop.example/").await.unwrap_err().class(), "insecure");
    // The machine itself is nobody's to ask for.
    assert!(send(&client, &server.url("/")).await.unwrap().is_success());
    assert_eq!(proxy.asked(), Vec::<String>::new());
    // On entry a name is looked up all the same; where nobody but the proxy knows it, the proxy is left to judge.
    assert_eq!(client.check_url("https://inside.example/").await.unwrap_err().class(), "blocked");
    client.check_url("https://shop.example/").await.unwrap();
}

#[tokio::test]
async fn a_proxy_that_opens_no_way_is_told_from_the_receiver() {
    for then in [
        Then::Say("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
        Then::Say("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"),
        Then::Say("HTTP/1.1 502 Bad Gateway\r\n\r\n"),
        Then::Say("HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/\r\n\r\n"),
        Then::Say("hello\r\n\r\n"),
        Then::Say(""),
        Then::Flood("HTTP/1.1 200 OK\r\nx: "),
        Then::Flood("a: b\r\n"),
    ] {
        let proxy = Proxy::start(then).await;
        let client = builder(&format!("http://127.0.0.1:{}", proxy.port)).build();
        let error = send(&client, "https://shop.example/").await.unwrap_err();
        assert_eq!(error.class(), "proxy", "{error}");
        assert!(!error.may_have_arrived() && error.to_string().contains("through the proxy"), "{error}");
        assert_eq!(proxy.asked().len(), 1);
    }
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://127.0.0.1:{}", free.local_addr().unwrap().port());
    drop(free);
    let error = send(&builder(&url).build(), "https://shop.example/").await.unwrap_err();
    assert_eq!(error.class(), "proxy", "{error}");
    assert!(error.to_string().contains("refused"), "{error}");

    let hanging = Proxy::start(Then::Hang).await;
    let client =
        builder(&format!("http://127.0.0.1:{}", hanging.port)).connect_timeout(Duration::from_millis(300));
    let error = send(&client.build(), "https://shop.example/").await.unwrap_err();
    assert_eq!(error.class(), "timeout::connect", "{error}");
}
