//! The results of `run --focus`: a page, and tables for scripts.

use super::method::write_method;
use super::narrative::Finding;
use super::page::{Page, Section, describe_scenario};
use super::shift::{describe_change, figures_table, inputs_table, split_value};
use super::study::Study;
use super::words::capitalize;
use crate::analysis::focus::{self, FOCUS_FORMAT, Focus, Needed};
use crate::analysis::shift::{Moved, ShiftedBy, leading};
use crate::charts::{self, Chart, ChartError};
use crate::draws::Density;
use crate::table::{Cell, Table, Unit};
use crate::text::draws::describe_draw;
use crate::text::numbers::rounded_count;
use crate::text::numbers::{count, estimated, last_place, number, percent};
use crate::text::paths;
use crate::text::phrases::describe_condition;

/// Endings more probable than this are not rare.
const RARE: f64 = 0.1;
/// Figures told in sentences besides the one that leads.
const TOLD: usize = 5;

impl Study for Focus {
    const SAVED: &'static str = "focus.json";
    const FORMAT: &'static str = FOCUS_FORMAT;

    fn check(&self) -> Result<(), String> {
        let focus::Probability { value, se, .. } = self.probability;
        let sound = value > 0.0 && value <= 1.0 && se >= 0.0 && self.gain >= 0.0;
        if !sound {
            return Err("its probability is none".to_owned());
        }
        self.within.check()
    }

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        charts::focus(self)
    }

    fn page(&self, charts: &[Chart]) -> Page {
        page(self, charts)
    }

    fn tables(&self) -> Vec<(&'static str, Table)> {
        let mut tables = vec![
            ("focus.csv", figures_table(&self.within)),
            ("rounds.csv", rounds_table(self)),
            ("led.csv", led_table(self)),
        ];
        if let ShiftedBy::Condition { moved, .. } = &self.within.by {
            tables.push(("moved.csv", inputs_table(moved)));
        }
        tables
    }
}

fn page(focus: &Focus, charts: &[Chart]) -> Page {
    Page {
        title: format!("{}: how often {}", focus.scenario.title, name_ending(focus)),
        version: focus.version.clone(),
        scope: describe_scope(focus),
        key: key_figures(focus),
        findings: findings(focus),
        warnings: focus.warnings.clone(),
        method: write_method(&["focus"], &[]),
        provenance: vec![
            describe_scenario(&focus.scenario),
            ("Random numbers".to_owned(), format!("seed {}, {} replications", focus.seed, count(focus.replications))),
        ],
        files: vec![
            ("focus.csv", "every figure in all simulations and in those with the outcome"),
            ("rounds.csv", "what each round found"),
            ("led.csv", "the densities that draws were led by"),
            ("moved.csv", "every input, in those simulations and in all"),
            ("focus.json", "every figure"),
        ],
        sections: vec![Section::of_charts(charts)],
        ..Page::default()
    }
}

fn describe_scope(focus: &Focus) -> String {
    let [_, hits] = focus.effective;
    format!(
        "{} of {} simulations drawn towards it end so, worth {} of equal weight",
        count(focus.hits),
        count(focus.replications),
        count(hits.round() as u64)
    )
}

fn key_figures(focus: &Focus) -> Vec<[String; 3]> {
    let [all, hits] = focus.effective.map(|effective| count(effective.round() as u64));
    vec![
        ["Probability".to_owned(), write_probability(focus), write_interval(focus)],
        ["Effective sample size".to_owned(), hits, format!("of all simulations {all}")],
        [
            "Gain over plain simulations".to_owned(),
            format!("{}×", write_factor(focus.gain)),
            format!("{} plain ones would say as much", rounded_count(focus.plain)),
        ],
    ]
}

fn write_probability(focus: &Focus) -> String {
    let focus::Probability { value, se, .. } = focus.probability;
    estimated(value, Some(se), "share")
}

fn write_interval(focus: &Focus) -> String {
    let place = last_place(focus.probability.value, Some(focus.probability.se));
    format!("{} to {} (95%)", percent(focus.probability.low, place), percent(focus.probability.high, place))
}

/// With a digit after the point where there is room for one.
fn write_factor(gain: f64) -> String {
    let place = if gain < 0.1 {
        0.01
    } else if gain < 100.0 {
        0.1
    } else {
        1.0
    };
    number(gain, place)
}

fn findings(focus: &Focus) -> Vec<Finding> {
    let mut told = vec![find_probability(focus)];
    if focus.pays() {
        told.push(find_effort(focus));
    }
    told.push(find_gain(focus));
    told.extend(find_leading_draws(focus));
    let split = split_value(&focus.within);
    told.extend(split.clone());
    if let (None, Some((path, figure))) = (split, focus.within.figures.first()) {
        told.push(describe_change(&focus.within, path, figure));
    }
    // Of the rest users: they are what is kept or lost.
    let users = focus.within.changed().into_iter().filter(|(path, _)| path.ends_with(".retention.mean"));
    told.extend(users.take(TOLD).map(|(path, figure)| describe_change(&focus.within, path, figure)));
    if let ShiftedBy::Condition { moved, .. } = &focus.within.by {
        told.extend(find_moved_inputs(focus, moved));
    }
    told
}

/// The ending in words: `simulations in which the United States ends banned come`.
fn name_ending(focus: &Focus) -> String {
    format!("simulations {} come", describe_condition(&focus.condition, &focus.scenario))
}

fn find_probability(focus: &Focus) -> Finding {
    let often = match focus.probability.value {
        p if p < 0.5 => format!("1 simulation in {}", rounded_count(1.0 / p)),
        _ => "More often than not".to_owned(),
    };
    Finding::new(
        format!(
            "Chance of a simulation {}: {}.",
            describe_condition(&focus.condition, &focus.scenario),
            write_probability(focus)
        ),
        format!(
            "{often}; 95% interval {}. The mean weight of all simulations is {}, as it should be 1.",
            write_interval(focus).trim_end_matches(" (95%)"),
            estimated(focus.weight.value, Some(focus.weight.se), "count")
        ),
    )
}

fn find_effort(focus: &Focus) -> Finding {
    let told = |needed: &Needed| {
        format!(
            "an error of {} needs {} simulations with --focus, {} without",
            percent(needed.error, 0.01),
            rounded_count(needed.replications),
            rounded_count(needed.plain)
        )
    };
    let error = focus.probability.se / focus.probability.value;
    Finding::new(
        format!("The standard error is {} of the probability.", percent(error, last_place(error, None) * 10.0)),
        format!("{}.", capitalize(&focus.needed.iter().map(told).collect::<Vec<_>>().join("; "))),
    )
}

/// What looking for it has brought, the first rounds counted in.
fn find_gain(focus: &Focus) -> Finding {
    let plain = rounded_count(focus.plain);
    let all = count(focus.replications);
    if focus.pays() {
        return Finding::new(
            format!("These {all} simulations say as much of it as {plain} plain ones."),
            format!("A gain of {}, the rounds that it was learned in counted.", write_factor(focus.gain)),
        );
    }
    let why = if focus.probability.value > RARE {
        "The outcome is not rare."
    } else if focus.led.is_empty() {
        "No draw was found that leads there."
    } else {
        "Too many draws lead there, each by too little, or too few simulations were seen to learn from."
    };
    Finding::new(
        "--focus brings little here: a plain run does about as well.",
        format!("These {all} simulations say as much of it as {plain} plain ones. {why}"),
    )
}

fn find_leading_draws(focus: &Focus) -> Option<Finding> {
    let names: Vec<String> = focus.proven().into_iter().take(TOLD).map(|led| describe_draw(focus, led)).collect();
    let first = names.first()?;
    Some(Finding::new(
        format!("What leads there most: {first}."),
        match &names[1..] {
            [] => String::new(),
            others => format!("Then {}.", others.join("; ")),
        },
    ))
}

fn find_moved_inputs(focus: &Focus, moved: &[Moved]) -> Option<Finding> {
    let told: Vec<String> = leading(moved)
        .map(|m| {
            let way = if m.shift < 0.0 { "lower" } else { "higher" };
            format!(
                "{} {way} by {} standard deviations",
                paths::describe_input(&m.path, &focus.scenario),
                number(m.shift.abs(), 0.01)
            )
        })
        .collect();
    (!told.is_empty()).then(|| {
        Finding::new("Inputs that differ in these simulations from all:", format!("{}.", capitalize(&told.join("; "))))
    })
}

fn rounds_table(focus: &Focus) -> Table {
    let rows = focus.rounds.iter().enumerate().map(|(number, round)| {
        let counts = [number as u64 + 1, round.replications, round.plain, round.hits].map(Cell::count);
        let figures = [round.part, round.probability.value, round.probability.se].map(Cell::share);
        counts.into_iter().chain(figures).collect()
    });
    Table::new("", ["round", "replications", "plain", "hits", "part", "probability", "se"], rows)
}

/// A row for every bin of every draw that was led.
fn led_table(focus: &Focus) -> Table {
    let rows = focus.led.iter().flat_map(|led| {
        led.density.iter().enumerate().map(|(bin, density)| {
            let words = [&*led.inputs.join(" "), &led.decides, led.of.as_deref().unwrap_or_default()].map(Cell::text);
            let ends = [bin, bin + 1].map(|end| Cell::known(Density::edges().get(end).copied(), Unit::Share));
            let turn = Cell::number(f64::from(led.turn), Unit::Count);
            words.into_iter().chain([turn]).chain(ends).chain([Cell::number(*density, Unit::Number)]).collect()
        })
    });
    Table::new("", ["inputs", "decides", "of", "turn", "from", "to", "density"], rows)
}
