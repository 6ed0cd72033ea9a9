//! The tables of durable sending: one schema for both stores. In: nothing. Out: statements that make them.
//! It must not know rows' meaning beyond their columns.
//!
//! Times are milliseconds since 1970, truth values 0 or 1, ids text. A delivery is `pending` until it is `delivered`,
//! `dead` or `cancelled`; one that must wait for another (FIFO) is pending and due at the end of time.

/// What the two dialects write differently: a growing number, and bytes.
macro_rules! tables {
    ($number:literal, $bytes:literal) => {
        concat!(
            "CREATE TABLE hookwright_tenants (
                id TEXT NOT NULL PRIMARY KEY,
                created_at BIGINT NOT NULL
            );
            CREATE TABLE hookwright_endpoints (
                id TEXT NOT NULL PRIMARY KEY,
                tenant TEXT NOT NULL,
                url TEXT NOT NULL,
                description TEXT NOT NULL,
                state TEXT NOT NULL,
                reason TEXT NOT NULL,
                version TEXT,
                filter TEXT,
                retry TEXT,
                concurrency BIGINT,
                rate_events BIGINT,
                rate_period BIGINT,
                fifo BIGINT NOT NULL,
                consent BIGINT NOT NULL DEFAULT 0,
                failures BIGINT NOT NULL DEFAULT 0,
                failing_since BIGINT,
                blocked_until BIGINT,
                opened BIGINT NOT NULL DEFAULT 0,
                next_slot BIGINT NOT NULL DEFAULT 0,
                created_at BIGINT NOT NULL,
                changed_at BIGINT NOT NULL,
                revision BIGINT NOT NULL
            );
            CREATE INDEX hookwright_endpoints_tenant ON hookwright_endpoints (tenant, id);
            CREATE INDEX hookwright_endpoints_revision ON hookwright_endpoints (revision);
            CREATE TABLE hookwright_subscriptions (
                tenant TEXT NOT NULL,
                event TEXT NOT NULL,
                endpoint TEXT NOT NULL,
                PRIMARY KEY (tenant, event, endpoint)
            );
            CREATE INDEX hookwright_subscriptions_endpoint ON hookwright_subscriptions (endpoint);
            CREATE TABLE hookwright_secrets (
                id TEXT NOT NULL PRIMARY KEY,
                endpoint TEXT NOT NULL,
                sealed ",
            $bytes,
            " NOT NULL,
                sealed_by TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT
            );
            CREATE INDEX hookwright_secrets_endpoint ON hookwright_secrets (endpoint);
            CREATE TABLE hookwright_events (
                id TEXT NOT NULL PRIMARY KEY,
                tenant TEXT NOT NULL,
                name TEXT NOT NULL,
                payload ",
            $bytes,
            " NOT NULL,
                content_type TEXT NOT NULL,
                headers ",
            $bytes,
            ",
                idempotency_key TEXT,
                digest ",
            $bytes,
            ",
                ordering_key TEXT,
                traceparent TEXT,
                accepted_at BIGINT NOT NULL
            );
            CREATE UNIQUE INDEX hookwright_events_key ON hookwright_events (tenant, idempotency_key)
                WHERE idempotency_key IS NOT NULL;
            CREATE TABLE hookwright_deliveries (
                number ",
            $number,
            ",
                tenant TEXT NOT NULL,
                event TEXT NOT NULL,
                endpoint TEXT NOT NULL,
                state TEXT NOT NULL,
                due BIGINT NOT NULL,
                attempts BIGINT NOT NULL,
                lane TEXT,
                reason TEXT NOT NULL,
                accepted_at BIGINT NOT NULL,
                finished_at BIGINT
            );
            CREATE UNIQUE INDEX hookwright_deliveries_event ON hookwright_deliveries (event, endpoint);
            CREATE INDEX hookwright_deliveries_due ON hookwright_deliveries (endpoint, due, number)
                WHERE state = 'pending';
            CREATE INDEX hookwright_deliveries_lane ON hookwright_deliveries (endpoint, lane, number)
                WHERE state = 'pending' AND lane IS NOT NULL;
            CREATE INDEX hookwright_deliveries_dead ON hookwright_deliveries (endpoint, number)
                WHERE state = 'dead';
            CREATE INDEX hookwright_deliveries_endpoint ON hookwright_deliveries (endpoint, number);
            CREATE TABLE hookwright_attempts (
                number ",
            $number,
            ",
                delivery BIGINT NOT NULL,
                attempt BIGINT NOT NULL,
                at BIGINT NOT NULL,
                milliseconds BIGINT NOT NULL,
                status BIGINT,
                class TEXT NOT NULL,
                detail TEXT NOT NULL,
                answer ",
            $bytes,
            "
            );
            CREATE INDEX hookwright_attempts_delivery ON hookwright_attempts (delivery);
            CREATE TABLE hookwright_tallies (
                span BIGINT NOT NULL,
                at BIGINT NOT NULL,
                endpoint TEXT NOT NULL,
                delivered BIGINT NOT NULL,
                failed BIGINT NOT NULL,
                PRIMARY KEY (span, at, endpoint)
            );
            CREATE TABLE hookwright_tallied (
                up_to BIGINT NOT NULL,
                tallied_by TEXT NOT NULL
            );
            INSERT INTO hookwright_tallied (up_to, tallied_by) VALUES (0, '');"
        )
    };
}

/// For SQLite.
#[cfg(feature = "sender-sqlite")]
pub(super) const SQLITE: crate::store::Part = crate::store::Part {
    name: "sender",
    steps: &[tables!("INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "BLOB")],
};

/// For PostgreSQL, step by step.
#[cfg(feature = "sender-postgres")]
pub(super) const POSTGRES: &[&str] = &[tables!("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BYTEA")];

/// A delivery is open.
pub(super) const PENDING: &str = "pending";

/// Due when something else has happened first.
pub(super) const NEVER: i64 = i64::MAX;
