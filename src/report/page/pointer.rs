//! A place of the page that is worth a look, and the page to choose it from.

use crate::analysis::Summary;
use crate::charts::Chart;

use super::fans::Fans;

/// A place worth a look, and why.
pub(super) struct Pointer {
    /// The greater, the sooner.
    pub(super) weight: f64,
    /// What is to be seen there.
    pub(super) why: String,
    /// Where it is.
    pub(super) link: String,
    /// What the link says.
    pub(super) word: &'static str,
}

impl Pointer {
    /// A place to look at, of such a weight.
    pub(super) fn new(weight: f64, why: impl Into<String>, link: impl Into<String>, word: &'static str) -> Self {
        Self { weight, why: why.into(), link: link.into(), word }
    }
}

/// What there is to choose from.
pub(super) struct Page<'a> {
    pub(super) summary: &'a Summary,
    pub(super) fans: &'a Fans<'a>,
    pub(super) charts: &'a [Chart],
}

impl Page<'_> {
    /// The chart of this name, or else the section.
    pub(super) fn place(&self, chart: &str, section: &str) -> String {
        if self.charts.iter().any(|c| c.name == chart) { format!("chart-{chart}") } else { section.to_owned() }
    }

    /// The chart of a market by a measure, or else the section of markets.
    pub(super) fn fan(&self, key: &str, stem: &str) -> String {
        let market = self.summary.markets.get_index_of(key);
        market.and_then(|i| self.fans.of_market(i, stem)).map_or("markets".to_owned(), |name| format!("chart-{name}"))
    }
}
