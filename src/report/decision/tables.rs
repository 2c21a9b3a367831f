//! Tables of a decision.

use crate::analysis::decision::search::Search;
use crate::analysis::decision::{
    AcrossWorlds, ChoicePair, Decision, Information, InputInformation, Rule, Threshold, World,
};
use crate::analysis::evidence::find_differences;
use crate::analysis::{Dominance, Interval, Order, StudiedScenario};
use crate::report::cells::{figure_cells, mean_cell, probability_cell};
use crate::report::words::{capitalize, name_market};
use crate::table::{Cell, Column, Table, Unit};
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, day, money_with_error, percent, rounded_money, signed_money};
use crate::text::phrases::format_quantity;
use crate::text::{paths, states};

/// Name of a choice, for people.
pub(super) fn name(decision: &Decision, choice: usize) -> String {
    clean(decision.choice_name(choice))
}

/// What is decided by, for people: "value outside China".
pub(in crate::report) fn name_value(decision: &Decision) -> String {
    match decision.worlds.first().and_then(|world| world.scenario.home.as_deref()) {
        Some(home) if decision.measure == "value_abroad" => format!("value outside {}", name_market(home)),
        _ => "value".to_owned(),
    }
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
        format!("Worse than {}", name(decision, best)),
        format!("Reaches {}", describe_threshold(decision.threshold)),
        "Users of baseline".to_owned(),
        format!("Keeps {}", name_market(market)),
        "Best in".to_owned(),
    ];
    let caption = format!(
        "{}: {} by strategy, dollars, on the same random draws. Worst 5%: expected shortfall. Users of baseline: in % of those with no government \
         action, at the horizon. Best in: simulations in which no other strategy is worth more",
        name_world(world),
        name_value(decision)
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
         probability that the strategy is better, the same and worse",
        capitalize(&name_value(decision)),
        name(decision, best)
    );
    Table::new(caption, columns, world.ranked().into_iter().filter(|&c| c != best).filter_map(row))
}

fn describe_dominance(decision: &Decision, pair: &ChoicePair) -> String {
    let (choice, order) = match pair.dominance {
        Dominance::First(order) => (pair.first, order),
        Dominance::Second(order) => (pair.second, order),
        Dominance::Alike => return "none: alike".to_owned(),
        Dominance::Neither => return "none".to_owned(),
    };
    let order = match order {
        Order::Stochastic => "first order",
        Order::RiskAverse => "second order",
    };
    format!("{} dominates, {order}", name(decision, choice))
}

/// What each strategy forgoes, simulation by simulation.
pub(super) fn opportunity_loss(decision: &Decision, world: &World) -> Table {
    let row = |choice: usize| {
        let figures = world.figures(choice)?;
        let regret = figures.regret;
        let efficient =
            figures.dominated_by.map_or("yes".to_owned(), |by| format!("no: {} dominates it", name(decision, by)));
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
                   error. Efficient: no other strategy is better for all who want more and dislike risk";
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
            Cell::money(part.contribution).with_text(signed_money(part.contribution, None)),
        ]
    });
    let market = world.scenario.markets.get(&world.main_market).map_or("the main market", String::as_str);
    let caption = format!(
        "How {} ends under “{best}” and under “{next}”: probability, mean difference in value there, and their product, which sums to the \
         whole difference, dollars",
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

/// What it would be worth to know the outcome of each event, and the choice given it.
pub(super) fn events(decision: &Decision, world: &World) -> Table {
    let mut events: Vec<_> = world.information.events.iter().collect();
    events.sort_by(|a, b| b.worth.estimate.total_cmp(&a.worth.estimate));
    let rows = events.into_iter().flat_map(|event| {
        event.branches.iter().enumerate().map(move |(number, branch)| {
            let first = number == 0;
            let title = name_event(&event.label, event.market.as_deref());
            let date = event.date.map_or(String::new(), |date| format!(" ({})", day(date)));
            vec![
                Cell::text(if first { format!("{title}{date}") } else { String::new() }),
                if first { worth_cell(event.worth) } else { Cell::text("") },
                Cell::text(branch.outcome.clone()),
                probability_cell(branch.probability),
                Cell::text(name(decision, branch.choice)),
                branch.lead.map_or(Cell::MISSING, worth_cell),
                Cell::money(branch.control).with_text(signed_money(branch.control, None)),
            ]
        })
    });
    let best = name(decision, world.recommendation.best);
    let columns = [
        Column::from("Event"),
        Column::right("Worth knowing"),
        Column::from("Outcome"),
        Column::right("Probability"),
        Column::from("Best choice then"),
        Column::right(format!("Lead of {best}")),
        Column::right("Bringing it about"),
    ];
    let caption = format!(
        "What it would be worth to know an event's outcome before the choice, dollars ± standard error; the best choice given each outcome; the \
         lead of “{best}” over the best other there; and what it would be worth to bring the outcome about"
    );
    Table::new(caption, columns, rows)
}

/// Events that cannot be learnt.
pub(super) fn refused(world: &World) -> Table {
    let rows = world
        .information
        .refused
        .iter()
        .map(|event| [&event.label, &event.name, &event.reason].map(|text| Cell::text(clean(text))).to_vec());
    Table::new("Events whose outcome is not valued, and why", ["Event", "Name", "Why"], rows)
}

/// Which inputs and which events are worth knowing beyond chance, of all that were looked at.
pub(super) fn find_worth_knowing(information: &Information) -> (Vec<bool>, Vec<bool>) {
    let inputs = information.inputs.iter().map(|input| &input.learned.worth);
    let events = information.events.iter().map(|event| &event.worth);
    let worths: Vec<_> = inputs.chain(events).map(|worth| (worth.estimate.max(0.0), Some(worth.se))).collect();
    let mut of_inputs = find_differences(&worths);
    let of_events = of_inputs.split_off(information.inputs.len());
    (of_inputs, of_events)
}

/// What it would be worth to know each input that is worth knowing beyond chance, and where the choice changes; none where no input is.
pub(super) fn inputs(decision: &Decision, world: &World) -> Option<Table> {
    let (stands, _) = find_worth_knowing(&world.information);
    let changes = |input: &InputInformation| world.switches.iter().any(|switch| switch.path == input.path);
    let told = world.information.inputs.iter().zip(stands).filter(|(input, stands)| *stands || changes(input));
    let mut told: Vec<_> = told.map(|(input, _)| input).collect();
    told.sort_by(|a, b| b.learned.worth.estimate.total_cmp(&a.learned.worth.estimate));
    let rest = match world.information.inputs.len() - told.len() {
        0 => String::new(),
        1 => "; one more input is worth nothing beyond simulation error".to_owned(),
        n => format!(
            "; {} more inputs are worth nothing beyond simulation error (inputs.csv lists them)",
            count(n as u64)
        ),
    };
    let rows: Vec<Vec<Cell>> = told
        .into_iter()
        .map(|input| {
            let switches: Vec<String> = world
                .switches
                .iter()
                .filter(|switch| switch.path == input.path)
                .map(|switch| {
                    let value = format_quantity(switch.value, input.dimension);
                    format!("{} below {value}, {} above", name(decision, switch.below), name(decision, switch.above))
                })
                .collect();
            let switches = if switches.is_empty() { "none within its range".to_owned() } else { switches.join("; ") };
            vec![
                Cell::text(paths::describe_input(&input.path, &world.scenario)),
                worth_cell(input.learned.worth),
                input.learned.lead.map_or(Cell::MISSING, worth_cell),
                Cell::text(switches),
            ]
        })
        .collect();
    let columns = [
        Column::from("Input"),
        Column::right("Worth knowing"),
        Column::right("Least lead"),
        Column::from("Switching value"),
    ];
    let caption = format!(
        "What it would be worth to know an input before the choice, dollars ± standard error; the least lead of “{}” in any tenth of its range; \
         the value at which the best choice changes, where that stands beyond chance{rest}",
        name(decision, world.recommendation.best)
    );
    (!rows.is_empty()).then(|| Table::new(caption, columns, rows))
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
