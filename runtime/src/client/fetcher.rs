//! Fetching keys and certificates, and confirming handshakes, by the guarded client.
//!
//! In: what a scheme or handshake wants. Out: the bytes of one answer. It must not know what they are, nor keep them.

use bytes::Bytes;
use http::header::USER_AGENT;
use http::{Method, Request, StatusCode};
use http_body_util::Full;

use super::{Client, SendError};
use crate::signature::{FetchFuture, Fetcher, Signing, Wanted};

/// Fetches keys and certificates, and confirms handshakes, with the guards of a [`Client`]: HTTPS alone, no redirects, no private addresses, its
/// time limit and the limit of its answers.
///
/// ```
/// use hookwright::client::{Client, ClientFetcher};
/// use hookwright::signature::Signing;
/// use std::time::Duration;
///
/// let client = Client::builder(Signing::unsigned()).timeout(Duration::from_secs(5)).build();
/// let fetcher = ClientFetcher::new(client);
/// ```
#[derive(Clone, Debug)]
pub struct ClientFetcher {
    client: Client,
}

impl ClientFetcher {
    /// Fetches by this client, which signs nothing for it.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// One `GET`, whatever its answer's status is.
    async fn get(&self, url: &str) -> Result<(StatusCode, Bytes), SendError> {
        let shared = &self.client.shared;
        let uri = shared.allow.check(url)?;
        let host = uri.host().unwrap_or_default().to_owned();
        let mut request = Request::new(Full::default());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = uri;
        request.headers_mut().insert(USER_AGENT, shared.user_agent.clone());
        let exchanged = shared.exchange(request, &host).await?.whole(shared.limits.answer)?;
        Ok((exchanged.parts.status, exchanged.body))
    }
}

impl Default for ClientFetcher {
    fn default() -> Self {
        Self::new(Client::new(Signing::unsigned()))
    }
}

impl Fetcher for ClientFetcher {
    fn fetch<'a>(&'a self, wanted: &'a Wanted) -> FetchFuture<'a> {
        Box::pin(async move {
            let url = match wanted {
                Wanted::Certificates { url } | Wanted::KeySet { url } | Wanted::Confirmation { url } => url,
                Wanted::Key { .. } => {
                    return Err("keys by their id are the vendor's interface to bring".into());
                }
            };
            let (status, body) = self.get(url).await?;
            let is_good = match wanted {
                Wanted::Confirmation { .. } => status.is_success(),
                _ => status == StatusCode::OK,
            };
            if is_good { Ok(body) } else { Err(format!("the answer is {status}").into()) }
        })
    }
}
