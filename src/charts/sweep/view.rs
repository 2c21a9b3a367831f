//! One figure of a sweep with the inputs it stands against: what all charts of it draw on.

use super::input::Input;
use crate::analysis::evidence::find_differences;
use crate::analysis::{Scale as Measured, Sweep, SweptFigure};
use crate::charts::canvas::Type;
use crate::charts::font::{self, Weight};
use crate::charts::scale::tick_word;
use crate::charts::sheet::{Origin, Sheet, choose_title};
use crate::charts::style::TITLE;
use crate::charts::{Cell, ChartError, Table};
use crate::text::clean::clean;
use crate::text::names::capitalize;
use crate::text::numbers::{count, estimated, in_unit, last_place};
use crate::text::paths;

/// Standard errors within which figures are not told apart.
const NOISE: f64 = 3.0;
/// Points of a noisy figure that its importance needs for each group.
const GROUP: usize = 10;
/// Width that a name may take of a title.
const NAME: f64 = 540.0;

/// A figure with its inputs.
pub(super) struct View<'a> {
    pub(super) sweep: &'a Sweep,
    pub(super) figure: &'a SweptFigure,
    pub(super) inputs: Vec<Input<'a>>,
    /// File of the chart, without its ending.
    pub(super) stem: String,
    /// The figure within a sentence.
    pub(super) name: String,
    /// Points at which the figure exists, and of them those of the lowest and of the highest.
    known: Vec<usize>,
    extremes: Option<(usize, usize)>,
    /// The standard error of a point, as all of them together have it.
    pooled: Option<f64>,
    /// The last place at which figures are written.
    place: f64,
}

/// Whether its lists fit together: it may have been edited since it was written.
pub(super) fn check(sweep: &Sweep) -> Result<(), ChartError> {
    let damaged = |what: String| Err(ChartError::Summary(what));
    let points = sweep.points();
    if points == 0 || sweep.inputs.is_empty() {
        return damaged("the sweep has no points".to_owned());
    }
    for input in &sweep.inputs {
        let levels = input.at.iter().all(|level| (*level as usize) < input.levels.len());
        let measured = input.scale != Measured::Words;
        let values = input.levels.iter().all(|level| level.value.map_or(!measured, f64::is_finite));
        if input.at.len() != points || !levels || !values {
            return damaged(format!("the levels of \"{}\" do not fit", input.path));
        }
    }
    for (path, figure) in &sweep.figures {
        if [&figure.value, &figure.se, &figure.low, &figure.high].into_iter().any(|list| list.len() != points) {
            return damaged(format!("the figures \"{path}\" do not fit"));
        }
    }
    Ok(())
}

impl<'a> View<'a> {
    pub(super) fn new(sweep: &'a Sweep, path: &str, figure: &'a SweptFigure, stem: String) -> Self {
        let inputs = sweep.inputs.iter().map(|input| Input::of(input, sweep)).collect();
        let name = paths::describe_figure(path, &sweep.scenario);
        let mut view =
            Self { sweep, figure, inputs, stem, name, known: Vec::new(), extremes: None, pooled: None, place: 1.0 };
        view.known = (0..sweep.points()).filter(|point| view.value(*point).is_some()).collect();
        let known: Vec<(usize, f64)> = view.known.iter().filter_map(|p| Some((*p, view.value(*p)?))).collect();
        let low = known.iter().min_by(|a, b| a.1.total_cmp(&b.1));
        let high = known.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1));
        view.extremes = low.zip(high).map(|(low, high)| (low.0, high.0));
        let errors: Vec<f64> = view.known.iter().filter_map(|p| view.error(*p)).collect();
        let squares: f64 = errors.iter().map(|se| se * se).sum();
        view.pooled = (!errors.is_empty()).then(|| (squares / errors.len() as f64).sqrt());
        view.place = view.least_place();
        view
    }

    /// The figure at the beginning of a sentence, in the room of a title.
    pub(super) fn title_name(&self) -> String {
        capitalize(&font::fit(&self.name, TITLE, Weight::Bold, NAME))
    }

    /// An input in the room of a title; among others without its place, where the rest tells it from them.
    pub(super) fn title_input(&self, input: &Input) -> String {
        let bare = |input: &Input| {
            input.name.split(" (").next().and_then(|name| name.split(", ").next()).unwrap_or_default().to_owned()
        };
        let twins = self.inputs.iter().filter(|other| bare(other) == bare(input)).count();
        let name = if self.inputs.len() > 1 && twins == 1 { bare(input) } else { input.name.clone() };
        font::fit(&name, TITLE, Weight::Bold, NAME * 0.5)
    }

    pub(super) fn value(&self, point: usize) -> Option<f64> {
        self.figure.value[point].filter(|v| v.is_finite())
    }

    pub(super) fn band(&self, point: usize) -> Option<(f64, f64)> {
        let end = |list: &[Option<f64>]| list[point].filter(|v| v.is_finite());
        end(&self.figure.low).zip(end(&self.figure.high))
    }

    fn error(&self, point: usize) -> Option<f64> {
        self.figure.se[point].filter(|se| se.is_finite() && *se > 0.0)
    }

    /// Points at which the figure exists.
    pub(super) fn known(&self) -> &[usize] {
        &self.known
    }

    /// Points of the lowest and of the highest figure; the first of equals.
    pub(super) fn extremes(&self) -> Option<(usize, usize)> {
        self.extremes
    }

    /// From the lowest to the highest figure.
    pub(super) fn span(&self) -> Option<(f64, f64)> {
        let (low, high) = self.extremes?;
        self.value(low).zip(self.value(high))
    }

    /// The same for colours, which are not to make much of what may be noise.
    pub(super) fn shaded(&self) -> (f64, f64) {
        let (low, high) = self.span().unwrap_or_default();
        let noise = NOISE * self.pooled.unwrap_or(0.0);
        if low == high || high - low >= noise {
            return (low, high);
        }
        let middle = f64::midpoint(low, high);
        (middle - noise, middle + noise)
    }

    pub(super) fn pooled(&self) -> Option<f64> {
        self.pooled
    }

    /// Changes from the scenario's own point that are known, simulation by simulation.
    fn list_changes(&self) -> Vec<(f64, Option<f64>)> {
        let (change, errors) = (&self.figure.change, &self.figure.change_se);
        change.iter().zip(errors).filter_map(|(change, se)| Some(((*change)?, *se))).collect()
    }

    /// Whether some point is known to lie below, and some above, the scenario's own; none where no changes are known.
    pub(super) fn find_sides(&self) -> Option<[bool; 2]> {
        let changes = self.list_changes();
        let stands = find_differences(&changes);
        let is_some =
            |sign: f64| stands.iter().zip(&changes).any(|(stands, (change, _))| *stands && change * sign > 0.0);
        (!changes.is_empty()).then(|| [is_some(-1.0), is_some(1.0)])
    }

    /// Whether the figure moves by more than chance explains: by errors of changes where they are known, else by those of the figure.
    pub(super) fn exceeds_noise(&self, range: f64) -> bool {
        let mut errors: Vec<f64> = self.list_changes().iter().filter_map(|(_, se)| *se).collect();
        errors.sort_by(f64::total_cmp);
        let error = errors.get(errors.len() / 2).copied().or(self.pooled);
        range > NOISE * error.unwrap_or(0.0)
    }

    /// Whether chance alone may have moved the figure.
    pub(super) fn is_noise(&self) -> bool {
        let range = self.span().map_or(0.0, |(low, high)| high - low);
        let changes = self.list_changes();
        if range == 0.0 || changes.is_empty() {
            return range == 0.0 || self.pooled.is_some_and(|se| range < NOISE * se);
        }
        // Simulation by simulation a change is known better than either figure.
        !find_differences(&changes).contains(&true)
    }

    /// The place of errors and of three digits, unless figures differ by less.
    fn least_place(&self) -> f64 {
        let (low, high) = self.span().unwrap_or_default();
        let size = low.abs().max(high.abs());
        let place = last_place(size, self.pooled).max(last_place(size, None));
        if high > low && !self.is_noise() { place.min(last_place(0.0, Some(high - low))) } else { place }
    }

    /// A figure in words.
    pub(super) fn write(&self, value: f64) -> String {
        in_unit(value, self.place, &self.figure.unit)
    }

    /// A round figure of an axis whose ticks are `step` apart.
    pub(super) fn tick(&self, value: f64, step: f64) -> String {
        tick_word(&self.figure.unit)(value, step)
    }

    /// How much of the figure's spread an input alone accounts for; unknown where points are too few to say.
    pub(super) fn importance(&self, input: &Input) -> Option<f64> {
        let mut known: Vec<(f64, f64)> =
            self.known.iter().filter_map(|p| Some((input.at(*p), self.value(*p)?))).collect();
        let n = known.len();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        let groups: Vec<&[(f64, f64)]> = if self.sweep.is_full_grid() || (input.order.len() * GROUP <= n) {
            known.chunk_by(|a, b| a.0 == b.0).collect()
        } else if n >= 3 * GROUP {
            known.chunks(n.div_ceil((n / GROUP).min(GROUP))).collect()
        } else {
            return None;
        };
        let mean = |of: &[(f64, f64)]| of.iter().map(|p| p.1).sum::<f64>() / of.len() as f64;
        let all = mean(&known);
        let total: f64 = known.iter().map(|p| (p.1 - all) * (p.1 - all)).sum();
        let between: f64 = groups.iter().map(|g| g.len() as f64 * (mean(g) - all) * (mean(g) - all)).sum();
        (total > 0.0).then(|| between / total)
    }

    /// What a chart of these points says: `what` tells what its marks are.
    pub(super) fn sheet(&self, kind: String, title: String, what: &str, points: &[usize]) -> Sheet {
        let sweep = self.sweep;
        let (least, most) = sweep.histories.iter().fold((u64::MAX, 0), |(a, b), n| (a.min(*n), b.max(*n)));
        let each = if least == most { count(most) } else { format!("{} to {}", count(least), count(most)) };
        let luck = if sweep.points() > 1 { " on the same random draws" } else { "" };
        let name = if sweep.name == "sweep" { String::new() } else { format!("sweep {}, ", sweep.name) };
        Sheet {
            name: self.stem.clone(),
            title,
            subtitle: format!("{}. {each} simulations at each point{luck}", what.trim_end_matches('.')),
            kind,
            spoken: vec![self.range()],
            table: self.table(points),
            origin: Origin {
                scenario: format!("{name}{}", choose_title(&sweep.scenario.title, &sweep.scenario.name)),
                start: Some(sweep.scenario.start),
                seed: sweep.seed,
                replications: sweep.replications,
                version: sweep.version.clone(),
            },
        }
    }

    /// The figures at these points, a row for each.
    fn table(&self, points: &[usize]) -> Table {
        let figure = |value: Option<f64>| value.map_or(Cell::MISSING, |v| Cell::figure(self.write(v), v));
        let has_changes = self.figure.change.iter().any(Option::is_some);
        let row = |&point: &usize| {
            let inputs = self.inputs.iter().map(|input| match input.swept.level(point).value {
                Some(value) if !input.is_words() => Cell::figure(input.told(point), value),
                _ => Cell::text(input.told(point)),
            });
            let band = self.band(point);
            let n = self.sweep.histories[point];
            let figures = [
                figure(self.value(point)),
                figure(band.map(|b| b.0)),
                figure(band.map(|b| b.1)),
                Cell::figure(count(n), n as f64),
            ];
            let at = |list: &[Option<f64>]| list.get(point).copied().flatten();
            let change = at(&self.figure.change).map(|change| {
                let (error, unit) = (at(&self.figure.change_se), self.figure.unit.as_str());
                Cell::figure(estimated(change, error, unit), change)
            });
            let change = has_changes.then(|| change.unwrap_or(Cell::MISSING));
            inputs.chain(figures).chain(change).collect()
        };
        let heads = self.inputs.iter().map(|input| capitalize(&input.name));
        let figures = [capitalize(&self.name), "95% from".to_owned(), "95% to".to_owned(), "Simulations".to_owned()];
        let figures = figures.into_iter().chain(has_changes.then(|| "Change ± error".to_owned()));
        let all = self.sweep.points();
        let chosen = if points.len() < all {
            format!("; {} of {} points", count(points.len() as u64), count(all as u64))
        } else {
            String::new()
        };
        let changes = if has_changes {
            "; change from the scenario as its file has it, simulation by simulation, ± standard error"
        } else {
            ""
        };
        let caption = format!("{} at each point, with its 95% interval{changes}{chosen}", capitalize(&self.name));
        Table::new(caption, heads.chain(figures), points.iter().map(row))
    }

    /// The range in words, for those who cannot see the chart.
    fn range(&self) -> String {
        let told = |point: usize| {
            let inputs: Vec<String> = self.inputs.iter().map(|i| format!("{} {}", i.name, i.told(point))).collect();
            format!("{} at {}", self.value(point).map(|v| self.write(v)).unwrap_or_default(), inputs.join(", "))
        };
        let points = self.sweep.points();
        match self.extremes() {
            Some((low, high)) => format!("{points} points; lowest {}; highest {}", told(low), told(high)),
            None => format!("{points} points, at none of which the figure exists"),
        }
    }

    /// Words for a chart that has points left out.
    pub(super) fn without(&self) -> &'static str {
        if self.known.len() < self.sweep.points() { "; the figure does not exist at every point" } else { "" }
    }
}

/// So many of `n`, evenly chosen, the first and the last among them.
pub(super) fn evenly(n: usize, most: usize) -> Vec<usize> {
    if n <= most || most < 2 {
        return (0..n).collect();
    }
    (0..most).map(|i| i * (n - 1) / (most - 1)).collect()
}

/// Words beside each other on a line: every so many of them, as many as fit.
pub(super) fn fitting(ticks: Vec<(f64, String)>, style: Type, gap: f64) -> Vec<(f64, String)> {
    for every in 1..=ticks.len() {
        let kept: Vec<&(f64, String)> = ticks.iter().step_by(every).collect();
        let half = |tick: &(f64, String)| style.width(&tick.1) / 2.0;
        if kept.windows(2).all(|pair| (pair[1].0 - pair[0].0).abs() >= half(pair[0]) + half(pair[1]) + gap) {
            return kept.into_iter().cloned().collect();
        }
    }
    ticks.into_iter().take(1).collect()
}

/// `text` without what a file system might not take.
pub(super) fn stem(path: &str, taken: &mut Vec<String>) -> String {
    let safe: String = clean(path)
        .chars()
        .take(80)
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    let stem = format!("sweep-{safe}");
    let names = std::iter::once(stem.clone()).chain((2_u32..).map(|n| format!("{stem}-{n}")));
    let name = names.into_iter().find(|name| !taken.contains(name)).unwrap_or_default();
    taken.push(name.clone());
    name
}
