//! Tables: columns in the memory layout of Apache Arrow, which data-frame libraries take over without a copy.

use std::collections::TryReserveError;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::{Float64Type, Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, Date32Array, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch,
    RecordBatchIterator, StringArray,
};
use arrow_buffer::{NullBuffer, NullBufferBuilder, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use jiff::civil::Date;
use marketgate::table::{self, Cell, Unit, Value};
use marketgate::{ColumnKind, ColumnSpec, RowBlock};
use pyo3::exceptions::{PyKeyError, PyMemoryError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule, PyMemoryView};

/// Figures that a table of a run holds at most: 32 GB. A system may promise more memory than it has.
const MOST_FIGURES: usize = 4_000_000_000;
/// The day from which days are counted.
const EPOCH: Date = Date::constant(1970, 1, 1);

/// A table that Polars, pandas, DuckDB, pyarrow and others take as it is: it speaks the Arrow C stream interface.
#[pyclass(frozen, module = "marketgate")]
#[derive(Clone)]
pub(crate) struct Table {
    batch: RecordBatch,
}

/// A table in the making, from rows that come in blocks.
pub(crate) struct TableBuilder {
    specs: Vec<ColumnSpec>,
    columns: Vec<(Figures, NullBufferBuilder)>,
}

/// The figures of a column.
enum Figures {
    Numbers(Vec<f64>),
    Integers(Vec<i64>),
    /// Numbers of words.
    Labels(Vec<i32>),
}

impl Figures {
    fn with_room(kind: &ColumnKind, rows: usize) -> Result<Self, TryReserveError> {
        Ok(match kind {
            ColumnKind::Number => Self::Numbers(reserve(rows)?),
            ColumnKind::Integer => Self::Integers(reserve(rows)?),
            ColumnKind::Label(_) => Self::Labels(reserve(rows)?),
        })
    }

    /// Appends figures; a missing one, NaN, is held as 0 where it is no number.
    fn append(&mut self, figures: &[f64]) {
        match self {
            Self::Numbers(held) => held.extend_from_slice(figures),
            Self::Integers(held) => held.extend(figures.iter().map(|&figure| figure as i64)),
            Self::Labels(held) => held.extend(figures.iter().map(|&figure| figure as i32)),
        }
    }

    fn finish(self, kind: &ColumnKind, nulls: Option<NullBuffer>) -> Result<ArrayRef, ArrowError> {
        Ok(match (self, kind) {
            (Self::Numbers(held), _) => Arc::new(Float64Array::try_new(held.into(), nulls)?),
            (Self::Integers(held), _) => Arc::new(Int64Array::try_new(held.into(), nulls)?),
            (Self::Labels(held), ColumnKind::Label(words)) => {
                let keys = Int32Array::try_new(held.into(), nulls)?;
                Arc::new(DictionaryArray::try_new(keys, Arc::new(StringArray::from_iter_values(words)))?)
            }
            (Self::Labels(held), _) => Arc::new(Int32Array::try_new(held.into(), nulls)?),
        })
    }
}

/// An empty list with room for so many figures: it does not move as it grows.
fn reserve<T>(rows: usize) -> Result<Vec<T>, TryReserveError> {
    let mut list = Vec::new();
    list.try_reserve_exact(rows)?;
    Ok(list)
}

impl TableBuilder {
    /// A table of these columns, with room for so many rows.
    ///
    /// # Errors
    /// `MemoryError` where there is none.
    pub(crate) fn with_room(specs: Vec<ColumnSpec>, rows: usize) -> PyResult<Self> {
        let refuse = || {
            let columns = specs.len();
            PyMemoryError::new_err(format!(
                "{rows} rows of {columns} columns do not fit into memory; rows=False keeps none, and `marketgate run` writes them to disk"
            ))
        };
        if rows.saturating_mul(specs.len()) > MOST_FIGURES {
            return Err(refuse());
        }
        let column = |spec: &ColumnSpec| Ok((Figures::with_room(&spec.kind, rows)?, NullBufferBuilder::new(rows)));
        let columns: Result<Vec<_>, TryReserveError> = specs.iter().map(column).collect();
        let columns = columns.map_err(|_| refuse())?;
        Ok(Self { specs, columns })
    }

    /// Appends a block of rows.
    pub(crate) fn append(&mut self, block: &RowBlock) {
        for ((figures, nulls), added) in self.columns.iter_mut().zip(&block.columns) {
            figures.append(added);
            if added.iter().any(|figure| figure.is_nan()) {
                added.iter().for_each(|figure| nulls.append(!figure.is_nan()));
            } else {
                nulls.append_n_non_nulls(added.len());
            }
        }
    }

    pub(crate) fn finish(self) -> PyResult<Table> {
        let columns = self
            .specs
            .into_iter()
            .zip(self.columns)
            .map(|(spec, (figures, mut nulls))| Ok((spec.name, figures.finish(&spec.kind, nulls.finish())?)));
        columns.collect::<Result<Vec<_>, _>>().and_then(Table::from_columns).map_err(fail)
    }
}

impl Table {
    fn from_columns(columns: Vec<(String, ArrayRef)>) -> Result<Self, ArrowError> {
        let field = |(name, column): &(String, ArrayRef)| Field::new(name, column.data_type().clone(), true);
        let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>());
        let columns = columns.into_iter().map(|(_, column)| column).collect();
        Ok(Self { batch: RecordBatch::try_new(Arc::new(schema), columns)? })
    }

    /// A table of a report.
    pub(crate) fn from_report(table: &table::Table) -> PyResult<Self> {
        let column = |number: usize| table.rows.iter().filter_map(move |row| row.get(number));
        let named = |(number, head): (usize, &table::Column)| (head.name.clone(), collect_cells(column(number)));
        Self::from_columns(table.columns.iter().enumerate().map(named).collect()).map_err(fail)
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// The figures of rows `first` and on as they were appended to the table: `NaN` where one is missing, words by their number.
    pub(crate) fn read_block(&self, columns: &[usize], first: usize, rows: usize) -> RowBlock {
        let read = |&column: &usize| read_figures(self.batch.column(column).slice(first, rows).as_ref());
        RowBlock { columns: columns.iter().map(read).collect(), rows }
    }

    /// The number of the column of this name.
    pub(crate) fn find_column(&self, name: &str) -> Option<usize> {
        self.batch.schema().index_of(name).ok()
    }
}

/// Figures of a column of a run, `NaN` where one is missing.
fn read_figures(column: &dyn Array) -> Vec<f64> {
    let read: Vec<f64> = match column.data_type() {
        DataType::Float64 => column.as_primitive::<Float64Type>().values().to_vec(),
        DataType::Int64 => column.as_primitive::<Int64Type>().values().iter().map(|&whole| whole as f64).collect(),
        DataType::Dictionary(..) => {
            column.as_dictionary::<Int32Type>().keys().values().iter().map(|&word| f64::from(word)).collect()
        }
        _ => vec![f64::NAN; column.len()],
    };
    let known = |(row, figure)| if column.is_null(row) { f64::NAN } else { figure };
    if column.null_count() == 0 { read } else { read.into_iter().enumerate().map(known).collect() }
}

/// A column of cells: days, whole numbers or numbers where all that are known are such, else words.
fn collect_cells<'c>(cells: impl Iterator<Item = &'c Cell> + Clone) -> ArrayRef {
    let known = || cells.clone().filter(|cell| !cell.is_missing());
    let all = |is: fn(&Value) -> bool| known().next().is_some() && known().all(|cell| is(&cell.value));
    if all(|value| matches!(value, Value::Date(_))) {
        let days = cells.map(|cell| if let Value::Date(date) = cell.value { Some(count_days(date)) } else { None });
        Arc::new(days.collect::<Date32Array>())
    } else if all(|value| matches!(value, Value::Figure(_, Unit::Count | Unit::Identifier))) {
        Arc::new(cells.map(|cell| cell.as_figure().map(|figure| figure as i64)).collect::<Int64Array>())
    } else if all(|value| matches!(value, Value::Figure(..))) {
        Arc::new(cells.map(Cell::as_figure).collect::<Float64Array>())
    } else {
        let mut words = StringBuilder::new();
        cells.for_each(|cell| words.append_option((!cell.is_missing()).then(|| cell.write())));
        Arc::new(words.finish())
    }
}

/// Days from [`EPOCH`].
fn count_days(date: Date) -> i32 {
    date.since(EPOCH).map_or(0, |span| span.get_days())
}

fn fail(error: ArrowError) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

#[pymethods]
impl Table {
    /// Names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.batch.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// Number of rows.
    #[getter]
    fn num_rows(&self) -> usize {
        self.rows()
    }

    /// A column without any other package: numbers as a flat sequence that NumPy takes as it is, `nan` where one is missing (whole
    /// numbers where none is); words, and days as in "2020-08-03", as a list, None where one is missing.
    fn column<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let number = self.find_column(name).ok_or_else(|| PyKeyError::new_err(name.to_owned()))?;
        let column = self.batch.column(number);
        match column.data_type() {
            DataType::Int64 if column.null_count() == 0 => {
                view_bytes(py, column.as_primitive::<Int64Type>().values(), "q")
            }
            DataType::Float64 | DataType::Int64 => view_bytes(py, &ScalarBuffer::from(read_figures(column)), "d"),
            DataType::Dictionary(..) => {
                let words = column.as_dictionary::<Int32Type>();
                let words = words.downcast_dict::<StringArray>().into_iter().flatten();
                Ok(words.collect::<Vec<_>>().into_pyobject(py)?.into_any())
            }
            DataType::Utf8 => Ok(column.as_string::<i32>().iter().collect::<Vec<_>>().into_pyobject(py)?.into_any()),
            _ => {
                let days = column.as_primitive::<arrow_array::types::Date32Type>();
                let text = |day| (EPOCH + jiff::Span::new().days(day)).to_string();
                let days: Vec<Option<String>> = days.iter().map(|day| day.map(text)).collect();
                Ok(days.into_pyobject(py)?.into_any())
            }
        }
    }

    fn __len__(&self) -> usize {
        self.rows()
    }

    fn __repr__(&self) -> String {
        format!("<marketgate.Table of {} rows and {} columns>", self.rows(), self.batch.num_columns())
    }

    /// The Arrow C stream interface: a capsule by which other libraries take the table over without a copy. There is one schema, and a
    /// request for another is not heeded, as the interface allows.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let reader = RecordBatchIterator::new([Ok(self.batch.clone())], self.batch.schema());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), c"arrow_array_stream")
    }

    /// The Arrow C schema interface: names and types of the columns.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.batch.schema().as_ref()).map_err(fail)?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }
}

/// The bytes of figures as a sequence of the format `kind` of Python's `struct`.
fn view_bytes<'py, T: arrow_buffer::ArrowNativeType>(
    py: Python<'py>,
    figures: &ScalarBuffer<T>,
    kind: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let bytes = PyBytes::new(py, figures.inner().as_slice());
    PyMemoryView::from(&bytes)?.call_method1("cast", (kind,))
}
