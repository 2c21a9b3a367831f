//! A Parquet file written as rows come: they wait on disk until they are a row group, which is then written column by column.
//!
//! Parquet stores column after column, and keeps a record of each piece in memory until the file is closed. Pieces as
//! small as a block would make that grow with the number of rows, and row groups held in memory would be large; so
//! blocks wait in a raw file, which is used again for the next row group.

use std::fs::File;
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, Encoding, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{ColumnPath, Type};

use super::ReportError;
use super::columns::{ColumnKind, ColumnSpec, RowBlock, failed};

/// Rows in a row group, but for the last.
pub(super) const GROUP_ROWS: usize = 250_000;
/// Bytes of one figure.
const FIGURE_BYTES: u64 = 8;

/// A Parquet file in the making.
pub(super) struct RowGroupBuffer {
    path: PathBuf,
    parquet: SerializedFileWriter<BufWriter<File>>,
    pending_path: PathBuf,
    /// The blocks that wait, in a file.
    pending: BufWriter<File>,
    /// Rows of each block that waits.
    block_rows: Vec<u32>,
}

impl RowGroupBuffer {
    /// Begins the Parquet file at `path`; rows wait beside it, in a file that is removed when it is finished.
    pub(super) fn create(path: PathBuf, specs: &[ColumnSpec]) -> Result<Self, ReportError> {
        let pending_path = path.with_extension("rows");
        let pending = File::options()
            .create(true)
            .truncate(true)
            .read(true)
            .write(true)
            .open(&pending_path)
            .map_err(ReportError::disk("write", &pending_path))?;
        let out = File::create(&path).map(BufWriter::new).map_err(ReportError::disk("write", &path))?;
        let parquet =
            SerializedFileWriter::new(out, schema(specs)?, Arc::new(properties(specs))).map_err(failed(&path))?;
        Ok(Self { path, parquet, pending: BufWriter::new(pending), pending_path, block_rows: Vec::new() })
    }

    /// Appends a block.
    pub(super) fn push(&mut self, block: &RowBlock, specs: &[ColumnSpec]) -> Result<(), ReportError> {
        if !self.block_rows.is_empty() && self.pending_rows() + block.rows > GROUP_ROWS {
            self.write_group(specs)?;
        }
        for figure in block.columns.iter().flatten() {
            self.pending.write_all(&figure.to_le_bytes()).map_err(ReportError::disk("write", &self.pending_path))?;
        }
        self.block_rows.push(block.rows as u32);
        Ok(())
    }

    /// Completes the Parquet file.
    pub(super) fn finish(mut self, specs: &[ColumnSpec]) -> Result<(), ReportError> {
        if self.pending_rows() > 0 {
            self.write_group(specs)?;
        }
        self.parquet.finish().map_err(failed(&self.path))?;
        self.parquet.inner_mut().flush().map_err(ReportError::disk("write", &self.path))?;
        std::fs::remove_file(&self.pending_path).map_err(ReportError::disk("remove", &self.pending_path))
    }

    /// Rows that wait.
    fn pending_rows(&self) -> usize {
        self.block_rows.iter().map(|&rows| rows as usize).sum()
    }

    /// Makes a row group of what waits, after which nothing does.
    fn write_group(&mut self, specs: &[ColumnSpec]) -> Result<(), ReportError> {
        let on_disk = || ReportError::disk("write", &self.pending_path);
        self.pending.flush().map_err(on_disk())?;
        let file = self.pending.get_mut();
        let mut group = self.parquet.next_row_group().map_err(failed(&self.path))?;
        for (number, spec) in specs.iter().enumerate() {
            let Some(mut column) = group.next_column().map_err(failed(&self.path))? else { break };
            let mut blocks = PendingColumn { file, block_rows: &self.block_rows, number, columns: specs.len() };
            blocks.for_each_block(&self.pending_path, |figures| {
                write_column(&mut column, &spec.kind, figures).map_err(failed(&self.path))
            })?;
            column.close().map_err(failed(&self.path))?;
        }
        group.close().map_err(failed(&self.path))?;
        self.block_rows.clear();
        file.seek(SeekFrom::Start(0)).map(drop).map_err(on_disk())
    }
}

/// One column of the blocks that wait.
struct PendingColumn<'a> {
    file: &'a mut File,
    /// Rows of each block.
    block_rows: &'a [u32],
    number: usize,
    columns: usize,
}

impl PendingColumn<'_> {
    /// Hands it on block by block.
    fn for_each_block(
        &mut self,
        path: &Path,
        mut take: impl FnMut(&[f64]) -> Result<(), ReportError>,
    ) -> Result<(), ReportError> {
        let (mut bytes, mut figures) = (Vec::new(), Vec::new());
        let mut offset = 0;
        for &rows in self.block_rows {
            let length = u64::from(rows) * FIGURE_BYTES;
            bytes.resize(length as usize, 0);
            self.file
                .seek(SeekFrom::Start(offset + self.number as u64 * length))
                .and_then(|_| self.file.read_exact(&mut bytes))
                .map_err(ReportError::disk("read", path))?;
            figures.clear();
            figures.extend(bytes.as_chunks::<8>().0.iter().map(|&figure| f64::from_le_bytes(figure)));
            take(&figures)?;
            offset += length * self.columns as u64;
        }
        Ok(())
    }
}

/// How columns are encoded. Bytes of numbers are stored rank by rank: signs and exponents repeat, and compress, apart from
/// digits, which do not.
fn properties(columns: &[ColumnSpec]) -> WriterProperties {
    let whole = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by(concat!("marketgate ", env!("CARGO_PKG_VERSION")).to_owned());
    let of_column = |properties: WriterPropertiesBuilder, column: &ColumnSpec| {
        let path = ColumnPath::new(vec![column.name.clone()]);
        match column.kind {
            ColumnKind::Number => properties.set_column_encoding(path, Encoding::BYTE_STREAM_SPLIT),
            ColumnKind::Integer => properties.set_column_encoding(path, Encoding::DELTA_BINARY_PACKED),
            ColumnKind::Label(_) => properties.set_column_dictionary_enabled(path, true),
        }
    };
    columns.iter().fold(whole, of_column).build()
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
