//! Users, market by market: one chart shown at a time, chosen by market and measure.

use maud::Markup;

use crate::analysis::Summary;
use crate::charts::Chart;
use crate::text::clean::clean;

use super::figures::render_switch;

/// Measures of users: how the names of their charts begin, and what people call them.
const MEASURES: [(&str, &str); 1] = [("retention-", "users, of those at the start")];

/// The charts of single markets.
pub(super) struct Fans<'a> {
    /// By measure, in the order of the markets.
    measures: Vec<(&'static str, &'static str, Vec<&'a Chart>)>,
}

impl<'a> Fans<'a> {
    /// Finds them, and gives back all other charts.
    pub(super) fn among(charts: &'a [Chart]) -> (Self, Vec<&'a Chart>) {
        let of = |(stem, word): &(&'static str, &'static str)| {
            let own: Vec<&Chart> = charts.iter().filter(|c| c.name.starts_with(stem)).collect();
            (*stem, *word, own)
        };
        let measures: Vec<_> = MEASURES.iter().map(of).filter(|(_, _, own)| !own.is_empty()).collect();
        let single = |c: &&Chart| MEASURES.iter().any(|(stem, _)| c.name.starts_with(stem));
        (Self { measures }, charts.iter().filter(|c| !single(c)).collect())
    }

    /// The section.
    pub(super) fn markup(&self, summary: &Summary) -> Markup {
        let markets: Vec<String> = summary.markets.values().map(|m| clean(&m.name)).collect();
        render_switch(&markets, &self.measures)
    }
}
