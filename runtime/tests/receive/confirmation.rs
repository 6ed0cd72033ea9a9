//! SNS as it is: its own signature, a topic of ours, its address called by our client. And our client where an address
//! leads inside.

use super::orders::{Shop, Webhooks};
use super::server::{Open, Sent, ShopService, serve};
use hookwright::receive::Handshake;
use hookwright::signature::{FetchFuture, Fetcher, Scheme, Served, Verifier, Wanted};
use std::sync::{Arc, Mutex};

/// Signed with the key whose certificate stands beside it (`openssl dgst -sha256 -sign rsa.pem`).
const BODY: &str = include_str!("../data/sns_confirmation.json");
const CERTIFICATE: &str = include_str!("../data/keys/rsa.crt.pem");
const CERTIFICATE_URL: &str = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem";
const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:orders";

#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<Wanted>>>);

impl Fetcher for Calls {
    fn fetch<'a>(&'a self, wanted: &'a Wanted) -> FetchFuture<'a> {
        self.0.lock().unwrap().push(wanted.clone());
        Box::pin(async { Ok(bytes::Bytes::new()) })
    }
}

async fn open(topic: &str, change: impl FnOnce(ShopService) -> ShopService) -> Open {
    let shop = Arc::new(Shop::default());
    let served = Served::default().with(CERTIFICATE_URL, CERTIFICATE);
    let verifier = Verifier::new(Scheme::aws_sns(), [topic]).unwrap().fetcher(served);
    let service = Webhooks::new(Arc::clone(&shop)).verifier(verifier);
    serve(shop, change(service), |service| service.router()).await
}

fn sent(body: &str) -> Sent {
    let sent = Sent::plain(body).without("content-type").header("content-type", "text/plain; charset=UTF-8");
    sent.header("x-amz-sns-message-type", "SubscriptionConfirmation")
}

#[tokio::test]
async fn a_subscription_to_our_topic_is_confirmed() {
    let calls = Calls::default();
    let open =
        open(TOPIC, |service| service.handshake(Handshake::sns()).handshake_calls(calls.clone())).await;
    assert_eq!(sent(BODY).send(&open).await.status, 200);
    let url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336".to_owned();
    assert_eq!(*calls.0.lock().unwrap(), [Wanted::Confirmation { url }]);
    assert_eq!(open.codes(1).await, ["handshake::answered"]);
}

#[tokio::test]
async fn a_subscription_to_anybody_elses_topic_or_address_is_not() {
    let calls = Calls::default();
    let change = |service: ShopService| service.handshake(Handshake::sns()).handshake_calls(calls.clone());
    let theirs = open("arn:aws:sns:eu-west-1:123456789012:others", change).await;
    assert_eq!(sent(BODY).send(&theirs).await.status, 401);
    let ours = open(TOPIC, change).await;
    let moved = BODY.replace("/?Action=ConfirmSubscription&Token=2336", "/?Action=Other");
    assert_ne!(moved, BODY);
    assert_eq!(sent(&moved).send(&ours).await.status, 401);
    assert_eq!(ours.codes(1).await, ["signature::mismatch"]);
    assert!(calls.0.lock().unwrap().is_empty());
}

#[cfg(feature = "client")]
#[tokio::test]
async fn a_name_that_leads_inside_is_not_called() {
    use hookwright::client::ClientFetcher;
    let inside = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = inside.local_addr().unwrap().port();
    let handshake = Handshake::cloud_events(["hooks.localhost"]).by_calling_back();
    let open =
        open(TOPIC, |service| service.handshake(handshake).handshake_calls(ClientFetcher::default())).await;
    let ask = Sent { method: "OPTIONS", ..Sent::plain("") }
        .header("webhook-request-origin", "hooks.localhost")
        .header("webhook-request-callback", &format!("https://hooks.localhost:{port}/consent"));
    assert_eq!(ask.send(&open).await.status, 503);
    assert_eq!(open.codes(1).await, ["handshake::unreachable"]);
    let reached = tokio::time::timeout(std::time::Duration::from_millis(50), inside.accept()).await;
    assert!(reached.is_err(), "nobody came");
}
