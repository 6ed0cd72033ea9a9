//! Time that other work on the machine does not count into.

use std::time::Duration;

/// The CPU time of this thread; where it cannot be had, the time on the wall.
#[cfg(unix)]
#[must_use]
pub fn now() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The CPU time of this thread; where it cannot be had, the time on the wall.
#[cfg(not(unix))]
#[must_use]
pub fn now() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

/// The middle of several measurements.
#[must_use]
pub fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
