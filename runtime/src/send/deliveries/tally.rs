//! Attempts counted by minute and by hour, so that a plot over a day needs not look at each of them. In: attempts. Out:
//! tallies. It must not count one twice: how far was counted is written together with what was counted.
//!
//! Nothing is counted while an event is accepted or delivered: whoever asks counts what came since, and so does the one
//! who delivers, every few seconds.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime};

use super::super::Error;
use super::super::database::{Statement, statement};
use super::super::store::Store;
use super::Deliveries;
use crate::client::id;
use crate::millis::{from_millis, millis};

/// How finely attempts are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Span {
    /// By the minute; kept for three hours.
    Minute,
    /// By the hour; kept for eight days.
    Hour,
}

/// The attempts that began in a minute or an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// When it began.
    pub at: SystemTime,
    /// Deliveries that were acknowledged.
    pub delivered: u64,
    /// Attempts that failed.
    pub failed: u64,
}

/// Attempts are written down as they end, but transactions of several processes end in any order: what is younger than
/// this is not yet counted for good.
const SETTLED: Duration = Duration::from_secs(10);

/// So many attempts are read at once.
const BATCH: usize = 5000;

impl Span {
    fn millis(self) -> i64 {
        match self {
            Self::Minute => 60_000,
            Self::Hour => 3_600_000,
        }
    }

    fn kept(self) -> i64 {
        match self {
            Self::Minute => 3 * 3_600_000,
            Self::Hour => 8 * 24 * 3_600_000,
        }
    }

    fn of(self, at: i64) -> i64 {
        at.div_euclid(self.millis()) * self.millis()
    }
}

/// Delivered and failed.
type Counted = HashMap<(Span, i64, String), (i64, i64)>;

/// Attempts that were read.
#[derive(Default)]
struct Read {
    counted: Counted,
    up_to: i64,
    rows: usize,
}

impl Store {
    /// Counts in what has settled since it was done last.
    pub(in crate::send) async fn tally(&self) -> Result<(), Error> {
        let settled = millis(self.now().checked_sub(SETTLED).unwrap_or(SystemTime::UNIX_EPOCH));
        loop {
            let from = self.tallied().await?;
            let read = self.attempts_since(from, settled).await?;
            if read.up_to > from {
                self.write_tallies(from, &read).await?;
            }
            if read.rows < BATCH {
                return Ok(());
            }
        }
    }

    async fn tallied(&self) -> Result<i64, Error> {
        let query = statement("SELECT up_to FROM hookwright_tallied", []);
        let found = self.database.survey("to see how far attempts were counted", query).await?;
        Ok(found.into_iter().next().map(|mut row| row.number()).unwrap_or_default())
    }

    /// Attempts after this number that ended before this time.
    async fn attempts_since(&self, number: i64, before: i64) -> Result<Read, Error> {
        let sql = format!(
            "SELECT a.number, a.at, a.milliseconds, a.class, d.endpoint FROM hookwright_attempts a
            LEFT JOIN hookwright_deliveries d ON d.number = a.delivery
            WHERE a.number > $1 ORDER BY a.number LIMIT {BATCH}"
        );
        let found = self.database.survey("to count attempts", statement(sql, [number.into()])).await?;
        let mut read = Read { up_to: number, ..Read::default() };
        for mut row in found {
            let (number, at, milliseconds) = (row.number(), row.number(), row.number());
            if at.saturating_add(milliseconds) >= before {
                break;
            }
            let (class, endpoint) = (row.text(), row.text());
            for span in [Span::Minute, Span::Hour] {
                let of = read.counted.entry((span, span.of(at), endpoint.clone())).or_default();
                if class == "delivered" { of.0 += 1 } else { of.1 += 1 }
            }
            (read.up_to, read.rows) = (number, read.rows + 1);
        }
        Ok(read)
    }

    /// Only one of those who count at the same time moves the mark; the others write nothing.
    async fn write_tallies(&self, from: i64, read: &Read) -> Result<(), Error> {
        let mark = id::prefixed("tally_", self.now())?;
        let sql = "UPDATE hookwright_tallied SET up_to = $2, tallied_by = $3 WHERE up_to = $1";
        let mut statements = vec![statement(sql, [from.into(), read.up_to.into(), mark.as_str().into()])];
        let add = |(key, of): (&(Span, i64, String), &(i64, i64))| add(key, *of, &mark);
        statements.extend(read.counted.iter().map(add));
        let now = millis(self.now());
        let forget = |span: Span| {
            let sql = "DELETE FROM hookwright_tallies WHERE span = $1 AND at < $2";
            statement(sql, [span.millis().into(), now.saturating_sub(span.kept()).into()])
        };
        statements.extend([Span::Minute, Span::Hour].map(forget));
        self.database.write("to count attempts", statements).await.map(drop)
    }
}

fn add((span, at, endpoint): &(Span, i64, String), (delivered, failed): (i64, i64), mark: &str) -> Statement {
    let sql = "INSERT INTO hookwright_tallies (span, at, endpoint, delivered, failed)
        SELECT $1, $2, $3, $4, $5 FROM hookwright_tallied WHERE tallied_by = $6
        ON CONFLICT (span, at, endpoint) DO UPDATE SET delivered = hookwright_tallies.delivered + excluded.delivered,
            failed = hookwright_tallies.failed + excluded.failed";
    let values = [
        span.millis().into(),
        (*at).into(),
        endpoint.as_str().into(),
        delivered.into(),
        failed.into(),
        mark.into(),
    ];
    statement(sql, values)
}

impl Deliveries {
    /// The attempts of the last `most` minutes or hours, this one included, the oldest first and none left out.
    ///
    /// # Errors
    /// Where the store fails.
    pub async fn history(&self, span: Span, most: u32) -> Result<Vec<Tally>, Error> {
        let last = span.of(millis(self.store.now()));
        let first = last.saturating_sub(span.millis().saturating_mul(i64::from(most.saturating_sub(1))));
        let mut found: BTreeMap<i64, Tally> = BTreeMap::new();
        for ((at, _), (delivered, failed)) in self.tallies(span, first).await? {
            let of = found.entry(at).or_insert(Tally { at: from_millis(at), delivered: 0, failed: 0 });
            (of.delivered, of.failed) = (of.delivered + delivered, of.failed + failed);
        }
        let empty = |at| Tally { at: from_millis(at), delivered: 0, failed: 0 };
        let all = (0..most).map(|step| first + span.millis() * i64::from(step));
        Ok(all.map(|at| found.get(&at).copied().unwrap_or_else(|| empty(at))).collect())
    }

    pub(super) async fn tally_by_endpoint(
        &self,
        span: Span,
        since: SystemTime,
    ) -> Result<HashMap<String, Tally>, Error> {
        let mut all: HashMap<String, Tally> = HashMap::new();
        for ((_, endpoint), (delivered, failed)) in self.tallies(span, millis(since)).await? {
            let of = all.entry(endpoint).or_insert(Tally { at: since, delivered: 0, failed: 0 });
            (of.delivered, of.failed) = (of.delivered + delivered, of.failed + failed);
        }
        Ok(all)
    }

    /// What is counted, and what is not counted yet, by time and endpoint.
    async fn tallies(&self, span: Span, from: i64) -> Result<HashMap<(i64, String), (u64, u64)>, Error> {
        self.store.tally().await?;
        let sql = format!(
            "SELECT at, endpoint, delivered, failed FROM hookwright_tallies WHERE span = $1 AND at >= $2{}",
            self.and_tenant(3)
        );
        let query = self.scoped(sql, [span.millis().into(), from.into()]);
        let mut all: HashMap<(i64, String), (u64, u64)> = HashMap::new();
        let mut take = |at: i64, endpoint: String, counted: (i64, i64)| {
            let [delivered, failed] = [counted.0, counted.1].map(|of| u64::try_from(of).unwrap_or_default());
            let of = all.entry((at, endpoint)).or_default();
            *of = (of.0 + delivered, of.1 + failed);
        };
        for mut row in self.store.database.survey("to read tallies", query).await? {
            take(row.number(), row.text(), (row.number(), row.number()));
        }
        let own: Option<std::collections::HashSet<String>> = match self.tenant {
            Some(_) => Some(self.endpoint_ids().await?.into_iter().collect()),
            None => None,
        };
        let mut number = self.store.tallied().await?;
        loop {
            let read = self.store.attempts_since(number, i64::MAX).await?;
            for ((of, at, endpoint), counted) in read.counted {
                if of == span && at >= from && own.as_ref().is_none_or(|own| own.contains(&endpoint)) {
                    take(at, endpoint, counted);
                }
            }
            number = read.up_to;
            if read.rows < BATCH {
                return Ok(all);
            }
        }
    }
}
