//! The page about deliveries: how they are verified, answered and tried again.
//!
//! Comes in: a version of an API. Goes out: words for its template. It must not know how they look.

use hookwright_build::contract::Contract;
use hookwright_build::ir::nodes::{Dispatch, KeyPart, KeySource, Source};
use serde::Serialize;

use super::api::Api;
use super::edition::Pages;
use super::page::{self, Entry};
use super::policy::Retries;
use super::recipe::{Recipe, code};
use super::{history, prose, sequence, snippets};

/// A way to verify endpoints, ready for a template.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Consent {
    pub(super) name: &'static str,
    pub(super) words_html: String,
    pub(super) words: String,
}

/// What the page says.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Delivery {
    pub(super) picture: String,
    pub(super) recipe: Option<Recipe>,
    pub(super) steps_html: Vec<String>,
    pub(super) notes_html: Vec<String>,
    /// The headers of the scheme, with what they hold as HTML.
    pub(super) headers_html: Vec<(String, String)>,
    pub(super) curl: String,
    pub(super) rust: String,
    /// How a request says its event, as CommonMark.
    pub(super) told: String,
    pub(super) told_html: String,
    /// How it says its version, likewise.
    pub(super) versioned: String,
    pub(super) versioned_html: String,
    pub(super) retries: Option<Retries>,
    pub(super) consents: Vec<Consent>,
    /// What versions changed for all events at once.
    pub(super) history: Vec<Entry>,
}

/// Makes the page.
pub(super) fn page(api: &Api, pages: &Pages<'_>) -> Delivery {
    let contract = pages.contract;
    let recipe = pages.recipe.clone();
    let scheme = recipe.as_ref().map(|recipe| recipe.scheme.clone()).unwrap_or_default();
    let each = |texts: &[String]| texts.iter().map(|text| prose::inline(text)).collect();
    let told = told(contract);
    let versioned = versioned(contract);
    let consents = pages.consents.iter().map(|consent| Consent {
        name: consent.name,
        words_html: prose::html(&consent.words, None),
        words: consent.words.clone(),
    });
    Delivery {
        picture: sequence::picture(contract, &scheme, pages.retries.as_ref(), &pages.consents),
        steps_html: recipe.as_ref().map(|recipe| each(&recipe.steps)).unwrap_or_default(),
        notes_html: recipe.as_ref().map(|recipe| each(&recipe.notes)).unwrap_or_default(),
        headers_html: recipe
            .iter()
            .flat_map(|recipe| &recipe.headers)
            .map(|(name, words)| (name.clone(), prose::inline(words)))
            .collect(),
        recipe,
        curl: contract.events.first().map(|event| snippets::curl(contract, event)).unwrap_or_default(),
        rust: snippets::receiver(&api.module, contract),
        told_html: prose::html(&told, None),
        told,
        versioned_html: prose::html(&versioned, None),
        versioned,
        retries: pages.retries.clone(),
        consents: consents.collect(),
        history: history::of_all(api).into_iter().map(page::entry).collect(),
    }
}

/// How a request says which event it is.
fn told(contract: &Contract) -> String {
    match &contract.dispatch {
        Dispatch::Single => "There is one event: every delivery is it.".to_owned(),
        Dispatch::Path => {
            "Each event has a URL of its own: the last segment of the path names it.".to_owned()
        }
        Dispatch::Key(key) => {
            let parts: Vec<String> = key.parts.iter().map(part).collect();
            let fold = if key.fold { " Letter case does not matter there, and `_` is `-`." } else { "" };
            format!("A request names its event in {}.{fold}", parts.join(", then "))
        }
    }
}

fn part(part: &KeyPart) -> String {
    let place = match &part.from {
        KeySource::Header(name) => format!("the header `{}`", code(name)),
        KeySource::Pointer(pointer) => format!("the member `{}` of the payload", code(pointer)),
        KeySource::Path => "the last segment of the path".to_owned(),
        KeySource::Method => "its method".to_owned(),
    };
    if part.optional { format!("{place} (where it is there)") } else { place }
}

/// How a request says which version it is of; empty where there is but one.
fn versioned(contract: &Contract) -> String {
    let Some(said) = &contract.said else { return String::new() };
    let each = said.sources.iter().map(|source| match source {
        Source::Path { before, after } => format!("in the path, as `{}`", code(&format!("{before}…{after}"))),
        Source::Header(name) => format!("in the header `{}`", code(name)),
        Source::MediaTypeParameter(name) => format!("in the parameter `{}` of the media type", code(name)),
        Source::MediaType { before, after } => {
            format!("in the media type, as `{}`", code(&format!("{before}…{after}")))
        }
        Source::Query(name) => format!("in the query, as `{}`", code(name)),
        Source::Pointer(pointer) => format!("in the member `{}` of the payload", code(pointer)),
        Source::Event => "in the name of the event".to_owned(),
    });
    let each: Vec<String> = each.collect();
    if each.is_empty() {
        return String::new();
    }
    format!("A request of this version says `{}` {}.", code(&contract.version), each.join(", or "))
}
