//! From the figures of a run to pictures: each chart is drawn once as SVG, and becomes PNG from that.

mod access;
mod axis;
mod below_half;
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
mod format;
pub(crate) mod history;
mod labels;
mod legend;
mod metric;
mod outcomes;
mod panel;
mod png;
mod rows;
mod sales;
#[cfg(test)]
pub(crate) mod sample;
mod scale;
mod shaded;
mod share_table;
mod sheet;
pub(crate) mod shifted;
mod stacked;
mod strategy_split;
mod strips;
pub(crate) mod style;
mod svg;
pub mod sweep;
mod terms;
#[cfg(test)]
mod tests;
mod value;
mod waterfall;

use crate::analysis::{Comparison, Summary};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use boxes::discovery;
pub(crate) use check::check;
pub(crate) use data::Zone;
pub use difference::difference;
pub use drivers::sensitivity;
pub use focused::focus;
pub use shifted::shift;
pub use strategy_split::strategy_split;
pub(crate) use svg::units;

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
    /// The drawing for screens, files and paper.
    pub(crate) drawing: canvas::Drawing,
    /// The same figures drawn for phones.
    pub(crate) narrow: canvas::Drawing,
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
    /// The drawing could not be turned into a picture.
    #[error("the chart could not be turned into PNG: {0}")]
    Picture(String),
}

/// All charts of a run, in the order in which a reader wants them; those whose figures are missing are left out.
///
/// # Errors
/// [`ChartError::Summary`] where lists in the summary do not fit together.
pub fn render(summary: &Summary) -> Result<Vec<Chart>, ChartError> {
    check(summary).map_err(ChartError::Summary)?;
    let mut charts = vec![value::chart(summary), bridge::chart(summary), outcomes::chart(summary)];
    charts.extend(exceedance::chart(summary));
    charts.extend(sales::chart(summary));
    charts.extend(terms::chart(summary));
    charts.push(access::chart(summary));
    let users = fans::chart_all(summary);
    charts.extend(below_half::chart(summary));
    let mut last: Vec<Chart> = convergence::chart(summary).into_iter().chain(strips::chart(summary)).collect();
    let mut taken: Vec<String> = charts.iter().chain(&last).chain(&users).map(|c| c.name.clone()).collect();
    if let Some(users) = users {
        charts.push(users);
        for key in summary.markets.keys() {
            charts.push(fans::chart_one(summary, key, &file_stem("retention", key, &mut taken)));
        }
    }
    charts.append(&mut last);
    Ok(charts)
}

/// The summary with keys in place of the names that pictures cannot show, as they know no typeface but their own, and a
/// warning that says so; none where they can show all.
pub(crate) fn spell_names(summary: &Summary) -> Option<(Summary, String)> {
    let mut spelt = summary.clone();
    let mut lost: Vec<String> = Vec::new();
    for (key, market) in &mut spelt.markets {
        if !font::has_all(&market.name) {
            lost.push(std::mem::replace(&mut market.name, key.clone()));
        }
    }
    for event in spelt.events.iter_mut().filter(|event| !font::has_all(&event.label)) {
        lost.push(std::mem::replace(&mut event.label, event.key.clone()));
    }
    if !font::has_all(&spelt.scenario.title) {
        lost.push(std::mem::replace(&mut spelt.scenario.title, summary.scenario.name.clone()));
    }
    (!lost.is_empty()).then(|| (spelt, warn_of_spelling(&lost)))
}

/// The same of a study whose charts these are: what stands for a name is the key under which it is saved.
pub(crate) fn spell_study<S: Serialize + DeserializeOwned>(study: &S, charts: &[Chart]) -> Option<(S, String)> {
    if charts.iter().all(|chart| font::has_all(&chart.svg())) {
        return None;
    }
    let mut saved = serde_json::to_value(study).ok()?;
    let mut lost = Vec::new();
    spell_strings("", &mut saved, &mut lost);
    lost.dedup();
    Some((serde_json::from_value(saved).ok()?, warn_of_spelling(&lost)))
}

/// Puts `key` in place of each text that pictures cannot show; a name, a title and a label take the key of what they name.
fn spell_strings(key: &str, value: &mut Value, lost: &mut Vec<String>) {
    match value {
        Value::String(text) if !font::has_all(text) => lost.push(std::mem::replace(text, key.to_owned())),
        Value::Array(items) => items.iter_mut().for_each(|item| spell_strings(key, item, lost)),
        Value::Object(fields) => {
            let short = |of: &str| Some(fields.get(of)?.as_str()?.to_owned()).filter(|name| font::has_all(name));
            let own = short("key").or_else(|| short("name")).unwrap_or_else(|| key.to_owned());
            for (field, value) in
                fields.iter_mut().filter(|(field, _)| !matches!(field.as_str(), "warnings" | "question"))
            {
                let names_it = matches!(field.as_str(), "name" | "title" | "label");
                spell_strings(if names_it { &own } else { field }, value, lost);
            }
        }
        _ => {}
    }
}

fn warn_of_spelling(lost: &[String]) -> String {
    let names: Vec<String> = lost.iter().map(|name| crate::text::names::shorten(name, 40)).collect();
    format!(
        "Pictures (PNG) have keys in place of names whose script their typeface lacks: {}.",
        crate::text::names::join_list(&names)
    )
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

/// `STEM-KEY` with nothing in it that means something to a file system, and unlike any other.
fn file_stem(stem: &str, key: &str, taken: &mut Vec<String>) -> String {
    let safe: String = key
        .chars()
        .take(60)
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' })
        .collect();
    let stem = format!("{stem}-{safe}");
    let mut name = stem.clone();
    let mut number = 2;
    while taken.contains(&name) {
        name = format!("{stem}-{number}");
        number += 1;
    }
    taken.push(name.clone());
    name
}
