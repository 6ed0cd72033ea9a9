//! The codes of `handshake`.

use super::Level::Error;
use super::{Entry, entry};

pub(super) const CODES: &[Entry] = &[
    entry(
        "handshake::invalid",
        Error,
        "a handshake that cannot be read",
        "`x-webhook-handshake` is a name, a record `{ kind: cloud-events, origins: […], rate: 120 }`, or a list of such, each kind once. Tokens and secrets do not belong in a document: `.handshake(Handshake::meta(token))` says them in code.",
    ),
    entry(
        "handshake::unknown",
        Error,
        "a handshake that is not known",
        "`x-webhook-handshake` names how the sender finds out that an endpoint wants its deliveries: `asana`, `cloud-events`, `discord`, `dropbox`, `event-grid`, `meta`, `slack`, `sns` or `zoom`.",
    ),
];
