//! Groups of events behind cfg features: which feature an event needs, and which types come with one feature alone.
//!
//! In: finished events and types, and how they shall be grouped. Out: names of features. It must not know how code is
//! kept behind them.

use std::collections::BTreeSet;

use super::names;
use super::nodes::{Event, TypeDef};
use super::order;
use crate::api::nodes::Webhook;
use crate::config::Features;

/// Features that crates of the command have already, and cargo's own.
const TAKEN: &[&str] = &["axum", "client", "contract", "default", "multipart", "schema"];

/// Gives each event its feature.
pub(super) fn name(webhooks: &[&Webhook<'_>], events: &mut [Event], wish: Features) {
    for (event, webhook) in events.iter_mut().zip(webhooks) {
        event.feature = match wish {
            Features::None => None,
            Features::Tag => {
                Some(webhook.tags.first().map_or_else(|| first_word(&event.name), |tag| feature(tag)))
            }
            Features::Prefix => Some(first_word(&event.name)),
        };
    }
}

fn first_word(name: &str) -> String {
    let words = names::path_segment(name);
    feature(words.split('-').next().unwrap_or_default())
}

/// What cargo takes for the name of a feature.
fn feature(text: &str) -> String {
    let name: String =
        names::path_segment(text).chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    match name.trim_matches('-') {
        "" => "others".to_owned(),
        taken if TAKEN.contains(&taken) => format!("{taken}-events"),
        free => free.to_owned(),
    }
}

/// The feature of each type that only one of them needs.
pub(super) fn gates(types: &[TypeDef], events: &[Event]) -> Vec<Option<String>> {
    let mut needs: Vec<BTreeSet<Option<&str>>> = vec![BTreeSet::new(); types.len()];
    for event in events {
        for id in order::reached(types, event) {
            needs[id.0].insert(event.feature.as_deref());
        }
    }
    let only = |features: BTreeSet<Option<&str>>| match (features.len(), features.into_iter().next()) {
        (1, Some(Some(feature))) => Some(feature.to_owned()),
        _ => None,
    };
    needs.into_iter().map(only).collect()
}
