//! Requests on their way to a receiver on this machine, and its answers back.
//!
//! Comes in: a request as it arrived. Goes out: the answer, or 502 and why. It must not change either.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hookwright::Signing;
use hookwright::client::Client;
use hookwright::contract::sink::{Arrived, Reply, Step};
use hookwright::contract::wire::Letter;
use http::StatusCode;

use crate::said::Problem;
use crate::text;

/// A receiver under a debugger takes its time, but senders do not wait for ever.
const TIME: Duration = Duration::from_secs(60);

/// No answer to a webhook is longer.
const ANSWER: usize = 1024 * 1024;

type Pending = Pin<Box<dyn Future<Output = Step> + Send>>;

/// The client for URLs that the operator names himself, so that they may be inside and without TLS.
pub(super) fn client() -> Client {
    let builder = Client::builder(Signing::unsigned()).allow_private_addresses().allow_http_on_loopback();
    builder.timeout(TIME).answer_limit(ANSWER).truncate_answers().build()
}

/// What forwards to a URL.
pub(super) fn to(url: &str) -> Result<impl Fn(Arc<Arrived>) -> Pending + Send + Sync + 'static, Problem> {
    let client = client();
    client.check_url_text(url).map_err(|error| format!("--forward-to: {error}"))?;
    let url = url.to_owned();
    Ok(move |arrived: Arc<Arrived>| -> Pending {
        let (client, url) = (client.clone(), url.clone());
        Box::pin(async move {
            let letter = Letter::forwarded(&arrived.arrival, &url);
            let came = match letter {
                Ok(letter) => letter.send(&client).await.map_err(|error| error.to_string()),
                Err(error) => Err(error),
            };
            Step::now(match came {
                Ok(came) => Reply::Answer { status: came.status, headers: came.headers, body: came.body },
                Err(error) => {
                    text::err(&format!("not forwarded, answered with 502: {error}\n"));
                    Reply::status(StatusCode::BAD_GATEWAY)
                }
            })
        })
    })
}
