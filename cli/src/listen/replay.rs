//! Recorded requests, sent again.
//!
//! Comes in: a record. Goes out: a line for each answer. The bytes are the recorded ones; signatures are new unless they
//! are to be the old ones. It must not judge.

use std::path::Path;

use hookwright::contract::judge::{Arrival, Judge};
use hookwright::contract::wire::{Came, Letter, new_id};
use serde_json::{Value, json};

use super::wishes::Wishes;
use super::{forward, record};
use crate::paint::{Ink, Paint};
use crate::said::{Format, Problem};
use crate::subject::Subject;
use crate::text;

/// Whether all were taken.
#[tokio::main]
pub(super) async fn run(wishes: &Wishes, subject: &Subject, file: &Path) -> Result<bool, Problem> {
    let url = wishes.to.as_deref().unwrap_or_default();
    let (client, signing) = (forward::client(), subject.signing()?);
    if !wishes.as_is && signing.scheme().is_none() && !wishes.subject.is_unsigned() {
        return Err("say by which secret the requests are signed anew, or `--as-is`, or `--unsigned`"
            .to_owned()
            .into());
    }
    let judge = Judge::new(subject.documents.iter().copied());
    let mut all_taken = true;
    for (at, arrival) in record::read(file)?.iter().enumerate() {
        let told = judge.judge(arrival);
        let id = told.id.map_or_else(|| new_id().map_err(|error| error.to_string()), Ok)?;
        let mut letter = Letter::forwarded(arrival, url)?;
        if !wishes.as_is {
            letter = letter.signed(&signing, &id)?;
        }
        let came = letter.send(&client).await.map_err(|error| error.to_string());
        all_taken &= came.as_ref().is_ok_and(|came| came.status.is_success());
        text::out(&shown(wishes.format, at + 1, told.event, &id, arrival, &came));
    }
    Ok(all_taken)
}

fn shown(
    format: Format,
    number: usize,
    event: Option<&str>,
    id: &str,
    arrival: &Arrival,
    came: &Result<Came, String>,
) -> String {
    let millis = came.as_ref().map_or(0, |came| came.took.as_millis());
    if format == Format::Json {
        let (status, error) = match came {
            Ok(came) => (Value::from(came.status.as_u16()), Value::Null),
            Err(error) => (Value::Null, Value::from(error.as_str())),
        };
        let line = json!({
            "type": "replayed", "number": number, "event": event, "id": id, "status": status, "error": error,
            "milliseconds": u64::try_from(millis).unwrap_or(u64::MAX),
        });
        return format!("{line}\n");
    }
    let paint = Paint(text::coloured(&std::io::stdout()));
    let name = event.map_or_else(|| arrival.uri.to_string(), str::to_owned);
    let answer = match came {
        Ok(came) if came.status.is_success() => paint.ink(Ink::Good, &came.status.to_string()),
        Ok(came) => paint.ink(Ink::Bad, &came.status.to_string()),
        Err(error) => paint.ink(Ink::Bad, error),
    };
    format!(
        "#{number}  {}  {}  → {answer} ({millis} ms)\n",
        paint.ink(Ink::Strong, &name),
        paint.ink(Ink::Quiet, id)
    )
}
