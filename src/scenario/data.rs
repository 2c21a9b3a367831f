//! Data files that inputs are drawn from: the columns that are used, their cells as people write numbers.

use super::checked::DataTable;
use super::fields::Field;
use super::folder::{self, Folder, Refusal};
use super::source::Place;
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
    text: String,
    header: Vec<String>,
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

fn fault(message: impl Into<String>) -> Fault {
    Fault { place: None, message: message.into(), help: None }
}

impl DataFiles {
    /// The column `column` of the file that `written` names, read for `field`: numbers of file and column.
    pub(crate) fn column(
        &mut self,
        folder: &Folder,
        written: &str,
        column: &str,
        field: &Field,
    ) -> Result<(usize, usize), Fault> {
        let data = self.file(folder, written)?;
        let column = self.files[data].column(column, field)?;
        Ok((data, column))
    }

    /// The tables, in the order in which they were first named.
    pub(crate) fn into_tables(self) -> Vec<DataTable> {
        self.files.into_iter().map(|file| file.table).collect()
    }

    /// Least and greatest value of a column.
    pub(crate) fn range(&self, data: usize, column: usize) -> (f64, f64) {
        let values = self.files[data].table.rows.iter().map(|row| row[column]);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)))
    }

    fn file(&mut self, folder: &Folder, written: &str) -> Result<usize, Fault> {
        let (real, shown) = folder.resolve(written, "csv")?;
        if let Some(known) = self.files.iter().position(|file| file.real == real) {
            return Ok(known);
        }
        let text = folder::read(&real, LARGEST.0.min(LARGEST.1 - self.bytes))?;
        self.bytes += text.len() as u64;
        self.files.push(DataFile::new(real, shown.display().to_string(), written, text)?);
        Ok(self.files.len() - 1)
    }
}

impl DataFile {
    fn new(real: PathBuf, shown: String, written: &str, text: String) -> Result<Self, Fault> {
        let mut reader = reader(&text);
        let header: Vec<String> =
            reader.headers().map_err(|e| fault(e.to_string()))?.iter().map(|name| name.trim().to_owned()).collect();
        if header.len() > COLUMNS {
            return Err(fault(format!("`{shown}` has more than {COLUMNS} columns")));
        }
        let table = DataTable { path: written.to_owned(), columns: Vec::new(), rows: Vec::new() };
        Ok(Self { real, shown, text, header, table, dimensions: Vec::new() })
    }

    fn column(&mut self, name: &str, field: &Field) -> Result<usize, Fault> {
        if let Some(known) = self.table.columns.iter().position(|column| column == name) {
            if self.dimensions[known] != field.dimension {
                return Err(fault(format!(
                    "column `{name}` is used as two kinds of quantity; give it twice in the file"
                )));
            }
            let values = self.table.rows.iter().map(|row| row[known]);
            return match values.clone().position(|value| !(field.min..=field.max).contains(&value)) {
                Some(row) => Err(fault(format!("row {} of column `{name}` is out of range", row + 1))),
                None => Ok(known),
            };
        }
        let values = self.read(name, field)?;
        self.table.rows.resize(values.len(), Vec::new());
        for (row, value) in self.table.rows.iter_mut().zip(values) {
            row.push(value);
        }
        self.table.columns.push(name.to_owned());
        self.dimensions.push(field.dimension);
        Ok(self.table.columns.len() - 1)
    }

    fn read(&self, name: &str, field: &Field) -> Result<Vec<f64>, Fault> {
        let mut named = self.header.iter().enumerate().filter(|(_, header)| *header == name);
        let at = match (named.next(), named.next()) {
            (Some((at, _)), None) => at,
            (Some(_), Some(_)) => return Err(fault(format!("`{}` has two columns `{name}`", self.shown))),
            _ => return Err(self.no_column(name)),
        };
        let mut values = Vec::new();
        for record in reader(&self.text).records() {
            let record = record.map_err(|e| self.broken(&e))?;
            if values.len() == ROWS {
                return Err(fault(format!("`{}` has more than {ROWS} rows", self.shown)));
            }
            let cell = record.get(at).unwrap_or_default();
            let value = number(cell, field).map_err(|(message, help)| {
                let position = record.position().cloned().unwrap_or_else(csv::Position::new);
                let message = format!("column `{name}`: {message}");
                Fault { place: Some(Box::new(self.place(&position, cell))), message, help }
            })?;
            values.push(value);
        }
        if values.is_empty() {
            return Err(fault(format!("`{}` has no rows", self.shown)));
        }
        Ok(values)
    }

    fn no_column(&self, name: &str) -> Fault {
        let help = super::diagnostics::suggestion(name, self.header.iter().map(String::as_str));
        Fault { place: None, message: format!("`{}` has no column `{name}`", self.shown), help }
    }

    fn broken(&self, error: &csv::Error) -> Fault {
        let message = "this row is not like the header".to_owned();
        match error.position() {
            Some(position) => Fault { place: Some(Box::new(self.place(position, ""))), message, help: None },
            None => fault(format!("`{}`: {error}", self.shown)),
        }
    }

    fn place(&self, position: &csv::Position, cell: &str) -> Place {
        // A position before the line break that ends the previous row still means the row behind it.
        let rest = self.text.get(position.byte() as usize..).unwrap_or_default().trim_start_matches(['\r', '\n']);
        let line = rest.lines().next().unwrap_or_default();
        let start = line.find(cell).unwrap_or(0);
        let number = 1 + self.text[..self.text.len() - rest.len()].matches('\n').count();
        Place::new(&self.shown, number, line, start..start + cell.len())
    }
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes())
}

/// A cell: a bare number is in canonical units, anything else is a quantity as people write it.
fn number(cell: &str, field: &Field) -> Result<f64, (String, Option<String>)> {
    if cell.is_empty() {
        return Err(("an empty cell".into(), Some("a missing value is not zero; leave such rows out".into())));
    }
    let value = match cell.parse::<f64>() {
        Ok(value) if value.is_finite() => value,
        Ok(_) => return Err((format!("`{cell}` is not finite"), None)),
        Err(_) => quantity::parse_scalar(cell, field.dimension).map_err(|fault| (fault.message, fault.help))?,
    };
    let value = quantity::snap(value, field.min, field.max);
    if (field.min..=field.max).contains(&value) {
        return Ok(value);
    }
    let shown = |bound| quantity::format(bound, field.dimension);
    Err((format!("out of range: expected {} to {}", shown(field.min), shown(field.max)), None))
}
