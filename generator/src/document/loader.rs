//! The files of a document: the root, and those that its references lead to, read when they do.
//!
//! A file that nothing reachable refers to is never opened, so nothing in it can do harm.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::ids::Ids;
use super::node::{Node, Value};
use super::pointer;
use super::reference::{self, Place};
use super::shelf::Shelf;
use super::{Parsed, json, yaml};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{SourceId, Sources, Span};

/// How the bytes of a file are had.
type Read = dyn Fn(&Path) -> io::Result<Vec<u8>>;

/// The files that were read, and the way to more of them.
///
/// It only grows: nodes stay borrowed while references pull in further files.
pub struct Documents {
    read: Box<Read>,
    pub(super) sink: Diagnostics,
    sources: Sources,
    /// What stands for a root that could not be read.
    nothing: Node,
    pub(super) files: Shelf<File>,
    by_path: RefCell<HashMap<String, usize>>,
    by_source: RefCell<HashMap<SourceId, usize>>,
    held: RefCell<HashMap<String, String>>,
    /// Beginnings of URLs, and the folders in which the files stand that they name.
    maps: Vec<(String, String)>,
    ids: RefCell<HashMap<usize, Rc<Ids>>>,
}

/// One file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    source: Option<SourceId>,
    pub(super) tree: Tree,
    /// Whether it came from the disk rather than from memory.
    on_disk: bool,
}

/// What became of a file.
#[derive(Debug)]
pub(super) enum Tree {
    Read(Node),
    Broken(Diagnostic),
    Missing(String),
}

/// Where a reference leads.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// The node.
    pub node: &'a Node,
    /// The file whose path relative references in it start from.
    pub source: SourceId,
    /// The path of that file.
    pub file: &'a str,
    /// The JSON Pointer of the node in its file; empty for the root.
    pub pointer: String,
}

impl Target<'_> {
    /// The same text for every reference that leads here: `file#pointer`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}#{}", self.file, self.pointer)
    }

    /// The name that the place suggests: the last part of the pointer, or the file's name without its ending.
    #[must_use]
    pub fn name(&self) -> String {
        match self.pointer.rsplit_once('/') {
            Some((_, last)) => pointer::unescape(last),
            None => {
                let name = self.file.rsplit('/').next().unwrap_or_default();
                name.split_once('.').map_or(name, |(stem, _)| stem).to_owned()
            }
        }
    }
}

impl fmt::Debug for Documents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Documents").field("files", &self.files()).finish_non_exhaustive()
    }
}

impl Documents {
    /// Reads a root document from the disk and applies overlays to it.
    ///
    /// What is wrong goes to the collector; the root is null then, and the sources are there to
    /// print the findings with.
    #[must_use]
    pub fn load(
        root: &Path,
        overlays: &[String],
        maps: &BTreeMap<String, String>,
        sink: &Diagnostics,
    ) -> Self {
        let mut documents = Self::new(sink);
        documents.map(maps);
        documents.read_root(root);
        for overlay in overlays {
            documents.overlay(Path::new(overlay));
        }
        documents
    }

    /// A loader that reads the disk and has read nothing yet.
    #[must_use]
    pub fn new(sink: &Diagnostics) -> Self {
        Self::with_reader(sink, |path| std::fs::read(path))
    }

    /// A loader that reads files some other way.
    pub fn with_reader(sink: &Diagnostics, read: impl Fn(&Path) -> io::Result<Vec<u8>> + 'static) -> Self {
        let sources = Sources::default();
        let nowhere = Span::new(sources.add("", String::new()), 0, 0);
        Self {
            read: Box::new(read),
            sink: sink.clone(),
            sources,
            nothing: Node { span: nowhere, value: Value::Null },
            files: Shelf::default(),
            by_path: RefCell::default(),
            by_source: RefCell::default(),
            held: RefCell::default(),
            maps: Vec::new(),
            ids: RefCell::default(),
        }
    }

    /// Lets URLs that begin in some way name files below a folder.
    pub fn map(&mut self, maps: &BTreeMap<String, String>) {
        let folder = |folder: &String| path_text(Path::new(folder));
        self.maps.extend(maps.iter().map(|(prefix, path)| (prefix.clone(), folder(path))));
        // The longest beginning says most.
        self.maps.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
    }

    /// Gives a file's text, so that it is not read: standard input, or a text in memory.
    pub fn hold(&self, path: &Path, text: String) {
        self.held.borrow_mut().insert(path_text(path), text);
    }

    /// Reads the root document, before anything else is read; what is wrong goes to the collector.
    pub fn read_root(&self, path: &Path) {
        let at = self.open(&path_text(path));
        self.sink.take(self.file_at(at).map(|_| ()));
    }

    /// The root of the root document; null where it could not be read.
    #[must_use]
    pub fn root(&self) -> &Node {
        self.file_at(0).map_or(&self.nothing, |(_, node)| node)
    }

    /// The sources, to print findings with.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The files that were read from the disk, in the order in which they were.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let read = |file: &&File| file.on_disk && file.source.is_some();
        self.files.iter().filter(read).map(|file| PathBuf::from(&file.path)).collect()
    }

    /// The root of the tree that holds a place.
    #[must_use]
    pub fn root_of(&self, source: SourceId) -> Option<&Node> {
        let at = *self.by_source.borrow().get(&source)?;
        self.file_at(at).ok().map(|(_, node)| node)
    }

    /// The JSON Pointer of the deepest node that holds a place.
    #[must_use]
    pub fn pointer(&self, span: Span) -> Option<String> {
        Some(pointer::pointer_of(self.root_of(span.source)?, span))
    }

    /// The number of the file in which a place stands.
    pub(super) fn number_of(&self, source: SourceId) -> Option<usize> {
        self.by_source.borrow().get(&source).copied()
    }

    /// Lets places of one source count as places of a file, as overlays do.
    #[cfg(feature = "overlay")]
    pub(super) fn stand_for(&self, source: SourceId, file: usize) {
        self.by_source.borrow_mut().insert(source, file);
    }

    /// The root document's tree, to change it.
    #[cfg(feature = "overlay")]
    pub(super) fn root_mut(&mut self) -> Option<&mut Node> {
        match &mut self.files.get_mut(0)?.tree {
            Tree::Read(node) => Some(node),
            _ => None,
        }
    }

    /// The number of the file that a reference names.
    pub(super) fn file_of(&self, from: usize, place: &Place) -> Option<usize> {
        match place {
            Place::Here => Some(from),
            Place::Path(path) => Some(self.open(&reference::join(&self.files.get(from)?.path, path))),
            Place::Remote => None,
        }
    }

    /// The address of a file: the URL that stands for it, else its path.
    pub(super) fn address(&self, at: usize) -> String {
        let path = self.files.get(at).map_or("", |file| file.path.as_str());
        let url = self.maps.iter().find_map(|(prefix, folder)| {
            let rest = path.strip_prefix(folder.as_str())?.strip_prefix('/')?;
            Some(format!("{}/{rest}", prefix.trim_end_matches('/')))
        });
        url.unwrap_or_else(|| format!("file:///{}", path.trim_start_matches('/')))
    }

    /// The file that an address names, where it names one; it is opened.
    pub(super) fn file_at_address(&self, address: &str) -> Option<usize> {
        let known = (0..self.files.len()).find(|at| self.address(*at) == address);
        known.or_else(|| {
            let mapped = self.maps.iter().find_map(|(prefix, folder)| {
                let rest = address.strip_prefix(prefix.as_str())?;
                Some(format!("{folder}/{}", rest.trim_start_matches('/')))
            });
            mapped.map(|path| self.open(&path))
        })
    }

    /// Whether URLs name files.
    pub(super) fn has_maps(&self) -> bool {
        !self.maps.is_empty()
    }

    /// The schema that has an address of its own, in any file that has been read.
    pub(super) fn resource(&self, address: &str) -> Option<(usize, String)> {
        (0..self.files.len()).find_map(|at| {
            let ids = self.ids(at);
            let found = ids.resources.iter().skip(1).find(|(known, _)| known == address);
            found.map(|(_, pointer)| (at, pointer.clone()))
        })
    }

    /// The names of schemas in a file.
    pub(super) fn ids(&self, at: usize) -> Rc<Ids> {
        let known = self.ids.borrow().get(&at).cloned();
        known.unwrap_or_else(|| {
            let named =
                self.files.get(at).and_then(|file| self.sources.get(file.source?)).is_some_and(|source| {
                    // Most files have none, and a search of the text costs next to nothing.
                    ["$id", "$anchor", "$dynamicAnchor"].iter().any(|word| source.text().contains(word))
                });
            let made = match self.file_at(at) {
                Ok((_, root)) if named => Ids::of(root, &self.address(at)),
                _ => Ids::none(&self.address(at)),
            };
            let made = Rc::new(made);
            self.ids.borrow_mut().insert(at, Rc::clone(&made));
            made
        })
    }

    /// The keys of all schemas with a `$dynamicAnchor` of this name, in all files read so far.
    #[must_use]
    pub fn dynamic_anchors(&self, name: &str) -> Vec<String> {
        let mut keys = Vec::new();
        for at in 0..self.files.len() {
            let Ok((file, _)) = self.file_at(at) else { continue };
            let ids = self.ids(at);
            let named = ids.dynamic.iter().filter(|(known, _)| known == name);
            keys.extend(named.map(|(_, pointer)| format!("{}#{pointer}", file.path)));
        }
        keys
    }

    /// A file's address and root, by the key of a schema in it.
    #[must_use]
    pub fn file_of_key(&self, key: &str) -> Option<(String, &Node)> {
        let path = key.split('#').next()?;
        let at = *self.by_path.borrow().get(path)?;
        Some((self.address(at), self.file_at(at).ok()?.1))
    }

    /// A file and its tree.
    pub(super) fn file_at(&self, at: usize) -> Result<(&File, &Node), Diagnostic> {
        let missing = |path: &str, why: &str| {
            Diagnostic::error("document::unreadable", format!("`{path}` cannot be read")).why(why)
        };
        let Some(file) = self.files.get(at) else { return Err(missing("", "it was never opened")) };
        match &file.tree {
            Tree::Read(node) => Ok((file, node)),
            Tree::Broken(diagnostic) => Err(diagnostic.clone()),
            Tree::Missing(why) => Err(missing(&file.path, why)),
        }
    }

    /// Reads a file unless that was done before, and gives its number.
    pub(super) fn open(&self, path: &str) -> usize {
        let path = reference::normalise(path);
        if let Some(at) = self.by_path.borrow().get(&path) {
            return *at;
        }
        let held = self.held.borrow_mut().remove(&path);
        let on_disk = held.is_none();
        let (source, tree) = match held.map_or_else(|| self.text_of(&path), Ok) {
            Ok(text) => {
                let source = self.sources.add(&path, text);
                (Some(source), self.parse(&path, source))
            }
            Err(tree) => (None, tree),
        };
        let at = self.files.push(File { path: path.clone(), source, tree, on_disk });
        self.by_path.borrow_mut().insert(path, at);
        if let Some(source) = source {
            self.by_source.borrow_mut().insert(source, at);
        }
        at
    }

    fn text_of(&self, path: &str) -> Result<String, Tree> {
        let bytes = (self.read)(Path::new(path)).map_err(|error| Tree::Missing(error.to_string()))?;
        let broken = |code, what: &str, help: &str| {
            Tree::Broken(Diagnostic::error(code, format!("`{path}` {what}")).help(help))
        };
        if u32::try_from(bytes.len()).is_err() {
            return Err(broken("document::too_large", "is larger than 4 GiB", "split it"));
        }
        String::from_utf8(bytes)
            .map_err(|_| broken("document::encoding", "is not UTF-8", "save the file as UTF-8"))
    }

    fn parse(&self, path: &str, source: SourceId) -> Tree {
        let Some(text) = self.sources.get(source) else { return Tree::Missing(String::new()) };
        match read_tree(path, text.text(), source) {
            Ok(parsed) => {
                self.sink.extend(parsed.findings);
                Tree::Read(parsed.root)
            }
            Err(diagnostic) => Tree::Broken(diagnostic),
        }
    }
}

/// Reads JSON where it looks like JSON, else YAML; the name only settles whose error counts.
fn read_tree(path: &str, text: &str, source: SourceId) -> Result<Parsed, Diagnostic> {
    let named = |ending: &str| path.to_ascii_lowercase().ends_with(ending);
    let body = text.trim_start_matches('\u{feff}').trim_start();
    if !body.starts_with(['{', '[']) {
        return yaml::read(text, source);
    }
    match json::read(text, source) {
        Err(_) if named(".yaml") || named(".yml") => yaml::read(text, source),
        Err(error) => read_lenient(text, source, error),
        result => result,
    }
}

/// What is not JSON may still be the YAML that looks like it: with comments, or a comma too many.
fn read_lenient(text: &str, source: SourceId, error: Diagnostic) -> Result<Parsed, Diagnostic> {
    let Ok(mut parsed) = yaml::read(text, source) else { return Err(error) };
    let mut found =
        Diagnostic::warning("document::not_json", "this file is not valid JSON; it was read as YAML");
    found.labels = error.labels;
    found.help = error.help;
    parsed.findings.push(found);
    Ok(parsed)
}

/// A path as the loader knows it.
pub(super) fn path_text(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    reference::normalise(&text)
}
