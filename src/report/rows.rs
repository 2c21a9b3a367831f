//! One row a replication, written as the run goes: `outcomes.csv` and `outcomes.parquet`.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::ReportError;
use super::tables::defuse;

/// Figures held before they are written as one row group: bounds memory at 16 MB whatever the run.
const HELD: usize = 1 << 21;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Its heading.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnKind {
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// One of these words, by its index.
    Label(Vec<String>),
}

/// Some rows, column by column; NaN is a missing figure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RowBlock {
    /// A list of `rows` figures for each column.
    pub columns: Vec<Vec<f64>>,
    /// Number of rows.
    pub rows: usize,
}

/// Writes rows to both files as they come, in memory that does not grow with their number.
pub struct RowWriter {
    specs: Vec<ColumnSpec>,
    csv_path: PathBuf,
    csv: csv::Writer<BufWriter<File>>,
    parquet_path: PathBuf,
    parquet: SerializedFileWriter<BufWriter<File>>,
    held: RowBlock,
}

impl std::fmt::Debug for RowWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowWriter")
            .field("csv", &self.csv_path)
            .field("parquet", &self.parquet_path)
            .finish_non_exhaustive()
    }
}

impl RowWriter {
    /// Begins `outcomes.csv` and `outcomes.parquet` in `dir` with these columns.
    ///
    /// # Errors
    /// [`ReportError`] where they cannot be written, or where two columns have one name.
    pub fn create(dir: &Path, columns: Vec<ColumnSpec>) -> Result<Self, ReportError> {
        check_names(&columns)?;
        let (csv_path, parquet_path) = (dir.join("outcomes.csv"), dir.join("outcomes.parquet"));
        let open = |path: &Path| File::create(path).map(BufWriter::new).map_err(ReportError::disk("write", path));
        let mut csv = csv::Writer::from_writer(open(&csv_path)?);
        csv.write_record(columns.iter().map(|c| defuse(&c.name))).map_err(failed(&csv_path))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("marketgate ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let parquet = SerializedFileWriter::new(open(&parquet_path)?, schema(&columns)?, Arc::new(properties))
            .map_err(failed(&parquet_path))?;
        let held = RowBlock { columns: vec![Vec::new(); columns.len()], rows: 0 };
        Ok(Self { specs: columns, csv_path, csv, parquet_path, parquet, held })
    }

    /// Appends a block.
    ///
    /// # Errors
    /// [`ReportError::Rows`] where it does not fit the columns, [`ReportError::Disk`].
    pub fn write_block(&mut self, block: &RowBlock) -> Result<(), ReportError> {
        self.check(block)?;
        let mut record = csv::StringRecord::new();
        for row in 0..block.rows {
            record.clear();
            for (spec, column) in self.specs.iter().zip(&block.columns) {
                record.push_field(&cell(&spec.kind, column[row]));
            }
            self.csv.write_record(&record).map_err(failed(&self.csv_path))?;
        }
        for (held, column) in self.held.columns.iter_mut().zip(&block.columns) {
            held.extend_from_slice(column);
        }
        self.held.rows += block.rows;
        if self.held.rows * self.specs.len().max(1) >= HELD { self.flush_group() } else { Ok(()) }
    }

    /// Completes both files.
    ///
    /// # Errors
    /// [`ReportError::Disk`].
    pub fn finish(mut self) -> Result<(), ReportError> {
        self.flush_group()?;
        self.csv.flush().map_err(ReportError::disk("write", &self.csv_path))?;
        self.parquet.finish().map_err(failed(&self.parquet_path))?;
        self.parquet.inner_mut().flush().map_err(ReportError::disk("write", &self.parquet_path))
    }

    fn check(&self, block: &RowBlock) -> Result<(), ReportError> {
        if block.columns.len() != self.specs.len() {
            let reason = format!("{} columns instead of {}", block.columns.len(), self.specs.len());
            return Err(ReportError::Rows(reason));
        }
        for (spec, column) in self.specs.iter().zip(&block.columns) {
            if column.len() != block.rows {
                let reason = format!("column \"{}\" has {} of {} rows", spec.name, column.len(), block.rows);
                return Err(ReportError::Rows(reason));
            }
            if let Some(bad) = column.iter().find(|v| !v.is_nan() && !fits(&spec.kind, **v)) {
                return Err(ReportError::Rows(format!("column \"{}\" cannot hold {bad}", spec.name)));
            }
        }
        Ok(())
    }

    fn flush_group(&mut self) -> Result<(), ReportError> {
        if self.held.rows == 0 {
            return Ok(());
        }
        let failed = || failed(&self.parquet_path);
        let mut group = self.parquet.next_row_group().map_err(failed())?;
        for (spec, column) in self.specs.iter().zip(&mut self.held.columns) {
            let Some(mut writer) = group.next_column().map_err(failed())? else { break };
            write_column(&mut writer, &spec.kind, column).map_err(failed())?;
            writer.close().map_err(failed())?;
            column.clear();
        }
        group.close().map_err(failed())?;
        self.held.rows = 0;
        Ok(())
    }
}

/// Turns what a writer says into an error that names the file.
fn failed<E: std::error::Error + Send + Sync + 'static>(path: &Path) -> impl FnOnce(E) -> ReportError {
    let path = path.to_owned();
    move |error| ReportError::Disk { action: "write", path, source: std::io::Error::other(error) }
}

fn check_names(columns: &[ColumnSpec]) -> Result<(), ReportError> {
    let mut seen = std::collections::HashSet::new();
    match columns.iter().find(|c| !seen.insert(&c.name)) {
        Some(twice) => Err(ReportError::Rows(format!("two columns are named \"{}\"", twice.name))),
        None => Ok(()),
    }
}

fn fits(kind: &ColumnKind, value: f64) -> bool {
    match kind {
        ColumnKind::Number => true,
        ColumnKind::Integer => value.fract() == 0.0 && value.abs() < 9e15,
        ColumnKind::Label(words) => value.fract() == 0.0 && value >= 0.0 && (value as usize) < words.len(),
    }
}

/// A cell of the CSV: numbers in the shortest form that reads back as the same number.
fn cell(kind: &ColumnKind, value: f64) -> String {
    match kind {
        _ if value.is_nan() => String::new(),
        ColumnKind::Number => value.to_string(),
        ColumnKind::Integer => (value as i64).to_string(),
        ColumnKind::Label(words) => words.get(value as usize).map(|w| defuse(w)).unwrap_or_default(),
    }
}

fn schema(columns: &[ColumnSpec]) -> Result<Arc<Type>, ReportError> {
    let fields = columns
        .iter()
        .map(|column| {
            let (physical, converted) = match column.kind {
                ColumnKind::Number => (Physical::DOUBLE, ConvertedType::NONE),
                ColumnKind::Integer => (Physical::INT64, ConvertedType::NONE),
                ColumnKind::Label(_) => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
            };
            Type::primitive_type_builder(&column.name, physical)
                .with_repetition(Repetition::OPTIONAL)
                .with_converted_type(converted)
                .build()
                .map(Arc::new)
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(ReportError::encode)?;
    Type::group_type_builder("outcomes").with_fields(fields).build().map(Arc::new).map_err(ReportError::encode)
}

fn write_column(
    writer: &mut SerializedColumnWriter<'_>,
    kind: &ColumnKind,
    column: &[f64],
) -> Result<(), parquet::errors::ParquetError> {
    let present: Vec<i16> = column.iter().map(|v| i16::from(!v.is_nan())).collect();
    let values = column.iter().copied().filter(|v| !v.is_nan());
    match kind {
        ColumnKind::Number => {
            let values: Vec<f64> = values.collect();
            writer.typed::<DoubleType>().write_batch(&values, Some(&present), None)?;
        }
        ColumnKind::Integer => {
            let values: Vec<i64> = values.map(|v| v as i64).collect();
            writer.typed::<Int64Type>().write_batch(&values, Some(&present), None)?;
        }
        ColumnKind::Label(words) => {
            let words: Vec<ByteArray> = words.iter().map(|w| ByteArray::from(w.as_bytes().to_vec())).collect();
            let values: Vec<ByteArray> = values.filter_map(|v| words.get(v as usize).cloned()).collect();
            writer.typed::<ByteArrayType>().write_batch(&values, Some(&present), None)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    fn specs() -> Vec<ColumnSpec> {
        let spec = |name: &str, kind| ColumnSpec { name: name.to_owned(), kind };
        vec![
            spec("replication", ColumnKind::Integer),
            spec("value", ColumnKind::Number),
            spec("markets.us.end", ColumnKind::Label(vec!["open".to_owned(), "=banned".to_owned()])),
        ]
    }

    fn block(first: usize, rows: usize) -> RowBlock {
        let n = |i: usize| (first + i) as f64;
        RowBlock {
            columns: vec![
                (0..rows).map(n).collect(),
                (0..rows).map(|i| if (first + i) % 7 == 3 { f64::NAN } else { n(i) / 3.0 - 1e10 }).collect(),
                (0..rows).map(|i| if (first + i) % 5 == 4 { f64::NAN } else { n(i) % 2.0 }).collect(),
            ],
            rows,
        }
    }

    fn written(blocks: usize, rows: usize) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = RowWriter::create(dir.path(), specs()).unwrap();
        for i in 0..blocks {
            writer.write_block(&block(i * rows, rows)).unwrap();
        }
        writer.finish().unwrap();
        dir
    }

    #[test]
    fn csv_reads_back_to_the_bit() {
        let dir = written(3, 100);
        let mut reader = csv::Reader::from_path(dir.path().join("outcomes.csv")).unwrap();
        for (i, row) in reader.records().map(Result::unwrap).enumerate() {
            let expected = block(i, 1).columns;
            assert_eq!(row[0].parse::<usize>().unwrap(), i);
            match row[1].parse::<f64>() {
                Ok(v) => assert_eq!(v.to_bits(), expected[1][0].to_bits()),
                Err(_) => assert!(row[1].is_empty() && expected[1][0].is_nan()),
            }
            let word = if expected[2][0].is_nan() { "" } else { ["open", "'=banned"][expected[2][0] as usize] };
            assert_eq!(&row[2], word);
        }
    }

    #[test]
    fn parquet_reads_back_what_was_written() {
        let dir = written(3, 100);
        let reader = SerializedFileReader::new(File::open(dir.path().join("outcomes.parquet")).unwrap()).unwrap();
        let mut rows = 0;
        for (i, row) in reader.get_row_iter(None).unwrap().map(Result::unwrap).enumerate() {
            let expected = block(i, 1).columns;
            let cells: Vec<Field> = row.get_column_iter().map(|(_, f)| f.clone()).collect();
            let number = if expected[1][0].is_nan() { Field::Null } else { Field::Double(expected[1][0]) };
            let words = ["open", "=banned"];
            let word = if expected[2][0].is_nan() {
                Field::Null
            } else {
                Field::Str(words[expected[2][0] as usize].to_owned())
            };
            assert_eq!(cells, [Field::Long(i64::try_from(i).unwrap()), number, word]);
            rows += 1;
        }
        assert_eq!(rows, 300);
    }

    #[test]
    fn memory_is_bounded_by_row_groups() {
        let dir = tempfile::tempdir().unwrap();
        let wide: Vec<ColumnSpec> =
            (0..3000).map(|i| ColumnSpec { name: format!("c{i}"), kind: ColumnKind::Number }).collect();
        let mut writer = RowWriter::create(dir.path(), wide).unwrap();
        let rows = RowBlock { columns: vec![vec![1.5; 500]; 3000], rows: 500 };
        for _ in 0..3 {
            writer.write_block(&rows).unwrap();
            assert!(writer.held.rows * 3000 < HELD);
        }
        writer.finish().unwrap();
        let reader = SerializedFileReader::new(File::open(dir.path().join("outcomes.parquet")).unwrap()).unwrap();
        assert_eq!((reader.metadata().num_row_groups(), reader.metadata().file_metadata().num_rows()), (2, 1500));
    }

    #[test]
    fn blocks_that_do_not_fit_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = RowWriter::create(dir.path(), specs()).unwrap();
        let one = |columns: [f64; 3]| RowBlock { columns: columns.iter().map(|v| vec![*v]).collect(), rows: 1 };
        assert!(writer.write_block(&one([0.0, 1.0, 2.0])).is_err(), "a label that does not exist");
        assert!(writer.write_block(&one([0.5, 1.0, 0.0])).is_err(), "half an integer");
        assert!(writer.write_block(&RowBlock { columns: vec![vec![0.0]], rows: 1 }).is_err());
        assert!(writer.write_block(&RowBlock { rows: 2, ..one([0.0; 3]) }).is_err());
        assert!(writer.write_block(&one([0.0, 1.0, 1.0])).is_ok());
        let twice = vec![ColumnSpec { name: "a".to_owned(), kind: ColumnKind::Number }; 2];
        assert!(RowWriter::create(dir.path(), twice).is_err());
    }
}
