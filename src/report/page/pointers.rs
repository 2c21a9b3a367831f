//! What to look at first: the few places that matter most for this result, chosen from its numbers.

use maud::{Markup, html};

use crate::analysis::{Estimate, MarketSummary, Summary};
use crate::charts::Chart;
use crate::text::numbers::{
    Figure, count, figure, is_constant, is_nothing, money_with_error, month_year, number, percent, write_row,
};

use super::super::inputs::InputRow;
use super::super::narrative::{all_or_nothing, list_parts};
use super::super::words::{keep_together, name_market, name_part, share_less};
use super::doubts::{point_at_draws, point_at_noise};
use super::fans::Fans;
use super::inputs::Tally;
use super::limits::share_of_value;
use super::pointer::{Page, Pointer};

/// A page has no more of them than a reader keeps in mind.
const MOST: usize = 5;
/// Fewer sales say little of a price.
const FEW_SALES: u64 = 200;
/// A larger part of value after the horizon is worth a warning.
pub(super) const MUCH_LATER: f64 = 0.6;

/// The list.
pub(super) fn pointers(summary: &Summary, inputs: &[InputRow], fans: &Fans<'_>, charts: &[Chart]) -> Markup {
    let page = Page { summary, fans, charts };
    let mut found: Vec<Pointer> = [
        point_at_draws(&page),
        point_at_noise(&page),
        point_at_bridge(&page),
        point_at_market(&page),
        point_at_horizon(&page),
        point_at_split(&page),
        point_at_sales(&page),
        point_at_story(&page),
        point_at_tail(&page),
        point_at_assumptions(inputs),
        point_at_value(&page),
    ]
    .into_iter()
    .flatten()
    .collect();
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    html! { ol.pointers { @for p in found.iter().take(MOST) {
        li dir="auto" { (keep_together(&p.why)) " " a href=(format!("#{}", p.link)) { (p.word) } }
    } } }
}

/// Where a figure lies: `$21bn to $110bn (5% to 95%)`, or the one figure that it is.
fn write_range(estimate: &Estimate) -> String {
    let [low, high] = write_row(estimate, [Figure::P5, Figure::P95]);
    if low == high { low } else { format!("{low} to {high} (5% to 95%)") }
}

fn point_at_bridge(page: &Page<'_>) -> Option<Pointer> {
    let summary = page.summary;
    let (key, value) = *list_parts(summary).first()?;
    let written = money_with_error(value, summary.bridge_se.get(key).copied());
    // Where others bring gains, a part may be more than the whole.
    let net = summary.loss.mean.filter(|loss| !is_nothing(*loss) && value < 0.0 && -value <= *loss);
    let share = net.map(|loss| format!(", {} of the loss", percent(-value / loss, 0.01)));
    Some(Pointer::new(
        10.0,
        format!("The largest part of the difference is {}: {written}{}.", name_part(key), share.unwrap_or_default()),
        page.place("bridge", "tables"),
        "From the baseline to value",
    ))
}

fn mean_loss(market: &MarketSummary) -> f64 {
    market.baseline_value.mean.unwrap_or_default() - market.value.mean.unwrap_or_default()
}

fn point_at_market(page: &Page<'_>) -> Option<Pointer> {
    let summary = page.summary;
    let all = summary.loss.mean.filter(|loss| *loss > 0.0 && !is_nothing(*loss))?;
    let (key, market) = summary.markets.iter().max_by(|a, b| mean_loss(a.1).total_cmp(&mean_loss(b.1)))?;
    let share = mean_loss(market) / all;
    let which = match share {
        s if s > 1.005 => "More than the whole loss (other markets gain)".to_owned(),
        s if s > 0.995 => "The whole loss".to_owned(),
        s if s > 0.5 => format!("Most of the loss, {},", percent(s, 0.01)),
        s => format!("The largest share of the loss, {},", percent(s, 0.01)),
    };
    (summary.markets.len() > 1 && share > 0.0).then(|| {
        Pointer::new(
            9.0,
            format!(
                "{} lies in {}: value there is {}, against {} on average with no government action.",
                which,
                name_market(&market.name),
                write_range(&market.value),
                figure(&market.baseline_value, Figure::Mean),
            ),
            page.fan(key, "retention-"),
            "Its users over time",
        )
    })
}

fn point_at_horizon(page: &Page<'_>) -> Option<Pointer> {
    let summary = page.summary;
    (summary.terminal_share > MUCH_LATER).then(|| {
        Pointer::new(
            8.0,
            format!(
                "{} of mean value is cash after {}: it rests on growth and margins that nobody has seen yet.",
                share_of_value(summary.terminal_share),
                month_year(summary.scenario.end)
            ),
            "limits",
            "What the model leaves out",
        )
    })
}

fn point_at_split(page: &Page<'_>) -> Option<Pointer> {
    let market = page.summary.markets.get(&page.summary.main_market)?;
    all_or_nothing(market).then(|| {
        Pointer::new(
            7.0,
            format!(
                "Users of {} are mostly kept or mostly lost: read the whole distribution, not its mean.",
                name_market(&market.name)
            ),
            page.fan(&page.summary.main_market, "vs-baseline-"),
            "Its users against the baseline",
        )
    })
}

fn point_at_sales(page: &Page<'_>) -> Option<Pointer> {
    let sold = page.summary.markets.values().filter(|m| (1..FEW_SALES).contains(&m.sale_price.count));
    let market = sold.max_by(|a, b| mean_loss(a).total_cmp(&mean_loss(b)))?;
    Some(Pointer::new(
        7.5,
        match market.sale_price.count {
            1 => format!("Only one sale stands behind the prices of {}.", name_market(&market.name)),
            n => format!("Only {} sales stand behind the prices of {}.", count(n), name_market(&market.name)),
        },
        page.place("sale-prices", "tables"),
        "Prices",
    ))
}

fn point_at_story(page: &Page<'_>) -> Option<Pointer> {
    let (number, story) = page.summary.stories.iter().enumerate().find(|(_, s)| s.quantile < 0.35)?;
    if story.value > 0.98 * story.baseline_value {
        return None;
    }
    if is_constant(super::super::narrative::leading(page.summary).0) {
        return None;
    }
    let [value, baseline] = [story.value, story.baseline_value].map(|v| money_with_error(v, None));
    let less = share_less(story.value, story.baseline_value, &baseline);
    Some(Pointer::new(
        6.5,
        format!(
            "How it goes wrong, told day by day: the simulation at the {} quantile of value, worth {value}, {less}.",
            percent(story.quantile, 0.01)
        ),
        format!("story-{}", number + 1),
        "A bad simulation",
    ))
}

fn point_at_tail(page: &Page<'_>) -> Option<Pointer> {
    let loss = &page.summary.loss;
    let (worst, mean) = (loss.es5?, loss.mean.filter(|m| *m > 0.0)?);
    (worst > 2.0 * mean).then(|| {
        Pointer::new(
            6.0,
            format!(
                "In the worst 5% of simulations the loss averages {}, {} times the mean.",
                figure(loss, Figure::Es5),
                number(worst / mean, 0.1)
            ),
            page.place("loss-exceedance", "chart-value"),
            "How often the loss exceeds how much",
        )
    })
}

fn point_at_assumptions(inputs: &[InputRow]) -> Option<Pointer> {
    let tally = Tally::of(inputs);
    (tally.uncertain > 0 && 2 * tally.assumed > tally.uncertain).then(|| {
        Pointer::new(
            5.5,
            match (tally.assumed, tally.uncertain) {
                (1, 1) => "The one uncertain input is an assumption, with no source behind it.".to_owned(),
                (1, all) => format!("1 of {all} uncertain inputs is an assumption, with no source behind it."),
                (some, all) => format!("{some} of {all} uncertain inputs are assumptions, with no source behind them."),
            },
            "inputs",
            "Every input",
        )
    })
}

fn point_at_value(page: &Page<'_>) -> Option<Pointer> {
    let value = super::super::narrative::leading(page.summary).0;
    value.p5?;
    let why = if value.count < 2 || is_constant(value) {
        format!("Value is {} in every simulation.", figure(value, Figure::Mean))
    } else {
        format!("No single figure will come true: value is {}.", write_range(value))
    };
    Some(Pointer::new(1.0, why, page.place("value", "tables"), "The distribution of value"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{render, sample};

    fn rendered(summary: &Summary) -> String {
        let charts = render(summary).unwrap();
        let (fans, _) = Fans::among(&charts);
        pointers(summary, &[], &fans, &charts).into_string()
    }

    #[test]
    fn what_matters_most_comes_first() {
        let mut summary = sample::summary();
        let html = rendered(&summary);
        assert!((3..=MOST).contains(&html.matches("<li ").count()), "{html}");
        assert!(
            html.starts_with(
                "<ol class=\"pointers\"><li dir=\"auto\">The largest part of the difference is blocked markets"
            ),
            "{html}"
        );
        assert!(html.contains("href=\"#chart-bridge\"") && html.contains("is cash after Aug 2025"), "{html}");
        summary.value_abroad.se = Some(5e9);
        assert!(
            rendered(&summary)
                .contains("<li dir=\"auto\">With 10,000 simulations mean value is known to\u{a0}±\u{a0}8% only")
        );
    }

    #[test]
    fn an_input_drawn_off_is_named_and_chance_is_not() {
        let mut summary = sample::summary();
        summary.inputs.values_mut().for_each(|f| f.drawn_below = f.asked_below);
        assert!(!rendered(&summary).contains("not drawn"));
        summary.inputs.get_mut("markets.m7.arpu").unwrap().drawn_below[2] = 0.47;
        assert!(
            rendered(&summary).contains("Markets.m7.arpu was not drawn as asked for: a share of draws is off by 3.0%")
        );
    }

    #[test]
    fn a_quiet_run_still_points_somewhere() {
        let mut summary = sample::with_markets(1, "Only");
        summary.bridge.values_mut().for_each(|v| *v = 0.0);
        summary.loss = crate::analysis::Estimate::default();
        summary.terminal_share = 0.0;
        assert!(rendered(&summary).contains("No single figure will come true"));
    }
}
