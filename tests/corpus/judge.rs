//! Reads payloads with generated modules and says what became of each.
//!
//! In comes one JSON array a line: module, event, payload as a text. Out goes one object a line:
//! `ok` with the value written back, `no` with the violations, or `panic`. The suites write this
//! program beside the generated crates.

use std::io::{BufRead as _, Write as _};
use std::panic::catch_unwind;

use serde_json::json;

mod modules;

/// Reads a payload of an event: the value as JSON text, or the violations.
type Read = fn(&str, &[u8]) -> Result<String, String>;

fn text<T: serde::Serialize>(read: Result<T, impl ToString>) -> Result<String, String> {
    match read {
        Ok(value) => Ok(serde_json::to_string(&value).expect("what was read can be written")),
        Err(violations) => Err(violations.to_string()),
    }
}

/// In a thread, so that the stack is as small as in a server.
fn main() {
    let served = std::thread::spawn(serve).join();
    assert!(served.is_ok(), "the thread that reads has panicked");
}

fn serve() {
    let (input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
    for line in input.lines() {
        let line = line.expect("lines are text");
        let (module, event, body): (String, String, String) =
            serde_json::from_str(&line).expect("three texts a line");
        let answer = answer(&module, &event, &body);
        writeln!(output, "{answer}").expect("someone reads");
        output.flush().expect("someone reads");
    }
}

fn answer(module: &str, event: &str, body: &str) -> serde_json::Value {
    let Some((_, read)) = modules::MODULES.iter().find(|(name, _)| *name == module) else {
        return json!({ "missing": module });
    };
    match catch_unwind(|| read(event, body.as_bytes())) {
        Ok(Ok(value)) => json!({ "ok": value }),
        Ok(Err(violations)) => json!({ "no": violations }),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            json!({ "panic": text.unwrap_or("something that is no text") })
        }
    }
}
