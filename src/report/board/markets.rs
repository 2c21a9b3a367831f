//! Value by market, and what is lost of it.

use maud::{Markup, html};

use super::bars::{Axis, Stretch};
use super::where_lost::list_losses;
use crate::analysis::{MarketSummary, Summary};
use crate::charts::style::{FAN_MEDIAN, GAIN, LOSS};
use crate::text::clean::clean;
use crate::text::numbers::{Figure, figure, is_always_nothing, is_nothing, spoken_percent};

use super::super::narrative::place_of_value;

/// The figure: a row a market but home, the most valuable first.
pub(super) fn render_markets(summary: &Summary) -> Markup {
    let mut losses = list_losses(summary);
    losses.retain(|(market, loss, _)| !is_nothing(*loss) || !is_always_nothing(&market.baseline_value));
    if losses.len() < 2 {
        return html! {};
    }
    let baseline = |market: &MarketSummary| market.baseline_value.mean.unwrap_or(0.0);
    losses.sort_by(|a, b| baseline(b.0).total_cmp(&baseline(a.0)));
    let amounts = losses.iter().flat_map(|(market, ..)| [market.value.mean, market.baseline_value.mean]).flatten();
    let axis = Axis::span_amounts(amounts);
    let outside = place_of_value(summary);
    let gains = losses.iter().any(|(market, loss, _)| *loss < 0.0 && !market.loss.is_noise());
    html! {
        div.panel {
            h3 { "Value and loss by market" (outside) }
            table.bars.two {
                caption { "Mean value (blue) and what is lost against no government action (rust" @if gains { "; pale blue: what is gained" } "), by value with no government action" @if asks_of_markets(summary) { "; what a market does to the others is not in it" } }
                thead.unseen { tr { th scope="col" { "Market" } th scope="col" { "Drawing" } th scope="col" { "Value, of what it would be" } } }
                tbody { @for (market, ..) in &losses { (render_row(market, axis, summary)) } }
            }
        }
    }
}

/// Whether the question is which markets are worth having: then how often each loses money is told beside its mean.
fn asks_of_markets(summary: &Summary) -> bool {
    summary.scenario.report.answers == "markets"
}

fn render_row(market: &MarketSummary, axis: Axis, summary: &Summary) -> Markup {
    let (value, baseline) = (market.value.mean.unwrap_or(0.0), market.baseline_value.mean.unwrap_or(0.0));
    let bar = |from: f64, to: f64, colour, opacity| Stretch { from, to, colour, opacity, height: 0.75 };
    let stretches = if value <= baseline {
        vec![bar(0.0, value, GAIN, 1.0), bar(value.max(0.0), baseline, LOSS, 0.6)]
    } else {
        vec![bar(0.0, baseline, GAIN, 1.0), bar(baseline, value, GAIN, 0.4)]
    };
    let is_main = summary.markets.get(&summary.main_market).is_some_and(|main| std::ptr::eq(main, market));
    let mark = [(value, FAN_MEDIAN)];
    let note = if market.is_blocked_at_start() { Some("blocked before the start") } else { None };
    html! {
        tr.main[is_main] {
            th scope="row" { (clean(&market.name)) @if let Some(note) = note { small { (note) } } }
            td.drawing { (axis.draw(&stretches, if value < 0.0 { &mark } else { &[] })) }
            td {
                b { (figure(&market.value, Figure::Mean)) } " of " (figure(&market.baseline_value, Figure::Mean))
                @if let Some(loses) = asks_of_markets(summary).then_some(market.negative_value).flatten() {
                    small { "loses money in " (spoken_percent(loses.probability)) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn every_market_but_home_has_a_row_with_its_figures() {
        let summary = sample::summary();
        let page = render_markets(&summary).into_string();
        assert_eq!(page.matches("<th scope=\"row\">").count(), summary.markets.len() - 1);
        assert!(page.contains("United States") && !page.contains(">China<"), "{page}");
        let us = &summary.markets["us"];
        let figures =
            format!("<b>{}</b> of {}", figure(&us.value, Figure::Mean), figure(&us.baseline_value, Figure::Mean));
        assert!(page.contains(&figures), "{page}");
    }

    #[test]
    fn one_market_alone_is_not_split() {
        assert!(render_markets(&sample::with_markets(1, "Only")).into_string().is_empty());
    }
}
