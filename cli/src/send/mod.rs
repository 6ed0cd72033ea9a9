//! `hookwright send`, as one paragraph: document, event, payload, request, answer.
//!
//! Comes in: arguments. Goes out: an event on its way to a URL, or a line that sends it, and an exit code. It must not
//! know how a request is signed; that is the runtime's.

mod examples;
mod many;
mod payload;
mod wishes;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use hookwright::Signing;
use hookwright::client::{Client, SendError};
use hookwright::contract::wire::{Came, Letter, new_id};
use hookwright::contract::{Document, Event};
use hookwright::signature::Secret;
use serde_json::{Value, json};

use crate::paint::{Ink, Paint, plain};
use crate::said::{self, Problem, Said};
use crate::subject::{self, Subject};
use crate::text;
use many::One;
pub(crate) use wishes::Wishes;

/// Where a line for curl goes that was given no URL.
const SOMEWHERE: &str = "http://localhost:3000/";

/// Bytes of an answer's body that are read, and shown.
const ANSWER: usize = 64 * 1024;
const SHOWN: usize = 2000;

/// 0 sent and taken, 1 not, 2 not understood.
pub(crate) fn run(wishes: &Wishes) -> ExitCode {
    let (subject, chosen) = match prepared(wishes) {
        Ok(prepared) => prepared,
        Err(problem) => return said::finish(wishes.format, Err(problem), 2),
    };
    let said = payload::of(wishes, chosen.document, chosen.event)
        .and_then(|payload| Ok((letter(wishes, &chosen, &payload)?, subject.signing()?)))
        .and_then(|(letter, signing)| work(wishes, &chosen, letter, signing));
    said::finish(wishes.format, said, 1)
}

/// Which event of which version.
struct Chosen {
    document: &'static Document,
    event: &'static Event,
}

fn prepared(wishes: &Wishes) -> Result<(Subject, Chosen), Problem> {
    let subject = wishes.subject.subject().map_err(|words| words.trim_start_matches("error: ").to_owned())?;
    let versions: Vec<&'static Document> = match &wishes.pin {
        None => subject.documents.clone(),
        Some(name) => subject.documents.iter().copied().filter(|document| document.version == name).collect(),
    };
    if versions.is_empty() {
        let names: Vec<&str> = subject.documents.iter().map(|document| document.version).collect();
        return Err(format!("--pin: there are the versions `{}`", names.join("`, `")).into());
    }
    let event = subject::known(&versions, &wishes.event)?;
    let newest = versions.iter().rev().find(|document| document.event(&wishes.event).is_some());
    let document = *newest.unwrap_or(&versions[0]);
    subject.signing()?;
    Ok((subject, Chosen { document, event }))
}

fn letter(wishes: &Wishes, chosen: &Chosen, payload: &Value) -> Result<Letter, Problem> {
    let credentials: Vec<(String, Secret)> =
        wishes.credential.iter().map(|(name, secret)| (name.clone(), Secret::from(secret))).collect();
    let url = wishes.url.as_deref().unwrap_or(SOMEWHERE);
    let letter = Letter::new(chosen.document, chosen.event, payload, url, &credentials)?;
    let bearing = |letter: Letter, (name, value): &(http::HeaderName, http::HeaderValue)| {
        letter.bearing(name, value.clone())
    };
    Ok(wishes.headers.iter().fold(letter, bearing))
}

fn id(wishes: &Wishes) -> Result<String, String> {
    wishes.id.clone().map_or_else(|| new_id().map_err(|error| error.to_string()), Ok)
}

fn work(wishes: &Wishes, chosen: &Chosen, letter: Letter, signing: Signing) -> Result<Said, Problem> {
    if wishes.dry_run || wishes.url.is_none() {
        let id = id(wishes)?;
        let shown = letter.signed(&signing, &id)?.shown();
        let json = json!({
            "event": chosen.event.info.name, "id": id, "method": shown.method, "url": shown.url,
            "headers": shown.headers, "body": shown.body, "curl": shown.curl(),
        });
        return Ok(Said::yes(format!("{}\n", shown.curl()), json));
    }
    sent(wishes, chosen, letter, signing)
}

#[tokio::main]
async fn sent(wishes: &Wishes, chosen: &Chosen, letter: Letter, signing: Signing) -> Result<Said, Problem> {
    let client = client(wishes);
    client.check_url_text(&letter.url).map_err(|error| format!("--url: {error}"))?;
    if wishes.count == 1 {
        let id = id(wishes)?;
        let came = letter.signed(&signing, &id)?.send(&client).await;
        return Ok(told(chosen.event.info.name, &id, &came));
    }
    let shared = Arc::new((letter, signing, client));
    let one = || {
        let shared = Arc::clone(&shared);
        async move { one(&shared.0, &shared.1, &shared.2).await }
    };
    let many = many::send(wishes.count, wishes.rate, wishes.concurrency, one).await;
    let (text, json) = (many.text(), many.json());
    Ok(if many.is_good() { Said::yes(text, json) } else { Said::no(text, String::new(), json) })
}

/// A delivery of its own, in one word.
async fn one(letter: &Letter, signing: &Signing, client: &Client) -> One {
    let signed =
        new_id().map_err(|error| error.to_string()).and_then(|id| letter.clone().signed(signing, &id));
    match signed {
        Err(error) => (error, false, Duration::ZERO),
        Ok(letter) => match letter.send(client).await {
            Ok(came) => (came.status.as_u16().to_string(), came.status.is_success(), came.took),
            Err(error) => (error.class().to_owned(), false, Duration::ZERO),
        },
    }
}

fn client(wishes: &Wishes) -> Client {
    let builder = Client::builder(Signing::unsigned()).timeout(wishes.timeout).answer_limit(ANSWER);
    let builder = builder.allow_http_on_loopback().truncate_answers();
    if wishes.private { builder.allow_private_addresses().build() } else { builder.build() }
}

fn told(event: &str, id: &str, came: &Result<Came, SendError>) -> Said {
    let paint = Paint(text::coloured(&std::io::stdout()));
    let head = format!("{}  {}  →", paint.ink(Ink::Strong, event), paint.ink(Ink::Quiet, id));
    match came {
        Ok(came) => {
            let good = came.status.is_success();
            let status = paint.ink(if good { Ink::Good } else { Ink::Bad }, &came.status.to_string());
            let text = format!(
                "{head} {status} ({:.1} ms)\n{}",
                came.took.as_secs_f64() * 1000.0,
                body(paint, &came.body)
            );
            let json = json!({
                "event": event, "id": id, "status": came.status.as_u16(),
                "milliseconds": came.took.as_secs_f64() * 1000.0,
                "body": String::from_utf8_lossy(&came.body),
            });
            if good { Said::yes(text, json) } else { Said::no(text, String::new(), json) }
        }
        Err(error) => {
            let why = error.to_string();
            let json = json!({
                "event": event, "id": id, "status": null, "error": why, "class": error.class(),
                "may_have_arrived": error.may_have_arrived(),
            });
            Said::no(format!("{head} {}\n", paint.ink(Ink::Bad, &why)), String::new(), json)
        }
    }
}

/// The beginning of an answer's body.
fn body(paint: Paint, body: &[u8]) -> String {
    if body.is_empty() {
        return String::new();
    }
    if let Ok(value) = serde_json::from_slice::<Value>(body)
        && body.len() <= SHOWN
    {
        return format!("{}\n", paint.json(&value));
    }
    let shown = String::from_utf8_lossy(&body[..body.len().min(SHOWN)]).into_owned();
    let lines: Vec<String> = shown.lines().map(plain).collect();
    let more = if body.len() > SHOWN { format!("\n… {} bytes in all", body.len()) } else { String::new() };
    format!("{}{more}\n", lines.join("\n"))
}
