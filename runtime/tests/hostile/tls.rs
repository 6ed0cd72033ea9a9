//! Connections that should speak TLS: those that say nothing, or something else, end; identities that are none are told.

use super::harness::{rest, stand};
use hookwright::serve::{Server, TlsIdentity};
use std::time::Duration;
use tokio::io::AsyncWriteExt;

const CHAIN: &[u8] = include_bytes!("../client/tls/localhost.der");
const KEY: &[u8] = include_bytes!("../client/tls/localhost.key.der");

fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    use base64ct::Encoding as _;
    let text = base64ct::Base64::encode_string(der);
    format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n").into_bytes()
}

fn identity() -> TlsIdentity {
    TlsIdentity::from_pem(&pem("CERTIFICATE", CHAIN), &pem("PRIVATE KEY", KEY)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handshake_that_does_not_come_ends_the_connection() {
    let server = Server::new().tls(identity()).unwrap().handshake_timeout(Duration::from_millis(300));
    let standing = stand(server.max_connections(2), |service| service).await;
    // Each pair fills the server, so that the next is served only once these have ended.
    for _ in 0..2 {
        let (mut silent, mut plain) = (standing.connect().await, standing.connect().await);
        plain.write_all(b"POST / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        assert_eq!(rest(&mut silent).await, "");
        assert!(!rest(&mut plain).await.contains("HTTP"));
    }
    // One that hangs in its handshake does not keep the server from ending.
    let mut silent = standing.connect().await;
    standing.stop.send(()).unwrap();
    assert!(standing.ended.await.unwrap());
    assert_eq!(rest(&mut silent).await, "");
}

#[test]
fn what_is_no_identity_is_told_without_the_key() {
    let (chain, key) = (pem("CERTIFICATE", CHAIN), pem("PRIVATE KEY", KEY));
    let failed = |chain: &[u8], key: &[u8]| {
        let server = TlsIdentity::from_pem(chain, key).and_then(|identity| Server::new().tls(identity));
        server.unwrap_err().to_string()
    };
    assert_eq!(failed(b"", &key), "the certificate chain is not readable PEM");
    assert_eq!(failed(&key, &key), "the certificate chain is not readable PEM");
    assert_eq!(failed(&chain, &chain), "the private key is not readable PEM");
    assert!(failed(&chain, &pem("PRIVATE KEY", &KEY[..20])).starts_with("the certificate can't be used"));
    assert!(failed(&pem("CERTIFICATE", &CHAIN[..50]), &key).starts_with("the certificate can't be used"));
    assert_eq!(format!("{:?}", identity()), "TlsIdentity { certificates: 1, .. }");
}
