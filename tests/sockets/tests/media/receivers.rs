//! A receiver of every document with media types of its own, and requests made by hand.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use hookwright::{Failure, Incoming, TextBody};
use hookwright_sockets::{form_body, multipart_form, multipart_related, text_body};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What a receiver saw.
#[derive(Clone, Default)]
pub(crate) struct Notes(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    last: (String, String),
    typed: Vec<String>,
    parts: Vec<String>,
    violations: Vec<String>,
}

impl Notes {
    /// Body and `Content-Type` of the last delivery.
    pub(crate) fn last(&self) -> (String, String) {
        self.0.lock().expect("notes").last.clone()
    }

    pub(crate) fn typed(&self) -> Vec<String> {
        self.0.lock().expect("notes").typed.clone()
    }

    pub(crate) fn parts(&self) -> Vec<String> {
        self.0.lock().expect("notes").parts.clone()
    }

    pub(crate) fn violations(&self) -> Vec<String> {
        self.0.lock().expect("notes").violations.clone()
    }

    fn note<T: Debug>(&self, event: &Incoming<T>) {
        let mut seen = self.0.lock().expect("notes");
        let content_type = event.headers()["content-type"].to_str().expect("text").to_owned();
        seen.last = (String::from_utf8_lossy(event.body()).into_owned(), content_type);
        seen.typed.push(format!("{:?}", event.payload()));
    }

    fn refuse<E>(&self, unclaimed: hookwright::Unclaimed<E>) -> Failure {
        let mut seen = self.0.lock().expect("notes");
        let lines = unclaimed.violations().iter().map(|one| format!("{}: {}", one.pointer, one.keyword));
        seen.violations.extend(lines);
        drop(seen);
        unclaimed.refuse()
    }
}

impl form_body::Receiver for Notes {
    async fn message_received(&self, event: Incoming<form_body::MessageReceived>) -> Result<(), Failure> {
        self.note(&event);
        Ok(())
    }

    async fn message_failed(&self, event: Incoming<form_body::Failed>) -> Result<(), Failure> {
        self.note(&event);
        Ok(())
    }

    async fn fallback(&self, unclaimed: form_body::Unclaimed) -> Result<(), Failure> {
        Err(self.refuse(unclaimed))
    }
}

impl multipart_form::Receiver for Notes {
    async fn document_signed(
        &self,
        event: Incoming<multipart_form::DocumentSigned>,
    ) -> Result<multipart_form::DocumentSignedAnswer, Failure> {
        self.note(&event);
        for part in event.parts()? {
            let name = part.name.unwrap_or_default();
            let line = format!("{name} {} {}", part.content_type, part.bytes.len());
            self.0.lock().expect("notes").parts.push(line);
        }
        Ok(multipart_form::DocumentSignedAnswer::Ok(Box::new(TextBody::new("Hello"))))
    }

    async fn fallback(&self, unclaimed: multipart_form::Unclaimed) -> Result<(), Failure> {
        Err(self.refuse(unclaimed))
    }
}

impl multipart_related::Receiver for Notes {
    async fn session_changed(
        &self,
        event: Incoming<multipart_related::SessionChanged>,
    ) -> Result<(), Failure> {
        self.note(&event);
        Ok(())
    }

    async fn fallback(&self, unclaimed: multipart_related::Unclaimed) -> Result<(), Failure> {
        Err(self.refuse(unclaimed))
    }
}

impl text_body::Receiver for Notes {
    async fn stock_exported(
        &self,
        event: Incoming<TextBody>,
    ) -> Result<text_body::StockExportedAnswer, Failure> {
        let line = format!("{} {}", event.root().unwrap_or_default(), event.text()?);
        self.0.lock().expect("notes").typed.push(line);
        Ok(text_body::StockExportedAnswer::Ok(Box::new(TextBody::new("<receipt/>"))))
    }

    async fn fallback(&self, unclaimed: text_body::Unclaimed) -> Result<(), Failure> {
        Err(self.refuse(unclaimed))
    }
}

/// Serves a router; its URL.
pub(crate) async fn serve(router: axum::Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// Posts a body by hand; the status of the answer.
pub(crate) async fn post(url: &str, media_type: &str, body: &[u8]) -> u16 {
    let authority = url.trim_start_matches("http://").trim_end_matches('/');
    let mut stream = TcpStream::connect(authority).await.expect("a connection");
    let head = format!(
        "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: {media_type}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.write_all(body).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
}
