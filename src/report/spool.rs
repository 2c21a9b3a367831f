//! Blocks of rows set aside on disk, and the Parquet file made of them column by column.
//!
//! Parquet stores column after column, and keeps a record of each piece in memory until the file is closed. Pieces as
//! small as a block would make that grow with the number of rows; so blocks wait in a raw file, and become row
//! groups of up to a million rows when all are there.

use std::fs::File;
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::ReportError;
use super::columns::{ColumnKind, ColumnSpec, RowBlock, failed};

/// Rows in a row group, but for the last.
const GROUP: usize = 1_000_000;
/// Bytes of one figure.
const FIGURE: u64 = 8;

/// Blocks set aside.
pub(super) struct Spool {
    path: PathBuf,
    file: BufWriter<File>,
    /// Rows of each block.
    rows: Vec<u32>,
}

impl Spool {
    /// Begins a spool at `path`, which is removed when the Parquet file is made.
    pub(super) fn create(path: PathBuf) -> Result<Self, ReportError> {
        let file = File::options()
            .create(true)
            .truncate(true)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(ReportError::disk("write", &path))?;
        Ok(Self { file: BufWriter::new(file), path, rows: Vec::new() })
    }

    /// Sets a block aside.
    pub(super) fn push(&mut self, block: &RowBlock) -> Result<(), ReportError> {
        for figure in block.columns.iter().flatten() {
            self.file.write_all(&figure.to_le_bytes()).map_err(ReportError::disk("write", &self.path))?;
        }
        self.rows.push(block.rows as u32);
        Ok(())
    }

    /// Makes the Parquet file at `path` of everything set aside, and removes the spool.
    pub(super) fn into_parquet(mut self, path: &Path, specs: &[ColumnSpec]) -> Result<(), ReportError> {
        self.file.flush().map_err(ReportError::disk("write", &self.path))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_enabled(false)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by(concat!("marketgate ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let out = File::create(path).map(BufWriter::new).map_err(ReportError::disk("write", path))?;
        let mut parquet = SerializedFileWriter::new(out, schema(specs)?, Arc::new(properties)).map_err(failed(path))?;
        let rows = std::mem::take(&mut self.rows);
        let mut first = 0;
        let mut offset = 0;
        while first < rows.len() {
            let blocks = blocks_of_a_group(&rows[first..]);
            let group = &rows[first..first + blocks];
            let mut writer = parquet.next_row_group().map_err(failed(path))?;
            for (number, spec) in specs.iter().enumerate() {
                let Some(mut column) = writer.next_column().map_err(failed(path))? else { break };
                self.copy_column(group, offset, number, specs.len(), |figures| {
                    write_column(&mut column, &spec.kind, figures).map_err(failed(path))
                })?;
                column.close().map_err(failed(path))?;
            }
            writer.close().map_err(failed(path))?;
            offset += group.iter().map(|&n| u64::from(n)).sum::<u64>() * specs.len() as u64 * FIGURE;
            first += blocks;
        }
        parquet.finish().map_err(failed(path))?;
        parquet.inner_mut().flush().map_err(ReportError::disk("write", path))?;
        std::fs::remove_file(&self.path).map_err(ReportError::disk("remove", &self.path))
    }

    /// Hands on one column of a group of blocks that begins at `offset`, block by block.
    fn copy_column(
        &mut self,
        group: &[u32],
        mut offset: u64,
        number: usize,
        columns: usize,
        mut take: impl FnMut(&[f64]) -> Result<(), ReportError>,
    ) -> Result<(), ReportError> {
        let file = self.file.get_mut();
        let (mut bytes, mut figures) = (Vec::new(), Vec::new());
        for &rows in group {
            let length = u64::from(rows) * FIGURE;
            bytes.resize(length as usize, 0);
            file.seek(SeekFrom::Start(offset + number as u64 * length))
                .and_then(|_| file.read_exact(&mut bytes))
                .map_err(ReportError::disk("read", &self.path))?;
            figures.clear();
            figures.extend(bytes.as_chunks::<8>().0.iter().map(|&figure| f64::from_le_bytes(figure)));
            take(&figures)?;
            offset += length * columns as u64;
        }
        Ok(())
    }
}

/// How many of the next blocks make a row group; at least one.
fn blocks_of_a_group(rows: &[u32]) -> usize {
    let mut sum = 0;
    let fitting = rows.iter().take_while(|&&n| {
        sum += n as usize;
        sum <= GROUP
    });
    fitting.count().max(1)
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
) -> Result<(), ParquetError> {
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
    use super::{GROUP, blocks_of_a_group};

    #[test]
    fn a_group_holds_whole_blocks_up_to_its_size() {
        assert_eq!(blocks_of_a_group(&[1000; 5]), 5);
        assert_eq!(blocks_of_a_group(&[1000; 2500]), GROUP / 1000);
        assert_eq!(blocks_of_a_group(&[3_000_000, 10]), 1);
    }
}
