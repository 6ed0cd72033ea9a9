//! Following a reference: the file, then the pointer in it, and good words where there is nothing.

use super::ids::join;
use super::loader::{Documents, Target, Tree};
use super::node::{Node, Value};
use super::pointer::{escape, pointer_of, unescape};
use super::reference::Reference;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::nearest;
use crate::source::Span;

/// References that lead through references; more than this go round in circles.
const HOPS: usize = 32;

impl Documents {
    /// Where a `$ref` leads that stands at a place: relative to the place's file.
    ///
    /// The target is not followed where it is a `$ref` itself.
    ///
    /// # Errors
    /// A finding that points at the reference, or at what is broken in the file that it leads to.
    pub fn resolve(&self, at: Span, reference: &str) -> Result<Target<'_>, Diagnostic> {
        let from = self.number_of(at.source).unwrap_or(0);
        Walk { documents: self, text: reference, at }.reach(from, reference, HOPS)
    }
}

struct Walk<'a, 't> {
    documents: &'a Documents,
    /// The reference that all this is about.
    text: &'t str,
    /// Where it stands.
    at: Span,
}

impl<'a> Walk<'a, '_> {
    fn reach(&self, from: usize, text: &str, hops: usize) -> Result<Target<'a>, Diagnostic> {
        if let Some(target) = self.by_address(from, text)? {
            return Ok(target);
        }
        let reference = Reference::parse(text);
        let Some(file) = self.documents.file_of(from, &reference.file) else {
            return Err(self.remote());
        };
        if let Some(Tree::Missing(why)) = self.documents.files.get(file).map(|file| &file.tree) {
            return Err(self.missing_file(file, why, from));
        }
        let (_, root) = self.documents.file_at(file)?;
        if reference.fragment.is_empty() {
            return self.target(file, root, String::new());
        }
        if !reference.fragment.starts_with('/') {
            return self.anchor(file, root, &reference.fragment);
        }
        self.descend(file, root, &reference.fragment, hops)
    }

    /// Where schemas have addresses of their own (`$id`), or URLs name files, references start from those.
    fn by_address(&self, from: usize, text: &str) -> Result<Option<Target<'a>>, Diagnostic> {
        let documents = self.documents;
        let ids = documents.ids(from);
        if !ids.has_addresses() && !documents.has_maps() {
            return Ok(None);
        }
        let (_, root) = documents.file_at(from)?;
        let base = ids.base(&pointer_of(root, self.at)).to_owned();
        let address = join(&base, text);
        let named = ids.resource(&address).map(|pointer| (from, pointer.to_owned()));
        let file = named
            .or_else(|| documents.resource(&address))
            .or_else(|| documents.file_at_address(&address).map(|file| (file, String::new())));
        let Some((file, start)) = file else { return Ok(None) };
        let fragment = Reference::parse(text).fragment;
        let (_, root) = documents.file_at(file)?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let Some(pointer) = documents.ids(file).anchor(&address, &fragment).map(str::to_owned) else {
                return Ok(None);
            };
            return self.descend(file, root, &pointer, HOPS).map(Some);
        }
        match self.descend(file, root, &format!("{start}{fragment}"), HOPS) {
            // Documents with `$id` that mean their own root are wrong, and common: the way by the file is tried too.
            Err(_) if !start.is_empty() => Ok(None),
            other => other.map(Some),
        }
    }

    fn target(&self, file: usize, node: &'a Node, pointer: String) -> Result<Target<'a>, Diagnostic> {
        let (held, root) = self.documents.file_at(file)?;
        Ok(Target { node, source: root.span.source, file: &held.path, pointer })
    }

    fn descend(
        &self,
        file: usize,
        root: &'a Node,
        fragment: &str,
        mut hops: usize,
    ) -> Result<Target<'a>, Diagnostic> {
        let mut here = self.target(file, root, String::new())?;
        let mut file = file;
        for token in fragment.split('/').skip(1).map(unescape) {
            while here.node.child(&token).is_none()
                && let Some(onward) = here.node.get_str("$ref")
            {
                // The pointer leads through a reference: what it leads to stands in its place.
                hops = hops.checked_sub(1).ok_or_else(|| self.circle())?;
                here = self.reach(file, onward, hops)?;
                file = self.documents.number_of(here.source).unwrap_or(file);
            }
            match here.node.child(&token) {
                Some(child) => {
                    here.pointer = format!("{}/{}", here.pointer, escape(&token));
                    here.node = child;
                }
                None => return Err(self.dangling(&here, &token)),
            }
        }
        Ok(here)
    }

    /// A plain name after `#`: the node that has it as its `$anchor`.
    fn anchor(&self, file: usize, root: &'a Node, name: &str) -> Result<Target<'a>, Diagnostic> {
        match find_anchor(root, name) {
            Some(node) => self.target(file, node, pointer_of(root, node.span)),
            None => Err(Diagnostic::error("reference::dangling", format!("`{}` leads nowhere", self.text))
                .label(self.at, format!("no `$anchor` is called `{name}`"))
                .help(format!("a JSON Pointer begins with a slash: `#/{name}`"))),
        }
    }

    fn remote(&self) -> Diagnostic {
        Diagnostic::error("reference::remote", format!("`{}` is not on this disk", self.text))
            .label(self.at, "this reference leads to the network")
            .why("a build must not depend on what a server answers today")
            .help("download the file beside this one and refer to it by its path")
    }

    fn circle(&self) -> Diagnostic {
        Diagnostic::error(
            "reference::circle",
            format!("`{}` leads through references that go round in a circle", self.text),
        )
        .label(self.at, "it never arrives")
    }

    fn missing_file(&self, file: usize, why: &str, from: usize) -> Diagnostic {
        let path = self.documents.files.get(file).map_or("", |file| &file.path);
        let found = Diagnostic::error("reference::missing_file", format!("`{path}` cannot be read"))
            .label(self.at, "this reference leads to it")
            .why(why);
        let bare = self.text.trim_start_matches(['.', '/']);
        let meant = [format!("#/{bare}"), format!("#/components/schemas/{bare}")];
        let meant = meant.iter().find(|meant| self.reach(from, meant, 0).is_ok());
        match meant {
            Some(meant) => found.help(format!("did you mean `{meant}`?")),
            None => found.help("paths are relative to the file in which the reference stands"),
        }
    }

    fn dangling(&self, here: &Target<'_>, token: &str) -> Diagnostic {
        let place =
            if here.pointer.is_empty() { "the document".to_owned() } else { format!("`{}`", here.pointer) };
        let found = Diagnostic::error("reference::dangling", format!("`{}` leads nowhere", self.text))
            .label(self.at, format!("{place} has no `{token}`"));
        let known = here.node.as_mapping().and_then(|mapping| nearest(token, mapping.keys()));
        match known {
            Some(known) => {
                let entry = here.node.as_mapping().and_then(|mapping| mapping.entry(known));
                let meant = self.meant(token, known);
                let found = entry
                    .map(|entry| entry.key_span)
                    .into_iter()
                    .fold(found, |found, span| found.label(span, "a name that is near"));
                found.help(format!("did you mean `{meant}`?"))
            }
            None if here.node.as_mapping().is_none() && here.node.as_sequence().is_none() => {
                found.label(here.node.span, format!("this is {}", here.node.kind()))
            }
            None => found.help("check the spelling, or add what is missing"),
        }
    }

    /// The reference with one token put right.
    fn meant(&self, wrong: &str, right: &str) -> String {
        let (wrong, right) = (escape(wrong), escape(right));
        let parts: Vec<&str> = self.text.split('/').collect();
        let at = parts.iter().rposition(|part| *part == wrong);
        let fixed =
            parts.iter().enumerate().map(|(i, part)| if Some(i) == at { right.as_str() } else { part });
        if at.is_some() { fixed.collect::<Vec<_>>().join("/") } else { right }
    }
}

fn find_anchor<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Mapping(mapping) => {
            let named = |key: &str| mapping.get(key).and_then(Node::as_str) == Some(name);
            if named("$anchor") || named("$dynamicAnchor") {
                return Some(node);
            }
            mapping.iter().find_map(|entry| find_anchor(&entry.value, name))
        }
        Value::Sequence(list) => list.iter().find_map(|item| find_anchor(item, name)),
        _ => None,
    }
}
