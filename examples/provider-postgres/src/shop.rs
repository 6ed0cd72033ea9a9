//! The application: an axum service with tables of its own. What it sells and what it tells of it are one transaction.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing;
use sqlx::postgres::PgPool;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::Problem;
use crate::orders::{Sender, StockChanged, StockChangedType};

/// Pieces that one customer may buy.
const MOST: i32 = 1_000;

struct Shop {
    pool: PgPool,
    sender: Sender,
}

/// Serves the shop; where.
pub async fn listen(sender: Sender, address: &str) -> Result<SocketAddr, Problem> {
    let pool = PgPool::connect(address).await?;
    let tables = "CREATE TABLE stock (sku text PRIMARY KEY, pieces integer NOT NULL);
        INSERT INTO stock VALUES ('book-rust', 5000)";
    sqlx::raw_sql(tables).execute(&pool).await?;
    let app = axum::Router::new()
        .route("/sell", routing::post(sell_one))
        .with_state(Arc::new(Shop { pool, sender }));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let at = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(at)
}

async fn sell_one(
    State(shop): State<Arc<Shop>>,
    Query(query): Query<HashMap<String, String>>,
) -> (StatusCode, String) {
    let sku = query.get("sku").map(String::as_str).unwrap_or_default();
    let quantity = query.get("quantity").and_then(|text| text.parse().ok()).unwrap_or(1);
    match shop.sell(sku, quantity).await {
        Ok(event) => (StatusCode::OK, event),
        Err(error) => (StatusCode::CONFLICT, error.to_string()),
    }
}

impl Shop {
    /// The event is told if and when the sale is committed.
    async fn sell(&self, sku: &str, quantity: i32) -> Result<String, Problem> {
        let mut transaction = self.pool.begin().await?;
        let sql = "UPDATE stock SET pieces = pieces - $2 WHERE sku = $1 RETURNING pieces";
        let left = sqlx::query_scalar(sql).bind(sku).bind(quantity).fetch_one(&mut *transaction).await?;
        let event =
            StockChanged { r#type: StockChangedType::StockChanged, sku: sku.into(), left, warehouses: None };
        let accepted = self.sender.to("acme").stock_changed_in(&mut *transaction, &event).await?;
        // No customer buys so much at once; nothing of the event stays, either.
        if quantity > MOST {
            transaction.rollback().await?;
            return Err("nobody may buy so much".into());
        }
        transaction.commit().await?;
        Ok(accepted.id)
    }
}

/// Sells so many pieces, one by one.
pub async fn sell(shop: &SocketAddr, pieces: usize) -> Result<(), Problem> {
    for _ in 0..pieces {
        let answer = post(shop, "/sell?sku=book-rust&quantity=1").await?;
        if !answer.starts_with("200") {
            return Err(answer.into());
        }
    }
    Ok(())
}

/// A customer's request: the answer's status and body.
pub async fn post(shop: &SocketAddr, path: &str) -> Result<String, Problem> {
    let mut stream = TcpStream::connect(shop).await?;
    let request =
        format!("POST {path} HTTP/1.1\r\nhost: shop\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let status = answer.split(' ').nth(1).unwrap_or_default();
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
    Ok(format!("{status} {body}"))
}
