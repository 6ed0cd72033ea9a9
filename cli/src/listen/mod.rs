//! `hookwright listen`, as one paragraph: document, socket, what arrives, report.
//!
//! Comes in: arguments. Goes out: what a sender emitted with its verdicts, and an exit code. It must not know how a
//! request is judged; that is the runtime's.

mod examples;
mod forward;
mod record;
mod replay;
mod report;
mod shown;
mod wishes;

use std::net::SocketAddr;
use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;

use hookwright::contract::Document;
use hookwright::contract::sink::{Listening, Script, Sink, SinkError, Verdict};

use crate::said::{self, Problem};
use crate::subject::{self, Subject};
use shown::Live;
pub(crate) use wishes::Wishes;

/// No report waits longer for what may still come.
const LONGEST: Duration = Duration::from_secs(10 * 60);

/// 0 all is right, 1 it is not, 2 not understood.
pub(crate) fn run(wishes: &Wishes) -> ExitCode {
    let subject = match subject(wishes) {
        Ok(subject) => subject,
        Err(problem) => return said::finish(wishes.format, Err(problem), 2),
    };
    let outcome = match &wishes.replay {
        Some(file) => replay::run(wishes, &subject, file),
        None => listen(wishes, &subject),
    };
    match outcome {
        Ok(is_right) => ExitCode::from(u8::from(!is_right)),
        Err(problem) => said::finish(wishes.format, Err(problem), 1),
    }
}

/// Without a document, nothing is known of what comes; a scheme may be named all the same.
fn subject(wishes: &Wishes) -> Result<Subject, Problem> {
    let subject = wishes
        .subject
        .subject_or_none(!wishes.as_is)
        .map_err(|words| words.trim_start_matches("error: ").to_owned())?;
    // A mistake in an answer is one of the command, too.
    script(wishes, &subject.documents)?;
    Ok(subject)
}

#[tokio::main]
async fn listen(wishes: &Wishes, subject: &Subject) -> Result<bool, Problem> {
    let mut live = Live::new(wishes, subject.documents.is_empty())?;
    let listening = sink(wishes, subject)?.start().await.map_err(|error| unheard(wishes, &error))?;
    live.greet(&listening, subject);
    let mut told = pin!(told(wishes.time));
    let mut changes = listening.changes();
    loop {
        live.show(&listening.arrivals())?;
        if wishes.until.is_some_and(|most| listening.arrivals().len() >= most) {
            break;
        }
        tokio::select! {
            () = changes.next() => {}
            () = &mut told => return end(wishes, &live, &listening, &listening.verdict_now()),
        }
    }
    let mut verdict = pin!(listening.verdict());
    let verdict = loop {
        live.show(&listening.arrivals())?;
        tokio::select! {
            verdict = &mut verdict => break verdict,
            () = changes.next() => {}
            () = &mut told => break listening.verdict_now(),
        }
    };
    end(wishes, &live, &listening, &verdict)
}

fn end(wishes: &Wishes, live: &Live, listening: &Listening, verdict: &Verdict) -> Result<bool, Problem> {
    if !wishes.subject.has_document() {
        return Ok(true);
    }
    report::tell(wishes, live, &listening.arrivals(), verdict)?;
    Ok(verdict.is_ok())
}

fn sink(wishes: &Wishes, subject: &Subject) -> Result<Sink, Problem> {
    let mut sink = Sink::versions(subject.documents.iter().copied())
        .at(SocketAddr::new(wishes.address, wishes.port))
        .limit(wishes.limit)
        .patience(wishes.patience)
        .waiting_at_most(LONGEST);
    sink = match subject.verifier()? {
        Some(verifier) => sink.verifier(verifier),
        None => sink.unsigned(),
    };
    if let Some(url) = &wishes.public_url {
        sink = sink.public_url(url);
    }
    Ok(match &wishes.forward_to {
        Some(url) => sink.answering_by(forward::to(url)?),
        None => sink.script(script(wishes, &subject.documents)?),
    })
}

/// `SCRIPT` for all events, `EVENT=SCRIPT` for one.
fn script(wishes: &Wishes, documents: &[&'static Document]) -> Result<Script, Problem> {
    let mut script = Script::default();
    for text in &wishes.answer {
        let read = match text.split_once('=') {
            Some((event, words)) => {
                subject::known(documents, event.trim())?;
                script.for_event(event.trim(), words)
            }
            None => script.and(text),
        };
        script = read.map_err(|error| Problem::Words(format!("--answer: {error}")))?;
    }
    Ok(script)
}

/// Ctrl-C, a signal to end, or the end of the time.
async fn told(time: Option<Duration>) {
    let time = async {
        match time {
            Some(time) => tokio::time::sleep(time).await,
            None => std::future::pending().await,
        }
    };
    let stopped = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = time => {}
        () = stopped => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

fn unheard(wishes: &Wishes, error: &SinkError) -> Problem {
    let hint = if matches!(error, SinkError::Listen(_)) { "; `--port 0` takes any that is free" } else { "" };
    format!("{}:{}: {error}{hint}", wishes.address, wishes.port).into()
}
