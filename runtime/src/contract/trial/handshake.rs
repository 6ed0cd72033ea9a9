//! The document's handshakes, asked of the receiver.

use std::time::SystemTime;

use http::Response;

use super::{Check, Draft, Mismatch, Trial};
use crate::client::{Ask, Posed};
use crate::signature::Secret;

impl Trial {
    pub(super) async fn handshakes(&mut self) {
        let kinds = self.run.suite.document.handshakes.clone();
        if kinds.is_empty() {
            return self.skip(Check::Handshake, "the document declares none");
        }
        for kind in kinds {
            match self.ask_for(kind) {
                Some(ask) => self.handshake(kind, ask).await,
                None => {
                    self.skip(
                        Check::Handshake,
                        format!("{kind}: needs a token or a path that only the receiver knows"),
                    );
                }
            }
        }
    }

    fn ask_for(&self, kind: &str) -> Option<Ask> {
        let (kind, origin) = kind.split_once(' ').unwrap_or((kind, "contract.example.com"));
        Some(match kind {
            "Slack" => Ask::slack(),
            "Zoom" => Ask::zoom(),
            "Dropbox" => Ask::dropbox(),
            "EventGrid" => Ask::event_grid(),
            "CloudEvents" => Ask::cloud_events(origin),
            "Meta" => Ask::meta(self.credential("meta")?),
            _ => return None,
        })
    }

    fn credential(&self, name: &str) -> Option<Secret> {
        let known = self.run.suite.credentials.iter().find(|(known, _)| known == name);
        known.map(|(_, secret)| secret.clone())
    }

    async fn handshake(&mut self, kind: &str, ask: Ask) {
        let suite = self.run.suite.clone();
        let Ok(posed) = Posed::new(ask) else { return };
        let asking = &posed.asking;
        let mount = if suite.mount.is_empty() { "/" } else { &suite.mount };
        let path = match asking.query.as_str() {
            "" => mount.to_owned(),
            query => format!("{mount}{}{query}", if mount.contains('?') { '&' } else { '?' }),
        };
        let draft = Draft::plain(asking.method.clone(), path, asking.headers.clone(), asking.body.to_vec());
        let signed = if asking.signed && suite.signing.scheme().is_some() {
            let signature = draft.signature(&suite.signing, &self.id(), SystemTime::now(), &suite.base);
            signature.map(|signature| draft.bearing(signature))
        } else {
            Ok(draft)
        };
        let Ok(draft) = signed else { return };
        let answer = self.ask(Check::Handshake, &draft).await;
        let found = match &answer {
            Ok(answer) => {
                let mut response = Response::new(());
                *response.status_mut() = answer.status;
                *response.headers_mut() = answer.headers.clone();
                let parts = response.into_parts().0;
                posed.judge(&suite.signing, &parts, &answer.body).err().map(|error| error.to_string())
            }
            Err(error) => Some(format!("no answer: {error}")),
        };
        if let Some(found) = found {
            let expected = "the answer that the handshake demands".to_owned();
            self.fail(Check::Handshake, kind, Mismatch { expected, found }, &draft, answer.as_ref().ok());
        }
    }
}
