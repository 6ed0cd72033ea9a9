//! Mutual TLS: a receiver that asks who is calling.

use hookwright::client::{Builder, Client, IdentityError};
use hookwright::signature::Signing;

use super::send;
use super::server::{AUTHORITY, Server, answer};

const CHAIN: &[u8] = include_bytes!("tls/client.pem");
const KEY: &[u8] = include_bytes!("tls/client.key.pem");
const STRANGER: &[u8] = include_bytes!("tls/stranger.key.pem");

fn builder() -> Builder {
    Client::builder(Signing::unsigned()).allow_private_addresses().trust(AUTHORITY).unwrap()
}

#[tokio::test]
async fn a_certificate_is_shown_to_who_asks_for_it() {
    let server = Server::mutual(&answer("200 OK", "", "")).await;
    let url = format!("https://localhost:{}/", server.port);
    let known = builder().identity(CHAIN, KEY).unwrap().build();
    assert!(send(&known, &url).await.unwrap().is_success());
    assert_eq!(server.count(), 1);

    // TLS 1.3 says so only behind the client's own last word, so that it looks like an answer that broke.
    let unknown = send(&builder().build(), &url).await.unwrap_err();
    assert!(["broken", "tls"].contains(&unknown.class()), "{unknown}");
    assert!(unknown.to_string().to_lowercase().contains("certificate"), "{unknown}");
    assert_eq!(server.count(), 1);

    // Who does not ask is not told.
    let plain = Server::tls(&answer("200 OK", "", "")).await;
    assert!(send(&known, &format!("https://localhost:{}/", plain.port)).await.unwrap().is_success());
}

#[test]
fn what_makes_no_identity_is_said_when_the_client_is_built() {
    let identity = |chain: &[u8], key: &[u8]| builder().identity(chain, key).map(drop);
    assert_eq!(identity(CHAIN, KEY), Ok(()));
    assert_eq!(identity(b"", KEY), Err(IdentityError::Certificate));
    assert_eq!(identity(KEY, KEY), Err(IdentityError::Certificate));
    let garbage = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert_eq!(identity(garbage, KEY), Err(IdentityError::Certificate));
    assert_eq!(identity(CHAIN, b""), Err(IdentityError::Key));
    assert_eq!(identity(CHAIN, CHAIN), Err(IdentityError::Key));
    let garbage = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    assert_eq!(identity(CHAIN, garbage), Err(IdentityError::Key));
    assert_eq!(identity(CHAIN, STRANGER), Err(IdentityError::Mismatch));
    let shown = format!("{:?}", builder().identity(CHAIN, KEY).unwrap());
    assert!(!shown.contains("PRIVATE"), "{shown}");
}
