//! A receiver that stands on the internet by itself: the generated service under limits, in the server of the runtime.
//!
//! What comes from the environment comes in by [`Settings`], so that the test runs the same receiver.
#![allow(missing_docs, reason = "the generated module's documentation is the document's own")]

use std::time::Duration;

use axum::Router;
use hookwright::receive::{Coding, Rate};
use hookwright::serve::{Server, TlsIdentity};
use hookwright::{Failure, Incoming};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;

hookwright::include_webhooks!("orders");

use orders::{OrderCreated, Receiver, Unclaimed, Webhooks};

type Error = Box<dyn std::error::Error + Send + Sync>;

/// Who the receiver is, and what its sender signs with.
#[derive(Debug)]
pub struct Settings {
    /// The certificate and what vouches for it, as PEM.
    pub chain: Vec<u8>,
    /// The private key, as PEM.
    pub key: Vec<u8>,
    /// The secret of the sender.
    pub secret: String,
}

struct Partner;

impl Receiver for Partner {
    async fn order_created(&self, event: Incoming<OrderCreated>) -> Result<(), Failure> {
        let trace = event.trace_context().map_or("none", |trace| trace.trace_id());
        let source = event.source().map_or_else(|| "somebody".to_owned(), |source| source.to_string());
        println!("order {} from {source}, trace {trace}", event.order.id);
        Ok(())
    }

    async fn fallback(&self, _: Unclaimed) -> Result<(), Failure> {
        Ok(())
    }
}

/// Serves deliveries over HTTPS until `stop` is ready, and says whether all that were accepted were answered.
///
/// # Errors
/// Where the certificate, its key or the secret can't be used.
pub async fn serve(
    settings: &Settings,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> Result<bool, Error> {
    let webhooks = Webhooks::new(Partner)
        .secret(settings.secret.as_str())?
        .limit_sources(Rate::per_second(50))
        .limit(512 * 1024)
        .body_timeout(Duration::from_secs(10))
        .content_codings([Coding::Gzip]);
    let app = Router::new().nest("/webhooks", webhooks.router());
    let identity = TlsIdentity::from_pem(&settings.chain, &settings.key)?;
    let server = Server::new().tls(identity)?.max_connections(1000).handshake_timeout(Duration::from_secs(5));
    Ok(server.serve(listener, app, stop).await)
}

/// Serves what was counted, for whoever may reach this listener: not the internet.
pub async fn serve_metrics(handle: PrometheusHandle, listener: TcpListener, stop: impl Future<Output = ()>) {
    let drained = handle.clone();
    // What nobody asks for would pile up.
    let upkeep = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            drained.run_upkeep();
        }
    });
    let app = Router::new().route("/metrics", axum::routing::get(async move || handle.render()));
    Server::new().serve(listener, app, stop).await;
    upkeep.abort();
}
