//! A peer that is one package.

use std::process::Command;

use interop::{Failure, Peer};

use crate::race::{Contender, Target, ask};

const WARM_UP: u32 = 100;

/// A package of a version, in a process of its own.
pub(crate) struct Library {
    name: &'static str,
    pub(crate) peer: Peer,
}

impl Library {
    pub(crate) fn start(
        name: &'static str,
        package: &str,
        command: Command,
    ) -> Result<Self, Failure> {
        let mut peer = Peer::start(command)?;
        let (_, found) = ask(&mut peer, "version", package, 1)?;
        if found != name {
            return Err(format!("expected {name}, found {found}").into());
        }
        Ok(Self { name, peer })
    }

    /// A task of it, warm: Node makes all of them faster for a while.
    pub(crate) fn contender<'a>(
        &'a mut self,
        target: Target,
        task: &'static str,
        input: &'a str,
        show: impl Fn(String) -> String + 'a,
    ) -> Result<Contender<'a>, Failure> {
        let Self { name, peer } = self;
        ask(peer, task, input, WARM_UP)?;
        let run = move |runs| {
            let (time, result) = ask(peer, task, input, runs)?;
            Ok((time, show(result)))
        };
        Ok(Contender {
            name,
            run: Box::new(run),
            target,
        })
    }
}
