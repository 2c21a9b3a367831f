//! Scores of forecasts of lengths.

use super::{BrierAt, Foretold, LengthBacktest, ReliabilityBin};
use crate::analysis::statistics::{ClusterSums, EstimateRange};
use crate::calibration::SEED;
use crate::calibration::records::{Measure, Records};
use crate::draws::{Key, Purpose, Streams};
use crate::inference::scoring::{
    PitInterval, UniformBand, censoring_weights, central_coverage, expected_bins, pit, survival_crps, wilson,
};
use crate::inference::survival::{Forecast, KaplanMeier, Time};

/// Levels of central ranges.
const LEVELS: [f64; 3] = [0.5, 0.8, 0.95];
/// Days at which it is asked whether a measure still stands.
const DAYS: [f64; 4] = [7.0, 30.0, 90.0, 365.0];
/// Days up to which the CRPS is taken.
const CRPS_HORIZON: f64 = 3_653.0;
/// Points of the band.
const POINTS: usize = 20;
/// Groups of forecasts in a reliability diagram.
const GROUPS: usize = 3;

/// An estimate without a law as a forecast.
struct AsSeen<'k>(&'k KaplanMeier);

impl Forecast for AsSeen<'_> {
    fn survival(&self, days: f64) -> f64 {
        self.0.surviving(days)
    }

    fn log_score(&self, _: &Time) -> f64 {
        f64::NAN
    }
}

pub(super) fn score(records: &Records, measure: Measure, foretold: &[Foretold], shared: usize) -> LengthBacktest {
    let places: Vec<PitInterval> = foretold.iter().map(place_in_forecast).collect();
    let (crps, crps_skill) = score_crps(foretold);
    let running = foretold.iter().filter(|row| !row.time.ended).count();
    let coverage = LEVELS.into_iter().filter_map(|level| central_coverage(&places, level));
    let (outside_band, band) = hold_against_band(&places);
    let mut clusters: Vec<usize> = foretold.iter().map(|row| row.time.cluster).collect();
    clusters.sort_unstable();
    clusters.dedup();
    LengthBacktest {
        file: records.file.clone(),
        measure,
        rows: foretold.len(),
        decisions: clusters.len(),
        shared,
        coverage: coverage.map(|found| (found.level, found.share, found.interval, running)).collect(),
        tenths: expected_bins(&places, 10),
        outside_band,
        band,
        brier: DAYS.into_iter().filter_map(|days| score_brier(foretold, days)).collect(),
        crps,
        crps_skill,
        log_score: score_logs(foretold),
        reliability: DAYS.into_iter().flat_map(|days| group_forecasts(foretold, days)).collect(),
    }
}

/// Where in its forecast a row lies. Lengths are on record in whole days: one that ended lies anywhere within half a day of that.
fn place_in_forecast(row: &Foretold) -> PitInterval {
    if !row.time.ended {
        return pit(&row.model, &row.time);
    }
    let ended_by = |days: f64| 1.0 - row.model.survival(days.max(0.0));
    // Half a day stands for a start and an end on one date.
    let days = if row.time.days < 1.0 { 0.0 } else { row.time.days };
    PitInterval { low: ended_by(days - 0.5), high: ended_by(days + 0.5) }
}

/// Places in forecasts against uniform numbers; the place of a row that still runs is drawn between where it stands and the end.
fn hold_against_band(places: &[PitInterval]) -> (usize, Vec<[f64; 4]>) {
    let mut stream = Streams::new(SEED, 0).stream(Purpose::Calibration, Key::named("places in forecasts"));
    let numbers: Vec<f64> =
        places.iter().map(|place| place.low + stream.uniform() * (place.high - place.low)).collect();
    let band = UniformBand::new(numbers.len(), POINTS, 0.95);
    let n = numbers.len().max(1) as f64;
    let point = |(i, limits): (usize, &[usize; 2])| {
        let at = (i + 1) as f64 / POINTS as f64;
        let found = numbers.iter().filter(|number| **number <= at).count() as f64;
        [at, found / n, limits[0] as f64 / n, limits[1] as f64 / n]
    };
    (band.points_outside(&numbers), band.limits.iter().enumerate().map(point).collect())
}

/// Sums of terms by decision, each decision counting once.
fn sum_by_decision<const K: usize>(foretold: &[Foretold], terms: impl Fn(usize) -> Option<[f64; K]>) -> Vec<[f64; K]> {
    let clusters = foretold.iter().map(|row| row.time.cluster).max().map_or(0, |most| most + 1);
    let mut sums = vec![[0.0; K]; clusters];
    for (number, row) in foretold.iter().enumerate() {
        if let Some(terms) = terms(number) {
            sums[row.time.cluster].iter_mut().zip(terms).for_each(|(sum, term)| *sum += row.time.weight * term);
        }
    }
    sums.retain(|sums| sums.iter().any(|sum| *sum != 0.0));
    sums
}

fn score_brier(foretold: &[Foretold], days: f64) -> Option<BrierAt> {
    let times: Vec<Time> = foretold.iter().map(|row| row.time).collect();
    let weights = censoring_weights(&times, days)?;
    let terms = |number: usize| {
        let row = &foretold[number];
        // The weight of a row is in that of its censoring.
        let weight = weights[number] / row.time.weight.max(f64::MIN_POSITIVE);
        let outcome = f64::from(u8::from(row.time.days > days));
        let square = |chance: f64| weight * (chance - outcome) * (chance - outcome);
        Some([square(row.model.survival(days)), square(row.base.surviving(days)), weight])
    };
    let sums = ClusterSums::new(&sum_by_decision(foretold, terms));
    Some(BrierAt {
        days,
        known: times.iter().filter(|time| time.ended || time.days > days).count(),
        model: sums.find_range(|[model, _, weight]| model / weight),
        base: sums.find_range(|[_, base, weight]| base / weight),
        skill: sums.find_range_if_known(|[model, base, _]| 1.0 - model / base),
    })
}

fn score_crps(foretold: &[Foretold]) -> ([EstimateRange; 2], Option<EstimateRange>) {
    let terms = |number: usize| {
        let row = &foretold[number];
        let model = survival_crps(&row.model, &row.time, CRPS_HORIZON);
        let base = survival_crps(&AsSeen(&row.base), &row.time, CRPS_HORIZON);
        Some([model, base, 1.0])
    };
    let sums = ClusterSums::new(&sum_by_decision(foretold, terms));
    let scores =
        [sums.find_range(|[model, _, weight]| model / weight), sums.find_range(|[_, base, weight]| base / weight)];
    (scores, sums.find_range_if_known(|[model, base, _]| 1.0 - model / base))
}

fn score_logs(foretold: &[Foretold]) -> [EstimateRange; 3] {
    let terms = |number: usize| {
        let row = &foretold[number];
        let constant = row.constant.as_ref()?.mixture().log_score(&row.time);
        Some([row.model.log_score(&row.time), constant, 1.0])
    };
    let sums = ClusterSums::new(&sum_by_decision(foretold, terms));
    [
        sums.find_range(|[model, _, weight]| model / weight),
        sums.find_range(|[_, constant, weight]| constant / weight),
        sums.find_range(|[model, constant, weight]| (model - constant) / weight),
    ]
}

/// Rows in groups of about equal size by their chance to stand beyond a day.
fn group_forecasts(foretold: &[Foretold], days: f64) -> Vec<ReliabilityBin> {
    let mut rows: Vec<(f64, Time)> = foretold.iter().map(|row| (row.model.survival(days), row.time)).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Forecasts that hardly differ make one group.
    let spread = rows.last().map_or(0.0, |row| row.0) - rows.first().map_or(0.0, |row| row.0);
    let groups = if spread < 0.05 { 1 } else { GROUPS };
    let group = |rows: &[(f64, Time)]| {
        let times: Vec<Time> = rows.iter().map(|(_, time)| *time).collect();
        let happened = KaplanMeier::estimate(&times).surviving(days);
        let weight: f64 = times.iter().map(|time| time.weight).sum();
        let mean = rows.iter().map(|(chance, time)| chance * time.weight).sum::<f64>() / weight;
        let interval = wilson(happened * weight, weight, 0.95)?;
        Some(ReliabilityBin { days, rows: rows.len(), forecast: mean, happened, interval })
    };
    rows.chunks(rows.len().div_ceil(groups).max(1)).filter_map(group).collect()
}
