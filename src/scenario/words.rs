//! Words of the scenario format that choose one of several things.

/// What has a word in the scenario format.
pub(super) trait Word: Copy + PartialEq {
    /// All words, in the order in which they are listed to people.
    const NAMES: &'static [&'static str];

    /// The thing with this word.
    fn from_name(word: &str) -> Option<Self>;
}

/// Declares an enum whose variants have words.
macro_rules! words {
    ($( $(#[$about:meta])* $visibility:vis enum $name:ident { $( $(#[$doc:meta])* $variant:ident = $word:literal, )* } )*) => {
        $(
            $(#[$about])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            $visibility enum $name { $( $(#[$doc])* $variant, )* }

            impl $name {
                /// Its word.
                $visibility const fn name(self) -> &'static str {
                    match self { $( Self::$variant => $word, )* }
                }
            }

            impl Word for $name {
                const NAMES: &'static [&'static str] = &[$($word),*];

                fn from_name(word: &str) -> Option<Self> {
                    match word { $( $word => Some(Self::$variant), )* _ => None }
                }
            }
        )*
    };
}

words! {
    /// How uncertain inputs are sampled.
    pub enum DesignKind {
        /// Latin hypercube in blocks of 1,000.
        LatinHypercube = "lhs",
        /// Scrambled Sobol' sequence.
        Sobol = "sobol",
        /// Plain random.
        Random = "random",
    }

    /// What the question of a scenario is about: what the report answers first.
    pub(super) enum Subject {
        /// What government action takes from value.
        Value = "value",
        /// Which markets add value.
        Markets = "markets",
        /// Which strategy to take.
        Strategy = "strategy",
    }

    /// An answer to an order.
    pub enum Answer {
        /// Open a deal.
        Sell = "sell",
        /// Sue.
        Litigate = "litigate",
        /// Propose a structure.
        Restructure = "restructure",
        /// Do nothing.
        Refuse = "refuse",
        /// Leave at the deadline.
        Exit = "exit",
    }

    /// Whether the recommendation technology is sold.
    pub enum Algorithm {
        /// It goes with the business.
        Sell = "sell",
        /// It stays behind.
        Keep = "keep",
        /// It goes, and stays behind if home refuses that.
        SellOrKeep = "sell-or-keep",
    }

    /// How a review ends.
    pub enum ReviewOutcome {
        /// The app goes on as before.
        Cleared = "cleared",
        /// The app goes on at a running cost.
        Mitigated = "mitigated",
        /// A sale is ordered.
        ForcedSale = "forced_sale",
        /// The app is out of the stores.
        Restriction = "restriction",
        /// The app is blocked.
        Ban = "ban",
    }

    /// What a scheduled event does.
    pub(super) enum EventWord {
        /// A review begins.
        Review = "review",
        /// The owner is ordered to sell.
        ForcedSale = "forced-sale",
        /// A ban falls.
        Ban = "ban",
        /// The app goes out of the stores.
        Restriction = "restriction",
        /// A ban or restriction is lifted.
        Lift = "lift",
        /// An order, a restriction or a ban ends in a settlement or a licence.
        Settlement = "settlement",
        /// A court stays a government action.
        Injunction = "injunction",
        /// A court rules.
        Ruling = "ruling",
        /// Talks on a sale by choice begin.
        AcquisitionTalks = "acquisition-talks",
        /// The owner leaves.
        Exit = "exit",
        /// Home puts the technology under export control.
        ExportControl = "export-control",
        /// Government or policy changes.
        Regime = "regime",
    }
}

impl ReviewOutcome {
    /// Every outcome, in the order in which they are drawn.
    pub const ALL: [Self; 5] = [Self::Cleared, Self::Mitigated, Self::ForcedSale, Self::Restriction, Self::Ban];

    /// Whether it is what mitigation can avert.
    pub const fn is_adverse(self) -> bool {
        !matches!(self, Self::Cleared | Self::Mitigated)
    }
}
