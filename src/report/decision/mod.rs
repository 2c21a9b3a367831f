//! The results of `decide`: sentences, tables, page.

mod csv;
mod gains;
mod information_tables;
mod narrative;
mod page;
mod tables;

pub(super) use narrative::describe_world;
pub(super) use tables::name_value;

use super::page::Page;
use super::study::Study;
use super::terminal::{drop_details, join_parts, pick_columns, print_table};
use crate::analysis::decision::{DECISION_FORMAT, Decision, World};
use crate::charts::{self, Chart, ChartError};
use crate::table::Table;

/// Name of the folder in which a decision over several files lies, and the end of that over one; no scenario may have it.
pub const DECISION: &str = "decision";

/// Columns of the table of strategies that stand beside one another on a terminal: those of value, then those of users and of what
/// is reached.
const VALUE: [usize; 7] = [0, 1, 2, 3, 4, 5, 9];
const USERS: [usize; 4] = [0, 6, 7, 8];

impl Study for Decision {
    const SAVED: &'static str = "decision.json";
    const FORMAT: &'static str = DECISION_FORMAT;

    fn check(&self) -> Result<(), String> {
        let choices = self.choices.len();
        if choices < 2 || self.worlds.is_empty() {
            return Err("it has no choices, or no world".to_owned());
        }
        let across = self.across.as_ref();
        let fits_across = across.is_none_or(|across| {
            let count = across.choices.len();
            across.choices.iter().all(|&choice| choice < choices)
                && [across.regrets.len(), across.worst_regret.len(), across.least.len()] == [count; 3]
                && across.regrets.iter().all(|row| row.len() == self.worlds.len())
                && (across.expected.is_empty() || across.expected.len() == count)
                && across.weights.as_ref().is_none_or(|weights| weights.len() == self.worlds.len())
                && [Some(across.minimax_regret), Some(across.maximin), across.best_expected]
                    .iter()
                    .flatten()
                    .all(|&choice| choice < choices)
        });
        let fits_search = self.search.as_ref().is_none_or(|search| {
            search.best.len() == search.axes.len()
                && search.points.iter().all(|point| point.values.len() == search.axes.len())
        });
        if fits_across && fits_search && self.worlds.iter().all(|world| fits_world(world, choices)) {
            Ok(())
        } else {
            Err("its lists are not of one length".to_owned())
        }
    }

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        charts::render_decision(self)
    }

    fn page(&self, charts: &[Chart]) -> Page {
        page::page(self, charts)
    }

    fn print(&self, page: &Page, width: usize) -> String {
        let strategies = self.worlds.iter().map(|world| {
            let table = tables::strategies(self, world);
            let users = Table { caption: String::new(), ..pick_columns(&table, &USERS) };
            print_table(&drop_details(pick_columns(&table, &VALUE)), width) + "\n" + &print_table(&users, width)
        });
        let across = self.across.as_ref().map(|across| print_table(&tables::regrets(self, across), width));
        join_parts([page.print(width)].into_iter().chain(strategies).chain(across))
    }

    fn tables(&self) -> Vec<(&'static str, Table)> {
        vec![
            ("choices.csv", csv::list_choices(self)),
            ("pairs.csv", csv::list_pairs(self)),
            ("inputs.csv", csv::list_inputs(self)),
            ("events.csv", csv::list_events(self)),
        ]
    }
}

fn fits_world(world: &World, choices: usize) -> bool {
    let has = |choice: usize| world.figures(choice).is_some();
    let of = &world.recommendation;
    let recommended = std::iter::once(&of.best).chain(&of.next).chain(&of.same).chain(&of.close);
    let slices = world.information.inputs.iter().flat_map(|input| &input.learned.slices);
    world.choices.len() == choices
        && recommended.into_iter().all(|&choice| has(choice))
        && world.pairs.iter().all(|pair| pair.first < pair.second && has(pair.first) && has(pair.second))
        && world.criteria.iter().all(|criterion| has(criterion.choice))
        && world.contribution.iter().all(|of| has(of.best) && has(of.next))
        && world.switches.iter().all(|switch| has(switch.below) && has(switch.above))
        && world.waiting.iter().all(|waiting| has(waiting.choice))
        && world.information.events.iter().flat_map(|event| &event.branches).all(|branch| has(branch.choice))
        && slices.into_iter().all(|slice| has(slice.choice))
}
