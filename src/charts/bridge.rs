//! From the baseline to value, part by part: a waterfall of differences from the baseline.

use crate::analysis::{BridgePart, Estimate, Summary};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::waterfall::{self, Part};
use crate::charts::{Cell, Chart, Table};
use crate::text::causes::Cause;
use crate::text::names::{capitalize, name_in_title};
use crate::text::numbers::{self, Figure, figure, last_place, money};
use crate::text::phrases::locate_value;
use crate::text::states::{part_phrase, part_word};

/// Parts of less than this of all that is gained and lost are told as one.
const FOLDED: f64 = 0.01;

/// The figures that the chart tells: those abroad where there is a home.
struct Lead<'a> {
    parts: Vec<BridgePart<'a>>,
    /// The part that costs most, by its key.
    largest: Option<&'a str>,
    value: &'a Estimate,
    baseline: &'a Estimate,
    /// Baseline less value.
    loss: Option<f64>,
    /// Its standard error, where it is known.
    error: Option<f64>,
    /// What makes the difference.
    cause: Cause,
    /// Where it lies, in a sentence.
    place: Option<String>,
}

impl<'a> Lead<'a> {
    fn of(summary: &'a Summary) -> Self {
        let home = summary.scenario.home.as_ref().and_then(|key| summary.markets.get(key));
        let (parts, cause, largest) = (summary.list_bridge_parts(), Cause::find(summary), summary.find_largest_cost());
        match home.filter(|_| !summary.bridge_abroad.is_empty()) {
            Some(_) => {
                let (value, baseline) = (&summary.value_abroad, &summary.baseline_value_abroad);
                Self {
                    parts,
                    largest,
                    cause,
                    value,
                    baseline,
                    loss: baseline.mean.zip(value.mean).map(|(without, with)| without - with),
                    error: summary.loss_abroad.se,
                    place: locate_value(summary, name_in_title),
                }
            }
            None => Self {
                parts,
                largest,
                cause,
                value: &summary.value,
                baseline: &summary.baseline_value,
                loss: summary.loss.mean,
                error: summary.loss.se,
                place: None,
            },
        }
    }
}

/// The chart.
pub(super) fn chart(summary: &Summary) -> Chart {
    let lead = Lead::of(summary);
    let (parts, folded) = parts(&lead);
    let home = lead.place.as_ref().map(|place| format!(" {place}")).unwrap_or_default();
    let [from, to] = [lead.baseline, lead.value].map(|value| figure(value, Figure::Mean));
    let total = |part: &Part, of: &Estimate| {
        let mean = of.mean.map_or_else(|| "–".to_owned(), |mean| numbers::money_with_error(mean, of.se));
        vec![Cell::text(&*part.word), Cell::figure(mean, part.to)]
    };
    let change = |p: &Part| vec![Cell::text(&*p.word), Cell::figure(p.written(), p.to - p.from)];
    let last = parts.len() - 1;
    let rows = parts.iter().enumerate().map(|(i, part)| match i {
        0 => total(part, lead.baseline),
        i if i == last => total(part, lead.value),
        _ => change(part),
    });
    let of_other = folded.iter().map(|part| {
        vec![
            Cell::text(format!("of other: {}", part.word.to_lowercase())),
            Cell::figure(part.written(), part.to - part.from),
        ]
    });
    let caption =
        "Mean value, and mean difference of each part from the baseline, dollars at the start, ± standard error";
    let sheet = Sheet {
        name: "bridge".to_owned(),
        title: finding(&lead),
        subtitle: format!(
            "Mean value{home}: from the same simulations with no government action to what is left, dollars at the start"
        ),
        kind: format!("Waterfall from a baseline of {from} to a value of {to}"),
        spoken: parts[1..last].iter().map(Part::spoken).collect(),
        table: Table::new(caption, ["Part", "Dollars"], rows.chain(of_other)),
        origin: Origin::of_run(summary),
    };
    waterfall::bridge(&parts, [from, to], 190.0).chart(sheet)
}

/// The baseline, each part that is not next to nothing from where the one before it ends, the others as one, and value; and
/// the parts that were folded.
fn parts(lead: &Lead) -> (Vec<Part>, Vec<Part>) {
    let known = || lead.parts.iter().filter(|part| !numbers::is_nothing(part.mean) && part.mean.is_finite());
    let all: f64 = known().map(|part| part.mean.abs()).sum();
    let part = |part: &BridgePart<'_>| Part {
        word: part_word(part.key).to_owned(),
        note: None,
        from: 0.0,
        to: part.mean,
        error: part.se,
    };
    let (mut told, mut folded): (Vec<Part>, Vec<Part>) =
        known().map(part).partition(|part| part.to.abs() >= FOLDED * all);
    // One part alone is told by its name.
    if folded.len() == 1 {
        told.append(&mut folded);
    }
    if !folded.is_empty() {
        // Parts of one sum lean on each other; the sum of their errors is the most that theirs can be.
        let error = folded.iter().map(|part| part.error).sum();
        told.push(Part {
            word: "Other".to_owned(),
            note: None,
            from: 0.0,
            to: folded.iter().map(|p| p.to).sum(),
            error,
        });
    }
    let baseline = lead.baseline.mean.unwrap_or_default();
    let total = |word: &str, to: f64| Part { word: word.to_owned(), note: None, from: 0.0, to, error: None };
    let (mut at, mut out) = (baseline, vec![total("With no government action", baseline)]);
    for part in told {
        out.push(Part { from: at, to: at + part.to, ..part });
        at = out.last().map_or(at, |part| part.to);
    }
    out.push(total("Value", lead.value.mean.unwrap_or(at)));
    (out, folded)
}

fn finding(lead: &Lead) -> String {
    let baseline = figure(lead.baseline, Figure::Mean);
    let outside = lead.place.as_ref().map(|place| format!("{}, ", capitalize(place))).unwrap_or_default();
    let written = |loss: f64| money(loss.abs(), last_place(loss, lead.error).max(last_place(loss, None)));
    let error = lead.loss.and_then(|loss| numbers::known_error(loss, lead.error));
    let noise = |loss: f64| error.is_some_and(|error| loss.abs() <= 2.0 * error);
    let told = match lead.loss.filter(|loss| !numbers::is_nothing(*loss)) {
        Some(loss) if noise(loss) => {
            format!(
                "what {} is too close to call ({})",
                lead.cause.does("costs"),
                numbers::money_with_error(loss, error)
            )
        }
        Some(loss) if loss > 0.0 => {
            let share = lead.baseline.mean.filter(|b| *b > 0.0).map(|b| loss / b);
            let of = share.map(|s| format!(" ({})", numbers::whole_percent(s))).unwrap_or_default();
            let largest = lead.largest.map(|key| format!(", above all through {}", part_phrase(key)));
            let (costs, largest) = (lead.cause.does("costs"), largest.unwrap_or_default());
            format!("{costs} {}{of} of a baseline of {baseline}{largest}", written(loss))
        }
        Some(loss) if loss < 0.0 => {
            format!("{} {} to a baseline of {baseline}", lead.cause.does("adds"), written(loss))
        }
        _ => format!("{} nothing of a baseline of {baseline}", lead.cause.does("costs")),
    };
    capitalize(&format!("{outside}{told}"))
}
