//! `hookwright deliveries`.
//!
//! Comes in: arguments. Goes out: deliveries and numbers of them.

mod show;
mod wishes;

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use hookwright::send::{Deliveries, DeliveryQuery, DeliveryState};
use serde_json::json;

use crate::managed::{Failure, Said};
use show::{counts, details, list};
use wishes::{Page, Scope, What};

pub(crate) use wishes::Wishes;

/// 0 done, 1 it failed.
pub(crate) fn run(wishes: Wishes) -> ExitCode {
    match wishes.what {
        What::List { scope, page, event, state } => scope.run(|all| async move {
            let mut query = page.query();
            query = event.into_iter().fold(query, DeliveryQuery::event);
            query = state.map(DeliveryState::from).into_iter().fold(query, DeliveryQuery::state);
            list(&all.list(&query).await?)
        }),
        What::Dead { scope, page } => {
            scope.run(|all| async move { list(&all.list(&page.query().state(DeliveryState::Dead)).await?) })
        }
        What::Show { scope, number, payload } => scope.run(|all| async move {
            let found = all.get(number).await?;
            let event = if payload { Some(all.event(&found.delivery.event).await?) } else { None };
            details(&found, event.as_ref())
        }),
        What::Resend { scope, number } => scope.run(|all| async move {
            let delivery = all.resend(number).await?;
            Said::new(format!("delivery {number} is pending again\n"), delivery)
        }),
        What::ResendFailed(wish) => wish
            .scope
            .run(|all| async move { again("resent", all.resend_failed(&wish.endpoint, wish.since).await?) }),
        What::Recover(wish) => wish
            .scope
            .run(|all| async move { again("resent", all.recover(&wish.endpoint, wish.since).await?) }),
        What::Replay { scope, endpoint, from, to } => scope.run(|all| async move {
            let to = to.unwrap_or_else(SystemTime::now);
            again("replayed", all.replay(&endpoint, from..to).await?)
        }),
        What::Oldest { scope, fail_after } => scope.run(|all| oldest(all, fail_after)),
        What::Counts(scope) => scope.run(|all| async move { counts(&all.counts().await?) }),
    }
}

impl Scope {
    fn run<F>(&self, work: impl FnOnce(Deliveries) -> F) -> ExitCode
    where
        F: Future<Output = Result<Said, Failure>>,
    {
        self.store.run(|store| {
            work(match &self.tenant {
                Some(tenant) => store.deliveries(tenant),
                None => store.all_deliveries(),
            })
        })
    }
}

impl Page {
    fn query(&self) -> DeliveryQuery {
        let query = DeliveryQuery::new().limit(self.limit.into());
        let query = self.endpoint.iter().fold(query, DeliveryQuery::endpoint);
        self.before.into_iter().fold(query, DeliveryQuery::before)
    }
}

fn again(done: &str, number: u64) -> Result<Said, Failure> {
    let noun = if number == 1 { "delivery" } else { "deliveries" };
    Said::new(format!("{done} {number} {noun}\n"), json!({ done: number }))
}

async fn oldest(all: Deliveries, fail_after: Option<Duration>) -> Result<Said, Failure> {
    let Some(oldest) = all.oldest_undelivered().await? else {
        return Said::new("nothing waits\n".to_owned(), serde_json::Value::Null);
    };
    let seconds = oldest.age.as_secs();
    let text = format!("{seconds} s, for endpoint {}\n", oldest.endpoint);
    match fail_after {
        Some(limit) if oldest.age > limit => {
            Err(format!("the oldest delivery has waited {}", text.trim()).into())
        }
        _ => Said::new(text, oldest),
    }
}
