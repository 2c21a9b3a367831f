//! The inputs of a run with where each comes from: the assumption ledger.

use std::borrow::Cow;

use indexmap::IndexMap;
use jiff::civil::Date;

use super::ReportError;
use crate::analysis::Summary;
use crate::analysis::acting_inputs::{ActingInputs, Idle};
use crate::csv_table::CsvTable;
use crate::quantity::{self, Distribution};
use crate::scenario::fields::Timing;
use crate::scenario::{Input, Quantity, Scenario, find_later, is_source};
use crate::table::{Cell, write_csv};
use crate::text::clean::clean;

/// One input of the scenario, as people read it. Empty text means that nothing is known or given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InputRow {
    /// Its path, such as `markets.us.arpu`.
    pub path: String,
    /// What was written.
    pub written: String,
    /// Family of its distribution.
    pub family: String,
    /// 5% quantile, with unit.
    pub p5: String,
    /// Median, with unit.
    pub p50: String,
    /// 95% quantile, with unit.
    pub p95: String,
    /// Where it was set: a file and line, the command line, or the default.
    pub origin: String,
    /// Fact or other source.
    pub source: String,
    /// How far the source is trusted.
    pub confidence: String,
    /// Remark.
    pub note: String,
    /// Why it cannot act in this case; empty of one that can.
    pub idle: String,
}

/// Names of the columns of `inputs.csv`.
const NAMES: [&str; 11] =
    ["path", "written", "family", "p5", "p50", "p95", "origin", "source", "confidence", "note", "idle"];

impl InputRow {
    /// Its texts, in the order of the columns of `inputs.csv`.
    fn texts(&self) -> [&String; 11] {
        let Self { path, written, family, p5, p50, p95, origin, source, confidence, note, idle } = self;
        [path, written, family, p5, p50, p95, origin, source, confidence, note, idle]
    }
}

/// Every input as a row for tables: as written, as understood, and where from.
pub fn describe_inputs(scenario: &Scenario) -> Vec<InputRow> {
    let acting = ActingInputs::find(scenario);
    let why = |number: usize| acting.why_idle(number).map_or("", Idle::describe).to_owned();
    let inputs = scenario.inputs().iter().enumerate();
    inputs.map(|(number, input)| InputRow { idle: why(number), ..describe_input(scenario, input) }).collect()
}

fn describe_input(scenario: &Scenario, input: &Input) -> InputRow {
    const LEVELS: [f64; 3] = [0.05, 0.5, 0.95];
    let [p5, p50, p95] = match input.quantity() {
        Quantity::Distribution(distribution) => LEVELS.map(|level| distribution.quantile(level)),
        Quantity::Column { data, column } => {
            let mut values: Vec<f64> = scenario.data()[*data].rows().iter().map(|row| row[*column]).collect();
            values.sort_by(f64::total_cmp);
            LEVELS.map(|level| values[((level * values.len() as f64) as usize).min(values.len() - 1)])
        }
    }
    .map(|value| quantity::format(value, input.field().dimension));
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    InputRow {
        path: input.path().to_owned(),
        written: input.written().to_owned(),
        family: name_family(input),
        p5,
        p50,
        p95,
        origin: input.origin().to_string(),
        source: text(input.source()),
        confidence: text(input.confidence()),
        note: text(input.note()),
        idle: String::new(),
    }
}

fn name_family(input: &Input) -> String {
    let is_known = input.quantity().distribution().and_then(Distribution::fixed_value).is_some();
    let name = input.quantity().distribution().map_or("data, by row", Distribution::family_name);
    match input.field().timing {
        Timing::EachUse if !is_known => format!("{name}, each use"),
        _ => name.to_owned(),
    }
}

/// How many of the inputs that can act in a case rest on what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::report) struct Tally {
    /// Inputs that are not known values.
    pub(in crate::report) uncertain: usize,
    /// Inputs with one value each, and those of them that a judgement stands behind.
    pub(in crate::report) single: [usize; 2],
    /// Of those, the ones that a judgement stands behind in whole or in part.
    pub(in crate::report) assumed: usize,
    /// Uncertain inputs by how far their source is trusted, most frequent first.
    pub(in crate::report) confidence: Vec<(String, usize)>,
}

impl Tally {
    /// Counts them.
    pub(in crate::report) fn count_inputs(inputs: &[InputRow]) -> Self {
        let mut by: IndexMap<String, usize> = IndexMap::new();
        let mut tally = Self::default();
        // One that varies within the digits shown is uncertain all the same; without a family, the digits decide.
        let known =
            |i: &&InputRow| if i.family.is_empty() { i.p5 == i.p95 } else { i.family.starts_with("known value") };
        for input in inputs.iter().filter(|i| i.idle.is_empty()) {
            if known(&input) {
                tally.single[0] += 1;
                tally.single[1] += usize::from(is_assumed(input));
                continue;
            }
            tally.uncertain += 1;
            tally.assumed += usize::from(is_assumed(input));
            // Several ratings are the same in any order.
            let mut ratings: Vec<&str> = input.confidence.split(',').map(str::trim).collect();
            ratings.sort_unstable();
            let word = if is_assumed(input) { "assumption".to_owned() } else { ratings.join(", ") };
            *by.entry(clean(if word.is_empty() { "not rated" } else { &word })).or_default() += 1;
        }
        tally.confidence = by.into_iter().collect();
        tally.confidence.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        tally
    }

    /// How many name nothing but sources, and how many are assumptions in whole or in part.
    pub(in crate::report) fn headline(&self) -> String {
        let rest = |n: usize| if n == 1 { "names only sources" } else { "name only sources" };
        let are = |n: usize| {
            if n == 1 { "is in whole or in part an assumption" } else { "are in whole or in part assumptions" }
        };
        let sourced = self.uncertain - self.assumed;
        format!(
            "Of {} uncertain inputs {sourced} {}, {} {}.",
            self.uncertain,
            rest(sourced),
            self.assumed,
            are(self.assumed)
        )
    }
}

/// How far a source is trusted, for people; words of the scenario's own stand as they are.
pub(in crate::report) fn describe_confidence(key: &str) -> String {
    if key.contains(',') {
        return key.split(',').map(describe_confidence).collect::<Vec<_>>().join("; ");
    }
    let words = match key.trim() {
        "found-in-source" => "found in the source",
        "found-in-source-weak" => "found in a weak source",
        "found-in-source-partly" => "found in the source in part",
        "from-memory-needs-check" => "recalled, still to be checked",
        "derived" => "derived from other facts",
        own => return clean(own),
    };
    words.to_owned()
}

/// The day from which a scenario looks ahead: that of its report, where it says one.
pub(in crate::report) fn day_of_knowledge(summary: &Summary) -> Date {
    let start = summary.scenario.start;
    summary.scenario.report.date.map_or(start, |date| date.max(start))
}

/// The first fact that an input cites and nobody knew on `day`, with the day that it is of. A built-in default is the same whatever the day, and cites
/// none; what cannot act tells nothing.
pub(in crate::report) fn find_hindsight(input: &InputRow, day: Date) -> Option<(&str, String)> {
    (input.origin != "default" && input.idle.is_empty()).then(|| find_later(&input.source, day)).flatten()
}

/// Whether a judgement stands behind an input, in whole or in part. What is derived from facts is none, whatever says from which.
fn is_assumed(input: &InputRow) -> bool {
    let confidence = input.confidence.trim().to_lowercase();
    // Of several ratings, one of each part, it is an assumption where one of them is.
    confidence.split(',').any(|rating| rating.trim().starts_with("assum"))
        || !is_source(&input.source) && confidence != "derived"
}

/// `inputs.csv`.
pub(super) fn write(inputs: &[InputRow]) -> Result<Vec<u8>, ReportError> {
    let rows = inputs.iter().map(|input| input.texts().map(Cell::text).to_vec());
    write_csv(NAMES, rows).map_err(ReportError::encode)
}

/// What [`write`] wrote.
pub(super) fn read(text: &str) -> Result<Vec<InputRow>, String> {
    // Earlier versions left an empty file of a run without inputs.
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let table = CsvTable::read(text.to_owned()).map_err(|fault| fault.to_string())?;
    let names: Vec<String> = table.header().map(Cow::into_owned).collect();
    let find =
        |name: &str| names.iter().position(|known| known == name).ok_or_else(|| format!("it has no column \"{name}\""));
    let [path, written, family, p5, p50, p95, origin, source, confidence, note, idle] = NAMES.map(find);
    let columns = [path?, written?, family?, p5?, p50?, p95?, origin?, source?, confidence?, note?];
    let row = |row: usize| {
        let [path, written, family, p5, p50, p95, origin, source, confidence, note] =
            columns.map(|column| table.cell(row, column).into_owned());
        // Earlier versions did not tell which cannot act.
        let idle = idle.as_ref().map_or_else(|_| String::new(), |column| table.cell(row, *column).into_owned());
        InputRow { path, written, family, p5, p50, p95, origin, source, confidence, note, idle }
    };
    Ok((0..table.rows()).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_come_back_as_they_were_written() {
        let hostile = |i: usize| InputRow {
            path: format!("markets.m{i}.arpu"),
            written: "=cmd()|' /C calc'!A0".to_owned(),
            p5: "-3%".to_owned(),
            p95: "'=x".to_owned(),
            source: "@a,\"b\"\nc".to_owned(),
            note: "+1 <script>".to_owned(),
            ..InputRow::default()
        };
        let rows: Vec<InputRow> = (0..3).map(hostile).collect();
        let bytes = write(&rows).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("'=cmd") && text.contains("'+1") && text.contains("'@a"));
        assert_eq!(read(&text).unwrap(), rows);
        assert_eq!(read("").unwrap(), []);
        assert!(read("path,nonsense\n1,2\n").is_err());
        let cut = &text[..=text.rfind("\"\nc").unwrap()];
        assert!(read(cut).is_err_and(|reason| reason.contains("never closed") || reason.contains("cells")), "{cut}");
    }
}
