//! The duplicate store in PostgreSQL, on the server that `HOOKWRIGHT_POSTGRES` names by its URL.
#![allow(unreachable_pub, reason = "the tests of the stores are shared")]

#[path = "durable/claims.rs"]
mod claims;

use hookwright::receive::PostgresDuplicates;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use std::str::FromStr;

/// Two instances with pools of their own, in a schema of this test's. None where there is no server to use.
async fn two(schema: &str) -> Option<(PostgresDuplicates, PostgresDuplicates)> {
    let Ok(url) = std::env::var("HOOKWRIGHT_POSTGRES") else {
        println!("skipped: HOOKWRIGHT_POSTGRES names no server");
        return None;
    };
    let admin = PgPool::connect(&url).await.unwrap();
    for sql in ["DROP SCHEMA IF EXISTS $ CASCADE", "CREATE SCHEMA $"] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.replace('$', schema))).execute(&admin).await.unwrap();
    }
    let options = PgConnectOptions::from_str(&url).unwrap().options([("search_path", schema)]);
    let pool = || PgPoolOptions::new().max_connections(8).connect_with(options.clone());
    let (a, b) = (pool().await.unwrap(), pool().await.unwrap());
    // Both make the tables at once.
    let (a, b) = tokio::join!(PostgresDuplicates::new(a), PostgresDuplicates::new(b));
    let with_times =
        |store: PostgresDuplicates| store.lease(claims::LEASE).retention(claims::RETENTION).namespace("shop");
    Some((with_times(a.unwrap()), with_times(b.unwrap())))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_two_hundred() {
    let Some((a, b)) = two("hookwright_race").await else { return };
    claims::one_of_two_hundred(a, b).await;
}

#[tokio::test]
async fn an_answer_comes_back_to_the_byte() {
    let Some((a, b)) = two("hookwright_answer").await else { return };
    claims::an_answer_comes_back_to_the_byte(a, b).await;
}

#[tokio::test]
async fn a_claim_lapses_and_is_taken_over() {
    let Some((a, b)) = two("hookwright_lapse").await else { return };
    claims::a_claim_lapses_and_is_taken_over(a, b).await;
}

#[tokio::test]
async fn a_late_answer_is_recorded_where_nobody_took_over() {
    let Some((a, b)) = two("hookwright_late").await else { return };
    claims::a_late_answer_is_recorded_where_nobody_took_over(a, b).await;
}

#[tokio::test]
async fn what_is_released_or_old_is_free() {
    let Some((a, b)) = two("hookwright_release").await else { return };
    claims::what_is_released_or_old_is_free(a, b).await;
}

#[tokio::test]
async fn namespaces_are_apart() {
    let Some((a, b)) = two("hookwright_namespaces").await else { return };
    claims::namespaces_are_apart(a, b.namespace("bank")).await;
}
