//! The files of a site.
//!
//! Comes in: APIs. Goes out: pages, filled into their templates, and what they load. It must not touch the disk.

use hookwright_build::render::FileSet;
use hookwright_templates::{Error, Site};
use serde::Serialize;

use super::api::Api;
use super::delivery;
use super::edition::{self, Pages};
use super::frame::{Frame, Place};
use super::{MARK, page, prose, search};

/// The page that lists the events.
#[derive(Serialize)]
struct Index {
    description_html: String,
    count: usize,
    scheme: String,
    attempts: usize,
    total: String,
    types: usize,
}

/// One API in the list of all.
#[derive(Serialize)]
struct Listed {
    title: String,
    href: String,
    about: String,
    version: String,
    count: usize,
}

/// The page that lists the APIs.
#[derive(Serialize)]
struct Apis<'a> {
    mark: &'static str,
    made_by: &'static str,
    title: &'a str,
    apis: Vec<Listed>,
}

/// All files of a site.
pub(super) fn files(apis: &[Api], site: &Site) -> Result<FileSet, Error> {
    let mut files = FileSet::new();
    let first = format!("/* {MARK} */\n");
    files.insert("assets/site.css".to_owned(), format!("{first}{}", site.style()));
    files.insert("assets/site.js".to_owned(), format!("{first}{}", site.script()));
    for api in apis {
        let all: Vec<Pages<'_>> = api.editions.iter().map(|edition| Pages::of(&edition.contract)).collect();
        for edition in 0..all.len() {
            let place = Place { api, all: &all, edition, has_others: apis.len() > 1 };
            of_edition(&place, site, &mut files)?;
        }
    }
    if apis.len() > 1 {
        files.insert("index.html".to_owned(), list(apis, site)?);
    }
    Ok(files)
}

fn list(apis: &[Api], site: &Site) -> Result<String, Error> {
    let listed = |api: &Api| {
        let contract = &api.editions[0].contract;
        Listed {
            title: contract.title.clone(),
            href: format!("{}index.html", api.folder),
            about: prose::sentence(&contract.description),
            version: contract.version.clone(),
            count: contract.events.len(),
        }
    };
    let apis = apis.iter().map(listed).collect();
    site.render(
        "apis.html.tera",
        &Apis { mark: MARK, made_by: env!("CARGO_PKG_VERSION"), title: "Webhooks", apis },
    )
}

/// The pages of one version.
fn of_edition(place: &Place<'_>, site: &Site, files: &mut FileSet) -> Result<(), Error> {
    let folder = place.folder();
    let pages = place.pages();
    let contract = pages.contract;
    let here = place.ways(0);
    let about = prose::sentence(&contract.description);
    let index = place.frame(("index", &contract.title, &about), &here, None, index(pages));
    files.insert(format!("{folder}index.html"), site.render("index.html.tera", &index)?);
    let about = "How deliveries are verified, answered and tried again.";
    let delivery =
        place.frame(("delivery", "Deliveries", about), &here, None, delivery::page(place.api, pages));
    files.insert(format!("{folder}delivery.html"), site.render("delivery.html.tera", &delivery)?);
    files.insert(format!("{folder}search.js"), search::script(pages));
    let jobs = jobs(pages);
    files.extend(in_parallel(&jobs, |job| {
        let (name, text) = one(place, site, *job)?;
        Ok((format!("{folder}{name}"), text))
    })?);
    Ok(())
}

fn index(pages: &Pages<'_>) -> Index {
    Index {
        description_html: prose::html(&pages.contract.description, Some(2)),
        count: pages.contract.events.len(),
        scheme: pages.recipe.as_ref().map(|recipe| recipe.scheme.clone()).unwrap_or_default(),
        attempts: pages.retries.as_ref().map_or(0, |retries| retries.attempts.len()),
        total: pages
            .retries
            .as_ref()
            .and_then(|all| Some(all.attempts.last()?.total.clone()))
            .unwrap_or_default(),
        types: pages.types.len(),
    }
}

/// One page to be written.
#[derive(Clone, Copy)]
enum Job {
    Event(usize),
    Type(usize),
    Part(usize),
}

fn jobs(pages: &Pages<'_>) -> Vec<Job> {
    let events = (0..pages.contract.events.len()).map(Job::Event);
    events.chain((0..pages.types.len()).map(Job::Type)).chain((0..pages.parts.len()).map(Job::Part)).collect()
}

fn one(place: &Place<'_>, site: &Site, job: Job) -> Result<(String, String), Error> {
    let pages = place.pages();
    let ways = place.ways(1);
    match job {
        Job::Event(index) => {
            let event = &pages.contract.events[index];
            let about = edition::about(event);
            let page = page::event(place.api, pages, place.edition, index);
            let frame = place.frame(("event", &event.name, &about), &ways, Some(index), page);
            let text = site.render("event.html.tera", &frame)?;
            Ok((format!("events/{}.html", pages.slugs[index]), text))
        }
        Job::Type(index) => {
            let (name, slug, root) = &pages.types[index];
            let frame = typed(place, name, &ways, page::shared(pages, name, root));
            Ok((format!("types/{slug}.html"), site.render("type.html.tera", &frame)?))
        }
        Job::Part(index) => {
            let (slug, root) = &pages.parts[index];
            let frame = typed(place, &root.name, &ways, page::part(&root.name, root));
            Ok((format!("parts/{slug}.html"), site.render("type.html.tera", &frame)?))
        }
    }
}

fn typed<'a>(
    place: &Place<'a>,
    name: &'a str,
    ways: &'a super::frame::Ways,
    page: page::TypePage,
) -> Frame<'a, page::TypePage> {
    place.frame(("type", name, "What its members are."), ways, None, page)
}

/// Does all jobs on as many threads as there are processors; the result is the same as one after the other.
pub(super) fn in_parallel<J: Sync>(
    jobs: &[J],
    work: impl Fn(&J) -> Result<(String, String), Error> + Sync,
) -> Result<Vec<(String, String)>, Error> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let size = jobs.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let each: Vec<_> = jobs
            .chunks(size)
            .map(|chunk| scope.spawn(move || chunk.iter().map(work).collect::<Result<Vec<_>, Error>>()))
            .collect();
        let mut done = Vec::new();
        for thread in each {
            // A thread that panics has printed why; the panic goes on here.
            done.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(done)
    })
}
