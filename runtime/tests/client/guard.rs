//! What the guard lets through: names that change their addresses, URLs on entry.

use std::collections::VecDeque;
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hookwright::NoPayload;
use hookwright::client::{Builder, Client, Resolve, Resolving};
use hookwright::signature::Signing;

use super::server::{AUTHORITY, Server, Then, answer};
use super::{PAID, send};

/// Tells each question the next of its answers, and the last of them ever after.
#[derive(Clone)]
struct Script {
    answers: Arc<Mutex<VecDeque<Vec<IpAddr>>>>,
    asked: Arc<AtomicUsize>,
}

impl Script {
    fn new(answers: &[&[&str]]) -> Self {
        let parsed = answers.iter().map(|list| list.iter().map(|ip| ip.parse().unwrap()).collect());
        Self { answers: Arc::new(Mutex::new(parsed.collect())), asked: Arc::default() }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Resolve for Script {
    fn resolve<'a>(&'a self, _: &'a str) -> Resolving<'a> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(async move { Ok(answer.unwrap()) })
    }
}

/// Answers late.
struct Slow(Duration);

impl Resolve for Slow {
    fn resolve<'a>(&'a self, _: &'a str) -> Resolving<'a> {
        Box::pin(async move {
            tokio::time::sleep(self.0).await;
            Ok(vec![[127, 0, 0, 1].into()])
        })
    }
}

/// Whoever is asked says nothing at all, or no.
struct Dead(bool);

impl Resolve for Dead {
    fn resolve<'a>(&'a self, _: &'a str) -> Resolving<'a> {
        let hangs = self.0;
        Box::pin(async move {
            if hangs {
                std::future::pending::<()>().await;
            }
            Err(io::Error::other("no such name"))
        })
    }
}

fn builder() -> Builder {
    Client::builder(Signing::unsigned()).trust(AUTHORITY).unwrap().connect_timeout(Duration::from_millis(300))
}

#[tokio::test]
async fn a_name_that_turns_inside_reaches_nothing() {
    let server = Server::tls(&answer("200 OK", "", "")).await;
    let url = format!("https://localhost:{}/", server.port);
    // Public when the endpoint is registered, inside when it is called.
    let script = Script::new(&[&["1.1.1.1"], &["127.0.0.1"]]);
    let client = builder().resolver(script.clone()).build();
    client.check_url(&url).await.unwrap();
    for _ in 0..3 {
        let error = send(&client, &url).await.unwrap_err();
        assert_eq!(error.class(), "blocked", "{error}");
        assert!(!error.may_have_arrived());
    }
    assert_eq!((server.count(), script.asked()), (0, 4));
    // The same server is reached where inside is allowed: it was the guard that stood between.
    let open = builder().resolver(script).allow_private_addresses().build();
    assert!(send(&open, &url).await.unwrap().is_success());
}

#[tokio::test]
async fn what_was_checked_is_what_is_connected_to() {
    let server = Server::tls(&answer("200 OK", "", "")).await;
    let url = format!("https://localhost:{}/", server.port);
    // Were the name looked up again between check and socket, the second answer would be called.
    let script = Script::new(&[&["127.0.0.1"], &["127.0.0.2"]]);
    let client = builder().resolver(script.clone()).allow_private_addresses().build();
    for _ in 0..3 {
        assert!(send(&client, &url).await.unwrap().is_success());
    }
    assert_eq!((server.count(), script.asked()), (3, 1), "one connection, one lookup");
}

#[tokio::test]
async fn nothing_is_called_where_each_address_is_inside() {
    let server = Server::tls(&answer("200 OK", "", "")).await;
    let url = format!("https://localhost:{}/", server.port);
    let script =
        Script::new(&[&["127.0.0.1", "::1", "169.254.169.254", "fd00:ec2::254", "::ffff:127.0.0.1"]]);
    let client = builder().resolver(script.clone()).build();
    for error in [send(&client, &url).await.unwrap_err(), client.check_url(&url).await.unwrap_err()] {
        assert_eq!(error.class(), "blocked", "{error}");
    }
    assert_eq!((server.count(), script.asked()), (0, 2));
}

#[tokio::test]
async fn a_url_is_checked_on_entry() {
    let script = Script::new(&[&["10.0.0.1", "1.1.1.1"]]);
    let client = builder().resolver(script.clone()).build();
    for (url, class) in [
        ("https:///x", "url"),
        ("https://user:secret@shop.example/", "url"),
        ("ftp://shop.example/", "url"),
        ("http://shop.example/", "insecure"),
        ("http://127.0.0.1/", "insecure"),
        ("https://127.0.0.1/", "blocked"),
        ("https://[fd00:ec2::254]/", "blocked"),
    ] {
        assert_eq!(client.check_url(url).await.unwrap_err().class(), class, "{url}");
        assert_eq!(client.check_url_text(url).unwrap_err().class(), class, "{url}");
    }
    assert_eq!(script.asked(), 0, "for none of them a name was looked up");
    client.check_url("https://1.1.1.1/").await.unwrap();
    client.check_url("https://shop.example/hooks/{version}").await.unwrap();
    client.check_url_text("https://shop.example/").unwrap();
    assert_eq!(script.asked(), 1);
}

#[tokio::test]
async fn a_name_without_addresses_is_told_from_a_blocked_one() {
    let url = "https://shop.example/";
    let nothing = builder().resolver(Script::new(&[&[]])).build();
    let unknown = builder().resolver(Dead(false)).build();
    for client in [nothing, unknown] {
        for error in [client.check_url(url).await.unwrap_err(), send(&client, url).await.unwrap_err()] {
            assert_eq!(error.class(), "dns", "{error}");
            assert!(!error.may_have_arrived());
        }
    }
    let hanging = builder().resolver(Dead(true)).build();
    for error in [hanging.check_url(url).await.unwrap_err(), send(&hanging, url).await.unwrap_err()] {
        assert_eq!(error.class(), "timeout::connect", "{error}");
        assert_eq!(error.to_string(), "no connection to `shop.example` in 300ms");
        assert!(!error.may_have_arrived());
    }
}

#[tokio::test]
async fn the_limit_of_the_head_begins_with_the_connection() {
    let server = Server::then(Then::Hang).await;
    let url = format!("http://localhost:{}/", server.port);
    let (slow, limit) = (Duration::from_millis(400), Duration::from_millis(300));
    let client = Client::builder(Signing::unsigned()).allow_http_on_loopback().resolver(Slow(slow));
    let client = client.header_timeout(limit).build();
    // A body, and none: whoever waits for a connection is asked in another way.
    let (started, error) = (Instant::now(), send(&client, &url).await.unwrap_err());
    assert_eq!(error.class(), "timeout::headers", "{error}");
    assert!(started.elapsed() >= slow + limit, "{:?}", started.elapsed());
    let started = Instant::now();
    let error = client.send::<_, ()>(&PAID, &url, &NoPayload).await.unwrap_err();
    assert_eq!(error.class(), "timeout::headers", "{error}");
    assert!(started.elapsed() >= slow + limit, "{:?}", started.elapsed());
    // Less than the name takes, over all.
    let client =
        Client::builder(Signing::unsigned()).allow_http_on_loopback().resolver(Slow(slow)).timeout(limit);
    for error in
        [send(&client.clone().build(), &url).await, client.build().send(&PAID, &url, &NoPayload).await]
    {
        let error = error.unwrap_err();
        assert_eq!(error.class(), "timeout::connect", "{error}");
        assert!(!error.may_have_arrived());
    }
}
