//! `[events.NAME]`: what the scenario pins to a date.

use super::super::checked::{EventKind, ScheduledEvent};
use super::super::inputs::{EventTerms, Market, RegimeTerms, Strategy};
use super::super::quantities::{MarketId, Parameter};
use super::super::words::{EVENT_KEYS, EventWord};
use super::section::{InputGroup, Section};
use super::state::Reader;
use jiff::civil::Date;

/// What an event is read against.
pub(super) struct Surroundings<'s> {
    pub(super) start: Date,
    /// Days simulated.
    pub(super) horizon: f64,
    pub(super) markets: &'s [Market],
    /// The strategy in force.
    pub(super) strategy: Option<&'s Strategy>,
}

impl Reader<'_> {
    /// Events in order of date; ties as written.
    pub(super) fn read_events(&mut self, around: &Surroundings<'_>) -> Vec<ScheduledEvent> {
        let mut top = self.root();
        let mut all = top.enter("events");
        // Inputs are read in order of date too, so that a scenario written out again has them in the same order.
        let mut dated: Vec<(Option<Date>, &str)> =
            all.keys().into_iter().map(|key| (all.enter(key).parse_date("on"), key)).collect();
        dated.sort_by_key(|(date, _)| *date);
        dated.into_iter().filter_map(|(_, key)| read_event(&mut all.enter(key), around)).collect()
    }
}

fn read_event(s: &mut Section<'_, '_>, around: &Surroundings<'_>) -> Option<ScheduledEvent> {
    s.share_remarks();
    let on = s.read_date("on");
    let word = s.read_word("kind");
    for required in ["on", "kind"] {
        if !s.sets(required) {
            s.report_missing(required, "every event has a date and a kind");
        }
    }
    s.reader.event_date = on;
    let terms = EventTerms::read(s);
    s.reader.event_date = None;
    let (on, word) = (on?, word?);
    check_keys(s, word);
    let perimeter = s.read_markets("perimeter").unwrap_or_default();
    let joint = s.read_markets("markets").unwrap_or_default();
    let (market, others) = match joint.split_first() {
        Some((&first, others)) => {
            check_joint_markets(s, &joint);
            (first, others.to_vec())
        }
        None => (read_market(s, word, &perimeter, around)?, Vec::new()),
    };
    let day = (on - around.start).get_days().into();
    check_time(s, day, around.horizon, terms.probability.0);
    let label = match s.read_text("label") {
        Some(label) => label.to_owned(),
        None => make_label(word, around.markets.get(market.0).map_or("", |market| &market.name)),
    };
    let kind = match word {
        EventWord::Review => EventKind::Review { length: terms.length },
        EventWord::ForcedSale => EventKind::ForcedSale { deadline: terms.deadline },
        EventWord::Extension => EventKind::Extension { deadline: require_deadline(s, terms.deadline)? },
        EventWord::Ban => EventKind::Ban { notice: terms.notice },
        EventWord::Restriction => EventKind::Restriction { notice: terms.notice },
        EventWord::Settlement => EventKind::Settlement,
        EventWord::Lift => EventKind::Lift,
        EventWord::Injunction => EventKind::Injunction,
        EventWord::Ruling => EventKind::Ruling { upheld: terms.upheld },
        EventWord::AcquisitionTalks => EventKind::AcquisitionTalks { perimeter },
        EventWord::Exit => EventKind::Exit,
        EventWord::ExportControl => EventKind::ExportControl { length: terms.length },
        EventWord::Regime => EventKind::Regime(RegimeTerms::read(s)),
    };
    Some(ScheduledEvent { key: s.own_name(), label, on, day, market, others, kind, probability: terms.probability })
}

/// The new deadline of an extension, which has to be stated.
fn require_deadline(s: &mut Section<'_, '_>, stated: Option<Parameter>) -> Option<Parameter> {
    if !s.sets("deadline") {
        s.report_missing("deadline", "the new deadline: its date, or the time from this event to it");
    }
    stated
}

/// Reports keys that do not fit the kind.
fn check_keys(s: &mut Section<'_, '_>, word: EventWord) {
    for (key, words) in EVENT_KEYS {
        if s.sets(key) && !words.contains(&word) {
            let span = s.span(key);
            let words: Vec<&str> = words.iter().map(|word| word.name()).collect();
            s.reader
                .error(span, format!("an event of kind `{}` has no `{key}`", word.name()))
                .label("not a key of this kind")
                .help(format!("`{key}` is for events of kind {}", words.join(" or ")));
        }
    }
}

/// Where it happens: as written, else home for export control and the first of the perimeter for talks.
fn read_market(
    s: &mut Section<'_, '_>,
    word: EventWord,
    perimeter: &[MarketId],
    around: &Surroundings<'_>,
) -> Option<MarketId> {
    let home = s.home();
    if s.sets("market") {
        let market = s.read_market("market")?;
        if word == EventWord::ExportControl && home.is_some_and(|home| home != market) {
            s.error("market", "export control is imposed by the home country").help("leave `market` out");
        }
        return Some(market);
    }
    let found = match word {
        EventWord::ExportControl => home,
        EventWord::AcquisitionTalks => {
            let strategy = around.strategy.map(|strategy| strategy.perimeter.as_slice()).unwrap_or_default();
            let abroad = (0..around.markets.len()).map(MarketId).find(|market| Some(*market) != home);
            perimeter.first().or(strategy.first()).copied().or(abroad)
        }
        _ => None,
    };
    if found.is_none() {
        let of_home = word == EventWord::ExportControl;
        let help = if of_home { "the home market, named under [company]" } else { "the market it happens in" };
        s.report_missing("market", help);
    }
    found
}

/// Reports markets of one measure that cannot be: with `market` beside them, twice, or home.
fn check_joint_markets(s: &mut Section<'_, '_>, joint: &[MarketId]) {
    if s.sets("market") {
        s.error("market", "an event has either `market` or `markets`")
            .help("leave `market` out: it is the first of `markets`");
    }
    let home = s.home();
    if joint.iter().any(|market| Some(*market) == home) {
        s.error("markets", "the home market is none of those that a host acts against").help("leave it out");
    }
    if joint.iter().enumerate().any(|(i, market)| joint[..i].contains(market)) {
        s.error("markets", "a market stands here twice").help("name each market once");
    }
}

fn check_time(s: &mut Section<'_, '_>, day: f64, horizon: f64, probability: usize) {
    let certain = matches!(s.reader.known(probability), Some(0.0 | 1.0));
    if day < 0.0 && s.reader.support(probability).is_some() && !certain {
        let key = if s.sets("probability") { "probability" } else { "on" };
        s.error(key, "an event before the start has happened or has not: its probability is 100%, or 0%")
            .help("leave `probability` out, or write 0% to undo an event of a parent file");
    }
    if day > horizon {
        let span = s.node("on").map_or_else(|| s.span("on"), |node| node.span);
        s.reader.warning(span, "this event falls after the end of the scenario, so it never happens");
    }
}

/// A title such as `Forced sale: United States`.
fn make_label(word: EventWord, market: &str) -> String {
    let words = word.name().replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect::<String>() + ": " + market
}

#[cfg(test)]
mod tests {
    use super::super::super::inputs::fields;
    use super::super::super::words::EVENT_KEYS;
    use super::super::super::words::{EventWord, Word};
    use crate::scenario::Scenario;

    const MARKET: &str = "start = 2021-01-01\nhorizon = \"2 years\"\n[company]\ndiscount_rate = \"10%\"\n[markets.us]\nusers = \"100M\"\n\
        ceiling = \"400M\"\ngrowth = \"0%\"\nchurn = \"0.4 per year\"\narpu = \"$10\"\nmargin = \"50%\"\nterminal_growth = \"0%\"\n";

    #[test]
    fn every_kind_of_event_is_read_as_what_it_says() {
        for kind in EventWord::NAMES {
            let deadline = if *kind == "extension" { "deadline = \"90 days\"\n" } else { "" };
            let event = format!("[events.e]\non = 2021-06-01\nkind = \"{kind}\"\nmarket = \"us\"\n{deadline}");
            let scenario = Scenario::parse("e.toml", &format!("{MARKET}{event}"), &[]).unwrap();
            assert_eq!(scenario.events[0].kind.name(), *kind);
        }
    }

    #[test]
    fn every_input_of_events_says_which_kinds_have_it() {
        let of_events = fields().filter_map(|field| field.path.strip_prefix("events.*."));
        for key in of_events.filter(|key| *key != "probability") {
            assert!(EVENT_KEYS.iter().any(|(known, _)| *known == key), "{key}");
        }
    }
}
