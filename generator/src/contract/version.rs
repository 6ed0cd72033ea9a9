//! How requests of one version of several say so.
//!
//! In: the joined versions. Out: a contract that knows its version. It must not know schemas.

use super::{Contract, Said};
use crate::ir::nodes::{Source, Version, Versioned};

/// Tells the contract of one version how its requests name it: the first source beside the path, as senders do, and the
/// path where it is one.
pub(crate) fn tell(contract: &mut Contract, versioned: &Versioned, version: &Version) {
    let sources = &versioned.routing.sources;
    let mut said = Said {
        sources: sources.clone(),
        headers: Vec::new(),
        query: Vec::new(),
        media_type_parameters: Vec::new(),
        pointer: None,
        path_segment: String::new(),
        deprecated: version.deprecated,
        sunset: version.sunset,
    };
    let pair = |name: &String| (name.clone(), version.name.clone());
    match sources.iter().find(|source| !matches!(source, Source::Path { .. })) {
        Some(Source::Header(name)) => said.headers.push(pair(name)),
        Some(Source::Query(name)) => said.query.push(pair(name)),
        Some(Source::MediaTypeParameter(name)) => said.media_type_parameters.push(pair(name)),
        Some(Source::Pointer(pointer)) => said.pointer = Some(pointer.clone()),
        _ => {}
    }
    if let Some(Source::Path { before, after }) =
        sources.iter().find(|one| matches!(one, Source::Path { .. }))
    {
        said.path_segment = format!("{before}{}{after}", version.name.trim_start_matches(['v', 'V']));
    }
    contract.version.clone_from(&version.name);
    contract.said = Some(said);
    for (event, lowered) in contract.events.iter_mut().zip(&version.ir.events) {
        event.media_type.clone_from(&lowered.media_type);
    }
}
