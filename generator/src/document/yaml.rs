//! YAML, from the events of saphyr-parser to nodes.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::anchors::Anchors;
use super::mapping::{Entry, Mapping};
use super::node::{Node, Value};
use super::offsets::Offsets;
use super::repair::Repairs;
use super::{DEPTH_LIMIT, Parsed, duplicate_key, scalar, too_deep, yaml_help};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span};

/// How many bytes may be read, all attempts to mend a text together.
const PATIENCE: usize = 128 << 20;
/// How many attempts there are at most.
const ATTEMPTS: usize = 400;

/// Reads the first document of a YAML text.
pub(super) fn read(text: &str, source: SourceId) -> Result<Parsed, Diagnostic> {
    let body = text.trim_start_matches('\u{feff}');
    let before = text.len() - body.len();
    let mut repairs = Repairs::default();
    let (first, mut error) = match attempt(body, before, source, &repairs) {
        Err(Failure::Syntax(error, at)) => (syntax(text, source, &error, at + before), (error, at)),
        result => return result.map_err(Failure::into_diagnostic),
    };
    let mut patience = PATIENCE.min(ATTEMPTS * (body.len() + 1));
    while patience > body.len() && repairs.mend(body, error.0.info(), error.1) {
        patience -= body.len();
        match attempt(body, before, source, &repairs) {
            Ok(mut parsed) => {
                parsed.findings.push(dialect(source, &repairs, before));
                return Ok(parsed);
            }
            Err(Failure::Syntax(next, at)) => error = (next, at),
            Err(Failure::Other(diagnostic)) => return Err(diagnostic),
        }
    }
    Err(first)
}

/// Why a text was not read.
enum Failure {
    /// It is not YAML, at a byte of the original without its byte order mark.
    Syntax(ScanError, usize),
    /// It is, but will not do.
    Other(Diagnostic),
}

impl Failure {
    fn into_diagnostic(self) -> Diagnostic {
        match self {
            Self::Other(diagnostic) => diagnostic,
            Self::Syntax(error, _) => Diagnostic::error("document::syntax", error.to_string()),
        }
    }
}

fn attempt(body: &str, before: usize, source: SourceId, repairs: &Repairs) -> Result<Parsed, Failure> {
    let mended = repairs.apply(body);
    let mut builder = Builder {
        text: body,
        before,
        source,
        offsets: Offsets::new(&mended),
        repairs,
        anchors: Anchors::default(),
        open: Vec::new(),
        root: None,
        findings: Vec::new(),
    };
    let mut parser = Parser::new_from_str(&mended);
    let mut documents = 0;
    while let Some(next) = parser.next_event() {
        let (event, at) = next.map_err(|error| {
            let at = builder.byte(error.marker().index());
            Failure::Syntax(error, at)
        })?;
        let span = builder.span(at);
        if matches!(event, Event::DocumentStart(_)) {
            documents += 1;
        }
        if documents > 1 {
            builder.findings.push(second_document(span));
            break;
        }
        builder.event(event, span).map_err(Failure::Other)?;
    }
    let empty = Node { span: Span::new(source, 0, 0), value: Value::Null };
    Ok(Parsed { root: builder.root.unwrap_or(empty), findings: builder.findings })
}

fn syntax(text: &str, source: SourceId, error: &ScanError, at: usize) -> Diagnostic {
    let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let found = Diagnostic::error("document::syntax", "this file is not valid YAML")
        .label(Span::new(source, at, at + width), error.info());
    match yaml_help::of(error.info(), text, at) {
        Some(help) => found.help(help),
        None => found,
    }
}

fn dialect(source: SourceId, repairs: &Repairs, before: usize) -> Diagnostic {
    let at = before + repairs.first().unwrap_or_default();
    Diagnostic::note("document::yaml_dialect", "this file is not quite YAML 1.2")
        .label(Span::new(source, at, at + 1), "blanks are missing here; read as if they were there")
        .help("put a blank before a `#`, and indent what stands within quotes or brackets further than the line in which they open")
}

fn second_document(span: Span) -> Diagnostic {
    Diagnostic::warning("document::second_document", "only the first YAML document of this file is read")
        .label(span, "a second one begins here")
        .help("put it into a file of its own, or remove the `---`")
}

/// A list or mapping that has begun and not ended.
struct Open {
    start: Span,
    anchor: usize,
    kind: Kind,
}

enum Kind {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, key: Option<(Box<str>, Span, bool)>, merges: Vec<Node> },
}

struct Builder<'t> {
    /// The original without its byte order mark.
    text: &'t str,
    /// The bytes of that mark.
    before: usize,
    source: SourceId,
    offsets: Offsets,
    repairs: &'t Repairs,
    anchors: Anchors,
    open: Vec<Open>,
    root: Option<Node>,
    findings: Vec<Diagnostic>,
}

impl Builder<'_> {
    /// The byte of the original, without its byte order mark, of a character.
    fn byte(&self, character: usize) -> usize {
        self.repairs.original(self.offsets.byte(character)).min(self.text.len())
    }

    fn span(&self, at: saphyr_parser::Span) -> Span {
        let start = self.byte(at.start.index());
        let end = self.byte(at.end.index()).max(start);
        // Block scalars reach over the empty lines that follow them.
        let held = self.text.get(start..end).map_or(end - start, |held| held.trim_end().len());
        Span::new(self.source, self.before + start, self.before + start + held)
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Diagnostic> {
        match event {
            Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, anchor, tag.as_deref(), span),
            Event::Alias(anchor) => {
                let depth = self.open.len();
                let node = self.anchors.expand(anchor, span, depth)?;
                self.put(node, None)
            }
            Event::SequenceStart(anchor, tag) => {
                self.note_tag(tag.as_deref(), span);
                self.begin(span, anchor, Kind::Sequence(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                self.note_tag(tag.as_deref(), span);
                let kind = Kind::Mapping { entries: Vec::new(), key: None, merges: Vec::new() };
                self.begin(span, anchor, kind)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, start: Span, anchor: usize, kind: Kind) -> Result<(), Diagnostic> {
        if self.open.len() >= DEPTH_LIMIT {
            return Err(too_deep(start));
        }
        self.open.push(Open { start, anchor, kind });
        Ok(())
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<(), Diagnostic> {
        let plain = style == ScalarStyle::Plain && tag.is_none();
        let awaits_key = matches!(self.open.last(), Some(Open { kind: Kind::Mapping { key: None, .. }, .. }));
        if plain && anchor == 0 && awaits_key {
            return self.key(text.into(), span, true);
        }
        let value = match tag {
            None if plain => scalar::plain(&text),
            None => Value::String(text.clone().into()),
            Some(tag) => self.tagged(&text, tag, span),
        };
        let node = Node { span, value };
        self.anchors.remember(anchor, &node);
        self.put(node, Some(&text))
    }

    fn tagged(&mut self, text: &str, tag: &Tag, span: Span) -> Value {
        let core = tag.is_yaml_core_schema().then_some(tag.suffix.as_str());
        match core {
            Some("int" | "float" | "bool" | "null") => scalar::plain(text),
            _ => {
                self.note_tag(Some(tag), span);
                Value::String(text.into())
            }
        }
    }

    fn note_tag(&mut self, tag: Option<&Tag>, span: Span) {
        let Some(tag) = tag else { return };
        let plain = tag.is_yaml_core_schema() || (tag.handle.is_empty() && tag.suffix == "!");
        if !plain {
            let message = format!("the tag `{tag}` has no meaning here");
            self.findings.push(
                Diagnostic::warning("document::unknown_tag", message).label(span, "read as if it had no tag"),
            );
        }
    }

    /// Puts a finished node where it belongs; `text` is a scalar's own, for keys.
    fn put(&mut self, node: Node, text: Option<&str>) -> Result<(), Diagnostic> {
        let Some(Open { kind, .. }) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match kind {
            Kind::Sequence(list) => list.push(node),
            Kind::Mapping { entries, key: slot, merges } => match slot.take() {
                Some((_, _, true)) => merges.push(node),
                Some((key, key_span, false)) => entries.push(Entry { key, key_span, value: node }),
                None => return self.key_from(&node, text),
            },
        }
        Ok(())
    }

    fn key_from(&mut self, node: &Node, text: Option<&str>) -> Result<(), Diagnostic> {
        match (&node.value, text) {
            (_, Some(text)) => self.key(text.into(), node.span, false),
            (Value::String(text) | Value::Number(text), None) => self.key(text.clone(), node.span, false),
            (Value::Bool(value), None) => self.key(value.to_string().into(), node.span, false),
            _ => Err(Diagnostic::error("document::complex_key", format!("{} cannot be a key", node.kind()))
                .label(node.span, "this stands where a name is expected")
                .help("keys are texts; quote the key if it is meant as one")),
        }
    }

    fn key(&mut self, text: Box<str>, span: Span, plain: bool) -> Result<(), Diagnostic> {
        if let Some(Open { kind: Kind::Mapping { key, .. }, .. }) = self.open.last_mut() {
            let merge = plain && &*text == "<<";
            *key = Some((text, span, merge));
        }
        Ok(())
    }

    fn end(&mut self, end: Span) -> Result<(), Diagnostic> {
        let Some(Open { start, anchor, kind }) = self.open.pop() else { return Ok(()) };
        let (value, last) = match kind {
            Kind::Sequence(list) => {
                let last = reach(start, list.iter().map(|item| item.span));
                (Value::Sequence(list), last)
            }
            Kind::Mapping { entries, merges, .. } => {
                let last = reach(start, entries.iter().flat_map(|e| [e.key_span, e.value.span]));
                (Value::Mapping(self.mapping(entries, merges)?), last)
            }
        };
        // Flow style ends with a bracket; block style reaches as far as its entries.
        let last = if end.end > end.start { end.end } else { last };
        let node = Node { span: Span { end: last, ..start }, value };
        self.anchors.remember(anchor, &node);
        self.put(node, None)
    }

    fn mapping(&mut self, entries: Vec<Entry>, merges: Vec<Node>) -> Result<Mapping, Diagnostic> {
        let (mut mapping, twice) = Mapping::new(entries);
        self.findings.extend(twice.into_iter().map(|(first, again)| duplicate_key(first, again)));
        for merged in merges {
            merge(&mut mapping, merged)?;
        }
        Ok(mapping)
    }
}

/// Where a list or mapping in block style ends. What an alias stands for is elsewhere, before it.
fn reach(start: Span, inside: impl Iterator<Item = Span>) -> u32 {
    inside.filter(|span| span.start >= start.start).map(|span| span.end).fold(start.end, u32::max)
}

/// `<<`: what the mapping lacks comes from another one; of several the first that has it.
fn merge(into: &mut Mapping, from: Node) -> Result<(), Diagnostic> {
    match from.value {
        Value::Mapping(mapping) => {
            into.extend_missing(mapping);
            Ok(())
        }
        Value::Sequence(list) if list.iter().all(|item| item.as_mapping().is_some()) => {
            list.into_iter().try_for_each(|item| merge(into, item))
        }
        _ => Err(Diagnostic::error("document::merge_key", "`<<` merges mappings only")
            .label(from.span, "this is not one")
            .help("name an anchored mapping (`<<: *base`), or quote the key if `<<` is meant as a name")),
    }
}
