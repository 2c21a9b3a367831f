//! Where along an input a figure stops moving: below a level it counts, and beyond it hardly.

use super::input::Input;
use super::view::View;

/// Part of the whole movement along an input that the flat part makes at most.
const FLAT: f64 = 0.25;
/// How much more another input must move the figure to matter more there.
const CLEARLY: f64 = 1.3;
/// Fewest levels along which a bend can be seen.
const LEVELS: usize = 5;

/// The mean figure at a level of an input, over all levels of the others.
struct LevelMean {
    /// Any point at the level.
    point: usize,
    mean: f64,
}

/// Such as "deadline matters mostly below 90 days, and beyond that interest matters more", of a grid of two inputs along which the figure rises or falls and then stays
/// where it is; none where it does not bend.
pub(super) fn describe_bend(view: &View) -> Option<String> {
    let [first, second] = view.inputs.as_slice() else { return None };
    if !view.sweep.is_full_grid() || view.known().len() < view.sweep.points() {
        return None;
    }
    let range = |input: &Input| measure_range(&list_level_means(view, input, |_| true));
    let (input, other) = if range(first) >= range(second) { (first, second) } else { (second, first) };
    let levels = list_level_means(view, input, |_| true);
    let all = measure_range(&levels);
    if input.is_words() || levels.len() < LEVELS || !view.exceeds_noise(all) {
        return None;
    }
    let half = levels.len() / 2;
    let is_flat = |part: &[LevelMean]| measure_range(part) <= FLAT * all;
    let (at, word, beyond) = if let Some(at) = (1..half).find(|&at| is_flat(&levels[at..])) {
        (at, "below", &levels[at..])
    } else {
        let at = (levels.len() - half..levels.len() - 1).rev().find(|&at| is_flat(&levels[..=at]))?;
        (at, "above", &levels[..=at])
    };
    let told = input.told(levels[at].point);
    let kept: Vec<f64> = beyond.iter().map(|level| input.at(level.point)).collect();
    let others = list_level_means(view, other, |point| kept.contains(&input.at(point)));
    let ours = measure_range(beyond);
    let more = if measure_range(&others) > CLEARLY * ours && view.exceeds_noise(measure_range(&others)) {
        format!(", and beyond that {} matters more", view.title_input(other))
    } else {
        String::new()
    };
    Some(format!("{} matters mostly {word} {told}{more}", view.title_input(input)))
}

/// Means at the levels of an input over the points for which `is_kept`, in the order of its places.
fn list_level_means(view: &View, input: &Input, is_kept: impl Fn(usize) -> bool) -> Vec<LevelMean> {
    let mut points: Vec<usize> = view.known().iter().copied().filter(|point| is_kept(*point)).collect();
    points.sort_by(|a, b| input.at(*a).total_cmp(&input.at(*b)));
    let mean = |of: &[usize]| of.iter().filter_map(|point| view.value(*point)).sum::<f64>() / of.len() as f64;
    let levels = points.chunk_by(|a, b| input.at(*a) == input.at(*b));
    levels.map(|level| LevelMean { point: level[0], mean: mean(level) }).collect()
}

fn measure_range(levels: &[LevelMean]) -> f64 {
    let means = || levels.iter().map(|level| level.mean);
    means().fold(f64::NEG_INFINITY, f64::max) - means().fold(f64::INFINITY, f64::min)
}
