//! A throw-away server of PostgreSQL, on a socket in a folder of its own.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::Problem;

pub struct Cluster {
    programs: PathBuf,
    folder: PathBuf,
}

impl Cluster {
    /// None where PostgreSQL is not installed.
    pub fn start() -> Result<Option<Self>, Problem> {
        let Some(programs) = programs() else {
            println!("Skipped: there is no `initdb` below /usr/lib/postgresql.");
            return Ok(None);
        };
        let folder = std::env::temp_dir().join(format!("hookwright-provider-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let cluster = Self { programs, folder };
        if is_root() {
            // The server refuses to be root's.
            run(Command::new("chown").arg("postgres").arg(&cluster.folder))?;
        }
        let (data, log) = (cluster.path("data"), cluster.path("log"));
        run(&mut cluster.command("initdb", &["-D", &data, "-U", "postgres", "-A", "trust", "-N"]))?;
        let options = format!("-c listen_addresses='' -k {}", cluster.folder.display());
        run(&mut cluster.command("pg_ctl", &["-D", &data, "-l", &log, "-w", "-o", &options, "start"]))?;
        Ok(Some(cluster))
    }

    pub fn address(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.folder.display())
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// As the one who may run a server.
    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let program = self.programs.join(program);
        let mut command = Command::new(if is_root() { "runuser".into() } else { program.clone() });
        if is_root() {
            command.args(["-u", "postgres", "--"]).arg(program);
        }
        command.args(arguments).current_dir(&self.folder);
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.path("data");
        let stopped = run(&mut self.command("pg_ctl", &["-D", &data, "-m", "immediate", "stop"]));
        let removed = std::fs::remove_dir_all(&self.folder);
        if stopped.is_err() || removed.is_err() {
            println!("left behind: {}", self.folder.display());
        }
    }
}

fn run(command: &mut Command) -> Result<(), Problem> {
    let status = command.stdout(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} ended with {status}").into()) }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Where the newest installed version's programs are.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    folders.filter(|folder| folder.join("initdb").is_file()).max()
}
