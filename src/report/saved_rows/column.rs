//! One column of a row group, read page by page.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use super::decode;
use super::footer::{Chunk, Kind, ReadError};
use super::thrift::{Broken, Thrift, take};
use crate::analysis::STATES;

/// Most bytes of a page, compressed and not; most figures in one. Those of a run are a sixteenth as large.
const LARGEST: u64 = 16 << 20;
const FIGURES: u64 = 1 << 20;
/// Bytes read at once to find the head of a page, which is shorter.
const HEAD: u64 = 512;

/// Numbers by which Parquet calls encodings.
const PLAIN: u64 = 0;
const OLD_DICTIONARY: u64 = 2;
const RUNS: u64 = 3;
const DIFFERENCES: u64 = 5;
const DICTIONARY: u64 = 8;
const SPLIT: u64 = 9;

/// A column of a row group, as far as it has been read.
#[derive(Debug)]
pub(super) struct Column {
    kind: Kind,
    chunk: Chunk,
    /// Rows of the group that no page has given yet.
    left: u64,
    /// Codes of the words of the dictionary.
    codes: Vec<f64>,
    /// Figures of the page that is open, and how many were handed on.
    page: Vec<f64>,
    at: usize,
    decompressor: snap::raw::Decoder,
}

/// What stands before a page.
#[derive(Debug, Default)]
struct Head {
    kind: u64,
    size: u64,
    compressed: u64,
    values: u64,
    encoding: u64,
    levels: u64,
}

impl Column {
    pub(super) fn new(kind: Kind, chunk: Chunk, rows: u64) -> Self {
        let decompressor = snap::raw::Decoder::new();
        Self { kind, chunk, left: rows, codes: Vec::new(), page: Vec::new(), at: 0, decompressor }
    }

    /// Appends up to `most` figures, and says how many: none only where the group has no more.
    pub(super) fn read(&mut self, file: &File, most: usize, figures: &mut Vec<f64>) -> Result<usize, ReadError> {
        let mut read = 0;
        while read < most {
            if self.at == self.page.len() {
                if self.left == 0 {
                    break;
                }
                self.next_page(file)?;
                continue;
            }
            let next = &self.page[self.at..];
            let next = &next[..next.len().min(most - read)];
            figures.extend_from_slice(next);
            self.at += next.len();
            read += next.len();
        }
        Ok(read)
    }

    /// Reads the next page; the file's bytes are fewer afterwards, so that this ends.
    fn next_page(&mut self, mut file: &File) -> Result<(), ReadError> {
        let room = self.chunk.end - self.chunk.start;
        let mut bytes = vec![0; room.min(HEAD) as usize];
        file.seek(SeekFrom::Start(self.chunk.start))?;
        file.read_exact(&mut bytes)?;
        let mut thrift = Thrift::new(&bytes);
        let head = Head::read(&mut thrift)?;
        let length = (bytes.len() - thrift.rest().len()) as u64;
        if head.compressed > LARGEST || head.size > LARGEST {
            return Err("a page has more than 16 MiB".into());
        }
        if head.compressed > room - length {
            return Err("a page is larger than its column".into());
        }
        bytes.resize(head.compressed as usize, 0);
        file.seek(SeekFrom::Start(self.chunk.start + length))?;
        file.read_exact(&mut bytes)?;
        self.chunk.start += length + head.compressed;
        if self.chunk.compressed {
            bytes = self.decompress(&bytes, head.size)?;
        }
        Ok(self.take_page(&head, &bytes)?)
    }

    fn decompress(&mut self, bytes: &[u8], size: u64) -> Result<Vec<u8>, Broken> {
        let broken = "a page cannot be decompressed";
        if snap::raw::decompress_len(bytes).ok().map(|length| length as u64) != Some(size) {
            return Err(broken);
        }
        self.decompressor.decompress_vec(bytes).map_err(|_| broken)
    }

    fn take_page(&mut self, head: &Head, mut bytes: &[u8]) -> Result<(), Broken> {
        const DATA: u64 = 0;
        const WORDS: u64 = 2;
        if head.kind == WORDS {
            let codes: Option<Vec<f64>> = decode::words(bytes, head.values)?.into_iter().map(state).collect();
            self.codes = codes.ok_or("a column of states holds another word")?;
            return Ok(());
        }
        if head.kind != DATA || head.levels != RUNS {
            return Err("a page is of a kind that no run writes");
        }
        if head.values == 0 || head.values > FIGURES || head.values > self.left {
            return Err("a page has more figures than its column, or none");
        }
        let length = take(&mut bytes, 4)?;
        let length = u32::from_le_bytes(std::array::from_fn(|i| length[i]));
        let present = decode::hybrid(take(&mut bytes, u64::from(length))?, 1, head.values as usize)?;
        let count = present.iter().filter(|&&there| there == 1).count();
        self.page.clear();
        self.at = 0;
        match (self.kind, head.encoding) {
            (Kind::Number, SPLIT) => self.place(&present, decode::split(bytes, count)?),
            (Kind::Number, PLAIN) => self.place(&present, decode::plain(bytes, count)?.map(f64::from_le_bytes)),
            (Kind::Integer, PLAIN) => {
                self.place(&present, decode::plain(bytes, count)?.map(|v| i64::from_le_bytes(v) as f64));
            }
            (Kind::Integer, DIFFERENCES) => {
                self.place(&present, decode::differences(bytes, count)?.into_iter().map(|v| v as f64));
            }
            (Kind::Word, DICTIONARY | OLD_DICTIONARY) => {
                let width = u32::from(take(&mut bytes, 1)?[0]);
                let indices = if count == 0 { Vec::new() } else { decode::hybrid(bytes, width.min(32), count)? };
                let code = |index: u64| usize::try_from(index).ok().and_then(|index| self.codes.get(index).copied());
                let codes: Option<Vec<f64>> = indices.into_iter().map(code).collect();
                self.place(
                    &present,
                    codes.ok_or("a column of states holds a word that is not in its list")?.into_iter(),
                );
            }
            _ => return Err("a column is encoded in a way that no run uses"),
        }
        self.left -= head.values;
        Ok(())
    }

    /// Puts values where they are present.
    fn place(&mut self, present: &[u64], mut values: impl Iterator<Item = f64>) {
        let figure = |&there: &u64| if there == 1 { values.next().unwrap_or(f64::NAN) } else { f64::NAN };
        self.page.extend(present.iter().map(figure));
    }
}

impl Head {
    fn read(thrift: &mut Thrift<'_>) -> Result<Self, Broken> {
        let mut head = Self { levels: RUNS, ..Self::default() };
        thrift.root(|thrift, field, kind| {
            match field {
                1 => head.kind = thrift.count(kind)?,
                2 => head.size = thrift.count(kind)?,
                3 => head.compressed = thrift.count(kind)?,
                // Of a page of figures, and of a dictionary.
                5 | 7 => thrift.table(kind, |thrift, field, kind| {
                    match field {
                        1 => head.values = thrift.count(kind)?,
                        2 => head.encoding = thrift.count(kind)?,
                        3 if kind > 2 => head.levels = thrift.count(kind)?,
                        _ => thrift.skip(kind)?,
                    }
                    Ok(())
                })?,
                _ => thrift.skip(kind)?,
            }
            Ok(())
        })?;
        Ok(head)
    }
}

/// The number of a state by its name.
fn state(word: &[u8]) -> Option<f64> {
    STATES.iter().position(|state| state.as_bytes() == word).map(|number| number as f64)
}
