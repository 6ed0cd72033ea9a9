//! A process that delivers, and nothing else: any number of them share the work.

use std::process::Stdio;
use std::time::Duration;

use axum::http::HeaderValue;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};

use crate::Problem;
use crate::orders::Sender;

/// Delivers until its input ends.
pub async fn run(name: &str, address: &str) -> Result<(), Problem> {
    let user_agent = HeaderValue::from_str(name)?;
    let builder = Sender::builder().allow_http_on_loopback().client(|client| client.user_agent(user_agent));
    // So little at once that the other one has something to do.
    let sender = builder.endpoint_concurrency(2).open(address).await?;
    let delivering = sender.deliver();
    tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    delivering.shutdown(Duration::from_secs(10)).await;
    Ok(())
}

/// Such a process, started by this one.
pub struct Process(Child);

impl Process {
    pub fn start(name: &str, address: &str) -> Result<Self, Problem> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["deliver", name, address]).stdin(Stdio::piped());
        Ok(Self(command.spawn()?))
    }

    pub async fn stop(mut self) -> Result<(), Problem> {
        drop(self.0.stdin.take());
        let status = self.0.wait().await?;
        if status.success() { Ok(()) } else { Err(format!("a sender ended with {status}").into()) }
    }
}
