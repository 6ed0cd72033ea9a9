//! A page that is walked as a reader would: its files are written, its commands run, its output compared.
//!
//! Comes in: a page. Goes out: a panic that says where page and program part. A block is a file when its first line is a
//! comment that names it, or by `file: NAME` in the comment before it. Commands that keep running are marked `serves`, and
//! so is what they print; `shows` is what the commands before it print. `…` in a line stands for anything.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::markdown::{Block, Page};
use crate::root;

/// The ports that pages name, in place of which free ones are taken.
const PORTS: [&str; 2] = ["3000", "4000"];
/// How long a program may take to print a line. Nothing but a hang takes as long.
const PATIENCE: Duration = Duration::from_secs(120);

/// A project on the disk, and the program of it that runs.
#[derive(Debug)]
pub struct Walk {
    folder: PathBuf,
    /// Where the command is.
    command: PathBuf,
    ports: [String; 2],
    /// What runs; what was started last is what is listened to.
    serving: Vec<Serving>,
    shown: String,
}

#[derive(Debug)]
struct Serving {
    shell: Child,
    lines: Receiver<String>,
}

/// Walks a page; says so where there is no shell or no `curl` to do it with.
///
/// # Panics
///
/// Where the page promises what does not happen.
pub fn page(name: &str) {
    for tool in ["sh", "curl"] {
        if Command::new(tool).arg("--version").output().is_err() {
            return println!("SKIPPED: there is no `{tool}`");
        }
    }
    // Projects share what is built, so that one would wait for the other within the time that it has.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let text = fs::read_to_string(root().join("docs").join(name)).expect("a page");
    let blocks = Page::read(&text).blocks;
    let mut walk = Walk::new(name.trim_end_matches(".md"));
    for block in &blocks {
        println!("docs/{name}:{}", block.line);
        walk.step(block);
    }
}

impl Walk {
    fn new(name: &str) -> Self {
        let folder = projects().join(format!("guide-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder of our own");
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the workspace is locked");
        // All at once, so that no two are one.
        let held = PORTS.map(|_| TcpListener::bind("127.0.0.1:0").expect("a free port"));
        let ports = held.map(|held| held.local_addr().expect("it is bound").port().to_string());
        Self { command: command_folder(), folder, ports, serving: Vec::new(), shown: String::new() }
    }

    fn step(&mut self, block: &Block) {
        let named = block.note.strip_prefix("file: ").or_else(|| block.file());
        match (block.language.as_str(), block.note.as_str()) {
            ("console", "serves") => self.serve(&block.text, 0),
            ("console", "serves beside") => self.serve(&block.text, 1),
            ("console", "") => self.shown = self.run(&block.text),
            ("text", "shows") => compare(&self.shown, &block.text),
            ("text", "serves") => self.serves(&block.text),
            (_, "elsewhere") => {}
            _ => match named {
                Some(file) => self.write(file, &block.text),
                None => panic!("line {}: a block that is neither a file, nor run, nor compared", block.line),
            },
        }
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.folder.join(file);
        fs::create_dir_all(path.parent().expect("below the project")).expect("folders can be made");
        let here = root().to_string_lossy().replace('\\', "/");
        let mut text = self.here(text).replace("../hookwright", &here);
        if file == "Cargo.toml" {
            // It stands below this workspace, and is no member of it.
            text.push_str("\n[workspace]\n");
        }
        fs::write(path, text).expect("files can be written");
    }

    /// With free ports in place of the page's.
    fn here(&self, text: &str) -> String {
        PORTS.iter().zip(&self.ports).fold(text.to_owned(), |text, (page, own)| text.replace(page, own))
    }

    fn shell(&self, commands: &str) -> Command {
        let target = projects().join("target");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut shell = Command::new("sh");
        shell
            .args(["-e", "-c", &self.here(commands)])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_NET_OFFLINE", "true")
            .env("PATH", format!("{}:{path}", self.command.display()))
            .stdin(Stdio::null());
        shell
    }

    fn run(&self, commands: &str) -> String {
        let ran = self.shell(&exported(&self.folder, commands)).output().expect("a shell");
        let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "{commands}\n{out}\n{err}");
        out.into_owned()
    }

    /// Starts what goes on running, at one of the ports.
    fn serve(&mut self, commands: &str, port: usize) {
        // It is built before, so that its lines are its own; and `exec`, so that the program is the child that is ended.
        let (before, last) = commands.trim_end().rsplit_once('\n').unwrap_or(("", commands.trim_end()));
        let before = exported(&self.folder, before);
        self.run(&format!("{before}\n{}", last.replacen("cargo run", "cargo build --quiet", 1)));
        let program = last.replacen("cargo run", "exec cargo run --quiet", 1);
        let mut shell = self.shell(&format!("{before}\n{program}"));
        let mut shell = shell.stdout(Stdio::piped()).spawn().expect("a shell");
        let (send, lines) = channel();
        let out = BufReader::new(shell.stdout.take().expect("it is piped"));
        thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        self.serving.push(Serving { shell, lines });
        listening(&self.ports[port]);
    }

    fn serves(&self, expected: &str) {
        let serving = self.serving.last().expect("a program was started");
        let lines: Vec<String> = expected
            .lines()
            .map(|line| {
                serving.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("it does not print `{line}`"))
            })
            .collect();
        compare(&lines.join("\n"), expected);
    }
}

/// Waits until somebody listens at the port.
fn listening(port: &str) {
    for _ in 0..6000 {
        if TcpStream::connect(format!("127.0.0.1:{port}")).is_ok() {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("nobody listens at {port}");
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

/// Variables that a block exports stay for the next ones.
fn exported(folder: &Path, commands: &str) -> String {
    let kept = folder.join("exported.sh");
    let mut all = fs::read_to_string(&kept).unwrap_or_default();
    for line in commands.lines().filter(|line| line.starts_with("export ")) {
        all = format!("{all}{line}\n");
    }
    fs::write(&kept, &all).expect("files can be written");
    format!("{all}{commands}")
}

/// Where generated projects stand; they share what one of them has built.
fn projects() -> PathBuf {
    root().join("target/tmp/generated")
}

/// The folder of the command `hookwright`: a build of the workspace has made it already, else it is made.
fn command_folder() -> PathBuf {
    let own = std::env::current_exe().expect("this test is a file");
    let folder = own.ancestors().nth(2).expect("below `deps`").to_path_buf();
    if !folder.join("hookwright").is_file() {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let words = ["build", "--quiet", "--offline", "--package", "hookwright-cli"];
        let built = Command::new(cargo).args(words).current_dir(root()).output().expect("cargo runs");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    }
    folder
}

/// Lines agree; `…` stands for anything within one.
fn compare(shown: &str, expected: &str) {
    let lines =
        |text: &str| text.trim_end().lines().map(str::trim_end).map(str::to_owned).collect::<Vec<_>>();
    let (left, right) = (lines(shown), lines(expected));
    let same =
        left.len() == right.len() && left.iter().zip(&right).all(|(shown, expected)| agrees(shown, expected));
    assert!(same, "the page shows\n{expected}\nand there is\n{shown}");
}

fn agrees(shown: &str, expected: &str) -> bool {
    let Some((before, mut rest)) = expected.split_once('…') else { return shown == expected };
    let Some(mut shown) = shown.strip_prefix(before) else { return false };
    while let Some((part, after)) = rest.split_once('…') {
        let Some(at) = shown.find(part) else { return false };
        shown = &shown[at + part.len()..];
        rest = after;
    }
    shown.ends_with(rest)
}

#[cfg(test)]
mod tests {
    use super::agrees;

    #[test]
    fn anything_stands_for_anything_within_a_line() {
        assert!(agrees("1 is pending at msg_7", "1 … pending … msg_…"));
        assert!(agrees("created ep_7", "created ep_…") && agrees("", "…") && agrees("same", "same"));
        assert!(!agrees("created ep_7", "made ep_…") && !agrees("a b", "a … c") && !agrees("ab", "a"));
    }
}
