//! `check`: a scenario as it is understood: every input, what depends on what, and what to mind.

use std::path::{Path, PathBuf};

use comfy_table::{ContentArrangement, Table, presets};

use super::Failure;
use super::say::say;
use super::simulated::check_folder;
use super::sweep;
use crate::model::foresee_warnings;
use crate::quantity::{self, Distribution};
use crate::report::{self, InputRow};
use crate::scenario::fields::Timing;
use crate::scenario::{Input, Origin, Quantity, Scenario, Template, is_attained};

/// Checks scenarios; prints each as it is understood on standard output.
///
/// # Errors
/// Where any of them is wrong, after the others were printed: then with all mistakes of all.
pub(super) fn check(files: &[PathBuf], set: &[String]) -> Result<(), Failure> {
    let width = terminal_size::terminal_size().map(|(width, _)| width.0);
    let mut wrong = Vec::new();
    for file in files {
        let template = match Template::load(file, set) {
            Ok(template) => template,
            Err(error) => {
                wrong.push(Failure::from(error));
                continue;
            }
        };
        let scenario = template.scenario();
        say(describe(scenario, &foresee_warnings(scenario), width))?;
        match sweep::kept(&template) {
            Ok(sweeps) if sweeps.is_empty() => {}
            Ok(sweeps) => {
                let told = sweeps.iter().map(|(name, points)| format!("{name} ({points} points)"));
                say(format_args!("sweeps: {}\n", told.collect::<Vec<_>>().join(", ")))?;
            }
            Err(failure) => wrong.push(failure),
        }
        wrong.extend(check_folder(file, scenario).err());
    }
    Failure::of_all(wrong)
}

/// A scenario as it is understood, for people, in lines of `width` characters where given, with its warnings.
pub(super) fn describe(scenario: &Scenario, warnings: &[String], width: Option<u16>) -> String {
    let mut parts = vec![heading(scenario)];
    parts.extend(tables(scenario, width));
    parts.push(format!("dependence: {}", dependence(scenario)));
    parts.push(if warnings.is_empty() {
        "Nothing in particular to bear in mind.".into()
    } else {
        report::warnings_terminal(warnings).trim_end().into()
    });
    parts.join("\n\n") + "\n"
}

fn heading(scenario: &Scenario) -> String {
    let mut lines = vec![format!("{}: {}", scenario.name(), scenario.title())];
    if !scenario.question().is_empty() {
        lines.push(scenario.question().to_owned());
    }
    let length = quantity::format(scenario.horizon(), quantity::Dimension::Duration);
    let others: Vec<&str> = scenario.strategies().filter(|key| *key != scenario.strategy()).collect();
    let others = if others.is_empty() { String::new() } else { format!(" (others: {})", others.join(", ")) };
    lines.push(format!("{length} from {} · strategy {}{others}", scenario.start(), scenario.strategy()));
    lines.push(format!("digest {} · files {}", scenario.digest(), files(scenario).join(", ")));
    lines.join("\n")
}

/// The files that inputs were set in, in the order of the inputs.
fn files(scenario: &Scenario) -> Vec<&str> {
    let mut files: Vec<&str> = Vec::new();
    for input in scenario.inputs() {
        match input.origin() {
            Origin::File { file, .. } if !files.contains(&file.as_str()) => files.push(file),
            _ => {}
        }
    }
    files
}

/// One table for each table of the scenario, with the path of the table above it.
fn tables(scenario: &Scenario, width: Option<u16>) -> Vec<String> {
    let mut tables: Vec<(String, Table)> = Vec::new();
    for row in input_rows(scenario) {
        let (path, key) = row.path.rsplit_once('.').unwrap_or(("", &row.path));
        if tables.last().is_none_or(|(last, _)| last != path) {
            tables.push((path.to_owned(), empty_table(width)));
        }
        if let Some((_, table)) = tables.last_mut() {
            let range = if row.p5 == row.p95 { row.p50 } else { format!("{} – {} – {}", row.p5, row.p50, row.p95) };
            let set =
                Path::new(&row.origin).file_name().map_or(row.origin.clone(), |name| name.to_string_lossy().into());
            table.add_row([key, &row.written, &row.family, &range, &set, &row.source, &row.confidence]);
        }
    }
    tables.into_iter().map(|(path, table)| format!("[{path}]\n{}", table.trim_fmt())).collect()
}

fn empty_table(width: Option<u16>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["input", "written", "family", "5% – 50% – 95%", "set in", "source", "confidence"]);
    if let Some(width) = width {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    table
}

fn dependence(scenario: &Scenario) -> String {
    let mut lines: Vec<String> = scenario
        .correlations()
        .map(|(first, second, [rank, attained])| {
            let attained =
                if is_attained(rank, attained) { String::new() } else { format!(" ({attained:.2} attained)") };
            format!("  rank correlation {rank}{attained} between {first} and {second}")
        })
        .collect();
    for data in scenario.data() {
        lines.push(format!("  rows of {} drawn whole: {}", data.path(), data.columns().join(", ")));
    }
    if lines.is_empty() { "none".into() } else { format!("\n{}", lines.join("\n")) }
}

/// Every input as a row for tables: as written, as understood, and where from.
pub(super) fn input_rows(scenario: &Scenario) -> Vec<InputRow> {
    scenario.inputs().iter().map(|input| input_row(scenario, input)).collect()
}

fn input_row(scenario: &Scenario, input: &Input) -> InputRow {
    let [p5, p50, p95] = match input.quantity() {
        Quantity::Distribution(distribution) => [0.05, 0.5, 0.95].map(|level| distribution.quantile(level)),
        Quantity::Column { data, column } => of_rows(scenario.data()[*data].rows(), *column),
    }
    .map(|value| quantity::format(value, input.field().dimension));
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    InputRow {
        path: input.path().to_owned(),
        written: input.written().to_owned(),
        family: family(input),
        p5,
        p50,
        p95,
        origin: input.origin().to_string(),
        source: text(input.source()),
        confidence: text(input.confidence()),
        note: text(input.note()),
    }
}

fn family(input: &Input) -> String {
    let known = input.quantity().distribution().and_then(Distribution::fixed_value).is_some();
    let name = input.quantity().distribution().map_or("data, by row", Distribution::family_name);
    match input.field().timing {
        Timing::EachUse if !known => format!("{name}, each use"),
        _ => name.to_owned(),
    }
}

/// Quantiles of a column of data.
fn of_rows(rows: &[Vec<f64>], column: usize) -> [f64; 3] {
    let mut values: Vec<f64> = rows.iter().map(|row| row[column]).collect();
    values.sort_by(f64::total_cmp);
    [0.05, 0.5, 0.95].map(|level| values[((level * values.len() as f64) as usize).min(values.len() - 1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(more: &str) -> Scenario {
        let base = "start = 2020-08-03\nhorizon = '5 years'\n[company]\ndiscount_rate = '12%'\n[markets.us]\nusers = '100M'\n\
                    ceiling = '200M'\ngrowth = '5% to 15%'\nchurn = 0.3\narpu = '$4 to $9'\nmargin = '10% to 20%'\n";
        Scenario::parse("t.toml", &format!("{base}{more}"), &[]).unwrap()
    }

    fn line<'t>(text: &'t str, key: &str) -> &'t str {
        text.lines().find(|line| line.trim_start().starts_with(key)).unwrap()
    }

    #[test]
    fn an_input_is_shown_as_it_is_understood() {
        let text = describe(&scenario(""), &[], None);
        let arpu = line(&text, "arpu ");
        for part in ["$4 to $9", "log-normal", "$4.00 – $6.00 – $9.00", "t.toml:10"] {
            assert!(arpu.contains(part), "{part} in {arpu}");
        }
        assert!(line(&text, "users").contains("known value"));
        assert!(line(&text, "length").contains("each use"));
        assert!(line(&text, "cash_tax").contains("default"));
        assert!(text.contains("dependence: none") && text.contains("Nothing in particular"));
    }

    #[test]
    fn dependence_and_warnings_are_shown() {
        let more = "[[correlations]]\nbetween = ['markets.us.arpu', 'markets.us.margin']\nrank = 0.5\n";
        let text = describe(&scenario(more), &["branching ratio 1.2".into()], Some(100));
        assert!(text.contains("rank correlation 0.5 between markets.us.arpu and markets.us.margin"));
        assert!(text.contains("To bear in mind:\n  branching ratio 1.2"));
        assert!(text.lines().filter(|line| !line.contains("rank correlation")).all(|line| line.chars().count() <= 110));
    }
}
