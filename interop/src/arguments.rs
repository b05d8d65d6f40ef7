use crate::Failure;

/// The options every live check takes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Arguments {
    /// How many cases to run.
    pub count: usize,
    /// Where the random numbers start: the same seed makes the same cases.
    pub seed: u64,
}

impl Arguments {
    /// Reads `--count N` and `--seed N` from the command line.
    ///
    /// # Errors
    ///
    /// An unknown option, or a value that is not a number.
    pub fn read(default_count: usize) -> Result<Self, Failure> {
        let mut arguments = Self {
            count: default_count,
            seed: 1,
        };
        let mut words = std::env::args().skip(1);
        while let Some(option) = words.next() {
            let value = words.next().unwrap_or_default();
            let number = value.parse();
            match (option.as_str(), number) {
                ("--count", Ok(number)) => arguments.count = usize::try_from(number)?,
                ("--seed", Ok(number)) => arguments.seed = number,
                ("--count" | "--seed", Err(_)) => {
                    return Err(format!("{option} takes a number, found `{value}`").into());
                }
                _ => {
                    return Err(format!("unknown option `{option}`; known: --count, --seed").into());
                }
            }
        }
        Ok(arguments)
    }
}
