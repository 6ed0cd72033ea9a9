//! A sender made by hand, which is right unless it is told otherwise.

use std::time::SystemTime;

use hookwright::Signing;
use hookwright::contract::sink::Listening;
use hookwright::signature::Unsigned;

use crate::SECRET;
use crate::raw::Raw;

pub(crate) const STOCK: &str = r#"{"type":"stock.changed","sku":"book","left":3}"#;

/// One attempt.
#[derive(Clone)]
pub(crate) struct Attempt {
    pub(crate) id: String,
    pub(crate) at: SystemTime,
    pub(crate) body: String,
    /// What is signed, where that is not the body.
    pub(crate) signed: Option<String>,
    pub(crate) secret: &'static str,
    /// Set after signing.
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Attempt {
    /// A stock that changed.
    pub(crate) fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            at: SystemTime::now(),
            body: STOCK.to_owned(),
            signed: None,
            secret: SECRET,
            headers: Vec::new(),
        }
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The same again, signed now.
    pub(crate) fn again(&self) -> Self {
        Self { at: SystemTime::now(), ..self.clone() }
    }

    /// Sends it, and gives the status.
    pub(crate) async fn send(&self, sink: &Listening) -> u16 {
        let mut raw = Raw::json(self.body.as_bytes());
        let signing = Signing::standard_webhooks(self.secret).expect("a good secret");
        let content = self.signed.as_deref().unwrap_or(&self.body).as_bytes();
        let signature = signing.sign(&Unsigned::post(&self.id, "", content), self.at).expect("signable");
        signature.iter().for_each(|(name, value)| raw.set(name.as_str(), value.to_str().expect("text")));
        self.headers.iter().for_each(|(name, value)| raw.set(name, value));
        raw.post(&sink.url()).await.status
    }
}
