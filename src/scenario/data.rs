//! Data files that inputs are drawn from: the columns that are used, their cells as people write numbers.

use super::fields::Field;
use super::folder::{Folder, Refusal};
use super::quantities::DataTable;
use super::source::Place;
use crate::calibration::Knowledge;
use crate::calibration::priors::{self, PriorError};
use crate::csv_table::{CsvFault, CsvTable};
use crate::quantity::{self, Dimension};
use std::path::PathBuf;

/// Largest data file, and all of them together, in bytes.
const LARGEST: (u64, u64) = (64 << 20, 256 << 20);
/// Most rows of a data file.
const ROWS: usize = 1_000_000;
/// Most columns of a data file.
const COLUMNS: usize = 1_000;

/// The files read so far.
#[derive(Debug, Default)]
pub(crate) struct DataFiles {
    files: Vec<DataFile>,
    bytes: u64,
}

#[derive(Debug)]
struct DataFile {
    real: PathBuf,
    shown: String,
    csv: CsvTable,
    table: DataTable,
    dimensions: Vec<Dimension>,
}

/// What is wrong with a data file; in the file itself where there is a place.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) place: Option<Box<Place>>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self { place: None, message: refusal.message, help: refusal.help.map(str::to_owned) }
    }
}

fn make_fault(message: impl Into<String>) -> Fault {
    Fault { place: None, message: message.into(), help: None }
}

impl DataFiles {
    /// The column `column` of the file that `written` names, read for `field`: numbers of file and column.
    pub(crate) fn read_column(
        &mut self,
        folder: &Folder,
        written: &str,
        column: &str,
        field: &Field,
    ) -> Result<(usize, usize), Fault> {
        let data = self.open_file(folder, written)?;
        let column = self.files[data].read_column(column, field)?;
        Ok((data, column))
    }

    /// The column `column` of the draws of a prior, read for `field`: numbers of file and column.
    pub(crate) fn read_prior(
        &mut self,
        prior: &str,
        knowledge: &Knowledge,
        column: &str,
        field: &Field,
    ) -> Result<(usize, usize), Fault> {
        let shown = format!("prior {prior}");
        let known = self.files.iter().position(|file| file.shown == shown);
        let data = if let Some(data) = known {
            data
        } else {
            let refuse =
                |error: PriorError| Fault { place: None, message: error.to_string(), help: Some(error.help()) };
            let text = priors::write_draws(prior, knowledge).map_err(refuse)?;
            self.files.push(DataFile::new(PathBuf::from(&shown), shown, &format!("prior-{prior}.csv"), text)?);
            self.files.len() - 1
        };
        let column = self.files[data].read_column(column, field)?;
        Ok((data, column))
    }

    /// The greatest value of a column.
    pub(crate) fn find_greatest(&self, data: usize, column: usize) -> f64 {
        self.files[data].table.rows.iter().map(|row| row[column]).fold(f64::NEG_INFINITY, f64::max)
    }

    /// The tables, in the order in which they were first named.
    pub(crate) fn into_tables(self) -> Vec<DataTable> {
        self.files.into_iter().map(|file| file.table).collect()
    }

    /// Least and greatest value of a column.
    pub(crate) fn find_range(&self, data: usize, column: usize) -> (f64, f64) {
        let values = self.files[data].table.rows.iter().map(|row| row[column]);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)))
    }

    fn open_file(&mut self, folder: &Folder, written: &str) -> Result<usize, Fault> {
        let (real, shown) = folder.resolve(written, "csv")?;
        if let Some(known) = self.files.iter().position(|file| file.real == real) {
            return Ok(known);
        }
        let text = folder.read(&real, LARGEST.0.min(LARGEST.1 - self.bytes))?;
        self.bytes += text.len() as u64;
        self.files.push(DataFile::new(real, shown.display().to_string(), written, text)?);
        Ok(self.files.len() - 1)
    }
}

impl DataFile {
    fn new(real: PathBuf, shown: String, written: &str, text: String) -> Result<Self, Fault> {
        let csv = CsvTable::read(text).map_err(|fault| refuse_file(&shown, &fault))?;
        for (most, found, what) in [(COLUMNS, csv.header().len(), "columns"), (ROWS, csv.rows(), "rows")] {
            if found > most {
                return Err(make_fault(format!("`{shown}` has more than {most} {what}")));
            }
        }
        let table = DataTable { path: written.to_owned(), columns: Vec::new(), rows: vec![Vec::new(); csv.rows()] };
        Ok(Self { real, shown, csv, table, dimensions: Vec::new() })
    }

    fn read_column(&mut self, name: &str, field: &Field) -> Result<usize, Fault> {
        if let Some(known) = self.table.columns.iter().position(|column| column == name) {
            if self.dimensions[known] != field.dimension {
                return Err(make_fault(format!(
                    "column `{name}` is used as two kinds of quantity; give it twice in the file"
                )));
            }
            let values = self.table.rows.iter().map(|row| row[known]);
            return match values.clone().position(|value| !(field.min..=field.max).contains(&value)) {
                Some(row) => Err(make_fault(format!("row {} of column `{name}` is out of range", row + 1))),
                None => Ok(known),
            };
        }
        let values = self.read_cells(name, field)?;
        for (row, value) in self.table.rows.iter_mut().zip(values) {
            row.push(value);
        }
        self.table.columns.push(name.to_owned());
        self.dimensions.push(field.dimension);
        Ok(self.table.columns.len() - 1)
    }

    fn read_cells(&self, name: &str, field: &Field) -> Result<Vec<f64>, Fault> {
        let header = self.csv.header();
        let mut named = header.enumerate().filter(|(_, header)| header == name);
        let at = match (named.next(), named.next()) {
            (Some((at, _)), None) => at,
            (Some(_), Some(_)) => return Err(make_fault(format!("`{}` has two columns `{name}`", self.shown))),
            _ => return Err(self.refuse_column(name)),
        };
        if self.csv.rows() == 0 {
            return Err(make_fault(format!("`{}` has no rows", self.shown)));
        }
        let read = |row| {
            parse_cell(&self.csv.cell(row, at), field).map_err(|(message, help)| {
                let (line, mark) = self.csv.quote(row, at);
                let place = Place::new(&self.shown, self.csv.line(row), line, mark);
                Fault { place: Some(Box::new(place)), message: format!("column `{name}`: {message}"), help }
            })
        };
        (0..self.csv.rows()).map(read).collect()
    }

    fn refuse_column(&self, name: &str) -> Fault {
        let header: Vec<_> = self.csv.header().collect();
        let help = super::diagnostics::suggest_name(name, header.iter().map(AsRef::as_ref));
        Fault { place: None, message: format!("`{}` has no column `{name}`", self.shown), help }
    }
}

/// A file that is no table, at the row that is wrong.
fn refuse_file(shown: &str, fault: &CsvFault) -> Fault {
    let place = Place::new(shown, fault.line, &fault.quoted, 0..fault.quoted.len());
    Fault { place: Some(Box::new(place)), message: fault.message.clone(), help: fault.help.map(str::to_owned) }
}

/// A cell: a bare number is in canonical units, anything else is a quantity as people write it.
fn parse_cell(cell: &str, field: &Field) -> Result<f64, (String, Option<String>)> {
    if cell.is_empty() {
        return Err(("an empty cell".into(), Some("a missing value is not zero; leave such rows out".into())));
    }
    let value = match quantity::parse_plain(cell) {
        Some(value) => value,
        None => quantity::parse_scalar(cell, field.dimension).map_err(|fault| (fault.message, fault.help))?,
    };
    let value = quantity::snap(value, field.min, field.max);
    if (field.min..=field.max).contains(&value) {
        return Ok(value);
    }
    let shown = |bound| quantity::format(bound, field.dimension);
    Err((format!("out of range: expected {} to {}", shown(field.min), shown(field.max)), None))
}
