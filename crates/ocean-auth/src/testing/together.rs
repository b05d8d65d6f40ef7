use alloc::{boxed::Box, vec::Vec};
use core::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};
// Threads are what this module is for.
use std::{sync::Barrier, thread};

/// Calls that come together in each round of a race.
pub(super) const CALLS: usize = 12;
/// Rounds of each race.
pub(super) const ROUNDS: u64 = 25;

/// Polls all futures in turn until each is done.
pub(super) async fn join_all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut slots: Vec<Slot<F>> = futures.into_iter().map(Slot::new).collect();
    poll_fn(|context| {
        let mut pending = false;
        for slot in &mut slots {
            pending |= slot.poll(context);
        }
        if pending {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
    .await;
    slots.into_iter().filter_map(|slot| slot.output).collect()
}

struct Slot<F: Future> {
    future: Pin<Box<F>>,
    output: Option<F::Output>,
}

impl<F: Future> Slot<F> {
    fn new(future: F) -> Self {
        Self {
            future: Box::pin(future),
            output: None,
        }
    }

    /// Whether it is still pending.
    fn poll(&mut self, context: &mut Context<'_>) -> bool {
        if self.output.is_none()
            && let Poll::Ready(output) = self.future.as_mut().poll(context)
        {
            self.output = Some(output);
        }
        self.output.is_none()
    }
}

/// Calls from as many threads, all of which wait for the last to start.
pub(super) fn threads<I: Sync, O: Send>(inputs: &[I], call: impl Fn(&I) -> O + Sync) -> Vec<O> {
    let barrier = Barrier::new(inputs.len());
    thread::scope(|scope| {
        let handles: Vec<_> = inputs
            .iter()
            .map(|input| {
                scope.spawn(|| {
                    barrier.wait();
                    call(input)
                })
            })
            .collect();
        // A call that panics gives no answer, which the races count as one too few.
        handles
            .into_iter()
            .filter_map(|handle| handle.join().ok())
            .collect()
    })
}

/// Runs a future that never waits.
pub(super) fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
