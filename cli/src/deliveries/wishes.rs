//! The arguments of `hookwright deliveries`.
//!
//! Comes in: what was typed. Goes out: plain data.

use std::time::SystemTime;

use clap::{Args, Subcommand, ValueEnum};
use hookwright::send::DeliveryState;

use crate::examples::HINT;
use crate::managed::{self, moment};

const EXAMPLES: &str = "\
Examples:
  export HOOKWRIGHT_STORE=sqlite:webhooks.db
  hookwright deliveries list --state dead --endpoint ep_01HF7YAT00
  hookwright deliveries show 4711 --payload
  hookwright deliveries resend 4711
  hookwright deliveries resend-failed ep_01HF7YAT00 --since 24h
  hookwright deliveries recover ep_01HF7YAT00 --since 2026-11-29T08:00:00Z
  hookwright deliveries replay ep_01HF7YAT00 --from 48h --to 24h
  hookwright deliveries oldest --fail-after 5m

Exit codes:
  0  done
  1  the store, or what is asked for, says no; what waits has waited too long (--fail-after)
  2  the command was not understood";

/// Look at the deliveries of a sender and do them again, beside the running sender or without it.
///
/// Whoever delivers notices at once. Without `--tenant` all tenants' deliveries are looked at.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES, after_help = HINT)]
pub(crate) struct Wishes {
    #[command(subcommand)]
    pub(crate) what: What,
}

/// The store, and whose deliveries.
#[derive(Args, Debug)]
pub(crate) struct Scope {
    #[command(flatten)]
    pub(crate) store: managed::Wishes,
    /// Only this tenant's.
    #[arg(long)]
    pub(crate) tenant: Option<String>,
}

/// Which page.
#[derive(Args, Debug)]
pub(crate) struct Page {
    /// Only those to this endpoint.
    #[arg(long, value_name = "ID")]
    pub(crate) endpoint: Option<String>,
    /// So many at most.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) limit: u16,
    /// Only those of lower numbers, to go on with a list.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) before: Option<i64>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// List deliveries, the newest first.
    #[command(after_long_help = "Examples:\n  hookwright deliveries list --state dead --endpoint ep_01HF7YAT00\n  hookwright deliveries list --tenant acme --limit 1000 --before 4711", after_help = HINT)]
    List {
        #[command(flatten)]
        scope: Scope,
        #[command(flatten)]
        page: Page,
        /// Only those of this event, by its id.
        #[arg(long, value_name = "ID")]
        event: Option<String>,
        /// Only those in this state.
        #[arg(long)]
        state: Option<State>,
    },
    /// List dead letters: deliveries that were given up.
    #[command(after_long_help = "Examples:\n  hookwright deliveries dead\n  hookwright deliveries dead --tenant acme --format json", after_help = HINT)]
    Dead {
        #[command(flatten)]
        scope: Scope,
        #[command(flatten)]
        page: Page,
    },
    /// Show a delivery with all its attempts.
    #[command(after_long_help = "Examples:\n  hookwright deliveries show 4711 --payload", after_help = HINT)]
    Show {
        #[command(flatten)]
        scope: Scope,
        /// The delivery's number.
        number: i64,
        /// Show the event's payload, too.
        #[arg(long)]
        payload: bool,
    },
    /// Send one delivery again, at once.
    #[command(after_long_help = "Examples:\n  hookwright deliveries resend 4711", after_help = HINT)]
    Resend {
        #[command(flatten)]
        scope: Scope,
        /// The delivery's number.
        number: i64,
    },
    /// Send again what was given up.
    #[command(after_long_help = "Examples:\n  hookwright deliveries resend-failed ep_01HF7YAT00 --since 24h", after_help = HINT)]
    ResendFailed(Since),
    /// Enable an endpoint, with a clean record, and send again what was given up.
    #[command(after_long_help = "Examples:\n  hookwright deliveries recover ep_01HF7YAT00 --since 2026-11-29T08:00:00Z", after_help = HINT)]
    Recover(Since),
    /// Deliver the events of a span of time that an endpoint has not got, also those accepted while it was disabled.
    #[command(after_long_help = "Examples:\n  hookwright deliveries replay ep_01HF7YAT00 --from 48h --to 24h", after_help = HINT)]
    Replay {
        #[command(flatten)]
        scope: Scope,
        /// The endpoint's id.
        endpoint: String,
        /// Events that were accepted then or later: a time, or how long ago, e.g. `24h`.
        #[arg(long, value_name = "TIME", value_parser = moment)]
        from: SystemTime,
        /// Events that were accepted before; now without it.
        #[arg(long, value_name = "TIME", value_parser = moment)]
        to: Option<SystemTime>,
    },
    /// Show what has waited the longest, for alerts.
    #[command(after_long_help = "Examples:\n  hookwright deliveries oldest\n  hookwright deliveries oldest --fail-after 5m", after_help = HINT)]
    Oldest {
        #[command(flatten)]
        scope: Scope,
        /// Exit with 1 where it has waited longer than this.
        #[arg(long, value_name = "TIME", value_parser = managed::duration)]
        fail_after: Option<std::time::Duration>,
    },
    /// Count by endpoint what is pending, waits, was delivered and was given up.
    #[command(after_long_help = "Examples:\n  hookwright deliveries counts --format json", after_help = HINT)]
    Counts(Scope),
}

/// An endpoint, and from when on.
#[derive(Args, Debug)]
pub(crate) struct Since {
    #[command(flatten)]
    pub(crate) scope: Scope,
    /// The endpoint's id.
    pub(crate) endpoint: String,
    /// What was given up then or later: a time, or how long ago, e.g. `24h`.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(crate) since: SystemTime,
}

/// `--state`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum State {
    /// To be delivered.
    Pending,
    /// Acknowledged.
    Delivered,
    /// Given up.
    Dead,
    /// The endpoint was deleted.
    Cancelled,
}

impl From<State> for DeliveryState {
    fn from(state: State) -> Self {
        match state {
            State::Pending => Self::Pending,
            State::Delivered => Self::Delivered,
            State::Dead => Self::Dead,
            State::Cancelled => Self::Cancelled,
        }
    }
}
