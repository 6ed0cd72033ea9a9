//! The thread that reads. In: work. Out: its results, from a state that does not change under it. It must not write.

use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::error::Cause;
use super::queue::Jobs;

pub(super) fn run(connection: &Connection, jobs: &Jobs) {
    while let Some(mut job) = jobs.next() {
        if let Err(error) = connection.execute_batch("BEGIN") {
            job.tell(Some(&Cause::from(error)));
            continue;
        }
        let ran = catch_unwind(AssertUnwindSafe(|| job.run(connection)));
        // A transaction that has only read has nothing to lose.
        let _ = connection.execute_batch("ROLLBACK");
        job.tell(ran.err().map(|_| Cause::Closed).as_ref());
    }
}
