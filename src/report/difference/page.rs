//! The page of a difference.

use maud::{Markup, html};

use crate::analysis::{Change, Difference, DifferenceGroup, ExplainedFigure};
use crate::charts::Chart;
use crate::report::page::{Column, Entry, Grid, Section, figures, page_shell};
use crate::report::warnings::warnings_markup;
use crate::report::words::{join_list, name_market, unbroken};
use crate::text::clean::clean;
use crate::text::names::decapitalize;
use crate::text::numbers::signed_money;
use crate::text::numbers::{count, known_error, last_place, money, money_with_error, whole_percent};

/// Parts told in sentences.
const TOLD: usize = 3;

/// The page.
pub(super) fn page(difference: &Difference, charts: &[Chart]) -> String {
    let [a, b] = names(difference);
    let sections = [
        Section::new("findings", "Findings", findings(difference)),
        Section::new("charts", "From one to the other", figures(charts)),
        Section::new("tables", "What differs, and what it brings", tables(difference)),
        Section::new("limits", "How this is computed", method(difference)),
        Section::new("provenance", "Provenance", provenance(difference)),
    ];
    page_shell(
        &format!("From {a} to {b}"),
        &difference.version,
        &header(difference),
        &key_figures(difference),
        &sections,
    )
}

fn names(difference: &Difference) -> [String; 2] {
    [&difference.a.name, &difference.b.name].map(|name| clean(name))
}

/// What a figure of the difference is called.
fn called(difference: &Difference, figure: &str) -> String {
    match (&difference.home, figure) {
        (Some(home), "value_abroad") => format!("Value outside {}", name_market(home)),
        (None, "value_abroad") => "Value outside home".to_owned(),
        _ => "Value".to_owned(),
    }
}

fn written(figure: ExplainedFigure) -> String {
    money_with_error(figure.mean, figure.se)
}

fn header(difference: &Difference) -> Markup {
    let [a, b] = names(difference);
    html! {
        p.question dir="auto" { b { "A, " bdi { (a) } } ": " (clean(&difference.a.title)) }
        p.question dir="auto" { b { "B, " bdi { (b) } } ": " (clean(&difference.b.title)) }
        p.meta { (count(difference.replications)) " simulations of each mixture, on the same random draws" }
    }
}

fn key_figures(difference: &Difference) -> Markup {
    html! { dl.key { @if let Some(change) = difference.change() {
        @for (word, text) in [("In A", written(change.a)), ("In B", written(change.b)), ("Change", signed_money(change.change.mean, change.change.se))] {
            div { dt { (word) } dd { span.figure { (text) } span.range { (called(difference, &difference.headline)) ", mean ± standard error" } } }
        }
    } } }
}

fn findings(difference: &Difference) -> Markup {
    let told: Vec<(String, String)> = difference
        .change()
        .map(|change| [total(difference, change)].into_iter().chain(parts(difference)).collect())
        .unwrap_or_default();
    html! {
        ul.findings { @for (headline, detail) in told { li dir="auto" { b { (unbroken(&headline)) } p { (unbroken(&detail)) } } } }
        (warnings_markup(&difference.warnings))
    }
}

fn total(difference: &Difference, change: &Change) -> (String, String) {
    let [a, b] = names(difference);
    let what = called(difference, &difference.headline);
    let ExplainedFigure { mean, se } = change.change;
    let headline = if change.within_noise {
        format!("{what} in {a} and in {b} is too close to call: a change of {}.", signed_money(mean, se))
    } else {
        let way = if mean > 0.0 { "more" } else { "less" };
        format!("{what} is {} {way} in {b} than in {a}.", money_with_error(mean.abs(), se))
    };
    let interval = known_error(mean, se).map(|error| {
        let [low, high] = [mean - 1.96 * error, mean + 1.96 * error].map(|v| money(v, last_place(mean, se)));
        format!("; the 95% interval of the change is {low} to {high}")
    });
    (
        headline,
        format!(
            "On average it is {} in {a} and {} in {b}{}.",
            written(change.a),
            written(change.b),
            interval.unwrap_or_default()
        ),
    )
}

/// The largest parts, and what is left.
fn parts(difference: &Difference) -> Vec<(String, String)> {
    let figure = &difference.headline;
    let leading: Vec<&DifferenceGroup> = difference.leading().into_iter().take(TOLD).collect();
    let told = leading.iter().map(|group| {
        let brought = group.brought(figure);
        let share = brought.share.map(|share| format!(", {} of the change", share_of(share))).unwrap_or_default();
        let [a, b] = group.said().map(|said| clean(&said));
        let headline = format!("{} brings {}{share}.", clean(&group.name()), signed_money(brought.mean, brought.se));
        (headline, format!("In A: {a}. In B: {b}."))
    });
    let mut out: Vec<(String, String)> = told.collect();
    let others = || difference.groups.iter().filter(|group| !leading.iter().any(|told| std::ptr::eq(*told, *group)));
    let rest: Vec<String> = others().map(|g| clean(&g.name())).collect();
    if !rest.is_empty() {
        let sum: f64 = others().map(|g| g.brought(figure).mean).sum();
        let what = if leading.is_empty() { "All of it together" } else { "All else together" };
        out.push((format!("{what} brings {}.", signed_money(sum, None)), format!("That is {}.", join_list(&rest))));
    }
    out
}

fn share_of(share: f64) -> String {
    if share < 0.0 { format!("−{}", whole_percent(-share)) } else { whole_percent(share) }
}

fn tables(difference: &Difference) -> Markup {
    let mut columns: Vec<Column> = ["What differs", "In A", "In B"].map(Column::words).into_iter().collect();
    for figure in difference.figures.keys() {
        columns.push(Column::figures(&format!("Brings to {}", decapitalize(&called(difference, figure)))));
        columns.push(Column::figures("Share of the change"));
    }
    let row = |group: &DifferenceGroup| {
        let words = [group.name(), group.said()[0].clone(), group.said()[1].clone()];
        let mut row: Vec<Entry> = words.iter().map(|text| Entry::name(text)).collect();
        for figure in difference.figures.keys() {
            let brought = group.brought(figure);
            row.push(Entry::figure(html! { (signed_money(brought.mean, brought.se)) }, Some(brought.mean)));
            row.push(brought.share.map_or_else(Entry::missing, |s| Entry::figure(html! { (share_of(s)) }, Some(s))));
        }
        row
    };
    let together = difference.groups.iter().filter_map(|g| Some((clean(&g.name()), clean(g.reason.as_ref()?))));
    let together: Vec<(String, String)> = together.collect();
    html! {
        (Grid {
            label: "Every difference, with what it brings".to_owned(),
            caption: "Dollars at the start: mean ± its standard error over the same histories; shares are left out where the change is within the noise".to_owned(),
            class: "",
            id: "",
            columns,
            rows: difference.groups.iter().map(row).collect(),
        }.markup())
        @if !together.is_empty() {
            h3 { "Exchanged together" }
            ul { @for (name, reason) in together { li { bdi { (name) } ": " (reason) } } }
        }
    }
}

fn method(difference: &Difference) -> Markup {
    let found = difference.method;
    html! { ul {
        li { "What the two scenarios differ in was exchanged step by step, in mixtures of both that were each simulated on the same luck. \
              What a difference brings is its Shapley value: the mean of what its exchange changes over all orders in which the exchange can be made, so that \
              the parts add up to the change in every history, and what two differences bring only together is shared between them." }
        li { @match found.order_pairs {
            Some(pairs) => { (2 * pairs) " orders were sampled for each thousand histories, in pairs of an order and its reverse; the standard errors hold the noise of that." }
            None => { "All " (found.mixtures) " mixtures were simulated; nothing was sampled but the histories." }
        } }
        li { "Standard errors measure the noise of simulating " (count(difference.replications)) " histories, and say nothing of whether either scenario is right." }
        li { "Labels, titles, sources and strategies that neither scenario follows do not count as differences." }
    } }
}

fn provenance(difference: &Difference) -> Markup {
    html! {
        dl.provenance {
            dt { "Made by" } dd { "marketgate " (clean(&difference.version)) }
            @for (letter, side) in [("A", &difference.a), ("B", &difference.b)] {
                dt { (letter) ", " bdi { (clean(&side.name)) } }
                dd { "strategy " bdi { (clean(&side.strategy)) } ", digest " code { (clean(&side.digest)) } }
            }
            dt { "Random numbers" } dd { "seed " (difference.seed) ", " (count(difference.replications)) " replications of each mixture" }
        }
        p.note { "Beside this page: " code { "difference.json" } " (every figure), " code { "difference.csv" } " (the table above), " code { "charts/" } "." }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{self, difference_sample};

    fn made(difference: &Difference) -> String {
        let charts: Vec<Chart> = charts::difference(difference).unwrap().into_iter().collect();
        page(difference, &charts)
    }

    #[test]
    fn the_page_tells_the_change_and_every_part() {
        let difference = difference_sample::difference(5);
        let html = made(&difference);
        for group in &difference.groups {
            assert!(html.contains(&clean(&group.name())), "{}", group.name());
        }
        let change = difference.change().unwrap();
        assert!(html.contains(&unbroken(&money_with_error(change.change.mean.abs(), change.change.se))));
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
