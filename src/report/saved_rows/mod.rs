//! Rows of a finished run, read again from `outcomes.parquet` a few columns at a time.
//!
//! The file may be damaged, or a stranger's. The library that writes it trusts what it reads: it loops, panics or asks for all
//! memory where a byte is wrong. So what a run writes is read here, and nothing else: no page larger than a run's, no more
//! figures than its row group has, and every step takes bytes of the file.

mod column;
mod decode;
mod footer;
mod thrift;

use std::fs::File;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::ReportError;
use super::columns::RowBlock;
use crate::disk;
use column::Column;
use footer::{Footer, ReadError};

/// Reads some columns, block by block, in memory that does not grow with the number of rows.
#[derive(Debug)]
pub struct RowReader {
    path: PathBuf,
    file: File,
    footer: Footer,
    /// Numbers of the columns wanted.
    columns: Vec<usize>,
    /// The row group that is being read, and those to come.
    open: Vec<Column>,
    next: usize,
}

impl RowReader {
    /// Opens `outcomes.parquet` in `dir` to read the columns of these names: numbers, whole numbers, and states as their
    /// places in [`STATES`](crate::analysis::STATES).
    ///
    /// # Errors
    /// [`ReportError::NoRows`]; [`ReportError::Disk`]; [`ReportError::Damaged`] where the file is not one of ours or lacks a column.
    pub fn open(dir: &Path, names: &[String]) -> Result<Self, ReportError> {
        let path = dir.join("outcomes.parquet");
        if !path.is_file() {
            return Err(ReportError::NoRows(dir.to_owned()));
        }
        let file = disk::open(&path).map_err(ReportError::disk("read", &path))?;
        let footer = Footer::read(&file).map_err(failed(&path))?;
        let place = |name: &String| {
            let found = footer.columns.iter().position(|(column, _)| column == name);
            found.ok_or_else(|| missing(&path, name))
        };
        let columns = names.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { path, file, footer, columns, open: Vec::new(), next: 0 })
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

    /// Reads all rows of these columns in `dir`, at most `rows` at once, and hands each block on.
    ///
    /// # Errors
    /// As [`RowReader::open`] and [`RowReader::read`].
    pub fn for_each_block(
        dir: &Path,
        names: &[String],
        rows: u64,
        mut take: impl FnMut(&RowBlock),
    ) -> Result<(), ReportError> {
        let mut reader = Self::open(dir, names)?;
        let mut block = RowBlock::default();
        let mut left = reader.rows();
        while left > 0 {
            let next = left.min(rows);
            reader.read(next as usize, &mut block)?;
            take(&block);
            left -= next;
        }
        Ok(())
    }

    /// Rows in the file.
    pub fn rows(&self) -> u64 {
        self.footer.rows()
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
                read = reader.read(&self.file, rows - block.rows, column).map_err(failed(&self.path))?;
            }
            block.rows += read;
            if block.columns.iter().any(|column| column.len() != block.rows) {
                return Err(damage(&self.path, "its columns are not of one length"));
            }
            if read == 0 && !self.next_group() {
                return Err(damage(&self.path, "it ends before its last row"));
            }
        }
        Ok(())
    }

    /// Opens the next row group; false where there is none.
    fn next_group(&mut self) -> bool {
        self.open.clear();
        let Some(group) = self.footer.groups.get(self.next) else { return false };
        let column = |&number: &usize| Column::new(self.footer.columns[number].1, group.chunks[number], group.rows);
        self.open.extend(self.columns.iter().map(column));
        self.next += 1;
        true
    }
}

fn damage(path: &Path, reason: &str) -> ReportError {
    ReportError::Damaged { path: path.to_owned(), reason: reason.to_owned() }
}

fn failed(path: &Path) -> impl FnOnce(ReadError) -> ReportError {
    let path = path.to_owned();
    move |error| match error {
        ReadError::Disk(source) => ReportError::disk("read", &path)(source),
        ReadError::Broken(reason) => damage(&path, reason),
    }
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
