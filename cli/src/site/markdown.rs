//! The files of a catalog in Markdown.
//!
//! Comes in: APIs. Goes out: a file for each event and an index. What the document says in CommonMark stays so, without
//! its raw HTML. It must not touch the disk.

use hookwright_build::render::FileSet;
use hookwright_templates::{Error, Site};
use serde::Serialize;

use super::api::Api;
use super::delivery::{self, Delivery};
use super::edition::Pages;
use super::field::Field;
use super::frame::{Frame, Place};
use super::page::{self, EventPage, TypePage};
use super::prose;
use crate::text;

/// A member of a payload as a row of a table, by its whole path.
#[derive(Serialize)]
struct Row {
    path: String,
    kind: String,
    /// The file of its type; empty where it has none.
    href: String,
    required: bool,
    deprecated: bool,
    /// What it means and what it must be, in one line.
    about: String,
}

/// The words of the document, fit for Markdown.
#[derive(Serialize)]
struct EventText {
    page: EventPage,
    summary: String,
    description: String,
    rows: Vec<Row>,
    /// The rows of each answer's body.
    bodies: Vec<Vec<Row>>,
}

#[derive(Serialize)]
struct TypeText {
    page: TypePage,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct IndexText {
    description: String,
}

/// All files.
pub(super) fn files(apis: &[Api], site: &Site) -> Result<FileSet, Error> {
    let mut files = FileSet::new();
    for api in apis {
        let all: Vec<Pages<'_>> = api.editions.iter().map(|edition| Pages::of(&edition.contract)).collect();
        for edition in 0..all.len() {
            let place = Place { api, all: &all, edition, has_others: apis.len() > 1 };
            of_edition(&place, site, &mut files)?;
        }
    }
    if apis.len() > 1 {
        files.insert("README.md".to_owned(), list(apis));
    }
    Ok(files)
}

fn list(apis: &[Api]) -> String {
    let rows = apis.iter().map(|api| {
        let contract = &api.editions[0].contract;
        format!(
            "- [{}]({}README.md), version {}\n",
            line(&contract.title),
            api.folder,
            line(&contract.version)
        )
    });
    format!("<!-- {} -->\n\n# Webhooks\n\n{}", super::MARK, rows.collect::<String>())
}

fn of_edition(place: &Place<'_>, site: &Site, files: &mut FileSet) -> Result<(), Error> {
    let (folder, pages) = (place.folder(), place.pages());
    let title = line(&pages.contract.title);
    let here = place.ways(0);
    let mut add = |name: String, text: String| drop(files.insert(format!("{folder}{name}"), text));
    let index = IndexText { description: prose::markdown(&pages.contract.description) };
    let frame = place.frame(("index", &title, ""), &here, None, index);
    add("README.md".to_owned(), filled(site, "index.md.tera", frame)?);
    let page: Delivery = delivery::page(place.api, pages);
    let frame = place.frame(("delivery", &title, ""), &here, None, page);
    add("delivery.md".to_owned(), filled(site, "delivery.md.tera", frame)?);
    let ways = place.ways(1);
    for index in 0..pages.slugs.len() {
        let frame = place.frame(("event", &title, ""), &ways, Some(index), event(place, index));
        add(format!("events/{}.md", pages.slugs[index]), filled(site, "event.md.tera", frame)?);
    }
    let types = pages
        .types
        .iter()
        .map(|(name, slug, root)| (format!("types/{slug}.md"), page::shared(pages, name, root)));
    let parts =
        pages.parts.iter().map(|(slug, root)| (format!("parts/{slug}.md"), page::part(&root.name, root)));
    for (name, page) in types.chain(parts) {
        let rows = rows(&page.root);
        let frame = place.frame(("type", &title, ""), &ways, None, TypeText { page, rows });
        add(name, filled(site, "type.md.tera", frame)?);
    }
    Ok(())
}

/// A page whose links lead to files of Markdown.
fn filled<P: Serialize>(site: &Site, name: &str, mut frame: Frame<'_, P>) -> Result<String, Error> {
    let lines = frame.sections.iter_mut().flat_map(|section| &mut section.events);
    lines.for_each(|line| line.href = file(&line.href));
    frame.versions.iter_mut().for_each(|version| version.href = file(&version.href));
    frame.newest = file(&frame.newest);
    site.render(name, &frame)
}

/// The file of Markdown that stands where a page would.
fn file(href: &str) -> String {
    let Some(stem) = href.strip_suffix(".html") else { return href.to_owned() };
    match stem.strip_suffix("index") {
        Some(folder) => format!("{folder}README.md"),
        None => format!("{stem}.md"),
    }
}

fn event(place: &Place<'_>, index: usize) -> EventText {
    let page = page::event(place.api, place.pages(), place.edition, index);
    EventText {
        summary: prose::markdown(&page.summary),
        description: prose::markdown(&page.description),
        rows: page.payload.as_ref().map(rows).unwrap_or_default(),
        bodies: page.replies.iter().map(|reply| reply.body.as_ref().map(rows).unwrap_or_default()).collect(),
        page,
    }
}

/// All members below a row, each by its path.
fn rows(root: &Field) -> Vec<Row> {
    let mut out = Vec::new();
    root.fields.iter().for_each(|field| add(field, &mut out));
    out
}

fn add(field: &Field, out: &mut Vec<Row>) {
    let path = match (field.is_member, field.path.is_empty()) {
        (true, _) => field.path.clone(),
        (false, true) => format!("({})", field.name),
        (false, false) => format!("{} ({})", field.path, field.name),
    };
    let nullable = if field.nullable { " or null" } else { "" };
    out.push(Row {
        path,
        kind: format!("{}{}{nullable}", field.kind.before, field.kind.name),
        href: file(&field.href),
        required: field.required,
        deprecated: field.deprecated,
        about: about(field),
    });
    field.fields.iter().for_each(|below| add(below, out));
}

/// What a row means and demands, in one line.
fn about(field: &Field) -> String {
    let mut said: Vec<String> = vec![prose::plain(&field.description)];
    said.retain(|words| !words.is_empty());
    said.extend(field.rules.iter().map(|rule| match rule.code.as_str() {
        "" => rule.words.clone(),
        code => format!("{} {code}", rule.words),
    }));
    match field.values.as_slice() {
        [] => {}
        [one] => said.push(format!("always {one}")),
        several => said.push(format!("one of {}", several.join(", "))),
    }
    said.join("; ")
}

/// A text of the document as words of one line.
fn line(text: &str) -> String {
    text::markdown(text)
}
