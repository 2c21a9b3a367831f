//! What to look at first: the few places that matter most for this result, chosen from its numbers.

use maud::{Markup, html};

use crate::analysis::{MarketSummary, Summary};
use crate::charts::Chart;
use crate::charts::numbers::{Figure, count, figure, month_year, percent, with_error};

use super::super::inputs::InputRow;
use super::super::narrative::{all_or_nothing, parts};
use super::super::words::{part, share_less, the, unbroken};
use super::doubts::{drawn_off, unsettled};
use super::fans::Fans;
use super::inputs::Tally;
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
        drawn_off(&page),
        unsettled(&page),
        largest_part(&page),
        hardest_hit(&page),
        later(&page),
        humps(&page),
        few_sales(&page),
        bad_history(&page),
        tail(&page),
        assumptions(inputs),
        distribution(&page),
    ]
    .into_iter()
    .flatten()
    .collect();
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    html! { ol.pointers { @for p in found.iter().take(MOST) {
        li dir="auto" { (unbroken(&p.why)) " " a href=(format!("#{}", p.link)) { (p.word) } }
    } } }
}

fn largest_part(page: &Page<'_>) -> Option<Pointer> {
    let summary = page.summary;
    let (key, value) = *parts(summary).first()?;
    let written = with_error(value, summary.bridge_se.get(key).copied());
    let net = summary.loss.mean.filter(|loss| *loss > 0.0 && value < 0.0);
    let share = net.map(|loss| format!(", {} of all that measures cost", percent(-value / loss, 0.01)));
    Some(Pointer {
        weight: 10.0,
        why: format!("The largest part of the difference is {}: {written}{}.", part(key), share.unwrap_or_default()),
        link: page.place("bridge", "tables"),
        word: "From the baseline to value",
    })
}

fn lost(market: &MarketSummary) -> f64 {
    market.baseline_value.mean.unwrap_or_default() - market.value.mean.unwrap_or_default()
}

fn hardest_hit(page: &Page<'_>) -> Option<Pointer> {
    let summary = page.summary;
    let all = summary.loss.mean.filter(|loss| *loss > 0.0)?;
    let (key, market) = summary.markets.iter().max_by(|a, b| lost(a.1).total_cmp(&lost(b.1)))?;
    let share = lost(market) / all;
    let which = match share {
        s if s > 0.995 => "All that measures cost".to_owned(),
        s if s > 0.5 => format!("Most of what measures cost, {},", percent(s, 0.01)),
        s => format!("The largest share of what measures cost, {},", percent(s, 0.01)),
    };
    (summary.markets.len() > 1 && share > 0.0).then(|| Pointer {
        weight: 9.0,
        why: format!(
            "{} is lost in {}: value there runs from {} to {} (5% to 95%), against {} on average without measures.",
            which,
            the(&market.name),
            figure(&market.value, Figure::P5),
            figure(&market.value, Figure::P95),
            figure(&market.baseline_value, Figure::Mean),
        ),
        link: page.fan(key, "retention-"),
        word: "Its users over time",
    })
}

fn later(page: &Page<'_>) -> Option<Pointer> {
    let summary = page.summary;
    (summary.terminal_share > MUCH_LATER).then(|| Pointer {
        weight: 8.0,
        why: format!(
            "{} of mean value lies beyond {}: it rests on growth and margins that nobody has seen yet.",
            percent(summary.terminal_share, 0.01),
            month_year(summary.scenario.end)
        ),
        link: "limits".to_owned(),
        word: "What the model leaves out",
    })
}

fn humps(page: &Page<'_>) -> Option<Pointer> {
    let market = page.summary.markets.get(&page.summary.main_market)?;
    all_or_nothing(market).then(|| Pointer {
        weight: 7.0,
        why: format!(
            "Users of {} mostly stay or are lost, so that its median and its 5% quantile tell two stories.",
            the(&market.name)
        ),
        link: page.fan(&page.summary.main_market, "vs-baseline-"),
        word: "Its users against the baseline",
    })
}

fn few_sales(page: &Page<'_>) -> Option<Pointer> {
    let sold = page.summary.markets.values().filter(|m| (1..FEW_SALES).contains(&m.sale_price.count));
    let market = sold.max_by(|a, b| lost(a).total_cmp(&lost(b)))?;
    Some(Pointer {
        weight: 7.5,
        why: format!("Only {} sales stand behind the prices of {}.", count(market.sale_price.count), the(&market.name)),
        link: page.place("sale-prices", "tables"),
        word: "Prices",
    })
}

fn bad_history(page: &Page<'_>) -> Option<Pointer> {
    let (number, story) = page.summary.stories.iter().enumerate().find(|(_, s)| s.quantile < 0.35)?;
    if story.value > 0.98 * story.baseline_value {
        return None;
    }
    let [value, baseline] = [story.value, story.baseline_value].map(|v| with_error(v, None));
    let less = share_less(story.value, story.baseline_value, &baseline);
    Some(Pointer {
        weight: 6.5,
        why: format!(
            "How it goes wrong, told day by day: a history at the {} quantile, worth {value}, {less}.",
            percent(story.quantile, 0.01)
        ),
        link: format!("story-{}", number + 1),
        word: "A bad history",
    })
}

fn tail(page: &Page<'_>) -> Option<Pointer> {
    let loss = &page.summary.loss;
    let (worst, mean) = (loss.es5?, loss.mean.filter(|m| *m > 0.0)?);
    (worst > 2.0 * mean).then(|| Pointer {
        weight: 6.0,
        why: format!(
            "In the worst twentieth of histories measures take {} on average, {} times the mean.",
            figure(loss, Figure::Es5),
            crate::charts::numbers::number(worst / mean, 0.1)
        ),
        link: page.place("loss-exceedance", "chart-value"),
        word: "How often the loss exceeds how much",
    })
}

fn assumptions(inputs: &[InputRow]) -> Option<Pointer> {
    let tally = Tally::of(inputs);
    (tally.uncertain > 0 && 2 * tally.assumed > tally.uncertain).then(|| Pointer {
        weight: 5.5,
        why: format!(
            "{} of {} uncertain inputs are assumptions, with no source behind them.",
            tally.assumed, tally.uncertain
        ),
        link: "inputs".to_owned(),
        word: "Every input",
    })
}

fn distribution(page: &Page<'_>) -> Option<Pointer> {
    let value = super::super::narrative::leading(page.summary).0;
    value.p5?;
    Some(Pointer {
        weight: 1.0,
        why: format!(
            "No single figure will come true: value runs from {} to {} (5% to 95%).",
            figure(value, Figure::P5),
            figure(value, Figure::P95)
        ),
        link: page.place("value", "tables"),
        word: "The distribution of value",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::{render, sample};

    fn written(summary: &Summary) -> String {
        let charts = render(summary).unwrap();
        let (fans, _) = Fans::among(&charts);
        pointers(summary, &[], &fans, &charts).into_string()
    }

    #[test]
    fn what_matters_most_comes_first() {
        let mut summary = sample::summary();
        let html = written(&summary);
        assert!((3..=MOST).contains(&html.matches("<li ").count()), "{html}");
        assert!(
            html.starts_with(
                "<ol class=\"pointers\"><li dir=\"auto\">The largest part of the difference is blocked markets"
            ),
            "{html}"
        );
        assert!(html.contains("href=\"#chart-bridge\"") && html.contains("lies beyond Aug 2025"), "{html}");
        summary.value_abroad.se = Some(5e9);
        assert!(
            written(&summary)
                .contains("<li dir=\"auto\">With 10,000 histories mean value is known to\u{a0}±\u{a0}8% only")
        );
    }

    #[test]
    fn an_input_drawn_off_is_named_and_chance_is_not() {
        let mut summary = sample::summary();
        summary.inputs.values_mut().for_each(|f| f.drawn_below = f.asked_below);
        assert!(!written(&summary).contains("not drawn"));
        summary.inputs.get_mut("markets.m7.arpu").unwrap().drawn_below[2] = 0.47;
        assert!(
            written(&summary).contains("Markets.m7.arpu was not drawn as asked for: a share of draws is off by 3.0%")
        );
    }

    #[test]
    fn a_quiet_run_still_points_somewhere() {
        let mut summary = sample::with_markets(1, "Only");
        summary.bridge.values_mut().for_each(|v| *v = 0.0);
        summary.loss = crate::analysis::Estimate::default();
        summary.terminal_share = 0.0;
        assert!(written(&summary).contains("No single figure will come true"));
    }
}
