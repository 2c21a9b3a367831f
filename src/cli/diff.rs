//! `diff`: what two scenarios differ in, and how much of the change in value each difference brings.

use std::path::PathBuf;

use clap::Args;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use indexmap::IndexMap;

use super::failure::Failure;
use super::interrupt::interrupted;
use super::output::Output;
use super::say::{note, say, say_json};
use super::{Simulation, progress};
use crate::analysis::{self, Change, Difference, DifferenceError, ExplainedFigure};
use crate::report::{self, DIFFERENCE, Staging};
use crate::scenario::{Pair, RunSettings};
use crate::simulation::SimulationError;
use crate::text::clean::clean;
use crate::text::names::add_article;
use crate::text::numbers::signed_money;
use crate::text::numbers::{count, money_with_error, whole_percent};

/// Columns that names of differences have where the longest needs them.
const NAMES: u16 = 26;
/// Columns where standard output is no terminal.
const WIDTH: u16 = 100;

/// What `diff` is told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The first scenario file
    a: PathBuf,
    /// The second
    b: PathBuf,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// Carries out `diff`.
pub(super) fn diff(arguments: &Arguments) -> Result<(), Failure> {
    let pair = Pair::load(&arguments.a, &arguments.b, &arguments.simulation.set)?;
    let settings = arguments.simulation.settings_of(run_settings(arguments, &pair));
    let output = &arguments.output;
    let stage = Staging::begin(&output.folder, DIFFERENCE, None)?;
    let title = format!("{} → {}", clean(pair.a().name()), clean(pair.b().name()));
    let bar = progress::bar(analysis::histories(&pair, settings), &title, output.quiet);
    let difference = analysis::explain(&pair, settings, interrupted(), |done| bar.inc(done))?;
    bar.finish_and_clear();
    if output.json {
        say_json("the difference", &difference)?;
    }
    if difference.groups.is_empty() {
        return if output.json || output.quiet { Ok(()) } else { say(nothing(&difference)) };
    }
    let files = report::write_study(stage.path(), &difference, &output.formats()).map_err(anyhow::Error::from)?;
    let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| width.0);
    output.tell(stage, &files, || page(&difference, width) + "\n")?;
    Ok(())
}

impl From<DifferenceError> for Failure {
    fn from(error: DifferenceError) -> Self {
        match error {
            DifferenceError::Stopped(error)
            | DifferenceError::Simulation { source: error @ SimulationError::Interrupted, .. } => error.into(),
            DifferenceError::Mixture { .. } => Self::Input(format!("error: {error}")),
            DifferenceError::Simulation { .. } => Self::Run(error.into()),
        }
    }
}

/// Replications and seed that the files fix; those of A, with a word on standard error, where they disagree and the
/// command line does not decide.
fn run_settings(arguments: &Arguments, pair: &Pair) -> RunSettings {
    let (a, b) = (pair.a().run_settings(), pair.b().run_settings());
    let given = &arguments.simulation;
    let pick = |what: &str, given: bool, a: Option<u64>, b: Option<u64>| {
        if let (Some(a), Some(b)) = (a, b)
            && a != b
            && !given
        {
            note(format_args!(
                "warning: the files fix different {what} ({a} and {b}); those of the first are used for both"
            ));
        }
        a.or(b)
    };
    RunSettings {
        replications: pick("replications", given.replications.is_some(), a.replications(), b.replications()),
        seed: pick("seeds", given.seed.is_some(), a.seed(), b.seed()),
    }
}

fn nothing(difference: &Difference) -> String {
    let [a, b] = [&difference.a.name, &difference.b.name].map(|name| clean(name));
    format!("{a} and {b} differ in nothing that decides results; the change in value is exactly 0.")
}

/// The result for a terminal of `width` columns.
fn page(difference: &Difference, width: u16) -> String {
    let [a, b] = [&difference.a.name, &difference.b.name].map(|name| clean(name));
    let method = match difference.method.order_pairs {
        Some(pairs) => format!("{} sampled orders of exchange in each 1,000", 2 * pairs),
        None => format!("{} mixtures of the two", difference.method.mixtures),
    };
    let mut parts = vec![format!(
        "A: {a}\nB: {b}\n{} replications · seed {} · {method}",
        count(difference.replications),
        difference.seed
    )];
    for (figure, change) in &difference.figures {
        parts.push(totals(difference, figure, change));
    }
    parts.push(table(difference, width));
    parts.extend(together(difference));
    parts.extend(
        Some(report::warnings_terminal(&difference.warnings).trim_end().to_owned()).filter(|text| !text.is_empty()),
    );
    parts.join("\n\n")
}

/// Which differences stand together, and why.
fn together(difference: &Difference) -> Option<String> {
    let mut reasons: IndexMap<&str, Vec<String>> = IndexMap::new();
    for group in &difference.groups {
        if let Some(reason) = &group.reason {
            reasons.entry(reason).or_default().push(clean(&group.name()));
        }
    }
    let told: Vec<String> =
        reasons.iter().map(|(reason, names)| format!("  {}: {}", names.join(", "), clean(reason))).collect();
    (!told.is_empty()).then(|| format!("Exchanged together:\n{}", told.join("\n")))
}

/// A figure in A and in B, and its change.
fn totals(difference: &Difference, figure: &str, change: &Change) -> String {
    let home = difference.home.as_deref().map_or("home".to_owned(), |name| add_article(&clean(name)));
    let what = if figure == "value_abroad" { format!("Value outside {home}") } else { "Value".to_owned() };
    let written = |figure: ExplainedFigure| money_with_error(figure.mean, figure.se);
    let mut text = format!(
        "{what}: {} in A, {} in B; change {}",
        written(change.a),
        written(change.b),
        signed_money(change.change.mean, change.change.se)
    );
    if change.within_noise {
        text += "\n  (within noise: less than two standard errors; more replications would tell more)";
    }
    text
}

fn table(difference: &Difference, width: u16) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    let mut header: Vec<String> = ["what differs", "in A", "in B"].map(str::to_owned).to_vec();
    let several = difference.figures.len() > 1;
    for figure in difference.figures.keys() {
        let of = match figure.as_str() {
            _ if !several => "brings",
            "value_abroad" => "brings abroad",
            _ => "brings in all",
        };
        header.push(of.to_owned());
        header.extend((*figure == difference.headline).then(|| "share".to_owned()));
    }
    table.set_header(header);
    for group in &difference.groups {
        let [a, b] = group.said().map(|said| clean(&said));
        let mut row = vec![clean(&group.name()), a, b];
        for figure in difference.figures.keys() {
            let brought = group.brought(figure);
            row.push(signed_money(brought.mean, brought.se));
            let of = || brought.share.map_or_else(|| "–".to_owned(), share);
            row.extend((*figure == difference.headline).then(of));
        }
        table.add_row(row);
    }
    let names = difference.groups.iter().map(|group| group.name().chars().count()).max().unwrap_or(0);
    let least = u16::try_from(names).unwrap_or(NAMES).min(NAMES) + 2;
    if let Some(names) = table.column_mut(0) {
        names.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
    }
    for column in table.column_iter_mut().skip(3) {
        column.set_constraint(ColumnConstraint::ContentWidth).set_cell_alignment(CellAlignment::Right);
    }
    table.trim_fmt()
}

/// A share of the change, which may be negative or more than all.
fn share(share: f64) -> String {
    match share {
        share if share.abs() < 0.005 => "~0%".to_owned(),
        share if share < 0.0 => format!("−{}", whole_percent(-share)),
        share => whole_percent(share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::difference_sample;

    #[test]
    fn the_page_names_every_difference_and_stays_narrow() {
        let difference = difference_sample::difference(6);
        let text = page(&difference, 100);
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        for group in &difference.groups {
            assert!(text.contains(group.name().split('.').next().unwrap()), "{}", group.name());
        }
        for part in ["Value outside China: $32.3bn ± 0.2 in A", "−$6.24bn ± 0.07", "57%", "−13%", "brings abroad"]
        {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert!(!text.contains("within noise"));
    }

    #[test]
    fn shares_keep_their_sign_and_little_is_not_nothing() {
        let told = [0.57, -0.131, 0.002, -0.002, 1.208, 0.997].map(share);
        assert_eq!(told, ["57%", "−13%", "~0%", "~0%", "121%", ">99%"]);
    }

    #[test]
    fn noise_and_bundles_are_told() {
        let mut difference = difference_sample::difference(2);
        difference.figures.values_mut().for_each(|change| change.within_noise = true);
        let twin = difference.groups[0].items[0].clone();
        difference.groups[0].items.push(twin);
        difference.groups[0].reason = Some("there is no market `uk`".to_owned());
        let text = page(&difference, 100);
        assert!(
            text.contains("within noise") && text.contains("  events.us-ban + events.us-ban: there is no"),
            "{text}"
        );
    }

    #[test]
    fn names_of_strangers_do_not_steer_the_terminal() {
        let mut difference = difference_sample::difference(1);
        let name = "a\u{1b}[2J\u{202E}b";
        (difference.a.name, difference.home) = (name.to_owned(), Some(name.to_owned()));
        name.clone_into(&mut difference.groups[0].items[0].a);
        let text = page(&difference, 100) + &nothing(&difference);
        assert!(!text.contains(['\u{1b}', '\u{202E}']), "{text:?}");
    }
}
