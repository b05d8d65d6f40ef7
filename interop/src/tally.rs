use std::{collections::BTreeMap, fmt::Debug};

/// How many differences are printed in full.
const SHOWN: usize = 5;

/// Counts what was compared with one peer.
#[derive(Debug, Default)]
pub struct Tally {
    compared: BTreeMap<&'static str, usize>,
    differences: usize,
}

impl Tally {
    /// Counts one comparison; `what` says what went wrong if the two do not agree.
    pub fn compare(&mut self, kind: &'static str, agree: bool, what: impl FnOnce() -> String) {
        *self.compared.entry(kind).or_default() += 1;
        if !agree {
            self.differences += 1;
            if self.differences <= SHOWN {
                println!("difference, {kind}: {}", what());
            }
        }
    }

    /// Counts one comparison of two values, and shows both if they differ.
    pub fn equal<T: Debug + PartialEq>(&mut self, kind: &'static str, found: &T, expected: &T) {
        self.compare(kind, found == expected, || {
            format!("found {found:?}, expected {expected:?}")
        });
    }

    /// Prints the counts. How many differences there were, one more for each kind of which there
    /// were not as many comparisons as planned.
    #[must_use]
    pub fn finish(self, title: &str, planned: &[(&'static str, usize)]) -> usize {
        let Self {
            compared,
            mut differences,
        } = self;
        let planned: BTreeMap<_, _> = planned.iter().copied().collect();
        if compared != planned {
            println!("difference: planned {planned:?}");
            differences += 1;
        }
        println!("  {title}: {compared:?}, differences {differences}");
        differences
    }
}
