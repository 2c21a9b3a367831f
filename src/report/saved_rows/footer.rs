//! The end of a Parquet file, which says what lies where.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use super::thrift::{Broken, Thrift};

const MAGIC: &[u8; 4] = b"PAR1";
/// Most bytes of the footer; one of a thousand million rows is smaller.
const LARGEST: u64 = 1 << 30;
/// Most columns, and rows of a group, which a run does not reach by far.
const COLUMNS: usize = 100_000;
const GROUP_ROWS: u64 = 1 << 24;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Whole numbers.
    Integer,
    /// Numbers.
    Number,
    /// Words.
    Word,
}

/// What lies where.
#[derive(Debug, Default)]
pub(super) struct Footer {
    /// Names of the columns and what they hold.
    pub(super) columns: Vec<(String, Kind)>,
    /// Row groups, in order.
    pub(super) groups: Vec<Group>,
}

/// Some rows, column by column.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) rows: u64,
    /// Of each column.
    pub(super) chunks: Vec<Chunk>,
}

/// A column of a row group.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Chunk {
    /// First byte of its first page.
    pub(super) start: u64,
    /// One past its last byte.
    pub(super) end: u64,
    /// Whether its pages are compressed, with Snappy.
    pub(super) compressed: bool,
}

impl Footer {
    /// Reads it; afterwards every chunk lies within the file, and every group has a chunk of every column.
    pub(super) fn read(mut file: &File) -> Result<Self, ReadError> {
        let length = file.seek(SeekFrom::End(0))?;
        let tail = length.checked_sub(8).filter(|at| *at >= 4).ok_or("it is too short for a Parquet file")?;
        let mut ends = [0; 12];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut ends[..4])?;
        file.seek(SeekFrom::Start(tail))?;
        file.read_exact(&mut ends[4..])?;
        if &ends[..4] != MAGIC || &ends[8..] != MAGIC {
            return Err("it is no Parquet file, or its end is missing".into());
        }
        let size = u64::from(u32::from_le_bytes([ends[4], ends[5], ends[6], ends[7]]));
        let start = tail.checked_sub(size).filter(|start| *start >= 4 && size <= LARGEST);
        let start = start.ok_or("its end does not say where it begins")?;
        let mut bytes = vec![0; size as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        Ok(Self::parse(&bytes, start)?)
    }

    /// All rows.
    pub(super) fn rows(&self) -> u64 {
        self.groups.iter().map(|group| group.rows).sum()
    }

    /// `data` is the number of bytes before the footer.
    fn parse(bytes: &[u8], data: u64) -> Result<Self, Broken> {
        let (mut found, mut rows) = (Self::default(), 0);
        Thrift::new(bytes).root(|thrift, field, kind| match field {
            2 => {
                let columns = &mut found.columns;
                let mut root = true;
                thrift.list(kind, |thrift, kind| {
                    let column = column(thrift, kind)?;
                    if !std::mem::take(&mut root) {
                        columns.push(column.ok_or("a column is of a kind that no run writes")?);
                    }
                    if columns.len() > COLUMNS { Err("it has too many columns") } else { Ok(()) }
                })
            }
            3 => {
                rows = thrift.count(kind)?;
                Ok(())
            }
            4 => thrift.list(kind, |thrift, kind| {
                found.groups.push(group(thrift, kind, data)?);
                Ok(())
            }),
            _ => thrift.skip(kind),
        })?;
        if found.groups.iter().any(|group| group.chunks.len() != found.columns.len()) {
            return Err("a row group lacks a column");
        }
        if found.rows() == rows { Ok(found) } else { Err("its row groups do not have the rows that it says") }
    }
}

/// An element of the schema; none for one that is no column of a run.
fn column(thrift: &mut Thrift<'_>, kind: u8) -> Result<Option<(String, Kind)>, Broken> {
    const OPTIONAL: u64 = 1;
    let (mut name, mut holds, mut repeats) = (String::new(), None, None);
    thrift.table(kind, |thrift, field, kind| {
        match field {
            1 => {
                holds = match thrift.count(kind)? {
                    2 => Some(Kind::Integer),
                    5 => Some(Kind::Number),
                    6 => Some(Kind::Word),
                    _ => None,
                }
            }
            3 => repeats = Some(thrift.count(kind)?),
            4 => name = String::from_utf8_lossy(thrift.binary(kind)?).into_owned(),
            _ => thrift.skip(kind)?,
        }
        Ok(())
    })?;
    Ok(holds.filter(|_| repeats == Some(OPTIONAL)).map(|kind| (name, kind)))
}

fn group(thrift: &mut Thrift<'_>, kind: u8, data: u64) -> Result<Group, Broken> {
    let mut found = Group::default();
    thrift.table(kind, |thrift, field, kind| match field {
        1 => thrift.list(kind, |thrift, kind| {
            let mut whole = None;
            thrift.table(kind, |thrift, field, kind| match field {
                3 => {
                    whole = Some(chunk(thrift, kind)?);
                    Ok(())
                }
                _ => thrift.skip(kind),
            })?;
            let whole = whole.filter(|chunk| chunk.start >= 4 && chunk.start < chunk.end && chunk.end <= data);
            found.chunks.push(whole.ok_or("a column lies outside the file")?);
            Ok(())
        }),
        3 => {
            found.rows = thrift.count(kind)?;
            Ok(())
        }
        _ => thrift.skip(kind),
    })?;
    if found.rows > GROUP_ROWS { Err("a row group has more than 16,777,216 rows") } else { Ok(found) }
}

fn chunk(thrift: &mut Thrift<'_>, kind: u8) -> Result<Chunk, Broken> {
    let (mut codec, mut length, mut pages, mut words) = (0, 0, u64::MAX, u64::MAX);
    thrift.table(kind, |thrift, field, kind| {
        match field {
            4 => codec = thrift.count(kind)?,
            7 => length = thrift.count(kind)?,
            9 => pages = thrift.count(kind)?,
            11 => words = thrift.count(kind)?,
            _ => thrift.skip(kind)?,
        }
        Ok(())
    })?;
    if codec > 1 {
        return Err("a column is compressed in a way that no run uses");
    }
    let start = pages.min(words);
    Ok(Chunk { start, end: start.saturating_add(length), compressed: codec == 1 })
}

/// Why a file could not be read.
#[derive(Debug)]
pub(super) enum ReadError {
    /// The disk refused.
    Disk(std::io::Error),
    /// It is not what it should be.
    Broken(Broken),
}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error)
    }
}

impl From<Broken> for ReadError {
    fn from(reason: Broken) -> Self {
        Self::Broken(reason)
    }
}
