//! From the modules of several documents to the files of one folder.
//!
//! Comes in: generated modules. Goes out: a file set with one first file, which names the others.

use hookwright_build::Generated;
use hookwright_build::ir::names::field_name;
use hookwright_build::render::{FileSet, MARKER};

use crate::args::Generate;
use crate::text;

/// The folder of a module, empty or ending with `/`, and the name of its first file.
pub(crate) fn place(wishes: &Generate, modules: usize, module: &str) -> (String, &'static str) {
    let source = source_folder(wishes);
    match modules {
        1 => (source.to_owned(), first_file(wishes)),
        _ => (format!("{source}{module}/"), "mod.rs"),
    }
}

/// All files; where there are several modules, with the file that takes them in.
pub(crate) fn join(wishes: &Generate, modules: &mut [Generated]) -> FileSet {
    let mut files = FileSet::new();
    for module in modules.iter_mut() {
        files.append(&mut module.files);
    }
    if modules.len() > 1 {
        files.insert(format!("{}{}", source_folder(wishes), first_file(wishes)), root(modules));
    }
    files
}

fn source_folder(wishes: &Generate) -> &'static str {
    if wishes.package.is_some() { "src/" } else { "" }
}

fn first_file(wishes: &Generate) -> &'static str {
    if wishes.package.is_some() { "lib.rs" } else { "mod.rs" }
}

/// The file that takes in a module per document.
fn root(modules: &[Generated]) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut out = format!("{MARKER} {version} from {} documents – do not edit.\n", modules.len());
    out += "//! Webhooks, a module for each document.\n//!\n";
    for module in modules {
        let title = text::markdown(&format!("{} {}", module.title, module.version));
        out += &format!("//! - [`{}`]: {title}\n", field_name(&module.name));
    }
    out.push('\n');
    for module in modules {
        // These names have a meaning of their own to the compiler when it looks for the file.
        if matches!(module.name.as_str(), "lib" | "main" | "mod") {
            out += &format!("#[path = \"{}/mod.rs\"]\n", module.name);
        }
        out += &format!("#[rustfmt::skip]\npub mod {};\n", field_name(&module.name));
    }
    out
}
