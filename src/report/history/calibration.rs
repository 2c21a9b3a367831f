//! The results of a calibration: a page, draws for scenarios, and tables for scripts.

use super::calibration_tables::{
    files_table, grouped_table, laws_table, lengths_table, models_table, sales_table, threats_table, users_table,
};
use super::words::{days, describe_left_out, name_measures, p_value, share_range};
use crate::analysis::calibration::{CALIBRATION_FORMAT, Calibration, LengthFit, RateFit, RateModel, ThreatFit};
use crate::calibration::LEAST_DECISIONS;
use crate::charts::{self, Chart, ChartError};
use crate::report::method::write_method;
use crate::report::narrative::Finding;
use crate::report::page::{Page, Section};
use crate::report::study::Study;
use crate::report::words::join_list;
use crate::table::{Cell, Table, Unit};
use crate::text::clean::clean;
use crate::text::names::capitalize;
use crate::text::numbers::{count, number, number_range, whole_percent};

impl Study for Calibration {
    const SAVED: &'static str = "calibration.json";
    const FORMAT: &'static str = CALIBRATION_FORMAT;

    fn check(&self) -> Result<(), String> {
        let fits = self.priors.iter().all(|prior| prior.rows.iter().all(|row| row.len() == prior.columns.len()));
        let timed = self.threats.as_ref().is_none_or(|t| t.outcomes.iter().all(|o| o.by_day.len() == t.days.len()));
        if fits && timed { Ok(()) } else { Err("its lists are not of one length".to_owned()) }
    }

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        Ok(charts::history::calibration(self))
    }

    fn page(&self, charts: &[Chart]) -> Page {
        page(self, charts)
    }

    fn tables(&self) -> Vec<(&'static str, Table)> {
        let draws = |name: &str| {
            let prior = self.priors.iter().find(|prior| prior.name == name)?;
            let rows =
                prior.rows.iter().map(|row| row.iter().map(|value| Cell::number(*value, Unit::Number)).collect());
            Some(Table::new("", prior.columns.iter().map(String::as_str), rows.collect::<Vec<Vec<Cell>>>()))
                .filter(|table| !table.rows.is_empty())
        };
        let named = [("block.csv", draws("block")), ("ban-rate.csv", draws("ban-rate"))];
        named.into_iter().filter_map(|(name, table)| Some((name, table?))).collect()
    }
}

fn page(of: &Calibration, charts: &[Chart]) -> Page {
    let mut tables: Vec<(String, Table)> = vec![("Files".to_owned(), files_table(of))];
    tables.extend(of.lengths.iter().map(|fit| (heading_of(fit), lengths_table(fit))));
    tables.extend(
        of.lengths
            .iter()
            .filter(|fit| !fit.laws.is_empty())
            .map(|fit| (format!("Laws held against one another: {}", heading_of(fit)), laws_table(fit))),
    );
    tables.extend(
        of.grouped
            .iter()
            .map(|grouped| (format!("Blocks by {}: {}", grouped.by, clean(&grouped.file)), grouped_table(grouped))),
    );
    tables
        .extend(of.rates.iter().map(|rates| ("Models of how often governments block".to_owned(), models_table(rates))));
    tables.extend(of.threats.iter().map(|threats| ("What becomes of a threat".to_owned(), threats_table(threats))));
    if !of.sales.is_empty() {
        tables.push(("Sales against an earlier value: listed, not fitted".to_owned(), sales_table(&of.sales)));
    }
    if !of.users.is_empty() {
        tables.push(("Users during and after a measure: listed, not fitted".to_owned(), users_table(&of.users)));
    }
    let files: Vec<String> = of.files.iter().map(|file| clean(&file.name)).collect();
    Page {
        title: "What the past says of the priors".to_owned(),
        version: of.version.clone(),
        scope: format!("Fitted to {}", join_list(&files)),
        findings: findings(of),
        warnings: of
            .files
            .iter()
            .filter_map(|file| describe_left_out(&clean(&file.name), file.rows, &file.left_out))
            .collect(),
        method: write_method(&["calibration"], &[]),
        provenance: vec![("Records".to_owned(), files.join(", "))],
        files: vec![
            ("block.csv", "joint draws of how long blocks last: permanent, after, shape, scale"),
            ("ban-rate.csv", "joint draws of how often a large platform is blocked, per year, by kind of government"),
            ("calibration.json", "every figure"),
        ],
        sections: vec![Section::of_charts(charts), Section::of_tables(&tables)],
        ..Page::default()
    }
}

fn heading_of(fit: &LengthFit) -> String {
    format!("{} in {}", capitalize(name_measures(fit.measure)), clean(&fit.file))
}

fn findings(of: &Calibration) -> Vec<Finding> {
    let lengths = of.lengths.iter().map(describe_length);
    let rates = of.rates.iter().map(describe_rates);
    let threats = of.threats.iter().map(describe_threats);
    lengths.chain(rates).chain(threats).chain(describe_lists(of)).chain(describe_priors(of)).collect()
}

fn describe_length(fit: &LengthFit) -> Finding {
    let what = name_measures(fit.measure);
    let file = clean(&fit.file);
    let seen = fit.standing.iter().find(|standing| (standing.days - 30.0).abs() < 0.5);
    let interval = |interval: Option<[f64; 2]>| {
        interval.map_or_else(String::new, |[low, high]| {
            format!(" (95%: {} to {})", whole_percent(low), whole_percent(high))
        })
    };
    let headline = match seen {
        Some(seen) => {
            format!("{}: {} of {what} stood after 30 days{}.", file, whole_percent(seen.share), interval(seen.interval))
        }
        None => format!("{file}: of {what} none was seen for 30 days."),
    };
    let counted =
        format!("{} rows, {} of them ended, from {} independent decisions.", fit.rows, fit.ended, fit.decisions);
    let Some(posterior) = &fit.posterior else {
        return Finding::new(
            headline,
            format!(
                "{counted} Fewer than {LEAST_DECISIONS} decisions: nothing is fitted, and the prior stays assumed."
            ),
        );
    };
    let permanent = fit.permanent.as_ref().map_or_else(String::new, |part| {
        let (p, [low, high]) = (p_value(part.p_value), part.interval.map(whole_percent));
        let evidence = if part.is_supported {
            format!("A part that is never lifted is supported ({p}, rows taken as independent)")
        } else {
            format!("No evidence for a part that is never lifted ({p})")
        };
        format!("{evidence}; the rows allow {low} to {high}.")
    });
    let fitted = format!(
        "As fitted, {} are never lifted, and half of the others are lifted within {} ({} to {}).",
        share_range(posterior.permanent),
        days(posterior.median_of_others.estimate),
        days(posterior.median_of_others.low),
        days(posterior.median_of_others.high)
    );
    let recalled = fit.without_recalled.as_ref().map_or_else(String::new, |without| {
        format!(" Without rows from memory {} are never lifted.", share_range(without.permanent))
    });
    Finding::new(headline, format!("{counted} {permanent} {fitted}{recalled}"))
}

fn describe_rates(rates: &RateFit) -> Finding {
    let counted: Vec<String> = rates
        .governments
        .iter()
        .map(|government| format!("{} in {}", number(government.counted, 0.001), government.government.plural()))
        .collect();
    Finding::new(
        format!(
            "Under the same kind of government a block in the three years before multiplies the rate of new blocks by {} in autocracies and by {} in \
             democracies.",
            number_range(rates.repeat[0], 0.1),
            number_range(rates.repeat[1], 0.1)
        ),
        format!(
            "{}New blocks per country and year, {} to {}: {}. Over all governments {} after such a block and {} without. {}",
            rates.share_of_platform.map_or_else(String::new, |share| format!(
                "{} of blocks hit one given large platform. ",
                whole_percent(share)
            )),
            rates.years[0],
            rates.years[1],
            join_list(&counted),
            number(rates.after_block, 0.01),
            number(rates.without_block, 0.01),
            compare_models(rates)
        ),
    )
}

/// Which model foretells unseen countries best, and which are not told apart from it.
fn compare_models(rates: &RateFit) -> String {
    let Some(best) = rates.models.first() else { return String::new() };
    let is_near = |model: &&RateModel| model.behind.is_some_and(|(behind, error)| behind < 2.0 * error);
    let near: Vec<String> =
        rates.models.iter().filter(is_near).map(|model| format!("\u{201c}{}\u{201d}", model.name)).collect();
    let not_told = match near.as_slice() {
        [] => String::new(),
        near => format!("; not told apart from it: {}", join_list(near)),
    };
    format!("Foretells unseen countries best: \u{201c}{}\u{201d}{not_told}.", best.name)
}

fn describe_threats(threats: &ThreatFit) -> Finding {
    let told: Vec<String> = threats
        .outcomes
        .iter()
        .filter(|outcome| outcome.count > 0)
        .map(|outcome| match outcome.share {
            Some(share) => format!(
                "{}: {} of {} (90%: {} to {})",
                outcome.name,
                outcome.count,
                threats.rows,
                whole_percent(share.low),
                whole_percent(share.high)
            ),
            None => format!("{}: {} of {}", outcome.name, outcome.count, threats.rows),
        })
        .collect();
    let [suspended, of_known] = threats.suspended;
    Finding::new(
        format!(
            "Of {} threats (orders with a deadline or notice) from {} decisions: {}.",
            threats.rows,
            threats.decisions,
            told.join("; ")
        ),
        format!(
            "A court suspended {suspended} of the {of_known} of which that is known. Orders to sell or else, on one owner: {}. {}",
            threats.ultimatums,
            if threats.is_enough {
                "Threats that became famous are over-represented, so that these shares are no chance that a remark comes true."
            } else {
                "Too few for shares: the priors stay assumed."
            }
        ),
    )
}

/// What is listed only, and why.
fn describe_lists(of: &Calibration) -> Option<Finding> {
    (!of.sales.is_empty() || !of.users.is_empty()).then(|| {
        Finding::new(
            format!("{} sales and {} measures of users are listed and not fitted.", of.sales.len(), of.users.len()),
            "Earlier values are of different kinds (a purchase price, net assets, a fair value), and must not be pooled. Shares of users are from \
             different sources, days and kinds of measure. The priors of prices and of users stay assumed.",
        )
    })
}

fn describe_priors(of: &Calibration) -> Vec<Finding> {
    let finding = |prior: &crate::calibration::PriorDraws| {
        if prior.rows.is_empty() {
            return Finding::new(format!("No draws of `{}`.", prior.name), format!("{}.", capitalize(&prior.missing)));
        }
        Finding::new(
            format!("{} joint draws of `{}` stand in {}.csv.", count(prior.rows.len() as u64), prior.name, prior.name),
            format!(
                "A scenario takes them with {{ csv = \"{}.csv\", column = \"{}\" }}; those of the shipped records with {{ prior = \"{}\", column = \"{}\" }}.",
                prior.name, prior.columns[0], prior.name, prior.columns[0]
            ),
        )
    };
    of.priors.iter().map(finding).collect()
}
