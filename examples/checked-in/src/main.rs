//! A callback with code that is checked in: no build script.
//!
//! `hookwright generate specs/subscriptions.yaml -o examples/checked-in/src/subscriptions` wrote the
//! module; `tests/current.rs` says when it has to be written again.

use std::net::SocketAddr;

use hookwright::callback::Original;
use hookwright::client::Client as Sending;
use hookwright::{Failure, Incoming, Maybe, Signing};

mod subscriptions;

struct Dashboard;

impl subscriptions::Receiver for Dashboard {
    async fn on_data(&self, event: Incoming<subscriptions::Readings>) -> Result<(), Failure> {
        println!("readings of {}: {:?}", event.station, event.values);
        Ok(())
    }

    async fn fallback(&self, unclaimed: subscriptions::Unclaimed) -> Result<(), Failure> {
        Err(unclaimed.refuse())
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let scheme = hookwright::Scheme::standard_webhooks();
    let app = subscriptions::Webhooks::new(Dashboard).scheme(scheme, [secret])?.router();
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let callback_url = format!("http://{}/", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });

    // What the subscriber once sent to `POST /subscriptions`: the callback goes where it says.
    let original = Original::new(http::Method::POST, "https://readings.example/subscriptions")
        .body(format!("{{\"callbackUrl\":\"{callback_url}\"}}"));
    let sending = Sending::builder(Signing::standard_webhooks(secret)?).allow_http_on_loopback().build();
    let readings = subscriptions::Readings {
        station: "north".into(),
        calibrated_at: Maybe::Value("2026-11-01T00:00:00Z".into()),
        values: vec!["20.5".parse()?, 21.into()],
        parent: None,
    };
    let answer = subscriptions::Client::with(sending).on_data(&original, &readings).await?;
    println!("answered {}", answer.status);
    Ok(())
}
