//! The results of `run --focus`: tables, a page, and what a terminal is told.

use super::ReportError;
use super::narrative::Finding;
use super::plain::{Plain, of_scenario};
use super::shift::{change, figures, inputs};
use super::study::Study;
use super::words::capitalize;
use crate::analysis::focus::{self, FOCUS_FORMAT, Focus, Needed};
use crate::analysis::shift::{Moved, ShiftedBy, leading};
use crate::charts::{self, Chart, ChartError};
use crate::csv_table::guard_formula;
use crate::draws::Density;
use crate::text::draws::describe_draw;
use crate::text::numbers::rounded_count;
use crate::text::numbers::{count, estimated, last_place, number, percent};
use crate::text::paths;

/// Endings more probable than this are not rare.
const RARE: f64 = 0.1;
/// Figures told in sentences besides the one that leads.
const TOLD: usize = 5;

impl Study for Focus {
    const SAVED: &'static str = "focus.json";
    const FORMAT: &'static str = FOCUS_FORMAT;

    fn format(&self) -> &str {
        &self.format
    }

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

    fn page(&self, charts: &[Chart]) -> String {
        plain(self).page(charts)
    }

    fn tables(&self) -> Result<Vec<(&'static str, Vec<u8>)>, ReportError> {
        let mut tables =
            vec![("focus.csv", figures(&self.within)?), ("rounds.csv", rounds(self)?), ("led.csv", led(self)?)];
        if let ShiftedBy::Condition { moved, .. } = &self.within.by {
            tables.push(("moved.csv", inputs(moved)?));
        }
        Ok(tables)
    }
}

/// What a terminal is told.
pub fn focus_terminal(focus: &Focus) -> String {
    plain(focus).terminal()
}

fn plain(focus: &Focus) -> Plain {
    Plain {
        title: format!("{}: how probable {} is", focus.scenario.title, focus.condition),
        version: focus.version.clone(),
        head: vec![head(focus)],
        key: key(focus),
        findings: findings(focus),
        warnings: focus.warnings.clone(),
        method: method(),
        provenance: vec![
            of_scenario(&focus.scenario),
            ("Random numbers".to_owned(), format!("seed {}, {} replications", focus.seed, count(focus.replications))),
        ],
        beside: vec![
            ("focus.csv", "every figure in all histories and in those of the ending"),
            ("rounds.csv", "what each round found"),
            ("led.csv", "the densities that draws were led by"),
            ("moved.csv", "every input, in those histories and in all"),
            ("focus.json", "every figure"),
            ("charts/", "the charts"),
        ],
        ..Plain::default()
    }
}

fn head(focus: &Focus) -> String {
    let [_, hits] = focus.effective;
    format!(
        "{} of {} histories led there end so, worth {} of equal weight",
        count(focus.hits),
        count(focus.replications),
        count(hits.round() as u64)
    )
}

fn key(focus: &Focus) -> Vec<[String; 3]> {
    let [all, hits] = focus.effective.map(|effective| count(effective.round() as u64));
    vec![
        ["Probability".to_owned(), probability(focus), interval(focus)],
        ["Effective sample size".to_owned(), hits, format!("of all histories {all}")],
        [
            "Gain over plain histories".to_owned(),
            format!("{}×", factor(focus.gain)),
            format!("{} plain ones would tell as much", rounded_count(focus.plain)),
        ],
    ]
}

fn probability(focus: &Focus) -> String {
    let focus::Probability { value, se, .. } = focus.probability;
    estimated(value, Some(se), "share")
}

fn interval(focus: &Focus) -> String {
    let place = last_place(focus.probability.value, Some(focus.probability.se));
    format!("{} to {} (95%)", percent(focus.probability.low, place), percent(focus.probability.high, place))
}

/// With a digit after the point where there is room for one.
fn factor(gain: f64) -> String {
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
    let mut told = vec![found(focus), needed(focus), gained(focus)];
    told.extend(led_there(focus));
    told.extend(focus.within.figures.first().map(|(path, figure)| change(&focus.within, path, figure)));
    // Of the rest users: they are what is kept or lost.
    let users = focus.within.changed().into_iter().filter(|(path, _)| path.ends_with(".retention.mean"));
    told.extend(users.take(TOLD).map(|(path, figure)| change(&focus.within, path, figure)));
    if let ShiftedBy::Condition { moved, .. } = &focus.within.by {
        told.extend(lies_elsewhere(focus, moved));
    }
    told
}

fn found(focus: &Focus) -> Finding {
    let often = match focus.probability.value {
        p if p < 0.5 => format!("1 simulation in {}", rounded_count(1.0 / p)),
        _ => "More often than not".to_owned(),
    };
    Finding {
        headline: format!("{}: {}.", focus.condition, probability(focus)),
        detail: format!(
            "{often}; 95% interval {}. The mean weight of all histories is {} ± {}, as it should be 1.",
            interval(focus).trim_end_matches(" (95%)"),
            number(focus.weight.value, 0.001),
            number(focus.weight.se, 0.001)
        ),
    }
}

fn needed(focus: &Focus) -> Finding {
    let told = |needed: &Needed| {
        format!(
            "{} of it takes {} replications with --focus, {} without",
            percent(needed.error, 0.01),
            rounded_count(needed.replications),
            rounded_count(needed.plain)
        )
    };
    let error = focus.probability.se / focus.probability.value;
    Finding {
        headline: format!(
            "The standard error is {} of the probability.",
            percent(error, last_place(error, None) * 10.0)
        ),
        detail: format!("{}.", capitalize(&focus.needed.iter().map(told).collect::<Vec<_>>().join("; "))),
    }
}

/// What looking for it has brought, the first rounds counted in.
fn gained(focus: &Focus) -> Finding {
    let plain = rounded_count(focus.plain);
    let all = count(focus.replications);
    if focus.pays() {
        return Finding {
            headline: format!("These {all} histories tell as much of it as {plain} plain ones."),
            detail: format!("A gain of {}, the rounds that it was learned in counted.", factor(focus.gain)),
        };
    }
    let why = if focus.probability.value > RARE {
        "The ending is not rare."
    } else if focus.led.is_empty() {
        "No draw was found that leads there."
    } else {
        "Too many draws lead there, each by too little, or too few histories were seen to learn from."
    };
    Finding {
        headline: "A plain run would have done as well.".to_owned(),
        detail: format!("These {all} histories tell as much of it as {plain} plain ones. {why}"),
    }
}

fn led_there(focus: &Focus) -> Option<Finding> {
    let names: Vec<String> = focus.led.iter().take(TOLD).map(|led| describe_draw(focus, led)).collect();
    let first = names.first()?;
    Some(Finding {
        headline: format!("What leads there most: {first}."),
        detail: match &names[1..] {
            [] => String::new(),
            others => format!("Then {}.", others.join("; ")),
        },
    })
}

fn lies_elsewhere(focus: &Focus, moved: &[Moved]) -> Option<Finding> {
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
    (!told.is_empty()).then(|| Finding {
        headline: "Inputs that lie elsewhere in these histories than in all:".to_owned(),
        detail: format!("{}.", capitalize(&told.join("; "))),
    })
}

fn method() -> Vec<String> {
    [
        "Importance sampling: places of inputs in their distributions, and the numbers by which chance decides, are drawn more often where they lead to the ending, and each history counts for its probability in a plain run over that \
         with which it was drawn. One history in ten is drawn plainly, so that none counts for more than about ten.",
        "Five rounds, the first plain. Each later one leads by what all before it found: each draw leans as it does in the histories of the ending, to a power below one (of densities that are products those of least variance are near \
         the square root of where the histories lie; Lepage 1978). Which draws are led, and to which power, is decided by histories that were not learned from.",
        "Sizes and parts of the rounds are settled beforehand, and each round is unbiased whatever came before it: so is the probability. Means within the ending are ratios, unbiased as histories grow in number. The error is that within \
         each round; that the places of inputs are spread evenly is not counted, so that errors are rather too wide.",
        "Of all figures, and of all inputs, only those are told as other than in all histories whose difference stands after correction for how many were looked at (Benjamini and Hochberg 1995: at most 1% of what is told is chance, on average), and is \
         large enough to matter.",
        "The effective sample size is the number of histories of equal weight that would tell as much: (Σw)²/Σw² (Kish 1965). The gain is the variance of as many plain histories, p(1 − p)/n, over that of the estimate.",
        "A decision falls where its number lies below its probability; arrivals come early where it is high. A draw is led in its own range: 0% is its lowest value.",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn rounds(focus: &Focus) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut row = |cells: Vec<String>| writer.write_record(cells).map_err(ReportError::encode);
    row(["round", "replications", "plain", "hits", "part", "probability", "se"].map(str::to_owned).to_vec())?;
    for (number, round) in focus.rounds.iter().enumerate() {
        let counts = [number as u64 + 1, round.replications, round.plain, round.hits].map(|count| count.to_string());
        let figures = [round.part, round.probability.value, round.probability.se].map(|figure| figure.to_string());
        row(counts.into_iter().chain(figures).collect())?;
    }
    writer.into_inner().map_err(ReportError::encode)
}

/// A row for every bin of every draw that was led.
fn led(focus: &Focus) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut row = |cells: Vec<String>| writer.write_record(cells).map_err(ReportError::encode);
    row(["inputs", "decides", "of", "turn", "from", "to", "density"].map(str::to_owned).to_vec())?;
    for led in &focus.led {
        for (bin, density) in led.density.iter().enumerate() {
            let of = led.of.as_deref().unwrap_or_default();
            let head = [
                guard_formula(&led.inputs.join(" ")),
                guard_formula(&led.decides),
                guard_formula(of),
                led.turn.to_string(),
            ];
            let ends = [Density::edges().get(bin), Density::edges().get(bin + 1)];
            let ends = ends.map(|end| end.map_or_else(String::new, f64::to_string));
            row(head.into_iter().chain(ends).chain([density.to_string()]).collect())?;
        }
    }
    writer.into_inner().map_err(ReportError::encode)
}
