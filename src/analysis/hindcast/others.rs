//! Forecasts by others, read from a table.

use super::{Hindcasts, OtherForecast};
use crate::csv_table::CsvTable;

/// Columns of the table.
const COLUMNS: [&str; 5] = ["question", "date", "probability", "source", "kind"];

/// Reads a table of forecasts by others: `question` (the name of a file and of a question in it, with a dot between), `date`,
/// `probability` (from 0 to 1), `source`, `kind`.
///
/// # Errors
/// What is wrong, with its line.
pub(crate) fn read_other_forecasts(text: &str) -> Result<Vec<OtherForecast>, String> {
    let table = CsvTable::read(text.to_owned()).map_err(|fault| fault.to_string())?;
    let header: Vec<String> = table.header().map(std::borrow::Cow::into_owned).collect();
    let find = |name: &str| {
        let place = header.iter().position(|column| column == name);
        place.ok_or_else(|| format!("it has no column `{name}`; expected {}", COLUMNS.join(", ")))
    };
    let places: Vec<usize> = COLUMNS.iter().map(|name| find(name)).collect::<Result<_, _>>()?;
    let read = |row: usize| {
        let cell = |column: usize| table.cell(row, places[column]).into_owned();
        let wrong = |what: &str| format!("line {}: {what}", table.line(row));
        let date = cell(1).parse().map_err(|_| wrong("`date` is no date such as 2020-08-03"))?;
        let probability: f64 = cell(2).parse().map_err(|_| wrong("`probability` is no number"))?;
        if !(0.0..=1.0).contains(&probability) {
            return Err(wrong("`probability` is not from 0 to 1"));
        }
        Ok(OtherForecast { question: cell(0), date, probability, source: cell(3), kind: cell(4) })
    };
    (0..table.rows()).map(read).collect()
}

impl Hindcasts {
    /// Lays forecasts by others beside.
    ///
    /// # Errors
    /// Where one is of a question that is not asked: which.
    pub(crate) fn add_others(&mut self, others: Vec<OtherForecast>) -> Result<(), String> {
        let known: Vec<String> = self
            .cases
            .iter()
            .flat_map(|case| case.questions.iter().map(move |question| format!("{}.{}", case.name, question.key)))
            .collect();
        if let Some(lost) = others.iter().find(|other| !known.contains(&other.question)) {
            return Err(format!("the forecasts by others name a question that is not asked: `{}`", lost.question));
        }
        self.others = others;
        Ok(())
    }
}
