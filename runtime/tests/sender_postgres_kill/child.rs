//! The process that is killed: a sender that accepts what it is told to and delivers.

use std::io::{BufRead, Write};
use std::sync::Arc;
use std::time::Duration;

use hookwright::event::EventInfo;
use hookwright::send::{Document, Error, NewEndpoint, Sender};
use hookwright::signature::Scheme;
use tokio::sync::Semaphore;
use tokio::time::sleep;

static EVENTS: [EventInfo; 1] =
    [EventInfo { name: "order.created", path: "order-created", ..EventInfo::PLAIN }];

/// Reads numbers of events, accepts each under its number as idempotency key, says `number id`.
pub(crate) fn run(address: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let sender = open(address).await;
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

/// The server may just be down: then it is tried again, as often as it takes.
async fn open(address: &str) -> Sender {
    loop {
        match try_open(address).await {
            Ok(sender) => return sender,
            Err(_) => sleep(Duration::from_millis(100)).await,
        }
    }
}

async fn try_open(address: &str) -> Result<Sender, Error> {
    let scheme = Some(Scheme::standard_webhooks());
    let document = Document { events: &EVENTS, scheme, ..Document::default() };
    let builder = Sender::builder(document).allow_http_on_loopback().lease(crate::count::LEASE);
    let sender = builder.open(address).await?;
    let url = std::env::var("HOOKWRIGHT_KILL_URL").unwrap();
    if sender.endpoints("acme").list().await?.is_empty() {
        sender.endpoints("acme").create(NewEndpoint::new(url)).await?;
    }
    Ok(sender)
}

async fn accept(sender: &Sender, number: &str) {
    let payload: hookwright::Json =
        format!(r#"{{"type":"order.created","number":{number}}}"#).parse().unwrap();
    let accepted = loop {
        match sender.to("acme").idempotency_key(number).accept(&EVENTS[0], &payload).await {
            Ok(accepted) => break accepted,
            Err(Error::Postgres { .. } | Error::Overloaded) => sleep(Duration::from_millis(50)).await,
            Err(error) => panic!("{error}"),
        }
    };
    // One write, so that a kill leaves no half of a line but the last.
    let line = format!("accepted {number} {}\n", accepted.id);
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
}
