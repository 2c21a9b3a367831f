//! The results of a sensitivity analysis: a table, a page, and what a terminal is told.

use super::ReportError;
use super::narrative::Finding;
use super::plain::{Plain, of_scenario};
use super::study::Study;
use super::tables::cell;
use super::words::{join_list, name_market};
use crate::analysis::sensitivity::{
    Driver, Found, Indices, Interval, SENSITIVITY_FORMAT, Sensitivity, ValueOfLearning,
};
use crate::charts::{self, Chart, ChartError};
use crate::csv_table::guard_formula;
use crate::text::numbers::{count, estimated, money_with_error};
use crate::text::paths;

/// Drivers that the headline names.
const NAMED: usize = 3;

impl Study for Sensitivity {
    const SAVED: &'static str = "sensitivity.json";
    const FORMAT: &'static str = SENSITIVITY_FORMAT;

    fn format(&self) -> &str {
        &self.format
    }

    fn check(&self) -> Result<(), String> {
        let drivers = self.drivers.len();
        let fits = |indices: &Option<Indices>| indices.as_ref().is_none_or(|i| i.factors.len() == drivers);
        let right = match &self.found {
            Found::Tornado { bars, .. } => bars.len() == drivers,
            Found::Morris { effects, .. } => effects.len() == drivers,
            Found::Sobol { value, pairs, dates, retention, .. } => {
                let paired = pairs.iter().flatten().all(|pair| pair.i < drivers && pair.j < drivers);
                fits(value) && retention.iter().all(fits) && dates.len() == retention.len() && paired
            }
            Found::Evppi { strategies, means, learning } => learned(learning, drivers, strategies.len(), means.len()),
        };
        if right { Ok(()) } else { Err("its lists are not of one length".to_owned()) }
    }

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        charts::drivers::sensitivity(self)
    }

    fn page(&self, charts: &[Chart]) -> String {
        plain(self).page(charts)
    }

    fn tables(&self) -> Result<Vec<(&'static str, Vec<u8>)>, ReportError> {
        Ok(vec![("sensitivity.csv", table(self)?)])
    }
}

fn learned(learning: &ValueOfLearning, drivers: usize, strategies: usize, means: usize) -> bool {
    let choices = learning.inputs.iter().flatten().flat_map(|input| &input.slices).map(|slice| slice.choice);
    learning.inputs.len() == drivers
        && means == strategies
        && learning.best < strategies
        && choices.into_iter().all(|choice| choice < strategies)
}

/// What a terminal is told.
pub fn sensitivity_terminal(study: &Sensitivity) -> String {
    plain(study).terminal()
}

/// A driver for people.
fn called(study: &Sensitivity, driver: usize) -> String {
    match study.drivers[driver].paths.as_slice() {
        [] => "chance".to_owned(),
        [one] => paths::describe_input(one, &study.scenario),
        [first, rest @ ..] => {
            format!("{} with {} correlated", paths::describe_input(first, &study.scenario), rest.len())
        }
    }
}

/// The figure that is explained, for people.
fn measured(study: &Sensitivity) -> String {
    match (&study.scenario.home, study.measure.as_str()) {
        (Some(home), "value_abroad") => format!("value outside {}", name_market(home)),
        _ => "value".to_owned(),
    }
}

fn plain(study: &Sensitivity) -> Plain {
    let scenario = &study.scenario;
    Plain {
        title: format!("{}: what drives {}", scenario.title, measured(study)),
        version: study.version.clone(),
        head: vec![head(study)],
        findings: findings(study),
        warnings: study.warnings.clone(),
        method: method(study),
        provenance: vec![
            of_scenario(scenario),
            ("Random numbers".to_owned(), format!("seed {}, {} histories in all", study.seed, count(study.histories))),
        ],
        beside: vec![
            ("sensitivity.csv", "a row for every driver"),
            ("sensitivity.json", "every figure"),
            ("charts/", "the charts"),
        ],
        ..Plain::default()
    }
}

fn head(study: &Sensitivity) -> String {
    let drivers = count(study.drivers.len() as u64);
    match &study.found {
        Found::Tornado { overall, .. } => {
            format!("Tornado: {} histories of one run, {drivers} uncertain inputs", count(overall.count))
        }
        Found::Morris { trajectories, histories_at_point, .. } => format!(
            "Elementary effects (Morris): {} trajectories through {drivers} factors, {} histories averaged at each point",
            count(*trajectories),
            count(*histories_at_point)
        ),
        Found::Sobol { rows, .. } => {
            format!("Shares of variance (Sobol'): {} rows, {drivers} factors with chance as one of them", count(*rows))
        }
        Found::Evppi { strategies, learning, .. } => format!(
            "Value of learning: {} strategies on the same {} histories, {drivers} uncertain inputs",
            strategies.len(),
            count(learning.rows)
        ),
    }
}

fn findings(study: &Sensitivity) -> Vec<Finding> {
    // Chance is no input; it is told apart.
    let input = |driver: &usize| !study.drivers[*driver].is_luck();
    let mut leading: Vec<usize> = study.leading().into_iter().filter(input).take(NAMED).collect();
    let names: Vec<String> = leading.iter().map(|&driver| called(study, driver)).collect();
    let what = measured(study);
    let headline = match (&study.found, names.as_slice()) {
        (Found::Evppi { .. }, []) => {
            leading = study.ranked().into_iter().map(|(driver, _)| driver).take(NAMED).collect();
            "Learning no single input is worth more than chance explains; nearest to changing the choice come:"
                .to_owned()
        }
        (Found::Evppi { .. }, names) => format!("What pays most to learn before choosing: {}.", join_list(names)),
        (_, []) => format!("No input moves {what} by more than chance explains and by enough to matter."),
        (_, [one]) => format!("{} hangs on {one}.", super::words::capitalize(&what)),
        (_, names) => format!("{} hangs most on {}.", super::words::capitalize(&what), join_list(names)),
    };
    let details: Vec<String> = leading.iter().filter_map(|&driver| detail(study, driver)).collect();
    let first = Finding { headline, detail: details.join(" ") };
    std::iter::once(first).chain(others(study)).collect()
}

/// What is found of one driver, in a sentence.
fn detail(study: &Sensitivity, driver: usize) -> Option<String> {
    let name = super::words::capitalize(&called(study, driver));
    Some(match &study.found {
        Found::Tornado { bars, .. } => {
            let bar = bars.get(driver)?.as_ref()?;
            let (low, high) = (bar.low?, bar.high?);
            let share =
                bar.share.map(|share| format!(", {} of the variance alone", share_of(share))).unwrap_or_default();
            format!(
                "{name}: {} in its lowest tenth, {} in its highest (5th percentile {} and {}){share}.",
                money_with_error(low.mean, low.se),
                money_with_error(high.mean, high.se),
                of_p5(low.p5, low.p5_interval),
                of_p5(high.p5, high.p5_interval)
            )
        }
        Found::Morris { effects, .. } => {
            let effect = effects.get(driver)?.as_ref()?;
            format!("{name}: μ* {} over its whole range.", money_with_error(effect.strength, effect.se))
        }
        Found::Sobol { value, .. } => {
            let index = value.as_ref()?.factors.get(driver)?;
            format!(
                "{name}: {} of the variance alone, {} with all it acts together with.",
                share_of(index.first),
                share_of(index.total)
            )
        }
        Found::Evppi { learning, .. } => {
            let input = learning.inputs.get(driver)?.as_ref()?;
            let lead = input.lead.map(|lead| {
                format!("; the lead of the best strategy is least {}", money_with_error(lead.estimate, Some(lead.se)))
            });
            let worth = money_with_error(input.worth.estimate, Some(input.worth.se));
            format!("{name}: worth {worth}{}.", lead.unwrap_or_default())
        }
    })
}

fn of_p5(p5: f64, interval: Option<[f64; 2]>) -> String {
    money_with_error(p5, interval.map(|[low, high]| (high - low) / 3.92))
}

/// A share of the variance with its standard error; noise may carry it a little below 0.
fn share_of(share: Interval) -> String {
    estimated(share.estimate, Some(share.se), "share")
}

/// What else there is to say.
fn others(study: &Sensitivity) -> Vec<Finding> {
    match &study.found {
        Found::Sobol { value: Some(indices), .. } => {
            let luck = study.drivers.iter().position(Driver::is_luck).and_then(|luck| indices.factors.get(luck));
            luck.map(|luck| Finding {
                headline: format!(
                    "Chance alone brings {} of the variance; {} would remain if every input were known.",
                    share_of(luck.first),
                    share_of(luck.total)
                ),
                detail: format!(
                    "All first orders together: {}; what they lack to 100% arises only in combination.",
                    share_of(indices.alone)
                ),
            })
            .into_iter()
            .collect()
        }
        Found::Evppi { strategies, means, learning } => {
            let name = |place: usize| strategies.get_index(place).map(|(_, name)| name.clone()).unwrap_or_default();
            let (mean, se) = means[learning.best];
            let foresight = learning.foresight;
            vec![Finding {
                headline: format!(
                    "Without learning anything, “{}” is best: {}.",
                    name(learning.best),
                    money_with_error(mean, se)
                ),
                detail: format!(
                    "Knowing everything, chance included, would be worth {}: a ceiling that nobody reaches.",
                    money_with_error(foresight.estimate, Some(foresight.se))
                ),
            }]
        }
        _ => Vec::new(),
    }
}

fn method(study: &Sensitivity) -> Vec<String> {
    let lines: &[&str] = match &study.found {
        Found::Tornado { .. } => &[
            "Histories of one run are looked at in which an input lies in its lowest tenth, and those in which it lies in its highest; all else varies as it does in              the run. Bars go from one mean to the other.",
            "Share of variance: the correlation ratio over 20 bins of the input, corrected for the noise of the bins; it is the first-order share.",
            "Errors are standard errors of means, distribution-free intervals for percentiles.",
        ],
        Found::Morris { .. } => &[
            "Each trajectory starts at a random point of the inputs and moves one factor after another by two thirds of its range of probability, on a grid of four levels (quantiles              0.5%, 33.5%, 66.5% and 99.5%); an effect is the change of mean value over the length of the step.",
            "μ* is the mean of the absolute effects (Campolongo, Cariboni and Saltelli 2007), σ their standard deviation: large where a factor acts together with others or not in a straight line.",
            "Value is averaged over the histories at each point, whose luck is the same along a trajectory. With few histories chance enters the effects, and raises σ and μ*.",
        ],
        Found::Sobol { .. } => &[
            "A history is a function of its inputs and of its luck, which is one factor more. First order: by how much the variance would fall if the factor were known (Saltelli et al. 2010). Total: what              would remain if all others were known (Jansen 1999).",
            "Intervals are from 100 resamples of the rows (Poisson bootstrap), 1.96 standard errors to either side; they are not cut at 0 and 1.",
            "Rows come from a scrambled Sobol' sequence, so that true errors are at most about those told.",
        ],
        Found::Evppi { .. } => &[
            "Every strategy meets the same histories. Who knows in which tenth an input lies chooses the strategy that is best there; who does not, the one that is best on average. The difference is what knowing is              worth (expected value of partial perfect information).",
            "Choices are made on one half of the histories and valued on the other, so that the greatest of noisy means is not taken for a gain; figures may lie a little below 0 by chance.",
            "An input is held to be known exactly, and in time. What it costs to learn it is not in the figure.",
        ],
    };
    let stands = "Only drivers are named that stand after correction for how many were looked at (Benjamini and Hochberg 1995: at most 1% of what is named is chance, on average) and that matter: a swing of a tenth of a standard deviation, a hundredth of the \
                  greatest effect, 1% of the variance, or a worth of 0.1% of value. The table holds all.";
    lines.iter().map(|line| (*line).to_owned()).chain([stands.to_owned()]).collect()
}

/// A row for each driver.
fn table(study: &Sensitivity) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header: &[&str] = match &study.found {
        Found::Tornado { .. } => &[
            "low_at_most",
            "high_at_least",
            "low_count",
            "low_mean",
            "low_mean_se",
            "low_p5",
            "high_count",
            "high_mean",
            "high_mean_se",
            "high_p5",
            "swing",
            "swing_se",
            "variance_share",
            "variance_share_se",
        ],
        Found::Morris { .. } => &["mu", "mu_star", "mu_star_se", "sigma", "change_at_a_step", "effects"],
        Found::Sobol { .. } => {
            &["first", "first_se", "first_low", "first_high", "total", "total_se", "total_low", "total_high"]
        }
        Found::Evppi { .. } => &["worth", "worth_se", "worth_low", "worth_high", "least_lead", "least_lead_se"],
    };
    writer.write_record(std::iter::once("driver").chain(header.iter().copied())).map_err(ReportError::encode)?;
    for (number, driver) in study.drivers.iter().enumerate() {
        let name = if driver.is_luck() { "luck".to_owned() } else { guard_formula(&driver.paths.join(" + ")) };
        let figures = figures(study, number);
        let cells = figures.into_iter().map(cell);
        let mut row: Vec<String> = std::iter::once(name).chain(cells).collect();
        row.resize(header.len() + 1, String::new());
        writer.write_record(row).map_err(ReportError::encode)?;
    }
    writer.into_inner().map_err(ReportError::encode)
}

fn figures(study: &Sensitivity, driver: usize) -> Vec<Option<f64>> {
    let interval = |i: Interval| [Some(i.estimate), Some(i.se), Some(i.low), Some(i.high)];
    match &study.found {
        Found::Tornado { bars, .. } => bars[driver].as_ref().map(|bar| {
            let part = |part: Option<crate::analysis::sensitivity::Part>| {
                [part.map(|p| p.count as f64), part.map(|p| p.mean), part.and_then(|p| p.se), part.map(|p| p.p5)]
            };
            let with_se = |i: Option<Interval>| [i.map(|i| i.estimate), i.map(|i| i.se)];
            let [low, high] = bar.thresholds;
            let mut row = vec![Some(low), Some(high)];
            row.extend(part(bar.low).into_iter().chain(part(bar.high)));
            row.extend(with_se(bar.swing).into_iter().chain(with_se(bar.share)));
            row
        }),
        Found::Morris { effects, .. } => effects[driver]
            .as_ref()
            .map(|e| vec![Some(e.mean), Some(e.strength), e.se, e.spread, Some(e.change), Some(e.count as f64)]),
        Found::Sobol { value, .. } => value.as_ref().map(|indices| {
            let index = indices.factors[driver];
            interval(index.first).into_iter().chain(interval(index.total)).collect()
        }),
        Found::Evppi { learning, .. } => learning.inputs[driver].as_ref().map(|input| {
            let lead = [input.lead.map(|lead| lead.estimate), input.lead.map(|lead| lead.se)];
            interval(input.worth).into_iter().chain(lead).collect()
        }),
    }
    .unwrap_or_default()
}
