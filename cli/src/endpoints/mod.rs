//! `hookwright endpoints`.
//!
//! Comes in: arguments. Goes out: endpoints, and secrets where they were just made.

mod show;
mod wishes;

use std::path::PathBuf;
use std::process::ExitCode;

use hookwright::client::Ask;
use hookwright::send::{Consent, NewEndpoint, Retry, Store};

use crate::managed::{Failure, Said};
use show::{details, list, registered, rotated};
use wishes::{Endpoint, What};

pub(crate) use wishes::Wishes;

/// 0 done, 1 it failed.
pub(crate) fn run(wishes: Wishes) -> ExitCode {
    match wishes.what {
        What::List { store, tenant, urls } => store.run(|open| listed(open, tenant, urls)),
        What::Show(one) => one
            .store
            .run(|open| async move { details(&open.endpoints(&one.tenant).get(&one.id).await?, None) }),
        What::Create { store, tenant, endpoint, secret_env, secret_file, consent } => {
            store.run(|open| async move {
                let mut new = new(&endpoint)?;
                if let Some(secret) = secret(secret_env, secret_file)? {
                    new = new.secret(secret);
                }
                let new = if consent { new.consent() } else { new };
                registered(&open.endpoints(tenant).create(new).await?)
            })
        }
        What::Replace { one, endpoint } => one.store.run(|open| async move {
            details(&open.endpoints(&one.tenant).replace(&one.id, new(&endpoint)?).await?, Some("changed"))
        }),
        What::Enable(one) => one.store.run(|open| async move {
            details(&open.endpoints(&one.tenant).enable(&one.id).await?, Some("enabled"))
        }),
        What::Disable { one, reason } => one.store.run(|open| async move {
            details(&open.endpoints(&one.tenant).disable(&one.id, &reason).await?, Some("disabled"))
        }),
        What::Delete(one) => one.store.run(|open| async move {
            open.endpoints(&one.tenant).delete(&one.id).await?;
            Said::new(format!("deleted {}\n", one.id), serde_json::json!({ "deleted": one.id }))
        }),
        What::Consent { one, cloud_events, test_event } => one.store.run(|open| async move {
            let by = consent(cloud_events, test_event);
            details(&open.endpoints(&one.tenant).consent(&one.id, &by).await?, Some("enabled"))
        }),
        What::Rotate { one, overlap } => one.store.run(|open| async move {
            rotated(&one.id, &open.endpoints(&one.tenant).rotate(&one.id, overlap).await?, overlap)
        }),
    }
}

fn consent(cloud_events: Option<String>, test_event: bool) -> Consent {
    match cloud_events {
        Some(origin) if test_event => Consent::handshake(Ask::cloud_events(origin)).and_test_event(),
        Some(origin) => Consent::handshake(Ask::cloud_events(origin)),
        None => Consent::test_event(),
    }
}

async fn listed(store: Store, tenant: Option<String>, urls: bool) -> Result<Said, Failure> {
    let endpoints = match &tenant {
        Some(tenant) => store.endpoints(tenant).list().await?,
        None => store.all_endpoints().await?,
    };
    list(&endpoints, urls)
}

fn new(wishes: &Endpoint) -> Result<NewEndpoint, Failure> {
    let mut new = NewEndpoint::new(&wishes.url).description(&wishes.description);
    if !wishes.events.is_empty() {
        new = new.events(&wishes.events);
    }
    if let Some(version) = &wishes.pin {
        new = new.version(version);
    }
    if let Some(filter) = &wishes.filter {
        new = new.filter(filter.parse()?);
    }
    if !wishes.retry.is_empty() {
        new = new.retry(Retry::schedule(wishes.retry.iter().copied())?);
    }
    new = wishes.concurrency.into_iter().fold(new, NewEndpoint::concurrency);
    new = wishes.rate.into_iter().fold(new, NewEndpoint::rate);
    Ok(if wishes.fifo { new.fifo() } else { new })
}

/// A secret that the endpoint has already; never from the command line, which other users of the machine can read.
fn secret(variable: Option<String>, file: Option<PathBuf>) -> Result<Option<String>, Failure> {
    if let Some(name) = variable {
        return Ok(Some(std::env::var(&name).map_err(|error| format!("the variable {name}: {error}"))?));
    }
    let Some(file) = file else { return Ok(None) };
    let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let text = text.strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text)).unwrap_or(&text);
    Ok(Some(text.to_owned()))
}
