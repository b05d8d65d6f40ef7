//! The program `provider-server`; see its README.

mod demo;

use std::{error::Error, fs, process::ExitCode};

use clap::Parser as _;
use provider_server::{
    Server,
    cli::{Cli, Command, Import},
    config::{self, Config},
    ledger::{self, Ledger, OnUnusable, Source},
    log, open_files,
};
use tokio::signal::unix::{SignalKind, signal};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(cli)),
        Err(error) => Err(Failure::Failed(error.into())),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Failed(error)) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
        Err(Failure::Config(errors)) => {
            for error in errors.iter() {
                eprintln!("error: {error}");
            }
            ExitCode::from(2)
        }
    }
}

enum Failure {
    Config(config::Errors),
    Failed(Box<dyn Error + Send + Sync>),
}

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    if cli.dev {
        return demo::run(&cli).await;
    }
    let config = read(cli.over(config::variable))?;
    match cli.command {
        None => serve(config).await,
        Some(Command::Import(import)) => take_over(&config, &import).await,
        Some(Command::CheckConfig) => {
            print!("{}", config.report());
            Server::check(config).await?;
            println!("the nodes answer, and the ledger opens");
            Ok(())
        }
    }
}

fn read(env: impl Fn(&str) -> Option<String>) -> Result<Config, Failure> {
    Config::from_env(&env, &|path| fs::read_to_string(path)).map_err(Failure::Config)
}

async fn serve(config: Config) -> Result<(), Failure> {
    log::init(config.log_format, config::variable("RUST_LOG").as_deref())?;
    open_files::raise_limit();
    let server = Server::bind(config).await?;
    tracing::info!(address = %server.local_addr()?, "listening");
    server.run(stop()?).await;
    tracing::info!("stopped");
    Ok(())
}

/// Ends when the process is asked to: Ctrl-C, or what a service manager sends.
fn stop() -> Result<impl Future<Output = ()>, Failure> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

async fn take_over(config: &Config, import: &Import) -> Result<(), Failure> {
    let unusable = if import.lock_unusable {
        OnUnusable::Lock
    } else {
        OnUnusable::Refuse
    };
    let source = match &import.sqlite {
        Some(path) => Source::Sqlite(path.clone()),
        None => Source::Redis(config::redis_to_import(&config::variable)?),
    };
    let target = Ledger::open(&config.storage).await?;
    let imported = ledger::import(&source, &target, unusable).await?;
    println!(
        "nonces: {} taken over, {} known; revoked tokens: {} taken over, {} known",
        imported.nonces, imported.nonces_known, imported.tokens, imported.tokens_known
    );
    if imported.locked.count() > 0 {
        println!("locked: {}", imported.locked);
    }
    if imported.no_address.count() > 0 {
        println!(
            "left out, since they are no addresses: {}",
            imported.no_address
        );
    }
    Ok(())
}
