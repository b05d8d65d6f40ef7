use clap::ValueEnum;

/// Why a step of the story is refused: each is the one cause of one refusal.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Cause {
    /// The consumer asks for the file before he has paid.
    NonPayment,
    /// The publisher denies the rival, who has paid.
    DenyList,
    /// Somebody sends the consumer's request a second time.
    Replay,
    /// The consumer exchanges the code of the algorithm that the publisher trusts.
    ExchangedCode,
}

impl Cause {
    /// The name on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::NonPayment => "non-payment",
            Self::DenyList => "deny-list",
            Self::Replay => "replay",
            Self::ExchangedCode => "exchanged-code",
        }
    }
}
