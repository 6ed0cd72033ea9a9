//! The report at the end.
//!
//! Comes in: the verdict. Goes out: words, one JSON object, or JUnit's XML. It must not judge.

use std::collections::BTreeMap;
use std::sync::Arc;

use hookwright::contract::judge::catalogue;
use hookwright::contract::sink::{Arrived, Finding, Verdict};
use serde_json::{Value, json};

use super::shown::{Live, told};
use super::wishes::{Form, Wishes};
use crate::paint::{Ink, plain};
use crate::said::Problem;
use crate::text;

/// Writes it where it is wished.
pub(super) fn tell(
    wishes: &Wishes,
    live: &Live,
    arrived: &[Arc<Arrived>],
    verdict: &Verdict,
) -> Result<(), Problem> {
    live.conclude(verdict);
    let report = match wishes.report {
        Form::Text => format!("{verdict}\n"),
        Form::Json => format!("{}\n", whole(verdict)),
        Form::Junit => junit(wishes, arrived, verdict)?,
    };
    match &wishes.out {
        Some(file) => {
            let written = std::fs::write(file, report);
            written.map_err(|error| Problem::Words(format!("{}: {error}", file.display())))?;
        }
        None if wishes.report == Form::Text => {}
        // Beside lines of JSON it would be none of them.
        None if live.is_for_people() => text::out(&report),
        None => {}
    }
    if live.is_for_people() {
        live.say(&summary(live, verdict));
    }
    Ok(())
}

/// What was not told beside its request already, and the counts.
fn summary(live: &Live, verdict: &Verdict) -> String {
    let paint = live.paint();
    let mut out = String::from("\n");
    for Finding { request, event, id, fault, .. } in &verdict.findings {
        if fault.code.starts_with("retry::") || fault.code == "delivery::id_reused" {
            let (event, id) = (event.unwrap_or("unknown event"), id.as_deref().unwrap_or_default());
            out += &format!("#{request}  {}  {}\n", paint.ink(Ink::Strong, event), paint.ink(Ink::Quiet, id));
            out += &told(paint, fault);
        }
    }
    let counts = verdict.to_string();
    let counts = plain(counts.lines().last().unwrap_or_default());
    let (mark, ink) = if verdict.is_ok() { ("✓", Ink::Good) } else { ("✗", Ink::Bad) };
    out + &format!("{} {counts}\n", paint.ink(ink, mark))
}

fn whole(verdict: &Verdict) -> Value {
    let mut whole = json!(verdict);
    whole["ok"] = verdict.is_ok().into();
    whole
}

/// A test case for each event and fault, and one for each event without any.
fn junit(wishes: &Wishes, arrived: &[Arc<Arrived>], verdict: &Verdict) -> Result<String, Problem> {
    let mut cases: BTreeMap<(&str, &str), Vec<Value>> = BTreeMap::new();
    for one in arrived {
        cases
            .entry((one.judgement.event.unwrap_or("unknown event"), "arrives as the document says"))
            .or_default();
    }
    for Finding { request, event, id, fault, .. } in &verdict.findings {
        let event = event.unwrap_or("unknown event");
        let code = catalogue().find(|known| known.code == fault.code);
        cases.entry((event, fault.code)).or_default().push(json!({
            "case": format!("request {request}, {}", id.as_deref().unwrap_or("no id")),
            "expected": format!("not: {}", code.map_or(fault.code, |code| code.title)),
            "found": fault.to_string(),
            "answer": fault.help,
            "curl": "",
        }));
    }
    let failed = cases.values().filter(|failures| !failures.is_empty()).count();
    let row = |((event, check), failures): (&(&str, &str), &Vec<Value>)| json!({ "event": event, "check": check, "failures": failures, "reason": "" });
    let outcomes: Vec<Value> = cases.iter().map(row).collect();
    let context = json!({
        "passed": cases.len() - failed,
        "failed": failed,
        "skipped": 0,
        "seconds": 0,
        "url": format!("http://{}:{}/", wishes.address, wishes.port),
        "versions": [{ "version": "", "outcomes": outcomes }],
    });
    hookwright_templates::report::junit(&context).map_err(|error| Problem::Words(error.to_string()))
}
