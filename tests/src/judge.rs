//! A running program that reads payloads with generated modules.
//!
//! In come a module, an event and a payload; out comes what the decoder says. A program that
//! crashes or hangs costs one payload its verdict, and the next one a new process.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// How long one payload may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What became of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was accepted; the value written back.
    Accepted(String),
    /// It was refused; the violations, a line each.
    Refused(String),
    /// The decoder panicked, crashed or hung, or there is no such module.
    Failed(String),
}

impl Verdict {
    /// Whether the decoder said so.
    #[must_use]
    pub fn is(&self, valid: bool) -> bool {
        match self {
            Self::Accepted(_) => valid,
            Self::Refused(_) => !valid,
            Self::Failed(_) => false,
        }
    }

    /// The first violation, or what went wrong.
    #[must_use]
    pub fn first_line(&self) -> &str {
        let text = match self {
            Self::Accepted(_) => "accepted",
            Self::Refused(text) | Self::Failed(text) => text,
        };
        text.lines().next().unwrap_or_default()
    }
}

/// The program.
#[derive(Debug)]
pub struct Judge {
    program: PathBuf,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    input: ChildStdin,
    answers: Receiver<String>,
}

impl Judge {
    /// A judge that starts when it is asked first.
    #[must_use]
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_owned(), running: None }
    }

    /// Reads one payload.
    pub fn ask(&mut self, module: &str, event: &str, body: &str) -> Verdict {
        let program = &self.program;
        let running = self.running.get_or_insert_with(|| Running::start(program));
        let question = json!([module, event, body]);
        let sent = writeln!(running.input, "{question}").and_then(|()| running.input.flush());
        let answer = sent.ok().and_then(|()| running.answers.recv_timeout(PATIENCE).ok());
        match answer {
            Some(line) => verdict(&line),
            None => self.stop(),
        }
    }

    /// Ends a program that says nothing any more.
    fn stop(&mut self) -> Verdict {
        let Some(mut running) = self.running.take() else { return Verdict::Failed("not started".into()) };
        match running.child.try_wait() {
            Ok(Some(status)) => Verdict::Failed(format!("crashed: {status}")),
            _ => {
                // A crash closes the pipe a moment before the process can be waited for.
                std::thread::sleep(Duration::from_millis(200));
                let ended = running.child.try_wait().ok().flatten();
                let _ = running.child.kill();
                let _ = running.child.wait();
                Verdict::Failed(ended.map_or("hung".to_owned(), |status| format!("crashed: {status}")))
            }
        }
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        if let Some(Running { mut child, input, .. }) = self.running.take() {
            drop(input);
            let _ = child.wait();
        }
    }
}

impl Running {
    fn start(program: &Path) -> Self {
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let input = child.stdin.take().expect("a pipe was asked for");
        let output = BufReader::new(child.stdout.take().expect("a pipe was asked for"));
        let (told, answers) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if told.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, input, answers }
    }
}

fn verdict(line: &str) -> Verdict {
    let answer: Value = serde_json::from_str(line).expect("the program answers in JSON");
    let text = |key: &str| answer[key].as_str().map(str::to_owned);
    if let Some(value) = text("ok") {
        Verdict::Accepted(value)
    } else if let Some(violations) = text("no") {
        Verdict::Refused(violations)
    } else {
        Verdict::Failed(text("panic").map_or("no such module".to_owned(), |why| format!("panicked: {why}")))
    }
}
