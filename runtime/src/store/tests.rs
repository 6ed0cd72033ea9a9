//! The store by itself: group commit, undoing, versions, and an application in the same file.

use super::*;
use rusqlite::Connection;
use std::time::SystemTime;

const NUMBERS: Part = Part { name: "numbers", steps: &["CREATE TABLE hookwright_numbers (n INTEGER)"] };
const NEWER: Part = Part {
    name: "numbers",
    steps: &["never run again", "ALTER TABLE hookwright_numbers ADD COLUMN more TEXT"],
};

/// A file that is removed when the test is over.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> Self {
        let file = Self(std::env::temp_dir().join(format!("hookwright-{name}-{}.db", std::process::id())));
        file.remove();
        file
    }

    fn remove(&self) {
        for end in ["", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(end);
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Drop for File {
    fn drop(&mut self) {
        self.remove();
    }
}

fn count(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT count(*) FROM hookwright_numbers", [], |row| row.get(0))
}

async fn insert(store: &SqliteStore, n: i64) -> Result<(), Error> {
    let sql = "INSERT INTO hookwright_numbers (n) VALUES (?1)";
    store.write("to count", move |connection| connection.execute(sql, [n]).map(drop)).await
}

#[tokio::test]
async fn failed_work_undoes_its_own_writes_alone() {
    let file = File::new("undo");
    let store = SqliteStore::open(&file.0).await.unwrap();
    store.install(&NUMBERS).await.unwrap();
    let tasks: Vec<_> = (0..100)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let work = move |connection: &Connection| {
                    connection.execute("INSERT INTO hookwright_numbers (n) VALUES (?1)", [n])?;
                    if n % 10 == 0 { Err(rusqlite::Error::InvalidQuery) } else { Ok(n) }
                };
                store.write("to count", work).await
            })
        })
        .collect();
    for (n, task) in (0..).zip(tasks) {
        assert_eq!(task.await.unwrap().ok(), (n % 10 != 0).then_some(n));
    }
    assert_eq!(store.read("to count", count).await.unwrap(), 90);
}

#[tokio::test]
async fn work_that_panics_ends_nobody_elses() {
    let file = File::new("panic");
    let store = SqliteStore::open(&file.0).await.unwrap();
    store.install(&NUMBERS).await.unwrap();
    let panicking = |connection: &Connection| {
        connection.execute("INSERT INTO hookwright_numbers (n) VALUES (1)", [])?;
        if count(connection)? > 0 { panic!("on purpose") } else { Ok(()) }
    };
    assert!(store.write("to panic", panicking).await.is_err());
    insert(&store, 2).await.unwrap();
    assert_eq!(store.read("to count", count).await.unwrap(), 1);
}

#[tokio::test]
async fn versions_go_up_and_never_down() {
    let file = File::new("versions");
    let opening = (0..8).map(|_| {
        let path = file.0.clone();
        tokio::spawn(async move {
            let store = SqliteStore::open(&path).await?;
            store.install(&NUMBERS).await
        })
    });
    for opened in opening.collect::<Vec<_>>() {
        opened.await.unwrap().unwrap();
    }
    let store = SqliteStore::open(&file.0).await.unwrap();
    store.install(&NEWER).await.unwrap();
    let error = store.install(&NUMBERS).await.unwrap_err().to_string();
    assert!(error.contains("version 2") && error.contains("versions"), "{error}");
}

#[tokio::test]
async fn the_applications_own_file_stays_its_own() {
    let file = File::new("own");
    let own = Connection::open(&file.0).unwrap();
    own.execute_batch("PRAGMA user_version = 7; CREATE TABLE orders (id TEXT); BEGIN IMMEDIATE").unwrap();
    let busy = SqliteStore::open_waiting(&file.0, Duration::from_millis(50)).await.unwrap_err();
    assert!(busy.is_busy(), "{busy}");
    own.execute_batch("COMMIT").unwrap();
    let store = SqliteStore::open(&file.0).await.unwrap();
    // Its transaction is a second writer, which is waited for.
    own.execute_batch("BEGIN IMMEDIATE; INSERT INTO orders VALUES ('o1')").unwrap();
    let installing = tokio::spawn({
        let store = store.clone();
        async move { store.install(&NUMBERS).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    own.execute_batch("COMMIT").unwrap();
    installing.await.unwrap().unwrap();
    let version: i64 = own.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'hookwright_%'";
    let others: i64 = own.query_row(tables, [], |row| row.get(0)).unwrap();
    assert_eq!((version, others), (7, 1));
}

#[tokio::test]
async fn what_is_no_file_says_so() {
    let error = SqliteStore::open(":memory:").await.unwrap_err().to_string();
    assert!(error.contains("WAL"), "{error}");
    let error = SqliteStore::open("no/such/folder/x.db").await.unwrap_err().to_string();
    assert!(error.contains("x.db") && error.contains("open"), "{error}");
}

#[tokio::test]
async fn a_lease_is_held_by_one_and_lapses() {
    let file = File::new("lease");
    let store = SqliteStore::open(&file.0).await.unwrap();
    let time = Duration::from_secs(10);
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
    store.install(&LEASES).await.unwrap();
    let (a, b) = (Lease::new("x", time), Lease::new("x", time));
    let hold = |lease: &Lease, now| {
        let lease = lease.clone();
        let store = store.clone();
        async move { store.write("to hold", move |connection| lease.hold(connection, now)).await.unwrap() }
    };
    assert_eq!(hold(&a, now).await, Some(true));
    assert_eq!(hold(&b, now + time / 2).await, None);
    assert_eq!(hold(&a, now + time / 2).await, Some(false));
    assert_eq!(hold(&b, now + time).await, None);
    assert_eq!(hold(&b, now + time * 3 / 2).await, Some(true));
    assert_eq!(hold(&a, now + time * 3 / 2).await, None);
    // The clock was set back: the holder goes on, and were it dead, nobody would wait for an hour.
    let before = now - Duration::from_secs(900);
    assert_eq!(hold(&b, before).await, Some(false));
    assert_eq!(hold(&a, before).await, None);
    assert_eq!(hold(&a, before - Duration::from_secs(60)).await, Some(true));
    assert_eq!(hold(&b, now + time * 3 / 2).await, Some(true));
    store.write("to leave", move |connection| b.give_back(connection)).await.unwrap();
    assert_eq!(hold(&a, now + time * 3 / 2).await, Some(true));
}

#[tokio::test]
async fn a_strict_lease_is_taken_over_when_its_whole_time_is_over() {
    let file = File::new("strict-lease");
    let store = SqliteStore::open(&file.0).await.unwrap();
    let at = |millis| SystemTime::UNIX_EPOCH + Duration::from_secs(1_000) + Duration::from_millis(millis);
    store.install(&LEASES).await.unwrap();
    let (a, b) = (Lease::strict("x", Duration::from_secs(1)), Lease::strict("x", Duration::from_secs(1)));
    let hold = |lease: &Lease, now| {
        let lease = lease.clone();
        let store = store.clone();
        async move { store.write("to hold", move |connection| lease.hold(connection, now)).await.unwrap() }
    };
    assert_eq!(hold(&a, at(0)).await, Some(true));
    // Nine tenths are left, and it is not prolonged: the last sign of life that the file shows is that of 0.
    assert_eq!(hold(&a, at(99)).await, Some(false));
    assert_eq!(hold(&b, at(1_199)).await, None);
    assert_eq!(hold(&b, at(1_200)).await, Some(true));
}

/// SQLite gives up the whole transaction: nobody in it may be told that all went well.
#[tokio::test]
async fn a_full_disk_is_said_and_costs_nothing_that_was_said_to_be_there() {
    let file = File::new("full");
    let store = SqliteStore::open(&file.0).await.unwrap();
    store.install(&NUMBERS).await.unwrap();
    insert(&store, 0).await.unwrap();
    let pages = |pages: i64| {
        move |connection: &Connection| {
            connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
        }
    };
    store.write("to fill the disk", pages(1)).await.unwrap();
    let tasks: Vec<_> = (1..100)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let sql = "INSERT INTO hookwright_numbers (n) VALUES (zeroblob(?1))";
                // Every third one fits.
                let bytes = if n % 3 == 0 { 1 } else { 100_000 };
                store.write("to count", move |connection| connection.execute(sql, [bytes]).map(drop)).await
            })
        })
        .collect();
    let mut stored = 1;
    let mut full = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => stored += 1,
            Err(error) => full += i64::from(error.is_full()),
        }
    }
    assert!(full > 0, "nobody was told that the disk is full");
    store.write("to make room", pages(1_000_000)).await.unwrap();
    insert(&store, 1).await.unwrap();
    assert_eq!(store.read("to count", count).await.unwrap(), stored + 1);
}

#[tokio::test]
async fn what_is_committed_is_on_the_disk() {
    let file = File::new("pragmas");
    let store = SqliteStore::open(&file.0).await.unwrap();
    let pragmas = |connection: &Connection| {
        let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
        let synchronous: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
        Ok((mode, synchronous))
    };
    // 2 is FULL.
    assert_eq!(store.write("to look", pragmas).await.unwrap(), ("wal".to_owned(), 2));
    let write = |connection: &Connection| connection.execute("CREATE TABLE hookwright_x (n)", []);
    assert!(store.read("to write", write).await.is_err(), "readers only read");
}
