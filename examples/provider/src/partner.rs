//! A partner: a generated receiver, at a URL that is known before its secret is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use hookwright::{Failure, Incoming};
use tokio::net::TcpListener;

use crate::Problem;
use crate::orders::{OrderCreated, Receiver, Unclaimed, Webhooks};

/// What handles events. Clones are the same till.
#[derive(Clone, Default)]
pub(crate) struct Till {
    failures: Arc<AtomicU32>,
}

impl Till {
    /// Fails with so many deliveries from here on.
    pub(crate) fn fail(&self, deliveries: u32) {
        self.failures.store(deliveries, Ordering::SeqCst);
    }
}

impl Receiver for Till {
    async fn order_created(&self, event: Incoming<OrderCreated>) -> Result<(), Failure> {
        let left = self.failures.load(Ordering::SeqCst);
        if left > 0 {
            self.failures.store(left - 1, Ordering::SeqCst);
            return Err(Failure::new(503).because("the till is closed"));
        }
        println!("  the partner has {} from {}", event.id(), event.order.customer.email);
        Ok(())
    }

    async fn fallback(&self, unclaimed: Unclaimed) -> Result<(), Failure> {
        Err(unclaimed.refuse())
    }
}

/// A place on the network, without anybody there yet.
pub(crate) struct Place {
    pub(crate) url: String,
    listener: TcpListener,
}

impl Place {
    pub(crate) async fn take() -> Result<Self, Problem> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/hooks", listener.local_addr()?);
        Ok(Self { url, listener })
    }

    /// Serves there, and verifies by this secret what comes.
    pub(crate) fn serve(self, till: &Till, secret: &str) -> Result<(), Problem> {
        let service = Webhooks::new(till.clone()).secret(secret)?;
        let app = axum::Router::new().nest("/hooks", service.router());
        tokio::spawn(axum::serve(self.listener, app).into_future());
        Ok(())
    }
}
