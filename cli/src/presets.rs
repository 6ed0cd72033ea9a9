//! `hookwright presets`: the signature schemes that have a name.

use std::process::ExitCode;

use hookwright::Scheme;

use crate::text;

/// Prints a line for each preset.
pub(crate) fn run() -> ExitCode {
    let mut out = String::new();
    for scheme in Scheme::presets().filter_map(Scheme::preset) {
        let id =
            if scheme.signs_id() { "signs the delivery's id" } else { "does not sign the delivery's id" };
        out += &format!("{:<20} {id}\n", scheme.name());
    }
    text::out(&out);
    ExitCode::SUCCESS
}
