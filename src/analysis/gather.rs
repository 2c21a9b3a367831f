//! Gathering: from blocks of replications, in their order, to the figures of a run.

use indexmap::IndexMap;
use jiff::ToSpan;
use jiff::civil::Date;

use super::convergence::Settling;
use super::exemplars::{Ranking, stories};
use super::inputs::Drawn;
use super::moments::{Moments, proportion};
use super::sales::Sales;
use super::sketch::Sketch;
use super::summary::{
    BRIDGE_PARTS, Estimate, EventInfo, Exceedance, FORMAT, Fan, Histogram, HomeSummary, MarketSummary, Proportion,
    STATES, ScenarioInfo, Summary,
};
use crate::model::branching;
use crate::model::error::ModelError;
use crate::scenario::Scenario;
use crate::simulation::{Block, Column, ColumnKind, Layout, MEASURES};

/// Leading bits of sketches of single figures: quantiles to 0.05%.
const FIGURE_BITS: u32 = 10;
/// Leading bits of sketches of fans: quantiles to 0.2%.
const FAN_BITS: u32 = 8;
/// Dollars that count as none in quantiles.
const LEAST_MONEY: f64 = 1000.0;
/// Share that counts as none in quantiles.
const LEAST_SHARE: f64 = 1e-4;
/// Figures of which the highest are the worst.
const WORSE_ABOVE: [&str; 3] = ["loss", "sunk", "days_without_access"];
/// Bars of the histogram of value.
const BARS: usize = 60;

/// Takes blocks and keeps what the summary needs, in a space that does not grow with their number.
#[derive(Debug)]
pub struct Gatherer<'a> {
    scenario: &'a Scenario,
    layout: &'a Layout,
    replications: u64,
    figures: Vec<Option<Figure>>,
    fans: Vec<Sketch>,
    /// By market, date and state.
    access: Vec<u64>,
    /// By market and final state.
    endings: Vec<[u64; 9]>,
    /// Column of the final state, by market.
    ending_columns: Vec<usize>,
    value_abroad: usize,
    /// Market whose ending colours the histogram.
    main: usize,
    /// Value by ending of the main market.
    by_ending: Vec<Sketch>,
    settling: Settling,
    ranking: Ranking,
    inputs: Drawn,
    sales: Sales,
    skipped: Vec<u64>,
    worthless: u64,
}

/// Moments of one column, and quantiles where they are reported.
#[derive(Debug, Clone)]
struct Figure {
    moments: Moments,
    sketch: Option<Sketch>,
}

/// Magnitudes of a column that count as zero in its quantiles.
fn least(kind: ColumnKind) -> f64 {
    match kind {
        ColumnKind::Number("USD") => LEAST_MONEY,
        ColumnKind::Number("days") => 0.01,
        _ => LEAST_SHARE,
    }
}

impl<'a> Gatherer<'a> {
    /// Nothing gathered yet.
    pub fn new(scenario: &'a Scenario, layout: &'a Layout) -> Self {
        let kept = |column: &Column| matches!(column.kind, ColumnKind::Number(_) | ColumnKind::Count);
        let column =
            |name: &str| layout.column(name).unwrap_or_else(|| unreachable!("`{name}` is a column of every layout"));
        let figure = |column: &Column| Figure {
            moments: Moments::default(),
            sketch: column.written.then(|| Sketch::new(FIGURE_BITS, least(column.kind))),
        };
        Self {
            figures: layout.columns.iter().map(|column| kept(column).then(|| figure(column))).collect(),
            fans: (0..layout.fans())
                .map(|i| Sketch::new(FAN_BITS, if i < layout.fan_days.len() { LEAST_MONEY } else { LEAST_SHARE }))
                .collect(),
            access: vec![0; layout.states() * STATES.len()],
            endings: vec![[0; 9]; scenario.markets.len()],
            ending_columns: scenario.markets.iter().map(|m| column(&format!("{}.final_state", m.key))).collect(),
            value_abroad: column("value_abroad"),
            main: 0,
            by_ending: vec![Sketch::new(FIGURE_BITS, LEAST_MONEY); STATES.len()],
            settling: Settling::new(),
            ranking: Ranking::default(),
            inputs: Drawn::new(scenario, layout),
            sales: Sales::new(scenario, layout),
            skipped: vec![0; scenario.events.len()],
            replications: 0,
            worthless: 0,
            scenario,
            layout,
        }
    }

    /// Takes the next block.
    pub fn take(&mut self, block: &Block) {
        if self.replications == 0 {
            self.main = self.main_market(block);
        }
        self.replications += block.rows as u64;
        for (row, replication) in block.values.chunks(self.layout.row()).take(block.rows).zip(block.first..) {
            for (figure, &value) in self.figures.iter_mut().zip(row) {
                if let Some(figure) = figure {
                    figure.moments.add(value);
                    if let Some(sketch) = &mut figure.sketch {
                        sketch.add(value);
                    }
                }
            }
            self.take_endings(row);
            self.settling.add(row[self.value_abroad]);
            self.ranking.add(row[self.value_abroad], replication);
            self.inputs.add(row);
            self.sales.add(row);
        }
        let fans = self.layout.fans();
        for (i, sketch) in self.fans.iter_mut().enumerate() {
            (0..block.rows).for_each(|row| sketch.add(f64::from(block.fans[row * fans + i])));
        }
        for states in block.states.chunks(self.layout.states()).take(block.rows) {
            states.iter().enumerate().for_each(|(i, &state)| self.access[i * STATES.len() + state as usize] += 1);
        }
        self.skipped.iter_mut().zip(&block.skipped).for_each(|(sum, count)| *sum += count);
        self.worthless += block.worthless;
    }

    fn column(&self, name: &str) -> usize {
        self.layout.column(name).unwrap_or_else(|| unreachable!("`{name}` is a column of every layout"))
    }

    fn market_column(&self, m: usize, name: &str) -> usize {
        self.column(&format!("{}.{name}", self.scenario.markets[m].key))
    }

    /// The abroad market with the greatest mean baseline value, by the first block.
    fn main_market(&self, block: &Block) -> usize {
        let home = self.scenario.company.home;
        let abroad = |m: &usize| home.is_none_or(|home| home.0 != *m);
        let worth = |m: usize| -> f64 {
            let column = self.market_column(m, "baseline_value");
            block.values.chunks(self.layout.row()).take(block.rows).map(|row| row[column]).sum()
        };
        let markets = (0..self.scenario.markets.len()).filter(abroad);
        markets.max_by(|&a, &b| worth(a).total_cmp(&worth(b)).then(b.cmp(&a))).unwrap_or(0)
    }

    fn take_endings(&mut self, row: &[f64]) {
        for (endings, &column) in self.endings.iter_mut().zip(&self.ending_columns) {
            endings[row[column] as usize] += 1;
        }
        let ending = row[self.ending_columns[self.main]] as usize;
        self.by_ending[ending].add(row[self.value_abroad]);
    }

    /// The figures of the run, with a bad, a middle and a good history told.
    ///
    /// # Errors
    /// Where one of those histories cannot be replayed.
    pub fn summary(&self, seed: u64) -> Result<Summary, ModelError> {
        let scenario = self.scenario;
        let value = self.estimate("value");
        let terminal = self.estimate("terminal_value").mean.unwrap_or(0.0);
        let terminal_share = value.mean.filter(|&mean| mean != 0.0).map_or(0.0, |mean| terminal / mean);
        let (bridge, bridge_se) = self.bridge("bridge");
        let (bridge_abroad, bridge_abroad_se) = self.bridge("bridge_abroad");
        Ok(Summary {
            format: FORMAT.into(),
            scenario: self.info(),
            seed,
            replications: self.replications,
            design: scenario.design.name().into(),
            version: env!("CARGO_PKG_VERSION").into(),
            baseline_value: self.estimate("baseline_value"),
            value_abroad: self.estimate("value_abroad"),
            baseline_value_abroad: self.estimate("baseline_value_abroad"),
            loss: self.estimate("loss"),
            sunk: self.estimate("sunk"),
            terminal_share,
            bridge,
            bridge_se,
            bridge_abroad,
            bridge_abroad_se,
            main_market: scenario.markets[self.main].key.clone(),
            markets: (0..scenario.markets.len()).map(|m| (scenario.markets[m].key.clone(), self.market(m))).collect(),
            dates: self.layout.fan_days.iter().map(|&day| date(scenario.start, day)).collect(),
            value_path: self.fan(0),
            value_histogram: self.histogram(),
            home: scenario.company.home.map(|_| self.home()),
            events: self.events(),
            quantile_accuracy: self.by_ending[0].accuracy(),
            warnings: self.warnings(terminal_share),
            convergence: self.settling.convergence(),
            exceedance: self.exceedance(),
            inputs: self.inputs.figures(),
            stories: stories(scenario, self.layout, seed, &self.ranking)?,
            value,
        })
    }

    /// The loss exceeded with each probability that the number of histories can tell.
    fn exceedance(&self) -> Exceedance {
        let mut found = Exceedance::default();
        let Some(loss) = self.figures[self.column("loss")].as_ref().and_then(|f| f.sketch.as_ref()) else {
            return found;
        };
        let rare = [0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001];
        let told = (1..100).rev().map(|percent| f64::from(percent) / 100.0).chain(rare);
        for probability in told.filter(|p| p * self.replications as f64 >= 10.0) {
            let level = 1.0 - probability;
            if let (Some(value), Some([low, high])) = (loss.quantile(level), loss.quantile_interval(level)) {
                found.probability.push(probability);
                found.loss.push(value);
                found.low.push(low);
                found.high.push(high);
            }
        }
        found
    }

    fn info(&self) -> ScenarioInfo {
        let scenario = self.scenario;
        ScenarioInfo {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            question: scenario.question.clone(),
            digest: scenario.digest.clone(),
            strategy: scenario.strategies.get_index(scenario.strategy).map(|(key, _)| key.clone()).unwrap_or_default(),
            start: scenario.start,
            end: date(scenario.start, scenario.horizon),
            horizon_days: scenario.horizon,
            home: scenario.company.home.map(|m| scenario.markets[m.0].key.clone()),
        }
    }

    fn estimate(&self, name: &str) -> Estimate {
        let column = self.column(name);
        let unit = match self.layout.columns[column].kind {
            ColumnKind::Number(unit) => unit,
            _ => "count",
        };
        let Some(Figure { moments, sketch: Some(sketch) }) = &self.figures[column] else {
            return Estimate::default();
        };
        let quantile = |p: f64| sketch.quantile(p);
        let intervals = [("p5", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95)]
            .into_iter()
            .filter_map(|(key, p)| Some((key.to_owned(), sketch.quantile_interval(p)?)))
            .collect();
        Estimate {
            unit: unit.into(),
            count: moments.count(),
            mean: moments.mean(),
            se: moments.standard_error(),
            p5: quantile(0.05),
            p25: quantile(0.25),
            p50: quantile(0.5),
            p75: quantile(0.75),
            p95: quantile(0.95),
            intervals,
            es5: if WORSE_ABOVE.iter().any(|worse| name.ends_with(worse)) {
                sketch.excess(0.05)
            } else {
                sketch.shortfall(0.05)
            },
        }
    }

    /// Means of the parts in the columns `prefix.PART`, and their standard errors.
    fn bridge(&self, prefix: &str) -> (IndexMap<String, f64>, IndexMap<String, f64>) {
        let part = |name: &&str| self.figures[self.column(&format!("{prefix}.{name}"))].as_ref();
        let of = |get: fn(&Moments) -> Option<f64>| {
            BRIDGE_PARTS
                .iter()
                .map(|name| ((*name).to_owned(), part(name).and_then(|f| get(&f.moments)).unwrap_or(0.0)))
                .collect()
        };
        (of(Moments::mean), of(Moments::standard_error))
    }

    fn fan(&self, series: usize) -> Fan {
        let dates = self.layout.fan_days.len();
        let at = |p: f64| {
            let sketches = &self.fans[series * dates..(series + 1) * dates];
            sketches.iter().map(|sketch| sketch.quantile(p).unwrap_or(0.0)).collect()
        };
        Fan { p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) }
    }

    fn market(&self, m: usize) -> MarketSummary {
        let market = &self.scenario.markets[m];
        let of = |name: &str| self.estimate(&format!("{}.{name}", market.key));
        let endings = |s: usize| proportion(self.endings[m][s], self.replications);
        let keyed = |value: &dyn Fn(usize) -> f64| {
            STATES.iter().enumerate().map(|(s, key)| ((*key).to_owned(), value(s))).collect::<IndexMap<_, _>>()
        };
        let ever = of("ever_blocked");
        let blocked = (ever.mean.unwrap_or(0.0) * ever.count as f64).round() as u64;
        MarketSummary {
            name: market.name.clone(),
            outcomes: keyed(&|s| endings(s).probability),
            outcomes_interval: STATES
                .iter()
                .enumerate()
                .map(|(s, key)| ((*key).to_owned(), endings(s).interval))
                .collect(),
            retention: of("retention"),
            vs_baseline: of("vs_baseline"),
            cohort: of("cohort"),
            value: of("value"),
            baseline_value: of("baseline_value"),
            bridge: self.bridge(&format!("{}.bridge", market.key)).0,
            days_without_access: of("days_without_access"),
            measures: ["reviews", "orders", "restrictions", "bans"]
                .map(|k| (k.to_owned(), of(k)))
                .into_iter()
                .collect(),
            ever_blocked: proportion(blocked, self.replications),
            sale_price: of("sale_price"),
            sale_discount: of("sale_discount"),
            sales: self.sales.groups(m),
            fans: MEASURES
                .iter()
                .enumerate()
                .map(|(k, measure)| ((*measure).to_owned(), self.fan(1 + m * MEASURES.len() + k)))
                .collect(),
            access: STATES.iter().enumerate().map(|(s, key)| ((*key).to_owned(), self.occupancy(m, s))).collect(),
        }
    }

    fn occupancy(&self, m: usize, state: usize) -> Vec<f64> {
        let dates = self.layout.fan_days.len();
        let share =
            |date: usize| self.access[(m * dates + date) * STATES.len() + state] as f64 / self.replications as f64;
        (0..dates).map(share).collect()
    }

    /// Value abroad between its 0.5% and 99.5% quantiles and the baseline's, in bars of equal width.
    fn histogram(&self) -> Histogram {
        let sketch = |name: &str| self.figures[self.column(name)].as_ref().and_then(|f| f.sketch.as_ref());
        let (Some(value), Some(baseline)) = (sketch("value_abroad"), sketch("baseline_value_abroad")) else {
            return Histogram::default();
        };
        let ends = |p: f64| [value, baseline].map(|s| s.quantile(p).unwrap_or(0.0));
        let low = ends(0.005).into_iter().fold(f64::INFINITY, f64::min);
        let high = ends(0.995).into_iter().fold(f64::NEG_INFINITY, f64::max);
        let width = ((high - low) / BARS as f64).max(1.0);
        let edges: Vec<f64> = (0..=BARS).map(|i| low + width * i as f64).collect();
        let bars = |sketch: &Sketch| {
            let mut counts = vec![0; BARS];
            for (from, to, count) in sketch.bins() {
                let bar = ((0.5 * (from + to) - low) / width).clamp(0.0, BARS as f64 - 1.0) as usize;
                counts[bar] += count;
            }
            counts
        };
        let counts = STATES
            .iter()
            .zip(&self.by_ending)
            .filter(|(_, sketch)| sketch.count() > 0)
            .map(|(key, sketch)| ((*key).to_owned(), bars(sketch)))
            .collect();
        Histogram { edges, counts, baseline: bars(baseline) }
    }

    fn home(&self) -> HomeSummary {
        HomeSummary {
            retaliation: self.share_above_zero("retaliations"),
            export_control: self.share_above_zero("export_control"),
            peak_backlash: self.estimate("peak_backlash"),
        }
    }

    fn share_above_zero(&self, name: &str) -> Proportion {
        let Some(Figure { sketch: Some(sketch), .. }) = &self.figures[self.column(name)] else {
            return Proportion::default();
        };
        let above = sketch.bins().filter(|&(_, high, _)| high > 0.0).map(|(_, _, count)| count).sum();
        proportion(above, self.replications)
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

    fn warnings(&self, terminal_share: f64) -> Vec<String> {
        let mut warnings = self.scenario.warnings.clone();
        warnings.extend(branching::warning(self.scenario));
        if terminal_share > 0.6 {
            warnings.push(format!(
                "{:.0}% of mean value lies beyond the horizon, in the terminal value: it hangs on growth and margins that nobody \
                 has seen yet.",
                100.0 * terminal_share
            ));
        }
        for (event, &skipped) in self.scenario.events.iter().zip(&self.skipped) {
            if skipped > 0 {
                warnings.push(format!(
                    "Event `{}` did not fit the state it met in {} of {} replications and was skipped there.",
                    event.key, skipped, self.replications
                ));
            }
        }
        if self.worthless > 0 {
            warnings.push(format!(
                "In {} of {} replications a deal fell through because what was to be sold had no positive standalone value.",
                self.worthless, self.replications
            ));
        }
        warnings
    }
}

/// The civil date so many days after `start`.
pub fn date(start: Date, days: f64) -> Date {
    start.saturating_add((days.round() as i64).days())
}
