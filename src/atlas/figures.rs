//! Figures of markets, each with its year, its source and how far it can be trusted.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// All figures, as a table: one a row.
pub static FIGURES_CSV: &str = include_str!("../../scenarios/reference/atlas-facts.csv");

static FIGURES: LazyLock<Vec<Figure>> = LazyLock::new(|| read_rows(FIGURES_CSV));

/// The number of each figure by its id.
static BY_ID: LazyLock<HashMap<&'static str, usize>> =
    LazyLock::new(|| FIGURES.iter().enumerate().map(|(number, figure)| (figure.id.as_str(), number)).collect());

/// One figure of a market.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Figure {
    /// The letter `A` and four digits.
    pub id: String,
    /// Code of its market.
    #[serde(rename(deserialize = "iso"))]
    pub code: String,
    /// What it measures, such as `internet_users`.
    pub metric: String,
    /// A number or a text; `<=6` is an upper bound.
    pub value: String,
    /// Unit of a number; `text` for a text.
    pub unit: String,
    /// The year or years that it is of; empty where it is of none.
    pub year: String,
    /// Title of its source.
    #[serde(rename(deserialize = "source_title"))]
    pub source: String,
    /// Address of the source; `none` where there is none.
    #[serde(rename(deserialize = "source_address"))]
    pub address: String,
    /// How far it can be trusted.
    pub confidence: String,
    /// How it was worked out, or what to beware of.
    pub note: String,
}

impl Figure {
    /// The last year that it is of; none where it is of none.
    pub fn last_year(&self) -> Option<i16> {
        let words = self.year.split(|c: char| !c.is_ascii_digit()).filter(|word| word.len() == 4);
        words.filter_map(|word| word.parse().ok()).max()
    }

    /// Its value as a number; none for a text or an upper bound.
    pub fn number(&self) -> Option<f64> {
        self.value.parse().ok()
    }
}

/// The figure with an id such as `A0010`.
pub fn find_figure(id: &str) -> Option<&'static Figure> {
    BY_ID.get(id).map(|number| &FIGURES[*number])
}

/// The figures of the market with a code, in the order of the file.
pub fn list_figures(code: &str) -> impl Iterator<Item = &'static Figure> {
    FIGURES.iter().filter(move |figure| figure.code == code)
}

/// The latest figure of a metric of a market.
pub(super) fn find_latest(code: &str, metric: &str) -> Option<&'static Figure> {
    list_figures(code).filter(|figure| figure.metric == metric).max_by_key(|figure| figure.last_year())
}

/// The rows of a table that comes with the program; one that does not fit is left out, which a test would tell.
pub(super) fn read_rows<T: for<'d> Deserialize<'d>>(text: &str) -> Vec<T> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().filter_map(Result::ok).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_is_read() {
        assert_eq!(FIGURES.len(), 2506);
        let users = find_figure("A0064").unwrap();
        assert_eq!(
            (users.code.as_str(), users.metric.as_str(), users.number()),
            ("CA", "internet_users", Some(36_553_280.0))
        );
        assert!(find_figure("A9999").is_none());
    }

    #[test]
    fn the_latest_figure_is_that_of_the_last_year() {
        assert_eq!(find_latest("US", "gdp_per_head_usd").unwrap().value, "85810");
        let years = |year: &str| Figure { year: year.to_owned(), ..find_figure("A0064").unwrap().clone() }.last_year();
        assert_eq!(["2023", "2016-2025", "2025-Q3", ""].map(years), [Some(2023), Some(2025), Some(2025), None]);
    }
}
