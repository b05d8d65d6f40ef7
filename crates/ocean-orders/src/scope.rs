//! Which events of a receipt count.

use alloy_primitives::{Address, B256};

use crate::{
    Log, ProviderFee, Receipt, Refusal, Rules,
    events::{DecodeEventError, Emitted, OrderReused, OrderStarted},
};

/// Whose logs count.
pub(crate) struct Scope {
    pub(crate) rules: Rules,
    pub(crate) datatoken: Address,
}

impl Scope {
    fn counts(&self, log: &Log) -> bool {
        match self.rules {
            Rules::Strict => log.address == self.datatoken,
            Rules::Reference => true,
        }
    }

    /// An event that counts and cannot be read.
    fn malformed<E: Readable>(&self, log: &Log, source: DecodeEventError) -> Result<(), Refusal> {
        match self.rules {
            Rules::Strict => Err(Refusal::MalformedEvent {
                event: E::NAME,
                log_index: log.log_index,
                source,
            }),
            Rules::Reference => Ok(()),
        }
    }

    /// The last event for which `matching` has something, with what it has. An event that matches
    /// and comes from elsewhere is a refusal if there is no other.
    pub(crate) fn last<E: Readable, T>(
        &self,
        receipt: &Receipt,
        matching: impl Fn(&E) -> Option<T>,
    ) -> Result<Option<(Emitted<E>, T)>, Refusal> {
        let mut last = None;
        let mut elsewhere = None;
        for log in logs_of::<E>(receipt) {
            match E::read(log) {
                Ok(emitted) => match matching(&emitted.event) {
                    Some(match_) if self.counts(log) => last = Some((emitted, match_)),
                    Some(_) => elsewhere = Some(log),
                    None => {}
                },
                Err(error) if self.counts(log) => self.malformed::<E>(log, error)?,
                Err(_) => {}
            }
        }
        match (last, elsewhere) {
            (None, Some(log)) => Err(Refusal::EventEmitterNotDatatoken {
                event: E::NAME,
                log_index: log.log_index,
                emitter: log.address,
                datatoken: self.datatoken,
            }),
            (last, _) => Ok(last),
        }
    }

    /// The first reuse that counts.
    pub(crate) fn first_reuse(
        &self,
        receipt: &Receipt,
    ) -> Result<Option<Emitted<OrderReused>>, Refusal> {
        for log in logs_of::<OrderReused>(receipt).filter(|log| self.counts(log)) {
            match OrderReused::decode(log) {
                Ok(reused) => return Ok(Some(reused)),
                Err(error) => self.malformed::<OrderReused>(log, error)?,
            }
        }
        Ok(None)
    }
}

/// An event that an order consists of.
pub(crate) trait Readable: Sized {
    const NAME: &'static str;
    const TOPIC: B256;

    fn read(log: &Log) -> Result<Emitted<Self>, DecodeEventError>;
}

macro_rules! readable {
    ($($event:ident)*) => {$(
        impl Readable for $event {
            const NAME: &'static str = stringify!($event);
            const TOPIC: B256 = $event::TOPIC;

            fn read(log: &Log) -> Result<Emitted<Self>, DecodeEventError> {
                Self::decode(log)
            }
        }
    )*};
}

readable!(ProviderFee OrderStarted OrderReused);

fn logs_of<E: Readable>(receipt: &Receipt) -> impl Iterator<Item = &Log> {
    let of_event = |log: &&Log| log.topics.first() == Some(&E::TOPIC);
    receipt.logs.iter().filter(of_event)
}
