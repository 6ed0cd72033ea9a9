//! Accepting. In: a verified request. Out: its answer, once it is on the disk. It must not run anything of the
//! application's.

use bytes::Bytes;
use http::StatusCode;
use http::request::Parts;
use std::sync::Arc;
use std::time::SystemTime;

use super::super::Reply;
use super::super::coding::Coding;
use super::super::delivery::success_status;
use super::super::duplicates::claims::{self, Known};
use super::super::duplicates::{Key, SqliteDuplicates};
use super::super::outcome::Watch;
use super::super::pipeline::{Settled, Step, come_back, open, original_uri, refused};
use super::super::recognise::recognise;
use super::super::service::Core;
use super::Inbox;
use super::rows::{self, New};
use crate::event::EventInfo;
use crate::header_lines;
use crate::store::millis;

/// A request whose signature is good, and what that has shown.
pub(in super::super) struct Arrived {
    pub(in super::super) parts: Parts,
    /// As it came, under its content coding.
    pub(in super::super) body: Bytes,
    pub(in super::super) coding: Option<Coding>,
    pub(in super::super) url: Option<String>,
    pub(in super::super) tenant: Option<String>,
    pub(in super::super) id: String,
    pub(in super::super) timestamp: Option<SystemTime>,
    pub(in super::super) keys: Arc<[Key]>,
}

/// Stores a request, unless it is a repetition. Which event it is must be clear before: a wrong media type or method is
/// refused now, when the sender can still be told.
pub(in super::super) async fn accept(
    core: &Core,
    inbox: &Inbox,
    request: Arrived,
    watch: &mut Watch,
    now: SystemTime,
) -> Step<Settled> {
    let opened = open(core, request.coding, request.body.clone())?;
    let recognised = recognise(core, &request.parts, &opened, &mut watch.event)?;
    let answer = Reply::empty(inbox.answer.unwrap_or_else(|| acknowledgement(recognised.event)));
    let names = claims::names(&inbox.namespace, &request.keys);
    let row = row(inbox, request, recognised.name, watch, now);
    let (ends, reply) = (claims::later(now, inbox.retention), answer.clone());
    let work = move |connection: &_| {
        if !names.is_empty() {
            match claims::begin(connection, &names, now, SqliteDuplicates::LEASE)? {
                Known::New(number) => claims::finish(connection, number, &names, &reply, ends)?,
                known => return Ok(Some(known)),
            };
        }
        rows::insert(connection, &row)?;
        Ok(None)
    };
    match inbox.store.write("to store a delivery", work).await {
        Ok(None) => {
            inbox.wake.notify_one();
            Ok(Settled { code: "inbox::accepted", reply: answer })
        }
        Ok(Some(Known::Finished(answer))) => Err(refused("duplicate", answer)),
        Ok(Some(_)) => Err(come_back("duplicate")),
        Err(error) => {
            tracing::error!(target: "hookwright", code = "inbox::store", error = %error, "a delivery is not stored");
            Err(come_back("inbox::store"))
        }
    }
}

/// The document's own success, if it is one: senders know it. 202 for an event that nobody has looked at.
fn acknowledgement(event: Option<&EventInfo>) -> StatusCode {
    event.map(success_status).filter(StatusCode::is_success).unwrap_or(StatusCode::ACCEPTED)
}

fn row(inbox: &Inbox, request: Arrived, event: Option<String>, watch: &Watch, now: SystemTime) -> New {
    let original = original_uri(&request.parts);
    let original = (*original != request.parts.uri).then(|| original.to_string());
    New {
        namespace: Arc::clone(&inbox.namespace),
        received: millis(now),
        event,
        id: request.id,
        tenant: request.tenant,
        signed: request.timestamp.map(millis),
        method: request.parts.method.to_string(),
        uri: request.parts.uri.to_string(),
        original,
        url: request.url,
        source: watch.source.map(|source| source.to_string()),
        headers: header_lines::write(&inbox.stored(request.parts.headers)),
        body: request.body,
    }
}
