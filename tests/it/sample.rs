//! Small scenarios, samples of their histories, and how a sample is held against a known answer.
//!
//! A sample mean may miss the true mean by [`SIGMAS`] standard errors. That happens by chance in one
//! test of a million; since seeds are fixed, a test that passes once passes always.

use std::sync::atomic::AtomicBool;

use marketgate::model::{Notice, Notices};
use marketgate::scenario::Scenario;
use marketgate::simulation::{Layout, Settings, simulate};

/// Days in a year.
pub(crate) const YEAR: f64 = 365.25;

/// Standard errors that a sample mean may be off: two-sided probability 1e-6 under the normal law.
pub(crate) const SIGMAS: f64 = 4.9;

/// One market that nothing happens to: users, ARPU and margin stand still, so that cash is $500M a year.
pub(crate) const STILL: &str = r#"
start = 2021-01-01
horizon = "2 years"
step = "31 days"
record = []

[company]
discount_rate = "10%"

[policy.court]
ruling_delay = "60 days"

[policy.review]
length = "30 days"

[response]
order_churn = 0
ordered_revenue = "100%"
circumvention = "0%"
capture = "2 per year"

[markets.us]
users = "100M"
ceiling = "400M"
growth = "0%"
churn = "0.4 per year"
arpu = "$10"
margin = "50%"
terminal_growth = "0%"
"#;

/// Cash of [`STILL`], dollars per year.
pub(crate) const CASH: f64 = 500e6;

/// Another market like that of [`STILL`].
pub(crate) fn another(key: &str) -> String {
    STILL.split("[markets.us]").nth(1).map(|rest| format!("\n[markets.{key}]{rest}")).unwrap()
}

/// Histories of one scenario.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) scenario: Scenario,
    pub(crate) layout: Layout,
    pub(crate) rows: Vec<Vec<f64>>,
    pub(crate) fans: Vec<Vec<f32>>,
    pub(crate) states: Vec<Vec<u8>>,
    pub(crate) skipped: Vec<u64>,
    pub(crate) fired: Vec<u64>,
    pub(crate) notices: Notices<u64>,
}

/// The scenario `text` with settings of the form `path=value`.
pub(crate) fn scenario(text: &str, settings: &[&str]) -> Scenario {
    let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
    Scenario::parse("test.toml", text, &settings).unwrap_or_else(|error| panic!("{error}\n{text}\n{settings:#?}"))
}

/// Runs `count` histories of `text` under seed 1.
pub(crate) fn sample(text: &str, settings: &[&str], count: u64) -> Sample {
    run(scenario(text, settings), count, 1, 2)
}

/// Runs `count` histories.
pub(crate) fn run(scenario: Scenario, count: u64, seed: u64, threads: usize) -> Sample {
    let layout = Layout::new(&scenario);
    let (mut rows, mut fans, mut states) = (Vec::new(), Vec::new(), Vec::new());
    let (mut skipped, mut fired, mut notices) = (Vec::new(), Vec::new(), Notices::default());
    let settings = Settings { replications: count, seed, threads };
    simulate(&scenario, &layout, settings, &AtomicBool::new(false), |block| {
        rows.extend(block.values.chunks(layout.row()).take(block.rows).map(<[f64]>::to_vec));
        fans.extend(block.fans.chunks(layout.fans()).take(block.rows).map(<[f32]>::to_vec));
        states.extend(block.states.chunks(layout.states()).take(block.rows).map(<[u8]>::to_vec));
        skipped.resize(block.skipped.len(), 0);
        skipped.iter_mut().zip(&block.skipped).for_each(|(sum, count)| *sum += count);
        fired.resize(block.fired.len(), 0);
        fired.iter_mut().zip(&block.fired).for_each(|(sum, count)| *sum += count);
        notices.iter_mut().zip(block.notices).for_each(|(sum, count)| *sum += count);
        Ok(())
    })
    .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(rows.len() as u64, count);
    Sample { scenario, layout, rows, fans, states, skipped, fired, notices }
}

/// States by their number.
pub(crate) mod state {
    pub(crate) const OPEN: f64 = 0.0;
    pub(crate) const REVIEW: f64 = 1.0;
    pub(crate) const ORDERED: f64 = 2.0;
    pub(crate) const STAYED: f64 = 3.0;
    pub(crate) const RESTRICTED: f64 = 4.0;
    pub(crate) const BANNED: f64 = 5.0;
    pub(crate) const RESTRUCTURED: f64 = 6.0;
    pub(crate) const DIVESTED: f64 = 7.0;
    pub(crate) const EXITED: f64 = 8.0;
}

/// An event of a market on a date: its kind, and what else there is to say.
pub(crate) fn event(key: &str, on: &str, market: &str, what: &str) -> String {
    format!("events.{key}={{ on = {on}, market = \"{market}\", kind = {what} }}")
}

/// Settings, and more of them.
pub(crate) fn with<'s>(settings: &[&'s str], more: &[&'s str]) -> Vec<&'s str> {
    [settings, more].concat()
}

impl Sample {
    fn place(&self, name: &str) -> usize {
        self.layout.column(name).unwrap_or_else(|| panic!("no column `{name}`"))
    }

    /// A column, row by row.
    pub(crate) fn column(&self, name: &str) -> Vec<f64> {
        let place = self.place(name);
        self.rows.iter().map(|row| row[place]).collect()
    }

    /// A figure of the first history, for scenarios in which nothing is left to chance.
    pub(crate) fn only(&self, name: &str) -> f64 {
        self.rows[0][self.place(name)]
    }

    /// Histories that gave cause for a notice.
    pub(crate) fn noticed(&self, notice: Notice) -> u64 {
        self.notices[notice as usize]
    }

    /// Holds the share of histories in which `name` is `value` against `probability`.
    pub(crate) fn share(&self, name: &str, value: f64, probability: f64) {
        let hits = self.column(name).iter().filter(|x| **x == value).count();
        share(hits, self.rows.len(), probability, &format!("{name} = {value}"));
    }

    /// Holds the mean of a column against `expected`.
    pub(crate) fn mean(&self, name: &str, expected: f64) {
        mean(&self.column(name), expected, name);
    }
}

/// Holds a share of hits against its probability. A probability of 0 or 1 must hold in every history.
pub(crate) fn share(hits: usize, of: usize, probability: f64, what: &str) {
    let found = hits as f64 / of as f64;
    let error = (probability * (1.0 - probability) / of as f64).sqrt();
    assert!((found - probability).abs() <= SIGMAS * error + 1e-12, "{what}: {found}, not {probability} ± {error}");
}

/// Holds a sample mean against its expectation.
pub(crate) fn mean(sample: &[f64], expected: f64, what: &str) {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let variance = sample.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    assert!(error > 0.0, "{what} does not vary");
    assert!((mean - expected).abs() <= SIGMAS * error, "{what}: {mean}, not {expected} ± {error}");
}

/// Two numbers that should be the same but for rounding or a stated error, relative to the second.
#[track_caller]
pub(crate) fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1e-300), "{found} is not {expected}");
}

/// ∫ f from `from` to `to` by Simpson's rule on `pieces` pieces.
pub(crate) fn integral(from: f64, to: f64, pieces: usize, f: impl Fn(f64) -> f64) -> f64 {
    let width = (to - from) / pieces as f64;
    (0..pieces)
        .map(|i| {
            let a = from + width * i as f64;
            width / 6.0 * (f(a) + 4.0 * f(a + 0.5 * width) + f(a + width))
        })
        .sum()
}

/// Discounting in [`STILL`]: the value today of a dollar on `day`.
pub(crate) fn discount(day: f64) -> f64 {
    (-0.1 * day / YEAR).exp()
}
