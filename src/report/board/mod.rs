//! The first page: the scenario's question, its answer in five lines, and what stands behind each of them. A board acts on it; the rest
//! of the report is for whoever asks how.

mod answer;
pub(super) mod bars;
mod caveats;
mod choices;
mod decision;
mod headline;
mod markets;
mod outcome_values;
mod outcomes;
mod premises;
mod risk;
mod users;
mod where_lost;

use maud::{Markup, html};

use crate::analysis::decision::{Decision, World};
use crate::analysis::{ScenarioInfo, Summary};
use crate::text::clean::clean;
use crate::text::names::decapitalize;
use crate::text::numbers::{count, day, month_year};

use super::inputs::InputRow;
use super::narrative::place_of_value;
use super::warnings::mark_code;

pub use answer::AnswerLine;
pub(super) use answer::{MUCH_LATER, describe_lines};
pub(super) use caveats::list_further_warnings;
use choices::{name_command, recommend};
pub(super) use decision::find_decision;
pub(super) use outcome_values::{OutcomeValue, Past, list_outcomes};
pub(super) use premises::is_ruled_out;

/// What the first page is made from.
#[derive(Clone, Copy)]
pub(super) struct Board<'a> {
    /// The run.
    pub(super) summary: &'a Summary,
    /// Its inputs; empty where they were not saved.
    pub(super) inputs: &'a [InputRow],
    /// A finished decision over the same scenario, seed and number of simulations.
    pub(super) decision: Option<&'a Decision>,
    /// Why a decision that lies beside the run is not shown.
    pub(super) remark: Option<&'a str>,
}

impl<'a> Board<'a> {
    /// The decision, and the world in it that this run is one choice of.
    pub(super) fn find_world(&self) -> Option<(&'a Decision, &'a World)> {
        let decision = self.decision?;
        let own = &self.summary.scenario;
        decision.worlds.iter().find(|world| is_same_world(own, world)).map(|world| (decision, world))
    }

    /// Whether the scenario states several strategies, as far as its inputs tell.
    pub(super) fn has_choices(&self) -> bool {
        self.count_strategies() > 1
    }

    /// How many strategies the scenario states, as far as its inputs tell.
    pub(super) fn count_strategies(&self) -> usize {
        let key = |input: &'a InputRow| input.path.strip_prefix("strategies.")?.split_once('.').map(|(key, _)| key);
        let mut strategies: Vec<&str> = self.inputs.iter().filter_map(key).collect();
        strategies.sort_unstable();
        strategies.dedup();
        strategies.len()
    }

    /// The strategy that was simulated, in short, where there are others too.
    fn name_strategy(&self) -> Option<String> {
        let name = &self.summary.scenario.strategy_name;
        let short = name.split_once(": ").map_or(name.as_str(), |(short, _)| short);
        (self.has_choices() && !name.is_empty()).then(|| clean(short))
    }

    /// The first page, without its title.
    pub(super) fn render(&self) -> Markup {
        html! {
            (self.render_answer())
            @if self.summary.scenario.report.answers == "markets" || where_lost::hits_hardest_elsewhere(self.summary) {
                (markets::render_markets(self.summary))
                (choices::render_choices(self))
                (outcomes::render_outcomes(self.summary))
            } @else {
                (outcomes::render_outcomes(self.summary))
                (choices::render_choices(self))
                (markets::render_markets(self.summary))
            }
            (caveats::render_caveats(self))
        }
    }

    /// The answer in a sentence, to what the scenario's question is about.
    pub(super) fn write_headline(&self) -> String {
        let special = match self.summary.scenario.report.answers.as_str() {
            "markets" => headline::answer_which_markets(self.summary).map(|told| {
                let told =
                    self.name_strategy().map_or(told.clone(), |own| format!("Under “{own}”, {}", decapitalize(&told)));
                let best = match self.find_world() {
                    Some(_) => headline::answer_which_strategy(self).map(|best| decapitalize(&best)),
                    None => self.has_choices().then(|| "this page does not compare strategies".to_owned()),
                };
                told + &best.map(|best| format!("; {best}")).unwrap_or_default()
            }),
            "strategy" => headline::answer_which_strategy(self),
            "sale" => headline::answer_what_it_fetches(self.summary),
            "access" => headline::answer_who_has_access(self.summary),
            "users" => users::answer_how_many_users(self.summary),
            "users-and-value" => users::answer_users_and_value(self.summary),
            "all-users-and-value" => users::answer_all_users_and_value(self.summary),
            _ => None,
        };
        special.unwrap_or_else(|| headline::answer_what_is_lost(self.summary))
    }

    /// The five lines.
    pub(super) fn render_answer(&self) -> Markup {
        html! {
            ol.answer { @for line in describe_lines(self) { li dir="auto" { (line.render()) } } }
            @if let Some(command) = name_command(self) { p.note { (mark_code(&command)) } }
        }
    }
}

/// Whether a run belongs to a world of a decision: all that the owner does not choose is the same.
fn is_same_world(run: &ScenarioInfo, world: &World) -> bool {
    let of = &world.scenario;
    of.digest == run.digest || (!run.world.is_empty() && of.world == run.world)
}

/// What was simulated, in a line: `Simulated from 3 Aug 2020 · 6,000 simulations to Aug 2025 · value outside China: present value on
/// that first day`.
pub(super) fn describe_scope(board: &Board<'_>) -> String {
    let summary = board.summary;
    let scenario = &summary.scenario;
    let many = match summary.replications {
        1 => "one simulation".to_owned(),
        n => format!("{} simulations", count(n)),
    };
    format!(
        "Simulated from {} · {many} to {} · value{}: present value on that first day",
        day(scenario.start),
        month_year(scenario.end),
        place_of_value(summary)
    )
}

/// Who made the report, for whom and when; empty where the scenario does not say.
pub(super) fn describe_origin(scenario: &ScenarioInfo) -> String {
    let report = &scenario.report;
    let named = |word: &str, text: &str| (!text.trim().is_empty()).then(|| format!("{word} {}", clean(text)));
    let parts = [named("by", &report.author), named("for", &report.audience), report.date.map(day)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("Report {}", parts.join(", ")) }
}

/// The answer in a sentence, to what the scenario's question is about.
pub fn write_headline(summary: &Summary) -> String {
    Board { summary, inputs: &[], decision: None, remark: None }.write_headline()
}

/// The answer to the scenario's question, in five lines at most, each with what stands behind it; `inputs` may be empty.
pub fn describe_answer(summary: &Summary, inputs: &[InputRow]) -> Vec<AnswerLine> {
    describe_lines(&Board { summary, inputs, decision: None, remark: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    /// Figures of markets are those of the strategy that was simulated, which is named where there are others; markets come before outcomes.
    #[test]
    fn a_question_of_markets_names_the_strategy_and_has_markets_first() {
        let mut summary = sample::summary();
        summary.scenario.report.answers = "markets".to_owned();
        summary.scenario.strategy_name = "Open: own name, full speed".to_owned();
        let input = |path: &str| InputRow { path: path.to_owned(), ..InputRow::default() };
        let inputs = [input("strategies.open.on_order"), input("strategies.quiet.on_order")];
        let board = |inputs| Board { summary: &summary, inputs, decision: None, remark: None };
        assert!(
            board(&inputs).write_headline().starts_with("Under “Open”, all "),
            "{}",
            board(&inputs).write_headline()
        );
        assert!(board(&inputs[..1]).write_headline().starts_with("All "), "{}", board(&inputs[..1]).write_headline());
        let page = board(&inputs).render().into_string();
        assert!(page.find("Value and loss by market").unwrap() < page.find("Value by how ").unwrap_or(usize::MAX));
    }
}
