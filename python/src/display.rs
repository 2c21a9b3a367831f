//! What a notebook shows, and figures as text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use marketgate::Summary;
use marketgate::charts::{self, Chart};
use marketgate::report::{InputRow, describe_answer, write_headline};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use serde::Serialize;
use serde_json::ser::to_string_pretty;

/// The charts of a run's first pages, in the order in which they are shown.
const SHOWN: [&str; 4] = ["value", "outcomes", "bridge", "access"];

/// Figures as the files of results hold them.
pub(crate) fn write_json(figures: &impl Serialize) -> PyResult<String> {
    to_string_pretty(figures).map_err(|error| PyRuntimeError::new_err(error.to_string()))
}

/// Figures as Python holds them.
pub(crate) fn read_json<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (text,))
}

/// The answer of a run in a few lines, and its main charts.
pub(crate) fn show_run(summary: &Summary, inputs: &[InputRow]) -> PyResult<String> {
    let lines = describe_answer(summary, inputs);
    let lines: Vec<String> = lines.iter().map(|line| write_line(&line.point, &line.detail)).collect();
    let drawn = charts::render(summary).map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    let shown: Vec<&Chart> = SHOWN.iter().filter_map(|name| drawn.iter().find(|chart| chart.name == *name)).collect();
    Ok(show(&summary.scenario.title, &write_headline(summary), &lines, &shown))
}

/// A title, a headline, lines that are HTML, and charts.
pub(crate) fn show(title: &str, headline: &str, lines: &[String], charts: &[&Chart]) -> String {
    let list: String = lines.iter().map(|line| format!("<li>{line}</li>")).collect();
    let pictures: String = charts.iter().map(|chart| show_chart(chart)).collect();
    format!(
        "<div><p style=\"margin:0\">{}</p><h3 style=\"margin-top:0\">{}</h3><ul>{list}</ul>{pictures}</div>",
        escape(title),
        escape(headline)
    )
}

/// A chart as a picture that holds itself; drawn on white, whatever the notebook's colours.
fn show_chart(chart: &Chart) -> String {
    let (picture, alt) = (STANDARD.encode(chart.svg()), escape(&chart.alt));
    format!(
        "<img alt=\"{alt}\" style=\"max-width:100%;width:760px;background:#fff;display:block;margin:8px 0\" \
         src=\"data:image/svg+xml;base64,{picture}\">"
    )
}

/// A point and what stands behind it, as HTML.
pub(crate) fn write_line(point: &str, detail: &str) -> String {
    format!("<b>{}</b> {}", escape(point), escape(detail))
}

/// Text within HTML, without control characters.
fn escape(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
