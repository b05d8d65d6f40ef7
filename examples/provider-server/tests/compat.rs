//! The deviations by name, and the arguments that stand for variables.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that cannot go on must fail"
)]

use std::path::Path;

use clap::Parser as _;
use ocean_provider_core::{auth, orders::Renewal};
use provider_server::{
    cli::{Cli, Command},
    compat::{Compat, Deviation, ParseCompatError},
};

const NAMES: &str = "crash-statuses,fileinfo-discloses,renewable-orders,signature-rules,token-key,\
                     unlimited-token-lifetime";

#[test]
fn names_are_read_and_printed() {
    for (text, printed) in [
        ("none", "none"),
        ("token-key", "token-key"),
        (
            "token-key, renewable-orders,token-key",
            "renewable-orders,token-key",
        ),
        ("reference", NAMES),
        ("token-key,reference", NAMES),
        (NAMES, NAMES),
    ] {
        assert_eq!(
            text.parse::<Compat>().unwrap().to_string(),
            printed,
            "{text}"
        );
    }
    assert_eq!(Compat::reference().to_string(), NAMES);
    assert_eq!(Compat::default().to_string(), "none");
    assert_eq!(Compat::reference().iter().count(), Deviation::ALL.len());
}

#[test]
fn an_unknown_name_is_refused() {
    for text in [
        "",
        "Token-Key",
        "token_key",
        "token-key,",
        "references",
        "none,token-key",
    ] {
        assert!(text.parse::<Compat>().is_err(), "{text}");
    }
    let error = "token-key,\n".parse::<Compat>().unwrap_err();
    assert_eq!(
        error,
        ParseCompatError::Unknown {
            found: String::new()
        }
    );
    let error = "a18".parse::<Compat>().unwrap_err();
    assert_eq!(error.code(), "unknown_deviation");
    assert_eq!(
        error.to_string(),
        "no deviation is named `a18`; expected `reference`, `crash-statuses`, \
         `fileinfo-discloses`, `renewable-orders`, `signature-rules`, `token-key`, \
         `unlimited-token-lifetime`"
    );
}

#[test]
fn strict_unless_it_is_asked_for() {
    let strict = Compat::default();
    for deviation in Deviation::ALL {
        assert!(!strict.has(deviation), "{deviation}");
        assert!(Compat::reference().has(deviation), "{deviation}");
        let one: Compat = deviation.name().parse().unwrap();
        let on: Vec<_> = one.iter().collect();
        assert_eq!(on, [deviation]);
    }
    let reference = Compat::reference();
    assert_eq!(strict.signature_rules(), auth::Rules::Strict);
    assert_eq!(reference.signature_rules(), auth::Rules::Provider);
    assert_eq!(strict.renewal(), Renewal::Refuse);
    assert_eq!(reference.renewal(), Renewal::Allow);
    assert!(!strict.fileinfo_discloses() && reference.fileinfo_discloses());
    assert!(!strict.crash_statuses() && reference.crash_statuses());
}

fn parse(args: &[&str]) -> Result<Cli, String> {
    let args = [&["provider-server"], args].concat();
    Cli::try_parse_from(args).map_err(|error| error.to_string())
}

#[test]
fn arguments() {
    assert!(parse(&[]).unwrap().command.is_none());
    assert!(parse(&["--dev"]).unwrap().dev);
    let cli = parse(&["import", "--sqlite", "provider.db"]).unwrap();
    let Some(Command::Import(import)) = cli.command else {
        unreachable!("{cli:?}");
    };
    assert_eq!(import.sqlite.as_deref(), Some(Path::new("provider.db")));
    assert!(!import.lock_unusable && !import.redis);
    let cli = parse(&["import", "--redis", "--lock-unusable"]).unwrap();
    let Some(Command::Import(import)) = cli.command else {
        unreachable!("{cli:?}");
    };
    assert!(import.lock_unusable && import.redis && import.sqlite.is_none());
    let cli = parse(&["check-config", "--compat", "reference"]).unwrap();
    assert!(matches!(cli.command, Some(Command::CheckConfig)));
    assert_eq!(cli.compat, Some(Compat::reference()));

    for wrong in [
        &["--compat", "x"][..],
        &["--listen", "8030"],
        &["import"],
        &["import", "--redis", "--sqlite", "provider.db"],
        &["--dev", "check-config"],
        &["serve"],
    ] {
        assert!(parse(wrong).is_err(), "{wrong:?}");
    }
    let refused = parse(&["--compat", "x"]).unwrap_err();
    assert!(refused.contains("no deviation is named `x`"), "{refused}");
}

#[test]
fn arguments_go_before_variables() {
    let env = |name: &str| Some(format!("{name} of the environment"));
    let over = parse(&[]).unwrap().over(env);
    assert_eq!(over("LISTEN").unwrap(), "LISTEN of the environment");

    let cli = parse(&["--listen", "127.0.0.1:1", "--compat", "token-key"]).unwrap();
    let over = cli.over(env);
    assert_eq!(over("LISTEN").unwrap(), "127.0.0.1:1");
    assert_eq!(over("OCEAN_PROVIDER_COMPAT").unwrap(), "token-key");
    assert_eq!(over("PORT").unwrap(), "PORT of the environment");
}
