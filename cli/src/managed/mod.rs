//! The store of a sender, as commands use it.
//!
//! Comes in: an address, keys, from arguments or the environment. Goes out: an open store, and what came of the work in
//! it. It must not make a store by a slip of the pen, and shows no secret.

mod schedule;
mod spec;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use hookwright::send::{self, SealingKey, Store};

use crate::said::{self, Format, Problem};

pub(crate) use crate::said::Said;
pub(crate) use schedule::{duration, moment, rate};
pub(crate) use table::{Table, plain};

/// Where the store is, and how the result is shown.
#[derive(Args, Debug)]
pub(crate) struct Wishes {
    /// The sender's store: `sqlite:FILE` or `postgres://…`. It must be there.
    #[arg(long, value_name = "ADDRESS", env = "HOOKWRIGHT_STORE", hide_env_values = true)]
    store: String,

    /// An environment variable with the key that seals endpoints' secrets, 64 hexadecimal digits; several keys are parted
    /// by commas, the newest first.
    #[arg(long, value_name = "VARIABLE", default_value = "HOOKWRIGHT_SEALING_KEY")]
    sealing_key_env: String,

    /// A file with such keys, one a line; it goes before the variable.
    #[arg(long, value_name = "FILE")]
    sealing_key_file: Option<PathBuf>,

    /// Check events, versions and secrets against this document; several are versions of one API.
    #[arg(long, value_name = "FILE")]
    spec: Vec<PathBuf>,

    /// Allow endpoints with plain HTTP on this machine.
    #[arg(long)]
    allow_http_on_loopback: bool,

    /// How the result is shown: for people, or as one JSON value.
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) format: Format,
}

/// Why there is no result.
pub(crate) type Failure = Box<dyn std::error::Error>;

impl Wishes {
    /// Does something with the store and says what came of it: 0 done, 1 it failed.
    pub(crate) fn run<F>(&self, work: impl FnOnce(Store) -> F) -> ExitCode
    where
        F: Future<Output = Result<Said, Failure>>,
    {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let outcome = runtime
            .map_err(Failure::from)
            .and_then(|runtime| runtime.block_on(async { work(self.open().await?).await }));
        said::finish(self.format, outcome.map_err(Problem::from), 1)
    }

    async fn open(&self) -> Result<Store, Failure> {
        if cfg!(not(feature = "postgres")) && self.store.starts_with("postgres") {
            let how = "`cargo install hookwright-cli --features postgres` builds one with it";
            return Err(format!("this `hookwright` was built without PostgreSQL; {how}").into());
        }
        let keys = self.keys()?;
        let document = spec::document(&self.spec)?;
        let store = Store::open_existing(&self.store).await?.sealing(keys);
        let store = if self.allow_http_on_loopback { store.allow_http_on_loopback() } else { store };
        Ok(match document {
            Some(document) => store.document(document),
            None => store,
        })
    }

    fn keys(&self) -> Result<Vec<SealingKey>, Failure> {
        let text = match &self.sealing_key_file {
            Some(file) => {
                std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?
            }
            None => std::env::var(&self.sealing_key_env).unwrap_or_default(),
        };
        let each = text.split(['\n', ',']).map(str::trim).filter(|key| !key.is_empty());
        Ok(each.map(SealingKey::from_hex).collect::<Result<_, send::Error>>()?)
    }
}
