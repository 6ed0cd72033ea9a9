//! Parking: deliveries whose jobs end without an attempt. In: numbers. Out: rows that say so, so that whoever has room
//! finds them. It must not decide who is parked.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::engine::{Base, PAUSE};
use super::gather::Gather;
use super::pool::failed;
use crate::millis::millis;

/// One that is to be parked.
struct Parked {
    number: i64,
    /// It is not the first of its lane.
    behind: bool,
    told: oneshot::Sender<()>,
}

/// Parks what comes at once in one statement.
pub(super) struct Parking(Gather<Parked>);

const MOST: usize = 512;

impl Parking {
    pub(super) fn new(base: &Arc<Base>) -> Self {
        let base = Arc::clone(base);
        let flush = move |parked: Vec<Parked>| {
            let base = Arc::clone(&base);
            async move { park(&base, parked).await }
        };
        Self(Gather::new(MOST, usize::MAX, flush))
    }

    /// Ready when it is written.
    pub(super) async fn park(&self, number: i64, behind: bool) -> Result<(), &'static str> {
        let (told, parked) = oneshot::channel();
        let added = self.0.add(Parked { number, behind, told });
        added.map_err(|_| "too many deliveries are to be parked")?;
        parked.await.map_err(|_| "it could not be parked")
    }
}

async fn park(base: &Base, parked: Vec<Parked>) {
    let numbers = |behind| -> Vec<i64> {
        parked.iter().filter(|each| each.behind == behind).map(|each| each.number).collect()
    };
    let (full, behind) = (numbers(false), numbers(true));
    let sql = "SELECT hookwright_park($1, $2, $3)";
    loop {
        let now = millis(base.shared.store.now());
        let query = sqlx::query(sql).bind(&full).bind(&behind).bind(now);
        match query.execute(&base.pool.connections).await {
            Ok(_) => break,
            Err(error) => base.complain(&failed("to park deliveries")(error)),
        }
        if base.stop.is_stopping() {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
    for each in parked {
        let _ = each.told.send(());
    }
}
