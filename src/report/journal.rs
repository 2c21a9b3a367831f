//! What a long study has finished so far, line by line, so that it goes on where it was stopped.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::ReportError;
use super::files::{check_name, open_progress};

/// What the first line calls the format.
const FORMAT: &str = "marketgate.journal/1";
/// How often parts are made safe from a power cut.
const FLUSHED: Duration = Duration::from_secs(1);

/// The finished parts of a study that is under way.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    /// When what it holds was last made safe from a power cut.
    flushed: Instant,
}

/// What a study is of: where anything of it differs, what was finished belongs to another study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Always `marketgate.journal/1`.
    format: String,
    /// What decides the results, by name: scenario, seed, points, ….
    of: Vec<(String, String)>,
}

/// What every format of journals begins with.
#[derive(Deserialize)]
struct Head {
    format: String,
}

/// What was found when a journal was opened.
#[derive(Debug)]
pub enum Opened {
    /// A journal, whose finished parts were handed on.
    Ready(Journal),
    /// A journal of another study: what differs, as it is there and here.
    Other(Vec<(String, String, String)>),
}

impl Header {
    /// A header of what decides the results.
    pub fn new(of: &[(&str, String)]) -> Self {
        let of = of.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Self { format: FORMAT.to_owned(), of }
    }

    /// The same with one thing more that decides the results.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.of.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What differs from a header that was written before.
    fn differences(&self, written: &Self) -> Vec<(String, String, String)> {
        let of = |header: &Self, name: &str| {
            header.of.iter().find(|(known, _)| known == name).map_or_else(String::new, |(_, value)| value.clone())
        };
        let gone = written.of.iter().filter(|(name, _)| self.of.iter().all(|(known, _)| known != name));
        let told = self.of.iter().chain(gone).map(|(name, _)| (name.clone(), of(written, name), of(self, name)));
        told.filter(|(_, there, here)| there != here).collect()
    }
}

impl Journal {
    /// Opens the journal of the study `name` in `output`, or begins it; with `anew` whatever is there is thrown away. The parts
    /// that are finished go to `take` one by one, in the order in which they were.
    ///
    /// A line that a sudden end left half-written is cut off. No line is trusted that does not read whole.
    ///
    /// # Errors
    /// [`ReportError::Name`], [`ReportError::Busy`] where another process writes it, [`ReportError::Damaged`],
    /// [`ReportError::Disk`].
    pub fn open<T: DeserializeOwned>(
        output: &Path,
        name: &str,
        header: &Header,
        anew: bool,
        mut take: impl FnMut(T),
    ) -> Result<Opened, ReportError> {
        check_name(name)?;
        let (path, file) = open_progress(output, name)?;
        if anew {
            file.set_len(0).map_err(ReportError::disk("write", &path))?;
        }
        let damaged = |e: serde_json::Error| ReportError::Damaged {
            path: path.clone(),
            reason: format!("{e}; give --restart to begin anew"),
        };
        let mut lines = Lines { reader: BufReader::new(&file), path: &path, line: Vec::new(), whole: 0 };
        let Some(first) = lines.next()? else {
            let mut journal = Self { path, file, flushed: Instant::now() };
            journal.restart_at(0)?;
            journal.append(header)?;
            return Ok(Opened::Ready(journal));
        };
        let Head { format } = serde_json::from_slice(first).map_err(damaged)?;
        if format != FORMAT {
            return Ok(Opened::Other(vec![("format".to_owned(), format, FORMAT.to_owned())]));
        }
        let written: Header = serde_json::from_slice(first).map_err(damaged)?;
        if written != *header {
            return Ok(Opened::Other(header.differences(&written)));
        }
        while let Some(line) = lines.next()? {
            take(serde_json::from_slice(line).map_err(damaged)?);
        }
        let whole = lines.whole;
        let mut journal = Self { path, file, flushed: Instant::now() };
        journal.restart_at(whole)?;
        Ok(Opened::Ready(journal))
    }

    /// Appends a finished part. A power cut takes what was finished in the last second, or two.
    ///
    /// # Errors
    /// [`ReportError::Disk`].
    pub fn append<T: Serialize>(&mut self, part: &T) -> Result<(), ReportError> {
        let mut line = serde_json::to_vec(part).map_err(ReportError::encode)?;
        line.push(b'\n');
        // One write a line: a process that is killed leaves all of it, none, or a beginning without its line end.
        self.file.write_all(&line).map_err(ReportError::disk("write", &self.path))?;
        if self.flushed.elapsed() >= FLUSHED {
            self.flushed = Instant::now();
            self.file.sync_data().map_err(ReportError::disk("write", &self.path))?;
        }
        Ok(())
    }

    /// Throws the journal away, once what it was kept for stands in its place.
    ///
    /// # Errors
    /// [`ReportError::Disk`].
    pub fn remove(self) -> Result<(), ReportError> {
        fs::remove_file(&self.path).map_err(ReportError::disk("remove", &self.path))
    }

    fn restart_at(&mut self, length: u64) -> Result<(), ReportError> {
        let cut = self.file.set_len(length).and_then(|()| self.file.seek(SeekFrom::Start(length)));
        cut.map(drop).map_err(ReportError::disk("write", &self.path))
    }
}

/// The whole lines of a file, one at a time.
struct Lines<'a> {
    reader: BufReader<&'a File>,
    path: &'a Path,
    line: Vec<u8>,
    /// Length of those read.
    whole: u64,
}

impl Lines<'_> {
    /// The next without its end; none where the file ends, or within a line.
    fn next(&mut self) -> Result<Option<&[u8]>, ReportError> {
        self.line.clear();
        let length = self.reader.read_until(b'\n', &mut self.line).map_err(ReportError::disk("read", self.path))?;
        if self.line.pop() != Some(b'\n') {
            return Ok(None);
        }
        self.whole += length as u64;
        Ok(Some(&self.line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(seed: &str) -> Header {
        Header::new(&[("scenario", "abc".to_owned()), ("seed", seed.to_owned())])
    }

    type Parts = Vec<(u32, f64)>;

    fn open(dir: &Path, seed: &str, anew: bool) -> (Opened, Parts) {
        let mut done = Vec::new();
        (Journal::open(dir, "s-sweep", &header(seed), anew, |part| done.push(part)).unwrap(), done)
    }

    fn ready((opened, done): (Opened, Parts)) -> (Journal, Parts) {
        match opened {
            Opened::Ready(journal) => (journal, done),
            Opened::Other(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_was_finished_is_read_again_to_the_bit_whatever_was_cut_off() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".s-sweep.progress");
        let parts = [(3, 0.1 + 0.2), (1, -1e-300), (2, 1.0 / 3.0)];
        let (mut journal, done) = ready(open(dir.path(), "1", false));
        assert!(done.is_empty());
        parts.iter().for_each(|part| journal.append(part).unwrap());
        drop(journal);
        let bytes = fs::read(&path).unwrap();
        for length in (0..=bytes.len()).rev() {
            fs::write(&path, &bytes[..length]).unwrap();
            let (mut journal, done) = ready(open(dir.path(), "1", false));
            assert_eq!(done, parts[..done.len()]);
            let whole = bytes[..length].split(|&b| b == b'\n').count().saturating_sub(2);
            assert_eq!(done.len(), whole);
            journal.append(&(9, 9.0)).unwrap();
            drop(journal);
            let (_, again) = ready(open(dir.path(), "1", false));
            assert_eq!(again.last(), Some(&(9, 9.0)));
        }
    }

    #[test]
    fn a_journal_of_another_study_is_told_apart_and_thrown_away_on_request_only() {
        let dir = tempfile::tempdir().unwrap();
        let (mut journal, _) = ready(open(dir.path(), "1", false));
        journal.append(&(1, 1.0)).unwrap();
        drop(journal);
        let Opened::Other(differs) = open(dir.path(), "2", false).0 else { panic!("it is another") };
        assert_eq!(differs, [("seed".to_owned(), "1".to_owned(), "2".to_owned())]);
        assert_eq!(ready(open(dir.path(), "1", false)).1, [(1, 1.0)]);
        assert!(ready(open(dir.path(), "2", true)).1.is_empty());
    }

    #[test]
    fn a_journal_of_another_format_is_told_apart_whatever_else_stands_in_it() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(".s-sweep.progress"), "{\"format\":\"marketgate.journal/2\",\"study\":1}\n[]\n")
            .unwrap();
        let Opened::Other(differs) = open(dir.path(), "1", false).0 else { panic!("it is another") };
        assert_eq!(differs, [("format".to_owned(), "marketgate.journal/2".to_owned(), FORMAT.to_owned())]);
    }

    #[test]
    fn two_at_once_are_refused_and_damage_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let (journal, _) = ready(open(dir.path(), "1", false));
        let second = Journal::open(dir.path(), "s-sweep", &header("1"), false, |_: (u32, f64)| ());
        assert!(matches!(second, Err(ReportError::Busy(_))));
        journal.remove().unwrap();
        fs::write(dir.path().join(".s-sweep.progress"), "nonsense\n").unwrap();
        let error = Journal::open(dir.path(), "s-sweep", &header("1"), false, |_: (u32, f64)| ()).unwrap_err();
        assert!(error.to_string().contains("--restart"), "{error}");
    }
}
