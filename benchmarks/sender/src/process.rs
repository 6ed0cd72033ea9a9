//! What this process has cost so far.

use std::time::Duration;

/// CPU time of all threads.
#[cfg(unix)]
pub fn cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Without a clock for it, nothing is said.
#[cfg(not(unix))]
pub fn cpu() -> Duration {
    Duration::ZERO
}

/// Memory in use, in MiB; 0 where the system does not say.
pub fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}
