//! The arguments, and their help.

use std::{net::SocketAddr, path::PathBuf};

use clap::{ArgGroup, Args, Parser, Subcommand};

use crate::{
    compat::{COMPAT, Compat},
    config::LISTEN,
};

const AFTER: &str = "\
The configuration stands in environment variables, most of them those of the Python Provider:
NETWORK_URL, PROVIDER_PRIVATE_KEY and AQUARIUS_URL are needed. `provider-server check-config` says
what was read, and what is wrong. The README has the whole table.

Exit codes:
  0  the server was asked to stop and did; the configuration is right; everything was imported
  1  something failed
  2  wrong usage or configuration, with one line for each error on standard error";

/// An Ocean Protocol Provider.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "provider-server",
    version,
    after_help = AFTER,
    args_conflicts_with_subcommands = true
)]
#[non_exhaustive]
pub struct Cli {
    /// What to do in place of serving.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Serve with everything embedded: a chain in memory, a metadata cache and a sample asset.
    #[arg(long)]
    pub dev: bool,
    /// Address and port to listen on, before `LISTEN`, `PORT` and `OCEAN_PROVIDER_URL`.
    #[arg(long, value_name = "ADDRESS:PORT", global = true)]
    pub listen: Option<SocketAddr>,
    /// Do this as the reference does it, before `OCEAN_PROVIDER_COMPAT`: names with commas, or
    /// `reference` for all. The README says what each gives up.
    #[arg(long, value_name = "NAMES", global = true)]
    pub compat: Option<Compat>,
}

/// What to do in place of serving.
#[derive(Clone, Debug, Subcommand)]
#[allow(
    clippy::exhaustive_enums,
    reason = "the program must do something for each"
)]
pub enum Command {
    /// Take over nonces and revoked tokens of a Python Provider, which must not run meanwhile.
    Import(Import),
    /// Say what the configuration is, without its secrets, and what is wrong with it.
    CheckConfig,
}

/// The arguments of `import`.
#[derive(Clone, Debug, Args)]
#[command(group(ArgGroup::new("source").required(true).args(["sqlite", "redis"])))]
#[non_exhaustive]
pub struct Import {
    /// The database of the Python Provider: its `STORAGE_PATH`.
    #[arg(long, value_name = "FILE")]
    pub sqlite: Option<PathBuf>,
    /// The Redis of the Python Provider: `IMPORT_REDIS_CONNECTION` holds its `REDIS_CONNECTION`, so
    /// that no list of processes shows a password.
    #[arg(long)]
    pub redis: bool,
    /// Lock accounts whose nonce there does not tell what was spent, such as `Infinity`, in place of
    /// importing nothing.
    #[arg(long)]
    pub lock_unusable: bool,
}

impl Cli {
    /// The variables, with those that arguments stand for laid over them.
    pub fn over<F: Fn(&str) -> Option<String>>(
        &self,
        env: F,
    ) -> impl Fn(&str) -> Option<String> + use<F> {
        let listen = self.listen.map(|listen| listen.to_string());
        let compat = self.compat.as_ref().map(Compat::to_string);
        move |name| match name {
            LISTEN if listen.is_some() => listen.clone(),
            COMPAT if compat.is_some() => compat.clone(),
            _ => env(name),
        }
    }
}
