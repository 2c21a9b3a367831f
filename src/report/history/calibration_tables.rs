//! The tables of a calibration.

use super::words::{days, name_measures, share_range};
use crate::analysis::calibration::{
    Calibration, GroupedLengths, LengthFit, ListedSale, ListedUsers, RateFit, ThreatFit,
};
use crate::calibration::FileKind;
use crate::table::{Cell, Table};
use crate::text::clean::clean;
use crate::text::names::capitalize;
use crate::text::numbers::{count, estimated, number, percent};

pub(super) fn files_table(of: &Calibration) -> Table {
    let rows = of.files.iter().map(|file| {
        let kind = match file.kind {
            FileKind::Episodes => "measures against named apps",
            FileKind::Registry => "blocks of platforms",
            FileKind::CountryYears => "countries by year",
        };
        let whole = |n: usize| Cell::figure(count(n as u64), n as f64);
        vec![
            Cell::text(clean(&file.name)),
            Cell::text(kind),
            whole(file.rows),
            whole(file.left_out.len()),
            whole(file.decisions),
            whole(file.recalled),
        ]
    });
    Table::new(
        "Files as they were read",
        ["File", "Rows are", "Rows", "Left out", "Decisions (countries)", "From memory"],
        rows,
    )
}

pub(super) fn lengths_table(fit: &LengthFit) -> Table {
    let share = |share: f64| Cell::figure(percent(share, 0.01), share);
    let rows = fit.standing.iter().map(|standing| {
        let interval =
            standing.interval.map(|[low, high]| format!("{} to {}", percent(low, 0.01), percent(high, 0.01)));
        vec![
            Cell::text(days(standing.days)),
            share(standing.share),
            interval.map_or(Cell::MISSING, Cell::text),
            standing.fitted.map_or(Cell::MISSING, share),
        ]
    });
    Table::new(
        "Share that still stands (Kaplan and Meier; interval by decision)",
        ["After", "As seen", "95% interval", "As fitted"],
        rows,
    )
}

pub(super) fn laws_table(fit: &LengthFit) -> Table {
    let rows = fit.laws.iter().map(|law| {
        let parameters: Vec<String> =
            law.parameters.iter().map(|(name, value)| format!("{name} {}", number(*value, 0.01))).collect();
        let behind = law.behind.map(|(behind, error)| estimated(behind, Some(error), "count"));
        vec![
            Cell::text(law.law.clone()),
            Cell::figure(number(law.held_out, 0.1), law.held_out),
            behind.map_or(Cell::MISSING, Cell::text),
            Cell::figure(number(law.log_likelihood, 0.1), law.log_likelihood),
            Cell::text(parameters.join(", ")),
        ]
    });
    Table::new(
        "Log scores of decisions that a fit has not seen (higher is better), and what each law is behind the best",
        ["Law", "Held out", "Behind", "Log-likelihood", "Most likely"],
        rows,
    )
}

pub(super) fn grouped_table(grouped: &GroupedLengths) -> Table {
    let rows = grouped.groups.iter().map(|group| {
        vec![
            Cell::text(clean(&group.name)),
            Cell::figure(count(group.rows as u64), group.rows as f64),
            Cell::figure(count(group.decisions as u64), group.decisions as f64),
            Cell::figure(percent(group.seen, 0.01), group.seen),
            Cell::figure(share_range(group.fitted), group.fitted.estimate),
            Cell::figure(share_range(group.permanent), group.permanent.estimate),
        ]
    });
    Table::new(
        "Groups lean on one another (partial pooling); medians and central 90%",
        ["Group", "Rows", "Decisions", "Stood after 30 days", "As fitted", "Never lifted"],
        rows,
    )
}

pub(super) fn models_table(rates: &RateFit) -> Table {
    let rows = rates.models.iter().map(|model| {
        let behind = model.behind.map(|(behind, error)| estimated(behind, Some(error), "count"));
        vec![
            Cell::text(capitalize(&model.name)),
            Cell::figure(number(model.held_out, 0.1), model.held_out),
            behind.map_or(Cell::MISSING, Cell::text),
        ]
    });
    Table::new(
        "Log scores of countries that a fit has not seen (higher is better)",
        ["Model", "Held out", "Behind"],
        rows,
    )
}

pub(super) fn threats_table(threats: &ThreatFit) -> Table {
    let columns = ["End".to_owned(), "Seen".to_owned(), "Share (90%)".to_owned()];
    let by_day = threats.days.iter().map(|day| format!("By {}", days(*day)));
    let rows = threats.outcomes.iter().map(|outcome| {
        let head = [
            Cell::text(capitalize(&outcome.name)).with_detail(outcome.ids.join(", ")),
            Cell::figure(count(outcome.count as u64), outcome.count as f64),
            outcome.share.map_or(Cell::MISSING, |share| Cell::figure(share_range(share), share.estimate)),
        ];
        head.into_iter().chain(outcome.by_day.iter().map(|share| Cell::figure(percent(*share, 0.01), *share))).collect()
    });
    Table::new(
        "Ends that exclude one another, and the share that had ended so by a day (Aalen and Johansen)",
        columns.into_iter().chain(by_day),
        rows,
    )
}

pub(super) fn sales_table(sales: &[ListedSale]) -> Table {
    let rows = sales.iter().map(|sale| {
        vec![
            Cell::text(sale.id.clone()),
            Cell::text(if sale.is_ordered { "ordered" } else { "not ordered" }),
            Cell::figure(percent(sale.discount, 0.01), sale.discount),
            Cell::text(clean(&sale.note)),
        ]
    });
    Table::new(
        "1 less price over an earlier value; below zero it sold above it",
        ["Sale", "Kind", "Discount", "Note"],
        rows,
    )
}

pub(super) fn users_table(users: &[ListedUsers]) -> Table {
    let share = |users: Option<(f64, Option<f64>)>| {
        users.map_or(Cell::MISSING, |(share, lag)| {
            let lag = lag.map_or_else(|| "day not known".to_owned(), |lag| format!("after {}", days(lag)));
            Cell::figure(percent(share, 0.01), share).with_detail(lag)
        })
    };
    let rows = users.iter().map(|row| {
        vec![Cell::text(row.id.clone()), Cell::text(name_measures(row.measure)), share(row.during), share(row.after)]
    });
    Table::new("Users against those before the measure", ["Case", "Measure", "During it", "After it"], rows)
}
