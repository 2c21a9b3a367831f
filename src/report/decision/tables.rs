//! Tables of a decision.

use crate::analysis::decision::search::Search;
use crate::analysis::decision::{AcrossWorlds, ChoicePair, Decision, Rule, Threshold, World};
use crate::analysis::{Dominance, Interval, Order, StudiedScenario};
use crate::report::cells::{figure_cells, mean_cell, probability_cell};
use crate::report::words::{capitalize, name_market};
use crate::table::{Cell, Column, Table, Unit};
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, money_with_error, percent, rounded_money, signed_money};
use crate::text::phrases::{format_quantity, locate_studied};
use crate::text::{paths, states};

/// Name of a choice, for people.
pub(super) fn name(decision: &Decision, choice: usize) -> String {
    clean(decision.choice_name(choice))
}

/// What is decided by, for people: "value outside China".
pub(in crate::report) fn name_value(decision: &Decision) -> String {
    let first = decision.worlds.first().filter(|_| decision.measure == "value_abroad");
    let place = first.and_then(|world| locate_studied(&world.scenario, name_market));
    place.map_or_else(|| "value".to_owned(), |place| format!("value {place}"))
}

/// What is to be reached, for people.
pub(super) fn describe_threshold(threshold: Threshold) -> String {
    match threshold {
        Threshold::Dollars(dollars) => rounded_money(dollars, None),
        Threshold::ShareOfBaseline(share) => format!("{} of the value with no government action", percent(share, 0.01)),
    }
}

/// Title of a world, and of others that are the same.
pub(super) fn name_world(world: &World) -> String {
    clean(&world.scenario.title)
}

/// Strategies, the greatest mean first.
pub(super) fn strategies(decision: &Decision, world: &World) -> Table {
    let best = world.recommendation.best;
    let row = |choice: usize| {
        let figures = world.figures(choice)?;
        let mut cells = vec![Cell::text(name(decision, choice)), mean_cell(&figures.value)];
        cells.extend(figure_cells(&figures.value, [Figure::P5, Figure::P95, Figure::Es5]));
        cells.push(if choice == best { Cell::text("–") } else { probability_cell(figures.worse_than_recommended) });
        cells.push(probability_cell(figures.reaches));
        cells.extend(figure_cells(&figures.users, [Figure::Mean]));
        let market = figures.kept.get(&world.main_market);
        cells.push(market.map_or(Cell::MISSING, |kept| probability_cell(*kept)));
        cells.push(probability_cell(figures.best));
        Some(cells)
    };
    let market = world.scenario.markets.get(&world.main_market).map_or("main market", String::as_str);
    let figures = [
        "Mean ± error".to_owned(),
        "5%".to_owned(),
        "95%".to_owned(),
        "Worst 5%".to_owned(),
        "Worse than the best".to_owned(),
        format!("Reaches {}", describe_threshold(decision.threshold)),
        "Users of baseline".to_owned(),
        format!("Keeps {}, whole or in part", name_market(market)),
        "Best in".to_owned(),
    ];
    let caption = format!(
        "{}: {} by strategy, dollars, on the same random draws. Worst 5%: expected shortfall. Worse than the best: simulations in which it is worth less than {}. Users of baseline: \
         outside the home market, where there is one, in % of those with no government action, at the horizon. Best in: simulations in which no other strategy is worth more; ties \
         count for each",
        name_world(world),
        name_value(decision),
        name(decision, best)
    );
    let columns = std::iter::once(Column::from("Strategy")).chain(figures.map(Column::right));
    Table::new(caption, columns, world.ranked().into_iter().filter_map(row))
}

/// Chance of keeping each market.
pub(super) fn kept_markets(decision: &Decision, world: &World) -> Table {
    let markets: Vec<&String> =
        world.figures(world.recommendation.best).map(|figures| figures.kept.keys().collect()).unwrap_or_default();
    let row = |choice: usize| {
        let figures = world.figures(choice)?;
        let kept = markets.iter().map(|key| figures.kept.get(*key).map_or(Cell::MISSING, |p| probability_cell(*p)));
        Some(std::iter::once(Cell::text(name(decision, choice))).chain(kept).collect())
    };
    let names = markets.iter().map(|key| Column::right(world.scenario.markets.get(*key).map_or(key.as_str(), |n| n)));
    let columns = std::iter::once(Column::from("Strategy")).chain(names);
    let caption =
        "Probability of keeping each market: at the horizon the app is open there, wholly or in part the owner's";
    Table::new(caption, columns, world.ranked().into_iter().filter_map(row))
}

/// Every strategy against the recommended one.
pub(super) fn differences(decision: &Decision, world: &World) -> Table {
    let best = world.recommendation.best;
    let row = |choice: usize| {
        let (pair, turned) = world.pair(choice, best)?;
        let (mean, se) = world.measure_lead(choice, best)?;
        let (better, worse) =
            if turned { (pair.second_better, pair.first_better) } else { (pair.first_better, pair.second_better) };
        Some(vec![
            Cell::text(name(decision, choice)),
            Cell::money(mean).with_text(signed_money(mean, se)),
            probability_cell(better),
            probability_cell(pair.same),
            probability_cell(worse),
            Cell::text(describe_dominance(decision, pair)),
        ])
    };
    let figures = ["Difference ± error", "Better", "Same", "Worse"].map(Column::right);
    let columns = std::iter::once(Column::from("Strategy")).chain(figures).chain([Column::from("Dominance")]);
    let caption = format!(
        "{} less that of “{}”, simulation by simulation on the same random draws, dollars; ± the standard error of paired differences; \
         probability that the strategy is better, the same and worse. Dominance: which of the two falls short of no level of value more often (first \
         order) or, for the risk-averse, by more on average (second order), beyond simulation error; beyond the levels named too few simulations tell",
        capitalize(&name_value(decision)),
        name(decision, best)
    );
    Table::new(caption, columns, world.ranked().into_iter().filter(|&c| c != best).filter_map(row))
}

/// Which of the two is at no level of value worse beyond simulation error, and between which levels that can be told.
fn describe_dominance(decision: &Decision, pair: &ChoicePair) -> String {
    let (choice, order) = match pair.dominance {
        Dominance::First(order) => (pair.first, order),
        Dominance::Second(order) => (pair.second, order),
        Dominance::Alike => return "none: alike".to_owned(),
        Dominance::Neither => return "none".to_owned(),
    };
    let order = match order {
        Order::Stochastic => "nowhere worse",
        Order::RiskAverse => "nowhere worse for the risk-averse",
    };
    let levels = pair.judged.map_or(String::new(), |[low, high]| {
        format!(" from {} to {}", rounded_money(low, None), rounded_money(high, None))
    });
    format!("{} {order}{levels}", name(decision, choice))
}

/// What each strategy forgoes, simulation by simulation.
pub(super) fn opportunity_loss(decision: &Decision, world: &World) -> Table {
    let row = |choice: usize| {
        let figures = world.figures(choice)?;
        let regret = figures.regret;
        let efficient =
            figures.dominated_by.map_or("yes".to_owned(), |by| format!("no: {} is nowhere worse", name(decision, by)));
        Some(vec![
            Cell::text(name(decision, choice)),
            Cell::money(regret.mean).with_text(money_with_error(regret.mean, regret.se)),
            Cell::known(regret.p90, Unit::Dollars),
            Cell::money(regret.worst),
            probability_cell(figures.best),
            Cell::text(efficient),
        ])
    };
    let figures = ["Expected", "90% quantile", "Worst", "Probability of being best"].map(Column::right);
    let columns = std::iter::once(Column::from("Strategy")).chain(figures).chain([Column::from("Efficient")]);
    let caption = "Opportunity loss: what the best strategy of the same simulation, known only afterwards, is worth more, dollars; ± standard \
                   error. Efficient: no other strategy is better somewhere, and nowhere worse beyond simulation error, for all who want more and dislike risk";
    Table::new(caption, columns, world.ranked().into_iter().filter_map(row))
}

/// What a criterion is called.
pub(super) fn name_rule(rule: Rule, threshold: Threshold) -> String {
    match rule {
        Rule::Mean => "mean value".to_owned(),
        Rule::ExpectedShortfall => "expected shortfall, the mean of the worst 5%".to_owned(),
        Rule::LowQuantile => "5% quantile".to_owned(),
        Rule::MinimaxRegret => "the least of the greatest opportunity losses in any simulation".to_owned(),
        Rule::Satisficing => format!("probability of reaching {}", describe_threshold(threshold)),
    }
}

/// Choices by several criteria.
pub(super) fn criteria(decision: &Decision, world: &World) -> Table {
    let best = world.recommendation.best;
    let rows = world.criteria.iter().map(|criterion| {
        let write = |figure: f64| match criterion.rule {
            Rule::Satisficing => Cell::share(figure),
            _ => Cell::money(figure),
        };
        let stands = match (criterion.choice == best, criterion.stands) {
            (true, _) => "as by the mean",
            (false, true) => "beyond simulation error",
            (false, false) if criterion.rule == Rule::MinimaxRegret => "a single simulation decides it",
            (false, false) => "within simulation error",
        };
        vec![
            Cell::text(name_rule(criterion.rule, decision.threshold)),
            Cell::text(name(decision, criterion.choice)),
            write(criterion.figure),
            write(criterion.recommended),
            Cell::text(stands),
        ]
    });
    let figures = ["Its figure".to_owned(), name(decision, best)].map(Column::right);
    let columns = ["Criterion", "Choice"].map(Column::from).into_iter().chain(figures).chain([Column::from("Lead")]);
    Table::new("What each criterion chooses, and its figure against that of the recommended strategy", columns, rows)
}

/// What makes the difference between the best strategy and the next.
pub(super) fn contribution(decision: &Decision, world: &World) -> Option<Table> {
    let of = world.contribution.as_ref()?;
    let (best, next) = (name(decision, of.best), name(decision, of.next));
    let rows = of.parts.iter().map(|part| {
        let ending = |key: &str| Cell::text(states::state_word(key));
        vec![
            ending(&part.best),
            ending(&part.next),
            probability_cell(part.probability),
            Cell::money(part.difference).with_text(signed_money(part.difference, None)),
            Cell::money(part.contribution).with_text(signed_money(part.contribution, part.se)),
        ]
    });
    let market = world.scenario.markets.get(&world.main_market).map_or("the main market", String::as_str);
    let caption = format!(
        "How {} ends under “{best}” and under “{next}”: probability, mean difference in value there, and their product ± standard error, which \
         sums to the whole difference, dollars",
        name_market(market)
    );
    let words = [format!("Under {best}"), format!("Under {next}")].map(Column::from);
    let figures = ["Probability", "Difference there", "Contribution"].map(Column::right);
    Some(Table::new(caption, words.into_iter().chain(figures), rows))
}

/// An amount with its error.
pub(super) fn worth_cell(worth: Interval) -> Cell {
    Cell::money(worth.estimate).with_text(money_with_error(worth.estimate, Some(worth.se)))
}

/// An event with its market.
pub(super) fn name_event(label: &str, market: Option<&str>) -> String {
    market.map_or_else(|| clean(label), |market| format!("{}, {}", clean(label), clean(market)))
}

/// The same choices, made later.
pub(super) fn waiting(decision: &Decision, world: &World) -> Option<Table> {
    let rows = world.waiting.iter().map(|waiting| {
        let later = format!("{}, {} days later", name(decision, waiting.choice), count(waiting.days.round() as u64));
        let mean = waiting.difference.mean.unwrap_or(0.0);
        vec![
            Cell::text(later),
            Cell::money(mean).with_text(signed_money(mean, waiting.difference.se)),
            Cell::text(if waiting.difference.is_noise() { "within simulation error" } else { "" }),
        ]
    });
    let columns = [Column::from("Choice"), Column::right("Difference ± error"), Column::from("")];
    let caption = "Value of the same choice made later, less that of the choice, on the same random draws, dollars";
    (!world.waiting.is_empty()).then(|| Table::new(caption, columns, rows))
}

/// The points of a search: its surface.
pub(super) fn search(search: &Search, scenario: &StudiedScenario) -> Table {
    let rows = search.points.iter().map(|point| {
        let values = point.values.iter().zip(&search.axes);
        let mut row: Vec<Cell> =
            values.map(|(value, axis)| Cell::figure(format_quantity(*value, axis.dimension), *value)).collect();
        row.push(Cell::money(point.mean));
        row.push(Cell::money(point.lag).with_text(signed_money(point.lag, point.se)));
        row
    });
    let names = search.axes.iter().map(|axis| Column::right(capitalize(&paths::describe_input(&axis.path, scenario))));
    let caption = format!(
        "Mean value at each point of the grid, over {} simulations, and what it lags behind the best of them on the same random draws, dollars ± \
         standard error",
        count(search.simulations)
    );
    Table::new(caption, names.chain(["Mean value", "Lag ± error"].map(Column::right)), rows)
}

/// Choices against worlds: regret of means.
pub(super) fn regrets(decision: &Decision, across: &AcrossWorlds) -> Table {
    let row = |(place, &choice): (usize, &usize)| {
        let mut cells = vec![Cell::text(name(decision, choice))];
        for (world, regret) in decision.worlds.iter().zip(&across.regrets[place]) {
            let figure = world.figures(choice).map_or(Cell::MISSING, |figures| mean_cell(&figures.value));
            let error = world.measure_lead(world.recommendation.best, choice).and_then(|(_, se)| se);
            let regret =
                if *regret > 0.0 { format!("regret {}", rounded_money(*regret, error)) } else { "best".to_owned() };
            cells.push(figure.with_detail(regret));
        }
        cells.push(Cell::money(across.worst_regret[place]));
        cells.extend(across.expected.get(place).map(|expected| Cell::money(*expected)));
        cells
    };
    let weight = |number: usize| {
        let weight = across.weights.as_ref().and_then(|weights| weights.get(number));
        weight.map(|weight| format!(" ({})", percent(*weight, 0.01))).unwrap_or_default()
    };
    let worlds =
        decision.worlds.iter().enumerate().map(|(number, world)| format!("{}{}", name_world(world), weight(number)));
    let last = std::iter::once("Worst regret").chain((!across.expected.is_empty()).then_some("Expected"));
    let columns =
        std::iter::once(Column::from("Strategy")).chain(worlds.map(Column::right)).chain(last.map(Column::right));
    let caption = format!(
        "Mean {} of each strategy in each world, dollars, and under it what the best strategy of that world is worth more",
        name_value(decision)
    );
    Table::new(caption, columns, across.choices.iter().enumerate().map(row))
}
