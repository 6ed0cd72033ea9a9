//! Every command is run, has examples in its help, and stands in the reference.
//!
//! `ROWS` has a line for each command that clap knows, and for no other: a new command is one line more. Each is run for
//! real, in a folder with a sender's store, beside a server.
#![cfg(feature = "sqlite")]

#[expect(dead_code, reason = "suites share it, and this one does not use all of it")]
mod command;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use axum::http::StatusCode;
use command::{Folder, Ran, spec};
use hookwright::event::EventInfo;
use hookwright::send::{Document, NewEndpoint, Retry, SealingKey, Sender};
use serde_json::Value;

/// A command, its arguments, the exit code, and what is said on either stream.
///
/// `{orders}` is specs/orders.yaml, `{url}` a server that answers 204 to whatever comes. Rows of `endpoints` and
/// `deliveries` find a store with an `{endpoint}` of acme, one that is `{pending}`, and the dead delivery 1; so does every
/// other row that names them.
type Row = (&'static str, &'static str, i32, &'static str);

const ROWS: &[Row] = &[
    ("hookwright", "", 2, "Usage: hookwright <COMMAND>"),
    ("hookwright completions", "fish", 0, "complete -c hookwright"),
    ("hookwright deliveries", "", 2, "Usage: hookwright deliveries <COMMAND>"),
    ("hookwright deliveries counts", "", 0, "{endpoint}"),
    ("hookwright deliveries dead", "--tenant acme", 0, "order.created"),
    ("hookwright deliveries list", "--state dead", 0, "order.created"),
    ("hookwright deliveries oldest", "", 0, "nothing waits"),
    ("hookwright deliveries recover", "{endpoint} --since 1h", 0, "resent 1 delivery"),
    ("hookwright deliveries replay", "{endpoint} --from 1h", 0, "replayed 1 delivery"),
    ("hookwright deliveries resend", "1", 0, "delivery 1 is pending again"),
    ("hookwright deliveries resend-failed", "{endpoint} --since 1h", 0, "resent 1 delivery"),
    ("hookwright deliveries show", "1 --payload", 0, "order.created"),
    ("hookwright diff", "{orders} {orders}", 0, "4 events"),
    ("hookwright docs", "{orders} -o site", 0, "described 4 events"),
    ("hookwright endpoints", "", 2, "Usage: hookwright endpoints <COMMAND>"),
    ("hookwright endpoints consent", "{pending} --tenant acme", 0, "enabled {pending}"),
    ("hookwright endpoints create", "--tenant acme --url {url}", 0, "created ep_"),
    ("hookwright endpoints delete", "{endpoint} --tenant acme", 0, "deleted {endpoint}"),
    ("hookwright endpoints disable", "{endpoint} --tenant acme", 0, "disabled {endpoint}"),
    ("hookwright endpoints enable", "{endpoint} --tenant acme", 0, "enabled {endpoint}"),
    ("hookwright endpoints list", "", 0, "{endpoint}"),
    ("hookwright endpoints replace", "{endpoint} --tenant acme --url {url}", 0, "changed {endpoint}"),
    ("hookwright endpoints rotate", "{endpoint} --tenant acme", 0, "rotated {endpoint}"),
    ("hookwright endpoints show", "{endpoint} --tenant acme", 0, "{url}"),
    ("hookwright explain", "reference::dangling", 0, "error[reference::dangling]"),
    ("hookwright generate", "{orders} -o orders", 0, "generated 4 events"),
    ("hookwright lint", "{orders} --only lint::no_example --fail-on never", 0, "looked at 4 events"),
    ("hookwright listen", "--spec {orders} --unsigned --port 0 --for 200ms", 1, "nothing arrived"),
    ("hookwright man", "-o pages", 0, "pages to pages"),
    ("hookwright new", "receiver box-office", 0, "made box-office"),
    ("hookwright presets", "", 0, "standard-webhooks      signs id, body"),
    ("hookwright schema", "x-webhook-retry", 0, "\"x-webhook-retry\""),
    ("hookwright send", "order.created --spec {orders} --unsigned --url {url}", 0, "204 No Content"),
    ("hookwright sign", "--scheme github --secret hush", 0, "x-hub-signature-256: sha256="),
    ("hookwright test", "--spec {orders} --url {url} --unsigned --check examples", 0, "1 check passed"),
    ("hookwright verify", "--scheme github --secret hush", 1, "signature::missing"),
];

static EVENTS: [EventInfo; 1] =
    [EventInfo { name: "order.created", path: "order-created", ..EventInfo::PLAIN }];

const KEY: &str = "2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b";

/// Where a row is run.
struct Stage {
    folder: Folder,
    words: Vec<(&'static str, String)>,
}

impl Stage {
    fn new(url: &str) -> Self {
        let words = vec![("{orders}", spec("orders.yaml")), ("{url}", url.to_owned())];
        Self { folder: Folder::new(), words }
    }

    /// As a row needs it.
    async fn of((command, arguments, _, says): &Row, url: &str) -> Self {
        let all = format!("{command} {arguments} {says}");
        let wants_store =
            ["{endpoint}", "{pending}", "endpoints ", "deliveries "].iter().any(|word| all.contains(word));
        let stage = Self::new(url);
        if wants_store { stage.with_store(url).await } else { stage }
    }

    /// With a store in which a delivery was given up.
    async fn with_store(mut self, url: &str) -> Self {
        let builder = Sender::builder(Document { events: &EVENTS, ..Document::default() });
        let builder = builder.retry(Retry::schedule([Duration::ZERO]).unwrap()).allow_http_on_loopback();
        let builder = builder.sealing([SealingKey::from_hex(KEY).unwrap()]);
        let address = format!("sqlite:{}", self.folder.path("webhooks.db").display());
        let sender = builder.open(&address).await.unwrap();
        let endpoints = sender.endpoints("acme");
        let one = endpoints.create(NewEndpoint::new(format!("{url}/refuse"))).await.unwrap();
        let pending = endpoints.create(NewEndpoint::new(url).consent()).await.unwrap();
        let payload: hookwright::Json = r#"{"type":"order.created"}"#.parse().unwrap();
        sender.to("acme").accept(&EVENTS[0], &payload).await.unwrap();
        let delivering = sender.deliver();
        let deliveries = sender.store().deliveries("acme");
        while deliveries.get(1).await.unwrap().delivery.attempts == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        delivering.shutdown(Duration::from_secs(30)).await;
        self.words.extend([("{endpoint}", one.endpoint.id), ("{pending}", pending.endpoint.id)]);
        self
    }

    fn filled(&self, text: &str) -> String {
        self.words.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
    }

    fn run(&self, command: &str, arguments: &str) -> Ran {
        let words = command.split(' ').skip(1).chain(arguments.split(' '));
        let words: Vec<String> =
            words.filter(|word| !word.is_empty()).map(|word| self.filled(word)).collect();
        let has_store =
            command.starts_with("hookwright endpoints ") || command.starts_with("hookwright deliveries ");
        let more: &[&str] = if has_store { &["--allow-http-on-loopback"] } else { &[] };
        let variables = [("HOOKWRIGHT_STORE", "sqlite:webhooks.db"), ("HOOKWRIGHT_SEALING_KEY", KEY)];
        self.folder.run_with(&variables, words.iter().map(String::as_str).chain(more.iter().copied()))
    }
}

/// A server that answers 204, and 500 under `/refuse`.
async fn server() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let answer = |uri: axum::http::Uri| async move {
        if uri.path() == "/refuse" { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::NO_CONTENT }
    };
    let app = axum::Router::new().fallback(answer);
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    url
}

/// All that clap knows, by the command itself.
fn commands() -> Vec<Value> {
    let all = Folder::new().json(["man", "--format", "json"], 0);
    all["commands"].as_array().expect("a list").clone()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_is_run() {
    let known: BTreeSet<String> = commands().iter().map(|one| text(&one["command"]).to_owned()).collect();
    let rows: BTreeSet<String> = ROWS.iter().map(|(command, ..)| (*command).to_owned()).collect();
    let odd: Vec<&String> = known.symmetric_difference(&rows).collect();
    assert!(odd.is_empty(), "ROWS has a row for each command, and for no other: {odd:?}");
    assert_eq!(rows.len(), ROWS.len(), "one row each");
    let url = server().await;
    for row @ (command, arguments, code, says) in ROWS {
        let stage = Stage::of(row, &url).await;
        let ran = stage.run(command, arguments);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(ran.code == *code && said.contains(&stage.filled(says)), "{command} {arguments}: {ran:?}");
        assert!(!said.contains('\u{1b}'), "colours go to terminals alone: {ran:?}");
    }
}

/// One JSON value, and nothing else, wherever there is `--format json`; the exit code is the same.
#[tokio::test(flavor = "multi_thread")]
async fn every_command_speaks_to_machines() {
    let url = server().await;
    let mut silent = Vec::new();
    for one in commands().iter().filter(|one| one["has_commands"] == false) {
        let command = text(&one["command"]);
        let row = ROWS.iter().find(|row| row.0 == command).expect("another test demands it");
        let formats = one["arguments"].as_array().into_iter().flatten();
        let speaks = formats.filter(|one| text(&one["name"]).starts_with("--format"));
        if !speaks.flat_map(|one| one["values"].as_array()).flatten().any(|value| value == "json") {
            silent.push(command.to_owned());
            continue;
        }
        // Whoever writes files says nothing else.
        let arguments = row.1.replace("-o pages", "");
        let ran = Stage::of(row, &url).await.run(command, &format!("{arguments} --format json"));
        assert_eq!((ran.code, ran.err.as_str()), (row.2, ""), "{command}: {ran:?}");
        // What happens one after the other is told in a line each.
        let lines = || format!("[{}]", ran.out.lines().collect::<Vec<_>>().join(","));
        let said = if command == "hookwright listen" { lines() } else { ran.out.clone() };
        let value: Result<Value, _> = serde_json::from_str(&said);
        assert!(
            value.is_ok_and(|value| !value.is_null()) || command.ends_with("oldest"),
            "{command}: {ran:?}"
        );
    }
    // A script for a shell is for a machine as it stands.
    assert_eq!(silent, ["hookwright completions"]);
}

#[test]
fn what_stands_in_the_way_is_said_to_machines_too() {
    let folder = Folder::new();
    let orders = spec("orders.yaml");
    for (arguments, code) in [
        (vec!["diff", &orders, "none.yaml"], 2),
        (vec!["endpoints", "list", "--store", "sqlite:none.db"], 1),
        (vec!["generate", "none.yaml", "-o", "out"], 1),
        (vec!["lint", "none.yaml"], 1),
        (vec!["new", "receiver", "shop", "--spec", "none.yaml"], 1),
        (vec!["sign", "--scheme", "standard-webhooks", "--secret", "no base64!"], 1),
        (vec!["verify", "--scheme", "github", "--secret-env", "NOBODY_SETS_THIS"], 2),
    ] {
        let json = folder.json([&arguments[..], &["--format", "json"]].concat(), code);
        let error = &json["errors"][0];
        assert_eq!(error["level"], "error", "{arguments:?}: {json}");
        assert!(error["message"].as_str().is_some_and(|message| message.len() > 10), "{arguments:?}: {json}");
    }
    let refused = folder.json(["verify", "--scheme", "github", "--secret", "hush", "--format", "json"], 1);
    assert_eq!((&refused["accepted"], text(&refused["code"])), (&Value::from(false), "signature::missing"));
    let digest = ["sign", "--scheme", "rfc9530-content-digest", "--secret", "hush", "--format", "json"];
    assert_eq!(folder.json(digest, 0)["headers"][0]["name"], "content-digest");
}

#[test]
fn every_command_says_what_it_is_and_shows_examples() {
    let folder = Folder::new();
    for one in commands() {
        let command = text(&one["command"]);
        let name = command.rsplit(' ').next().unwrap_or_default();
        assert!(!text(&one["about"]).is_empty(), "{command} does not say what it is");
        let notes = text(&one["notes"]);
        let examples = notes.split_once("Examples:\n").map(|(_, rest)| rest);
        let examples =
            examples.unwrap_or_else(|| panic!("{command} has no `Examples:` in its help: {notes}"));
        let examples = examples.split("\n\n").next().unwrap_or_default().to_owned() + notes;
        assert!(
            examples
                .contains(&format!("hookwright {}", command.trim_start_matches("hookwright").trim_start()))
        );
        assert!(
            notes.lines().all(|line| line.chars().count() <= 120),
            "{command}: lines of examples are short"
        );
        for argument in one["arguments"].as_array().expect("a list") {
            let what = text(&argument["description"]);
            assert!(!what.is_empty(), "{command} {}: what it means", argument["name"]);
        }
        let words: Vec<&str> = command.split(' ').skip(1).collect();
        let long = folder.run(words.iter().copied().chain(["--help"]));
        assert!(long.code == 0 && long.out.contains("\nExamples:\n"), "{command}: {long:?}");
        let short = folder.run(words.iter().copied().chain(["-h"]));
        assert!(
            short.out.ends_with("`--help` shows more, with examples.\n"),
            "{command} ({name}): {short:?}"
        );
    }
}

#[test]
fn every_command_has_a_page_and_no_page_is_broken() {
    let folder = Folder::new();
    assert_eq!(folder.run(["man", "-o", "pages"]).code, 0);
    for one in commands() {
        let command = text(&one["command"]);
        let page = folder.read(&format!("pages/{}.1", command.replace(' ', "-")));
        assert!(page.contains(".SH NAME\n") && page.contains(".SH EXAMPLES\n"), "{command}: {page}");
    }
    // What a terminal shows, where there is a `man`.
    let man =
        std::process::Command::new("man").arg("-l").arg(folder.path("pages/hookwright-sign.1")).output();
    if let Ok(shown) = man.map(|out| String::from_utf8_lossy(&out.stdout).into_owned()) {
        assert!(
            shown.contains("curl https://shop.example/webhooks -H @headers.txt") || shown.is_empty(),
            "{shown}"
        );
    }
}

/// docs/cli.md is what clap says; `UPDATE=1` writes it.
#[test]
fn the_reference_is_current() {
    let made = Folder::new().run(["man", "--format", "markdown"]);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cli.md");
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::write(&file, &made.out).expect("the guide is there");
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    let line = there.lines().zip(made.out.lines()).find(|(old, new)| old != new);
    assert!(there == made.out, "docs/cli.md differs (UPDATE=1 writes it), at first in: {line:#?}");
}

#[test]
fn colours_are_forced_and_refused() {
    let folder = Folder::new();
    let run =
        |variables: &[(&str, &str)]| folder.run_with(variables, ["generate", "none.yaml", "-o", "out"]).err;
    assert!(!run(&[]).contains('\u{1b}'));
    assert!(run(&[("CLICOLOR_FORCE", "1")]).contains('\u{1b}'));
    assert!(!run(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]).contains('\u{1b}'));
    assert!(!run(&[("CLICOLOR_FORCE", "0")]).contains('\u{1b}'));
    let help = |variables: &[(&str, &str)]| folder.run_with(variables, ["lint", "--help"]).out;
    assert!(!help(&[]).contains('\u{1b}') && help(&[("CLICOLOR_FORCE", "1")]).contains('\u{1b}'));
}
