//! The first lines of a scenario: title, time, sampling; and `[run]`.

use super::super::checked::{ReportKeys, RunSettings};
use super::super::words::{DesignKind, Subject};
use super::state::Reader;
use crate::quantity::{YEAR, snap};
use jiff::civil::Date;

/// Longest horizon, in days.
const LONGEST: f64 = 100.0 * YEAR;
/// Least and greatest step, in days.
const STEP: (f64, f64) = (0.25, 31.0);
/// Step where the scenario does not say, in days.
const WEEK: f64 = 7.0;
/// Most steps.
const STEPS: f64 = 20_000.0;
/// Most times at which outcomes are recorded.
const RECORDS: usize = 100;
/// Most replications.
const REPLICATIONS: u64 = 1_000_000_000;

/// When a scenario plays.
pub(super) struct Time {
    pub(super) start: Date,
    pub(super) horizon: f64,
    pub(super) step: f64,
    pub(super) record: Vec<f64>,
}

impl Reader<'_> {
    pub(super) fn read_time(&mut self) -> Time {
        let mut top = self.root();
        let start = top.read_date("start");
        let horizon = top.read_length("horizon").map(|days| snap(days, f64::MIN_POSITIVE, LONGEST));
        for (key, doc) in
            [("start", "the first day, such as 2020-08-03"), ("horizon", "how long is simulated, such as \"5 years\"")]
        {
            if !top.sets(key) {
                top.report_missing(key, doc);
            }
        }
        let step = top.read_length("step").map_or(WEEK, |days| snap(days, STEP.0, STEP.1));
        if !(STEP.0..=STEP.1).contains(&step) {
            top.error("step", "a step is from 0.25 days (6 hours) to 31 days").label("out of range");
        }
        if let Some(horizon) = horizon {
            if horizon <= 0.0 || horizon > LONGEST {
                top.error("horizon", "a horizon is longer than 0 and at most 100 years").label("out of range");
            } else if horizon / step > STEPS * (1.0 + 1e-12) {
                top.error("horizon", format!("more than {STEPS} steps of {step} days")).help("set a longer `step`");
            }
        }
        let start = start.unwrap_or(Date::constant(2000, 1, 1));
        let horizon = horizon.unwrap_or(YEAR);
        if horizon <= LONGEST && start.checked_add(jiff::Span::new().days(horizon as i64 + 1)).is_err() {
            self.root().error("start", "the scenario would end after the year 9999");
        }
        Time { start, horizon, step, record: self.read_record(horizon) }
    }

    fn read_record(&mut self, horizon: f64) -> Vec<f64> {
        let mut top = self.root();
        let written = top.read_lengths("record");
        let mut record = Vec::new();
        if written.as_ref().is_some_and(|w| w.len() > RECORDS) {
            top.error("record", format!("more than {RECORDS} times are recorded"));
        }
        for (day, span) in written.iter().flatten().take(RECORDS) {
            if *day > 0.0 {
                record.push(*day);
            } else {
                top.reader.error(*span, "outcomes are recorded after the start, not at it");
            }
        }
        if written.is_none() {
            record.extend([YEAR, 2.0 * YEAR]);
        }
        record.retain(|day| *day < horizon);
        record.sort_by(f64::total_cmp);
        record.dedup();
        record
    }

    /// How uncertain inputs are sampled.
    pub(super) fn read_design(&mut self) -> DesignKind {
        self.root().read_word("design").unwrap_or(DesignKind::LatinHypercube)
    }

    /// `[report]`.
    pub(super) fn read_report_keys(&mut self) -> ReportKeys {
        let mut top = self.root();
        let mut s = top.enter("report");
        let mut text = |key: &str| s.read_text(key).unwrap_or_default().to_owned();
        let (author, audience) = (text("author"), text("audience"));
        let answers = s.read_word("answers").filter(|subject| *subject != Subject::Value);
        let market = s.read_market("market").and_then(|market| s.reader.markets.get(market.0).cloned());
        ReportKeys {
            author,
            audience,
            date: s.read_date("date"),
            market: market.unwrap_or_default(),
            answers: answers.map_or("", Subject::name).to_owned(),
            by: s.read_date("by"),
        }
    }

    pub(super) fn read_run_settings(&mut self) -> RunSettings {
        let mut top = self.root();
        let mut s = top.enter("run");
        let (replications, seed) = (s.read_whole("replications"), s.read_whole("seed"));
        if replications.is_some_and(|n| n == 0 || n > REPLICATIONS) {
            s.error("replications", format!("replications are from 1 to {REPLICATIONS}")).label("out of range");
        }
        let ours = env!("CARGO_PKG_VERSION");
        if let Some(version) = s.read_text("version").filter(|version| *version != ours) {
            let span = s.span("version");
            let message = format!("written by version {version}; this is {ours}, whose results may differ");
            s.reader.warning(span, message);
        }
        RunSettings { replications, seed }
    }
}
