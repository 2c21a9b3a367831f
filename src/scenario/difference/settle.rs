//! Joining what cannot be exchanged alone, so that every mixture is a scenario.

use std::collections::HashMap;
use std::path::PathBuf;

/// Bundles up to which every mixture is tried; of more, those that take or leave one or two of them.
const ALL_TRIED: usize = 8;
/// Bundles beyond which not even pairs are tried.
const PAIRS_TRIED: usize = 40;

/// Pieces that are exchanged together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bundle {
    /// Numbers of the pieces, ascending.
    pub(super) members: Vec<usize>,
    /// Why they stand together, where they are several.
    pub(super) reason: Option<String>,
}

impl Bundle {
    fn mask(&self) -> u128 {
        self.members.iter().fold(0, |mask, &member| mask | 1 << member)
    }
}

/// A bundle for each of `count` pieces.
pub(super) fn singles(count: usize) -> Vec<Bundle> {
    (0..count).map(|member| Bundle { members: vec![member], reason: None }).collect()
}

/// The pieces in the bundles whose bits are set in `taken`.
pub(super) fn members(bundles: &[Bundle], taken: u128) -> u128 {
    let is_taken = |number: usize| taken & (1 << number) != 0;
    bundles.iter().enumerate().filter(|(number, _)| is_taken(*number)).fold(0, |mask, (_, bundle)| mask | bundle.mask())
}

/// Joins pieces that draw from one data file: its rows are drawn whole, and half a row is none.
pub(super) fn join_by_file(bundles: &mut Vec<Bundle>, files: &[Vec<PathBuf>]) {
    let mut all: Vec<&PathBuf> = files.iter().flatten().collect();
    all.sort();
    all.dedup();
    for file in all {
        let of = |bundle: &Bundle| bundle.members.iter().any(|&member| files[member].contains(file));
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        join(bundles, of, &format!("rows of {name} are drawn whole"));
    }
}

/// Joins bundles until every mixture that was tried is a scenario. `reads` says so of a set of pieces, or why not.
pub(super) fn settle(mut bundles: Vec<Bundle>, reads: impl Fn(u128) -> Result<(), String>) -> Vec<Bundle> {
    let mut known: HashMap<u128, Result<(), String>> = HashMap::new();
    'joined: loop {
        let mut try_out =
            |taken: u128| known.entry(members(&bundles, taken)).or_insert_with_key(|pieces| reads(*pieces)).clone();
        for taken in tried(bundles.len()) {
            if try_out(taken).is_err() {
                let (least, reason) = shrink(taken, &mut try_out);
                let whole = grow(least, everything(bundles.len()), &mut try_out);
                join_numbers(&mut bundles, whole, &reason);
                continue 'joined;
            }
        }
        return bundles;
    }
}

fn everything(count: usize) -> u128 {
    if count >= 128 { u128::MAX } else { (1 << count) - 1 }
}

/// Sets of bundles to try, smallest changes first.
fn tried(count: usize) -> Vec<u128> {
    let whole = everything(count);
    if count <= ALL_TRIED {
        let mut sets: Vec<u128> = (1..whole).collect();
        sets.sort_by_key(|set| set.count_ones());
        return sets;
    }
    let ones = (0..count).map(|i| 1 << i);
    let pairs = (0..count).flat_map(|i| (0..i).map(move |j| 1 << i | 1 << j)).filter(|_| count <= PAIRS_TRIED);
    ones.chain(pairs).flat_map(|set| [set, whole & !set]).collect()
}

/// A set within `taken` that is no scenario and of which every part with one bundle less is one; and what is wrong.
fn shrink(taken: u128, try_out: &mut impl FnMut(u128) -> Result<(), String>) -> (u128, String) {
    let mut least = taken;
    loop {
        let smaller = bits(least).map(|bit| least & !bit).find(|&set| set != 0 && try_out(set).is_err());
        match smaller {
            Some(set) => least = set,
            None => return (least, try_out(least).err().unwrap_or_default()),
        }
    }
}

/// The set and what it cannot do without: of what is beside it, one after the other is left out where that does.
fn grow(least: u128, whole: u128, try_out: &mut impl FnMut(u128) -> Result<(), String>) -> u128 {
    bits(whole & !least).fold(whole, |set, bit| if try_out(set & !bit).is_ok() { set & !bit } else { set })
}

fn bits(set: u128) -> impl Iterator<Item = u128> {
    (0..128).map(|bit| 1 << bit).filter(move |bit| set & bit != 0)
}

fn join_numbers(bundles: &mut Vec<Bundle>, numbers: u128, reason: &str) {
    let joined = members(bundles, numbers);
    join(bundles, |bundle| bundle.mask() & joined != 0, reason);
}

/// Makes one bundle of those that `of` names, in the place of the first.
fn join(bundles: &mut Vec<Bundle>, of: impl Fn(&Bundle) -> bool, reason: &str) {
    let (chosen, mut others): (Vec<Bundle>, Vec<Bundle>) = bundles.drain(..).partition(of);
    if let Some(first) = chosen.first() {
        let mut reasons: Vec<String> = chosen.iter().filter_map(|bundle| bundle.reason.clone()).collect();
        if chosen.len() > 1 && !reasons.iter().any(|known| known == reason) {
            reasons.push(reason.to_owned());
        }
        let place = others.iter().position(|other| other.members > first.members).unwrap_or(others.len());
        let mut members: Vec<usize> = chosen.iter().flat_map(|bundle| bundle.members.iter().copied()).collect();
        members.sort_unstable();
        let reason = (!reasons.is_empty()).then(|| reasons.join("; "));
        others.insert(place, Bundle { members, reason });
    }
    *bundles = others;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(count: usize, valid: impl Fn(u128) -> bool) -> Vec<Vec<usize>> {
        let reads = |set| if valid(set) { Ok(()) } else { Err("no".to_owned()) };
        settle(singles(count), reads).into_iter().map(|bundle| bundle.members).collect()
    }

    #[test]
    fn what_stands_alone_stays_alone() {
        assert_eq!(settled(3, |_| true), [[0], [1], [2]]);
        assert_eq!(settled(0, |_| true), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn what_hangs_on_another_is_joined_with_it_and_with_nothing_else() {
        // An event (2) that names a market (0): with the market or not at all.
        assert_eq!(settled(4, |set| set & 0b0100 == 0 || set & 0b0001 != 0), [vec![0, 2], vec![1], vec![3]]);
        // Two that exclude each other unless a third is there.
        assert_eq!(settled(4, |set| set & 0b0011 != 0b0011 || set & 0b1000 != 0), [vec![0, 1, 3], vec![2]]);
        // Two of many, each of which needs the other.
        assert_eq!(settled(20, |set| (set >> 7 ^ set >> 19) & 1 == 0)[7], [7, 19]);
    }

    #[test]
    fn where_nothing_between_is_a_scenario_all_is_one() {
        assert_eq!(settled(5, |set| set == 0 || set == 0b11111), [[0, 1, 2, 3, 4]]);
        assert_eq!(settled(30, |set| set == 0 || set == (1 << 30) - 1).len(), 1);
    }

    #[test]
    fn what_draws_from_one_file_is_joined() {
        let [a, b] = ["a.csv", "b.csv"].map(PathBuf::from);
        let mut bundles = singles(4);
        join_by_file(&mut bundles, &[vec![a.clone()], vec![], vec![b.clone(), a], vec![b]]);
        assert_eq!(bundles[0].members, [0, 2, 3]);
        assert!(bundles[0].reason.as_ref().unwrap().contains("a.csv"));
        assert_eq!(bundles.len(), 2);
    }
}
