//! Rows of one world under every choice, taken block by block in a space that does not grow with their number.

use super::super::comparison::{Levels, differences, is_same};
use super::super::sensitivity::Learning;
use super::super::shift::even_grid;
use super::super::statistics::{BlockedMean, FigureTally, LEAST_MONEY, LEAST_SHARE};
use super::super::summary::STATES;
use super::control::ControlTally;

/// Levels at which distributions are held against one another.
const GRID: usize = 64;
/// Share of the worst simulations that expected shortfall is the mean of.
pub(super) const TAIL: f64 = 0.05;

/// Sums over rows.
#[derive(Debug)]
pub(super) struct Tally {
    pub(super) replications: u64,
    pub(super) choices: Vec<ChoiceTally>,
    /// Every two of them, the first before the second.
    pub(super) pairs: Vec<PairTally>,
    pub(super) inputs: Learning,
    pub(super) events: Learning,
    pub(super) control: ControlTally,
    /// Levels of value, rising; empty until the first block says where they lie.
    pub(super) grid: Vec<f64>,
    /// By choice, the value below which the worst twentieth of the first block lies, dollars.
    tails: Vec<f64>,
}

/// One choice.
#[derive(Debug)]
pub(super) struct ChoiceTally {
    /// The value that leads, dollars.
    pub(super) value: FigureTally,
    /// What the best choice of the same simulation is worth more, dollars.
    pub(super) regret: FigureTally,
    pub(super) worst_regret: f64,
    /// Simulations in which no other choice is worth more.
    pub(super) best: u64,
    /// Simulations in which every other choice is worth less.
    pub(super) alone: u64,
    /// Simulations in which the value reaches the threshold.
    pub(super) reached: u64,
    /// Users over users with no government action, outside home, at the horizon.
    pub(super) users: FigureTally,
    /// By market, simulations in which the owner keeps it.
    pub(super) kept: Vec<u64>,
}

/// Two choices: the second less the first.
#[derive(Debug)]
pub(super) struct PairTally {
    pub(super) first: usize,
    pub(super) second: usize,
    pub(super) difference: FigureTally,
    /// Simulations in which the first is worth more, and in which the second is.
    pub(super) better: [u64; 2],
    pub(super) levels: Levels,
    /// By how much each lies below its tail, the first's less the second's, dollars: over [`TAIL`] its error is that of the difference in expected
    /// shortfall, for that hardly depends on where the tails are set (Rockafellar and Uryasev 2000).
    pub(super) tail: BlockedMean,
    /// Whether the second reaches the threshold, less whether the first does.
    pub(super) reached: BlockedMean,
    /// By outcome of the main market under the first and under the second: simulations, and the sums of differences and of their squares.
    pub(super) outcomes: Vec<(u64, [f64; 2])>,
}

/// What a block holds of each choice, row by row.
#[derive(Debug, Default)]
pub(super) struct ChoiceRows {
    /// The value that leads, dollars.
    pub(super) value: Vec<f64>,
    /// The value below which the threshold lies, dollars.
    pub(super) threshold: Vec<f64>,
    /// Users over users with no government action.
    pub(super) users: Vec<f64>,
    /// By market, the code of its final state.
    pub(super) states: Vec<Vec<f64>>,
}

/// Whether a market that ends in the state of this code is still the owner's, wholly or in part, and open.
fn is_kept(code: f64) -> bool {
    let key = STATES.get(code as usize).copied().unwrap_or_default();
    matches!(key, "open" | "review" | "ordered" | "stayed" | "restructured")
}

impl Tally {
    /// Nothing taken yet of so many choices and markets; `events` holds the number of outcomes of each event.
    pub(super) fn new(choices: usize, markets: usize, events: &[usize], seed: u64) -> Self {
        let choice = || ChoiceTally {
            value: FigureTally::with_quantiles(LEAST_MONEY),
            regret: FigureTally::with_quantiles(LEAST_MONEY),
            worst_regret: 0.0,
            best: 0,
            alone: 0,
            reached: 0,
            users: FigureTally::with_quantiles(LEAST_SHARE),
            kept: vec![0; markets],
        };
        let pair = |(first, second)| PairTally {
            first,
            second,
            difference: FigureTally::with_quantiles(LEAST_MONEY),
            better: [0; 2],
            levels: Levels::new(GRID),
            tail: BlockedMean::default(),
            reached: BlockedMean::default(),
            outcomes: vec![(0, [0.0; 2]); STATES.len() * STATES.len()],
        };
        Self {
            replications: 0,
            choices: (0..choices).map(|_| choice()).collect(),
            pairs: (0..choices).flat_map(|i| (i + 1..choices).map(move |j| (i, j))).map(pair).collect(),
            inputs: Learning::new(choices, seed),
            events: Learning::with_codes(choices, seed, events),
            control: ControlTally::new(choices, events),
            grid: Vec::new(),
            tails: Vec::new(),
        }
    }

    /// Takes the rows of a block: of every choice, the baseline, the inputs, and the events' outcomes. `main` is the main market.
    pub(super) fn take(
        &mut self,
        rows: &[ChoiceRows],
        baseline: &[f64],
        (inputs, events): (&[Vec<f64>], &[Vec<f64>]),
        main: usize,
    ) {
        let values: Vec<&[f64]> = rows.iter().map(|rows| rows.value.as_slice()).collect();
        let count = values[0].len();
        if self.replications == 0 {
            self.grid = find_grid(&values);
            self.tails = values.iter().map(|values| find_tail(values)).collect();
        }
        self.replications += count as u64;
        let most: Vec<f64> =
            (0..count).map(|row| values.iter().map(|v| v[row]).fold(f64::NEG_INFINITY, f64::max)).collect();
        let count_best = |row: usize| values.iter().filter(|values| is_same(values[row], most[row])).count();
        let is_tied: Vec<bool> = (0..count).map(|row| count_best(row) > 1).collect();
        for (tally, rows) in self.choices.iter_mut().zip(rows) {
            tally.take(rows, &most, &is_tied);
        }
        for pair in &mut self.pairs {
            let (first, second) = (&rows[pair.first], &rows[pair.second]);
            let tails = [pair.first, pair.second].map(|choice| self.tails[choice]);
            pair.take(first, second, (&self.grid, tails), main);
        }
        self.inputs.take(inputs, &values);
        self.events.take(events, &values);
        self.control.take(&values, baseline, events);
    }
}

impl ChoiceTally {
    fn take(&mut self, rows: &ChoiceRows, most: &[f64], is_tied: &[bool]) {
        self.value.take(&rows.value);
        self.value.mean.end_block();
        let regrets: Vec<f64> = rows
            .value
            .iter()
            .zip(most)
            .map(|(&value, &most)| if is_same(value, most) { 0.0 } else { most - value })
            .collect();
        self.best += regrets.iter().filter(|regret| **regret == 0.0).count() as u64;
        self.alone += regrets.iter().zip(is_tied).filter(|(regret, tied)| **regret == 0.0 && !**tied).count() as u64;
        self.worst_regret = regrets.iter().copied().fold(self.worst_regret, f64::max);
        self.regret.take(&regrets);
        self.regret.mean.end_block();
        self.reached += rows.value.iter().zip(&rows.threshold).filter(|(value, least)| value >= least).count() as u64;
        self.users.take(&rows.users);
        self.users.mean.end_block();
        for (kept, states) in self.kept.iter_mut().zip(&rows.states) {
            *kept += states.iter().filter(|code| is_kept(**code)).count() as u64;
        }
    }
}

impl PairTally {
    fn take(&mut self, first: &ChoiceRows, second: &ChoiceRows, (grid, tails): (&[f64], [f64; 2]), main: usize) {
        let more = differences([&first.value, &second.value]);
        self.difference.take(&more);
        self.difference.mean.end_block();
        for (row, &more) in more.iter().enumerate() {
            if more != 0.0 {
                self.better[usize::from(more > 0.0)] += 1;
            }
            let value = first.value[row];
            self.tail.add((value - tails[0]).min(0.0) - (second.value[row] - tails[1]).min(0.0));
            let reaches = |rows: &ChoiceRows| f64::from(u8::from(rows.value[row] >= rows.threshold[row]));
            self.reached.add(reaches(second) - reaches(first));
            self.levels.add(value, if more == 0.0 { value } else { second.value[row] }, grid);
            let code = |rows: &ChoiceRows| rows.states.get(main).map_or(0, |states| states[row] as usize);
            let cell = &mut self.outcomes[code(first) * STATES.len() + code(second)];
            cell.0 += 1;
            cell.1[0] += more;
            cell.1[1] += more * more;
        }
        self.tail.end_block();
        self.reached.end_block();
    }
}

/// The value below which the worst twentieth of `values` lies.
fn find_tail(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted[(TAIL * sorted.len() as f64) as usize]
}

/// Levels over all values of the first block, and half their spread beyond on either side.
fn find_grid(values: &[&[f64]]) -> Vec<f64> {
    let all = || values.iter().flat_map(|values| values.iter().copied());
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let beyond = 0.1 * (high - low);
    if low < high { even_grid(low - beyond, high + beyond, GRID) } else { vec![low; GRID] }
}
