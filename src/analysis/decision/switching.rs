//! Switching values: where in the range of an input the best choice changes.

use serde::{Deserialize, Serialize};

use super::super::sensitivity::{Learned, Slice};
use super::super::statistics::Interval;
use super::super::statistics::evidence::{FALSE_DISCOVERY_RATE, control_false_discoveries};
use super::InputInformation;
use crate::normal;

/// Most values of one input at which the best choice changes: into a range and out of it.
const MOST: usize = 2;

/// A value of an input at which the best choice changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Switch {
    /// Path of the input.
    pub path: String,
    /// The value, in the canonical unit of the input.
    pub value: f64,
    /// The best choice below it.
    pub below: usize,
    /// The best choice above it.
    pub above: usize,
}

/// Switching values of all inputs: those on both sides of which the lead of another choice stands beyond chance, after correction for how
/// many parts of how many inputs were looked at.
pub(super) fn find_switches(inputs: &[InputInformation], choices: usize) -> Vec<Switch> {
    let slices: Vec<(usize, &Slice)> = inputs
        .iter()
        .enumerate()
        .flat_map(|(number, input)| input.learned.slices.iter().map(move |slice| (number, slice)))
        .collect();
    // The least of the leads over all others was taken: each counts.
    let chance = |lead: Option<Interval>| lead.map_or(1.0, |lead| one_sided(lead) * (choices - 1) as f64);
    let chances: Vec<f64> = slices.iter().map(|(_, slice)| chance(slice.lead).min(1.0)).collect();
    let stands = control_false_discoveries(&chances, chances.len(), FALSE_DISCOVERY_RATE);
    let mut found = Vec::new();
    for (number, input) in inputs.iter().enumerate() {
        let of_input: Vec<bool> =
            slices.iter().zip(&stands).filter(|((of, _), _)| *of == number).map(|(_, stands)| *stands).collect();
        // An answer that changes back and forth along one input is scatter between choices that are worth nearly the same.
        found.extend(
            Some(switches_of(input, &of_input)).filter(|switches| switches.len() <= MOST).into_iter().flatten(),
        );
    }
    found
}

/// Chance of a lead as far below 0 where there is none.
fn one_sided(lead: Interval) -> f64 {
    if lead.se > 0.0 { normal::cdf(lead.estimate / lead.se) } else { f64::from(u8::from(lead.estimate >= 0.0)) }
}

fn switches_of(input: &InputInformation, stands: &[bool]) -> Vec<Switch> {
    let Learned { slices, .. } = &input.learned;
    // A choice that is not shown to be better leaves the one that is best on average.
    let other: Vec<Option<usize>> =
        slices.iter().zip(stands).map(|(slice, stands)| stands.then_some(slice.choice)).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 1 < slices.len() {
        // From a part where another choice stands to the next where it does not, or the other way round.
        if other[at] != other[at + 1] {
            let default = find_default(slices, stands);
            let (first, second) = (other[at].or(default), other[at + 1].or(default));
            if let (Some(first), Some(second)) = (first, second)
                && first != second
                && let Some(value) = find_crossing(slices, at, other[at].is_some(), (first, second))
            {
                found.push(Switch { path: input.path.clone(), value, below: first, above: second });
            }
        }
        at += 1;
    }
    found
}

/// The choice that is best on average: the one whose lead is told.
fn find_default(slices: &[Slice], stands: &[bool]) -> Option<usize> {
    let mut means = vec![0.0; slices.first()?.means.len()];
    for slice in slices {
        means.iter_mut().zip(&slice.means).for_each(|(sum, mean)| *sum += slice.rows as f64 * mean);
    }
    debug_assert_eq!(slices.len(), stands.len());
    super::find_greatest(&means)
}

/// Where the means of two choices cross, between the middles of two neighbouring parts. A choice may be ahead beyond the part in which that is certain: from part
/// `at`, in which `first` is certain to be better (`is_first_certain`), or from the next, in which `second` is, it is looked for in the parts that follow away from it.
/// None where they do not cross.
fn find_crossing(slices: &[Slice], at: usize, is_first_certain: bool, (first, second): (usize, usize)) -> Option<f64> {
    let gap = |slice: &Slice| Some(slice.means.get(second)? - slice.means.get(first)?);
    let neighbours = |k: usize| {
        let (low, high) = (slices.get(k)?, slices.get(k + 1)?);
        let (a, b) = (gap(low)?, gap(high)?);
        let crosses = a < 0.0 && b >= 0.0;
        crosses.then(|| Some(low.centre? + (high.centre? - low.centre?) * (-a / (b - a))))?
    };
    if is_first_certain { (at..slices.len()).find_map(neighbours) } else { (0..=at).rev().find_map(neighbours) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sensitivity::Learning;
    use crate::draws::{Key, Purpose, Streams};

    fn learn(value: impl Fn(f64, f64) -> [f64; 2]) -> Vec<Switch> {
        let mut learning = Learning::new(2, 1);
        for block in 0..10 {
            let (mut x, mut noise, mut values) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
            for row in 0..1_000 {
                let mut stream = Streams::new(5, 1_000 * block + row).stream(Purpose::Noise, Key::NONE);
                let (input, luck) = (stream.uniform(), stream.normal());
                let [a, b] = value(input, luck);
                x.push(input);
                noise.push(luck);
                values[0].push(a);
                values[1].push(b);
            }
            learning.take(&[x, noise], &values);
        }
        let learned = learning.value().unwrap().inputs;
        let named = ["x", "noise"].into_iter().zip(learned);
        let inputs: Vec<InputInformation> = named
            .filter_map(|(path, learned)| {
                Some(InputInformation { path: path.into(), dimension: None, learned: learned? })
            })
            .collect();
        find_switches(&inputs, 2)
    }

    #[test]
    fn the_value_at_which_two_lines_cross_is_found() {
        // 0.3 or x, with luck that both share.
        let found = learn(|x, luck| [0.3 + luck, x + luck]);
        let [switch] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((switch.path.as_str(), switch.below, switch.above), ("x", 0, 1));
        assert!((switch.value - 0.3).abs() < 0.01, "{switch:?}");
    }

    #[test]
    fn a_choice_is_ahead_beyond_the_part_in_which_that_is_certain() {
        // 0.6 or x: near 0.6, which is better is lost in scatter that the two do not share.
        let scatter = |luck: f64| 3.0 * libm::sin(1e6 * luck);
        let found = learn(|x, luck| [0.6 + scatter(luck), x + scatter(luck + 1.0)]);
        let [switch] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((switch.below, switch.above), (0, 1));
        assert!((switch.value - 0.6).abs() < 0.15, "{switch:?}");
    }

    #[test]
    fn a_choice_that_is_best_everywhere_has_no_switching_value() {
        assert_eq!(learn(|x, luck| [x + luck, x + luck + 0.1]), []);
        // Noise alone: which is best changes from part to part, and none of it stands.
        let scatter = |luck: f64| libm::sin(1e6 * luck);
        assert_eq!(learn(|_, luck| [scatter(luck), scatter(luck + 1.0)]), []);
    }
}
