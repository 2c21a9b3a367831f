//! Rows written as they come, such as one a replication: the same table as CSV and as Parquet.

use std::fmt::Write as _;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::ReportError;
use super::columns::{ColumnKind, ColumnSpec, RowBlock, RowFiles, failed};
use super::files::make_folder;
use super::row_groups::{GROUP_ROWS, RowGroupBuffer};
use crate::csv_table::guard_formula;

/// Writes rows to the files wanted as they come, in memory that does not grow with their number.
pub struct RowWriter {
    specs: Vec<ColumnSpec>,
    csv: Option<(PathBuf, csv::Writer<BufWriter<File>>)>,
    parquet: Option<RowGroupBuffer>,
    parts: Option<PartWriter>,
    files: Vec<PathBuf>,
}

/// Writes rows to a folder of Parquet files, each of [`GROUP_ROWS`] rows but for the last.
struct PartWriter {
    folder: PathBuf,
    open: Option<RowGroupBuffer>,
    /// Rows of the file that is open.
    rows: usize,
    files: Vec<PathBuf>,
}

impl std::fmt::Debug for RowWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowWriter").field("files", &self.files).finish_non_exhaustive()
    }
}

impl RowWriter {
    /// Begins the files of this name, such as `outcomes`, in `dir` with these columns.
    ///
    /// # Errors
    /// [`ReportError`] where they cannot be written, or where two columns have one name.
    pub fn create(dir: &Path, name: &str, columns: Vec<ColumnSpec>, wanted: RowFiles) -> Result<Self, ReportError> {
        check_names(&columns)?;
        let csv = if wanted.csv { Some(begin_csv(dir.join(format!("{name}.csv")), &columns)?) } else { None };
        let parquet = if wanted.parquet {
            Some(RowGroupBuffer::create(dir.join(format!("{name}.parquet")), &columns)?)
        } else {
            None
        };
        let parts = if wanted.parts { Some(PartWriter::create(dir.join(name))?) } else { None };
        let files = wanted.names(name).iter().map(|file| dir.join(file)).collect();
        Ok(Self { specs: columns, csv, parquet, parts, files })
    }

    /// Appends a block.
    ///
    /// # Errors
    /// [`ReportError::Rows`] where it does not fit the columns, [`ReportError::Disk`].
    pub fn write_block(&mut self, block: &RowBlock) -> Result<(), ReportError> {
        self.check(block)?;
        if let Some((path, csv)) = &mut self.csv {
            let (mut record, mut field) = (csv::StringRecord::new(), String::new());
            for row in 0..block.rows {
                record.clear();
                for (spec, column) in self.specs.iter().zip(&block.columns) {
                    field.clear();
                    write_cell(&mut field, &spec.kind, column[row]);
                    record.push_field(&field);
                }
                csv.write_record(&record).map_err(failed(path))?;
            }
        }
        self.parquet.as_mut().map_or(Ok(()), |parquet| parquet.push(block, &self.specs))?;
        self.parts.as_mut().map_or(Ok(()), |parts| parts.push(block, &self.specs))
    }

    /// Completes the files, and gives them.
    ///
    /// # Errors
    /// [`ReportError::Disk`].
    pub fn finish(mut self) -> Result<Vec<PathBuf>, ReportError> {
        if let Some((path, mut csv)) = self.csv {
            csv.flush().map_err(ReportError::disk("write", &path))?;
        }
        if let Some(parquet) = self.parquet {
            parquet.finish(&self.specs)?;
        }
        if let Some(parts) = self.parts {
            self.files.extend(parts.finish(&self.specs)?);
        }
        Ok(self.files)
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
}

impl PartWriter {
    fn create(folder: PathBuf) -> Result<Self, ReportError> {
        make_folder(&folder)?;
        Ok(Self { folder, open: None, rows: 0, files: Vec::new() })
    }

    fn push(&mut self, block: &RowBlock, specs: &[ColumnSpec]) -> Result<(), ReportError> {
        if self.rows + block.rows > GROUP_ROWS {
            self.close(specs)?;
        }
        if self.open.is_none() {
            let path = self.folder.join(format!("part-{:05}.parquet", self.files.len()));
            self.open = Some(RowGroupBuffer::create(path.clone(), specs)?);
            self.files.push(path);
        }
        self.rows += block.rows;
        self.open.as_mut().map_or(Ok(()), |open| open.push(block, specs))
    }

    fn close(&mut self, specs: &[ColumnSpec]) -> Result<(), ReportError> {
        self.rows = 0;
        self.open.take().map_or(Ok(()), |open| open.finish(specs))
    }

    fn finish(mut self, specs: &[ColumnSpec]) -> Result<Vec<PathBuf>, ReportError> {
        self.close(specs)?;
        Ok(self.files)
    }
}

fn begin_csv(path: PathBuf, columns: &[ColumnSpec]) -> Result<(PathBuf, csv::Writer<BufWriter<File>>), ReportError> {
    let out = File::create(&path).map(BufWriter::new).map_err(ReportError::disk("write", &path))?;
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(columns.iter().map(|c| guard_formula(&c.name))).map_err(failed(&path))?;
    Ok((path, csv))
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

/// Appends a cell of the CSV: numbers in the shortest form that reads back as the same number.
fn write_cell(text: &mut String, kind: &ColumnKind, value: f64) {
    // Writing to a text cannot fail.
    let _ = match kind {
        _ if value.is_nan() => Ok(()),
        ColumnKind::Number => write!(text, "{value}"),
        ColumnKind::Integer => write!(text, "{}", value as i64),
        ColumnKind::Label(words) => {
            words.get(value as usize).map_or(Ok(()), |word| text.write_str(&guard_formula(word)))
        }
    };
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
        let mut writer = RowWriter::create(dir.path(), "outcomes", specs(), RowFiles::BOTH).unwrap();
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
    fn blocks_become_row_groups_as_they_come() {
        use crate::report::row_groups::GROUP_ROWS;
        let groups = |blocks: usize, rows: usize| {
            let dir = written(blocks, rows);
            assert!(!dir.path().join("outcomes.rows").exists());
            let file = File::open(dir.path().join("outcomes.parquet")).unwrap();
            let reader = SerializedFileReader::new(file).unwrap();
            reader.metadata().row_groups().iter().map(|group| group.num_rows() as usize).collect::<Vec<_>>()
        };
        assert_eq!(groups(30, 50), [1500]);
        assert_eq!(groups(3, GROUP_ROWS / 2), [GROUP_ROWS, GROUP_ROWS / 2]);
        assert_eq!(groups(2, GROUP_ROWS + 1), [GROUP_ROWS + 1; 2]);
        assert!(groups(0, 0).is_empty());
    }

    /// The first of a second row group is where a file that is used again could be read wrongly.
    #[test]
    fn later_row_groups_hold_their_own_rows() {
        let rows = crate::report::row_groups::GROUP_ROWS / 2;
        let dir = written(5, rows);
        let names: Vec<String> = specs().iter().map(|spec| spec.name.clone()).take(2).collect();
        let read = crate::report::RowReader::columns(dir.path(), &names, 5 * rows).unwrap();
        let expected = block(0, 5 * rows).columns;
        let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
        assert!(read.iter().zip(&expected).all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(same)));
    }

    #[test]
    fn only_the_files_wanted_are_written() {
        let entries = |wanted: RowFiles| {
            let dir = tempfile::tempdir().unwrap();
            let mut writer = RowWriter::create(dir.path(), "outcomes", specs(), wanted).unwrap();
            writer.write_block(&block(0, 10)).unwrap();
            let files = writer.finish().unwrap();
            assert!(files.iter().all(|file| file.is_file()));
            assert_eq!(RowFiles::found(dir.path(), "outcomes"), wanted);
            assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), files.len());
            files.len()
        };
        let all = [(true, true), (true, false), (false, true), (false, false)];
        assert_eq!(all.map(|(csv, parquet)| entries(RowFiles { csv, parquet, parts: false })), [2, 1, 1, 0]);
    }

    /// Half a million rows and one: two full files and one of a single row, which together are the file that is not divided.
    #[test]
    fn parts_are_the_whole_in_its_order() {
        let dir = tempfile::tempdir().unwrap();
        let wanted = RowFiles { parquet: true, parts: true, ..RowFiles::NONE };
        let mut writer = RowWriter::create(dir.path(), "outcomes", specs(), wanted).unwrap();
        for first in (0..2 * GROUP_ROWS).step_by(1000) {
            writer.write_block(&block(first, 1000)).unwrap();
        }
        writer.write_block(&block(2 * GROUP_ROWS, 1)).unwrap();
        let files = writer.finish().unwrap();
        let names: Vec<_> = files.iter().map(|file| file.strip_prefix(dir.path()).unwrap().to_string_lossy()).collect();
        let part = |number: usize| format!("outcomes/part-0000{number}.parquet");
        assert_eq!(names, ["outcomes.parquet".to_owned(), part(0), part(1), part(2)]);
        assert_eq!(std::fs::read_dir(dir.path().join("outcomes")).unwrap().count(), 3, "nothing else is left there");
        let read = |path: &Path| -> Vec<Vec<Field>> {
            let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
            let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
            rows.map(|row| row.get_column_iter().map(|(_, field)| field.clone()).collect()).collect()
        };
        let whole = read(&files[0]);
        let parts: Vec<Vec<Vec<Field>>> = files[1..].iter().map(|file| read(file)).collect();
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [GROUP_ROWS, GROUP_ROWS, 1]);
        assert!(whole == parts.concat());
    }

    #[test]
    fn blocks_that_do_not_fit_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = RowWriter::create(dir.path(), "outcomes", specs(), RowFiles::BOTH).unwrap();
        let one = |columns: [f64; 3]| RowBlock { columns: columns.iter().map(|v| vec![*v]).collect(), rows: 1 };
        assert!(writer.write_block(&one([0.0, 1.0, 2.0])).is_err(), "a label that does not exist");
        assert!(writer.write_block(&one([0.5, 1.0, 0.0])).is_err(), "half an integer");
        assert!(writer.write_block(&RowBlock { columns: vec![vec![0.0]], rows: 1 }).is_err());
        assert!(writer.write_block(&RowBlock { rows: 2, ..one([0.0; 3]) }).is_err());
        assert!(writer.write_block(&one([0.0, 1.0, 1.0])).is_ok());
        let twice = vec![ColumnSpec { name: "a".to_owned(), kind: ColumnKind::Number }; 2];
        assert!(RowWriter::create(dir.path(), "outcomes", twice, RowFiles::BOTH).is_err());
    }
}
