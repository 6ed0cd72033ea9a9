//! What people see while tests run: a bar on terminals, and the first failure of each kind as soon as there is one.
//!
//! Comes in: outcomes. Goes out: lines on standard error. It must not know reports.

use std::collections::BTreeSet;

use hookwright::contract::{Check, Outcome};
use indicatif::{ProgressBar, ProgressStyle};

use super::wishes::{Form, Wishes};
use crate::text;

/// A run that is looked at.
pub(super) struct Live {
    bar: ProgressBar,
    seen: BTreeSet<String>,
    said: BTreeSet<(Check, String)>,
    speaks: bool,
    failed: usize,
}

impl Live {
    pub(super) fn new(wishes: &Wishes, events: usize) -> Self {
        let speaks = wishes.format == Form::Text || wishes.out.is_some();
        // indicatif draws on standard error, and only where that is a terminal.
        let bar = if speaks { ProgressBar::new(events as u64) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} events, {elapsed}  {msg}") {
            bar.set_style(style);
        }
        Self { bar, seen: BTreeSet::new(), said: BTreeSet::new(), speaks, failed: 0 }
    }

    pub(super) fn tell(&mut self, outcome: &Outcome) {
        if !outcome.event.is_empty() && self.seen.insert(outcome.event.clone()) {
            self.bar.set_position(self.seen.len() as u64);
        }
        let Some(failure) = outcome.failures().first() else { return };
        self.failed += 1;
        self.bar.set_message(format!("{} failed", text::counted(self.failed, "check")));
        // What fails for one event mostly fails for all: once is enough until the report.
        if self.speaks && self.said.insert((outcome.check, failure.expected.clone())) {
            let event = if outcome.event.is_empty() { "the receiver" } else { &outcome.event };
            let line = format!(
                "✗ {} {event}, {}: expected {}, found {}",
                outcome.check.name(),
                failure.case,
                failure.expected,
                failure.found
            );
            self.bar.suspend(|| text::err(&format!("{line}\n")));
        }
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
