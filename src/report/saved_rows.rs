//! Rows of a finished run, read again from `outcomes.parquet` a few columns at a time.

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use rayon::prelude::*;

use super::ReportError;
use super::columns::RowBlock;
use crate::analysis::STATES;
use crate::disk;

/// Reads some columns, block by block, in memory that does not grow with the number of rows.
pub struct RowReader {
    path: PathBuf,
    file: SerializedFileReader<File>,
    /// Numbers of the columns wanted.
    columns: Vec<usize>,
    /// The row group that is being read, and those to come.
    open: Vec<ColumnReader>,
    next: usize,
}

impl std::fmt::Debug for RowReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowReader").field("path", &self.path).field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl RowReader {
    /// Opens `outcomes.parquet` in `dir` to read the columns of these names: numbers, whole numbers, and states as their
    /// places in [`STATES`].
    ///
    /// # Errors
    /// [`ReportError::NoRows`]; [`ReportError::Disk`]; [`ReportError::Damaged`] where the file is not one of ours or lacks a column.
    pub fn open(dir: &Path, names: &[String]) -> Result<Self, ReportError> {
        let path = dir.join("outcomes.parquet");
        if !path.is_file() {
            return Err(ReportError::NoRows(dir.to_owned()));
        }
        let file = disk::open(&path).map_err(ReportError::disk("read", &path))?;
        let file = SerializedFileReader::new(file).map_err(damaged(&path))?;
        let schema = file.metadata().file_metadata().schema_descr();
        let place = |name: &String| {
            let found = schema.columns().iter().position(|column| column.name() == name);
            found.ok_or_else(|| missing(&path, name))
        };
        let columns = names.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { path, file, columns, open: Vec::new(), next: 0 })
    }

    /// Reads the first `rows` rows of these columns, on all threads.
    ///
    /// # Errors
    /// As [`RowReader::open`] and [`RowReader::read`].
    pub fn columns(dir: &Path, names: &[String], rows: usize) -> Result<Vec<Vec<f64>>, ReportError> {
        const AT_ONCE: usize = 16;
        let read = |names: &[String]| {
            let mut block = RowBlock::default();
            Self::open(dir, names)?.read(rows, &mut block)?;
            Ok(block.columns)
        };
        let parts: Vec<Vec<Vec<f64>>> = names.par_chunks(AT_ONCE).map(read).collect::<Result<_, ReportError>>()?;
        Ok(parts.into_iter().flatten().collect())
    }

    /// Rows in the file.
    pub fn rows(&self) -> u64 {
        u64::try_from(self.file.metadata().file_metadata().num_rows()).unwrap_or_default()
    }

    /// Reads the next `rows` rows. NaN is a missing figure.
    ///
    /// # Errors
    /// [`ReportError::Damaged`], also where the file ends before.
    pub fn read(&mut self, rows: usize, block: &mut RowBlock) -> Result<(), ReportError> {
        block.columns.resize(self.columns.len(), Vec::new());
        block.columns.iter_mut().for_each(Vec::clear);
        block.rows = 0;
        while block.rows < rows {
            let mut read = 0;
            for (reader, column) in self.open.iter_mut().zip(&mut block.columns) {
                read = read_column(reader, rows - block.rows, column).map_err(damaged(&self.path))?;
            }
            block.rows += read;
            if block.columns.iter().any(|column| column.len() != block.rows) {
                return Err(damage(&self.path, "its columns are not of one length"));
            }
            if read == 0 && !self.next_group()? {
                return Err(damage(&self.path, "it ends before its last row"));
            }
        }
        Ok(())
    }

    /// Opens the next row group; false where there is none.
    fn next_group(&mut self) -> Result<bool, ReportError> {
        self.open.clear();
        if self.next >= self.file.num_row_groups() {
            return Ok(false);
        }
        let group = self.file.get_row_group(self.next).map_err(damaged(&self.path))?;
        for &column in &self.columns {
            self.open.push(group.get_column_reader(column).map_err(damaged(&self.path))?);
        }
        self.next += 1;
        Ok(true)
    }
}

/// Appends up to `most` figures of a column, and says how many.
fn read_column(reader: &mut ColumnReader, most: usize, column: &mut Vec<f64>) -> Result<usize, ParquetError> {
    match reader {
        ColumnReader::DoubleColumnReader(reader) => figures(reader, most, column, |v: f64| v),
        ColumnReader::Int64ColumnReader(reader) => figures(reader, most, column, |v: i64| v as f64),
        ColumnReader::ByteArrayColumnReader(reader) => {
            let first = column.len();
            let rows = figures(reader, most, column, |word: ByteArray| state(word.data()).unwrap_or(f64::INFINITY))?;
            if column[first..].iter().any(|code| code.is_infinite()) {
                return Err(ParquetError::General("a column of states holds another word".to_owned()));
            }
            Ok(rows)
        }
        _ => Err(ParquetError::General("a column that should hold numbers holds words".to_owned())),
    }
}

/// The number of a state by its name.
fn state(word: &[u8]) -> Option<f64> {
    STATES.iter().position(|state| state.as_bytes() == word).map(|number| number as f64)
}

fn figures<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    most: usize,
    column: &mut Vec<f64>,
    number: impl Fn(T::T) -> f64,
) -> Result<usize, ParquetError> {
    let (mut present, mut values) = (Vec::new(), Vec::new());
    let (rows, _, _) = reader.read_records(most, Some(&mut present), None, &mut values)?;
    let mut values = values.into_iter().map(number);
    column.extend(present.iter().map(|&there| if there > 0 { values.next().unwrap_or(f64::NAN) } else { f64::NAN }));
    Ok(rows)
}

fn damage(path: &Path, reason: &str) -> ReportError {
    ReportError::Damaged { path: path.to_owned(), reason: reason.to_owned() }
}

fn damaged(path: &Path) -> impl FnOnce(ParquetError) -> ReportError {
    let path = path.to_owned();
    move |error| damage(&path, &error.to_string())
}

fn missing(path: &Path, name: &str) -> ReportError {
    damage(path, &format!("it has no column \"{name}\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{ColumnKind, ColumnSpec, RowFiles, RowWriter};

    fn spec(name: &str, kind: ColumnKind) -> ColumnSpec {
        ColumnSpec { name: name.to_owned(), kind }
    }

    fn value(i: usize) -> f64 {
        if i % 7 == 3 { f64::NAN } else { i as f64 / 3.0 - 1e10 }
    }

    fn written(rows: usize) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let label = ColumnKind::Label(vec!["open".to_owned()]);
        let specs =
            vec![spec("replication", ColumnKind::Integer), spec("end", label), spec("value", ColumnKind::Number)];
        let mut writer = RowWriter::create(dir.path(), "outcomes", specs, RowFiles::BOTH).unwrap();
        for first in (0..rows).step_by(100) {
            let numbers = first..(first + 100).min(rows);
            let count = numbers.len();
            let columns =
                vec![numbers.clone().map(|i| i as f64).collect(), vec![0.0; count], numbers.map(value).collect()];
            writer.write_block(&RowBlock { columns, rows: count }).unwrap();
        }
        writer.finish().unwrap();
        dir
    }

    #[test]
    fn rows_come_back_to_the_bit_in_blocks_of_any_size() {
        let dir = written(1234);
        for most in [1, 100, 617, 1234] {
            let mut reader = RowReader::open(dir.path(), &["value".to_owned(), "replication".to_owned()]).unwrap();
            assert_eq!(reader.rows(), 1234);
            let mut block = RowBlock::default();
            for first in (0..1234).step_by(most) {
                let rows = most.min(1234 - first);
                reader.read(rows, &mut block).unwrap();
                assert_eq!((block.rows, block.columns[0].len()), (rows, rows));
                for (i, (found, number)) in block.columns[0].iter().zip(&block.columns[1]).enumerate() {
                    assert_eq!((found.to_bits(), *number), (value(first + i).to_bits(), (first + i) as f64));
                }
            }
            let beyond = reader.read(1, &mut block).unwrap_err().to_string();
            assert!(beyond.contains("ends before its last row"), "{beyond}");
        }
    }

    #[test]
    fn what_is_missing_or_damaged_is_told() {
        let dir = written(10);
        let open = |name: &str| RowReader::open(dir.path(), &[name.to_owned()]);
        assert!(open("nothing").unwrap_err().to_string().contains("no column \"nothing\""));
        let mut states = RowBlock::default();
        open("end").unwrap().read(5, &mut states).unwrap();
        assert_eq!(states.columns, [[0.0; 5]]);
        std::fs::write(dir.path().join("outcomes.parquet"), "PAR1 nonsense PAR1").unwrap();
        assert!(matches!(open("value"), Err(ReportError::Damaged { .. })));
        std::fs::remove_file(dir.path().join("outcomes.parquet")).unwrap();
        assert!(matches!(open("value"), Err(ReportError::NoRows(_))));
    }
}
