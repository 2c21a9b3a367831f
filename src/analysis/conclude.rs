//! From what was gathered to the figures of a run.

use indexmap::IndexMap;

use super::calendar::date;
use super::exemplars::stories;
use super::gather::Gatherer;
use super::summary::{
    BRIDGE_PARTS, Estimate, EventInfo, Exceedance, FORMAT, Fan, Histogram, HomeSummary, LEVELS, MarketSummary,
    Proportion, STATES, ScenarioInfo, Summary,
};
use crate::analysis::statistics::{BITS, BlockedMean, FigureTally, LEAST_MONEY, Piece, Pieces, Sketch, proportion};
use crate::model::ModelError;
use crate::scenario::Scenario;
use crate::simulation::BASELINE_COHORT;
use crate::simulation::catalogue::{self, Figure, Summarised, Unit, WorseSide};

/// Bars of the histogram of value, at the most.
const BARS: f64 = 60.0;

/// Part of the users that there would be with no government action from which they are mostly kept, and less one mostly lost.
const MOSTLY_KEPT: f64 = 0.9;

impl ScenarioInfo {
    /// What identifies a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let strategy = scenario.strategies.get_index(scenario.strategy);
        Self {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            question: scenario.question.clone(),
            digest: scenario.digest.clone(),
            world: scenario.world_digest(),
            strategy: strategy.map(|(key, _)| key.clone()).unwrap_or_default(),
            strategy_name: strategy.map(|(_, strategy)| strategy.name.clone()).unwrap_or_default(),
            strategy_digest: scenario.strategy_digest(scenario.strategy()).unwrap_or_default(),
            report: scenario.report.clone(),
            start: scenario.start,
            end: date(scenario.start, scenario.horizon),
            horizon_days: scenario.horizon,
            home: scenario.company.home.map(|m| scenario.markets[m.0].key.clone()),
            investment: scenario
                .company
                .investment
                .and_then(|cost| Some((scenario.inputs[cost.0].written.clone(), scenario.company.invested?))),
        }
    }
}

impl Gatherer<'_> {
    /// The figures of the run, with a bad, a middle and a good history told.
    ///
    /// # Errors
    /// Where one of those histories cannot be replayed.
    pub fn summary(&self, seed: u64) -> Result<Summary, ModelError> {
        let stories = stories(self.scenario, self.layout, seed, &self.ranking, self.main)?;
        Ok(Summary { stories, ..self.figures(seed) })
    }

    /// The figures of the run alone.
    pub fn figures(&self, seed: u64) -> Summary {
        let scenario = self.scenario;
        let (terminal_share, terminal_share_se) =
            (self.terminal.ratio().unwrap_or(0.0), self.terminal.standard_error());
        let (bridge, bridge_se) = self.bridge("bridge");
        let (bridge_abroad, bridge_abroad_se) = self.bridge("bridge_abroad");
        let summed = catalogue::user_metrics().filter(|figure| figure.summed).enumerate();
        let mut summary = Summary {
            format: FORMAT.into(),
            scenario: ScenarioInfo::of(scenario),
            seed,
            replications: self.replications,
            design: scenario.design.name().into(),
            version: env!("CARGO_PKG_VERSION").into(),
            terminal_share,
            terminal_share_se,
            terminal_share_abroad: self.terminal_abroad.ratio(),
            bridge,
            bridge_se,
            bridge_abroad,
            bridge_abroad_se,
            main_market: scenario.markets[self.main].key.clone(),
            markets: (0..scenario.markets.len()).map(|m| (scenario.markets[m].key.clone(), self.market(m))).collect(),
            dates: self.layout.fan_days.iter().map(|&day| date(scenario.start, day)).collect(),
            value_path: self.fan(|date| self.layout.value_fan(date)),
            fans: summed.map(|(k, f)| (f.name.to_owned(), self.fan(|date| self.layout.sum_fan(k, date)))).collect(),
            value_by_outcome: by_outcome(&self.by_ending, WorseSide::Lower),
            loss_by_outcome: by_outcome(&self.loss_by_ending, WorseSide::Higher),
            parts_by_outcome: self.parts.by_state(),
            open_by_past: self.courses.split_open(&self.parts),
            outcome_share: self.courses.explained_share(),
            value_histogram: self.histogram(),
            home: scenario.company.home.map(|_| HomeSummary::default()),
            events: self.events(),
            quantile_accuracy: Sketch::new(BITS, LEAST_MONEY).accuracy(),
            warnings: self.collect_warnings(self.terminal_abroad.ratio().unwrap_or(terminal_share)),
            convergence: self.settling.convergence(),
            exceedance: self.exceedance(),
            inputs: self.inputs.figures(),
            deals: self.deals.figures(scenario),
            ..Summary::default()
        };
        let has_investment = scenario.company.investment.is_some();
        for figure in catalogue::company().filter(|figure| has_investment || !figure.of_investment) {
            if let Some(estimate) = summary.estimate_mut(figure) {
                *estimate = self.estimate(figure.name);
            }
            if let Summarised::Chance(name) = figure.summarised
                && let Some(chance) = summary.chance_mut(name)
            {
                *chance = self.share_above_zero(figure.name);
            }
        }
        summary
    }

    /// The loss exceeded with each probability that the number of histories can tell.
    fn exceedance(&self) -> Exceedance {
        let mut found = Exceedance::default();
        let Some(loss) = self.figures[self.layout.column_index("loss")].as_ref().and_then(|f| f.sketch.as_ref()) else {
            return found;
        };
        let loss = loss.pieces();
        let rare = [0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001];
        let told = (1..100).rev().map(|percent| f64::from(percent) / 100.0).chain(rare);
        for probability in told.filter(|p| p * self.replications as f64 >= 10.0) {
            let level = 1.0 - probability;
            if let (Some(value), Some([low, high])) = (loss.count_quantile(level), loss.count_interval(level)) {
                found.probability.push(probability);
                found.loss.push(value);
                found.low.push(low);
                found.high.push(high);
            }
        }
        found
    }

    fn estimate(&self, name: &str) -> Estimate {
        let place = self.layout.column_index(name);
        let column = &self.layout.columns[place];
        let tally = self.figures[place].as_ref();
        tally.map(|tally| tally.estimate(column.kind.unit(), column.worse)).unwrap_or_default()
    }

    /// Means of the parts in the columns `prefix.PART`, and their standard errors.
    fn bridge(&self, prefix: &str) -> (IndexMap<String, f64>, IndexMap<String, f64>) {
        let part = |name: &&str| self.figures[self.layout.column_index(&format!("{prefix}.{name}"))].as_ref();
        let of = |get: fn(&BlockedMean) -> Option<f64>| {
            BRIDGE_PARTS
                .iter()
                .map(|name| ((*name).to_owned(), part(name).and_then(|f| get(&f.mean)).unwrap_or(0.0)))
                .collect()
        };
        (of(BlockedMean::mean), of(BlockedMean::standard_error))
    }

    /// The fan whose numbers at a date are at `place`.
    fn fan(&self, place: impl Fn(usize) -> usize) -> Fan {
        let dates: Vec<Pieces> = (0..self.layout.fan_days.len()).map(|date| self.fans[place(date)].pieces()).collect();
        let [p5, p25, p50, p75, p95] =
            LEVELS.map(|p| dates.iter().map(|pieces| pieces.count_quantile(p).unwrap_or(0.0)).collect());
        Fan { p5, p25, p50, p75, p95 }
    }

    fn market(&self, m: usize) -> MarketSummary {
        let market = &self.scenario.markets[m];
        let endings = |s: usize| proportion(self.endings[m][s], self.replications);
        let (bridge, bridge_se) = self.bridge(&format!("{}.bridge", market.key));
        let fan =
            |(k, figure): (usize, &Figure)| (figure.name.to_owned(), self.fan(|date| self.layout.fan(m, k, date)));
        let column = |name: &str| format!("{}.{name}", market.key);
        let sketch = |name: &str| self.tally(&column(name))?.sketch.as_ref();
        let (value, closing) = (sketch("value"), sketch("sale_closing_day").map(Sketch::pieces));
        let kept = sketch("vs_baseline").map(Sketch::pieces).filter(|kept| kept.total() > 0.0);
        let mut found = MarketSummary {
            name: market.name.clone(),
            outcomes: by_state(|s| endings(s).probability),
            outcomes_interval: by_state(|s| endings(s).interval),
            bridge,
            bridge_se,
            sales: self.sales.groups(m),
            outcome_fans: self.outcome_fans.fans(m, self.replications),
            below_half: self.outcome_fans.share_below_half(m, self.replications),
            fans: catalogue::user_metrics().enumerate().map(fan).collect(),
            access: by_state(|s| self.occupancy(m, s)),
            mostly_kept: kept.as_ref().map(|kept| 1.0 - kept.share_below(MOSTLY_KEPT)),
            mostly_lost: kept.as_ref().map(|kept| kept.share_below(1.0 - MOSTLY_KEPT)),
            baseline_cohort: self.tally(&column(BASELINE_COHORT)).and_then(|tally| tally.mean.mean()),
            negative_baseline_value: sketch("baseline_value")
                .map(|sketch| proportion(sketch.below_zero(), self.replications)),
            negative_value: value.map(|sketch| proportion(sketch.below_zero(), self.replications)),
            sold_by: closing.as_ref().filter(|closing| closing.total() > 0.0).and_then(|closing| {
                let days = f64::from((self.scenario.report.by? - self.scenario.start).get_days());
                // Paid on that day or before.
                Some(closing.share_below(days) * closing.total() / self.replications as f64)
            }),
            blocked_days: sketch("days_without_access").and_then(|days| {
                // Of the simulations in which it is blocked at all: the upper part of all.
                let (blocked, pieces) = (days.above_zero() as f64, days.pieces());
                let [low, middle, high] = [0.25, 0.5, 0.75].map(|p| pieces.quantile_of_highest(blocked, p));
                (blocked > 0.0).then_some([low?, middle?, high?])
            }),
            sale_signed: sketch("first_signing_day")
                .map(|signing| signing.count() as f64 / self.replications as f64)
                .filter(|signed| *signed > 0.0),
            sale_closing_days: closing.and_then(|closing| {
                let [low, middle, high] = [0.05, 0.5, 0.95].map(|p| closing.quantile_of_highest(closing.total(), p));
                Some([low?, middle?, high?])
            }),
            ..MarketSummary::default()
        };
        for figure in catalogue::market() {
            let column = column(figure.name);
            if let Some(estimate) = found.estimate_mut(figure) {
                *estimate = self.estimate(&column);
            }
            if let Summarised::Chance(name) = figure.summarised
                && let Some(chance) = found.chance_mut(name)
            {
                *chance = self.share_above_zero(&column);
            }
        }
        found
    }

    fn occupancy(&self, m: usize, state: usize) -> Vec<f64> {
        let dates = self.layout.fan_days.len();
        let share =
            |date| self.access[self.layout.state(m, date) * STATES.len() + state] as f64 / self.replications as f64;
        (0..dates).map(share).collect()
    }

    /// Value abroad between its 0.5% and 99.5% quantiles and the baseline's, in bars of equal width with round edges.
    fn histogram(&self) -> Histogram {
        let pieces =
            |name: &str| Some(self.figures[self.layout.column_index(name)].as_ref()?.sketch.as_ref()?.pieces());
        let (Some(value), Some(baseline)) = (pieces("value_abroad"), pieces("baseline_value_abroad")) else {
            return Histogram::default();
        };
        let ends = |p: f64| [&value, &baseline].map(|pieces| pieces.count_quantile(p).unwrap_or(0.0));
        let low = ends(0.005).into_iter().fold(f64::INFINITY, f64::min);
        let high = ends(0.995).into_iter().fold(f64::NEG_INFINITY, f64::max);
        let width = round_up(((high - low) / BARS).max(1.0));
        let (first, last) = (libm::floor(low / width), libm::ceil(high / width));
        let bars = (last - first).max(1.0) as usize;
        let edges: Vec<f64> = (0..=bars).map(|i| (first + i as f64) * width).collect();
        let bars = |pieces: &Pieces| {
            let mut counts = vec![0; bars];
            for &Piece { low, high, weight } in pieces.all() {
                let bar = (f64::midpoint(low, high) / width - first).clamp(0.0, bars as f64 - 1.0) as usize;
                counts[bar] += weight as u64;
            }
            counts
        };
        let counts = STATES
            .iter()
            .zip(&self.by_ending)
            .filter_map(|(key, tally)| Some((key, tally.sketch.as_ref().filter(|sketch| sketch.count() > 0)?)))
            .map(|(key, sketch)| ((*key).to_owned(), bars(&sketch.pieces())))
            .collect();
        Histogram { edges, counts, baseline: bars(&baseline) }
    }

    fn tally(&self, name: &str) -> Option<&FigureTally> {
        self.figures[self.layout.column_index(name)].as_ref()
    }

    fn share_above_zero(&self, name: &str) -> Proportion {
        let Some(FigureTally { sketch: Some(sketch), .. }) = self.tally(name) else {
            return Proportion::default();
        };
        proportion(sketch.above_zero(), self.replications)
    }

    fn events(&self) -> Vec<EventInfo> {
        let scenario = self.scenario;
        let info = |event: &crate::scenario::ScheduledEvent| EventInfo {
            key: event.key.clone(),
            label: event.label.clone(),
            market: scenario.markets[event.market.0].key.clone(),
            kind: event.kind.name().into(),
            date: event.on,
            probability: scenario.inputs[event.probability.0].written.clone(),
        };
        scenario.events.iter().map(info).collect()
    }
}

/// Dollars by how the main market ended, of the states that occur.
fn by_outcome(tallies: &[FigureTally], worse: WorseSide) -> IndexMap<String, Estimate> {
    let occurring = STATES.iter().zip(tallies).filter(|(_, tally)| tally.mean.count() > 0);
    occurring.map(|(key, tally)| ((*key).to_owned(), tally.estimate(Unit::Dollars, worse))).collect()
}

/// A value for each state, by its key.
fn by_state<T>(value: impl Fn(usize) -> T) -> IndexMap<String, T> {
    STATES.iter().enumerate().map(|(s, key)| ((*key).to_owned(), value(s))).collect()
}

/// The least of 1, 2, 2.5 and 5 times a power of ten that is not below `width`.
fn round_up(width: f64) -> f64 {
    let decade = libm::pow(10.0, libm::floor(libm::log10(width)));
    [1.0, 2.0, 2.5, 5.0].into_iter().map(|m| m * decade).find(|&round| round >= width).unwrap_or(10.0 * decade)
}
