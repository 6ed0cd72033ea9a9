//! Secrets on the command line.
//!
//! Comes in: what was typed, variables, files. Goes out: secrets. It must not show them, nor know what they are for.

use std::path::PathBuf;

use clap::Args;
use hookwright::signature::Secret;

/// Where secrets stand.
#[derive(Args, Debug)]
pub(crate) struct Secrets {
    /// A secret in the form that the scheme uses: text, base64, hexadecimal, PEM, or a JSON Web Key. May be said
    /// several times.
    #[arg(long = "secret", value_name = "SECRET", allow_hyphen_values = true)]
    secrets: Vec<String>,

    /// An environment variable that holds a secret, so that it stands in no list of processes.
    #[arg(long = "secret-env", value_name = "VARIABLE")]
    variables: Vec<String>,

    /// A file that holds a secret; a line break at its end does not belong to it.
    #[arg(long = "secret-file", value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Secrets {
    /// All of them, in the order of the options above.
    pub(crate) fn read(&self) -> Result<Vec<Secret>, String> {
        let mut secrets: Vec<Secret> = self.secrets.iter().map(Secret::from).collect();
        for variable in &self.variables {
            secrets.push(Secret::from_env(variable).map_err(|error| format!("{variable}: {error}"))?);
        }
        for file in &self.files {
            secrets.push(Secret::from_file(file).map_err(|error| format!("{}: {error}", file.display()))?);
        }
        Ok(secrets)
    }

    /// Whether none was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.secrets.is_empty() && self.variables.is_empty() && self.files.is_empty()
    }
}
