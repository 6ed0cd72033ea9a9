//! All that was found. In: requests with their own faults, and what shows over several of them. Out: a report for
//! people, fields for machines, a yes or no. It must not show payloads.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use serde::Serialize;

use super::Arrived;
use crate::contract::judge::Fault;
use crate::contract::judge::retries::{self, Rules, State};

/// What a sender is worth, by what it sent.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Verdict {
    /// How many requests arrived.
    pub requests: usize,
    /// How many deliveries they belong to.
    pub deliveries: usize,
    /// How many deliveries failed and were not tried again yet, though there is still time.
    pub open: usize,
    /// All faults, in the order of the requests at which they show.
    pub findings: Vec<Finding>,
    #[serde(skip)]
    pub(super) open_until: Option<SystemTime>,
}

/// A fault, and where it shows.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The request's number, from 1.
    pub request: usize,
    /// The event, where it is one of the document's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<&'static str>,
    /// The delivery's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What is wrong.
    #[serde(flatten)]
    pub fault: Fault,
}

impl Verdict {
    /// Over requests in the order in which they arrived.
    #[must_use]
    pub fn over(arrived: &[Arc<Arrived>], rules: &Rules, now: SystemTime) -> Self {
        let attempts: Vec<retries::Attempt<'_>> = arrived.iter().map(|one| one.attempt()).collect();
        let found = retries::judge(&attempts, rules, now);
        let mut findings = Vec::new();
        for (at, one) in arrived.iter().enumerate() {
            let over_several = found.faults.iter().filter(|(place, _)| *place == at).map(|(_, fault)| fault);
            let finding = |fault: &Fault| Finding {
                request: at + 1,
                event: one.judgement.event,
                id: one.judgement.id.clone(),
                fault: fault.clone(),
            };
            findings.extend(one.judgement.faults.iter().chain(over_several).map(finding));
        }
        let open = found.deliveries.iter().filter(|one| one.state != State::Settled).count();
        let open_until = found.open_until();
        Self { requests: arrived.len(), deliveries: found.deliveries.len(), open, findings, open_until }
    }

    /// Whether something arrived, and nothing is wrong with it.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.requests > 0 && self.findings.is_empty()
    }

    /// Whether a fault of this code was found.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.findings.iter().any(|finding| finding.fault.code == code)
    }

    /// The codes of all faults, sorted, each once.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<&str> = self.findings.iter().map(|finding| finding.fault.code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

/// One line per fault, and a last line that counts.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding { request, event, id, fault } in &self.findings {
            let (event, id) = (event.unwrap_or("unknown event"), id.as_deref().unwrap_or("no id"));
            writeln!(f, "#{request} {event} ({id}): {fault}")?;
            if !fault.help.is_empty() {
                writeln!(f, "    {}", fault.help)?;
            }
        }
        let counted =
            |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
        let deliveries = if self.deliveries == 1 { "delivery" } else { "deliveries" };
        write!(f, "{} of {} {deliveries}, ", counted(self.requests, "request"), self.deliveries)?;
        write!(f, "{}", counted(self.findings.len(), "fault"))?;
        if self.requests == 0 {
            f.write_str(": nothing arrived, so nothing is proven")?;
        }
        if self.open > 0 { write!(f, "; {} still to be tried again", self.open) } else { Ok(()) }
    }
}
