//! One request with JSON, by hand: what customers and partners send to the shop's own API.

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Problem;

/// The status, and what is said.
pub(crate) async fn post(address: &str, path: &str, body: &Value) -> Result<(u16, Value), Problem> {
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).await?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let status = answer.split(' ').nth(1).ok_or("no status")?.parse()?;
    let (_, said) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
    Ok((status, serde_json::from_str(said)?))
}
