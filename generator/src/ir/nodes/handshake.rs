//! How senders find out that an endpoint wants their deliveries.
//!
//! In: nothing, these are data. Out: what `emit` writes down for the runtime.

/// One kind of handshake with what a document may say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshake {
    /// The kind.
    pub kind: HandshakeKind,
    /// Who may send, of CloudEvents.
    pub origins: Vec<String>,
    /// The most requests each minute, of CloudEvents.
    pub rate: Option<u32>,
}

/// The kinds of handshakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are called after their senders")]
pub enum HandshakeKind {
    Slack,
    Zoom,
    Discord,
    Sns,
    Dropbox,
    Asana,
    Meta,
    EventGrid,
    CloudEvents,
}
