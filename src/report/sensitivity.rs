//! The results of a sensitivity analysis: a page, and a table for scripts.

mod one_at_a_time;
#[cfg(test)]
mod tests;

use super::method::write_method;
use super::narrative::Finding;
use super::page::{Page, Section, describe_scenario};
use super::study::Study;
use super::terminal::print_table;
use super::words::{join_list, name_market};
use crate::analysis::sensitivity::{
    Foremost, Found, Indices, Interval, SENSITIVITY_FORMAT, Sensitivity, ValueOfLearning,
};
use crate::charts::{self, Chart, ChartError};
use crate::table::{Cell, Table, Unit};
use crate::text::kinds::BIDDERS;
use crate::text::numbers::{count, estimated, money_with_error, rounded_money};
use crate::text::paths;
use crate::text::phrases::{self, describe_dependence};

/// Drivers that the headline names.
const NAMED: usize = 3;
/// Standard errors beyond which a worth is seen among some hundred inputs.
const SEEN: f64 = 4.0;

impl Study for Sensitivity {
    const SAVED: &'static str = "sensitivity.json";
    const FORMAT: &'static str = SENSITIVITY_FORMAT;

    fn check(&self) -> Result<(), String> {
        let drivers = self.drivers.len();
        let fits = |indices: &Option<Indices>| indices.as_ref().is_none_or(|i| i.factors.len() == drivers);
        let right = match &self.found {
            Found::OneAtATime { movements, figures, .. } => {
                movements.len() == drivers && figures.iter().all(|figure| figure.swings.len() == drivers)
            }
            Found::Tornado { bars, .. } => bars.len() == drivers,
            Found::Morris { effects, .. } => effects.len() == drivers,
            Found::Sobol { value, pairs, dates, retention, .. } => {
                let paired = pairs.iter().flatten().all(|pair| pair.i < drivers && pair.j < drivers);
                fits(value) && retention.iter().all(fits) && dates.len() == retention.len() && paired
            }
            Found::Evppi { strategies, means, learning } => {
                fits_learning(learning, drivers, strategies.len(), means.len())
            }
        };
        if right { Ok(()) } else { Err("its lists are not of one length".to_owned()) }
    }

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        charts::drivers::sensitivity(self)
    }

    fn page(&self, charts: &[Chart]) -> Page {
        page(self, charts)
    }

    fn print(&self, page: &Page, width: usize) -> String {
        let Found::OneAtATime { movements, figures, .. } = &self.found else { return page.print(width) };
        let tables = figures.iter().filter_map(|figure| one_at_a_time::leading_table(self, movements, figure));
        let tables: String = tables.map(|table| format!("\n{}", print_table(&table, width))).collect();
        page.print(width) + &tables
    }

    fn tables(&self) -> Vec<(&'static str, Table)> {
        vec![("sensitivity.csv", drivers_table(self))]
    }
}

fn fits_learning(learning: &ValueOfLearning, drivers: usize, strategies: usize, means: usize) -> bool {
    let choices = learning.inputs.iter().flatten().flat_map(|input| &input.slices).map(|slice| slice.choice);
    learning.inputs.len() == drivers
        && means == strategies
        && learning.best < strategies
        && choices.into_iter().all(|choice| choice < strategies)
}

/// A driver for people.
fn name_driver(study: &Sensitivity, driver: usize) -> String {
    if study.is_number_of_bidders(driver) {
        return BIDDERS.to_owned();
    }
    match study.drivers[driver].paths.as_slice() {
        [] => "chance".to_owned(),
        [one] => paths::describe_input(one, &study.scenario),
        [first, rest @ ..] => {
            format!("{} with {} correlated", paths::describe_input(first, &study.scenario), rest.len())
        }
    }
}

/// The figure that is explained, for people.
fn name_figure(study: &Sensitivity) -> String {
    if let Found::OneAtATime { .. } = study.found {
        return paths::describe_figure(&study.measure, &study.scenario);
    }
    match (&study.scenario.home, study.measure.as_str()) {
        (Some(home), "value_abroad") => format!("value outside {}", name_market(home)),
        _ => "value".to_owned(),
    }
}

fn page(study: &Sensitivity, charts: &[Chart]) -> Page {
    let scenario = &study.scenario;
    Page {
        title: format!("{}: what drives {}", scenario.title, name_figure(study)),
        version: study.version.clone(),
        scope: describe_scope(study),
        findings: findings(study),
        warnings: study.warnings.clone(),
        method: write_method(name_methods(study), &[]),
        provenance: vec![
            describe_scenario(scenario),
            (
                "Random numbers".to_owned(),
                format!("seed {}, {} simulations in all", study.seed, count(study.histories)),
            ),
        ],
        files: vec![("sensitivity.csv", "a row for every driver"), ("sensitivity.json", "every figure")],
        sections: vec![Section::of_charts(charts)],
        ..Page::default()
    }
}

fn describe_scope(study: &Sensitivity) -> String {
    let drivers = count(study.drivers.len() as u64);
    match &study.found {
        Found::OneAtATime { simulations, tried, .. } => {
            let also = if tried < simulations {
                format!("; those that matter less in {}", count(*tried))
            } else {
                String::new()
            };
            format!(
                "{drivers} inputs moved one at a time, each in {} simulations at either end{also}",
                count(*simulations)
            )
        }
        Found::Tornado { overall, .. } => {
            format!("Tornado: {} simulations of one run, {drivers} uncertain inputs", count(overall.count))
        }
        Found::Morris { trajectories, histories_at_point, .. } => format!(
            "Elementary effects (Morris): {} trajectories through {drivers} factors, {} simulations averaged at each point",
            count(*trajectories),
            count(*histories_at_point)
        ),
        Found::Sobol { rows, .. } => {
            format!("Shares of variance (Sobol'): {} rows, {drivers} factors with chance as one of them", count(*rows))
        }
        Found::Evppi { strategies, learning, .. } => format!(
            "Value of learning: {} strategies on the same {} simulations, {drivers} uncertain inputs",
            strategies.len(),
            count(learning.rows)
        ),
    }
}

fn findings(study: &Sensitivity) -> Vec<Finding> {
    if let Found::OneAtATime { movements, figures, left_out, .. } = &study.found {
        return one_at_a_time::findings(study, movements, figures, left_out);
    }
    let foremost = study.foremost(NAMED);
    let leading = &foremost.drivers;
    let names: Vec<String> = leading.iter().map(|&driver| name_with_tied(study, driver)).collect();
    let what = name_figure(study);
    if let Some(vague) = find_vagueness(study, &what) {
        return vec![vague];
    }
    let headline = match (&study.found, names.as_slice()) {
        (Found::Evppi { .. }, []) => "Learning no single input is worth more than chance explains.".to_owned(),
        (Found::Evppi { .. }, names) => {
            let most = if foremost.is_apart { "most " } else { "" };
            format!("What pays {most}to learn before choosing: {}.", join_list(names))
        }
        (Found::Sobol { .. }, names) => headline_shares(study, &what, &foremost, names),
        (_, []) => format!("No input moves {what} by more than chance explains and by enough to matter."),
        (_, names) => format!("{} {}.", super::words::capitalize(&what), describe_dependence(&foremost, names)),
    };
    let details: Vec<String> = leading.iter().filter_map(|&driver| describe_driver(study, driver)).collect();
    let limit = describe_limit_of_learning(study);
    let first = Finding::new(headline, details.into_iter().chain(limit).collect::<Vec<_>>().join(" "));
    std::iter::once(first).chain(further_findings(study)).collect()
}

/// That so few walks, or rows, name nothing.
fn find_vagueness(study: &Sensitivity, what: &str) -> Option<Finding> {
    match &study.found {
        Found::Morris { trajectories, .. } if study.screens_too_little() => Some(Finding::new(
            format!("A screening of {} walks is too small to name what drives {what}.", count(*trajectories)),
            "It takes at least 10 (--trajectories), and more where the greatest changes lie within their errors.",
        )),
        Found::Sobol { rows, value: Some(_), .. } if !study.knows_shares() => Some(Finding::new(
            format!("What explains the variance of {what} is not known to 10 points from {} rows.", count(*rows)),
            "Four times as many (-n) halve the errors. The figures are in sensitivity.csv.",
        )),
        _ => None,
    }
}

/// What explains the variance, chance before inputs where it is the most of it.
fn headline_shares(study: &Sensitivity, what: &str, foremost: &Foremost, names: &[String]) -> String {
    let luck = study.luck().map_or(0.0, |luck| luck.total.estimate);
    let inputs = match names {
        [] => format!("no input moves {what} by more than chance explains and by enough to matter"),
        names => format!("{what} {}", describe_dependence(foremost, names)),
    };
    let headline = if luck >= 0.5 && !names.is_empty() {
        format!("chance makes most of the variance; among inputs, {inputs}")
    } else {
        inputs
    };
    format!("{}.", super::words::capitalize(&headline))
}

/// Where inputs and only they are looked at, and what is too small to be seen.
fn describe_limit_of_learning(study: &Sensitivity) -> Option<String> {
    let Found::Evppi { learning, .. } = &study.found else { return None };
    let mut errors: Vec<f64> = learning.inputs.iter().flatten().map(|input| input.worth.se).collect();
    errors.sort_unstable_by(f64::total_cmp);
    let error = errors.get(errors.len() / 2).copied().unwrap_or(0.0);
    let seen = (error > 0.0).then(|| {
        format!(
            "A worth of less than about {} cannot be told from chance with {} simulations. ",
            rounded_money(SEEN * error, Some(SEEN * error)),
            count(learning.rows)
        )
    });
    Some(format!("{}Events are looked at by `decide`.", seen.unwrap_or_default()))
}

/// A driver with what moves along with it.
fn name_with_tied(study: &Sensitivity, driver: usize) -> String {
    phrases::name_with_tied(name_driver(study, driver), study.drivers[driver].together.len())
}

/// What is found of one driver, in a sentence.
fn describe_driver(study: &Sensitivity, driver: usize) -> Option<String> {
    let name = super::words::capitalize(&name_driver(study, driver));
    Some(match &study.found {
        Found::OneAtATime { .. } => return None,
        Found::Tornado { bars, .. } => {
            let bar = bars.get(driver)?.as_ref()?;
            let (low, high) = (bar.low?, bar.high?);
            let with = if study.drivers[driver].grouped { "with what moves along" } else { "alone" };
            let share =
                bar.share.map(|share| format!(", {} of the variance {with}", write_share(share))).unwrap_or_default();
            format!(
                "{name}: {} in its lowest tenth, {} in its highest (5th percentile {} and {}){share}.",
                money_with_error(low.mean, low.se),
                money_with_error(high.mean, high.se),
                write_p5(low.p5, low.p5_interval),
                write_p5(high.p5, high.p5_interval)
            )
        }
        Found::Morris { effects, .. } => {
            let effect = effects.get(driver)?.as_ref()?;
            format!("{name}: μ* {} over its whole range.", money_with_error(effect.strength, effect.se))
        }
        Found::Sobol { value, .. } => {
            let index = value.as_ref()?.factors.get(driver)?;
            if index.knows_first() {
                format!(
                    "{name}: {} of the variance alone, {} with all it acts together with.",
                    write_share(index.first),
                    write_share(index.total)
                )
            } else {
                format!("{name}: {} of the variance with all it acts together with.", write_share(index.total))
            }
        }
        Found::Evppi { learning, .. } => {
            let input = learning.inputs.get(driver)?.as_ref()?;
            format!("{name}: worth {}.", money_with_error(input.worth.estimate, Some(input.worth.se)))
        }
    })
}

fn write_p5(p5: f64, interval: Option<[f64; 2]>) -> String {
    money_with_error(p5, interval.map(|[low, high]| (high - low) / 3.92))
}

/// A share of the variance with its standard error; noise may carry it a little below 0.
fn write_share(share: Interval) -> String {
    estimated(share.estimate, Some(share.se), "share")
}

/// What else there is to say.
fn further_findings(study: &Sensitivity) -> Vec<Finding> {
    match &study.found {
        Found::Sobol { value: Some(indices), .. } => {
            let chance = study.luck().map(|luck| {
                let alone = if luck.knows_first() {
                    format!("Chance alone makes {} of the variance; ", write_share(luck.first))
                } else {
                    String::new()
                };
                let would = format!("{} would remain if every input were known.", write_share(luck.total));
                let joint = if indices.alone.is_clear() && indices.alone.high < 1.0 {
                    let alone = write_share(indices.alone);
                    format!("All first orders together: {alone}; the rest arises only in combination.")
                } else {
                    String::new()
                };
                let of = if alone.is_empty() { "Of the variance " } else { "" };
                Finding::new(format!("{alone}{of}{would}"), joint)
            });
            chance.into_iter().collect()
        }
        Found::Evppi { strategies, means, learning } => {
            let name = |place: usize| strategies.get_index(place).map(|(_, name)| name.clone()).unwrap_or_default();
            let (mean, se) = means[learning.best];
            let foresight = learning.foresight;
            vec![Finding::new(
                format!(
                    "Without learning anything, “{}” is best: {}.",
                    name(learning.best),
                    money_with_error(mean, se)
                ),
                format!(
                    "Knowing everything, chance included, would be worth {}: more than anyone can learn.",
                    money_with_error(foresight.estimate, Some(foresight.se))
                ),
            )]
        }
        _ => Vec::new(),
    }
}

/// Which paragraphs say how it was found.
const fn name_methods(study: &Sensitivity) -> &'static [&'static str] {
    match &study.found {
        Found::OneAtATime { .. } => &["one-at-a-time"],
        Found::Tornado { .. } => &["tornado", "drivers"],
        Found::Morris { .. } => &["morris", "drivers"],
        Found::Sobol { .. } => &["sobol", "drivers"],
        Found::Evppi { .. } => &["evppi", "drivers"],
    }
}

/// A row for each driver.
fn drivers_table(study: &Sensitivity) -> Table {
    let names: Vec<&str> = match &study.found {
        Found::OneAtATime { movements, figures, .. } => return one_at_a_time::table(study, movements, figures),
        Found::Tornado { .. } => {
            "low_at_most high_at_least low_count low_mean low_mean_se low_p5 high_count high_mean high_mean_se high_p5 swing swing_se \
             variance_share variance_share_se"
        }
        Found::Morris { .. } => "mu mu_star mu_star_se sigma change_at_a_step effects",
        Found::Sobol { .. } => "first first_se first_low first_high total total_se total_low total_high",
        Found::Evppi { .. } => "worth worth_se worth_low worth_high least_lead least_lead_se",
    }
    .split(' ')
    .collect();
    let rows = study.drivers.iter().enumerate().map(|(number, driver)| {
        let name = if driver.is_luck() { "luck".to_owned() } else { driver.paths.join(" + ") };
        let figures = driver_figures(study, number).into_iter().map(|figure| Cell::known(figure, Unit::Number));
        let mut row: Vec<Cell> = std::iter::once(Cell::text(name)).chain(figures).collect();
        row.resize(names.len() + 1, Cell::MISSING);
        row
    });
    Table::new("", std::iter::once("driver").chain(names.iter().copied()), rows)
}

fn driver_figures(study: &Sensitivity, driver: usize) -> Vec<Option<f64>> {
    let interval = |i: Interval| [Some(i.estimate), Some(i.se), Some(i.low), Some(i.high)];
    match &study.found {
        Found::OneAtATime { .. } => None,
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
