//! Joining what cannot be exchanged alone, so that every mixture is a scenario.

use std::collections::HashMap;

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

/// A bundle for each of `count` pieces.
pub(super) fn separate(count: usize) -> Vec<Bundle> {
    (0..count).map(|member| Bundle { members: vec![member], reason: None }).collect()
}

/// The pieces in the bundles whose bits are set in `taken`, ascending.
pub(super) fn collect_members(bundles: &[Bundle], taken: u128) -> Vec<usize> {
    let chosen = bundles.iter().enumerate().filter(|(number, _)| taken & (1 << number) != 0);
    let mut members: Vec<usize> = chosen.flat_map(|(_, bundle)| bundle.members.iter().copied()).collect();
    members.sort_unstable();
    members
}

/// Joins pieces that have something in common, such as a data file. `of` names what a piece has, and `reason` says
/// of each such thing why it keeps pieces together.
pub(super) fn join_sharing<T: Ord>(bundles: &mut Vec<Bundle>, of: &[Vec<T>], reason: impl Fn(&T) -> String) {
    let mut all: Vec<&T> = of.iter().flatten().collect();
    all.sort();
    all.dedup();
    for thing in all {
        join_where(
            bundles,
            |_, bundle| bundle.members.iter().any(|&member| of[member].contains(thing)),
            &reason(thing),
        );
    }
}

/// Joins bundles, at most 128, until every mixture that was tried is a scenario. `reads` says so of some pieces, or
/// why not.
pub(super) fn join_dependent(mut bundles: Vec<Bundle>, reads: impl Fn(&[usize]) -> Result<(), String>) -> Vec<Bundle> {
    let mut known: HashMap<Vec<usize>, Result<(), String>> = HashMap::new();
    'joined: loop {
        let mut try_out = |taken: u128| {
            known.entry(collect_members(&bundles, taken)).or_insert_with_key(|pieces| reads(pieces)).clone()
        };
        for taken in list_trials(bundles.len()) {
            if try_out(taken).is_err() {
                let (least, reason) = shrink_failing(taken, &mut try_out);
                let whole = grow_needed(least, take_all(bundles.len()), &mut try_out);
                join_where(&mut bundles, |number, _| whole & (1 << number) != 0, &reason);
                continue 'joined;
            }
        }
        return bundles;
    }
}

/// The set of the first `count` bundles.
pub(super) fn take_all(count: usize) -> u128 {
    if count >= 128 { u128::MAX } else { (1 << count) - 1 }
}

/// Sets of bundles to try, smallest changes first.
fn list_trials(count: usize) -> Vec<u128> {
    let whole = take_all(count);
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
fn shrink_failing(taken: u128, try_out: &mut impl FnMut(u128) -> Result<(), String>) -> (u128, String) {
    let mut least = taken;
    loop {
        let smaller = list_bits(least).map(|bit| least & !bit).find(|&set| set != 0 && try_out(set).is_err());
        match smaller {
            Some(set) => least = set,
            None => return (least, try_out(least).err().unwrap_or_default()),
        }
    }
}

/// The set and what it cannot do without: of what is beside it, one after the other is left out where that does.
fn grow_needed(least: u128, whole: u128, try_out: &mut impl FnMut(u128) -> Result<(), String>) -> u128 {
    list_bits(whole & !least).fold(whole, |set, bit| if try_out(set & !bit).is_ok() { set & !bit } else { set })
}

fn list_bits(set: u128) -> impl Iterator<Item = u128> {
    (0..128).map(|bit| 1 << bit).filter(move |bit| set & bit != 0)
}

/// Makes one bundle of those that `of` names, in the place of the first.
fn join_where(bundles: &mut Vec<Bundle>, of: impl Fn(usize, &Bundle) -> bool, reason: &str) {
    let mut joined = Bundle { members: Vec::new(), reason: None };
    let (mut reasons, mut count): (Vec<String>, usize) = (Vec::new(), 0);
    let mut others = Vec::new();
    for (number, bundle) in bundles.drain(..).enumerate() {
        if of(number, &bundle) {
            joined.members.extend(bundle.members);
            reasons.extend(bundle.reason);
            count += 1;
        } else {
            others.push(bundle);
        }
    }
    if count > 1 {
        reasons.push(reason.to_owned());
    }
    if count > 0 {
        reasons.dedup();
        joined.members.sort_unstable();
        joined.reason = (!reasons.is_empty()).then(|| reasons.join("; "));
        let place = others.iter().position(|other| other.members > joined.members).unwrap_or(others.len());
        others.insert(place, joined);
    }
    *bundles = others;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join_tried(count: usize, valid: impl Fn(u128) -> bool) -> Vec<Vec<usize>> {
        let mask = |pieces: &[usize]| pieces.iter().fold(0, |set, piece| set | 1 << piece);
        let reads = |pieces: &[usize]| if valid(mask(pieces)) { Ok(()) } else { Err("no".to_owned()) };
        join_dependent(separate(count), reads).into_iter().map(|bundle| bundle.members).collect()
    }

    #[test]
    fn what_stands_alone_stays_alone() {
        assert_eq!(join_tried(3, |_| true), [[0], [1], [2]]);
        assert_eq!(join_tried(0, |_| true), Vec::<Vec<usize>>::new());
    }

    #[test]
    fn what_hangs_on_another_is_joined_with_it_and_with_nothing_else() {
        // An event (2) that names a market (0): with the market or not at all.
        assert_eq!(join_tried(4, |set| set & 0b0100 == 0 || set & 0b0001 != 0), [vec![0, 2], vec![1], vec![3]]);
        // Two that exclude each other unless a third is there.
        assert_eq!(join_tried(4, |set| set & 0b0011 != 0b0011 || set & 0b1000 != 0), [vec![0, 1, 3], vec![2]]);
        // Two of many, each of which needs the other.
        assert_eq!(join_tried(20, |set| (set >> 7 ^ set >> 19) & 1 == 0)[7], [7, 19]);
    }

    #[test]
    fn where_nothing_between_is_a_scenario_all_is_one() {
        assert_eq!(join_tried(5, |set| set == 0 || set == 0b11111), [[0, 1, 2, 3, 4]]);
        assert_eq!(join_tried(30, |set| set == 0 || set == (1 << 30) - 1).len(), 1);
    }

    #[test]
    fn what_draws_from_one_file_is_joined() {
        let [a, b] = ["a.csv", "b.csv"];
        let mut bundles = separate(4);
        join_sharing(&mut bundles, &[vec![a], vec![], vec![b, a], vec![b]], |file| format!("rows of {file}"));
        assert_eq!(bundles[0].members, [0, 2, 3]);
        assert_eq!(bundles[0].reason.as_deref(), Some("rows of a.csv; rows of b.csv"));
        assert_eq!(bundles.len(), 2);
    }
}
