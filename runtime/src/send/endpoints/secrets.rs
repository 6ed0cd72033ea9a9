//! Endpoints' secrets as rows, sealed. In: secrets. Out: statements, and what signs. It must not show a secret.

use std::sync::Arc;
use std::time::SystemTime;

use super::super::Error;
use super::super::database::{Row, Statement, Value, statement};
use super::super::sealing::Sealed;
use super::super::store::Store;
use crate::client::id;
use crate::millis::millis;
use crate::signature::{Scheme, Secret, Signing};

/// Stores a secret.
pub(super) fn insert(
    store: &Store,
    endpoint: &str,
    secret: &str,
    now: SystemTime,
) -> Result<Statement, Error> {
    let id = id::prefixed("sec_", now)?;
    let sealed = store.sealing.seal(&id, secret)?;
    let sql = "INSERT INTO hookwright_secrets (id, endpoint, sealed, sealed_by, created_at)
        VALUES ($1, $2, $3, $4, $5)";
    let values: [Value; 5] =
        [id.into(), endpoint.into(), sealed.bytes.into(), sealed.by.into(), millis(now).into()];
    Ok(statement(sql, values))
}

/// Lets the secrets that are valid now end at this time, and forgets those that have ended.
pub(super) fn let_expire(endpoint: &str, now: SystemTime, ends: SystemTime) -> [Statement; 2] {
    let sql = "DELETE FROM hookwright_secrets WHERE endpoint = $1 AND expires_at <= $2";
    let forget = statement(sql, [endpoint.into(), millis(now).into()]);
    let sql = "UPDATE hookwright_secrets SET expires_at = $2 WHERE endpoint = $1 AND expires_at IS NULL";
    [forget, statement(sql, [endpoint.into(), millis(ends).into()])]
}

/// The secrets of an endpoint, the newest first: `id, sealed, sealed_by, expires_at`.
pub(crate) fn select(endpoint: &str) -> Statement {
    let sql = "SELECT id, sealed, sealed_by, expires_at FROM hookwright_secrets WHERE endpoint = $1 ORDER BY id DESC";
    statement(sql, [endpoint.into()])
}

/// What signs for an endpoint until a time; none where it is to be asked again only after a change.
#[derive(Clone, Debug)]
pub(crate) struct Keys {
    pub(crate) signing: Arc<Signing>,
    pub(crate) until: Option<i64>,
}

/// What rows of [`select`] sign with.
pub(crate) fn keys(store: &Store, scheme: &Scheme, rows: Vec<Row>, now: SystemTime) -> Result<Keys, Error> {
    let (mut secrets, mut until) = (Vec::new(), None::<i64>);
    for mut row in rows {
        let id = row.text();
        let sealed = Sealed { bytes: row.bytes().unwrap_or_default(), by: row.text() };
        let ends = row.optional_number();
        if ends.is_some_and(|ends| ends <= millis(now)) {
            continue;
        }
        until = until.into_iter().chain(ends).min();
        secrets.push(Secret::new(store.sealing.open(&id, sealed)?.as_str()));
    }
    let signing = match Signing::new(scheme.clone(), secrets.clone()) {
        // A scheme that carries one signature gets the newest secret's.
        Err(_) if secrets.len() > 1 => Signing::new(scheme.clone(), secrets.into_iter().take(1)),
        signing => signing,
    };
    let signing = signing.map_err(|error| Error::invalid("secret", error.to_string()))?;
    Ok(Keys { signing: Arc::new(signing), until })
}
