//! The page of deliveries: what it shows, to whom, and how it looks in a browser.

use crate::sink::{Reply, Sink};
use crate::stage::{Folder, builder, created, paid, payload, until};
use axum::body::Body;
use hookwright::send::{NewEndpoint, Page, Refusal, Retry, Sender, Viewer, rusqlite};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tower_service::Service;

fn page(sender: &Sender) -> Page {
    Page::new(sender.store().clone(), |parts| match parts.uri.query() {
        Some("operator") => Ok(Viewer::operator()),
        Some(query) if query.starts_with("of=") => Ok(Viewer::of_tenant(&query[3..])),
        _ => Err(Refusal::unauthorized()),
    })
}

async fn get(page: &Page, uri: &str) -> (StatusCode, http::HeaderMap, String) {
    let request = Request::builder().uri(uri).body(Body::empty()).unwrap();
    let response = page.clone().call(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (parts.status, parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
}

const HOSTILE: &str = r#"</style><script>alert(1)</script>"'<img src=x onerror=alert(2)>"#;

/// A sender of some history: two tenants, one endpoint that fails, one that is hostile, one that is disabled.
async fn stage(folder: &Folder) -> (Sender, [Sink; 2]) {
    let (sink, broken) = (Sink::new().await, Sink::answering(|_| Reply::status(500)).await);
    let sender = folder.open(builder()).await;
    let at = |path: &str| sink.url.replace("/hooks", path);
    let down = |path: &str| broken.url.replace("/hooks", path);
    let acme = sender.endpoints("acme");
    let well = NewEndpoint::new(at("/hooks?token=hush")).description("Warehouse");
    acme.create(well).await.unwrap();
    let slow = Retry::schedule([0, 7200].map(Duration::from_secs)).unwrap().jitter(false);
    let failing = NewEndpoint::new(down("/down/hush")).description("Accounting").retry(slow);
    acme.create(failing.events(["order.created"])).await.unwrap();
    let dead = Retry::schedule([Duration::ZERO]).unwrap();
    let hostile = NewEndpoint::new(down("/down")).description(HOSTILE).retry(dead);
    acme.create(hostile.events(["order.paid"])).await.unwrap();
    let rival = sender.endpoints("rival");
    let off = rival.create(NewEndpoint::new(at("/hooks")).description("Old system")).await.unwrap();
    rival.disable(&off.endpoint.id, HOSTILE).await.unwrap();
    for number in 0..6 {
        sender.to("acme").accept(created(), &payload(number)).await.unwrap();
        sender.to("acme").accept(paid(), &payload(number)).await.unwrap();
    }
    let delivering = sender.deliver();
    until("all were tried", async || sink.count() + broken.count() >= 24).await;
    let deliveries = sender.store().all_deliveries();
    let failed =
        async || deliveries.counts().await.unwrap().iter().map(|one| one.failed_lately).sum::<u64>() == 12;
    until("all are written down", failed).await;
    delivering.shutdown(Duration::from_secs(5)).await;
    history(folder);
    (sender, [sink, broken])
}

/// Attempts of a day.
fn history(folder: &Folder) {
    let mut connection = rusqlite::Connection::open(folder.file()).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
    let transaction = connection.transaction().unwrap();
    for second in (60..86_400_i64).step_by(12) {
        let wave =
            (f64::from(second as u32) / 5000.0).sin().abs() + (f64::from(second as u32) / 300.0).cos().abs();
        for step in 0..(wave * 6.0) as i64 {
            let bad = (second / 60) % 17 == 0 || step == 7;
            let (status, class) = if bad { (500, "refused") } else { (204, "delivered") };
            let sql =
                "INSERT INTO hookwright_attempts (delivery, attempt, at, milliseconds, status, class, detail)
                VALUES (?1, 1, ?2, 20, ?3, ?4, '')";
            let values = (1 + step % 2, now - second * 1000 - step, status, class);
            transaction.prepare_cached(sql).unwrap().execute(values).unwrap();
        }
    }
    transaction.commit().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_shows_what_may_be_seen_and_nothing_else() {
    let folder = Folder::new();
    let (sender, _sinks) = stage(&folder).await;
    let page = page(&sender);
    let (status, headers, html) = get(&page, "/?operator").await;
    assert_eq!(status, StatusCode::OK);
    assert!(headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/html"));
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert_eq!(
        (&headers[header::CACHE_CONTROL], &headers[header::X_FRAME_OPTIONS]),
        (&"no-store".parse().unwrap(), &"DENY".parse().unwrap())
    );
    for shown in [
        "Warehouse",
        "Accounting",
        "Old system",
        "order.created",
        "refused 500",
        "of rival",
        "all tenants",
        "&lt;script&gt;",
    ] {
        assert!(html.contains(shown), "{shown}");
    }
    for hidden in ["<script", "<img", "hush", "whsec_", "/down", "onerror=alert(2)>"] {
        assert!(!html.contains(hidden), "{hidden}");
    }
    assert_eq!(html.matches("<style").count(), 1);

    let (_, _, html) = get(&page, "/?of=acme").await;
    assert!(html.contains("tenant acme") && html.contains("Warehouse") && !html.contains("Old system"));
    let (_, _, html) = get(&page, "/?of=nobody").await;
    assert!(
        html.contains("No endpoints yet")
            && html.contains("nothing was given up")
            && !html.contains("order.")
    );
    assert!(html.contains("All deliveries are on their way or done"));
    assert_eq!(get(&page, "/").await.0, StatusCode::UNAUTHORIZED);
    let post = Request::builder().method("POST").uri("/?operator").body(Body::empty()).unwrap();
    let refused = page.clone().call(post).await.unwrap();
    assert_eq!(
        (refused.status(), &refused.headers()[header::ALLOW]),
        (StatusCode::METHOD_NOT_ALLOWED, &"GET, HEAD".parse().unwrap())
    );
}

/// Where a browser is; the test says so where there is none, unless `HOOKWRIGHT_BROWSER` demands one.
fn browser() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let folders = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&folders)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|path| path.is_file());
    if found.is_none() {
        assert!(
            std::env::var_os("HOOKWRIGHT_BROWSER").is_none(),
            "there is no Chromium to look at the page with"
        );
        eprintln!("skipped: there is no Chromium to look at the page with");
    }
    found
}

/// Runs a browser without a window; what it printed, and what it complained of.
fn look(browser: &Path, profile: &Path, arguments: &[String]) -> (String, String) {
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--hide-scrollbars", "--enable-logging=stderr", "--virtual-time-budget=2000"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_shows_it_whole_at_any_width() {
    let Some(browser) = browser() else { return };
    let folder = Folder::new();
    let (sender, _sinks) = stage(&folder).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/?operator", listener.local_addr().unwrap());
    let app = page(&sender).router();
    let serving = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let shots = std::env::var_os("HOOKWRIGHT_SHOTS")
        .map_or_else(|| folder.file().with_file_name("shots"), PathBuf::from);
    std::fs::create_dir_all(&shots).unwrap();
    let profile = folder.file().with_file_name("profile");
    for (name, width, dark) in [("narrow", 400, false), ("wide", 1400, false), ("wide-dark", 1400, true)] {
        let shot = shots.join(format!("{name}.png"));
        let mut arguments =
            vec![format!("--window-size={width},1900"), format!("--screenshot={}", shot.display())];
        if dark {
            arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
        }
        arguments.push(url.clone());
        let (browser, profile) = (browser.clone(), profile.clone());
        let looked = tokio::task::spawn_blocking(move || look(&browser, &profile, &arguments)).await.unwrap();
        assert!(!looked.1.contains("CONSOLE"), "{}", looked.1);
        assert!(std::fs::metadata(&shot).unwrap().len() > 20_000, "an empty page");
    }
    // The browser's own reading of the page: no script came to life, and the plot is there.
    let arguments = vec!["--dump-dom".to_owned(), url];
    let (dom, complaints) =
        tokio::task::spawn_blocking(move || look(&browser, &profile, &arguments)).await.unwrap();
    assert!(!complaints.contains("CONSOLE"), "{complaints}");
    assert!(dom.contains("</html>") && !dom.contains("<script") && !dom.contains("<img"), "{dom}");
    assert_eq!(dom.matches("<svg").count(), 2);
    assert_eq!(dom.matches("class=\"touch\"").count(), 84);
    serving.abort();
}
