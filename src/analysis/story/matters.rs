//! What has been told to begin in a market and is still open: each is told to end, by its own event or with another's, or is open at the end.

use crate::model::LogEvent;
use crate::scenario::Answer;

/// Something that has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Matter {
    Review,
    /// A rule of the strategy has decided on a suit, which is not filed yet.
    PlannedSuit,
    Suit,
    /// A partnership that the host has not answered.
    Proposal,
    DailyFine,
    Trustee,
    /// A rule of the strategy has decided to leave when the deadline passes.
    PlannedExit,
}

impl Matter {
    /// Within a sentence.
    const fn name(self) -> &'static str {
        match self {
            Self::Review => "the review",
            Self::PlannedSuit => "the plan to sue",
            Self::Suit => "the suit",
            Self::Proposal => "the proposed partnership",
            Self::DailyFine => "the daily fine",
            Self::Trustee => "the trustee's mandate",
            Self::PlannedExit => "the plan to leave",
        }
    }

    /// That it is open at the end.
    const fn describe_open(self) -> &'static str {
        match self {
            Self::Review => "the review is still running",
            Self::PlannedSuit => "the suit is not filed yet",
            Self::Suit => "the suit is undecided",
            Self::Proposal => "the host government has not answered the proposed partnership",
            Self::DailyFine => "the daily fine still runs",
            Self::Trustee => "the trustee has not sold yet",
            Self::PlannedExit => "the owner has not left yet",
        }
    }

    /// What an event begins.
    const fn find_begun(event: &LogEvent) -> Option<Self> {
        Some(match event {
            LogEvent::ReviewBegins { .. } => Self::Review,
            LogEvent::RuleStarts { answer: Answer::Litigate, .. } => Self::PlannedSuit,
            LogEvent::RuleStarts { answer: Answer::Restructure, .. } => Self::Proposal,
            LogEvent::RuleStarts { answer: Answer::Exit, .. } => Self::PlannedExit,
            // A court that suspends something has a suit before it.
            LogEvent::Sued | LogEvent::Stayed { .. } => Self::Suit,
            LogEvent::FinesBegin { .. } => Self::DailyFine,
            LogEvent::TrusteeAppointed { .. } => Self::Trustee,
            _ => return None,
        })
    }

    /// Whether the sentence of an event says itself that this ends.
    const fn is_ended_by(self, event: &LogEvent) -> bool {
        matches!(
            (self, event),
            (Self::Review, LogEvent::Cleared | LogEvent::Mitigated)
                | (Self::PlannedSuit, LogEvent::Sued | LogEvent::Stayed { .. })
                | (Self::Suit, LogEvent::Upheld { .. } | LogEvent::StruckDown { .. })
                | (Self::Proposal, LogEvent::StructureAnswered { .. } | LogEvent::Restructured { .. })
                | (Self::Trustee, LogEvent::SoldByTrustee { .. })
                | (Self::PlannedExit, LogEvent::Exited)
        )
    }

    /// Whether an event ends this without a word.
    fn is_dropped_by(self, event: &LogEvent) -> bool {
        ends_case(event)
            || self == Self::Proposal && matches!(event, LogEvent::Banned { .. } | LogEvent::Restricted { .. })
    }
}

/// What is open, by market, in the order in which it began.
#[derive(Debug, Default)]
pub(super) struct Matters(Vec<(usize, Matter)>);

impl Matters {
    /// Takes what has just been told of a market.
    pub(super) fn note(&mut self, market: usize, event: &LogEvent) {
        self.0.retain(|(of, matter)| *of != market || !(matter.is_ended_by(event) || matter.is_dropped_by(event)));
        if let Some(matter) = Matter::find_begun(event)
            && !self.0.contains(&(market, matter))
        {
            self.0.push((market, matter));
        }
    }

    /// What an event ends in a market without a word.
    pub(super) fn list_dropped(&self, market: usize, event: &LogEvent) -> Vec<String> {
        let dropped = self.list(market).filter(|matter| !matter.is_ended_by(event) && matter.is_dropped_by(event));
        dropped.map(|matter| matter.name().to_owned()).collect()
    }

    /// What is open in a market at the end, each in a clause.
    pub(super) fn describe_open(&self, market: usize) -> Vec<String> {
        self.list(market).map(|matter| matter.describe_open().to_owned()).collect()
    }

    fn list(&self, market: usize) -> impl Iterator<Item = Matter> {
        self.0.iter().filter(move |(of, _)| *of == market).map(|(_, matter)| *matter)
    }
}

/// Whether an event ends all that stands against its market, or begins a case of its own in its place.
pub(super) const fn ends_case(event: &LogEvent) -> bool {
    begins_case(event)
        || matches!(
            event,
            LogEvent::Lapsed
                | LogEvent::Lifted { .. }
                | LogEvent::Revoked { .. }
                | LogEvent::Settled { .. }
                | LogEvent::StruckDown { .. }
                | LogEvent::Restructured { .. }
                | LogEvent::Sold { .. }
                | LogEvent::SoldByTrustee { .. }
                | LogEvent::Exited
        )
}

/// Whether an event begins a case, which takes the place of any before it.
pub(super) const fn begins_case(event: &LogEvent) -> bool {
    matches!(
        event,
        LogEvent::Ordered { .. }
            | LogEvent::Announced { .. }
            | LogEvent::Restricted { is_new: true }
            | LogEvent::Banned { is_new: true, .. }
    )
}

/// Things in a list: `the review and the suit`.
pub(super) fn join(things: &[String]) -> String {
    match things {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => things.join(""),
    }
}

#[cfg(test)]
mod tests {
    use crate::analysis::story::{Line, describe_log};
    use crate::model::{Access, Action, LogEntry, LogEvent};
    use crate::scenario::{Answer, Scenario};
    use crate::simulation::{Layout, replay};

    fn load(name: &str) -> Scenario {
        let file = format!("{}/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        Scenario::load(std::path::Path::new(&file), &[]).unwrap()
    }

    /// The last sentence of a log of market 0, whose events come on these days.
    fn tell_last(log: &[(f64, LogEvent)]) -> String {
        let entry = |(day, event): &(f64, LogEvent)| LogEntry { day: *day, market: Some(0), event: event.clone() };
        let log: Vec<LogEntry> = log.iter().map(entry).collect();
        describe_log(&load("tiktok-2020/forced-sale"), &log).pop().unwrap().sentence
    }

    #[test]
    fn what_a_case_ends_without_a_word_is_told_with_it() {
        let banned = |is_new| (30.0, LogEvent::Banned { users: 2e6, is_new });
        let order = || (1.0, LogEvent::Ordered { deadline: 90.0 });
        let sued = || (2.0, LogEvent::Sued);
        let stayed = || (3.0, LogEvent::Stayed { action: Action::OrderToSell });
        let review = || (1.0, LogEvent::ReviewBegins { until: 200.0 });
        let cut = "Banned: 2m users lose access.";
        assert_eq!(tell_last(&[review(), banned(true)]), format!("{cut} The review ends with it."));
        assert_eq!(
            tell_last(&[order(), sued(), banned(true)]),
            format!("{cut} The order to sell and the suit end with it.")
        );
        assert_eq!(
            tell_last(&[order(), stayed(), banned(true)]),
            format!("{cut} The order to sell, which a court had suspended, and the suit end with it.")
        );
        // An order that is enforced goes on in the ban, and so does the suit.
        assert_eq!(tell_last(&[order(), sued(), banned(false)]), cut);
        let still = |access| (400.0, LogEvent::Ends { access, users: 1.0 });
        assert_eq!(
            tell_last(&[order(), sued(), banned(false), still(Access::Banned)]),
            "When the simulation ends, the ban is still in force and the suit is undecided."
        );
        assert_eq!(
            tell_last(&[order(), sued(), (40.0, LogEvent::Revoked { action: Action::OrderToSell })]),
            "The order to sell is revoked. The suit ends with it."
        );
        assert_eq!(
            tell_last(&[banned(true), (35.0, LogEvent::Sued), (40.0, LogEvent::Exited)]),
            "The owner leaves the market. The ban and the suit end with it."
        );
        let leave = (2.0, LogEvent::RuleStarts { rule: 0, answer: Answer::Exit });
        assert_eq!(
            tell_last(&[order(), leave.clone(), (40.0, LogEvent::Exited)]),
            "The owner leaves the market. The order to sell ends with it."
        );
        assert_eq!(
            tell_last(&[order(), leave, (40.0, LogEvent::Lapsed)]),
            "The deadline passes without action: the order lapses. The plan to leave ends with it."
        );
        assert_eq!(
            tell_last(&[order(), order()]),
            "The government requires a sale by 1 Nov 2020. The earlier order to sell ends with it."
        );
        assert!(tell_last(&[order(), (40.0, LogEvent::Sold { price: 1e9 })]).ends_with("on the day of closing."));
    }

    #[test]
    fn what_was_so_before_the_start_is_no_event() {
        let entry = |day: f64, market, event| LogEntry { day, market, event };
        let control = |day, retaliation| entry(day, None, LogEvent::ExportControl { until: 9e9, retaliation });
        let log = [
            control(-900.0, false),
            entry(-20.0, Some(0), LogEvent::Regime(0)),
            control(50.0, true),
            control(60.0, true),
            entry(1826.0, Some(0), LogEvent::Ends { access: Access::Open, users: 1.0 }),
        ];
        let told: Vec<String> =
            describe_log(&load("tiktok-2020/forced-sale"), &log).into_iter().map(|line| line.sentence).collect();
        assert_eq!(
            told,
            [
                "The home government retaliates; the technology is under export control already.",
                "The home government retaliates again; export control goes on.",
                "When the simulation ends, export control of the technology is still in force.",
            ]
        );
    }

    /// Beginnings of things, and words of which one must stand in a later line of the same market.
    const ENDS: [(&str, &[&str]); 6] = [
        ("A review begins.", &["he review ends", "he review and", "review is still running"]),
        ("The owner sues.", &["he court", "suit"]),
        ("requires a sale", &["order", "Sold", "sells the business"]),
        ("announces a ban", &["Banned", "announced ban"]),
        ("announces removal", &["Out of stores", "announced removal"]),
        ("Banned:", &["he ban"]),
    ];

    /// Whatever begins ends in the same market, or is told to be open at the end.
    #[test]
    fn whatever_is_told_to_begin_is_told_to_end() {
        let is_of = |line: &Line, place: &str| line.place.split("; ").any(|of| of == place);
        let mut checked = 0;
        for name in [
            "tiktok-2020/ban",
            "tiktok-2020/litigate",
            "tiktok-2020/forced-sale",
            "tiktok-2025/ban",
            "next-entrant/social",
        ] {
            let scenario = load(name);
            let layout = Layout::new(&scenario);
            for replication in 0..40 {
                let lines = describe_log(&scenario, &replay(&scenario, &layout, 1, replication).unwrap().log);
                for (i, line) in lines.iter().enumerate() {
                    for place in line.place.split("; ").filter(|place| !place.is_empty()) {
                        for (_, ends) in ENDS.iter().filter(|(begins, _)| line.sentence.contains(begins)) {
                            let later = lines[i + 1..].iter().filter(|later| is_of(later, place));
                            let is_told = |later: &Line| ends.iter().any(|words| later.sentence.contains(words));
                            assert!(later.clone().any(is_told), "{name} {replication}: {line:?} in {lines:#?}");
                            checked += 1;
                        }
                    }
                }
            }
        }
        assert!(checked > 300, "{checked}");
    }
}
