//! A server of this test's own, on a socket in a folder of its own, which can be killed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
}

impl Cluster {
    /// None where PostgreSQL is not installed.
    pub(crate) fn new(name: &str) -> Option<Self> {
        let Some(programs) = programs() else {
            println!("skipped: no `initdb` below /usr/lib/postgresql");
            return None;
        };
        let folder = std::env::temp_dir().join(format!("hookwright-kill-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let cluster = Self { programs, folder };
        if is_root() {
            // The server refuses to be root's.
            assert!(run(Command::new("chown").arg("postgres").arg(&cluster.folder)));
        }
        let data = cluster.data();
        let data = data.to_str().expect("a path of text");
        assert!(run(&mut cluster.command("initdb", &["-D", data, "-U", "postgres", "-A", "trust", "-N"])));
        cluster.start();
        Some(cluster)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// As the one who may run a server.
    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.args(arguments).current_dir(&self.folder);
        command
    }

    /// Until it is up: after a kill, processes of before may still hold on to its memory for a moment.
    fn start(&self) {
        let (data, log) = (self.data(), self.folder.join("log"));
        // Every file is synced before the log is replayed: all at once, not one by one.
        let sync = "-c recovery_init_sync_method=syncfs";
        let options = format!("-c listen_addresses='' {sync} -k {}", self.folder.display());
        let (data, log) = (data.to_str().expect("text"), log.to_str().expect("text"));
        let started = Instant::now();
        while !run(&mut self.command("pg_ctl", &["-D", data, "-l", log, "-w", "-o", &options, "start"])) {
            assert!(started.elapsed() < Duration::from_secs(60), "it does not start; see {log}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// A new database, and its address.
    pub(crate) fn database(&self, name: &str) -> String {
        let folder = self.folder.display().to_string();
        let arguments = ["-h", &folder, "-U", "postgres", "-c", &format!("CREATE DATABASE {name}")];
        assert!(run(&mut self.command("psql", &arguments)));
        format!("postgres://postgres@localhost/{name}?host={folder}")
    }

    /// SIGKILL for the server's first process, at which the others end, and a new start with what is on the disk.
    pub(crate) fn kill_and_restart(&mut self) {
        let file = std::fs::read_to_string(self.data().join("postmaster.pid")).expect("it runs");
        let process = file.lines().next().expect("a number").to_owned();
        assert!(run(Command::new("kill").args(["-9", &process])));
        self.start();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data();
        run(&mut self.command("pg_ctl", &["-D", data.to_str().expect("text"), "-m", "immediate", "stop"]));
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn run(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Where the newest installed version's programs are.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    folders.filter(|folder| Path::new(&folder.join("initdb")).is_file()).max()
}
