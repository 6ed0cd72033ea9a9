//! The catalog in a browser: no complaints, nothing beside the screen, and, where axe-core is at hand, no barriers.

#[expect(dead_code, reason = "suites share it, and this one does not use all of it")]
mod command;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use command::{Folder, spec};

/// What each page is asked once it stands: whether it is wider than its window, and what axe finds.
const PROBE: &str = r#"<script>
addEventListener("load", () => setTimeout(async () => {
  const over = Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth);
  let found = "";
  if (window.axe) {
    const result = await axe.run(document, { resultTypes: ["violations"], preload: false });
    found = result.violations.map((one) => one.id + " " + one.nodes[0].html).join("; ");
  }
  const searches = !document.querySelector(".find").hidden;
  parent.postMessage({ at: name, over, found, searches }, "*");
}, 50));
</script></head>"#;

/// Where a browser is; the test says so where there is none, unless `HOOKWRIGHT_BROWSER` demands one.
fn browser() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let folders = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&folders)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|path| path.is_file());
    if found.is_none() {
        let demanded = std::env::var_os("HOOKWRIGHT_BROWSER").is_some();
        assert!(!demanded, "there is no Chromium to look at the catalog with");
        eprintln!("skipped: there is no Chromium to look at the catalog with");
    }
    found
}

/// The pages below a folder, each asked by the probe.
fn pages(root: &Path, folder: &Path, axe: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the site") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            pages(root, &path, axe, found);
        } else if path.extension().is_some_and(|ext| ext == "html") {
            let text = std::fs::read_to_string(&path).expect("a page");
            std::fs::write(&path, text.replacen("</head>", &format!("{axe}{PROBE}"), 1)).expect("a page");
            found.push(path.strip_prefix(root).expect("below").to_string_lossy().into_owned());
        }
    }
}

/// A page that shows all others in frames and writes down what they say.
fn album(pages: &[String]) -> String {
    let mut frames = String::new();
    for page in pages {
        for width in [400, 1400] {
            let _ = writeln!(
                frames,
                "<iframe name=\"{page} {width}\" src=\"{page}\" style=\"width:{width}px;height:900px\"></iframe>"
            );
        }
    }
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Album</title><link rel=\"icon\" href=\"data:,\"></head><body><ol></ol><script>
addEventListener(\"message\", ({{ data }}) => {{
  const line = document.createElement(\"li\");
  line.textContent = `${{data.at}}: over ${{data.over}}, searches ${{data.searches}}, found [${{data.found}}]`;
  document.querySelector(\"ol\").append(line);
}});
</script>{frames}</body></html>"
    )
}

#[test]
fn a_browser_shows_every_page_whole() {
    let Some(browser) = browser() else { return };
    let folder = Folder::new();
    let axe = std::env::var_os("HOOKWRIGHT_AXE");
    if axe.is_none() {
        eprintln!("axe-core was not asked: HOOKWRIGHT_AXE does not say where axe.min.js is");
    }
    let axe =
        axe.map(|path| format!("<script>{}</script>", std::fs::read_to_string(path).expect("axe.min.js")));
    let axe = axe.unwrap_or_default();
    let versions = ["orders-v1.yaml", "orders-v3.yaml"].map(spec);
    let orders = spec("orders.yaml");
    let documents: [(&str, &[&str]); 2] = [("one", &[&orders]), ("several", &[&versions[0], &versions[1]])];
    let mut all = Vec::new();
    for (name, specs) in documents {
        let ran = folder.run([&["docs", "-o", &format!("site/{name}")], specs].concat());
        assert_eq!(ran.code, 0, "{ran:?}");
        pages(&folder.path("site"), &folder.path(&format!("site/{name}")), &axe, &mut all);
    }
    folder.write("site/album.html", &album(&all));
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--virtual-time-budget=120000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.path("profile").display()))
        .arg(format!("file://{}", folder.path("site/album.html").display()))
        .stdin(Stdio::null())
        .output()
        .expect("a browser that runs");
    let (dom, complaints) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!complaints.contains("CONSOLE"), "{complaints}");
    let lines: Vec<&str> = dom.split("<li>").skip(1).filter_map(|rest| rest.split("</li>").next()).collect();
    assert_eq!(lines.len(), all.len() * 2, "{lines:#?}");
    for line in lines {
        assert!(line.contains(": over 0, searches true, found []"), "{line}");
    }
}
