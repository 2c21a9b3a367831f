//! From the baseline to value, part by part: a waterfall of differences from the baseline.

use crate::analysis::{Estimate, Summary};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::waterfall::{Part, waterfall};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::{capitalize, name_in_title};
use crate::text::numbers::{self, Figure, figure, last_place, money};
use crate::text::states::part_word;
use indexmap::IndexMap;

/// The figures that the chart tells: those abroad where there is a home.
struct Lead<'a> {
    parts: &'a IndexMap<String, f64>,
    errors: &'a IndexMap<String, f64>,
    value: &'a Estimate,
    baseline: &'a Estimate,
    /// Baseline less value.
    loss: Option<f64>,
    /// Its standard error, where it is known.
    error: Option<f64>,
    /// Home, which is left out.
    outside: Option<String>,
}

impl<'a> Lead<'a> {
    fn of(summary: &'a Summary) -> Self {
        let home = summary.scenario.home.as_ref().and_then(|key| summary.markets.get(key));
        match home.filter(|_| !summary.bridge_abroad.is_empty()) {
            Some(home) => {
                let (value, baseline) = (&summary.value_abroad, &summary.baseline_value_abroad);
                Self {
                    parts: &summary.bridge_abroad,
                    errors: &summary.bridge_abroad_se,
                    value,
                    baseline,
                    loss: baseline.mean.zip(value.mean).map(|(without, with)| without - with),
                    error: summary.loss_abroad.se,
                    outside: Some(name_in_title(&home.name)),
                }
            }
            None => Self {
                parts: &summary.bridge,
                errors: &summary.bridge_se,
                value: &summary.value,
                baseline: &summary.baseline_value,
                loss: summary.loss.mean,
                error: summary.loss.se,
                outside: None,
            },
        }
    }
}

/// The chart.
pub(super) fn chart(summary: &Summary) -> Result<Chart, ChartError> {
    let lead = Lead::of(summary);
    let parts = parts(&lead);
    let home = lead.outside.as_ref().map(|home| format!(", outside {home}")).unwrap_or_default();
    let [from, to] = [lead.baseline, lead.value].map(|value| figure(value, Figure::Mean));
    let rows = parts.iter().map(|p| vec![Cell::text(&*p.word), Cell::figure(p.written(), p.to - p.from)]);
    let caption = "Mean difference from the baseline, dollars at the start, ± standard error";
    let sheet = Sheet {
        name: "bridge".to_owned(),
        title: finding(&lead),
        subtitle: format!(
            "Mean difference from the same simulations with no government action{home}, dollars at the start, ± standard error"
        ),
        kind: format!("Waterfall from a baseline of {from} to a value of {to}"),
        spoken: parts.iter().map(Part::spoken).collect(),
        table: Table::new(caption, ["Part", "Difference"], rows),
        origin: Origin::of_run(summary),
    };
    waterfall(&parts, "baseline", 168.0).chart(sheet)
}

/// Each part that is not nothing, from where the one before it ends; then all of them together.
fn parts(lead: &Lead) -> Vec<Part> {
    let mut at = 0.0;
    let mut out = Vec::new();
    for (key, value) in lead.parts.iter().filter(|(_, v)| !numbers::is_nothing(**v) && v.is_finite()) {
        let (word, error) = (part_word(key).to_owned(), lead.errors.get(key).copied());
        out.push(Part { word, note: None, from: at, to: at + value, error });
        at += value;
    }
    out.push(Part { word: "All together".to_owned(), note: None, from: 0.0, to: at, error: lead.error });
    out
}

fn finding(lead: &Lead) -> String {
    let baseline = figure(lead.baseline, Figure::Mean);
    let worst =
        lead.parts.iter().filter(|(_, v)| **v < 0.0 && !numbers::is_nothing(**v)).min_by(|a, b| a.1.total_cmp(b.1));
    let outside = lead.outside.as_ref().map(|home| format!("Outside {home}, ")).unwrap_or_default();
    let written = |loss: f64| money(loss.abs(), last_place(loss, lead.error).max(last_place(loss, None)));
    let error = lead.loss.and_then(|loss| numbers::known_error(loss, lead.error));
    let noise = |loss: f64| error.is_some_and(|error| loss.abs() <= 2.0 * error);
    let told = match (lead.loss.filter(|loss| !numbers::is_nothing(*loss)), worst) {
        (Some(loss), _) if noise(loss) => {
            format!("what government action costs is too close to call ({})", numbers::money_with_error(loss, error))
        }
        (Some(loss), Some((part, _))) if loss > 0.0 => {
            let share = lead.baseline.mean.filter(|b| *b > 0.0).map(|b| loss / b);
            let of = share.map(|s| format!(" ({})", numbers::whole_percent(s))).unwrap_or_default();
            let part = part_word(part).to_lowercase();
            format!(
                "government action costs {}{of} of a baseline of {baseline}; the largest part is {part}",
                written(loss)
            )
        }
        (Some(loss), _) if loss < 0.0 => {
            format!("government action adds {} to a baseline of {baseline}", written(loss))
        }
        _ => format!("government action costs nothing of a baseline of {baseline}"),
    };
    capitalize(&format!("{outside}{told}"))
}
