//! Headers that the document declares: demanded when an event is accepted, there when it is delivered.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use hookwright::send::{Error, NewEndpoint};
use hookwright::{Failure, Incoming};
use hookwright_sockets::headers::{self, DeliveryHeaders, OrderLost, OrderPlaced};
use tokio::net::TcpListener;

use crate::stage::{Folder, until};

/// Notes the headers of each delivery.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl headers::Receiver for Notes {
    async fn order_placed(&self, event: Incoming<OrderPlaced>) -> Result<(), Failure> {
        let headers: DeliveryHeaders = event.typed_headers()?;
        self.0.lock().expect("notes").push(format!("{headers:?}"));
        Ok(())
    }

    async fn fallback(&self, unclaimed: headers::Unclaimed) -> Result<(), Failure> {
        Err(unclaimed.refuse())
    }
}

#[tokio::test]
async fn declared_headers_are_demanded_and_sent() {
    let (folder, notes) = (Folder::new(), Notes::default());
    let sender = folder.open(headers::Sender::builder()).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let registered = sender.endpoints("acme").create(NewEndpoint::new(url)).await.expect("a good endpoint");
    let setup = headers::Webhooks::new(notes.clone()).secret(registered.secret).expect("a good secret");
    tokio::spawn(async move { axum::serve(listener, setup.router()).await });

    let placed = OrderPlaced { id: "1".into() };
    let Err(Error::Forbidden(violations)) = sender.to("acme").order_placed(&placed).await else {
        panic!("a header is missing");
    };
    assert_eq!(violations[0].keyword, "required");
    let mut batch = sender.to("acme").batch();
    assert!(batch.order_placed(&placed).is_err(), "in a batch, too");
    // What one event demands is not demanded of the next.
    assert!(batch.order_lost(&OrderLost { id: "2".into() }).is_ok());

    let declared =
        DeliveryHeaders { x_shop_attempt: 2, x_shop_tags: Some(vec!["a".into()]), x_shop_tier: None };
    let to = sender.to("acme").headers(&declared).expect("headers");
    to.order_placed(&placed).await.expect("accepted");
    let delivering = sender.deliver();
    until("it arrives", async || !notes.0.lock().expect("notes").is_empty()).await;
    delivering.shutdown(Duration::from_secs(10)).await;
    assert_eq!(*notes.0.lock().expect("notes"), [format!("{declared:?}")]);
}
