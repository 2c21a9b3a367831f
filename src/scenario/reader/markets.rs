//! What `[markets.NAME]` holds besides single quantities: churn and ties to other markets.

use super::super::fields::{Drawn, Field, Presence, Timing};
use super::super::inputs::{Market, Retention};
use super::super::quantities::{Churn, Parameter, Ties};
use super::section::{InputGroup, ReadInput, Section};
use super::state::Reader;

impl Reader<'_> {
    /// All markets, in the order written.
    pub(super) fn read_markets(&mut self) -> Vec<Market> {
        let keys = self.markets.clone();
        let mut top = self.root();
        if keys.is_empty() {
            top.report_missing("markets", "at least one [markets.NAME]");
        }
        let mut markets = top.enter("markets");
        keys.iter().map(|key| read_market(&mut markets.enter(key), key)).collect()
    }
}

fn read_market(s: &mut Section<'_, '_>, key: &str) -> Market {
    let market = Market::read(s);
    s.check_money();
    let mut content = s.enter("content");
    if content.sets(key) {
        content.error(key, "a market's own content needs no entry").help("name other markets; the rest is its own");
    }
    let shares = market.content.iter().filter_map(|(_, share)| content.reader.support(share.0));
    let least: f64 = shares.map(|(low, _)| low).sum();
    if least > 1.0 + 1e-9 {
        let key = content.keys().last().copied().unwrap_or_default();
        content.error(key, format!("shares of content sum to {least}")).help("they sum to at most 1");
    }
    market
}

impl Drawn for Churn {
    const TIMING: Timing = Timing::Once;
}

impl ReadInput for Churn {
    fn read(s: &mut Section<'_, '_>, key: &str, field: &'static Field) -> Self {
        let retention = s.node(key).and_then(|node| node.table()).is_some_and(|table| !table.is_quantity());
        if !retention {
            return Self::Rate(Parameter::read(s, key, field));
        }
        let mut churn = s.enter(key);
        churn.share_remarks();
        let read = Retention::read(&mut churn);
        let days = [(1.0, read.day1), (7.0, read.day7), (30.0, read.day30), (90.0, read.day90)];
        let points: Vec<(f64, Parameter)> = days.iter().filter_map(|(day, share)| Some((*day, (*share)?))).collect();
        if points.is_empty() {
            churn.report_missing(
                "day1",
                "churn is a rate per year, or retention on one or more of day1, day7, day30, day90",
            );
        }
        for pair in points.windows(2) {
            check_fall(&mut churn, pair[0], pair[1]);
        }
        Self::Retention { points, app_age: read.app_age, install_growth: read.install_growth }
    }
}

/// Retention on a later day is the lower one: surely higher is an error.
fn check_fall(s: &mut Section<'_, '_>, early: (f64, Parameter), late: (f64, Parameter)) {
    if let (Some((_, most)), Some((least, _))) = (s.reader.support(early.1.0), s.reader.support(late.1.0))
        && least > most
    {
        let span = s.reader.span(late.1.0);
        let message = format!("more users are left on day {} than on day {}", late.0, early.0);
        s.reader.error(span, message).help("retention falls from day to day");
    }
}

impl Drawn for Ties {
    const TIMING: Timing = Timing::Once;
    const SILENT: Presence = Presence::Optional;
}

/// `links` and `content`: inputs under the keys of markets.
impl ReadInput for Ties {
    fn read(s: &mut Section<'_, '_>, key: &str, field: &'static Field) -> Self {
        let mut ties = s.enter(key.trim_end_matches(".*"));
        let keys = ties.keys();
        let read = |key| {
            let span = ties.span(key);
            let market = ties.reader.find_market(key, span);
            let input = ties.read_input(key, field).map(Parameter);
            Some((market?, input?))
        };
        keys.into_iter().filter_map(read).collect()
    }
}
