//! Shards: the parts of a study whose units (points of a sweep, blocks of a run) are simulated on several machines.

use std::fmt;
use std::ops::Range;

/// One of several shards of equal size, to within one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shard {
    /// Its number, from 1.
    number: usize,
    /// How many there are.
    of: usize,
}

impl Shard {
    /// Shard `number`, from 1, of `of`; none where there is no such shard.
    pub fn new(number: usize, of: usize) -> Option<Self> {
        (1..=of).contains(&number).then_some(Self { number, of })
    }

    /// Reads `3/16`.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let whole = |text: &str| text.trim().parse().ok();
        let parts = text.split_once('/').and_then(|(number, of)| Some((whole(number)?, whole(of)?)));
        let (number, of) = parts.ok_or("a shard is written 3/16 (the third of sixteen), or auto")?;
        Self::new(number, of).ok_or_else(|| format!("there is no shard {number} of {of}: they are counted from 1"))
    }

    /// Its number, from 1.
    pub const fn number(self) -> usize {
        self.number
    }

    /// How many there are.
    pub const fn count_shards(self) -> usize {
        self.of
    }

    /// Its units among `total`, from 0: every [`Shard::of`]-th, so that each shard has some of every part of a design and takes about as long
    /// as the others. Sizes differ by at most one.
    pub fn units(self, total: usize) -> impl Iterator<Item = usize> {
        (self.number - 1..total).step_by(self.of)
    }

    /// Its units among `total` where it has them in a row: what shards have after one another is what one machine has. Sizes differ by at
    /// most one.
    pub fn range(self, total: usize) -> Range<usize> {
        let begin = |number: usize| (number as u128 * total as u128 / self.of as u128) as usize;
        begin(self.number - 1)..begin(self.number)
    }

    /// How it is named in files: `shard-003-of-016`.
    pub fn file_stem(self) -> String {
        format!("shard-{:03}-of-{:03}", self.number, self.of)
    }

    /// Reads what [`Shard::file_stem`] writes.
    pub fn parse_file_stem(text: &str) -> Option<Self> {
        let (number, of) = text.strip_prefix("shard-")?.split_once("-of-")?;
        Self::new(number.parse().ok()?, of.parse().ok()?).filter(|shard| shard.file_stem() == text)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_in_one_shard_and_sizes_differ_by_at_most_one() {
        for total in [1, 2, 15, 16, 17, 100, 101] {
            for of in 1..=20 {
                let mut seen = vec![0; total];
                let mut sizes = Vec::new();
                for shard in (1..=of).map(|number| Shard::new(number, of).unwrap()) {
                    let units: Vec<usize> = shard.units(total).collect();
                    units.iter().for_each(|&unit| seen[unit] += 1);
                    sizes.push(units.len());
                }
                assert!(seen.iter().all(|&times| times == 1), "{total} in {of}");
                assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1, "{total} in {of}: {sizes:?}");
                let ranges = (1..=of).map(|number| Shard::new(number, of).unwrap().range(total));
                let (in_a_row, sizes): (Vec<_>, Vec<_>) = ranges.map(|range| (range.clone(), range.len())).unzip();
                assert!(in_a_row.into_iter().flatten().eq(0..total), "{total} in {of}");
                assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1, "{total} in {of}: {sizes:?}");
            }
        }
    }

    #[test]
    fn shards_are_counted_from_1_and_written_as_they_are_read() {
        let shard = Shard::parse("3/16").unwrap();
        assert_eq!((shard.number(), shard.count_shards(), shard.to_string()), (3, 16, "3/16".to_owned()));
        assert_eq!(Shard::parse_file_stem(&shard.file_stem()), Some(shard));
        for wrong in ["0/16", "17/16", "3", "3/0", "a/b", "-1/4", "", "3/16/2", "3/99999999999999999999999"] {
            assert!(Shard::parse(wrong).is_err(), "{wrong}");
        }
        for wrong in ["shard-3-of-016", "shard-017-of-016", "shard-000-of-016", "shard-003-of-016.jsonl", "shard"] {
            assert_eq!(Shard::parse_file_stem(wrong), None, "{wrong}");
        }
        assert_eq!(Shard::new(1000, 1000).unwrap().file_stem(), "shard-1000-of-1000");
    }
}
