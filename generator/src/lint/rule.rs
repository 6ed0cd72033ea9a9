//! What a rule is, and how what it found becomes one remark.
//!
//! Comes in: places that a rule does not like. Goes out: diagnostics, one for a rule that was set off a hundred times.
//! It must not know any rule.

use crate::diagnostic::{Diagnostic, Level};
use crate::source::Span;

use super::ground::Ground;

/// One rule.
pub(super) struct Rule {
    /// Its code in the catalogue.
    pub code: &'static str,
    /// How bad it is.
    pub level: Level,
    /// The message where it was set off once; `{}` stands for what was found.
    pub one: &'static str,
    /// The message where it was set off several times; `{}` stands for how often.
    pub many: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub help: &'static str,
    /// Whether each place is a remark of its own, since each has something else to say.
    pub each: bool,
    /// Looks for it.
    pub find: fn(&Ground<'_>) -> Vec<Hit>,
}

/// One place that a rule does not like.
pub(super) struct Hit {
    /// The event to which it belongs.
    pub event: String,
    /// Where it is.
    pub span: Span,
    /// What it is, for the message.
    pub what: String,
    /// What is said beside the line; may be empty.
    pub label: String,
}

impl Hit {
    /// An event as a whole.
    pub(super) fn event(name: &str, span: Span) -> Self {
        Self { event: name.to_owned(), span, what: name.to_owned(), label: String::new() }
    }

    /// The same with words beside the line.
    pub(super) fn says(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }
}

/// What is said of places together.
pub(super) struct Said {
    /// The message with its place.
    pub diagnostic: Diagnostic,
    /// How many places there are.
    pub count: usize,
    /// The events to which they belong, each once.
    pub events: Vec<String>,
}

impl Rule {
    /// What it has to say of a document.
    pub(super) fn judge(&self, ground: &Ground<'_>) -> Vec<Said> {
        let hits = (self.find)(ground);
        if self.each {
            return hits.chunks(1).filter_map(|hit| self.say(hit)).collect();
        }
        self.say(&hits).into_iter().collect()
    }

    fn say(&self, hits: &[Hit]) -> Option<Said> {
        let first = hits.first()?;
        let (message, label) = match hits.len() {
            1 => (self.one.replace("{}", &first.what), first.label.clone()),
            count => (self.many.replace("{}", &count.to_string()), first_of_many(first)),
        };
        let diagnostic = Diagnostic::new(self.level, self.code, message)
            .label(first.span, label)
            .why(self.why)
            .help(self.help);
        let mut events: Vec<String> = Vec::new();
        for hit in hits {
            if events.last() != Some(&hit.event) && !events.contains(&hit.event) {
                events.push(hit.event.clone());
            }
        }
        Some(Said { diagnostic, count: hits.len(), events })
    }
}

fn first_of_many(first: &Hit) -> String {
    let what = if first.what == first.event {
        format!("first here, `{}`", first.what)
    } else {
        format!("first here, `{}` in `{}`", first.what, first.event)
    };
    if first.label.is_empty() { what } else { format!("{what}: {}", first.label) }
}
