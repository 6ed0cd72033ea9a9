//! The subscriber: a generated receiver that counts what it gets, by the process that sent it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use hookwright::signature::Secret;
use hookwright::{Failure, Incoming};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Problem;
use crate::orders::{Receiver, StockChanged, Unclaimed, Webhooks};

#[derive(Clone, Default)]
struct Counting(Arc<Mutex<BTreeMap<String, usize>>>);

impl Receiver for Counting {
    async fn stock_changed(&self, event: Incoming<StockChanged>) -> Result<(), Failure> {
        let process = event.headers().get("user-agent").and_then(|name| name.to_str().ok());
        let process = process.unwrap_or("somebody").to_owned();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(process).or_default() += 1;
        Ok(())
    }

    async fn fallback(&self, unclaimed: Unclaimed) -> Result<(), Failure> {
        Err(unclaimed.refuse())
    }
}

/// It listens at once, and takes deliveries once it knows its secret.
pub struct Partner {
    pub url: String,
    counting: Counting,
    listener: Mutex<Option<TcpListener>>,
    serving: Mutex<Option<JoinHandle<()>>>,
}

impl Partner {
    pub async fn listen() -> Result<Self, Problem> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/webhooks", listener.local_addr()?);
        let listener = Mutex::new(Some(listener));
        Ok(Self { url, counting: Counting::default(), listener, serving: Mutex::default() })
    }

    pub fn verifies_with(&self, secret: Secret) {
        let Some(listener) = self.listener.lock().unwrap_or_else(PoisonError::into_inner).take() else {
            return;
        };
        let counting = self.counting.clone();
        let serving = tokio::spawn(async move {
            match Webhooks::new(counting).secret(secret) {
                Ok(setup) => {
                    let served = axum::serve(listener, setup.router()).await;
                    println!("the partner stops: {served:?}");
                }
                Err(error) => println!("the partner's secret is none: {error}"),
            }
        });
        *self.serving.lock().unwrap_or_else(PoisonError::into_inner) = Some(serving);
    }

    pub fn by_process(&self) -> BTreeMap<String, usize> {
        self.counting.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn count(&self) -> usize {
        self.by_process().values().sum()
    }
}
