//! Links between pages, and the order of the book.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use hookwright_guide::markdown::Page;
use hookwright_guide::{pages, root};

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut found, part| {
        match part {
            Component::ParentDir => drop(found.pop()),
            Component::Normal(name) => found.push(name),
            _ => {}
        }
        found
    })
}

fn read() -> BTreeMap<String, Page> {
    pages().into_iter().map(|(name, text)| (name, Page::read(&text))).collect()
}

/// Why a link leads nowhere.
fn dead(all: &BTreeMap<String, Page>, page: &str, link: &str) -> Option<String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let target = if path.is_empty() { PathBuf::from(page) } else { plain(&folder.join(path)) };
    let name = target.to_string_lossy().replace('\\', "/");
    if !root().join(&target).exists() {
        return Some(format!("there is no {name}"));
    }
    let known = |page: &Page| page.anchors.iter().any(|known| known == anchor);
    match all.get(&name) {
        _ if anchor.is_empty() => None,
        Some(page) if known(page) => None,
        Some(page) => Some(format!("{name} has no heading `{anchor}`: {:?}", page.anchors)),
        None => Some(format!("{name} is no page that could have headings")),
    }
}

#[test]
fn every_relative_link_leads_somewhere() {
    let all = read();
    assert!(all.len() > 30, "{:?}", all.keys());
    let mut found = String::new();
    let mut links = 0;
    for (name, page) in &all {
        for (link, line) in &page.links {
            links += 1;
            if let Some(why) = dead(&all, name, link) {
                let _ = writeln!(found, "{name}:{line}: `{link}`: {why}");
            }
        }
    }
    println!("{links} links on {} pages", all.len());
    assert!(found.is_empty(), "\n{found}");
}

#[test]
fn dead_links_are_noticed() {
    let all = read();
    assert!(dead(&all, "docs/README.md", "no-such-page.md").is_some());
    assert!(dead(&all, "docs/README.md", "receiving.md#no-such-heading").is_some());
    assert!(dead(&all, "docs/README.md", "#no-such-heading").is_some());
    assert!(dead(&all, "docs/README.md", "receiving.md#limits").is_none());
}

/// Every page of the guide is in the book, once.
#[test]
fn the_summary_has_every_page() {
    let all = read();
    let summary = &all["docs/SUMMARY.md"];
    let listed: Vec<String> = summary.links.iter().map(|(link, _)| format!("docs/{link}")).collect();
    let once: BTreeSet<&String> = listed.iter().collect();
    assert_eq!(once.len(), listed.len(), "a page stands there twice: {listed:#?}");
    let there: BTreeSet<&String> =
        all.keys().filter(|name| name.starts_with("docs/") && *name != "docs/SUMMARY.md").collect();
    let missing: Vec<_> = there.difference(&once).collect();
    let gone: Vec<_> = once.difference(&there).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not in docs/SUMMARY.md: {missing:#?}\nno page: {gone:#?}"
    );
}
