//! What an endpoint may be. In: what the document and the application say. Out: whether a URL, an event, a version, a
//! secret will do. It must not know stores.

use super::Error;
use super::document::Document;
use super::endpoint::NewEndpoint;
use super::sealing::random;
use crate::client::Client;
use crate::signature::{Scheme, Signing};
use base64ct::{Base64, Encoding};
use std::sync::Arc;
use zeroize::Zeroizing;

/// What is checked when an endpoint is registered. Without a document, its events and versions are not.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) client: Client,
    pub(super) document: Option<Document>,
    pub(super) scheme: Scheme,
    /// Signs for all endpoints, where they have no secrets of their own.
    pub(super) signing: Option<Arc<Signing>>,
}

impl Default for Rules {
    fn default() -> Self {
        let client = Client::new(Signing::unsigned());
        Self { client, document: None, scheme: Scheme::standard_webhooks(), signing: None }
    }
}

impl Rules {
    pub(super) fn allow_http_on_loopback(&self) -> Self {
        let client = Client::builder(Signing::unsigned()).allow_http_on_loopback().build();
        Self { client, ..self.clone() }
    }

    /// The same by another document.
    pub(super) fn of(&self, document: Document) -> Self {
        let scheme = document.scheme.clone().unwrap_or_else(|| self.scheme.clone());
        Self { document: Some(document), scheme, ..self.clone() }
    }

    /// Whether an endpoint will do, whatever its secret.
    pub(super) async fn endpoint(&self, new: &NewEndpoint) -> Result<(), Error> {
        self.url(&new.url).await?;
        self.events(&new.events)?;
        self.version(new.options.version.as_deref())
    }

    /// Whether deliveries may go there; names are looked up, so that what can't be reached is refused at once.
    async fn url(&self, url: &str) -> Result<(), Error> {
        self.client.check_url(url).await.map_err(Error::Url)
    }

    fn events(&self, names: &[String]) -> Result<(), Error> {
        if names.is_empty() {
            return Err(Error::invalid("subscription", "it names no event; `*` stands for all"));
        }
        let Some(document) = &self.document else { return Ok(()) };
        let known = |name: &str| name == "*" || name.starts_with(OPERATOR) || document.event(name).is_some();
        match names.iter().find(|name| !known(name)) {
            Some(unknown) => Err(Error::UnknownEvent(unknown.clone())),
            None => Ok(()),
        }
    }

    fn version(&self, name: Option<&str>) -> Result<(), Error> {
        let (Some(document), Some(name)) = (&self.document, name) else { return Ok(()) };
        match document.version(name) {
            Some(_) => Ok(()),
            None => Err(Error::invalid("version", format!("the document has no version `{name}`"))),
        }
    }

    /// A secret that somebody brings: it must be one that the scheme signs with.
    pub(super) fn secret(&self, text: &str) -> Result<Zeroizing<String>, Error> {
        if text.len() < SHORTEST {
            return Err(Error::invalid("secret", "it has fewer than 16 characters, which can be guessed"));
        }
        Signing::new(self.scheme.clone(), [text])
            .map_err(|error| Error::invalid("secret", error.to_string()))?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    /// A new one: 32 random bytes, written as the scheme wants its keys.
    pub(super) fn new_secret(&self) -> Result<Zeroizing<String>, Error> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        random(&mut *bytes)?;
        let base64 = Zeroizing::new(format!("whsec_{}", Base64::encode_string(&*bytes)));
        match self.secret(&base64) {
            Ok(secret) => Ok(secret),
            Err(_) => self.secret(&bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()),
        }
    }
}

/// No secret that somebody brings is shorter, in bytes.
const SHORTEST: usize = 16;

/// Names of events that tell the operator of endpoints begin like this.
pub(super) const OPERATOR: &str = "hookwright.";
