//! Units of a study in a file, as a shard saves them: read from a finished file, and written into one that survives a sudden end.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

use super::ReportError;
use super::files::open_progress;
use super::unit_format::{END, HASH, RECORD, RecordHead, UnitsHead, group_bytes, hash_record, ungroup_bytes};
use crate::disk;

/// Ending of its name.
pub const UNITS_ENDING: &str = "units";
/// Longest first line, in bytes.
const LONGEST_HEAD: u64 = 4096;
/// How often units are made safe from a power cut.
const FLUSHED: Duration = Duration::from_secs(1);
/// Where a unit stands in a file.
#[derive(Debug, Clone, Copy)]
struct Record {
    /// Of its bytes.
    offset: u64,
    packed: u64,
    raw: u64,
    hash: [u8; HASH],
}

/// The hash of all units, in the order of their numbers.
fn hash_all(records: &BTreeMap<usize, Record>) -> [u8; HASH] {
    let mut hash = Sha256::new();
    records.values().for_each(|record| hash.update(record.hash));
    hash.finalize().into()
}

/// A finished file of units.
#[derive(Debug)]
pub(super) struct UnitFile {
    path: PathBuf,
    records: BTreeMap<usize, Record>,
}

impl UnitFile {
    /// Opens a finished file that begins with `head` and holds the units `range`. Their bytes are not read yet.
    ///
    /// # Errors
    /// Where it is of another plan or version, or not whole, or holds other units.
    pub(super) fn open(path: &Path, head: &UnitsHead, range: Range<usize>) -> Result<Self, ReportError> {
        let file = disk::open(path).map_err(ReportError::disk("read", path))?;
        let mut scan = Scan::begin(&file, path, head)?;
        let damaged = |reason: &str| ReportError::Damaged { path: path.to_owned(), reason: reason.to_owned() };
        let end = loop {
            match scan.next()? {
                Some(record) if record.number == END => break record,
                Some(record) => scan.skip(&record, &range)?,
                None => return Err(damaged("its end is missing")),
            }
        };
        let is_whole = scan.offset == scan.length && end.hash == hash_all(&scan.records);
        if !is_whole || !scan.records.keys().copied().eq(range) {
            return Err(damaged("it is not what was written"));
        }
        Ok(Self { path: path.to_owned(), records: scan.records })
    }

    /// Reads a unit, of at most `most` bytes.
    ///
    /// # Errors
    /// Where it is not what was written.
    pub(super) fn read(&self, number: usize, most: usize) -> Result<Vec<u8>, ReportError> {
        let damaged = |reason: String| ReportError::Damaged { path: self.path.clone(), reason };
        let Some(record) = self.records.get(&number) else {
            return Err(damaged(format!("it lacks part {number}")));
        };
        if record.raw > most as u64 {
            return Err(damaged(format!("part {number} is larger than any is")));
        }
        let mut file = disk::open(&self.path).map_err(ReportError::disk("read", &self.path))?;
        let mut packed = Vec::new();
        let read =
            file.seek(SeekFrom::Start(record.offset)).and_then(|_| file.take(record.packed).read_to_end(&mut packed));
        read.map_err(ReportError::disk("read", &self.path))?;
        if hash_record(number as u64, record.raw, &packed) != record.hash {
            return Err(damaged(format!("part {number} is not what was written")));
        }
        // The length that is to be made room for stands in the compressed bytes too.
        let raw = match snap::raw::decompress_len(&packed) {
            Ok(length) if length as u64 == record.raw => snap::raw::Decoder::new().decompress_vec(&packed).ok(),
            _ => None,
        };
        raw.map(|grouped| ungroup_bytes(&grouped)).ok_or_else(|| damaged(format!("part {number} cannot be read")))
    }
}

/// Goes through the units of a file without reading their bytes.
struct Scan<'f> {
    reader: BufReader<&'f File>,
    path: &'f Path,
    offset: u64,
    length: u64,
    records: BTreeMap<usize, Record>,
}

impl<'f> Scan<'f> {
    fn begin(file: &'f File, path: &'f Path, head: &UnitsHead) -> Result<Self, ReportError> {
        let length = file.metadata().map_err(ReportError::disk("read", path))?.len();
        let mut reader = BufReader::new(file);
        let mut line = Vec::new();
        let read = (&mut reader).take(LONGEST_HEAD).read_until(b'\n', &mut line);
        read.map_err(ReportError::disk("read", path))?;
        head.check(&line, path)?;
        Ok(Self { reader, path, offset: line.len() as u64, length, records: BTreeMap::new() })
    }

    /// What precedes the next unit; none where the file ends before or within it.
    fn next(&mut self) -> Result<Option<RecordHead>, ReportError> {
        let mut bytes = [0; RECORD];
        match self.reader.read_exact(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read.map_err(ReportError::disk("read", self.path))?,
        }
        let record = RecordHead::read(&bytes);
        let begin = self.offset + RECORD as u64;
        if record.packed > self.length - begin {
            return Ok(None);
        }
        self.offset = begin;
        Ok(Some(record))
    }

    /// Notes a unit of `range`, and goes behind it.
    fn skip(&mut self, record: &RecordHead, range: &Range<usize>) -> Result<(), ReportError> {
        let number = usize::try_from(record.number).ok().filter(|number| range.contains(number));
        let noted = Record { offset: self.offset, packed: record.packed, raw: record.raw, hash: record.hash };
        if number.is_none_or(|number| self.records.insert(number, noted).is_some()) {
            let reason = format!("it holds part {} where it does not belong", record.number);
            return Err(ReportError::Damaged { path: self.path.to_owned(), reason });
        }
        self.offset += record.packed;
        let length = i64::try_from(record.packed).unwrap_or(i64::MAX);
        self.reader.seek_relative(length).map_err(ReportError::disk("read", self.path))
    }
}

/// A file of units that is being written, hidden until it is finished; stopped, it goes on where it was.
#[derive(Debug)]
pub(super) struct UnitWriter {
    hidden: PathBuf,
    file: File,
    flushed: Instant,
    records: BTreeMap<usize, Record>,
    offset: u64,
}

impl UnitWriter {
    /// Opens the file `name` of `folder` in the making, or begins it. What a sudden end left half-written is cut off.
    ///
    /// # Errors
    /// [`ReportError::Busy`] where another process writes it; [`ReportError::Damaged`] where it is of something else; [`ReportError::Disk`].
    pub(super) fn open(folder: &Path, name: &str, head: &UnitsHead, range: &Range<usize>) -> Result<Self, ReportError> {
        let (hidden, file) = open_progress(folder, name)?;
        let length = file.metadata().map_err(ReportError::disk("read", &hidden))?.len();
        let line = head.write()?;
        let mut writer = Self { hidden, file, flushed: Instant::now(), records: BTreeMap::new(), offset: 0 };
        if length < line.len() as u64 {
            writer.cut_off()?;
            writer.append(&line)?;
            return Ok(writer);
        }
        writer.resume(head, range)?;
        Ok(writer)
    }

    /// Notes the units that are there and whole.
    fn resume(&mut self, head: &UnitsHead, range: &Range<usize>) -> Result<(), ReportError> {
        let mut scan = Scan::begin(&self.file, &self.hidden, head)?;
        let mut whole = scan.offset;
        while let Some(record) = scan.next()? {
            if record.number == END {
                break;
            }
            scan.skip(&record, range)?;
            whole = scan.offset;
        }
        (self.offset, self.records) = (whole, std::mem::take(&mut scan.records));
        let written = UnitFile { path: self.hidden.clone(), records: std::mem::take(&mut self.records) };
        // Of all but the last the disk has said that they are written.
        let last = written.records.iter().max_by_key(|(_, record)| record.offset).map(|(number, _)| *number);
        let is_whole = last.is_none_or(|last| written.read(last, usize::MAX).is_ok());
        self.records = written.records;
        if let Some(record) = last.filter(|_| !is_whole).and_then(|last| self.records.remove(&last)) {
            self.offset = record.offset - RECORD as u64;
        }
        self.cut_off()
    }

    /// Cuts off what stands behind the units that are there.
    fn cut_off(&mut self) -> Result<(), ReportError> {
        let cut = self.file.set_len(self.offset).and_then(|()| self.file.seek(SeekFrom::Start(self.offset)));
        cut.map(drop).map_err(ReportError::disk("write", &self.hidden))
    }

    /// Whether a unit is there.
    pub(super) fn holds(&self, number: usize) -> bool {
        self.records.contains_key(&number)
    }

    /// How many units are there.
    pub(super) fn count(&self) -> usize {
        self.records.len()
    }

    /// Appends a unit. A power cut takes what was finished in the last second, or two.
    pub(super) fn keep(&mut self, number: usize, raw: &[u8]) -> Result<(), ReportError> {
        let packed = snap::raw::Encoder::new().compress_vec(&group_bytes(raw)).map_err(ReportError::encode)?;
        let head = RecordHead::new(number as u64, &packed, raw.len() as u64);
        let mut bytes = head.write();
        let offset = self.offset + bytes.len() as u64;
        bytes.extend_from_slice(&packed);
        self.append(&bytes)?;
        let record = Record { offset, packed: head.packed, raw: head.raw, hash: head.hash };
        self.records.insert(number, record);
        if self.flushed.elapsed() >= FLUSHED {
            self.flushed = Instant::now();
            self.file.sync_data().map_err(ReportError::disk("write", &self.hidden))?;
        }
        Ok(())
    }

    /// Ends the file, and puts it in its place.
    pub(super) fn finish(mut self, path: &Path) -> Result<(), ReportError> {
        let end = RecordHead { number: END, packed: 0, raw: 0, hash: hash_all(&self.records) };
        self.append(&end.write())?;
        let placed = self.file.sync_all().and_then(|()| fs::rename(&self.hidden, path));
        placed.map_err(ReportError::disk("write", path))?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        disk::flush_names(folder).map_err(ReportError::disk("write", path))
    }

    /// One write a unit: a process that is killed leaves all of it, none, or a beginning.
    fn append(&mut self, bytes: &[u8]) -> Result<(), ReportError> {
        self.file.write_all(bytes).map_err(ReportError::disk("write", &self.hidden))?;
        self.offset += bytes.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Shard;

    fn head() -> UnitsHead {
        UnitsHead::new("abc", Shard::new(2, 3).unwrap(), 0, 9)
    }

    fn units() -> Vec<(usize, Vec<u8>)> {
        vec![(4, vec![7; 20_000]), (3, Vec::new()), (5, (0..=255).cycle().take(9_001).collect())]
    }

    fn write(dir: &Path) -> PathBuf {
        let mut writer = UnitWriter::open(dir, "s", &head(), &(3..6)).unwrap();
        units().iter().for_each(|(number, raw)| writer.keep(*number, raw).unwrap());
        let path = dir.join("s.units");
        writer.finish(&path).unwrap();
        path
    }

    fn read(path: &Path) -> Result<Vec<(usize, Vec<u8>)>, ReportError> {
        let file = UnitFile::open(path, &head(), 3..6)?;
        [4, 3, 5].into_iter().map(|number| Ok((number, file.read(number, 20_000)?))).collect()
    }

    #[test]
    fn units_are_read_as_they_were_written_and_any_damage_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = write(dir.path());
        assert_eq!(read(&path).unwrap(), units());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            fs::write(&path, &whole[..at]).unwrap();
            assert!(read(&path).is_err(), "cut after {at} bytes");
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, &bytes).unwrap();
            // The length and number in the end are of nothing.
            let in_end = (whole.len() - RECORD + 8..whole.len() - HASH).contains(&at);
            assert!(in_end || read(&path).is_err(), "byte {at} is another");
        }
        fs::write(&path, [&whole[..], b"more"].concat()).unwrap();
        assert!(read(&path).is_err());
    }

    #[test]
    fn what_was_kept_is_there_wherever_the_file_was_cut_off() {
        let dir = tempfile::tempdir().unwrap();
        let hidden = dir.path().join(".s.progress");
        let mut writer = UnitWriter::open(dir.path(), "s", &head(), &(3..6)).unwrap();
        units().iter().for_each(|(number, raw)| writer.keep(*number, raw).unwrap());
        let busy = UnitWriter::open(dir.path(), "s", &head(), &(3..6));
        assert!(matches!(busy, Err(ReportError::Busy(_))));
        drop(writer);
        let whole = fs::read(&hidden).unwrap();
        let open = || UnitWriter::open(dir.path(), "s", &head(), &(3..6));
        for length in (0..=whole.len()).rev() {
            fs::write(&hidden, &whole[..length]).unwrap();
            let mut writer = open().unwrap();
            for (number, raw) in units() {
                if !writer.holds(number) {
                    writer.keep(number, &raw).unwrap();
                }
            }
            let path = dir.path().join("s.units");
            writer.finish(&path).unwrap();
            assert_eq!(read(&path).unwrap(), units(), "cut after {length} bytes");
        }
        fs::write(&hidden, whole).unwrap();
        let other = UnitsHead::new("other", Shard::new(2, 3).unwrap(), 0, 9);
        assert!(matches!(UnitWriter::open(dir.path(), "s", &other, &(3..6)), Err(ReportError::OtherPlan(_))));
    }

    #[test]
    fn a_unit_of_another_length_than_it_says_makes_no_room_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.units");
        for (claimed, packed) in [(8, vec![0xff, 0xff, 0xff, 0xff, 0x0f, 0]), (u64::from(u32::MAX), vec![0])] {
            let mut writer = UnitWriter::open(dir.path(), "s", &head(), &(3..4)).unwrap();
            let record = RecordHead::new(3, &packed, claimed);
            let offset = writer.offset + RECORD as u64;
            writer.append(&[record.write(), packed].concat()).unwrap();
            let noted = Record { offset, packed: record.packed, raw: claimed, hash: record.hash };
            writer.records.insert(3, noted);
            writer.finish(&path).unwrap();
            let file = UnitFile::open(&path, &head(), 3..4).unwrap();
            assert!(file.read(3, 1 << 20).is_err());
        }
    }
}
