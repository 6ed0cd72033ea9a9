//! Handshakes that a document declares, from a client to a generated receiver.

use hookwright::client::{Ask, Client, HandshakeError};
use hookwright::receive::Handshake;
use hookwright::{Failure, Service, Signing};
use hookwright_sockets::handshake::{self, Routes};
use tokio::net::TcpListener;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Nothing but handshakes comes.
struct Nobody;

impl handshake::Receiver for Nobody {
    async fn fallback(&self, _: handshake::Unclaimed) -> Result<(), Failure> {
        panic!("a handshake is no event")
    }
}

async fn serve(change: impl FnOnce(Service<Routes<Nobody>>) -> Service<Routes<Nobody>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let service = handshake::Webhooks::new(Nobody).secret(SECRET).expect("a good secret");
    let app = change(service).router();
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

fn client() -> Client {
    Client::builder(Signing::standard_webhooks(SECRET).expect("a good secret"))
        .allow_http_on_loopback()
        .build()
}

fn is_refused(outcome: &Result<hookwright::client::Granted, HandshakeError>) -> bool {
    matches!(outcome, Err(HandshakeError::Status(status)) if status.is_client_error())
}

#[tokio::test]
async fn what_the_document_declares_is_answered() {
    let url = serve(|service| service).await;
    client().handshake(&url, &Ask::slack()).await.expect("declared");
    let consent = Ask::cloud_events("events.example.com").rate(500);
    assert_eq!(client().handshake(&url, &consent).await.expect("declared").rate, Some(120));
    assert!(is_refused(&client().handshake(&url, &Ask::cloud_events("evil.test")).await));
    // Not declared; declared, and without its token.
    for ask in [Ask::dropbox(), Ask::meta("ours")] {
        assert!(is_refused(&client().handshake(&url, &ask).await), "{ask:?}");
    }
}

#[tokio::test]
async fn code_says_what_no_document_should() {
    let url = serve(|service| service.handshake(Handshake::meta("ours"))).await;
    client().handshake(&url, &Ask::meta("ours")).await.expect("our token");
    assert!(is_refused(&client().handshake(&url, &Ask::meta("theirs")).await));
    client().handshake(&url, &Ask::slack()).await.expect("what the document declares stays");
}
