//! Blocks that are no Rust: what is data can be read, and what is a command names what there is.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use hookwright_build::schemas::{ALL, Named};
use hookwright_guide::markdown::{Block, Page};
use hookwright_guide::{pages, root};

/// What a fence may say, and whether a test looks at it.
const LANGUAGES: [&str; 7] = ["rust", "yaml", "json", "toml", "console", "sql", "text"];

fn blocks() -> Vec<(String, Block)> {
    let read = |(name, text): (String, String)| {
        Page::read(&text).blocks.into_iter().map(move |block| (format!("{name}:{}", block.line), block))
    };
    pages().into_iter().flat_map(read).collect()
}

fn of<'b>(all: &'b [(String, Block)], language: &'b str) -> impl Iterator<Item = &'b (String, Block)> {
    all.iter().filter(move |(_, block)| block.language == language)
}

#[test]
fn every_fence_says_what_it_is_and_nothing_is_left_out() {
    let mut found = String::new();
    for (place, block) in blocks() {
        if !LANGUAGES.contains(&block.language.as_str()) {
            let _ = writeln!(found, "{place}: `{}` is none of {LANGUAGES:?}", block.language);
        }
        if !block.words.is_empty() {
            let _ = writeln!(found, "{place}: {:?} would keep it from being looked at", block.words);
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

/// Alternatives stand below one another in a block, so its members are read one at a time.
fn members(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines() {
        let continues = line.starts_with([' ', '#', '-', '}', ']']) || line.is_empty();
        match found.last_mut() {
            Some(last) if continues => *last = format!("{last}\n{line}"),
            _ => found.push(line.to_owned()),
        }
    }
    found
}

#[test]
fn data_can_be_read() {
    let all = blocks();
    let mut found = String::new();
    let mut count = 0;
    let mut note = |place: &str, read: Result<(), String>| {
        count += 1;
        if let Err(why) = read {
            let _ = writeln!(found, "{place}: {why}");
        }
    };
    for (place, block) in of(&all, "yaml") {
        for member in members(&block.text) {
            note(
                place,
                serde_yaml::from_str::<serde_yaml::Value>(&member).map(drop).map_err(|why| why.to_string()),
            );
        }
    }
    for (place, block) in of(&all, "json") {
        note(
            place,
            serde_json::from_str::<serde_json::Value>(&block.text).map(drop).map_err(|why| why.to_string()),
        );
    }
    for (place, block) in of(&all, "toml") {
        note(place, toml::from_str::<toml::Table>(&block.text).map(drop).map_err(|why| why.to_string()));
    }
    println!("{count} texts read");
    assert!(count > 60 && found.is_empty(), "{count}\n{found}");
}

/// What a page says by an extension is what the extension's schema takes.
#[test]
fn extensions_keep_to_their_schemas() {
    let all = blocks();
    let mut found = String::new();
    let mut count = 0;
    for (place, block) in of(&all, "yaml") {
        for member in members(&block.text) {
            let Ok(serde_json::Value::Object(member)) = serde_yaml::from_str::<serde_json::Value>(&member)
            else {
                continue;
            };
            for (name, value) in member.iter().filter(|(name, _)| name.starts_with("x-webhook-")) {
                let is_of = |one: &&Named| one.name.split('.').next() == Some(name);
                let schemas: Vec<&Named> = ALL.iter().filter(is_of).collect();
                // Pages on mistakes make some.
                let taken = schemas.is_empty()
                    || schemas.iter().any(|one| jsonschema::is_valid(&one.schema(), value));
                count += 1;
                if !taken {
                    let _ = writeln!(found, "{place}: {name}: {value}");
                }
            }
        }
    }
    println!("{count} extensions");
    assert!(count > 20 && found.is_empty(), "{count}\n{found}");
}

/// TOML that is no manifest is a config.
#[test]
fn configs_are_read() {
    let all = blocks();
    let mut count = 0;
    for (place, block) in of(&all, "toml") {
        let table: toml::Table = toml::from_str(&block.text).expect("another test reads it");
        let is_manifest =
            table.keys().any(|key| key.contains("dependencies") || key == "package" || key == "hookwright");
        if !is_manifest {
            count += 1;
            if let Err(why) = toml::from_str::<hookwright_build::Config>(&block.text) {
                panic!("{place}: {why}");
            }
        }
    }
    assert!(count > 2, "{count}");
}

/// The security model names code and tests that there are.
#[test]
fn the_security_model_names_what_there_is() {
    let page = &pages()["docs/security.md"];
    let sources = sources();
    let mut found = String::new();
    let mut count = 0;
    for row in page.lines().filter(|line| line.starts_with("| ") && line.matches(" | ").count() == 3) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        for word in cells[2..].iter().flat_map(|cell| cell.split('`').skip(1).step_by(2)) {
            count += 1;
            let is_there = if word.contains('/') {
                root().join(word).exists()
            } else {
                sources.iter().any(|text| text.contains(&format!("fn {word}(")))
            };
            if !is_there {
                let _ = writeln!(found, "there is no {word}");
            }
        }
    }
    assert!(count > 80 && found.is_empty(), "{count}\n{found}");
}

/// The sources of all tests.
fn sources() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> =
        ["runtime", "generator", "cli", "tests"].map(|folder| root().join(folder)).into();
    while let Some(folder) = folders.pop() {
        for path in
            fs::read_dir(&folder).expect("a folder of the repository").flatten().map(|entry| entry.path())
        {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(fs::read_to_string(&path).expect("sources are text"));
            }
        }
    }
    found
}

/// The manifests of the repository, and the names of their packages.
fn packages() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for path in
            fs::read_dir(&folder).expect("a folder of the repository").flatten().map(|entry| entry.path())
        {
            let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if path.is_dir() && !path.ends_with("target") && !is_hidden {
                folders.push(path);
            } else if path.ends_with("Cargo.toml") {
                let manifest: toml::Table =
                    toml::from_str(&fs::read_to_string(&path).expect("a manifest")).expect("TOML");
                let name = manifest.get("package").and_then(|package| package.get("name")?.as_str());
                found.extend(name.map(str::to_owned));
            }
        }
    }
    found
}

/// What follows a word of a command.
fn after<'t>(words: &[&'t str], options: &[&str]) -> Vec<&'t str> {
    words.windows(2).filter(|pair| options.contains(&pair[0])).map(|pair| pair[1]).collect()
}

#[test]
fn commands_of_cargo_name_what_there_is() {
    let (all, known) = (blocks(), packages());
    let mut found = String::new();
    let mut count = 0;
    for (place, block) in of(&all, "console") {
        for line in block.text.lines().filter(|line| line.contains("cargo ")) {
            let words: Vec<&str> = line.split_whitespace().collect();
            count += 1;
            for name in after(&words, &["-p", "--package"]).into_iter().filter(|name| !known.contains(*name))
            {
                let _ = writeln!(found, "{place}: there is no package `{name}`");
            }
            let manifests = after(&words, &["--manifest-path"]).into_iter().map(PathBuf::from);
            for path in manifests.filter(|path| !root().join(path).is_file()) {
                let _ = writeln!(found, "{place}: there is no {}", path.display());
            }
        }
    }
    assert!(count > 10 && found.is_empty(), "{count}\n{found}");
}
