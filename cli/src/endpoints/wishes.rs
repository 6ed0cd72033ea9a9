//! The arguments of `hookwright endpoints`.
//!
//! Comes in: what was typed. Goes out: plain data.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use hookwright::send::Rate;

use crate::examples::HINT;
use crate::managed::{self, duration, rate};

const EXAMPLES: &str = "\
Examples:
  export HOOKWRIGHT_STORE=sqlite:webhooks.db HOOKWRIGHT_SEALING_KEY=…
  hookwright endpoints list
  hookwright endpoints create --tenant acme --url https://partner.example/hooks --event order.created
  hookwright endpoints rotate ep_01HF7YAT00 --tenant acme --overlap 24h
  hookwright endpoints consent ep_01HF7YAT00 --tenant acme --cloud-events events.shop.example --test-event
  hookwright endpoints disable ep_01HF7YAT00 --tenant acme --reason 'asked by phone'

Exit codes:
  0  done
  1  the store, or what is asked for, says no
  2  the command was not understood";

/// Manage the endpoints of a sender, beside the running sender or without it.
///
/// A secret is shown once, when it is made. URLs are shown without path and query unless asked for, since these are often
/// secret.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES, after_help = HINT)]
pub(crate) struct Wishes {
    #[command(subcommand)]
    pub(crate) what: What,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// List endpoints: of one tenant, or of all.
    #[command(after_long_help = "Examples:\n  hookwright endpoints list\n  hookwright endpoints list --tenant acme --urls --format json", after_help = HINT)]
    List {
        #[command(flatten)]
        store: managed::Wishes,
        /// Whose.
        #[arg(long)]
        tenant: Option<String>,
        /// Show whole URLs.
        #[arg(long)]
        urls: bool,
    },
    /// Show all that is known of an endpoint, its URL included.
    #[command(after_long_help = "Examples:\n  hookwright endpoints show ep_01HF7YAT00 --tenant acme", after_help = HINT)]
    Show(One),
    /// Register an endpoint; its secret is shown here and nowhere else.
    #[command(after_long_help = "Examples:\n  hookwright endpoints create --tenant acme --url https://partner.example/hooks --event order.created\n  hookwright endpoints create --tenant acme --url https://partner.example/hooks --secret-env SECRET --consent", after_help = HINT)]
    Create {
        #[command(flatten)]
        store: managed::Wishes,
        /// Whose.
        #[arg(long)]
        tenant: String,
        #[command(flatten)]
        endpoint: Box<Endpoint>,
        /// An environment variable with a secret that the endpoint has already; else a new one is made.
        #[arg(long, value_name = "VARIABLE", conflicts_with = "secret_file")]
        secret_env: Option<String>,
        /// A file with such a secret.
        #[arg(long, value_name = "FILE")]
        secret_file: Option<PathBuf>,
        /// Send nothing before the endpoint has consented (`hookwright endpoints consent`).
        #[arg(long)]
        consent: bool,
    },
    /// Change an endpoint to what is said here: all of it but its secrets and its state.
    #[command(after_long_help = "Examples:\n  hookwright endpoints replace ep_01HF7YAT00 --tenant acme --url https://partner.example/v2/hooks", after_help = HINT)]
    Replace {
        #[command(flatten)]
        one: One,
        #[command(flatten)]
        endpoint: Box<Endpoint>,
    },
    /// Send to an endpoint again: its pending deliveries first.
    #[command(after_long_help = "Examples:\n  hookwright endpoints enable ep_01HF7YAT00 --tenant acme", after_help = HINT)]
    Enable(One),
    /// Send nothing more to an endpoint, and accept nothing for it; what is pending waits.
    #[command(after_long_help = "Examples:\n  hookwright endpoints disable ep_01HF7YAT00 --tenant acme --reason 'asked by phone'", after_help = HINT)]
    Disable {
        #[command(flatten)]
        one: One,
        /// Why, for whoever asks later.
        #[arg(long, default_value = "by hand")]
        reason: String,
    },
    /// Delete an endpoint with its secrets; its pending deliveries are cancelled.
    #[command(after_long_help = "Examples:\n  hookwright endpoints delete ep_01HF7YAT00 --tenant acme", after_help = HINT)]
    Delete(One),
    /// Ask a pending endpoint for its consent, once: by a signed test event, a handshake of CloudEvents, or both.
    #[command(after_long_help = "Examples:\n  hookwright endpoints consent ep_01HF7YAT00 --tenant acme\n  hookwright endpoints consent ep_01HF7YAT00 --tenant acme --cloud-events events.shop.example --test-event", after_help = HINT)]
    Consent {
        #[command(flatten)]
        one: One,
        /// Ask by the handshake of CloudEvents, under this name of ours (a host's).
        #[arg(long, value_name = "HOST")]
        cloud_events: Option<String>,
        /// Send a test event after the handshake; without a handshake it is sent anyway.
        #[arg(long)]
        test_event: bool,
    },
    /// Give an endpoint a new secret, which is shown here and nowhere else.
    #[command(after_long_help = "Examples:\n  hookwright endpoints rotate ep_01HF7YAT00 --tenant acme --overlap 24h", after_help = HINT)]
    Rotate {
        #[command(flatten)]
        one: One,
        /// How long the old secrets sign, too.
        #[arg(long, value_name = "TIME", default_value = "24h", value_parser = duration)]
        overlap: Duration,
    },
}

/// One endpoint.
#[derive(Args, Debug)]
pub(crate) struct One {
    #[command(flatten)]
    pub(crate) store: managed::Wishes,
    /// The endpoint's id.
    pub(crate) id: String,
    /// Whose it is.
    #[arg(long)]
    pub(crate) tenant: String,
}

/// What an endpoint is like.
#[derive(Args, Debug)]
pub(crate) struct Endpoint {
    /// Where deliveries go.
    #[arg(long)]
    pub(crate) url: String,
    /// An event that it gets; may be said several times. All without it.
    #[arg(long = "event", value_name = "NAME")]
    pub(crate) events: Vec<String>,
    /// What its owner calls it.
    #[arg(long, default_value = "")]
    pub(crate) description: String,
    /// The version of the document that it is pinned to.
    #[arg(long, value_name = "NAME")]
    pub(crate) pin: Option<String>,
    /// Values that payloads must have: an object from JSON Pointers to values.
    #[arg(long, value_name = "JSON")]
    pub(crate) filter: Option<String>,
    /// The longest delay before each attempt, the first included, e.g. `0,5s,5m,30m,2h`.
    #[arg(long, value_name = "TIMES", value_parser = duration, value_delimiter = ',')]
    pub(crate) retry: Vec<Duration>,
    /// So many attempts at once, per process.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) concurrency: Option<NonZeroU32>,
    /// So often at most, e.g. `10/1s`.
    #[arg(long, value_parser = rate)]
    pub(crate) rate: Option<Rate>,
    /// One after the other, for each ordering key.
    #[arg(long)]
    pub(crate) fifo: bool,
}
