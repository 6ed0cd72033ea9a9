//! One page taken apart: headings, links, blocks of code.
//!
//! Comes in: Markdown, as forges and mdBook read it. Goes out: plain data. It must not know what a block is for, nor
//! whether a link leads anywhere. The build script has it, too.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A block of code between fences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The first word behind the fence, such as `rust`.
    pub language: String,
    /// The further words, such as `no_run`.
    pub words: Vec<String>,
    /// What stands in an HTML comment right before it, such as `with: url: &str`; it is seen by tests alone.
    pub note: String,
    /// The code.
    pub text: String,
    /// The line of the fence, from 1.
    pub line: usize,
}

impl Block {
    /// The file that the block is, where its first line is a comment that names one and nothing else.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        let first = self.text.lines().next()?;
        let name = first.strip_prefix("// ").or_else(|| first.strip_prefix("# "))?.trim();
        let is_path = name.contains('.') && !name.ends_with('.') && !name.contains(char::is_whitespace);
        is_path.then_some(name)
    }
}

/// What stands on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Targets of `#…`, in their order.
    pub anchors: Vec<String>,
    /// Where links and pictures lead, with their lines.
    pub links: Vec<(String, usize)>,
    /// Blocks of code.
    pub blocks: Vec<Block>,
}

impl Page {
    /// Takes a page apart.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut page = Self::default();
        let mut heading: Option<String> = None;
        let mut block: Option<Block> = None;
        let mut note = String::new();
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => page.anchor(&heading.take().unwrap_or_default()),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push((dest_url.into_string(), line(range.start)));
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    block = Some(opened(&info, &std::mem::take(&mut note), line(range.start)));
                }
                Event::End(TagEnd::CodeBlock) => page.blocks.extend(block.take()),
                Event::Html(html) => note.push_str(&html),
                Event::Text(words) | Event::Code(words) => match (&mut heading, &mut block) {
                    (Some(heading), _) => heading.push_str(&words),
                    (None, Some(block)) => block.text.push_str(&words),
                    (None, None) => note.clear(),
                },
                _ => {}
            }
        }
        page
    }

    /// The anchor of a heading, as forges and mdBook make it; of several with one text the later have numbers.
    fn anchor(&mut self, heading: &str) {
        let plain: String = heading
            .trim()
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let mut anchor = plain.clone();
        let mut number = 0;
        while self.anchors.contains(&anchor) {
            number += 1;
            anchor = format!("{plain}-{number}");
        }
        self.anchors.push(anchor);
    }
}

/// A block whose text is still to come.
fn opened(info: &str, note: &str, line: usize) -> Block {
    let mut words = info.split([',', ' ']).filter(|word| !word.is_empty()).map(str::to_owned);
    let note = note.trim().trim_start_matches("<!--").trim_end_matches("-->").trim().to_owned();
    Block {
        language: words.next().unwrap_or_default(),
        words: words.collect(),
        note,
        text: String::new(),
        line,
    }
}

/// The Markdown of the guide and of the repository's own folders, by path.
pub fn pages(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![root.join("docs")];
    let mut files: Vec<PathBuf> =
        ["", "fuzz", "specs", "tests/vendors"].map(|folder| root.join(folder)).into();
    files = files.iter().flat_map(|folder| markdown_in(folder)).collect();
    while let Some(folder) = folders.pop() {
        files.extend(markdown_in(&folder));
        folders.extend(entries(&folder).into_iter().filter(|path| path.is_dir()));
    }
    for path in files {
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if let Ok(text) = fs::read_to_string(&path) {
            found.insert(name, text);
        }
    }
    found
}

fn markdown_in(folder: &Path) -> Vec<PathBuf> {
    let is_page = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "md");
    entries(folder).into_iter().filter(is_page).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_taken_apart() {
        let text = "# A `title`, and more\n\nSee [this](other.md#part).\n\n<!-- with: url: &str -->\n```rust,no_run\n// src/main.rs\nlet a = 1;\n```\n\n## Same\n## Same\n\n```yaml\na: 1\n```\n";
        let page = Page::read(text);
        assert_eq!(page.anchors, ["a-title-and-more", "same", "same-1"]);
        assert_eq!(page.links, [("other.md#part".to_owned(), 3)]);
        let [rust, yaml] = page.blocks.as_slice() else { panic!("{page:#?}") };
        assert_eq!((rust.language.as_str(), rust.line, rust.note.as_str()), ("rust", 6, "with: url: &str"));
        assert_eq!((rust.words.as_slice(), rust.file()), (&["no_run".to_owned()][..], Some("src/main.rs")));
        assert_eq!((yaml.note.as_str(), yaml.file()), ("", None));
    }
}
