//! Charts of a decision: strategies side by side, what they lose by an input, what it is worth to know, choices against worlds.

mod choices;
mod information;
mod losses;
mod regrets;

use super::check::{is_share, is_sound};
use super::sheet::{Origin, Sheet};
use super::{Chart, ChartError, Table};
use crate::analysis::decision::{Decision, World};
use crate::text::clean::clean;
use crate::text::names::name_in_title;
use crate::text::phrases::locate_studied;

/// The charts of a decision, in the order in which a reader wants them.
///
/// # Errors
/// [`ChartError::Summary`] where its figures are not in order.
pub(super) fn render(decision: &Decision) -> Result<Vec<Chart>, ChartError> {
    check(decision)?;
    let mut charts: Vec<Chart> = regrets::chart(decision).into_iter().collect();
    for number in 0..decision.worlds.len() {
        let of = Part { decision, world: &decision.worlds[number], number };
        charts.push(choices::chart(&of));
        charts.extend(losses::chart(&of));
        charts.extend(information::chart(&of));
    }
    Ok(charts)
}

/// Whether figures are in order: the file may have been edited since it was written.
fn check(decision: &Decision) -> Result<(), ChartError> {
    let figures = || decision.worlds.iter().flat_map(|world| world.choices.iter().flatten());
    let estimates = figures().all(|figures| is_sound(&figures.value) && is_sound(&figures.users));
    let pairs = decision.worlds.iter().flat_map(|world| &world.pairs).all(|pair| is_sound(&pair.difference));
    let shares = figures().all(|figures| {
        [&figures.best, &figures.worse_than_recommended, &figures.reaches]
            .into_iter()
            .chain(figures.kept.values())
            .all(is_share)
    });
    if estimates && pairs && shares {
        Ok(())
    } else {
        Err(ChartError::Summary("figures of a strategy are not in order".to_owned()))
    }
}

/// A world of a decision.
struct Part<'a> {
    decision: &'a Decision,
    world: &'a World,
    number: usize,
}

impl Part<'_> {
    /// Stem of a chart's file: numbered where there are several worlds.
    fn stem(&self, name: &str) -> String {
        if self.decision.worlds.len() > 1 { format!("{name}-{}", self.number + 1) } else { name.to_owned() }
    }

    /// A title, which names the world where there are several.
    fn title(&self, finding: String) -> String {
        if self.decision.worlds.len() > 1 {
            format!("{}: {finding}", clean(&self.world.scenario.title))
        } else {
            finding
        }
    }

    /// Name of a choice.
    fn name(&self, choice: usize) -> String {
        clean(self.decision.choice_name(choice))
    }

    /// What is decided by.
    fn measure(&self) -> String {
        name_measure(self.decision)
    }

    fn sheet(&self, name: &str, kind: &str, finding: String, table: Table) -> Sheet {
        let Decision { seed, replications, version, .. } = self.decision;
        let origin = Origin::of_study(&self.world.scenario, *seed, *replications, version);
        Sheet::new(&self.stem(name), kind, self.title(finding), table, origin)
    }
}

/// What is decided by: "Value outside China".
fn name_measure(decision: &Decision) -> String {
    let first = decision.worlds.first().filter(|_| decision.measure == "value_abroad");
    let place = first.and_then(|world| locate_studied(&world.scenario, name_in_title));
    place.map_or_else(|| "Value".to_owned(), |place| format!("Value {place}"))
}
