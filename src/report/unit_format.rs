//! How units stand in a file: the first line, what precedes the bytes of each, and how these are compressed.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::ReportError;
use crate::analysis::Shard;

/// What the first line calls the format.
const FORMAT: &str = "marketgate.units/1";
/// Bytes before those of a unit: its number, its length as saved, its own length, and the hash of all.
pub(super) const RECORD: usize = 3 * 8 + HASH;
/// Bytes of a hash.
pub(super) const HASH: usize = 32;
/// In place of the number of a unit: the end of the file.
pub(super) const END: u64 = u64::MAX;
/// Numbers of eight bytes whose bytes of equal rank are put together before they are compressed.
const TOGETHER: usize = 8 * 1024;

/// Of what a file of units is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitsHead {
    format: String,
    version: String,
    /// [`Plan::id`](super::Plan::id) of its plan.
    plan: String,
    /// Round of the study, from 1.
    round: usize,
    /// Number of the shard, from 1.
    shard: usize,
    /// How many shards there are.
    of: usize,
    /// How many units the round has, in all shards.
    units: usize,
}

impl UnitsHead {
    /// The head of what this version saves of round `round`, from 0, of `units` units.
    pub(super) fn new(plan: &str, shard: Shard, round: usize, units: usize) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            plan: plan.to_owned(),
            round: round + 1,
            shard: shard.number(),
            of: shard.count_shards(),
            units,
        }
    }

    /// The first line.
    pub(super) fn write(&self) -> Result<Vec<u8>, ReportError> {
        let mut line = serde_json::to_vec(self).map_err(ReportError::encode)?;
        line.push(b'\n');
        Ok(line)
    }

    /// Refuses a file that begins otherwise.
    pub(super) fn check(&self, line: &[u8], path: &Path) -> Result<(), ReportError> {
        let damaged = |reason: String| ReportError::Damaged { path: path.to_owned(), reason };
        let found: Self = serde_json::from_slice(line).map_err(|error| damaged(format!("it is no shard: {error}")))?;
        match found {
            found if found == *self => Ok(()),
            found if found.format != FORMAT => {
                Err(damaged(format!("its format is `{}`, and a shard's is `{FORMAT}`", found.format)))
            }
            found if found.version != self.version => {
                Err(ReportError::Version { path: path.to_owned(), version: found.version })
            }
            found if found.plan != self.plan => Err(ReportError::OtherPlan(path.to_owned())),
            _ => Err(damaged("it is another shard than its name says".to_owned())),
        }
    }
}

/// What precedes the bytes of a unit.
pub(super) struct RecordHead {
    /// Number of the unit; [`END`] at the end of the file.
    pub(super) number: u64,
    /// Its length as saved, in bytes.
    pub(super) packed: u64,
    /// Its own length, in bytes.
    pub(super) raw: u64,
    /// The hash of all that; at the end of the file that of all units.
    pub(super) hash: [u8; HASH],
}

impl RecordHead {
    pub(super) fn new(number: u64, packed: &[u8], raw: u64) -> Self {
        Self { number, packed: packed.len() as u64, raw, hash: hash_record(number, raw, packed) }
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let numbers = [self.number, self.packed, self.raw];
        numbers.iter().flat_map(|number| number.to_le_bytes()).chain(self.hash).collect()
    }

    pub(super) fn read(bytes: &[u8; RECORD]) -> Self {
        let number = |place: usize| {
            bytes[8 * place..8 * (place + 1)].iter().rev().fold(0, |sum, &byte| (sum << 8) | u64::from(byte))
        };
        let mut hash = [0; HASH];
        hash.copy_from_slice(&bytes[RECORD - HASH..]);
        Self { number: number(0), packed: number(1), raw: number(2), hash }
    }
}

/// The hash of a unit.
pub(super) fn hash_record(number: u64, raw: u64, packed: &[u8]) -> [u8; HASH] {
    let mut hash = Sha256::new();
    hash.update(number.to_le_bytes());
    hash.update(raw.to_le_bytes());
    hash.update(packed);
    hash.finalize().into()
}

/// Puts bytes of equal rank of numbers of eight bytes together, so that they compress; what is left over stays.
pub(super) fn group_bytes(raw: &[u8]) -> Vec<u8> {
    let mut grouped = Vec::with_capacity(raw.len());
    for part in raw.chunks(TOGETHER) {
        (0..8).for_each(|rank| grouped.extend(part.iter().skip(rank).step_by(8)));
    }
    grouped
}

/// Undoes [`group_bytes`].
pub(super) fn ungroup_bytes(grouped: &[u8]) -> Vec<u8> {
    let mut raw = vec![0; grouped.len()];
    for (part, into) in grouped.chunks(TOGETHER).zip(raw.chunks_mut(TOGETHER)) {
        let mut bytes = part.iter();
        for rank in 0..8 {
            into.iter_mut().skip(rank).step_by(8).zip(&mut bytes).for_each(|(place, &byte)| *place = byte);
        }
    }
    raw
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_grouped_and_ungrouped() {
        for length in [0, 1, 7, 8, 9, TOGETHER - 1, TOGETHER, TOGETHER + 13] {
            let raw: Vec<u8> = (0..length).map(|byte| (byte * 31 % 251) as u8).collect();
            assert_eq!(ungroup_bytes(&group_bytes(&raw)), raw);
        }
        assert_eq!(group_bytes(&(0..16).collect::<Vec<u8>>())[..4], [0, 8, 1, 9]);
    }
}
