//! What uses the sending process: has it accept numbers, believes what it says, starts it again after a kill and has it
//! accept again whatever it had not confirmed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// So many may be unconfirmed at once.
const AHEAD: usize = 64;

pub(crate) struct Application {
    folder: PathBuf,
    url: String,
    process: Option<Process>,
    /// The numbers that are still to be accepted.
    open: BTreeSet<usize>,
    /// Those that the running process was told.
    told: BTreeSet<usize>,
    confirmed: Arc<Mutex<BTreeMap<usize, String>>>,
}

struct Process {
    child: Child,
    stdin: ChildStdin,
    reading: std::thread::JoinHandle<()>,
}

impl Application {
    pub(crate) fn new(folder: &Path, url: &str, events: usize) -> Self {
        let (folder, url) = (folder.to_owned(), url.to_owned());
        let open = (0..events).collect();
        Self { folder, url, process: None, open, told: BTreeSet::new(), confirmed: Arc::default() }
    }

    /// Number and id of what was confirmed.
    pub(crate) fn accepted(&self) -> BTreeMap<usize, String> {
        self.confirmed.lock().unwrap().clone()
    }

    /// Goes on until so many are confirmed.
    pub(crate) async fn accept_until(&mut self, number: usize) {
        let started = Instant::now();
        // Somebody must be there to deliver, also where nothing is left to accept.
        self.tell();
        loop {
            let confirmed: Vec<usize> = self.confirmed.lock().unwrap().keys().copied().collect();
            for each in &confirmed {
                self.open.remove(each);
                self.told.remove(each);
            }
            if confirmed.len() >= number {
                return;
            }
            assert!(started.elapsed() < Duration::from_secs(120), "{} of {number}", confirmed.len());
            self.tell();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    fn tell(&mut self) {
        if self.process.is_none() {
            self.process = Some(Process::start(&self.folder, &self.url, Arc::clone(&self.confirmed)));
        }
        let room = AHEAD.saturating_sub(self.told.len());
        let next: Vec<usize> =
            self.open.iter().filter(|each| !self.told.contains(each)).take(room).copied().collect();
        let Some(process) = &mut self.process else { return };
        for each in next {
            if writeln!(process.stdin, "{each}").is_ok() {
                self.told.insert(each);
            }
        }
    }

    /// SIGKILL, or what the system has in its place.
    pub(crate) fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.child.kill().expect("it runs");
            process.child.wait().expect("it has ended");
            // What it had said before is heard first.
            process.reading.join().expect("its words are read");
        }
        self.told.clear();
    }
}

impl Process {
    fn start(folder: &Path, url: &str, confirmed: Arc<Mutex<BTreeMap<usize, String>>>) -> Self {
        let own = std::env::current_exe().expect("this test");
        let mut command = Command::new(own);
        command.args(["--exact", "sending_process", "--nocapture"]);
        command.env(super::FOLDER, folder).env("HOOKWRIGHT_KILL_URL", url);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a process");
        let stdin = child.stdin.take().expect("it listens");
        let stdout = child.stdout.take().expect("it speaks");
        let reading = std::thread::spawn(move || {
            let mut lines = BufReader::new(stdout);
            let mut line = String::new();
            // A line that a kill cut short has no end, and confirms nothing.
            while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
                let mut words = line.split_whitespace();
                if line.ends_with('\n') && words.next() == Some("accepted") {
                    let number = words.next().expect("a number").parse().expect("a number");
                    let id = words.next().expect("an id").to_owned();
                    let before = confirmed.lock().unwrap().insert(number, id.clone());
                    assert!(before.is_none_or(|before| before == id), "one key, two events");
                }
                line.clear();
            }
        });
        Self { child, stdin, reading }
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        self.kill();
    }
}
