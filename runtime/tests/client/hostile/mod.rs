//! Receivers that mean harm, each over a real socket: the client ends within its limits, says what it was, and sends the
//! next event to somebody else as if nothing had been.

mod bodies;
mod connections;
mod headers;
mod heads;
mod peer;

use std::time::Duration;

use hookwright::client::{Answer, Builder, Client, SendError};

use super::server::{Server, answer};
use super::{send, signing};

/// Far more than any test needs, and less than it would take to be caught.
const PATIENCE: Duration = Duration::from_secs(20);

/// More than a client with a limit of 1000 bytes reads and what lies in the buffers of two sockets.
const BUFFERS: usize = 16 * 1024 * 1024;

/// A client whose limits are never met, but for those that a test sets.
fn builder() -> Builder {
    Client::builder(signing())
        .allow_http_on_loopback()
        .timeout(2 * PATIENCE)
        .connect_timeout(PATIENCE)
        .answer_limit(1000)
}

/// Sends an event to this URL, which must end in time, and then one to somebody who behaves.
async fn meet(client: &Client, url: &str) -> Result<Answer<()>, SendError> {
    let met = tokio::time::timeout(PATIENCE, send(client, url)).await.expect("the client gives up by itself");
    let good = Server::answering(&answer("200 OK", "", "good")).await;
    let next = send(client, &good.url("/")).await.unwrap();
    assert_eq!(&next.body[..], b"good", "after {url}");
    met
}

/// The class of an attempt that brings no answer.
async fn class(client: &Client, url: &str) -> &'static str {
    let error = meet(client, url).await.unwrap_err();
    assert!(error.may_have_arrived(), "{error}");
    error.class()
}
