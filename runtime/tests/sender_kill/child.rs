//! The process that is killed: a sender that accepts what it is told to and delivers.

use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use hookwright::event::EventInfo;
use hookwright::send::{Document, NewEndpoint, Sender};
use hookwright::signature::Scheme;
use tokio::sync::Semaphore;

static EVENTS: [EventInfo; 1] =
    [EventInfo { name: "order.created", path: "order-created", ..EventInfo::PLAIN }];

/// Reads numbers of events, accepts each under its number as idempotency key, says `number id`.
pub(crate) fn run(folder: &Path) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let sender = open(folder).await;
        let _delivering = sender.deliver();
        let room = Arc::new(Semaphore::new(64));
        let (told, mut tells) = tokio::sync::mpsc::channel::<String>(64);
        std::thread::spawn(move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                if told.blocking_send(line).is_err() {
                    return;
                }
            }
        });
        while let Some(number) = tells.recv().await {
            let permit = Arc::clone(&room).acquire_owned().await.unwrap();
            let sender = sender.clone();
            tokio::spawn(async move {
                accept(&sender, &number).await;
                drop(permit);
            });
        }
    });
}

async fn open(folder: &Path) -> Sender {
    let scheme = Some(Scheme::standard_webhooks());
    let document = Document { events: &EVENTS, scheme, ..Document::default() };
    let builder = Sender::builder(document).allow_http_on_loopback().lease(crate::count::LEASE);
    let sender = builder.open(&format!("sqlite:{}", folder.join("webhooks.db").display())).await.unwrap();
    let url = std::env::var("HOOKWRIGHT_KILL_URL").unwrap();
    if sender.endpoints("acme").list().await.unwrap().is_empty() {
        sender.endpoints("acme").create(NewEndpoint::new(url)).await.unwrap();
    }
    sender
}

async fn accept(sender: &Sender, number: &str) {
    let payload: hookwright::Json =
        format!(r#"{{"type":"order.created","number":{number}}}"#).parse().unwrap();
    let to = sender.to("acme").idempotency_key(number);
    let accepted = to.accept(&EVENTS[0], &payload).await.unwrap();
    // One write, so that a kill leaves no half of a line but the last.
    let line = format!("accepted {number} {}\n", accepted.id);
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
}
