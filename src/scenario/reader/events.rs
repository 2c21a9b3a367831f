//! `[events.NAME]`: what the scenario pins to a date.

use super::super::checked::{EventKind, Market, MarketId, ScheduledEvent, Strategy};
use super::super::keys::EVENTS;
use super::section::Section;
use super::state::Reader;
use jiff::civil::Date;

/// The keys that fit only some kinds of event.
const KEYS: [(&str, &[&str]); 8] = [
    ("deadline", &["forced-sale"]),
    ("length", &["review", "export-control"]),
    ("upheld", &["ruling"]),
    ("perimeter", &["acquisition-talks"]),
    ("rates", &["regime"]),
    ("enforcement", &["regime"]),
    ("extension", &["regime"]),
    ("revocation", &["regime"]),
];

/// What an event is read against.
pub(super) struct Surroundings<'s> {
    pub(super) start: Date,
    pub(super) horizon: f64,
    pub(super) home: Option<MarketId>,
    pub(super) markets: &'s [Market],
    /// The strategy in force.
    pub(super) strategy: Option<&'s Strategy>,
}

impl Reader<'_> {
    /// Events in order of date; ties as written.
    pub(super) fn events(&mut self, around: &Surroundings<'_>) -> Vec<ScheduledEvent> {
        let mut top = self.top();
        let mut all = top.within("events");
        // Inputs are read in order of date too, so that a scenario written out again has them in the same order.
        let mut dated: Vec<(Option<Date>, &str)> =
            all.keys().into_iter().map(|key| (all.named(key).date_if_right("on"), key)).collect();
        dated.sort_by_key(|(date, _)| *date);
        dated.into_iter().filter_map(|(_, key)| event(&mut all.named(key), key, around)).collect()
    }
}

fn event(s: &mut Section<'_, '_>, key: &str, around: &Surroundings<'_>) -> Option<ScheduledEvent> {
    s.share_remarks();
    let on = s.date("on");
    let kind = s.word("kind", EVENTS);
    for required in ["on", "kind"] {
        if !s.sets(required) {
            s.missing(required, "every event has a date and a kind");
        }
    }
    let probability = s.once("probability");
    let (on, word) = (on?, kind?);
    fits(s, word);
    let perimeter = s.markets("perimeter").unwrap_or_default();
    let market = market(s, word, &perimeter, around)?;
    let day = (on - around.start).get_days().into();
    in_time(s, day, around.horizon, probability.0);
    let label = match s.text("label") {
        Some(label) => label.to_owned(),
        None => label(word, around.markets.get(market.0).map_or("", |market| &market.name)),
    };
    let kind = event_kind(s, word, perimeter);
    Some(ScheduledEvent { key: key.to_owned(), label, on, day, market, kind, probability })
}

fn event_kind(s: &mut Section<'_, '_>, word: &str, perimeter: Vec<MarketId>) -> EventKind {
    match word {
        "review" => EventKind::Review { length: s.maybe("length") },
        "forced-sale" => EventKind::ForcedSale { deadline: s.maybe("deadline") },
        "ban" => EventKind::Ban,
        "restriction" => EventKind::Restriction,
        "lift" => EventKind::Lift,
        "injunction" => EventKind::Injunction,
        "ruling" => EventKind::Ruling { upheld: s.maybe("upheld") },
        "acquisition-talks" => EventKind::AcquisitionTalks { perimeter },
        "exit" => EventKind::Exit,
        "export-control" => EventKind::ExportControl { length: s.maybe("length") },
        "regime" => EventKind::Regime {
            rates: s.once("rates"),
            enforcement: s.once("enforcement"),
            extension: s.once("extension"),
            revocation: s.once("revocation"),
        },
        _ => unreachable!("`{word}` is one of `EVENTS`, each of which is read above, as a test shows"),
    }
}

/// Reports keys that do not fit the kind.
fn fits(s: &mut Section<'_, '_>, kind: &str) {
    for (key, kinds) in KEYS {
        if s.sets(key) && !kinds.contains(&kind) {
            let span = s.span(key);
            s.reader
                .error(span, format!("an event of kind `{kind}` has no `{key}`"))
                .label("not a key of this kind")
                .help(format!("`{key}` is for events of kind {}", kinds.join(" or ")));
        }
    }
}

/// Where it happens: as written, else home for export control and the first of the perimeter for talks.
fn market(s: &mut Section<'_, '_>, kind: &str, perimeter: &[MarketId], around: &Surroundings<'_>) -> Option<MarketId> {
    if s.sets("market") {
        let market = s.market("market")?;
        if kind == "export-control" && around.home.is_some_and(|home| home != market) {
            s.error("market", "export control is imposed by the home country").help("leave `market` out");
        }
        return Some(market);
    }
    let found = match kind {
        "export-control" => around.home,
        "acquisition-talks" => {
            let strategy = around.strategy.map(|strategy| strategy.perimeter.as_slice()).unwrap_or_default();
            let abroad = (0..around.markets.len()).map(MarketId).find(|market| Some(*market) != around.home);
            perimeter.first().or(strategy.first()).copied().or(abroad)
        }
        _ => None,
    };
    if found.is_none() {
        let help = if kind == "export-control" {
            "the home market, named under [company]"
        } else {
            "the market it happens in"
        };
        s.missing("market", help);
    }
    found
}

fn in_time(s: &mut Section<'_, '_>, day: f64, horizon: f64, probability: usize) {
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
fn label(kind: &str, market: &str) -> String {
    let words = kind.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect::<String>() + ": " + market
}

#[cfg(test)]
mod tests {
    use super::EVENTS;
    use crate::scenario::Scenario;

    const MARKET: &str = "start = 2021-01-01\nhorizon = \"2 years\"\n[company]\ndiscount_rate = \"10%\"\n[markets.us]\nusers = \"100M\"\n\
        ceiling = \"400M\"\ngrowth = \"0%\"\nchurn = \"0.4 per year\"\narpu = \"$10\"\nmargin = \"50%\"\nterminal_growth = \"0%\"\n";

    #[test]
    fn every_kind_of_event_is_read_as_what_it_says() {
        for kind in EVENTS {
            let event = format!("[events.e]\non = 2021-06-01\nkind = \"{kind}\"\nmarket = \"us\"\n");
            let scenario = Scenario::parse("e.toml", &format!("{MARKET}{event}"), &[]).unwrap();
            assert_eq!(scenario.events[0].kind.name(), *kind);
        }
    }
}
