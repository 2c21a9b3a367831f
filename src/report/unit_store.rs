//! The units of a planned study in a folder: a file for each shard and round. A shard simulates its part of the first round that is not whole
//! there, and saves it; gathered, they are all there, or what is missing is told.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::ReportError;
use super::unit_file::{UNITS_ENDING, UnitFile, UnitWriter};
use super::unit_format::UnitsHead;
use crate::analysis::{Shard, Unit, UnitError, UnitPlace, Units};

/// The units of a study in a folder.
#[derive(Debug)]
pub struct UnitStore {
    folder: PathBuf,
    /// Name of the results.
    name: String,
    /// [`Plan::id`](super::Plan::id) of the plan.
    plan: String,
    /// How many shards there are.
    of: usize,
    /// The shard that is simulated here; none where all are gathered.
    own: Option<Shard>,
    /// By round.
    rounds: Mutex<Vec<Round>>,
}

/// What there is of a round.
#[derive(Debug)]
enum Round {
    /// All of it, by shard.
    Whole(Vec<UnitFile>),
    /// What this shard has simulated so far.
    Own(UnitWriter),
    /// This shard's part, and not all of the others'.
    Finished,
}

impl UnitStore {
    /// The units of the shard `own`, which is simulated here.
    pub fn of_shard(folder: &Path, name: &str, plan: &str, own: Shard) -> Self {
        let (folder, of) = (folder.to_owned(), own.count_shards());
        Self { folder, name: name.to_owned(), plan: plan.to_owned(), of, own: Some(own), rounds: Mutex::default() }
    }

    /// The units of all of `of` shards.
    pub fn gathered(folder: &Path, name: &str, plan: &str, of: usize) -> Self {
        let folder = folder.to_owned();
        Self { folder, name: name.to_owned(), plan: plan.to_owned(), of, own: None, rounds: Mutex::default() }
    }

    /// Where a shard's part of a round, from 0, is saved.
    pub fn path(&self, round: usize, shard: Shard) -> PathBuf {
        self.folder.join(format!("{}.{UNITS_ENDING}", self.stem(round, shard)))
    }

    /// Whether this shard's part of a round of `count` units is saved.
    ///
    /// # Errors
    /// Where what stands in its place is not that.
    pub fn is_finished(&self, round: usize, count: usize) -> Result<bool, ReportError> {
        match self.own.filter(|own| self.path(round, *own).symlink_metadata().is_ok()) {
            Some(own) => self.open(round, own, count).map(|_| true),
            None => Ok(false),
        }
    }

    fn stem(&self, round: usize, shard: Shard) -> String {
        let round = if round == 0 { String::new() } else { format!(".round-{}", round + 1) };
        format!("{}{round}.{}", self.name, shard.file_stem())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Round>> {
        self.rounds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shards(&self) -> impl Iterator<Item = Shard> {
        let of = self.of;
        (1..=of).filter_map(move |number| Shard::new(number, of))
    }

    fn head(&self, round: usize, shard: Shard, count: usize) -> UnitsHead {
        UnitsHead::new(&self.plan, shard, round, count)
    }

    fn open(&self, round: usize, shard: Shard, count: usize) -> Result<UnitFile, ReportError> {
        UnitFile::open(&self.path(round, shard), &self.head(round, shard, count), shard.range(count))
    }

    /// Sees what there is of a round of `count` units.
    fn begin(&self, round: usize, count: usize) -> Result<Round, ReportError> {
        let is_there = |shard: &Shard| self.path(round, *shard).symlink_metadata().is_ok();
        let missing: Vec<Shard> = self.shards().filter(|shard| !is_there(shard)).collect();
        match self.own {
            _ if missing.is_empty() => {
                let files = self.shards().map(|shard| self.open(round, shard, count));
                Ok(Round::Whole(files.collect::<Result<_, _>>()?))
            }
            None => Err(ReportError::Missing { round, shards: missing }),
            Some(own) if !missing.contains(&own) => self.open(round, own, count).map(|_| Round::Finished),
            Some(own) => {
                let (head, range) = (self.head(round, own, count), own.range(count));
                UnitWriter::open(&self.folder, &self.stem(round, own), &head, &range).map(Round::Own)
            }
        }
    }

    /// What there is of the round of a unit.
    fn round<'r>(&self, rounds: &'r mut Vec<Round>, round: usize, count: usize) -> Result<&'r mut Round, UnitError> {
        if rounds.len() == round {
            rounds.push(self.begin(round, count)?);
        }
        rounds.get_mut(round).ok_or_else(|| "a round was left out".into())
    }

    /// The shard that a unit is of, by number from 0.
    fn find_shard(&self, unit: Unit) -> usize {
        let range =
            |number: usize| Shard::new(number + 1, self.of).map_or(0..0, |shard: Shard| shard.range(unit.count));
        let (mut low, mut high) = (0, self.of.saturating_sub(1));
        while low < high {
            let middle = usize::midpoint(low, high);
            if range(middle).end > unit.number { high = middle } else { low = middle + 1 }
        }
        low
    }
}

impl Units for UnitStore {
    fn find(&self, unit: Unit, most: usize) -> Result<UnitPlace, UnitError> {
        let mut rounds = self.lock();
        let number = unit.number;
        let is_own = self.own.is_some_and(|own| own.range(unit.count).contains(&number));
        match self.round(&mut rounds, unit.round, unit.count)? {
            Round::Own(writer) if is_own && !writer.holds(number) => Ok(UnitPlace::Here),
            Round::Own(_) | Round::Finished => Ok(UnitPlace::Elsewhere),
            Round::Whole(files) => match files.get(self.find_shard(unit)) {
                Some(file) => Ok(UnitPlace::Saved(file.read(number, most)?)),
                None => Err("there is no shard of that unit".into()),
            },
        }
    }

    fn keep(&self, unit: Unit, bytes: &[u8]) -> Result<(), UnitError> {
        match self.round(&mut self.lock(), unit.round, unit.count)? {
            Round::Own(writer) => Ok(writer.keep(unit.number, bytes)?),
            Round::Whole(_) | Round::Finished => Err("the shard is finished already".into()),
        }
    }

    fn end_round(&self, round: usize, count: usize) -> Result<(), UnitError> {
        let mut rounds = self.lock();
        if matches!(self.round(&mut rounds, round, count)?, Round::Whole(_)) {
            return Ok(());
        }
        let ended = std::mem::replace(&mut rounds[round], Round::Finished);
        if let (Round::Own(writer), Some(own)) = (ended, self.own) {
            let units: Range<usize> = own.range(count);
            if writer.count() < units.len() {
                return Err("not all units of the shard were simulated".into());
            }
            writer.finish(&self.path(round, own))?;
        }
        Err(ReportError::Elsewhere { round }.into())
    }

    fn refuse(&self, unit: Unit) -> UnitError {
        let path = Shard::new(self.find_shard(unit) + 1, self.of).map(|shard| self.path(unit.round, shard));
        let reason = format!("part {} holds what no simulation leaves", unit.number);
        ReportError::Damaged { path: path.unwrap_or_default(), reason }.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::UnitSource;
    use crate::simulation::SimulationError;

    /// A study of two rounds of five units: the second adds what the first has found.
    fn study(source: UnitSource<'_>) -> Result<Vec<f64>, SimulationError> {
        let mut first = Vec::new();
        for number in 0..5 {
            let unit = Unit { round: 0, number, count: 5 };
            first.extend(source.take(unit, |_| true, || Ok(number as f64 + 0.1))?);
        }
        source.end_round(0, 5)?;
        let sum: f64 = first.iter().sum();
        let mut second = Vec::new();
        for number in 0..5 {
            let unit = Unit { round: 1, number, count: 5 };
            second.extend(source.take(unit, |value| *value > 0.0, || Ok(sum * number as f64 + 1.0))?);
        }
        source.end_round(1, 5)?;
        Ok(second)
    }

    fn end(error: SimulationError) -> ReportError {
        let SimulationError::Receiver(error) = error else { panic!("{error}") };
        *error.downcast().unwrap()
    }

    #[test]
    fn shards_of_two_rounds_give_what_one_machine_does() {
        for of in 1..=7 {
            let dir = tempfile::tempdir().unwrap();
            let store = |number: usize| {
                let shard = Shard::new(number, of).unwrap();
                UnitStore::of_shard(dir.path(), "s", "abc", shard)
            };
            let gather = || study(UnitSource::shared(&UnitStore::gathered(dir.path(), "s", "abc", of)));
            for round in 0..2 {
                for number in (1..=of).rev() {
                    let missing = end(gather().unwrap_err());
                    assert!(matches!(missing, ReportError::Missing { round: r, .. } if r == round), "{missing}");
                    let ended = end(study(UnitSource::shared(&store(number))).unwrap_err());
                    assert!(matches!(ended, ReportError::Elsewhere { round: r } if r == round), "{ended}");
                }
            }
            assert_eq!(gather().unwrap(), study(UnitSource::HERE).unwrap());
        }
    }

    #[test]
    fn every_unit_is_looked_for_where_it_is() {
        for of in 1..=20 {
            let store = UnitStore::gathered(Path::new("none"), "s", "abc", of);
            for count in [1, 3, 19, 20, 21, 100] {
                for number in 0..count {
                    let shard = store.find_shard(Unit { round: 0, number, count });
                    assert!(Shard::new(shard + 1, of).unwrap().range(count).contains(&number));
                }
            }
        }
    }
}
