//! A first draft of what the application has to write, for whoever asks for it.

use super::super::words::type_text;
use super::upgrades::{payloads, written};
use crate::ir::nodes::{Step, Versioned, Written};

/// The draft as text, for a receiver of this type; empty where nothing has to be written.
#[must_use]
pub(crate) fn sketch(versioned: &Versioned, module: &str, receiver: &str) -> String {
    let mut out = String::new();
    for (found, sends) in [(written(&versioned.towards), false), (written(&versioned.away), true)] {
        for one in found {
            out += &single(versioned, module, receiver, one, sends);
        }
    }
    out
}

fn single(
    versioned: &Versioned,
    module: &str,
    receiver: &str,
    (step, event, written): (&Step, usize, &Written),
    sends: bool,
) -> String {
    let (from, to) = (&versioned.versions[step.from], &versioned.versions[step.to]);
    let (old, new) = payloads(versioned, step, event);
    let inside = |ty: &proc_macro2::TokenStream| {
        let ty = type_text(ty);
        if ty.starts_with("::") { ty } else { format!("{module}::{ty}") }
    };
    let name = &from.ir.events[event].name;
    let changes: String = written.changes.iter().map(|change| format!("    // {change}\n")).collect();
    let (output, body) = if sends {
        (format!("Option<{}>", inside(&new)), "None".to_owned())
    } else {
        let failure = format!(
            "Err(hookwright::Failure::new(501).detail(\"{} of version {} can't be read as version {}.\"))",
            name.escape_debug(),
            from.name,
            to.name
        );
        (format!("Result<{}, hookwright::Failure>", inside(&new)), failure)
    };
    format!(
        "impl {module}::{} for {receiver} {{\n{changes}    fn {}(&self, old: {}) -> {output} {{\n        let _ = old;\n        {body}\n    }}\n}}\n\n",
        written.trait_name,
        written.method,
        inside(&old),
    )
}
