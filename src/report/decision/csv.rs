//! A decision as CSV: every figure, exactly.

use crate::analysis::Interval;
use crate::analysis::decision::Decision;
use crate::report::cells::{EXACT_KEYS, exact_figures};
use crate::table::{Cell, Table, Unit};

/// `choices.csv`: every choice in every world.
pub(super) fn list_choices(decision: &Decision) -> Table {
    let mut rows = Vec::new();
    for world in &decision.worlds {
        for (choice, (key, _)) in decision.choices.iter().enumerate() {
            let Some(figures) = world.figures(choice) else { continue };
            let mut row = vec![Cell::text(&*world.scenario.name), Cell::text(&**key)];
            row.extend(exact_figures(&figures.value));
            let regret = figures.regret;
            let money = [figures.value.es5, Some(regret.mean), regret.se, regret.p90, Some(regret.worst)];
            row.extend(money.map(|value| Cell::known(value, Unit::Dollars)));
            let shares = [figures.best, figures.worse_than_recommended, figures.reaches].map(|p| p.probability);
            row.extend(shares.map(Cell::share));
            row.push(Cell::known(figures.users.mean, Unit::Share));
            rows.push(row);
        }
    }
    let names = ["world", "strategy"].into_iter().chain(EXACT_KEYS);
    let more = [
        "es5",
        "regret_mean",
        "regret_se",
        "regret_p90",
        "regret_worst",
        "best",
        "worse_than_recommended",
        "reaches_threshold",
        "users_kept_mean",
    ];
    Table::new("", names.chain(more), rows)
}

/// `pairs.csv`: every two choices of every world.
pub(super) fn list_pairs(decision: &Decision) -> Table {
    let key = |choice: usize| decision.choices.get_index(choice).map_or("", |(key, _)| key);
    let rows = decision.worlds.iter().flat_map(|world| {
        world.pairs.iter().map(move |pair| {
            let mut row =
                vec![Cell::text(&*world.scenario.name), Cell::text(key(pair.first)), Cell::text(key(pair.second))];
            row.extend(exact_figures(&pair.difference));
            row.extend([pair.first_better, pair.second_better, pair.same].map(|p| Cell::share(p.probability)));
            row
        })
    });
    let names = ["world", "first", "second"].into_iter().chain(EXACT_KEYS);
    Table::new("", names.chain(["first_better", "second_better", "same"]), rows)
}

/// `inputs.csv`: what it would be worth to know each input of every world.
pub(super) fn list_inputs(decision: &Decision) -> Table {
    let amounts = |of: Option<Interval>| [of.map(|of| of.estimate), of.map(|of| of.se)];
    let rows = decision.worlds.iter().flat_map(|world| {
        world.information.inputs.iter().map(move |input| {
            let figures = [Some(input.learned.worth), input.learned.lead].into_iter().flat_map(amounts);
            let mut row = vec![Cell::text(&*world.scenario.name), Cell::text(&*input.path)];
            row.extend(figures.map(|dollars| Cell::known(dollars, Unit::Dollars)));
            row
        })
    });
    Table::new("", ["world", "input", "worth_knowing", "worth_knowing_se", "least_lead", "least_lead_se"], rows)
}

/// `events.csv`: what it would be worth to know each event of every world, and to bring each of its outcomes about.
pub(super) fn list_events(decision: &Decision) -> Table {
    let key = |choice: usize| decision.choices.get_index(choice).map_or("", |(key, _)| key);
    let rows = decision.worlds.iter().flat_map(|world| {
        let events = world.information.events.iter();
        let branches = events.flat_map(|event| event.branches.iter().map(move |branch| (event, branch)));
        branches.map(move |(event, branch)| {
            let mut row = [&world.scenario.name, &event.name, &branch.outcome].map(|text| Cell::text(&**text)).to_vec();
            row.push(Cell::share(branch.probability.probability));
            row.push(Cell::text(key(branch.choice)));
            let money = [Some(event.worth.estimate), Some(event.worth.se), Some(branch.control), branch.control_se];
            row.extend(money.map(|dollars| Cell::known(dollars, Unit::Dollars)));
            row
        })
    });
    let names = ["world", "event", "outcome", "probability", "choice", "worth_knowing", "worth_knowing_se"];
    Table::new("", names.into_iter().chain(["worth_bringing_about", "worth_bringing_about_se"]), rows)
}
