//! From the figures of a run to pictures: each chart is drawn once as SVG, and becomes PNG from that.

mod access;
mod axis;
mod bins;
pub(crate) mod boxes;
mod bridge;
pub(crate) mod canvas;
mod check;
pub(crate) mod comparison;
mod convergence;
mod data;
mod decision;
mod difference;
#[cfg(test)]
pub(crate) mod difference_sample;
mod distribution;
pub(crate) mod drivers;
mod exceedance;
mod fans;
pub(crate) mod focused;
pub(crate) mod font;
mod labels;
mod legend;
mod metric;
mod notes;
mod outcomes;
mod panel;
mod png;
mod rows;
mod sales;
#[cfg(test)]
pub(crate) mod sample;
mod scale;
mod share_table;
mod sheet;
pub(crate) mod shifted;
mod strategy_split;
mod strips;
pub(crate) mod style;
pub mod sweep;
mod terms;
#[cfg(test)]
mod tests;
mod value;
mod waterfall;

use crate::analysis::{Comparison, Summary};
use metric::{METRICS, UserMetric};

pub use boxes::discovery;
pub(crate) use check::check;
pub use data::Zone;
pub use difference::difference;
pub use drivers::sensitivity;
pub use focused::focus;
pub use shifted::shift;
pub use strategy_split::strategy_split;

pub use crate::table::{Cell, Table};

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Stem of its file, of letters, digits and hyphens only.
    pub name: String,
    /// The finding, as its title states it.
    pub title: String,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// The figures behind it.
    pub table: Table,
    /// Places in the drawing that stand for rows of the table.
    pub zones: Vec<Zone>,
    /// The drawing.
    pub(crate) drawing: canvas::Drawing,
}

impl Chart {
    /// The drawing as SVG.
    pub fn svg(&self) -> String {
        self.drawing.svg(&self.title, &self.alt)
    }

    /// The same picture as PNG, with twice the pixels.
    ///
    /// # Errors
    /// [`ChartError::Picture`] where the drawing is too large for a picture.
    pub fn png(&self) -> Result<Vec<u8>, ChartError> {
        png::png(&self.svg())
    }
}

/// Why charts could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The summary contradicts itself, as only a damaged or edited one does.
    #[error("the summary is damaged: {0}")]
    Summary(String),
    /// The drawing failed.
    #[error("the chart could not be drawn: {0}")]
    Drawing(String),
    /// The drawing could not be turned into a picture.
    #[error("the chart could not be turned into PNG: {0}")]
    Picture(String),
}

impl ChartError {
    fn drawing(error: impl std::fmt::Display) -> Self {
        Self::Drawing(error.to_string())
    }
}

/// All charts of a run, in the order in which a reader wants them; those whose figures are missing are left out.
///
/// # Errors
/// [`ChartError::Summary`] where lists in the summary do not fit together.
pub fn render(summary: &Summary) -> Result<Vec<Chart>, ChartError> {
    check(summary).map_err(ChartError::Summary)?;
    let mut charts = vec![value::chart(summary)?, bridge::chart(summary)?, outcomes::chart(summary)?];
    charts.extend(exceedance::chart(summary)?);
    charts.extend(sales::chart(summary)?);
    charts.extend(terms::chart(summary)?);
    charts.push(access::chart(summary)?);
    let mut metrics = Vec::new();
    for metric in METRICS {
        if let Some(chart) = fans::chart_all(summary, metric)? {
            charts.push(chart);
            metrics.push(metric);
        }
    }
    let mut last: Vec<Chart> = convergence::chart(summary)?.into_iter().chain(strips::chart(summary)?).collect();
    let mut taken: Vec<String> = charts.iter().chain(&last).map(|c| c.name.clone()).collect();
    for metric in metrics {
        for key in summary.markets.keys() {
            let name = file_stem(metric, key, &mut taken);
            charts.push(fans::chart_one(summary, key, metric, &name)?);
        }
    }
    charts.append(&mut last);
    Ok(charts)
}

/// All charts of a decision, in the order in which a reader wants them.
///
/// # Errors
/// [`ChartError::Summary`] where its figures are not in order.
pub fn render_decision(decision: &crate::analysis::decision::Decision) -> Result<Vec<Chart>, ChartError> {
    decision::render(decision)
}

/// All charts of a comparison, in the order in which a reader wants them.
///
/// # Errors
/// [`ChartError::Summary`] where its lists do not fit together.
pub fn render_comparison(comparison: &Comparison) -> Result<Vec<Chart>, ChartError> {
    comparison::render(comparison)
}

/// `retention-KEY` with nothing in it that means something to a file system, and unlike any other.
fn file_stem(metric: UserMetric, key: &str, taken: &mut Vec<String>) -> String {
    let safe: String = key
        .chars()
        .take(60)
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' })
        .collect();
    let stem = format!("{}-{safe}", metric.stem());
    let mut name = stem.clone();
    let mut number = 2;
    while taken.contains(&name) {
        name = format!("{stem}-{number}");
        number += 1;
    }
    taken.push(name.clone());
    name
}
