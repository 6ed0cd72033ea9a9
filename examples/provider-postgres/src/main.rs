//! The shop in `specs/orders.yaml` as a provider, on PostgreSQL: an application of axum that accepts events in its own
//! transactions, and two processes that deliver them.
//!
//! It starts a throw-away server by itself where PostgreSQL is installed, and else says that it skipped.

mod cluster;
mod deliver;
mod partner;
mod shop;

use std::time::Duration;

use hookwright::send::NewEndpoint;
use partner::Partner;

hookwright::include_webhooks!("orders");

type Problem = Box<dyn std::error::Error + Send + Sync>;

/// So many articles are sold.
const SALES: usize = 200;

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [role, name, address] = arguments.as_slice()
        && role == "deliver"
    {
        return deliver::run(name, address).await;
    }
    let Some(cluster) = cluster::Cluster::start()? else { return Ok(()) };
    show(&cluster.address()).await
}

async fn show(address: &str) -> Result<(), Problem> {
    let sender = orders::Sender::builder().allow_http_on_loopback().open(address).await?;
    let partner = Partner::listen().await?;
    let registered = sender.endpoints("acme").create(NewEndpoint::new(&partner.url)).await?;
    partner.verifies_with(registered.secret);
    println!("Registered {} for tenant acme.", registered.endpoint.url);

    let one = deliver::Process::start("process-1", address)?;
    let two = deliver::Process::start("process-2", address)?;
    let shop = shop::listen(sender.clone(), address).await?;
    println!("{SALES} sales, each a row and an event in one transaction of the shop's:");
    shop::sell(&shop, SALES).await?;
    println!("One more that the shop rolls back, with its event in it:");
    println!("  it answers {}", shop::post(&shop, "/sell?sku=book-rust&quantity=4000").await?);

    for _ in 0..600 {
        if partner.count() >= SALES {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    one.stop().await?;
    two.stop().await?;
    println!("The partner got {} events, each signed for it:", partner.count());
    for (process, events) in partner.by_process() {
        println!("  {events} from {process}");
    }
    if partner.count() == SALES { Ok(()) } else { Err("not all events arrived, or some twice".into()) }
}
