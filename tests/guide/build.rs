//! From the pages' blocks of Rust to one file that `tests/rust.rs` takes in.
//!
//! A block of items becomes a module, one of statements a function. What it takes for granted stands in an HTML comment
//! before it, which no reader of the page sees: `with: url: &str` are the parameters of the function, `feature: postgres`
//! a feature of this crate that it needs, `then: …` code after it, and all else is code before it. `project` marks a file of
//! a program that another test builds as a whole, `made` what docs/mapping.md shows of generated code.

#[path = "src/markdown.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library shows what the build script does not use")]
mod markdown;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use hookwright_build::Generator;
use markdown::{Block, Page, pages};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for spec in ["orders", "subscriptions"] {
        Generator::new(format!("../../specs/{spec}.yaml")).generate()?;
    }
    // Pages on versions call it `orders`, too.
    Generator::new("../../specs/orders-v1.yaml")
        .version("../../specs/orders-v2.yaml")
        .version("../../specs/orders-v3.yaml")
        .name("versioned")
        .generate()?;
    for watched in ["../../docs", "../../README.md", "src/markdown.rs"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    mapping(&fs::read_to_string("../../docs/mapping.md")?)?;
    let mut out = String::new();
    for (name, text) in pages(Path::new("../..")) {
        let blocks: Vec<Block> = Page::read(&text).blocks.into_iter().filter(is_compiled).collect();
        if !blocks.is_empty() {
            page(&name, &blocks, &mut out)?;
        }
    }
    Ok(fs::write(Path::new(&std::env::var("OUT_DIR")?).join("pages.rs"), out)?)
}

/// The schemas of docs/mapping.md as one document: a webhook for the first of each block.
fn mapping(page: &str) -> Result<(), Box<dyn std::error::Error>> {
    let (mut webhooks, mut schemas) = (String::new(), String::new());
    for block in Page::read(page).blocks.iter().filter(|block| block.note == "schema") {
        let name = block.text.split(':').next().unwrap_or_default();
        let body = format!("{{ $ref: '#/components/schemas/{name}' }}");
        let body = format!("{{ content: {{ application/json: {{ schema: {body} }} }} }}");
        writeln!(
            webhooks,
            "  {name}: {{ post: {{ requestBody: {body}, responses: {{ '204': {{ description: Noted. }} }} }} }}"
        )?;
        block.text.lines().try_for_each(|line| writeln!(schemas, "    {line}"))?;
    }
    let head = "openapi: 3.1.0\ninfo: { title: Mapping, version: '1' }\nx-webhook-dispatch: path\n";
    let file = Path::new(&std::env::var("OUT_DIR")?).join("mapping.yaml");
    fs::write(&file, format!("{head}webhooks:\n{webhooks}components:\n  schemas:\n{schemas}"))?;
    Ok(Generator::new(file).generate()?)
}

fn is_compiled(block: &Block) -> bool {
    block.language == "rust"
        && !block.words.iter().any(|word| word == "ignore")
        && !["project", "made"].contains(&block.note.as_str())
}

fn page(name: &str, blocks: &[Block], out: &mut String) -> std::fmt::Result {
    let module = name.trim_end_matches(".md").replace(['/', '-', '.'], "_").to_lowercase();
    writeln!(out, "mod {module} {{\nuse super::around::*;")?;
    for block in blocks {
        write_block(name, block, out)?;
    }
    writeln!(out, "}}")
}

/// The module is there already, under the name that pages give it.
const INCLUDED: &str = "hookwright::include_webhooks!(\"orders\");";

fn write_block(page: &str, block: &Block, out: &mut String) -> std::fmt::Result {
    let line = block.line;
    let text = block.text.replace(INCLUDED, "");
    let (mut parameters, mut given, mut then) = ("", String::new(), "");
    writeln!(out, "// {page}:{line}")?;
    for said in block.note.lines().map(str::trim) {
        match said.split_once(": ") {
            Some(("with", list)) => parameters = list,
            Some(("then", code)) => then = code,
            Some(("feature", name)) => writeln!(out, "#[cfg(feature = \"{name}\")]")?,
            _ => given = given + said + "\n",
        }
    }
    if syn::parse_file(&text).is_ok() {
        return writeln!(out, "mod line_{line} {{\nuse super::*;\n{given}{text}\n}}");
    }
    writeln!(out, "async fn line_{line}({parameters}) -> Compiles {{\n{given}{text};\n{then};\nOk(())\n}}")
}
