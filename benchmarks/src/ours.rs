//! The generated receiver, with a handler that looks at the payload and answers.

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use hookwright::receive::{
    Begun, Claim, Duplicates, Key, MemoryDuplicates, Rate, Reply, StoreFuture, TenantKey,
};
use hookwright::{Failure, Incoming, Service};

#[allow(unreachable_pub, missing_docs)]
mod generated {
    hookwright::include_webhooks!("github");
}

pub use generated::github;
use github::{Receiver, Unclaimed, Webhooks};

/// A receiver of the three events.
#[derive(Clone, Copy, Debug)]
pub struct Shop;

impl Receiver for Shop {
    async fn star_created(&self, event: Incoming<github::WebhookStarCreated>) -> Result<(), Failure> {
        black_box(&*event);
        Ok(())
    }

    async fn issues_opened(&self, event: Incoming<github::WebhookIssuesOpened>) -> Result<(), Failure> {
        black_box(&*event);
        Ok(())
    }

    async fn pull_request_opened(
        &self,
        event: Incoming<github::WebhookPullRequestOpened>,
    ) -> Result<(), Failure> {
        black_box(&*event);
        Ok(())
    }

    async fn fallback(&self, _: Unclaimed) -> Result<(), Failure> {
        Err(Failure::new(400))
    }
}

/// The service under the scheme and with the duplicate store that it has by default. The store forgets at once, since
/// a benchmark sends one delivery again and again: each is recorded and forgotten, which is all the work there is.
///
/// # Panics
/// Never: the secret is good.
#[must_use]
pub fn service() -> Service<impl hookwright::codegen::Routes> {
    let service = Webhooks::new(Shop).secret(crate::payload::SECRET).expect("a secret");
    service.duplicates(MemoryDuplicates::new().time_to_live(Duration::ZERO))
}

/// The same service without a memory of deliveries.
///
/// # Panics
/// Never: the secret is good.
#[must_use]
pub fn bare() -> Service<impl hookwright::codegen::Routes> {
    Webhooks::new(Shop).secret(crate::payload::SECRET).expect("a secret").duplicates(Forgetful)
}

/// The service with everything that guards it: duplicates, and rates that nobody reaches. Its metrics are counted
/// where a recorder is installed.
#[must_use]
pub fn guarded() -> Service<impl hookwright::codegen::Routes> {
    let often = Rate::per_second(1_000_000);
    let tenant = TenantKey::Header(http::HeaderName::from_static("x-github-event"));
    service().limit_sources(often).limit_tenants(tenant, often)
}

/// A store that has never seen anything.
struct Forgetful;

impl Duplicates for Forgetful {
    fn begin<'a>(&'a self, keys: Arc<[Key]>, _: SystemTime) -> StoreFuture<'a, Begun> {
        Box::pin(std::future::ready(Ok(Begun::First(Claim { number: 0, keys }))))
    }

    fn finish<'a>(&'a self, _: &'a Claim, _: Arc<Reply>, _: SystemTime) -> StoreFuture<'a, ()> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn release(&self, _: &Claim) {}
}

/// Runs a future that waits for nothing.
pub fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
