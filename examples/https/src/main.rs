//! Serves `https://…:8443/webhooks`, and `http://127.0.0.1:9000/metrics` for this machine, until Ctrl-C.
//!
//! `TLS_CHAIN` and `TLS_KEY` name PEM files, `WEBHOOK_SECRET` is the sender's secret (`whsec_…`).

use example_https::{Settings, serve, serve_metrics};
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let settings = Settings {
        chain: std::fs::read(std::env::var("TLS_CHAIN")?)?,
        key: std::fs::read(std::env::var("TLS_KEY")?)?,
        secret: std::env::var("WEBHOOK_SECRET")?,
    };
    let metrics = PrometheusBuilder::new().install_recorder()?;
    let inside = TcpListener::bind("127.0.0.1:9000").await?;
    tokio::spawn(serve_metrics(metrics, inside, std::future::pending()));
    let listener = TcpListener::bind("0.0.0.0:8443").await?;
    println!("https://{}/webhooks", listener.local_addr()?);
    let stop = async { drop(tokio::signal::ctrl_c().await) };
    let all_answered = serve(&settings, listener, stop).await?;
    println!("{}", if all_answered { "all was answered" } else { "some took too long and were dropped" });
    Ok(())
}
