//! The door of build scripts: `OUT_DIR`, `cargo::rerun-if-changed`, `cargo::warning`.

use std::path::PathBuf;

use crate::diagnostic::Level;
use crate::ir::names::field_name;
use crate::output;
use crate::render::MARKER;
use crate::{Error, Generator, Result};

/// Compiles into `OUT_DIR/NAME/` with `OUT_DIR/NAME.rs` beside it, which `include_webhooks!` includes.
pub(crate) fn run(generator: &Generator) -> Result {
    let Some(out) = std::env::var_os("OUT_DIR").map(PathBuf::from) else {
        return Err(Error::plain("`generate()` is for build scripts: there is no `OUT_DIR`".to_owned()));
    };
    // Also when it fails: cargo must run the script again once the document is mended.
    for spec in generator.specs() {
        println!("cargo::rerun-if-changed={}", spec.display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    let name = generator.module_name();
    let generated = generator.compile()?;
    for input in &generated.inputs {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    for finding in generated.findings.iter().filter(|finding| finding.level == Level::Warning) {
        println!("cargo::warning={}", finding.line);
    }
    output::write(&out.join(&name), &generated.files)?;
    // `include!` takes no inner attributes, a module file does; so what is included is one line.
    // Other documents of the same crate have theirs beside it.
    let door = format!("{MARKER}\n#[path = \"{name}/mod.rs\"]\npub mod {};\n", field_name(&name));
    output::write_one(&out.join(format!("{name}.rs")), &door)?;
    Ok(())
}
