//! Handshakes over real sockets: whom each kind answers, whom it refuses, and what hostile ones get.

mod called;
mod echoed;
mod signed;

use super::orders::{Shop, Webhooks};
use super::server::{Got, Open, SECRET, Sent, open_with, serve};
use hookwright::receive::Handshake;
use hookwright::signature::{FetchFuture, Fetcher, Scheme, Signing, Unsigned, Wanted};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

/// Keeps what it was asked for; answers unless it is down.
#[derive(Clone, Default)]
struct Calls {
    made: Arc<Mutex<Vec<String>>>,
    down: Arc<Mutex<bool>>,
}

impl Fetcher for Calls {
    fn fetch<'a>(&'a self, wanted: &'a Wanted) -> FetchFuture<'a> {
        let Wanted::Confirmation { url } = wanted else { panic!("{wanted:?}") };
        self.made.lock().unwrap().push(url.clone());
        let down = *self.down.lock().unwrap();
        Box::pin(async move { if down { Err("it is down".into()) } else { Ok(bytes::Bytes::new()) } })
    }
}

impl Calls {
    fn made(&self) -> Vec<String> {
        self.made.lock().unwrap().clone()
    }
}

async fn open(handshake: Handshake) -> Open {
    open_with(|service| service.handshake(handshake)).await
}

async fn open_calling(handshake: Handshake) -> (Open, Calls) {
    let calls = Calls::default();
    let open = open_with(|service| service.handshake(handshake).handshake_calls(calls.clone())).await;
    (open, calls)
}

async fn get(open: &Open, path: &str) -> Got {
    Sent { method: "GET", ..Sent::plain("") }.without("content-type").to(path).send(open).await
}

fn signed(body: &str) -> Sent {
    Sent::signed("msg_1", body)
}

/// A receiver by another scheme, and what is signed by it.
async fn open_by(scheme: Scheme, handshake: Handshake) -> Open {
    let shop = Arc::new(Shop::default());
    let service = Webhooks::new(Arc::clone(&shop)).scheme(scheme, ["the other", "the secret"]).unwrap();
    serve(shop, service.handshake(handshake), |service| service.router()).await
}

fn signed_by(scheme: Scheme, secret: &str, at: SystemTime, body: &str) -> Sent {
    let signing = Signing::new(scheme, [secret]).unwrap();
    let signature = signing.sign(&Unsigned::post("id", "", body.as_bytes()), at).unwrap();
    signature
        .iter()
        .fold(Sent::plain(body), |sent, (name, value)| sent.header(name.as_str(), value.to_str().unwrap()))
}

fn confirmation(kind: &str, url: &str) -> String {
    format!(r#"{{"Type":"{kind}","MessageId":"1","Token":"t","SubscribeURL":"{url}"}}"#)
}

const SUBSCRIBE: &str = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t";
