//! The results of a backtest of files: a verdict, a page, and tables for scripts.

use super::words::{days, describe_left_out, name_measures, skill_range};
use crate::analysis::backtest::{BACKTEST_FORMAT, Backtest, LengthBacktest, RateBacktest};
use crate::analysis::statistics::EstimateRange;
use crate::charts::{self, Chart, ChartError};
use crate::report::method::write_method;
use crate::report::narrative::Finding;
use crate::report::page::{Page, Section};
use crate::report::study::Study;
use crate::report::words::join_list;
use crate::table::{Cell, Table};
use crate::text::clean::clean;
use crate::text::numbers::{count, number_range, percent, whole_percent};

/// Decisions below which a verdict says that there are few.
const FEW: usize = 50;

impl Study for Backtest {
    const SAVED: &'static str = "backtest.json";
    const FORMAT: &'static str = BACKTEST_FORMAT;

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        Ok(charts::history::backtest(self))
    }

    fn page(&self, charts: &[Chart]) -> Page {
        page(self, charts)
    }

    fn tables(&self) -> Vec<(&'static str, Table)> {
        vec![("coverage.csv", coverage_table(self)), ("brier.csv", brier_table(self))]
    }
}

fn page(of: &Backtest, charts: &[Chart]) -> Page {
    let tables = [
        ("How often ranges held".to_owned(), coverage_table(of)),
        ("Whether it still stands".to_owned(), brier_table(of)),
        ("Whole forecasts".to_owned(), scores_table(of)),
    ];
    let scope = if of.fitted.is_empty() {
        "Each decision foretold by the others of its file".to_owned()
    } else {
        format!("Foretold by what is fitted to {}, without events of the files scored", join_list(&of.fitted))
    };
    let mut warnings: Vec<String> = of
        .left_out
        .iter()
        .filter_map(|(file, rows, left_out)| describe_left_out(&clean(file), *rows, left_out))
        .collect();
    warnings.extend(of.not_scored.iter().map(|what| format!("Not scored: {}.", clean(what))));
    Page {
        title: "How good the fits are on what they have not seen".to_owned(),
        version: of.version.clone(),
        scope,
        findings: of.lengths.iter().map(judge_lengths).chain(of.rates.iter().map(judge_rates)).collect(),
        warnings,
        method: write_method(&["backtest"], &[]),
        provenance: vec![(
            "Scored".to_owned(),
            of.lengths
                .iter()
                .map(|set| format!("{} of {}", name_measures(set.measure), clean(&set.file)))
                .collect::<Vec<_>>()
                .join(", "),
        )],
        files: vec![
            ("coverage.csv", "how often central ranges held what happened"),
            ("brier.csv", "Brier scores by day, against the base rate"),
            ("backtest.json", "every figure"),
        ],
        sections: vec![Section::of_charts(charts), Section::of_tables(&tables)],
        ..Page::default()
    }
}

/// Better, worse, or not told apart from the base rate.
fn judge_skill(skill: Option<EstimateRange>) -> &'static str {
    match skill {
        Some(skill) if skill.low > 0.0 => "better than the base rate",
        Some(skill) if skill.high < 0.0 => "worse than the base rate",
        _ => "not told apart from the base rate",
    }
}

/// After which days the chance to stand is told better or worse than by the base rate, verdict by verdict.
fn tell_skill(set: &LengthBacktest) -> String {
    let verdicts = ["better than the base rate", "worse than the base rate", "not told apart from the base rate"];
    let told = verdicts.into_iter().filter_map(|verdict| {
        let of_verdict = set.brier.iter().filter(|at| judge_skill(at.skill) == verdict);
        let after: Vec<String> = of_verdict.map(|at| format!("{:.0}", at.days)).collect();
        (!after.is_empty()).then(|| format!("{verdict} after {} days", join_list(&after)))
    });
    told.collect::<Vec<_>>().join("; ")
}

fn judge_lengths(set: &LengthBacktest) -> Finding {
    let held: Vec<String> = set
        .coverage
        .iter()
        .map(|(level, share, interval, _)| {
            let [low, high] = interval;
            format!(
                "{} ranges held {} (95%: {} to {})",
                whole_percent(*level),
                whole_percent(*share),
                whole_percent(*low),
                whole_percent(*high)
            )
        })
        .collect();
    let missed = set.coverage.iter().filter(|(level, _, [low, high], _)| !(*low..=*high).contains(level)).count();
    let places = match set.outside_band {
        0 => "Their places in the forecasts look uniform.".to_owned(),
        points => format!(
            "Their places in the forecasts do not look uniform: {points} of {} points lie outside the band.",
            set.band.len()
        ),
    };
    let kept = match missed {
        0 => "keep their word",
        _ if missed == set.coverage.len() => "do not keep their word",
        _ => "keep their word in part",
    };
    let brier = tell_skill(set);
    let few = if set.decisions < FEW {
        format!(" {} decisions are few: the intervals are wide.", set.decisions)
    } else {
        String::new()
    };
    let shared = if set.shared > 0 {
        format!(" {} rows of the fitted files are events of this one and were left out.", set.shared)
    } else {
        String::new()
    };
    Finding::new(
        format!(
            "{}: ranges of how long {} last {kept}; forecasts of whether one still stands are {brier}.",
            clean(&set.file),
            name_measures(set.measure)
        ),
        format!(
            "{}. {places} Over the whole of the forecast (CRPS) it is {}.{few}{shared}",
            join_list(&held),
            judge_skill(set.crps_skill)
        ),
    )
}

fn judge_rates(rates: &RateBacktest) -> Finding {
    let groups: Vec<String> = rates
        .groups
        .iter()
        .map(|group| {
            format!("given {}, came {}", percent(group.forecast, 0.001), percent(group.happened.probability, 0.001))
        })
        .collect();
    Finding::new(
        format!(
            "Forecasts of whether a country blocks a platform within a year are {}: skill {}.",
            judge_skill(Some(rates.skill)),
            skill_range(rates.skill)
        ),
        format!(
            "{} country-years of {} countries, each foretold by others. {}.",
            count(rates.rows as u64),
            count(rates.countries as u64),
            groups.join("; ")
        ),
    )
}

fn name_set(set: &LengthBacktest) -> Cell {
    Cell::text(format!("{} in {}", name_measures(set.measure), clean(&set.file)))
}

fn coverage_table(of: &Backtest) -> Table {
    let rows = of.lengths.iter().flat_map(|set| {
        set.coverage.iter().map(move |(level, share, [low, high], running)| {
            vec![
                name_set(set),
                Cell::figure(whole_percent(*level), *level),
                Cell::figure(percent(*share, 0.001), *share),
                Cell::text(format!("{} to {}", percent(*low, 0.01), percent(*high, 0.01))),
                Cell::figure(count(set.rows as u64), set.rows as f64),
                Cell::figure(count(*running as u64), *running as f64),
            ]
        })
    });
    Table::new(
        "Share of rows inside central ranges of their forecast; a row that still runs counts by what is left of its forecast inside, one that ended by \
         the part of its day inside",
        ["Rows", "Range", "Held", "Wilson 95%", "Number", "Still running"],
        rows,
    )
}

fn brier_table(of: &Backtest) -> Table {
    let range = |range: EstimateRange| Cell::figure(number_range(range, 0.001), range.estimate);
    let rows = of.lengths.iter().flat_map(|set| {
        set.brier.iter().map(move |at| {
            vec![
                name_set(set),
                Cell::figure(days(at.days), at.days),
                Cell::figure(count(at.known as u64), at.known as f64),
                range(at.model),
                range(at.base),
                at.skill.map_or(Cell::MISSING, range),
            ]
        })
    });
    Table::new(
        "Brier score of the chance to stand beyond a day (0 is perfect), base rate and skill, with 95% intervals by decision",
        ["Rows", "After", "Known", "Model", "Base rate", "Skill"],
        rows,
    )
}

fn scores_table(of: &Backtest) -> Table {
    let range = |range: EstimateRange, place: f64| Cell::figure(number_range(range, place), range.estimate);
    let rows = of.lengths.iter().flat_map(|set| {
        let [model, base] = set.crps;
        let crps = vec![
            name_set(set),
            Cell::text("CRPS up to ten years, days (lower is better)"),
            range(model, 1.0),
            range(base, 1.0),
            set.crps_skill.map_or(Cell::MISSING, |skill| range(skill, 0.01)),
        ];
        let [model, constant, gain] = set.log_score.map(|score| range(score, 0.01));
        let log = vec![name_set(set), Cell::text("Log score (higher is better)"), model, constant, gain];
        [crps, log]
    });
    Table::new(
        "Scores of whole forecasts, with 95% intervals by decision; the base rate is the share of others that stood (CRPS), or one constant \
         hazard (log score); the gain is 1 less a quotient (CRPS), or a difference (log score)",
        ["Rows", "Score", "Model", "Base rate", "Gain"],
        rows,
    )
}
