//! Whether a receiver is there at all, and how many effects it has had.
//!
//! Comes in: URLs of the receiver. Goes out: a number, or why there is none. It must not know deliveries.

use std::pin::Pin;
use std::time::Duration;

use hookwright::client::{Client, Delivery};
use hookwright::event::EventInfo;
use hookwright::signature::Signing;
use http::Uri;
use tokio::net::TcpStream;

use crate::said::Problem;

/// Long enough for a container that wakes up.
const PATIENCE: Duration = Duration::from_secs(10);

/// Fails at once where nobody listens: a thousand checks would only say the same.
pub(super) async fn reach(url: &str) -> Result<(), Problem> {
    let uri: Uri =
        url.replace("{version}", "version").parse().map_err(|error| format!("`{url}` is no URL: {error}"))?;
    let Some(host) = uri.host() else {
        return Err(format!("`{url}` is no absolute URL, such as `http://localhost:3000/hooks`").into());
    };
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
    let connecting = TcpStream::connect((host.trim_start_matches('[').trim_end_matches(']'), port));
    match tokio::time::timeout(PATIENCE, connecting).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(format!("nobody answers at {url}: {error}").into()),
        Err(_) => Err(format!("nobody answers at {url} within {PATIENCE:?}").into()),
    }
}

type Counting = Pin<Box<dyn Future<Output = Result<u64, String>> + Send>>;

/// What asks a URL for the number of effects.
pub(super) fn counter(url: &str) -> Result<impl Fn() -> Counting + Send + Sync + 'static, Problem> {
    const COUNT: EventInfo = EventInfo { name: "count", method: "GET", media_type: "", ..EventInfo::PLAIN };
    let builder = Client::builder(Signing::unsigned()).allow_private_addresses().allow_http_on_loopback();
    let (client, url) = (builder.timeout(PATIENCE).build(), url.to_owned());
    client.check_url_text(&url).map_err(|error| format!("`{url}` can't be asked: {error}"))?;
    Ok(move || -> Counting {
        let (client, url) = (client.delivery(Delivery::default()), url.clone());
        Box::pin(async move {
            let answer = client.send_bytes::<()>(&COUNT, &url, bytes::Bytes::new()).await;
            let answer = answer.map_err(|error| format!("{url}: {error}"))?;
            number(&answer.body).ok_or_else(|| format!("{url} does not answer with a number"))
        })
    })
}

/// A number as text, as JSON, or the only member of an object.
fn number(body: &[u8]) -> Option<u64> {
    let value: serde_json::Value = serde_json::from_slice(body).ok()?;
    match &value {
        serde_json::Value::Object(members) => {
            members.values().next().filter(|_| members.len() == 1)?.as_u64()
        }
        other => other.as_u64(),
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn counts_are_read_in_three_forms() {
        assert_eq!(number(b"12\n"), Some(12));
        assert_eq!(number(b"{\"handled\": 3}"), Some(3));
        assert_eq!(number(b"{\"a\": 3, \"b\": 4}"), None);
        assert_eq!(number(b"many"), None);
    }
}
