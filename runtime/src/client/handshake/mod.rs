//! Asking an endpoint whether it wants deliveries, before any is sent: the other side of
//! [`receive::Handshake`](crate::receive::Handshake).
//!
//! In: a URL, a kind of handshake. Out: [`Granted`], or why not. It must not take anything for consent but the exact
//! answer: a server that answers 200 to everything wants nothing.

mod ask;
mod error;
mod judge;

use std::time::Instant;

use bytes::Bytes;
use http::header::USER_AGENT;
use http::{Request, Uri};
use http_body_util::Full;

use super::{Client, SendError};
use crate::signature::Unsigned;

pub use ask::Ask;
pub use error::HandshakeError;

pub(crate) use ask::Asking;

/// What an endpoint has consented to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Granted {
    /// The most requests each minute that it allows, where it says so.
    pub rate: Option<u32>,
    /// It has not consented yet, and may by a call to the callback.
    pub later: bool,
}

impl Client {
    /// Asks the endpoint at this URL, once, through all guards of this client. What is asked by POST is signed, but
    /// for a secret that is handed over. The client's [`by_path`](super::Builder::by_path) does not apply: it is an
    /// endpoint that is asked, not an event.
    ///
    /// ```no_run
    /// use hookwright::client::{Ask, Client};
    /// use hookwright::signature::{Scheme, Signing};
    ///
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::new(Signing::new(Scheme::slack(), [std::env::var("SECRET")?])?);
    /// client.handshake("https://shop.example/hooks", &Ask::slack()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Where the endpoint can't be asked, and where it answers anything but what the kind of handshake demands.
    pub async fn handshake(&self, url: &str, ask: &Ask) -> Result<Granted, HandshakeError> {
        let uri = self.shared.allow.check(url)?;
        let host = uri.host().unwrap_or_default().to_owned();
        let challenge = challenge()?;
        let request = self.asking(ask.asking(&challenge)?, &uri)?;
        let started = Instant::now();
        let outcome = self.shared.exchange(request, &host).await;
        let outcome = outcome.and_then(|exchanged| exchanged.whole(self.shared.limits.answer));
        let milliseconds = started.elapsed().as_millis();
        let verdict = outcome.map_err(HandshakeError::Send).and_then(|exchanged| {
            let tags = || self.terms.signing.tags(&challenge);
            judge::judge(ask, &challenge, tags, &exchanged.parts, &exchanged.body)
        });
        let kind = ask.name();
        match &verdict {
            Ok(_) => tracing::debug!(target: "hookwright", kind, host, milliseconds, "consented"),
            Err(error) => {
                tracing::debug!(target: "hookwright", kind, host, %error, milliseconds, "not consented");
            }
        }
        verdict
    }

    fn asking(&self, asking: Asking, uri: &Uri) -> Result<Request<Full<Bytes>>, SendError> {
        let Asking { method, query, mut headers, body, signed } = asking;
        let uri = with_query(uri, &query)?;
        headers.insert(USER_AGENT, self.shared.user_agent.clone());
        if signed {
            let now = self.delivery.timestamp.unwrap_or_else(std::time::SystemTime::now);
            let (id, url) = (super::id::new(now)?, uri.to_string());
            let unsigned = Unsigned { id: &id, method: &method, url: &url, headers: &headers, body: &body };
            let signature = self.terms.signing.sign(&unsigned, now)?;
            headers.extend(signature);
        }
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        Ok(request)
    }
}

/// A handshake that is asked through something else than a client.
#[cfg(feature = "contract")]
pub(crate) struct Posed {
    ask: Ask,
    challenge: String,
    pub(crate) asking: Asking,
}

#[cfg(feature = "contract")]
impl Posed {
    pub(crate) fn new(ask: Ask) -> Result<Self, SendError> {
        let challenge = challenge()?;
        Ok(Self { asking: ask.asking(&challenge)?, ask, challenge })
    }

    /// Whether an answer is consent.
    pub(crate) fn judge(
        &self,
        signing: &crate::signature::Signing,
        parts: &http::response::Parts,
        body: &Bytes,
    ) -> Result<Granted, HandshakeError> {
        judge::judge(&self.ask, &self.challenge, || signing.tags(&self.challenge), parts, body)
    }
}

/// The URL with more in its query.
fn with_query(uri: &Uri, more: &str) -> Result<Uri, SendError> {
    if more.is_empty() {
        return Ok(uri.clone());
    }
    let path = match uri.query() {
        Some(query) if !query.is_empty() => format!("{}?{query}&{more}", uri.path()),
        _ => format!("{}?{more}", uri.path()),
    };
    let mut parts = uri.clone().into_parts();
    let path = path.parse().map_err(|_| SendError::Url("its query takes no more"))?;
    parts.path_and_query = Some(path);
    Uri::from_parts(parts).map_err(|_| SendError::Url("its query takes no more"))
}

/// 32 random hexadecimal digits: fit for a query, a header and a signature.
fn challenge() -> Result<String, SendError> {
    let mut random = [0_u8; 16];
    super::id::fill(&mut random)?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}
