//! What a decision found, in sentences; each with how sure it is.

use super::gains::describe_gains;
use super::information_tables::find_worth_knowing;
use super::tables::{describe_threshold, name, name_event, name_rule, name_value, name_world};
use crate::analysis::decision::search::SearchAxis;
use crate::analysis::decision::{AcrossWorlds, Decision, InputInformation, Rule, World};
use crate::analysis::evidence::FALSE_DISCOVERY_RATE;
use crate::normal::{self, Level};
use crate::report::narrative::Finding;
use crate::report::words::{capitalize, join_list, spell_count};
use crate::text::numbers::{
    Figure, count, figure, interval, money_with_error, percent, probability, rounded_count, rounded_money, write_row,
};
use crate::text::paths;
use crate::text::phrases::format_quantity;

/// More simulations than anyone runs.
const TOO_MANY: f64 = 1e8;

/// The findings, the recommendation first.
pub(super) fn findings(decision: &Decision) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(decision.across.as_ref().map(|across| describe_across(decision, across)));
    for world in &decision.worlds {
        let mut of_world = describe_world(decision, world);
        if decision.worlds.len() > 1
            && let Some(first) = of_world.first_mut()
        {
            first.headline = format!("{}: {}", name_world(world), first.headline);
            of_world.truncate(1);
        }
        found.extend(of_world);
    }
    found.extend(decision.search.as_ref().map(|_| describe_search(decision)).into_iter().flatten());
    found
}

/// What was found in one world, the recommendation first.
pub(in crate::report) fn describe_world(decision: &Decision, world: &World) -> Vec<Finding> {
    let mut found = vec![recommend(decision, world)];
    found.extend(describe_criteria(decision, world));
    found.extend(describe_gains(decision, world));
    found.extend(describe_switches(decision, world));
    found.push(describe_information(decision, world));
    found.extend(describe_waiting(decision, world));
    found
}

pub(super) fn quote(name: &str) -> String {
    format!("“{name}”")
}

/// Which choice to take, and how sure that is.
fn recommend(decision: &Decision, world: &World) -> Finding {
    let of = &world.recommendation;
    let best = quote(&name(decision, of.best));
    let value = capitalize(&name_value(decision));
    let Some(figures) = world.figures(of.best) else { return Finding::new(best, "") };
    let mean = figures.value.mean.map_or(String::new(), |mean| money_with_error(mean, figures.value.se));
    let [low, high] = write_row(&figures.value, [Figure::P5, Figure::P95]);
    let range = if low == high {
        format!("{value} under it: {mean}.")
    } else {
        format!("{value} under it: {mean} on average, {low} to {high} (5% to 95%).")
    };
    let same = match of.same.as_slice() {
        [] => String::new(),
        same => {
            let names: Vec<String> = same.iter().map(|&choice| quote(&name(decision, choice))).collect();
            format!(" {} and {best} are worth the same in every simulation.", join_list(&names))
        }
    };
    let Some(next) = of.next else {
        return Finding::new(format!("All strategies are worth the same in every simulation: {mean}."), range);
    };
    let (lead, se) = world.measure_lead(of.best, next).unwrap_or((0.0, None));
    if !of.close.is_empty() {
        let rivals = std::iter::once(&of.best).chain(&of.close).map(|&choice| quote(&name(decision, choice)));
        let rivals: Vec<String> = rivals.collect();
        let how = match of.needed.filter(|needed| *needed <= TOO_MANY) {
            Some(needed) => format!("About {} simulations would tell.", rounded_count(1.1 * needed)),
            None => "More simulations would not tell in reasonable time.".to_owned(),
        };
        return Finding::new(
            format!("Too close to call between {}.", join_list(&rivals)),
            format!(
                "On average {best} is worth {} more than {}, which is within simulation error. {how} {range}{same}",
                money_with_error(lead, se),
                quote(&name(decision, next))
            ),
        );
    }
    let doubt = 1.0 - of.confidence.unwrap_or(0.0);
    let sure = if doubt < 0.001 { "more than 99.9%".to_owned() } else { percent(of.confidence.unwrap_or(0.0), 0.001) };
    let Some((pair, turned)) = world.pair(next, of.best) else { return Finding::new(best, range) };
    let better = if turned { pair.first_better } else { pair.second_better };
    let ties = if pair.same.probability > 0.0 {
        format!(", and worth the same in {}", probability(pair.same))
    } else {
        String::new()
    };
    let often = match figures.best.probability {
        p if p >= 1.0 => "In every simulation".to_owned(),
        _ => format!("In {} of simulations", probability(figures.best)),
    };
    Finding::new(
        format!(
            "{best} is worth the most on average: {} more than {}, the next.",
            money_with_error(lead, se),
            quote(&name(decision, next))
        ),
        format!(
            "It is {sure} certain, as far as simulation error goes, that no other strategy has the greater mean. Simulation by simulation it is \
             better than {} in {} (95% interval {}){ties}. {often} no strategy is worth more. {range}{same}",
            quote(&name(decision, next)),
            probability(better),
            interval(better)
        ),
    )
}

/// Which criteria choose otherwise.
fn describe_criteria(decision: &Decision, world: &World) -> Option<Finding> {
    let best = world.recommendation.best;
    // The greatest loss in any simulation hangs on one simulation: it stands in the table, and counts neither for nor against.
    let compared = |rule: Rule| !matches!(rule, Rule::Mean | Rule::MinimaxRegret);
    let others: Vec<_> = world.criteria.iter().filter(|criterion| compared(criterion.rule)).collect();
    if others.is_empty() || world.recommendation.next.is_none() {
        return None;
    }
    let against: Vec<_> = others.iter().filter(|c| c.choice != best && c.stands).collect();
    let write = |rule: Rule, figure: f64| match rule {
        Rule::Satisficing => percent(figure, 0.001),
        _ => rounded_money(figure, None),
    };
    if against.is_empty() {
        return Some(Finding::new(
            format!(
                "By none of these {} other criteria is a strategy ahead of {} beyond simulation error.",
                spell_count(others.len()),
                quote(&name(decision, best))
            ),
            format!(
                "They are the mean of the worst 5%, the 5% quantile and the probability of reaching {}.",
                describe_threshold(decision.threshold)
            ),
        ));
    }
    let told: Vec<String> = against
        .iter()
        .map(|c| {
            format!(
                "By {} it is {}: {} versus {}.",
                name_rule(c.rule, decision.threshold),
                quote(&name(decision, c.choice)),
                write(c.rule, c.figure),
                write(c.rule, c.recommended)
            )
        })
        .collect();
    let count = against.len();
    Some(Finding::new(
        format!(
            "{} of {} other criteria {} another strategy.",
            capitalize(&spell_count(count)),
            spell_count(others.len()),
            if count == 1 { "prefers" } else { "prefer" }
        ),
        told.join(" "),
    ))
}

/// Where the answer changes.
fn describe_switches(decision: &Decision, world: &World) -> Option<Finding> {
    let input = |path: &str| world.information.inputs.iter().find(|input| input.path == path);
    let told: Vec<String> = world
        .switches
        .iter()
        .map(|switch| {
            let dimension = input(&switch.path).and_then(|input| input.dimension);
            let (below, above) = (quote(&name(decision, switch.below)), quote(&name(decision, switch.above)));
            format!(
                "{below} is best while {} is below about {}; above it {above} is.",
                paths::describe_input(&switch.path, &world.scenario),
                format_quantity(switch.value, dimension)
            )
        })
        .collect();
    match told.as_slice() {
        // Where it is too close to call which is best, an input that tips the balance says no more.
        _ if !world.recommendation.close.is_empty() || world.information.inputs.is_empty() => None,
        [] => Some(Finding::new(
            format!(
                "No single uncertain input changes the choice of {} within its range.",
                quote(&name(decision, world.recommendation.best))
            ),
            "One input at a time, all others as uncertain as they are; a change is named only where it stands beyond chance.",
        )),
        told => Some(Finding::new("What would change the answer:", told.join(" "))),
    }
}

/// What it would pay most to learn.
fn describe_information(decision: &Decision, world: &World) -> Finding {
    let of = &world.information;
    let (of_inputs, of_events) = find_worth_knowing(of);
    let mut told: Vec<(f64, String, String)> = Vec::new();
    for (input, _) in of.inputs.iter().zip(of_inputs).filter(|(_, stands)| *stands) {
        told.push(describe_input_worth(world, input));
    }
    for (event, _) in of.events.iter().zip(of_events).filter(|(_, stands)| *stands) {
        let branches: Vec<String> = event
            .branches
            .iter()
            .map(|branch| format!("{}: {}", branch.outcome, quote(&name(decision, branch.choice))))
            .collect();
        let worth = money_with_error(event.worth.estimate, Some(event.worth.se));
        let title = name_event(&event.label, event.market.as_deref());
        told.push((event.worth.estimate, title, format!("is worth {worth} ({})", branches.join("; "))));
    }
    told.sort_by(|a, b| b.0.total_cmp(&a.0));
    let perfect = format!(
        "Knowing everything, chance included, would be worth {}: more than anyone can learn.",
        money_with_error(of.perfect.estimate, Some(of.perfect.se))
    );
    if of.perfect.estimate <= 0.0 {
        let best = quote(&name(decision, world.recommendation.best));
        return Finding::new(
            format!(
                "Knowing more before the choice is worth nothing: no strategy is worth more than {best} in any simulation."
            ),
            "",
        );
    }
    match told.as_slice() {
        [] => {
            let unseen = describe_unseen(decision, world).unwrap_or_default();
            Finding::new(
                "Knowing no single input or event beforehand is worth more than chance explains.",
                format!("{unseen}{perfect}"),
            )
        }
        [(_, first, _), ..] => {
            let details: Vec<String> =
                told.iter().take(3).map(|(_, title, worth)| format!("{} {worth}.", capitalize(title))).collect();
            Finding::new(
                format!("What pays most to know before choosing: {first}."),
                format!("{} {perfect}", details.join(" ")),
            )
        }
    }
}

/// Below which worth so many simulations show nothing: that of an input that changes the choice in one tenth of its range alone, where it would stand out
/// among all that were looked at. What changes the choice in more of its range must be worth more.
fn describe_unseen(decision: &Decision, world: &World) -> Option<String> {
    let (_, se) = world.measure_lead(world.recommendation.best, world.recommendation.next?)?;
    let looked_at = world.information.inputs.len() + world.information.events.len();
    let errors = normal::quantile(Level::new(1.0 - 0.5 * FALSE_DISCOVERY_RATE / looked_at.max(1) as f64));
    let least = errors * 0.1_f64.sqrt() * se.filter(|se| *se > 0.0)?;
    Some(format!(
        "A worth below about {} cannot be seen in {} simulations. ",
        rounded_money(least, Some(least)),
        count(decision.replications)
    ))
}

fn describe_input_worth(world: &World, input: &InputInformation) -> (f64, String, String) {
    let worth = input.learned.worth;
    let written = money_with_error(worth.estimate, Some(worth.se));
    (worth.estimate, paths::describe_input(&input.path, &world.scenario), format!("is worth {written}"))
}

/// What waiting brings or costs the recommended choice; of others nobody asks.
fn describe_waiting(decision: &Decision, world: &World) -> Option<Finding> {
    let waiting = world.waiting.iter().find(|waiting| waiting.choice == world.recommendation.best)?;
    let mean = waiting.difference.mean?;
    let size = money_with_error(mean.abs(), waiting.difference.se);
    let effect = match mean {
        _ if waiting.difference.is_noise() => "changes its value by no more than simulation error".to_owned(),
        mean if mean > 0.0 => format!("adds {size} to its value"),
        _ => format!("costs {size} of its value"),
    };
    let days = count(waiting.days.round() as u64);
    let begun = quote(&name(decision, waiting.choice));
    Some(Finding::new(format!("Beginning {begun} {days} days later {effect}."), ""))
}

/// The choice over all worlds.
fn describe_across(decision: &Decision, across: &AcrossWorlds) -> Finding {
    let place = |choice: usize| across.choices.iter().position(|&c| c == choice).unwrap_or(0);
    let (robust, cautious) = (across.minimax_regret, across.maximin);
    let regret = rounded_money(across.worst_regret[place(robust)], None);
    let least = rounded_money(across.least[place(cautious)], None);
    let mut details = Vec::new();
    let best_in: Vec<String> = decision
        .worlds
        .iter()
        .map(|world| {
            let close = if world.recommendation.close.is_empty() { "" } else { ", too close to call" };
            format!("{} ({}{close})", quote(&name(decision, world.recommendation.best)), name_world(world))
        })
        .collect();
    details.push(format!("Best on average by world: {}.", join_list(&best_in)));
    let among = format!("Over the {} worlds", spell_count(decision.worlds.len()));
    let (robust_name, rival) = (quote(&name(decision, robust)), across.find_rival_in_regret(&decision.worlds));
    let least_regret = match rival {
        Some(rival) => format!(
            "which has the least of the worst regrets, {robust_name} ({regret}) or {}, is too close to call",
            quote(&name(decision, rival))
        ),
        None => format!("{robust_name} has the least of the worst regrets: {regret} at most"),
    };
    let headline = match across.best_expected {
        Some(best) => {
            let expected = rounded_money(across.expected[place(best)], None);
            if let Some(worth) = across.information {
                details.push(format!(
                    "Knowing the world before the choice would be worth {}.",
                    rounded_money(worth, None)
                ));
            }
            details.push(format!("{}.", capitalize(&least_regret)));
            match across.find_rival_in_value(&decision.worlds) {
                Some(rival) => format!(
                    "{among}, by the weights given, {} ({expected} expected) and {} are too close to call.",
                    quote(&name(decision, best)),
                    quote(&name(decision, rival))
                ),
                None => format!(
                    "{among}, by the weights given, {} is worth the most: {expected} expected.",
                    quote(&name(decision, best))
                ),
            }
        }
        None => format!("{among} {least_regret}."),
    };
    details.push(format!("The greatest of the least values is that of {}: {least}.", quote(&name(decision, cautious))));
    if across.choices.len() < decision.choices.len() {
        let left = decision.choices.len() - across.choices.len();
        let (count, verb) = (capitalize(&spell_count(left)), if left == 1 { "is" } else { "are" });
        details.push(format!("{count} of the strategies {verb} not in every world, and left out of this."));
    }
    Finding::new(headline, details.join(" "))
}

/// What the search found.
fn describe_search(decision: &Decision) -> Option<Finding> {
    let search = decision.search.as_ref()?;
    let scenario = &decision.worlds.first()?.scenario;
    let strategy =
        decision.choices.get_index_of(&search.strategy).map_or(search.strategy.clone(), |c| name(decision, c));
    let values: Vec<String> = search
        .axes
        .iter()
        .zip(&search.best)
        .map(|(axis, value)| {
            format!("{} {}", paths::describe_input(&axis.path, scenario), format_quantity(*value, axis.dimension))
        })
        .collect();
    let flat: Vec<String> = search
        .axes
        .iter()
        .map(|axis| {
            let [low, high] = axis.flat.map(|value| format_quantity(value, axis.dimension));
            let name = paths::describe_input(&axis.path, scenario);
            if low == high { format!("{name} {low}") } else { format!("{name} from {low} to {high}") }
        })
        .collect();
    let is_end =
        |(axis, value): (&SearchAxis, &f64)| axis.range.iter().any(|end| (end - value).abs() <= 1e-9 * end.abs());
    let at_end = if search.axes.iter().zip(&search.best).any(is_end) {
        " It lies at the end of a range searched: a wider one may hold a better."
    } else {
        ""
    };
    let gain = &search.gain;
    let written = figure(gain, Figure::Mean);
    let mean = gain.mean.unwrap_or(0.0);
    let size = money_with_error(mean.abs(), gain.se);
    let headline = if gain.is_noise() {
        format!("No value of the inputs searched improves “{strategy}” beyond simulation error.")
    } else if mean > 0.0 {
        format!("“{strategy}” gains {size} with {}.", join_list(&values))
    } else {
        format!("What the search found for “{strategy}” does not hold on other random draws: it loses {size}.")
    };
    Some(Finding::new(
        headline,
        format!(
            "Best on the draws searched: {}.{at_end} Within simulation error as good on the grid: {}. Checked with seed {}: {written} on average \
             against the strategy as the file has it.",
            join_list(&values),
            join_list(&flat),
            search.check_seed
        ),
    ))
}
