//! What the model leaves out, of that what matters for this result.

use maud::{Markup, html};

use crate::analysis::{MarketSummary, Summary};
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, day, figure, interval, percent, probability, write_row_in_whole};

use super::super::inputs::InputRow;
use super::super::narrative::{all_or_nothing, ends, home};
use super::super::words::{capitalize, join_list, name_market};
use super::inputs::Tally;
use super::pointers::MUCH_LATER;

/// The list: what holds for every run stands last.
pub(super) fn limits(summary: &Summary, inputs: &[InputRow]) -> Markup {
    let own = [
        after_the_horizon(summary),
        scheduled(summary),
        prices(summary),
        ways_round(summary),
        humps(summary),
        courts(summary),
        anger(summary),
        structures(summary),
        growth_elsewhere(summary, inputs),
        assumed(inputs),
        contagion(summary),
    ];
    html! {
        ul.limits { @for limit in own.iter().flatten() { li dir="auto" { (limit) } } }
        h3 { "Whatever the result" }
        ul.limits { @for limit in always(summary) { li { (limit) } } }
    }
}

fn always(summary: &Summary) -> [String; 5] {
    [
        format!(
            "Standard errors and intervals measure the noise of simulating {} times. They say nothing of whether the inputs or the \
             rules are right; that is what the spread of each input is for.",
            count(summary.replications)
        ),
        "The owner follows the strategy as written and does not learn on the way; one deal is open at a time.".to_owned(),
        "Rivals appear only as the place where users settle: they neither advertise nor answer.".to_owned(),
        "The discount rate is taken to hold no premium for bans, since the model has the bans; a rate from a market that prices them \
         would count them twice."
            .to_owned(),
        format!("Quantiles are read from a sketch within {} of the figure itself.", percent(summary.quantile_accuracy, 0.0001)),
    ]
}

fn any(summary: &Summary, test: impl Fn(&MarketSummary) -> bool) -> bool {
    summary.markets.values().any(test)
}

fn after_the_horizon(summary: &Summary) -> Option<String> {
    let share = summary.terminal_share;
    let much = if share > MUCH_LATER { "Most of value lies where nothing is simulated: " } else { "" };
    let sold = any(summary, |m| m.sale_price.count > 0);
    let prices = if sold {
        " Prices of sales are not counted in that share, but rest on the same forecast: they are multiples of standalone value."
    } else {
        ""
    };
    (share > 0.0).then(|| {
        format!(
            "{much}{} of mean value is the terminal value, for all that comes after {}.{prices} It goes on from the last day at fixed \
             growth and margins; governments act then at their base rates for ever, and no wave of measures is foreseen there.",
            share_of_value(share),
            day(summary.scenario.end)
        )
    })
}

/// A share of mean value: more than all of it where what comes before is a loss.
pub(super) fn share_of_value(share: f64) -> String {
    match share {
        s if s > 1.005 => format!("More than all ({})", percent(s, 0.01)),
        s if s >= 0.995 => "Nearly all".to_owned(),
        s => percent(s, 0.01),
    }
}

fn scheduled(summary: &Summary) -> Option<String> {
    const NAMED: usize = 6;
    let name = |e: &crate::analysis::EventInfo| {
        let sure = match e.probability.trim() {
            "" | "100%" | "1" | "1.0" => String::new(),
            odds => format!(", with probability {}", clean(odds)),
        };
        format!("{} ({}{sure})", clean(&e.label), day(e.date))
    };
    let mut told: Vec<String> = summary.events.iter().take(NAMED).map(name).collect();
    let more = summary.events.len().saturating_sub(NAMED);
    if more > 0 {
        told.push(format!("{more} more"));
    }
    (!told.is_empty()).then(|| {
        format!("These events are put into the scenario and not forecast: {}. Everything else is.", join_list(&told))
    })
}

fn prices(summary: &Summary) -> Option<String> {
    let sold: Vec<&MarketSummary> = summary.markets.values().filter(|m| m.sale_price.count > 0).collect();
    let price = |m: &MarketSummary| m.sale_price.mean.unwrap_or_default();
    let most = sold.iter().max_by(|a, b| price(a).total_cmp(&price(b)))?;
    Some(format!(
        "Prices are bargained between the owner's other options and the bids, and a bid is standalone value times a drawn multiple: who \
         would bid, and how high, is input. Behind the prices of {} {}. No bidder learns from another's bid, and none gains \
         by waiting for the deadline.",
        name_market(&most.name),
        match most.sale_price.count {
            1 => "stands one sale".to_owned(),
            n => format!("stand {} sales", count(n)),
        }
    ))
}

fn ways_round(summary: &Summary) -> Option<String> {
    let share = |m: &MarketSummary| m.ever_blocked.probability;
    let main = summary.markets.get(&summary.main_market).filter(|m| share(m) > 0.0);
    let most = || summary.markets.values().filter(|m| share(m) > 0.0).max_by(|a, b| share(a).total_cmp(&share(b)));
    let market = main.or_else(most)?;
    let often = match market.ever_blocked {
        p if p.probability < 1.0 => format!("{} of simulations, {}", probability(p), interval(p)),
        _ => "every simulation".to_owned(),
    };
    Some(format!(
        "Where the app is blocked (in {}, in {often}), a share of people goes on by ways round the block. They count as users \
         in every figure here, and earn the owner little; how many they are is input, and enforcement against them is not modelled.",
        name_market(&market.name)
    ))
}

fn humps(summary: &Summary) -> Option<String> {
    let market = summary.markets.get(&summary.main_market)?;
    let [low, middle, high] = write_row_in_whole(&market.vs_baseline, [Figure::P5, Figure::P50, Figure::P95]);
    all_or_nothing(market).then(|| {
        format!(
            "Users of {} are mostly kept or mostly lost, and a mean describes neither. Read the median ({middle} of the baseline) together \
             with the range ({low} to {high}).",
            name_market(&market.name),
        )
    })
}

fn courts(summary: &Summary) -> Option<String> {
    any(summary, |m| ends(m, "stayed").probability > 0.0).then(|| {
        "A court stays or strikes down with a fixed probability, whatever the measure says and whatever courts decided before; each \
         suit is on its own."
            .to_owned()
    })
}

fn anger(summary: &Summary) -> Option<String> {
    let peak = summary.home.as_ref().map(|h| &h.peak_backlash).filter(|e| e.mean.is_some_and(|m| m > 0.0))?;
    let home = name_market(&home(summary)?);
    Some(format!(
        "Anger in {home} over a sale (its mean peak is {}, in units of one affront) makes approval less likely and fades at a fixed rate. \
         {} acts on it by rule: bargains between the governments, over this app or anything else, are not modelled.",
        figure(peak, Figure::Mean),
        capitalize(&home)
    ))
}

fn structures(summary: &Summary) -> Option<String> {
    let met = any(summary, |m| ends(m, "restructured").probability > 0.0)
        || summary.bridge.get("restructuring").is_some_and(|v| *v != 0.0);
    met.then(|| {
        "A structure (a trusted partner, a joint venture) is accepted or not, once; it is not renegotiated, and its partner neither \
         leaves nor competes."
            .to_owned()
    })
}

fn growth_elsewhere(summary: &Summary, inputs: &[InputRow]) -> Option<String> {
    let path = format!("strategies.{}.redeployment", summary.scenario.strategy);
    let redeploys = inputs.iter().any(|input| input.path == path && !matches!(input.p95.as_str(), "0" | "0%"));
    (redeploys && summary.bridge.get("redeployment").is_some_and(|v| *v > 0.0)).then(|| {
        "What the owner no longer spends in lost markets speeds growth in the others by a fixed factor; that the others may be \
         saturated enters only through their ceilings."
            .to_owned()
    })
}

fn assumed(inputs: &[InputRow]) -> Option<String> {
    let tally = Tally::of(inputs);
    (tally.assumed > 0).then(|| {
        format!(
            "{} of {} uncertain inputs {}. Inputs are drawn independently of each other but for the correlations that the scenario \
             states, and for columns of one file of data.",
            tally.assumed,
            tally.uncertain,
            if tally.assumed == 1 { "is an assumption" } else { "are assumptions" }
        )
    })
}

fn contagion(summary: &Summary) -> Option<String> {
    (summary.markets.len() > 1).then(|| {
        "Pressure spreads by fixed links and fades at a fixed rate. Elections, personal ties and wars enter only where the scenario \
         schedules them."
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn limits_follow_the_result() {
        let mut summary = sample::summary();
        let all = limits(&summary, &[]).into_string();
        for part in [
            "Most of value lies",
            "Prices are bargained",
            "Anger in China",
            "A structure",
            "ways round",
            "put into the scenario",
        ] {
            assert!(all.contains(part), "{part}");
        }
        summary.home = None;
        summary.terminal_share = 0.3;
        summary.events.clear();
        summary.bridge.values_mut().for_each(|v| *v = 0.0);
        for market in summary.markets.values_mut() {
            market.sale_price.count = 0;
            market.ever_blocked.probability = 0.0;
            market.outcomes.values_mut().for_each(|p| *p = 0.0);
        }
        let few = limits(&summary, &[]).into_string();
        for part in [
            "Most of value lies",
            "Prices are bargained",
            "Anger",
            "A structure",
            "ways round",
            "put into the scenario",
            "A court",
        ] {
            assert!(!few.contains(part), "{part}");
        }
        assert!(few.contains("30% of mean value is the terminal value"));
    }
}
