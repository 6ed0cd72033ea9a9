//! What people see while requests arrive.
//!
//! Comes in: requests with their verdicts. Goes out: blocks of text, or a line of JSON each; lines of a record. It must
//! not judge.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use hookwright::contract::judge::Fault;
use hookwright::contract::sink::{Arrived, Listening, Reply, Verdict};
use serde_json::{Value, json};

use super::record::Record;
use super::wishes::{Form, Wishes};
use crate::paint::{Ink, Paint, plain};
use crate::said::{Format, Problem};
use crate::subject::Subject;
use crate::text;

/// Lines of a payload that are shown; all of it is in the record.
const LINES: usize = 60;

/// Bytes that are shown of a body that is not JSON.
const BYTES: usize = 1000;

/// The terminal, and how far it has come.
pub(super) struct Live {
    format: Format,
    /// The report has standard output for itself.
    aside: bool,
    is_judged: bool,
    paint: Paint,
    shown: usize,
    record: Option<Record>,
}

impl Live {
    pub(super) fn new(wishes: &Wishes, knows_nothing: bool) -> Result<Self, Problem> {
        let aside = wishes.report != Form::Text && wishes.out.is_none() && wishes.format == Format::Text;
        let coloured =
            if aside { text::coloured(&std::io::stderr()) } else { text::coloured(&std::io::stdout()) };
        let record = wishes.record.as_deref().map(Record::open).transpose()?;
        Ok(Self {
            format: wishes.format,
            aside,
            is_judged: !knows_nothing,
            paint: Paint(coloured),
            shown: 0,
            record,
        })
    }

    pub(super) fn say(&self, text: &str) {
        if self.aside { text::err(text) } else { text::out(text) }
    }

    /// Where it listens, and for what.
    pub(super) fn greet(&self, listening: &Listening, subject: &Subject) {
        let url = listening.url();
        if self.format == Format::Json {
            return self.say(&format!("{}\n", json!({ "type": "listening", "url": url })));
        }
        let events: usize = subject.documents.last().map_or(0, |document| document.events.len());
        let what = match subject.documents.last() {
            Some(document) => format!(" for {} of {}", text::counted(events, "event"), plain(document.title)),
            None => String::new(),
        };
        let signed = match subject.scheme() {
            Some(scheme) => format!(", signed by {}", scheme.name()),
            None => ", signatures unseen".to_owned(),
        };
        self.say(&format!("listening on {}{what}{signed}\n", self.paint.ink(Ink::Strong, &url)));
    }

    /// Shows and records what is new, as far as its answer is decided.
    pub(super) fn show(&mut self, arrived: &[Arc<Arrived>]) -> Result<(), Problem> {
        while let Some((one, reply)) = arrived.get(self.shown).and_then(|one| Some((one, one.reply()?))) {
            self.shown += 1;
            if let Some(record) = &mut self.record {
                record.add(&one.arrival)?;
            }
            match self.format {
                Format::Json => self.say(&format!("{}\n", self.line(self.shown, one, reply))),
                Format::Text => self.say(&self.block(self.shown, one, reply)),
            }
        }
        Ok(())
    }

    /// `#1  14:03:22Z  POST /  stock.changed  msg_1  ✓ → 204`, the payload, the faults.
    fn block(&self, number: usize, one: &Arrived, reply: &Reply) -> String {
        let (paint, judgement) = (self.paint, &one.judgement);
        let event = match judgement.event {
            Some(event) => paint.ink(Ink::Strong, event),
            None if self.is_judged => paint.ink(Ink::Bad, "unknown event"),
            None => String::new(),
        };
        let id = judgement.id.as_deref().unwrap_or_default();
        let attempt = match one.number {
            0 => String::new(),
            number => paint.ink(Ink::Quiet, &format!("attempt {}", number + 1)),
        };
        let mark = match (self.is_judged, judgement.is_ok()) {
            (false, _) => String::new(),
            (true, true) => paint.ink(Ink::Good, "✓"),
            (true, false) => paint.ink(Ink::Bad, "✗"),
        };
        let request = format!("{} {}", one.arrival.method, one.arrival.uri);
        let words = [
            paint.ink(Ink::Quiet, &clock(one.arrival.at)),
            plain(&request),
            event,
            if id.is_empty() { String::new() } else { paint.ink(Ink::Quiet, id) },
            attempt,
            format!("{mark} → {}", answer(paint, one, reply)).trim_start().to_owned(),
        ];
        let said: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let mut out = format!("\n#{number}  {}\n", said.join("  "));
        for line in self.body(&one.arrival.body) {
            out += &format!("    {line}\n");
        }
        judgement.faults.iter().for_each(|fault| out += &told(paint, fault));
        out
    }

    fn body(&self, body: &[u8]) -> Vec<String> {
        if body.is_empty() {
            return Vec::new();
        }
        let Ok(value) = serde_json::from_slice::<Value>(body) else {
            let text = String::from_utf8_lossy(&body[..body.len().min(BYTES)]).into_owned();
            let more = if body.len() > BYTES { format!(" … {} bytes", body.len()) } else { String::new() };
            return vec![format!("{}{more}", plain(&text))];
        };
        let all = self.paint.json(&value);
        let lines = all.lines().count();
        let mut shown: Vec<String> = all.lines().take(LINES).map(str::to_owned).collect();
        if lines > LINES {
            shown.push(self.paint.ink(Ink::Quiet, &format!("… {} lines more", lines - LINES)));
        }
        shown
    }

    fn line(&self, number: usize, one: &Arrived, reply: &Reply) -> Value {
        let judgement = &one.judgement;
        let mut line = json!({
            "type": "request",
            "number": number,
            "request": one.arrival.line(),
            "event": judgement.event,
            "version": judgement.version,
            "id": judgement.id,
            "attempt": one.number + 1,
            "answer": status(one, reply),
        });
        if self.is_judged {
            line["verified"] = judgement.is_verified.into();
            line["faults"] = json!(judgement.faults);
        }
        line
    }

    /// The verdict as a line for machines, where lines are for machines.
    pub(super) fn conclude(&self, verdict: &Verdict) {
        if self.format == Format::Json {
            let mut line = json!(verdict);
            line["type"] = "verdict".into();
            line["ok"] = verdict.is_ok().into();
            self.say(&format!("{line}\n"));
        }
    }

    pub(super) fn paint(&self) -> Paint {
        self.paint
    }

    pub(super) fn is_for_people(&self) -> bool {
        self.format == Format::Text
    }
}

/// A fault in one or two lines.
pub(super) fn told(paint: Paint, fault: &Fault) -> String {
    let text = fault.to_string();
    let rest = text.strip_prefix(fault.code).unwrap_or_default();
    let mut out =
        format!("    {} {}{}\n", paint.ink(Ink::Bad, "✗"), paint.ink(Ink::Bad, fault.code), plain(rest));
    if !fault.help.is_empty() {
        out += &format!("      {}\n", paint.ink(Ink::Quiet, &fault.help));
    }
    out
}

/// The status; none where there is no answer.
fn status(one: &Arrived, reply: &Reply) -> Value {
    match reply {
        Reply::Success => one.success.into(),
        Reply::Answer { status, .. } => status.as_u16().into(),
        other => other.to_string().into(),
    }
}

fn answer(paint: Paint, one: &Arrived, reply: &Reply) -> String {
    let (text, is_good) = match reply {
        Reply::Success => (one.success.to_string(), true),
        Reply::Answer { status, .. } => (reply.to_string(), status.is_success()),
        _ => (reply.to_string(), false),
    };
    paint.ink(if is_good { Ink::Good } else { Ink::Number }, &text)
}

/// The time of day, in UTC: zones are not known here.
fn clock(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() % 86_400;
    format!("{:02}:{:02}:{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
