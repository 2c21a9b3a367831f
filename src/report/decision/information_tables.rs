//! Tables of what it would be worth to know, or to bring about.

use super::tables::{name, name_event, worth_cell};
use crate::analysis::decision::{Decision, EventInformation, Information, InputInformation, World};
use crate::analysis::evidence::find_differences;
use crate::report::cells::probability_cell;
use crate::table::{Cell, Column, Table};
use crate::text::clean::clean;
use crate::text::numbers::{count, day, signed_money};
use crate::text::paths;
use crate::text::phrases::format_quantity;

/// What it would be worth to know the outcome of each event or to bring it about, and the choice given it, of events in which either is more than chance
/// explains; none where none is.
pub(super) fn events(decision: &Decision, world: &World) -> Option<Table> {
    let all = &world.information.events;
    let (_, is_worth_knowing) = find_worth_knowing(&world.information);
    let stands = find_worth_bringing_about(all);
    let told = all.iter().zip(is_worth_knowing).zip(&stands);
    let mut told: Vec<(&EventInformation, bool, &Vec<bool>)> = told
        .filter(|((_, knowing), branches)| *knowing || branches.contains(&true))
        .map(|((event, knowing), branches)| (event, knowing, branches))
        .collect();
    told.sort_by(|a, b| b.0.worth.estimate.total_cmp(&a.0.worth.estimate));
    let left = match all.len() - told.len() {
        0 => String::new(),
        1 => "; one more event is worth no more than chance explains, known or brought about".to_owned(),
        n => format!("; {n} more events are worth no more than chance explains, known or brought about"),
    };
    let rows = told.iter().flat_map(|&(event, is_worth_knowing, stands)| {
        event.branches.iter().enumerate().map(move |(number, branch)| {
            let first = number == 0;
            let title = name_event(&event.label, event.market.as_deref());
            let date = event.date.map_or(String::new(), |date| format!(" ({})", day(date)));
            let worth = if is_worth_knowing { worth_cell(event.worth) } else { Cell::text("within chance") };
            let control = Cell::money(branch.control).with_text(signed_money(branch.control, branch.control_se));
            vec![
                Cell::text(if first { format!("{title}{date}") } else { String::new() }),
                if first { worth } else { Cell::text("") },
                Cell::text(branch.outcome.clone()),
                probability_cell(branch.probability),
                Cell::text(name(decision, branch.choice)),
                branch.lead.map_or(Cell::MISSING, worth_cell),
                if stands[number] { control } else { Cell::text("within chance") },
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
         lead of “{best}” over the best other there; and what it would be worth to bring the outcome about, each simulation against its own baseline{left}"
    );
    let rows: Vec<Vec<Cell>> = rows.collect();
    (!rows.is_empty()).then(|| Table::new(caption, columns, rows))
}

/// By event, which outcomes it would be worth bringing about, or preventing, beyond chance, of all that were looked at.
fn find_worth_bringing_about(events: &[EventInformation]) -> Vec<Vec<bool>> {
    let branches = events.iter().flat_map(|event| &event.branches);
    let figures: Vec<(f64, Option<f64>)> = branches.map(|branch| (branch.control, branch.control_se)).collect();
    let mut stands = find_differences(&figures).into_iter();
    events.iter().map(|event| stands.by_ref().take(event.branches.len()).collect()).collect()
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
