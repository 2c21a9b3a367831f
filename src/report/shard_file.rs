//! The finished part of a study that was simulated on several machines: a head, a line for each unit in their order, and an end that vouches
//! for them.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::ReportError;
use crate::analysis::Shard;
use crate::disk;

/// What the first line calls the format.
const FORMAT: &str = "marketgate.shard/1";
/// Longest line, in bytes.
const LONGEST_LINE: u64 = 16 << 20;
/// Ending of its name.
pub const SHARD_ENDING: &str = "jsonl";

/// Of what a shard is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardHead {
    /// Always `marketgate.shard/1`.
    format: String,
    /// Version of marketgate that simulated it.
    pub version: String,
    /// [`Plan::id`](super::Plan::id) of its plan.
    pub plan: String,
    /// Its number, from 1.
    shard: usize,
    /// How many shards there are.
    of: usize,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    /// Lines between head and end.
    units: usize,
    /// SHA-256 of those lines.
    sha256: String,
}

impl ShardHead {
    /// The head of a shard that this version simulates.
    pub fn new(plan: &str, shard: Shard) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            plan: plan.to_owned(),
            shard: shard.number(),
            of: shard.count_shards(),
        }
    }
}

/// Writes a file whole, or not at all; one that is there is replaced.
///
/// # Errors
/// Those of `write`; [`ReportError::Disk`].
pub(super) fn replace_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Machines that share the folder may write the same file at once, each beside it under a name of its own.
    let beside = path.with_file_name(format!(".{name}.{}-{}", std::process::id(), nanoseconds()));
    let file = File::create_new(&beside).map_err(ReportError::disk("write", &beside))?;
    let mut out = BufWriter::new(&file);
    let written = write(&mut out).and_then(|()| {
        out.flush().and_then(|()| file.sync_all()).map_err(ReportError::disk("write", path))?;
        fs::rename(&beside, path).map_err(ReportError::disk("write", path))
    });
    written.inspect_err(|_| drop(fs::remove_file(&beside)))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    disk::flush_names(folder).map_err(ReportError::disk("write", path))
}

/// Writes a finished shard.
///
/// # Errors
/// [`ReportError::Disk`], [`ReportError::Encode`].
pub fn write_shard<T: Serialize>(
    path: &Path,
    head: &ShardHead,
    units: impl Iterator<Item = T>,
) -> Result<(), ReportError> {
    replace_file(path, |out| {
        let mut put = |line: &[u8]| {
            out.write_all(line).and_then(|()| out.write_all(b"\n")).map_err(ReportError::disk("write", path))
        };
        put(&serde_json::to_vec(head).map_err(ReportError::encode)?)?;
        let (mut hash, mut count) = (Sha256::new(), 0);
        for unit in units {
            let line = serde_json::to_vec(&unit).map_err(ReportError::encode)?;
            put(&line)?;
            hash.update(&line);
            hash.update(b"\n");
            count += 1;
        }
        put(&serde_json::to_vec(&End { units: count, sha256: write_hash(hash) }).map_err(ReportError::encode)?)
    })
}

/// Reads a finished shard: `check` sees its head first, `take` every unit in their order.
///
/// # Errors
/// Those of `check` and `take`; [`ReportError::Disk`]; [`ReportError::Damaged`] also where it is not whole.
pub fn read_shard<T: DeserializeOwned>(
    path: &Path,
    check: impl FnOnce(&ShardHead) -> Result<(), ReportError>,
    mut take: impl FnMut(T) -> Result<(), String>,
) -> Result<(), ReportError> {
    let file = disk::open(path).map_err(ReportError::disk("read", path))?;
    let mut lines = ShardLines { reader: BufReader::new(file), path: path.to_owned(), line: Vec::new() };
    let damaged = |reason: String| ReportError::Damaged { path: path.to_owned(), reason };
    lines.next()?;
    let head: ShardHead =
        serde_json::from_slice(&lines.line).map_err(|error| damaged(format!("it is no shard: {error}")))?;
    if head.format != FORMAT {
        return Err(damaged(format!("its format is `{}`, and a shard's is `{FORMAT}`", head.format)));
    }
    check(&head)?;
    let (mut hash, mut count) = (Sha256::new(), 0);
    lines.next()?;
    loop {
        let line = std::mem::take(&mut lines.line);
        let is_last = !lines.next()?;
        if is_last {
            let end: End = serde_json::from_slice(&line).map_err(|_| damaged("its end is missing".to_owned()))?;
            let is_whole = end.units == count && end.sha256 == write_hash(hash);
            return if is_whole { Ok(()) } else { Err(damaged("it is not what was written".to_owned())) };
        }
        hash.update(&line);
        hash.update(b"\n");
        count += 1;
        take(serde_json::from_slice(&line).map_err(|error| damaged(error.to_string()))?).map_err(damaged)?;
    }
}

/// Lines of a file, one at a time.
struct ShardLines {
    reader: BufReader<File>,
    path: PathBuf,
    /// The line without its end.
    line: Vec<u8>,
}

impl ShardLines {
    /// Reads the next line; whether there was one.
    fn next(&mut self) -> Result<bool, ReportError> {
        self.line.clear();
        let mut limited = (&mut self.reader).take(LONGEST_LINE);
        let length = limited.read_until(b'\n', &mut self.line).map_err(ReportError::disk("read", &self.path))?;
        if length == 0 {
            return Ok(false);
        }
        if self.line.pop() != Some(b'\n') {
            let reason = format!("a line has no end, or is longer than {} MiB", LONGEST_LINE >> 20);
            return Err(ReportError::Damaged { path: self.path.clone(), reason });
        }
        Ok(true)
    }
}

fn write_hash(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The nanoseconds of the clock, for names that nobody else has.
fn nanoseconds() -> u32 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |now| now.subsec_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &Path) -> Result<Vec<(usize, f64)>, ReportError> {
        let mut units = Vec::new();
        let head = ShardHead::new("abc", Shard::new(2, 3).unwrap());
        let check = |found: &ShardHead| {
            assert_eq!(*found, head);
            Ok(())
        };
        read_shard(path, check, |unit| {
            units.push(unit);
            Ok(())
        })?;
        Ok(units)
    }

    #[test]
    fn a_shard_is_read_to_the_bit_and_any_damage_to_it_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("s.shard-002-of-003.jsonl");
        let units = [(1, 0.1 + 0.2), (4, -1e-300), (7, 1.0 / 3.0)];
        let head = ShardHead::new("abc", Shard::new(2, 3).unwrap());
        write_shard(&path, &head, units.iter()).unwrap();
        write_shard(&path, &head, units.iter()).unwrap();
        assert_eq!(read(&path).unwrap(), units);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
        let whole = fs::read(&path).unwrap();
        let body = whole.iter().position(|&byte| byte == b'\n').unwrap() + 1;
        for at in 0..whole.len() {
            fs::write(&path, &whole[..at]).unwrap();
            assert!(read(&path).is_err(), "cut after {at} bytes");
        }
        for at in body..whole.len() - 1 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, &bytes).unwrap();
            assert!(read(&path).is_err(), "byte {at} is another");
        }
        write_shard(&path, &head, std::iter::empty::<(usize, f64)>()).unwrap();
        assert_eq!(read(&path).unwrap(), []);
    }
}
