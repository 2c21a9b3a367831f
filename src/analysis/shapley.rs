//! Who brings how much of a whole: the Shapley value (Shapley 1953), replication by replication.
//!
//! A player's value is what it adds to those who came before it, averaged over all orders in which players can come.
//! The values of all players sum to the whole, in every replication and to rounding. Of few players every set is
//! evaluated; of more, orders are sampled in antithetic pairs, one and its reverse (Mitchell, Cooper, Frank and Holmes
//! 2022, "Sampling permutations for Shapley value estimation", JMLR 23).

use std::collections::BTreeMap;

use rand::seq::SliceRandom as _;

use crate::analysis::statistics::{MeanEstimate, Moments};
use crate::draws::{Key, Purpose, Streams};

/// Most players of whom every set is evaluated.
const EXACT: usize = 6;
/// About how many sets a block of replications evaluates where there are more.
const SETS: usize = 1 << EXACT;

/// A set of players: bit `p` is set where player `p` is in it.
type Set = u128;

/// In which orders players come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Orders {
    players: usize,
    seed: u64,
}

impl Orders {
    /// Those of `players` players, at most 128; the sampled ones follow from `seed`.
    ///
    /// # Panics
    /// When there are more than 128 players.
    pub fn new(players: usize, seed: u64) -> Self {
        assert!(players <= 128, "a set of {players} players does not fit into 128 bits");
        Self { players, seed }
    }

    /// Pairs of orders that each block samples; none where every set is evaluated.
    ///
    /// At least two, since the error of sampling is seen in how pairs differ.
    pub fn pairs(self) -> Option<usize> {
        (self.players > EXACT).then(|| (SETS / (2 * (self.players - 1))).max(2))
    }

    /// Sets that a block evaluates, at most: the empty one and the whole among them.
    pub fn most_sets(self) -> u64 {
        match self.pairs() {
            Some(pairs) => (2 * pairs * (self.players - 1) + 2) as u64,
            None => 1 << self.players,
        }
    }

    /// The sets that block `block` evaluates, each once, the empty one first and the whole last.
    pub fn sets(self, block: u64) -> Vec<Set> {
        let Some(orders) = self.sampled(block) else { return (0..1 << self.players).collect() };
        let mut sets: Vec<Set> = orders.iter().flatten().flat_map(|order| prefixes(order)).collect();
        sets.sort_unstable();
        sets.dedup();
        sets
    }

    fn whole(self) -> Set {
        if self.players == 128 { Set::MAX } else { (1 << self.players) - 1 }
    }

    /// The pairs of orders of a block; none where every set is evaluated.
    fn sampled(self, block: u64) -> Option<Vec<[Vec<usize>; 2]>> {
        let mut stream = Streams::new(self.seed, block).stream(Purpose::ExchangeOrder, Key::NONE);
        let pair = |_| {
            let mut order: Vec<usize> = (0..self.players).collect();
            order.shuffle(&mut stream);
            let reverse = order.iter().rev().copied().collect();
            [order, reverse]
        };
        Some((0..self.pairs()?).map(pair).collect())
    }
}

/// The sets that arise as players come in this order, from none to all.
fn prefixes(order: &[usize]) -> impl Iterator<Item = Set> {
    std::iter::once(0).chain(order.iter().scan(0, |set, player| {
        *set |= 1 << player;
        Some(*set)
    }))
}

/// Running Shapley values over blocks of replications, in memory that does not grow with their number.
#[derive(Debug, Clone)]
pub struct Shares {
    orders: Orders,
    /// Of each player over replications, as the orders of their block gave them.
    players: Vec<Moments>,
    /// Of each player: sum over blocks of rows² × variance of the mean over the block's pairs of orders.
    sampling: Vec<f64>,
    first: Moments,
    last: Moments,
    whole: Moments,
}

impl Shares {
    /// Nothing taken yet.
    pub fn new(orders: Orders) -> Self {
        let empty = Moments::default();
        Self {
            orders,
            players: vec![empty; orders.players],
            sampling: vec![0.0; orders.players],
            first: empty,
            last: empty,
            whole: empty,
        }
    }

    /// Takes a block: what each of its sets ([`Orders::sets`]) is worth in each replication.
    ///
    /// # Panics
    /// When a set is missing, or lists differ in length.
    pub fn take(&mut self, block: u64, worth: &BTreeMap<Set, Vec<f64>>) {
        let (first, last) = (&worth[&0], &worth[&self.orders.whole()]);
        assert!(worth.values().all(|rows| rows.len() == first.len()), "every set has its worth in every replication");
        for (&none, &all) in first.iter().zip(last) {
            self.first.add(none);
            self.last.add(all);
            self.whole.add(all - none);
        }
        let values = match self.orders.sampled(block) {
            None => exact(self.orders.players, worth),
            Some(pairs) => self.by_orders(&pairs, worth),
        };
        for (moments, values) in self.players.iter_mut().zip(&values) {
            values.iter().for_each(|&value| moments.add(value));
        }
    }

    /// Value of each player in each replication, as the mean over orders; keeps how their pairs differ.
    fn by_orders(&mut self, pairs: &[[Vec<usize>; 2]], worth: &BTreeMap<Set, Vec<f64>>) -> Vec<Vec<f64>> {
        let rows = worth[&0].len();
        let weight = 0.5 / pairs.len() as f64;
        let mut values = vec![vec![0.0; rows]; self.orders.players];
        let mut between = vec![Moments::default(); self.orders.players];
        for pair in pairs {
            let mut sums = vec![0.0; self.orders.players];
            for order in pair {
                for (&player, before) in order.iter().zip(prefixes(order)) {
                    let (without, with) = (&worth[&before], &worth[&(before | 1 << player)]);
                    for ((value, with), without) in values[player].iter_mut().zip(with).zip(without) {
                        *value += weight * (with - without);
                        sums[player] += with - without;
                    }
                }
            }
            between.iter_mut().zip(sums).for_each(|(moments, sum)| moments.add(0.5 * sum));
        }
        for (sum, moments) in self.sampling.iter_mut().zip(between) {
            let error = moments.standard_error().unwrap_or(0.0);
            *sum += error * error;
        }
        values
    }

    /// What each player brings. The error holds that of the replications and, where orders are sampled, that of the
    /// sample; what the two have in common is counted twice, so that it errs on the side of caution.
    pub fn players(&self) -> Vec<MeanEstimate> {
        let share = |(moments, sampling): (&Moments, &f64)| {
            let n = moments.count().max(1) as f64;
            let error = moments.standard_error().map(|error| (error * error + sampling / (n * n)).sqrt());
            MeanEstimate { mean: moments.mean().unwrap_or(0.0), se: error }
        };
        self.players.iter().zip(&self.sampling).map(share).collect()
    }

    /// Worth of no player, of all, and the difference with its paired error.
    pub fn ends(&self) -> [MeanEstimate; 3] {
        [&self.first, &self.last, &self.whole].map(MeanEstimate::from_moments)
    }
}

/// Value of each player in each replication, from the worth of every set.
fn exact(players: usize, worth: &BTreeMap<Set, Vec<f64>>) -> Vec<Vec<f64>> {
    let rows = worth[&0].len();
    let weights = weights(players);
    (0..players)
        .map(|player| {
            let mut values = vec![0.0; rows];
            for (set, without) in worth.iter().filter(|(set, _)| *set & 1 << player == 0) {
                let weight = weights[set.count_ones() as usize];
                let with = &worth[&(set | 1 << player)];
                let gains = with.iter().zip(without).map(|(with, without)| weight * (with - without));
                values.iter_mut().zip(gains).for_each(|(value, gain)| *value += gain);
            }
            values
        })
        .collect()
}

/// Share of all orders in which a given player comes right after a given set, by the size of the set: s!(n−1−s)!/n!.
fn weights(players: usize) -> Vec<f64> {
    let mut weights = Vec::with_capacity(players);
    // 1/n times 1 over the number of sets of that size that lack the player.
    let mut sets = 1.0;
    for size in 0..players {
        weights.push(1.0 / (players as f64 * sets));
        sets *= (players - 1 - size) as f64 / (size + 1) as f64;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of a game over `blocks` blocks of `rows` replications; `worth` may depend on the replication.
    fn shares(players: usize, blocks: u64, rows: usize, worth: impl Fn(Set, usize) -> f64) -> Shares {
        let orders = Orders::new(players, 7);
        let mut shares = Shares::new(orders);
        for block in 0..blocks {
            let first = block as usize * rows;
            let of = |set: Set| (set, (first..first + rows).map(|row| worth(set, row)).collect());
            shares.take(block, &orders.sets(block).into_iter().map(of).collect());
        }
        shares
    }

    fn means(shares: &Shares) -> Vec<f64> {
        shares.players().iter().map(|share| share.mean).collect()
    }

    fn near(found: &[f64], known: &[f64]) {
        assert_eq!(found.len(), known.len());
        assert!(found.iter().zip(known).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?} for {known:?}");
    }

    fn has(set: Set, player: usize) -> f64 {
        f64::from(u8::from(set & 1 << player != 0))
    }

    #[test]
    fn games_of_known_value() {
        // Additive: each its own.
        let own = [3.0, -1.0, 0.5, 0.0];
        near(&means(&shares(4, 1, 2, |set, _| 10.0 + (0..4).map(|p| own[p] * has(set, p)).sum::<f64>())), &own);
        // Two factors, 2 → 5 and 3 → 7: (5−2)·(3+7)/2 and (7−3)·(2+5)/2.
        let product = |set: Set, _| (2.0 + 3.0 * has(set, 0)) * (3.0 + 4.0 * has(set, 1));
        near(&means(&shares(2, 1, 2, product)), &[15.0, 14.0]);
        // Three players, the third null; gloves: one left (0), two right (1, 2), a pair is worth 1.
        let gloves = |set: Set, _| has(set, 0) * f64::max(has(set, 1), has(set, 2));
        near(&means(&shares(3, 1, 2, gloves)), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]);
        // A majority of five, one of whom has two votes of six; four are needed: Shapley and Shubik's index.
        let votes =
            |set: Set, _| f64::from(u8::from(2.0 * has(set, 0) + (1..5).map(|p| has(set, p)).sum::<f64>() >= 4.0));
        near(&means(&shares(5, 1, 2, votes)), &[0.4, 0.15, 0.15, 0.15, 0.15]);
        near(&means(&shares(0, 1, 2, |_, _| 5.0)), &[]);
    }

    /// A game without any structure that differs from replication to replication.
    fn wild(set: Set, row: usize) -> f64 {
        let mut state = (set as u64 ^ ((row as u64) << 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        state ^= state >> 29;
        (state.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40) as f64
    }

    #[test]
    fn parts_sum_to_the_whole_and_a_null_player_brings_nothing() {
        for players in [1, 3, 6, 9, 20] {
            // The first player changes nothing.
            let shares = shares(players, 2, 50, |set, row| wild(set & !1, row));
            let [first, last, whole] = shares.ends();
            let parts = means(&shares);
            let scale = whole.mean.abs().max(1.0);
            assert_eq!(parts[0], 0.0, "{players} players");
            assert!((parts.iter().sum::<f64>() - whole.mean).abs() < 1e-9 * scale, "{players} players");
            assert!((last.mean - first.mean - whole.mean).abs() < 1e-9 * scale);
        }
    }

    #[test]
    fn equal_players_bring_the_same() {
        let shares = shares(6, 1, 20, |set, row| wild(Set::from(set.count_ones()), row));
        let parts = means(&shares);
        assert!(parts.iter().all(|part| (part - parts[0]).abs() < 1e-9), "{parts:?}");
    }

    #[test]
    fn errors_are_those_of_the_replications() {
        // One player that brings 1, 2, … n: the error of the mean is the standard deviation over √n.
        let shares = shares(1, 2, 8, |set, row| has(set, 0) * (row + 1) as f64);
        let error = shares.players()[0].se.unwrap();
        assert!((error - (16.0_f64 * 17.0 / 12.0 / 16.0).sqrt()).abs() < 1e-12, "{error}");
        assert_eq!(shares.ends()[2].se, Some(error));
    }

    /// Eight players of whom each pair has something together: value = own + half of what it has with others.
    fn pairs_game(set: Set, row: usize) -> f64 {
        let luck = 1.0 + 0.1 * (row as f64 * 0.7).sin();
        let own: f64 = (0..8).map(|p| has(set, p) * p as f64).sum();
        let both: f64 = (0..8)
            .flat_map(|i| (0..i).map(move |j| (i, j)))
            .map(|(i, j)| has(set, i) * has(set, j) * (i * j) as f64)
            .sum();
        // A pair of orders averages what two have together exactly; three in one place it does not.
        luck * (own + both + 20.0 * has(set, 1) * has(set, 2) * has(set, 3))
    }

    #[test]
    fn sampled_orders_agree_with_all_orders_within_their_error() {
        let rows = 100;
        let exact: Vec<f64> = {
            let worth = (0..1 << 8).map(|set| (set, (0..rows).map(|row| pairs_game(set, row)).collect())).collect();
            exact(8, &worth).iter().map(|values| values.iter().sum::<f64>() / rows as f64).collect()
        };
        let shares = shares(8, 30, rows, |set, row| pairs_game(set, row % rows));
        let mut missed = 0.0;
        for (share, known) in shares.players().iter().zip(&exact) {
            let error = share.se.unwrap();
            assert!((share.mean - known).abs() < 4.0 * error + 1e-9, "{share:?} for {known}");
            missed = f64::max(missed, (share.mean - known).abs());
        }
        // The sample shows: without its error some would be far off.
        assert!(missed > 1e-3, "{missed}");
    }

    #[test]
    fn the_error_of_sampling_is_in_the_error() {
        // No luck at all: what is left is the sample of orders, and one block of it errs as it says.
        let game = |set: Set, _: usize| 100.0 * has(set, 1) * has(set, 2) * has(set, 3);
        let mut off = Vec::new();
        for seed in 0..200 {
            let orders = Orders::new(8, seed);
            let mut shares = Shares::new(orders);
            shares.take(0, &orders.sets(0).into_iter().map(|set| (set, vec![game(set, 0); 2])).collect());
            let share = shares.players()[1];
            off.push(((share.mean - 100.0 / 3.0).powi(2), share.se.unwrap().powi(2)));
        }
        let [true_square, said_square] = [0, 1].map(|i| off.iter().map(|o| [o.0, o.1][i]).sum::<f64>() / 200.0);
        assert!((0.7..1.4).contains(&(said_square / true_square)), "{said_square} for {true_square}");
    }

    #[test]
    fn sets_hold_none_and_all_and_are_drawn_anew_in_each_block() {
        for players in [0, 2, 6, 7, 30, 128] {
            let orders = Orders::new(players, 3);
            let sets = orders.sets(4);
            assert_eq!((sets[0], sets[sets.len() - 1]), (0, orders.whole()), "{players}");
            assert!(sets.len() as u64 <= orders.most_sets() && orders.most_sets() <= 64.max(4 * players as u64));
            assert_eq!(sets, orders.sets(4));
            assert_eq!(sets == orders.sets(5), players <= EXACT);
        }
    }
}
