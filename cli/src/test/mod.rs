//! `hookwright test`, as one paragraph: document, receiver, checks, report.
//!
//! Comes in: arguments. Goes out: a report in one of four forms, and an exit code. It must not know how a check is made;
//! that is the runtime's.

mod examples;
mod live;
mod observe;
mod page;
mod record;
mod shown;
mod wishes;

use std::process::ExitCode;

use hookwright::contract::{self, Check, Document, Report, Suite};

use crate::said::{self, Format, Problem};
use crate::subject::Subject;
use crate::text;
use live::Live;
use record::Run;
use wishes::Form;
pub(crate) use wishes::Wishes;

/// What was tested: a version, or the only one there is, and what came of it.
struct Tested {
    version: Option<&'static str>,
    report: Report,
}

/// 0 the contract is kept, 1 it is not, or nobody could be asked.
pub(crate) fn run(wishes: &Wishes) -> ExitCode {
    let tested = subject(wishes).and_then(|subject| on_runtime(wishes, subject));
    let format = if wishes.format == Form::Json { Format::Json } else { Format::Text };
    let tested = match tested {
        Ok(tested) => tested,
        Err(problem) => return said::finish(format, Err(problem), 1),
    };
    let is_ok = tested.iter().all(|one| one.report.is_ok());
    match report(wishes, &tested).and_then(|text| deliver(wishes, &text)) {
        Ok(()) => ExitCode::from(u8::from(!is_ok)),
        Err(problem) => said::finish(format, Err(problem), 1),
    }
}

/// Reports of documents come with their own first words.
fn subject(wishes: &Wishes) -> Result<Subject, Problem> {
    wishes.subject.subject().map_err(|words| Problem::Words(words.trim_start_matches("error: ").to_owned()))
}

#[tokio::main]
async fn on_runtime(wishes: &Wishes, subject: Subject) -> Result<Vec<Tested>, Problem> {
    let secret = subject.secret();
    let documents: Vec<&'static Document> = subject.documents;
    let many = documents.len() > 1;
    let mut asked = Vec::new();
    for document in &documents {
        let mut suite = wishes.suite(document)?;
        if let Some(secret) = &secret {
            suite = suite.secret(secret).map_err(|error| format!("the secret can't be used: {error}"))?;
        }
        let others = documents.iter().filter(|other| !std::ptr::eq(**other, *document));
        asked.push(others.fold(suite, |suite, other| suite.other(other)).at(&wishes.url)?);
    }
    observe::reach(&wishes.url).await?;
    let mut tested = Vec::new();
    for (document, asked) in documents.iter().zip(asked) {
        let mut live = Live::new(wishes, wishes.events(document)?.len());
        let report = asked.run_with(|outcome| live.tell(outcome)).await;
        live.end();
        tested.push(Tested { version: many.then_some(document.version), report });
    }
    Ok(tested)
}

impl Wishes {
    fn suite(&self, document: &'static Document) -> Result<Suite, Problem> {
        let mut suite = Suite::new(document)
            .events(self.events(document)?)
            .checks(self.checks())
            .seed(self.seed)
            .within(self.within)
            .most_broken(self.broken)
            .invalid(match self.invalid {
                wishes::Invalid::Consistent => contract::Invalid::Consistent,
                wishes::Invalid::Refused => contract::Invalid::Refused,
            });
        for (name, secret) in &self.credential {
            suite = suite.credential(name, secret.as_str());
        }
        if let Some(bytes) = self.limit {
            suite = suite.limit(bytes);
        }
        if let Some(url) = &self.public_url {
            suite = suite.public_url(url);
        }
        if let Some(url) = &self.observe {
            suite = suite.counting(observe::counter(url)?);
        }
        Ok(suite)
    }

    fn checks(&self) -> Vec<Check> {
        let wanted = |check: &Check| {
            let named = |list: &[String]| list.iter().any(|name| name == check.name());
            (self.check.is_empty() || named(&self.check)) && !named(&self.skip)
        };
        Check::ALL.iter().copied().filter(wanted).collect()
    }

    /// The names of the events that are asked for.
    fn events(&self, document: &Document) -> Result<Vec<&'static str>, Problem> {
        let globs: Result<Vec<glob::Pattern>, Problem> = self.only.iter().map(|text| pattern(text)).collect();
        let globs = globs?;
        let names = document.events.iter().map(|event| event.info.name);
        let wanted: Vec<&str> =
            names.filter(|name| globs.is_empty() || globs.iter().any(|glob| glob.matches(name))).collect();
        if wanted.is_empty() {
            return Err(Problem::Words(format!("no event matches `{}`", self.only.join("`, `"))));
        }
        Ok(wanted)
    }
}

fn pattern(text: &str) -> Result<glob::Pattern, Problem> {
    glob::Pattern::new(text).map_err(|error| Problem::Words(format!("`{text}` is no glob: {error}")))
}

/// The report in the form that was asked for.
fn report(wishes: &Wishes, tested: &[Tested]) -> Result<String, Problem> {
    let record = Run::new(wishes, tested);
    Ok(match wishes.format {
        Form::Text => shown::text(tested, wishes.out.is_none()),
        Form::Json => format!("{}\n", serde_json::to_string_pretty(&record).map_err(Box::from)?),
        Form::Junit => page::junit(&record).map_err(|error| error.to_string())?,
        Form::Html => page::html(&record).map_err(|error| error.to_string())?,
    })
}

fn deliver(wishes: &Wishes, text: &str) -> Result<(), Problem> {
    match &wishes.out {
        None => text::out(text),
        Some(file) => {
            let written = std::fs::write(file, text);
            written.map_err(|error| format!("{} can't be written: {error}", file.display()))?;
        }
    }
    Ok(())
}
