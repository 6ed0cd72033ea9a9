//! What durable sending on SQLite does in a second, and what it costs.
//!
//! `cargo run --release --package hookwright-benchmarks-sender -- [PART] [SECONDS] [FOLDER]`, where PART is `accept`,
//! `deliver`, `naive`, `latency`, `isolation`, `pending`, or left out for the first four. Payloads have 2 kB, every commit goes
//! to the disk that the folder is on, and the endpoint is a process of its own.
#![allow(missing_docs)]

mod load;
mod naive;
mod process;
mod sink;

use std::path::PathBuf;
use std::time::Duration;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let part = arguments.next().unwrap_or_default();
    let number = arguments.next().map_or(10, |text| text.parse().expect("a number"));
    if part == "sink" {
        return sink::run(Duration::from_millis(number));
    }
    let time = Duration::from_secs(number);
    let folder = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = folder.join(format!("hookwright-benchmark-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.expect("a runtime");
    runtime.block_on(async {
        let all = part.is_empty();
        if all || part == "accept" {
            load::accept(&folder, time).await;
        }
        if all || part == "deliver" {
            load::deliver(&folder, time).await;
        }
        if all || part == "naive" {
            naive::run(&folder, time).await;
        }
        if all || part == "latency" {
            load::latency(&folder, time).await;
        }
        if part == "isolation" {
            load::isolation(&folder, time).await;
        }
        if part == "pending" {
            load::pending(&folder, time).await;
        }
    });
    let _ = std::fs::remove_dir_all(folder);
}
