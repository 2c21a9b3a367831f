//! The page of a difference.

use crate::analysis::{Change, Difference, DifferenceGroup, MeanEstimate, SALE_AGAINST_CASH, StrategySplit};
use crate::charts::Chart;
use crate::report::method::write_method;
use crate::report::narrative::Finding;
use crate::report::page::{Page, Section};
use crate::report::words::{join_list, name_market};
use crate::table::{Cell, Column, Table};
use crate::text::clean::clean;
use crate::text::names::{capitalize, decapitalize};
use crate::text::numbers::signed_money;
use crate::text::numbers::{
    count, estimated, known_error, last_place, money, money_with_error, rounded_money, whole_percent,
};
use crate::text::paths::name_difference;
use crate::text::strategy_parts::describe_split_part;

/// Parts named in sentences.
const NAMED: usize = 3;

/// The page.
pub(super) fn page(difference: &Difference, charts: &[Chart]) -> Page {
    let sides = [("A", &difference.a), ("B", &difference.b)];
    let replications = count(difference.replications);
    let split = split_table(difference).map(|table| ("What the change is made of".to_owned(), table));
    let mut tables: Vec<(String, Table)> = split.into_iter().collect();
    tables.extend(contributions(difference).map(|table| ("What differs, and what it contributes".to_owned(), table)));
    tables.extend(exchanged_together(difference).map(|table| ("Exchanged together".to_owned(), table)));
    let found = difference.method;
    let mixtures = match found.order_pairs {
        Some(pairs) => format!(
            "{} orders were sampled for each thousand simulations, in pairs of an order and its reverse; the standard errors hold \
             the noise of that.",
            2 * pairs
        ),
        None => format!("All {} mixtures were simulated.", found.mixtures),
    };
    let mut provenance: Vec<(String, String)> = sides
        .iter()
        .map(|(letter, side)| {
            (format!("{letter}, {}", side.name), format!("strategy {}, digest `{}`", side.strategy, side.digest))
        })
        .collect();
    let drawn = format!("seed {}, {replications} replications of each mixture", difference.seed);
    provenance.push(("Random numbers".to_owned(), drawn));
    Page {
        title: name_page(difference),
        version: difference.version.clone(),
        questions: sides.map(|(letter, side)| (letter.to_owned(), difference.describe_side(side))).to_vec(),
        scope: format!("{replications} simulations of each mixture, on the same random draws"),
        key: key_figures(difference),
        findings: difference.change().map(|change| findings(difference, change)).unwrap_or_default(),
        warnings: difference.warnings.clone(),
        sections: vec![Section::of_charts(charts), Section::of_tables(&tables)],
        method: write_method(
            match (is_strategy_alone(difference), difference.split.is_some()) {
                (true, _) => &["strategies"],
                (false, true) => &["strategies", "difference"],
                (false, false) => &["difference"],
            },
            &[("mixtures", &mixtures), ("replications", &replications)],
        ),
        provenance,
        files: vec![("difference.json", "every figure"), ("difference.csv", "the tables above")],
        ..Page::default()
    }
}

/// By the names of both where they tell them apart.
fn name_page(difference: &Difference) -> String {
    match [&difference.a.name, &difference.b.name].map(|name| clean(name)) {
        [a, b] if a == b => "What separates B from A".to_owned(),
        [a, b] => format!("What separates {b} (B) from {a} (A)"),
    }
}

/// What a figure of the difference is called.
pub(super) fn name_figure(difference: &Difference, figure: &str) -> String {
    match (&difference.home, figure) {
        (Some(home), "value_abroad") => format!("Value outside {}", name_market(home)),
        (None, "value_abroad") => "Value outside the home markets".to_owned(),
        _ => "Value".to_owned(),
    }
}

pub(super) fn write_figure(figure: MeanEstimate) -> String {
    money_with_error(figure.mean, figure.se)
}

fn key_figures(difference: &Difference) -> Vec<[String; 3]> {
    let Some(Change { a, b, change, .. }) = difference.change() else { return Vec::new() };
    let what = format!("{}, mean ± standard error", name_figure(difference, &difference.headline));
    [("In A", write_figure(*a)), ("In B", write_figure(*b)), ("Change", signed_money(change.mean, change.se))]
        .map(|(word, text)| [word.to_owned(), text, what.clone()])
        .to_vec()
}

/// The change, its largest parts, and what is left.
fn findings(difference: &Difference, change: &Change) -> Vec<Finding> {
    let figure = &difference.headline;
    let leading: Vec<&DifferenceGroup> = difference.leading().into_iter().take(NAMED).collect();
    let parts = leading.iter().map(|group| {
        let part = group.contribution(figure);
        let share = part.share.map(|share| format!(", {} of the change", write_share(share))).unwrap_or_default();
        let [a, b] = group.written_values().map(|said| clean(&said));
        Finding::new(
            format!(
                "{} contributes {}{share}.",
                capitalize(&name_difference(group, difference)),
                signed_money(part.mean, part.se)
            ),
            format!("In A: {a}. In B: {b}."),
        )
    });
    if let Some(split) = &difference.split {
        return [total(difference, change)].into_iter().chain(describe_split(split)).collect();
    }
    let mut findings: Vec<Finding> = [total(difference, change)].into_iter().chain(parts).collect();
    let others: Vec<&DifferenceGroup> =
        difference.groups.iter().filter(|group| !leading.iter().any(|named| std::ptr::eq(*named, *group))).collect();
    if !others.is_empty() {
        let sum: f64 = others.iter().map(|group| group.contribution(figure).mean).sum();
        let what = if leading.is_empty() { "All of it together" } else { "All else together" };
        let names: Vec<String> = others.iter().map(|group| name_difference(group, difference)).collect();
        findings.push(Finding::new(
            format!("{what} contributes {}.", signed_money(sum, None)),
            format!("That is {}.", join_list(&names)),
        ));
    }
    findings
}

/// What the change from one strategy to the other is made of; a part within its error is no cause.
fn describe_split(split: &StrategySplit) -> Vec<Finding> {
    let net = split.leading_net();
    let mut findings: Vec<Finding> = net
        .iter()
        .map(|(key, part)| {
            let (name, what) = describe_split_part(key);
            Finding::new(format!("{name}: {}.", signed_money(part.mean, part.se)), format!("{}.", capitalize(what)))
        })
        .collect();
    let sides = split.leading().into_iter().filter(|(key, _)| ["closing", "cash"].contains(key)).count();
    let is_net_told = net.iter().any(|(key, _)| *key == SALE_AGAINST_CASH);
    if let Some(sale) = split.sale_against_cash.filter(|_| sides == 2 && !is_net_told) {
        let cash = split.parts.get("cash").map_or(0.0, |cash| cash.mean.abs());
        findings.push(Finding::new(
            "What a sale brings and the cash of what is kept instead cancel within simulation error.",
            format!(
                "Each is about {}; net of tax they differ by {}.",
                rounded_money(cash, None),
                signed_money(sale.mean, sale.se)
            ),
        ));
    }
    if net.is_empty() {
        findings.push(Finding::new("No part of the change is beyond noise.", ""));
    }
    let chances = split.closed.map(|closed| estimated(closed.mean, closed.se, "share"));
    let price =
        |side: usize| split.price[side].map_or("none closes".to_owned(), |price| money(price, last_place(price, None)));
    findings.push(Finding::new(
        format!("A sale closes in {} of simulations in A and in {} in B.", chances[0], chances[1]),
        format!("Mean price where one closes, at the start's money: {} in A, {} in B.", price(0), price(1)),
    ));
    findings
}

/// The parts of a change between two strategies.
pub(super) fn split_table(difference: &Difference) -> Option<Table> {
    let split = difference.split.as_ref()?;
    let leading = split.leading();
    let row = |(key, part): (&String, &MeanEstimate)| {
        let (name, what) = describe_split_part(key);
        let arises = part.mean != 0.0 || part.se.is_some_and(|se| se > 0.0);
        let beyond = match leading.iter().any(|(known, _)| known == key) {
            true => "yes",
            false if arises => "no",
            false => "does not arise",
        };
        vec![
            Cell::text(name),
            Cell::text(what),
            Cell::money(part.mean).with_text(signed_money(part.mean, part.se)),
            Cell::text(beyond),
        ]
    };
    let caption =
        "What the change in mean value from A to B is made of, dollars at the start; the parts sum to the change";
    let heads = [Column::from("Part"), "What it is".into(), Column::right("Brings"), "Beyond noise".into()];
    Some(Table::new(caption, heads, split.parts.iter().map(row)))
}

fn total(difference: &Difference, change: &Change) -> Finding {
    let what = name_figure(difference, &difference.headline);
    let MeanEstimate { mean, se } = change.change;
    let headline = if change.within_noise {
        format!("{what} in A and in B is too close to call: a change of {}.", signed_money(mean, se))
    } else {
        let way = if mean > 0.0 { "more" } else { "less" };
        format!("{what} is {} {way} in B than in A.", money_with_error(mean.abs(), se))
    };
    let interval = known_error(mean, se).map(|error| {
        let [low, high] = crate::analysis::interval_from_error(mean, error).map(|v| money(v, last_place(mean, se)));
        format!("; the 95% interval of the change is {low} to {high}")
    });
    let [in_a, in_b] = [change.a, change.b].map(write_figure);
    let detail = format!("On average it is {in_a} in A and {in_b} in B{}.", interval.unwrap_or_default());
    Finding::new(headline, detail)
}

/// A share of the change, which may be negative or more than all.
pub(super) fn write_share(share: f64) -> String {
    match share {
        share if share.abs() < 0.005 => "~0%".to_owned(),
        share if share < 0.0 => format!("−{}", whole_percent(-share)),
        share => whole_percent(share),
    }
}

/// Every difference, in A and in B, and what it contributes to each figure.
pub(super) fn contributions(difference: &Difference) -> Option<Table> {
    // The strategy as the only difference contributes all of the change.
    if is_strategy_alone(difference) {
        return None;
    }
    let figures = difference.figures.keys().flat_map(|figure| {
        let what = decapitalize(&name_figure(difference, figure));
        [format!("Contributes to {what}"), "Share of the change".to_owned()].map(Column::right)
    });
    let row = |group: &DifferenceGroup| {
        let [a, b] = group.written_values();
        let figures = difference.figures.keys().flat_map(|figure| {
            let part = group.contribution(figure);
            let share = part.share.map_or(Cell::MISSING, |share| Cell::share(share).with_text(write_share(share)));
            [Cell::money(part.mean).with_text(signed_money(part.mean, part.se)), share]
        });
        [capitalize(&name_difference(group, difference)), a, b].map(Cell::text).into_iter().chain(figures).collect()
    };
    Some(Table::new(
        "Dollars at the start: mean ± its standard error over the same simulations; shares are left out where the change is within \
         the noise",
        ["What differs", "In A", "In B"].map(Column::from).into_iter().chain(figures),
        difference.groups.iter().map(row),
    ))
}

/// Whether the two differ in their strategy and in nothing else.
pub(super) fn is_strategy_alone(difference: &Difference) -> bool {
    difference.split.is_some() && difference.groups.len() == 1
}

/// Which differences stand together, and why.
pub(super) fn exchanged_together(difference: &Difference) -> Option<Table> {
    let together = difference
        .groups
        .iter()
        .filter_map(|group| Some((capitalize(&name_difference(group, difference)), group.reason.clone()?)));
    let rows: Vec<Vec<Cell>> = together.map(|(names, reason)| vec![Cell::text(names), Cell::text(reason)]).collect();
    (!rows.is_empty()).then(|| Table::new("Differences that go together", ["Differences", "Reason"], rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{self, difference_sample};
    use crate::report::words::keep_together;

    fn made(difference: &Difference) -> String {
        let charts: Vec<Chart> = charts::difference(difference).into_iter().collect();
        page(difference, &charts).render()
    }

    #[test]
    fn the_page_tells_the_change_and_every_part() {
        let difference = difference_sample::difference(5);
        let html = made(&difference);
        for group in &difference.groups {
            assert!(html.contains(&capitalize(&name_difference(group, &difference))), "{}", group.name());
        }
        let change = difference.change().unwrap();
        assert!(html.contains(&keep_together(&money_with_error(change.change.mean.abs(), change.change.se))));
        assert_eq!((html.matches("<h1").count(), html.matches("<figure").count()), (1, 1));
    }

    #[test]
    fn hostile_text_is_shown_and_not_run() {
        let mut difference = difference_sample::difference(3);
        let name = "<script>alert(1)</script>\u{202E}<img src=x>";
        for text in [&mut difference.a.name, &mut difference.b.title, &mut difference.a.digest] {
            name.clone_into(text);
        }
        difference.warnings = vec![name.to_owned()];
        for group in &mut difference.groups {
            group.reason = Some(name.to_owned());
            name.clone_into(&mut group.items[0].path);
            name.clone_into(&mut group.items[0].a);
        }
        let html = made(&difference);
        assert_eq!(html.matches("<script").count(), 1);
        assert!(!html.contains("<img") && !html.contains('\u{202E}') && html.contains("&lt;script&gt;"));
    }
}
