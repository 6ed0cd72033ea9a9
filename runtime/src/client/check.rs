//! Checking an endpoint's URL on entry, before anything is sent to it.
//!
//! In: a URL that somebody registers. Out: whether this client would call it today. It opens no connection; each
//! connection is checked again when it is made, since names change.

use super::error::{Phase, Step};
use super::resolver::LookupError;
use super::{Client, SendError, version};

impl Client {
    /// Whether this client may call this URL: its scheme, its host, and the addresses that its name has now.
    ///
    /// Meant for the moment in which an endpoint is registered, so that whoever registers it hears of a mistake at
    /// once. It protects nothing: the guard stands where connections are made, and looks again at each one.
    ///
    /// ```no_run
    /// # async fn example(client: hookwright::client::Client) {
    /// let error = client.check_url("https://169.254.169.254/latest").await.unwrap_err();
    /// assert_eq!(error.class(), "blocked");
    /// # }
    /// ```
    ///
    /// # Errors
    /// Of the classes `url`, `insecure`, `blocked` where the URL may not be called, `dns` and `timeout::connect` where
    /// its name has no address now. Behind a [proxy](super::Builder::proxy) the latter is no error, since there it is
    /// the proxy that looks names up.
    pub async fn check_url(&self, url: &str) -> Result<(), SendError> {
        let uri = self.shared.allow.check(&version::fill(self.terms.version, url))?;
        let host = uri.host().unwrap_or_default();
        if super::address::literal(host).is_some() {
            return Ok(());
        }
        let after = self.shared.limits.connect;
        let found = tokio::time::timeout(after, self.shared.resolver.addresses(host)).await;
        match found {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(LookupError::AllBlocked)) => Err(SendError::Blocked { host: host.to_owned() }),
            _ if self.shared.proxied => Ok(()),
            Ok(Err(error)) => {
                Err(SendError::Connect { host: host.to_owned(), step: Step::Name, source: error.into() })
            }
            Err(_) => Err(SendError::Timeout { host: host.to_owned(), phase: Phase::Connect, after }),
        }
    }

    /// The part of [`Client::check_url`] that asks nobody: scheme, host, and addresses that stand in the URL.
    ///
    /// # Errors
    /// Of the classes `url`, `insecure`, `blocked`.
    pub fn check_url_text(&self, url: &str) -> Result<(), SendError> {
        self.shared.allow.check(&version::fill(self.terms.version, url)).map(drop)
    }
}
