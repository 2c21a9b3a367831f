//! From what was gathered to the figures of a run.

use indexmap::IndexMap;

use super::blocked::Blocked;
use super::calendar::date;
use super::exemplars::stories;
use super::figure::Figure;
use super::gather::Gatherer;
use super::moments::proportion;
use super::sketch::{Piece, Pieces};
use super::summary::{
    BRIDGE_PARTS, Estimate, EventInfo, Exceedance, FORMAT, Fan, Histogram, HomeSummary, MarketSummary, Proportion,
    STATES, ScenarioInfo, Summary,
};
use super::worse::Worse;
use crate::model::{ModelError, Notice, collect_warnings};
use crate::simulation::{ColumnKind, USER_METRICS};

/// Bars of the histogram of value, at the most.
const BARS: f64 = 60.0;

impl Gatherer<'_> {
    /// The figures of the run, with a bad, a middle and a good history told.
    ///
    /// # Errors
    /// Where one of those histories cannot be replayed.
    pub fn summary(&self, seed: u64) -> Result<Summary, ModelError> {
        let stories = stories(self.scenario, self.layout, seed, &self.ranking)?;
        Ok(Summary { stories, ..self.figures(seed) })
    }

    /// The figures of the run alone.
    pub fn figures(&self, seed: u64) -> Summary {
        let scenario = self.scenario;
        let value = self.estimate("value");
        let terminal_share = self.terminal.ratio().unwrap_or(0.0);
        let (bridge, bridge_se) = self.bridge("bridge");
        let (bridge_abroad, bridge_abroad_se) = self.bridge("bridge_abroad");
        Summary {
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
            loss_abroad: self.estimate("loss_abroad"),
            sunk: self.estimate("sunk"),
            terminal_share,
            terminal_share_se: self.terminal.standard_error(),
            bridge,
            bridge_se,
            bridge_abroad,
            bridge_abroad_se,
            main_market: scenario.markets[self.main].key.clone(),
            markets: (0..scenario.markets.len()).map(|m| (scenario.markets[m].key.clone(), self.market(m))).collect(),
            dates: self.layout.fan_days.iter().map(|&day| date(scenario.start, day)).collect(),
            value_path: self.fan(|date| self.layout.value_fan(date)),
            value_histogram: self.histogram(),
            home: scenario.company.home.map(|_| self.home()),
            events: self.events(),
            quantile_accuracy: self.by_ending[0].accuracy(),
            warnings: self.warnings(terminal_share),
            precision: None,
            convergence: self.settling.convergence(),
            exceedance: self.exceedance(),
            inputs: self.inputs.figures(),
            stories: Vec::new(),
            value,
        }
    }

    /// The loss exceeded with each probability that the number of histories can tell.
    fn exceedance(&self) -> Exceedance {
        let mut found = Exceedance::default();
        let Some(loss) = self.figures[self.column("loss")].as_ref().and_then(|f| f.sketch.as_ref()) else {
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
            ColumnKind::Day => "days",
            _ => "count",
        };
        self.figures[column].as_ref().map(|figure| figure.estimate(unit, Worse::of(name))).unwrap_or_default()
    }

    /// Means of the parts in the columns `prefix.PART`, and their standard errors.
    fn bridge(&self, prefix: &str) -> (IndexMap<String, f64>, IndexMap<String, f64>) {
        let part = |name: &&str| self.figures[self.column(&format!("{prefix}.{name}"))].as_ref();
        let of = |get: fn(&Blocked) -> Option<f64>| {
            BRIDGE_PARTS
                .iter()
                .map(|name| ((*name).to_owned(), part(name).and_then(|f| get(&f.mean)).unwrap_or(0.0)))
                .collect()
        };
        (of(Blocked::mean), of(Blocked::standard_error))
    }

    /// The fan whose numbers at a date are at `place`.
    fn fan(&self, place: impl Fn(usize) -> usize) -> Fan {
        let dates: Vec<Pieces> = (0..self.layout.fan_days.len()).map(|date| self.fans[place(date)].pieces()).collect();
        let at = |p: f64| dates.iter().map(|pieces| pieces.count_quantile(p).unwrap_or(0.0)).collect();
        Fan { p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) }
    }

    fn market(&self, m: usize) -> MarketSummary {
        let market = &self.scenario.markets[m];
        let of = |name: &str| self.estimate(&format!("{}.{name}", market.key));
        let endings = |s: usize| proportion(self.endings[m][s], self.replications);
        let keyed = |value: &dyn Fn(usize) -> f64| {
            STATES.iter().enumerate().map(|(s, key)| ((*key).to_owned(), value(s))).collect::<IndexMap<_, _>>()
        };
        let (bridge, bridge_se) = self.bridge(&format!("{}.bridge", market.key));
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
            bridge,
            bridge_se,
            days_without_access: of("days_without_access"),
            measures: ["reviews", "orders", "restrictions", "bans"]
                .map(|k| (k.to_owned(), of(k)))
                .into_iter()
                .collect(),
            ever_blocked: proportion(blocked, self.replications),
            sale_price: of("sale_price"),
            sale_discount: of("sale_discount"),
            sales: self.sales.groups(m),
            fans: USER_METRICS
                .iter()
                .enumerate()
                .map(|(k, measure)| ((*measure).to_owned(), self.fan(|date| self.layout.fan(m, k, date))))
                .collect(),
            access: STATES.iter().enumerate().map(|(s, key)| ((*key).to_owned(), self.occupancy(m, s))).collect(),
        }
    }

    fn occupancy(&self, m: usize, state: usize) -> Vec<f64> {
        let dates = self.layout.fan_days.len();
        let share =
            |date| self.access[self.layout.state(m, date) * STATES.len() + state] as f64 / self.replications as f64;
        (0..dates).map(share).collect()
    }

    /// Value abroad between its 0.5% and 99.5% quantiles and the baseline's, in bars of equal width with round edges.
    fn histogram(&self) -> Histogram {
        let pieces = |name: &str| Some(self.figures[self.column(name)].as_ref()?.sketch.as_ref()?.pieces());
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
            .filter(|(_, sketch)| sketch.count() > 0)
            .map(|(key, sketch)| ((*key).to_owned(), bars(&sketch.pieces())))
            .collect();
        Histogram { edges, counts, baseline: bars(&baseline) }
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

    fn warnings(&self, terminal_share: f64) -> Vec<String> {
        let mut warnings = collect_warnings(self.scenario);
        if terminal_share > 0.6 {
            warnings.push(format!(
                "{} of mean value is the terminal value, for what comes after the horizon: it depends on growth and margins that \
                 nobody has seen yet.",
                match terminal_share {
                    share if share > 1.005 => format!("More than all ({:.0}%)", 100.0 * share),
                    share if share >= 0.995 => "Nearly all".to_owned(),
                    share => format!("{:.0}%", 100.0 * share),
                }
            ));
        }
        for (event, &skipped) in self.scenario.events.iter().zip(&self.skipped) {
            if skipped > 0 {
                warnings.push(format!(
                    "In {1} of {2} simulations event `{0}` did not fit the state it met, and had no effect.",
                    event.key, skipped, self.replications
                ));
            }
        }
        for (notice, count) in Notice::ALL.into_iter().zip(self.notices).filter(|(_, count)| *count > 0) {
            warnings.push(format!("In {count} of {} simulations {}", self.replications, notice.describe()));
        }
        warnings
    }
}

/// The least of 1, 2, 2.5 and 5 times a power of ten that is not below `width`.
fn round_up(width: f64) -> f64 {
    let decade = libm::pow(10.0, libm::floor(libm::log10(width)));
    [1.0, 2.0, 2.5, 5.0].into_iter().map(|m| m * decade).find(|&round| round >= width).unwrap_or(10.0 * decade)
}
