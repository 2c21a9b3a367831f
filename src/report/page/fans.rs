//! Users, market by market: one chart shown at a time, chosen by market and measure.

use maud::{Markup, html};

use crate::analysis::Summary;
use crate::charts::Chart;
use crate::text::clean::clean;

use super::figures::{Place, figure};

/// Measures of users: how the names of their charts begin, and what people call them.
const MEASURES: [(&str, &str); 3] = [
    ("retention-", "users, of those at the start"),
    ("vs-baseline-", "users, against the baseline"),
    ("cohort-", "day-one users still active"),
];

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

    /// Name of the chart of a market, by its place among the markets, in the best of the measures that begin so.
    pub(super) fn of_market(&self, market: usize, stem: &str) -> Option<&'a str> {
        let (_, _, charts) = self.measures.iter().find(|(s, _, _)| *s == stem)?;
        charts.get(market).map(|chart| chart.name.as_str())
    }

    /// The section. Without a script, and on paper, it holds every market by the first measure.
    pub(super) fn markup(&self, summary: &Summary) -> Markup {
        let names = summary.markets.values().map(|m| clean(&m.name));
        html! {
            div.switch data-switch {
                div.pick {
                    label { "Market " select data-pick="market" autocomplete="off" {
                        @for (i, name) in names.enumerate() { option value=(i) { (name) } }
                    } }
                    @if self.measures.len() > 1 {
                        label { "Measure " select data-pick="measure" autocomplete="off" {
                            @for (stem, word, _) in &self.measures { option value=(stem) { (word) } }
                        } }
                    }
                }
                @for (i, (stem, _, charts)) in self.measures.iter().enumerate() {
                    @for (market, chart) in charts.iter().enumerate() {
                        (figure(chart, Some(&Place { market, measure: stem, later: i > 0 })))
                    }
                }
            }
        }
    }
}
