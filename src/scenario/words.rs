//! Words of the scenario format that choose one of several things.

/// What has a word in the scenario format.
pub(super) trait Word: Copy + PartialEq {
    /// All words, in the order in which they are listed to people.
    const NAMES: &'static [&'static str];

    /// Other words that are read as one of these: what may be written, and what it stands for.
    const OTHERS: &'static [(&'static str, &'static str)];
    /// What each word means, in the same order.
    const MEANINGS: &'static [&'static str];

    /// The thing with this word.
    fn from_name(word: &str) -> Option<Self>;
}

/// A word of the format for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordMeaning {
    /// The word.
    pub name: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// Another word that is read as this one, if there is one.
    pub other: Option<&'static str>,
}

fn list_words<W: Word>() -> impl Iterator<Item = WordMeaning> {
    let other = |name| W::OTHERS.iter().find(|(_, word)| *word == name).map(|(other, _)| *other);
    W::NAMES.iter().zip(W::MEANINGS).map(move |(name, meaning)| WordMeaning {
        name,
        meaning: meaning.trim(),
        other: other(*name),
    })
}

/// The kinds of events.
pub fn list_event_kinds() -> impl Iterator<Item = WordMeaning> {
    list_words::<EventWord>()
}

/// The answers to an order.
pub fn list_answers() -> impl Iterator<Item = WordMeaning> {
    list_words::<Answer>()
}

/// The keys that fit only some kinds of event.
pub(super) const EVENT_KEYS: [(&str, &[EventWord]); 10] = [
    ("deadline", &[EventWord::ForcedSale, EventWord::Extension]),
    ("length", &[EventWord::Review, EventWord::ExportControl]),
    ("notice", &[EventWord::Ban, EventWord::Restriction]),
    ("markets", &[EventWord::ForcedSale, EventWord::Ban, EventWord::Restriction]),
    ("upheld", &[EventWord::Ruling]),
    ("perimeter", &[EventWord::AcquisitionTalks]),
    ("rates", &[EventWord::Regime]),
    ("enforcement", &[EventWord::Regime]),
    ("extension", &[EventWord::Regime]),
    ("revocation", &[EventWord::Regime]),
];

/// The keys that only an event of this kind has besides those of all events.
pub fn list_keys_of_event(kind: &str) -> impl Iterator<Item = &'static str> {
    let kind = EventWord::from_name(kind);
    EVENT_KEYS.iter().filter(move |(_, kinds)| kind.is_some_and(|kind| kinds.contains(&kind))).map(|(key, _)| *key)
}

/// Declares an enum whose variants have words.
macro_rules! words {
    ($( $(#[$about:meta])* $visibility:vis enum $name:ident {
        $( $(#[doc = $doc:literal])+ $variant:ident = $word:literal $(or $other:literal)?, )*
    } )*) => {
        $(
            $(#[$about])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            $visibility enum $name { $( $(#[doc = $doc])+ $variant, )* }

            impl $name {
                /// Its word.
                $visibility const fn name(self) -> &'static str {
                    match self { $( Self::$variant => $word, )* }
                }
            }

            impl Word for $name {
                const NAMES: &'static [&'static str] = &[$($word),*];
                const OTHERS: &'static [(&'static str, &'static str)] = &[$( $(($other, $word),)? )*];
                const MEANINGS: &'static [&'static str] = &[$( concat!($($doc),+) ),*];

                fn from_name(word: &str) -> Option<Self> {
                    match word { $( $word $(| $other)? => Some(Self::$variant), )* _ => None }
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
        /// How often the market that is asked about is sold, for what, and when.
        Sale = "sale",
        /// How often users of the market that is asked about still have the app after a year.
        Access = "access",
        /// How many of its users the app keeps.
        Users = "users",
        /// How many of its users the app keeps, and what government action takes from value.
        UsersAndValue = "users-and-value",
        /// How many users the app has in all markets but home, and what government action takes from value.
        AllUsersAndValue = "all-users-and-value",
    }

    /// What a question about the future asks of a market.
    #[derive(serde::Serialize, serde::Deserialize)]
    pub enum QuestionKind {
        /// Whether an order, a restriction or a ban is in force on a day.
        Legal = "legal",
        /// Whether it is banned on a day.
        Access = "access",
        /// Whether it is restricted or banned on a day.
        Store = "store",
        /// Whether a sale has been signed by a day.
        SaleAnnounced = "sale_announced",
        /// Whether it has been sold or restructured by a day.
        SaleClosed = "sale_closed",
    }

    /// An answer to an order.
    pub enum Answer {
        /// Open a deal.
        Sell = "sell",
        /// Sue.
        Litigate = "litigate" or "sue",
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
        /// The deadline of the order in hand is moved.
        Extension = "extension",
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
