//! Whatever a run finds, its sentences are true of its rows: of ties, constants, one market and many, nothing and
//! everything banned, no sale, amounts near 0 and below it, and as few simulations as one.

mod outcomes;

use std::sync::atomic::AtomicBool;

use marketgate::analysis::{BRIDGE_PARTS, Gatherer, MarketSummary, Summary};
use marketgate::charts;
use marketgate::model::{MarketPossibilities, Possibilities};
use marketgate::report::{COLUMNS, describe_answer, findings, print_summary, write_headline};
use marketgate::scenario::Scenario;
use marketgate::simulation::{Layout, Settings, simulate};

use crate::random;
use crate::sample::{STILL, another, scenario};

/// A run with its rows.
struct Told {
    summary: Summary,
    layout: Layout,
    rows: Vec<Vec<f64>>,
    charts: Vec<charts::Chart>,
    /// What the test calls it.
    name: String,
}

impl Told {
    fn of(name: &str, scenario: &Scenario, count: u64) -> Self {
        let layout = Layout::new(scenario);
        let mut gatherer = Gatherer::new(scenario, &layout);
        let mut rows = Vec::new();
        let settings = Settings { replications: count, seed: 1, threads: 2 };
        simulate(scenario, &layout, settings, &AtomicBool::new(false), |block| {
            gatherer.take(block);
            rows.extend(block.values.chunks(layout.row()).take(block.rows).map(<[f64]>::to_vec));
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{name}: {error}"));
        let summary = gatherer.summary(1).unwrap_or_else(|error| panic!("{name}: {error}"));
        drop(gatherer);
        let charts = charts::render(&summary).unwrap_or_else(|error| panic!("{name}: {error}"));
        Self { summary, layout, rows, charts, name: format!("{name}, {count} simulations") }
    }

    fn column(&self, name: &str) -> Vec<f64> {
        let place = self.layout.column(name).unwrap();
        self.rows.iter().map(|row| row[place]).collect()
    }

    /// All sentences: findings, what the terminal prints, titles and descriptions of charts.
    fn texts(&self) -> Vec<String> {
        let mut texts: Vec<String> = findings(&self.summary).into_iter().flat_map(|f| [f.headline, f.detail]).collect();
        texts.push(write_headline(&self.summary));
        texts.extend(self.answer());
        texts.extend(print_summary(&self.summary, COLUMNS).lines().map(str::to_owned));
        for chart in &self.charts {
            texts.extend(chart.table.rows.iter().flatten().map(charts::Cell::write));
            texts.extend([chart.title.clone(), chart.alt.clone()]);
        }
        texts
    }

    /// The lines of the answer.
    fn answer(&self) -> Vec<String> {
        describe_answer(&self.summary, &[]).into_iter().map(|line| format!("{} {}", line.point, line.detail)).collect()
    }

    /// The value that leads, of each simulation, and the same with no government action.
    fn leading(&self) -> [Vec<f64>; 2] {
        let of = if self.summary.scenario.home.is_some() { "_abroad" } else { "" };
        [self.column(&format!("value{of}")), self.column(&format!("baseline_value{of}"))]
    }

    /// The finding whose headline or detail holds these words.
    fn finding(&self, words: &str) -> Option<String> {
        let all = findings(&self.summary).into_iter().map(|f| format!("{} {}", f.headline, f.detail));
        all.into_iter().find(|text| text.contains(words))
    }
}

/// An amount at the beginning of a text, the width of the place to which it is rounded, and what stands behind it.
fn amount(text: &str) -> Option<(f64, f64, &str)> {
    let (sign, rest) = text.strip_prefix('−').map_or((1.0, text), |rest| (-1.0, rest));
    let (money, rest) = rest.strip_prefix('$').map_or((false, rest), |rest| (true, rest));
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(end);
    let digits = digits.trim_end_matches(['.', ',']);
    let value: f64 = digits.replace(',', "").parse().ok()?;
    let decimals = digits.split_once('.').map_or(0, |(_, after)| after.len());
    let units: &[(&str, f64)] =
        if money { &[("tn", 1e12), ("bn", 1e9), ("m", 1e6), ("k", 1e3)] } else { &[("%", 0.01)] };
    let (scale, rest) =
        units.iter().find_map(|(word, scale)| Some((*scale, rest.strip_prefix(word)?))).unwrap_or((1.0, rest));
    let mut place = scale * 0.1_f64.powi(i32::try_from(decimals).ok()?);
    if decimals == 0 {
        // Zeros at the end may be rounding.
        let zeros = digits.len() - digits.trim_end_matches('0').len();
        place *= 10_f64.powi(i32::try_from(zeros.min(digits.len() - 1)).ok()?);
    }
    Some((sign * value * scale, place, rest))
}

/// The two amounts of each "A to B" in a text.
fn ranges(text: &str) -> Vec<[(f64, f64); 2]> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(" to ") {
        let before = text[..at].rsplit([' ', '(']).next().unwrap_or_default();
        let (Some(low), Some(high)) = (amount(before), amount(&text[at + 4..])) else { continue };
        if low.2.is_empty() {
            found.push([(low.0, low.1), (high.0, high.1)]);
        }
    }
    found
}

/// What no sentence says, whatever it is about.
fn reads_well(text: &str, name: &str) {
    for wrong in [
        "NaN",
        "inf ",
        "0000000",
        "below 0%",
        "−0%",
        "−$0 ",
        "−−",
        "less than more",
        "more than more",
        "less than less",
        "than than",
        "Only 1 ",
        " 1 sales",
        "± 0 ",
        "± 0.",
        "± 0)",
        "–%",
        "one of of",
    ] {
        // An error may begin with a zero before its point.
        let shown = wrong == "± 0."
            && text
                .match_indices("± 0.")
                .all(|(at, _)| text[at + "± 0.".len()..].chars().take_while(char::is_ascii_digit).any(|c| c != '0'));
        assert!(shown || !text.contains(wrong), "{name}: {wrong:?} in: {text}");
    }
    assert!(!text.trim_end().ends_with("± 0"), "{name}: {text}");
    let exponent = |at: usize| text[..at].ends_with(|c: char| c.is_ascii_digit());
    assert!(!text.match_indices("e-").any(|(at, _)| exponent(at)), "{name}: {text}");
    // From the lower to the higher end; a date is none.
    for [low, high] in ranges(text) {
        assert!(low.0 <= high.0 || text.contains(" falls from "), "{name}: {} to {} in: {text}", low.0, high.0);
    }
    intervals_hold_their_estimate(text, name);
}

/// `41.2% (40.1–42.3%)`, and `71% (2% to 96%)`.
fn intervals_hold_their_estimate(text: &str, name: &str) {
    for (at, _) in text.match_indices(" (") {
        let before = text[..at].rsplit(' ').next().unwrap_or_default();
        let inside = text[at + 2..].trim_start_matches("95% interval ").trim_start_matches("5% to 95%: ");
        let (Some(middle), Some(low)) = (amount(before), amount(inside)) else { continue };
        // What levels the amounts before are of, such as `$1bn to $3bn (5% to 95%)`.
        if inside.starts_with("5% to 95%)") || before.contains('$') != inside.contains('$') {
            continue;
        }
        let Some(rest) = low.2.strip_prefix('–').or_else(|| low.2.strip_prefix(" to ")) else { continue };
        let Some(high) = amount(rest).filter(|high| high.2.starts_with(')') && middle.2.is_empty()) else { continue };
        // The unit of `40.1–42.3%` stands behind the second.
        let low = if before.ends_with('%') && low.2.starts_with('–') { low.0 * 0.01 } else { low.0 };
        let room = 1e-9 * middle.0.abs();
        assert!(low <= middle.0 + room && middle.0 <= high.0 + room, "{name}: {text}");
    }
}

/// How many of the values are at most, and how many at least, an amount that is rounded.
fn around(values: &[f64], (amount, place): (f64, f64)) -> (usize, usize) {
    // Quantiles come from a sketch besides.
    let slack = 0.51 * place + 0.004 * amount.abs();
    let below = values.iter().filter(|v| **v <= amount + slack).count();
    (below, values.iter().filter(|v| **v >= amount - slack).count())
}

/// A range from 5% to 95% holds what it says: a twentieth lies at its lower end or below, and as many at its upper.
fn range_is_true(told: &Told, text: &str, range: [(f64, f64); 2], values: &[f64]) {
    let values: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    let few = (0.05 * values.len() as f64).floor() as usize;
    let [(below, above_low), (below_high, above)] = range.map(|end| around(&values, end));
    let most = values.len() - few.min(values.len());
    let true_of_low = below >= few && above_low + 1 >= most;
    let true_of_high = above >= few && below_high + 1 >= most;
    assert!(true_of_low && true_of_high, "{}: {text}", told.name);
}

fn value_is_true(told: &Told) {
    let home = told.summary.scenario.home.is_some();
    let values = told.column(if home { "value_abroad" } else { "value" });
    let text = told.finding("is worth").unwrap();
    if text.contains("Each of") {
        assert!(values.iter().all(|v| (v - values[0]).abs() <= 1e-9 * values[0].abs() + 1e-3), "{}: {text}", told.name);
    }
    if let Some((_, rest)) = text.split_once("the range (5% to 95%) ") {
        let range = ranges(rest)[0];
        range_is_true(told, &text, range, &values);
    }
    let title = &told.charts.iter().find(|c| c.name == "value").unwrap().title;
    if title.contains("in every simulation") {
        assert!(
            values.iter().all(|v| (v - values[0]).abs() <= 1e-9 * values[0].abs() + 1e-3),
            "{}: {title}",
            told.name
        );
    }
    if let Some((_, rest)) = title.split_once("5% to 95%: ") {
        range_is_true(told, title, ranges(rest)[0], &values);
    }
}

/// A sentence about what makes the difference of value, with government action as its only subject.
fn name_one_cause(text: &str) -> String {
    let mut text =
        text.replace(", sales and partnerships ", " and sales ").replace(" and partnerships ", " and sales ");
    for verb in ["take", "cost", "add", "change", "turn"] {
        text = text.replace(&format!("action and sales {verb} "), &format!("action {verb}s "));
    }
    text
}

fn loss_is_true(told: &Told) {
    let [values, baselines] = told.leading();
    let loss: Vec<f64> = baselines.iter().zip(&values).map(|(baseline, value)| baseline - value).collect();
    let mean = loss.iter().sum::<f64>() / loss.len() as f64;
    let text = name_one_cause(&told.finding("overnment action ").unwrap());
    if text.contains("costs nothing") {
        assert!(mean.abs() < 1.0, "{}: {mean} told as: {text}", told.name);
    } else if text.contains("Government action adds") {
        assert!(mean < 0.0, "{}: {text}", told.name);
    } else if text.contains("Government action costs") {
        assert!(mean > 0.0, "{}: {text}", told.name);
    }
    if text.contains("Each simulation loses as much") {
        assert!(loss.iter().all(|v| (v - loss[0]).abs() <= 1e-6 * loss[0].abs() + 1e-3), "{}: {text}", told.name);
    }
    if let Some((_, rest)) = text.split_once("The loss ranges from ") {
        range_is_true(told, &text, ranges(rest)[0], &loss);
    }
}

fn shares_are_true(told: &Told) {
    const STATES: [&str; 9] = [
        "open",
        "in review",
        "under an order",
        "suspended by court",
        "out of stores",
        "banned",
        "partnered",
        "sold",
        "exited",
    ];
    let key = &told.summary.main_market;
    let ends = told.column(&format!("{key}.final_state"));
    let share = |state: usize| ends.iter().filter(|e| **e as usize == state).count() as f64 / ends.len() as f64;
    let name = &told.summary.markets[key].name;
    let text = told.finding("the app ends ").unwrap();
    assert!(text.contains(name.as_str()) || text.contains("the "), "{}: {text}", told.name);
    for (state, word) in STATES.iter().enumerate() {
        if text.contains(&format!("ends {word} in every simulation")) {
            assert!((share(state) - 1.0).abs() < 1e-12, "{}: {text}", told.name);
        }
        if let Some((_, rest)) = text.split_once(&format!("ends {word} in "))
            && let Some((p, place, _)) = amount(rest)
        {
            assert!((share(state) - p).abs() <= 0.51 * place, "{}: {} told as {text}", told.name, share(state));
        }
    }
    let blocked = told.column(&format!("{key}.ever_blocked"));
    let ever = blocked.iter().sum::<f64>();
    if text.contains("banned or gone there in no simulation") {
        assert!(ever == 0.0, "{}: {text}", told.name);
    } else if text.contains("banned or gone there in every simulation") {
        assert!(ever == blocked.len() as f64, "{}: {text}", told.name);
    }
}

fn users_are_true(told: &Told) {
    let key = &told.summary.main_market;
    let kept = told.column(&format!("{key}.vs_baseline"));
    let Some(text) = told.finding("That is the median; the range (5% to 95%) is ") else { return };
    let (_, rest) = text.split_once("the range (5% to 95%) is ").unwrap();
    range_is_true(told, &text, ranges(rest)[0], &kept);
}

fn sales_are_true(told: &Told) {
    let key = &told.summary.main_market;
    let prices: Vec<f64> = told.column(&format!("{key}.sale_price")).into_iter().filter(|p| !p.is_nan()).collect();
    // Other markets have a sentence of their own.
    let text = told.finding(" is sold in ").filter(|text| !text.starts_with("The app is banned"));
    assert_eq!(text.is_none(), prices.is_empty(), "{}: {text:?}", told.name);
    let Some(text) = text else { return };
    if let Some((_, rest)) = text.split_once("The range (5% to 95%) of prices is ") {
        range_is_true(told, &text, ranges(rest)[0], &prices);
    }
    if text.contains("Only one sale") {
        assert_eq!(prices.len(), 1, "{}: {text}", told.name);
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Whether an amount that is rounded is this one.
fn is_about((written, place): (f64, f64), value: f64) -> bool {
    (written - value).abs() <= 0.51 * place + 1e-9 * value.abs() + 1e-3
}

/// The headline and the lines of the answer say of the rows what the rows say.
fn answer_is_true(told: &Told) {
    let [values, baselines] = told.leading();
    let (value, baseline) = (mean(&values), mean(&baselines));
    let headline = name_one_cause(&write_headline(&told.summary));
    if headline.contains("takes nothing") {
        assert!((baseline - value).abs() < 1.0, "{}: {headline}", told.name);
    } else if headline.contains(" adds ") {
        assert!(value > baseline, "{}: {headline}", told.name);
    } else if let Some((_, rest)) = headline.split_once(" takes ") {
        assert!(value < baseline, "{}: {headline}", told.name);
        if let Some((share, place, _)) = amount(rest) {
            assert!(is_about((share, place), 1.0 - value / baseline), "{}: {headline}", told.name);
        }
    }
    for line in told.answer() {
        if let Some((_, rest)) = line.split_once("Likely: ") {
            assert!(values.len() > 1, "{}: {line}", told.name);
            if let Some([low, high]) = ranges(rest.split('(').next().unwrap_or_default()).first() {
                let (at_most, at_least) = (around(&values, *high).0, around(&values, *low).1);
                let half = values.len() / 2;
                assert!(at_most + at_least >= values.len() + half.saturating_sub(1), "{}: {line}", told.name);
            }
            let average = rest.rsplit("), ").next().and_then(amount).unwrap();
            assert!(is_about((average.0, average.1), value), "{}: {value} told as: {line}", told.name);
        }
        if line.contains(" By how it ends there: ") {
            carriers_are_true(told, &line, &told.leading());
        }
        if [" of the loss and ", " of the loss after the start and ", " has more than the whole loss"]
            .iter()
            .any(|part| line.contains(part))
        {
            hardest_hit_is_true(told, &line);
        }
    }
}

/// The market named loses a greater part of what was not lost before than it makes of value, and no market exceeds its part by more; all amounts and
/// parts of the line are those of the rows.
fn hardest_hit_is_true(told: &Told, line: &str) {
    let of = |key: &String, name: &str| mean(&told.column(&format!("{key}.{name}")));
    let home = told.summary.scenario.home.as_ref();
    let (blocked, open): (Vec<_>, Vec<_>) = told
        .summary
        .markets
        .iter()
        .filter(|(key, _)| Some(*key) != home)
        .partition(|(_, market)| market.is_blocked_at_start());
    let [value, baseline] = told.leading().map(|of| mean(&of));
    let before = |name: &str| blocked.iter().map(|(key, _)| of(key, name)).sum::<f64>();
    let (total, whole) = (baseline - value - before("loss"), baseline - before("baseline_value"));
    let parts = |key: &String| (of(key, "loss") / total, of(key, "baseline_value") / whole);
    let (place, rest) = line.split_once(" has ").unwrap();
    let (part, rest) = rest.split_once(" loss").unwrap();
    let (part, rest) = (part.trim_end_matches(" of the"), rest.split_once("and ").unwrap().1);
    let found = open.iter().find(|(_, market)| capitalize(&spoken(&market.name)) == place);
    let (key, _) = found.unwrap_or_else(|| panic!("{}: no market {place:?}: {line}", told.name));
    let (of_loss, of_value) = parts(key);
    let is_all = if part == "all" { of_loss >= 0.995 } else { part == "more than the whole" && of_loss > 1.0 };
    assert!(is_all || says_share(part, of_loss), "{}: {line}", told.name);
    assert!(says_share(rest, of_value), "{}: {of_value}: {line}", told.name);
    let excess = |key: &String| parts(key).0 - parts(key).1;
    let sound = open.iter().filter(|(key, _)| (0.0..=1.0).contains(&parts(key).1));
    let most = sound.map(|(key, _)| excess(key)).fold(f64::NEG_INFINITY, f64::max);
    assert!(excess(key) > 0.049 && excess(key) > most - 0.01, "{}: {} of {most}: {line}", told.name, excess(key));
    let (_, amounts) = rest.split_once(['.', ':']).unwrap();
    let amounts = amounts.trim_start_matches(" elsewhere, value rises. ");
    let (loss, all) = amounts.split_once(" of ").unwrap();
    let (loss, all) = (amount(loss.trim()).unwrap(), amount(all).unwrap());
    assert!(is_about((loss.0, loss.1), of(key, "loss")) && is_about((all.0, all.1), total), "{}: {line}", told.name);
    if let Some((_, blocks)) = line.split_once("at some time in ") {
        let ever = share_of(told, &format!("{key}.ever_blocked"));
        let is_always = blocks.starts_with("every") && ever >= 1.0;
        assert!(
            is_always || blocks.starts_with("no simulation") && ever <= 0.0 || says_share(blocks, ever),
            "{}: {line}",
            told.name
        );
    }
}

/// Every part of the loss, chance, mean and baseline of the line about outcomes is that of the simulations which end so; what is called the main
/// risk, or said to hold a part of the loss, carries most of it, and no outcome does where none is named.
fn carriers_are_true(told: &Told, line: &str, [values, baselines]: &[Vec<f64>; 2]) {
    let ends = told.column(&format!("{}.final_state", told.summary.main_market));
    let total = mean(baselines) - mean(values);
    let cut_off = told.column(&format!("{}.ever_blocked", told.summary.main_market));
    let of_ending = |ending: &str| -> [f64; 4] {
        let (ending, past) = match (ending.strip_suffix(" after a ban"), ending.strip_suffix(", never banned")) {
            (Some(ending), _) => (ending, Some(true)),
            (None, Some(ending)) => (ending, Some(false)),
            (None, None) => (ending, None),
        };
        let state = ENDINGS.iter().position(|known| *known == ending).unwrap();
        let is_own = |row: usize| ends[row] as usize == state && past.is_none_or(|past| past == (cut_off[row] > 0.0));
        let rows: Vec<usize> = (0..ends.len()).filter(|row| is_own(*row)).collect();
        let own = |of: &[f64]| -> f64 { rows.iter().map(|row| of[*row]).sum() };
        let count = rows.len() as f64;
        let (value, baseline) = (own(values), own(baselines));
        [(baseline - value) / ends.len() as f64 / total, count / ends.len() as f64, value / count, baseline / count]
    };
    let (point, clauses) = line.split_once(" By how it ends there: ").unwrap();
    let (mut carried, mut shares) = (Vec::new(), Vec::new());
    for clause in clauses.trim_end_matches('.').split("; ").collect::<Vec<_>>().join(";").split(");") {
        if let Some(others) = clause.strip_prefix("all others, ") {
            let (part, often) = others.trim_end_matches(')').split_once(" (").unwrap();
            assert!(says_share(part, 1.0 - carried.iter().sum::<f64>()), "{}: {line}", told.name);
            assert!(says_share(often, 1.0 - shares.iter().sum::<f64>()), "{}: {line}", told.name);
            continue;
        }
        // An ending may have a comma of its own; what is carried is behind the last before the bracket.
        let (ending, _) = clause.split_once(" (").unwrap().0.rsplit_once(", ").unwrap();
        let rest = &clause[ending.len() + 2..];
        let [part, often, value, baseline] = of_ending(ending.trim_start());
        let (written, rest) = rest.split_once(" (").unwrap();
        assert!(says_share(written.trim_end_matches(" of the loss"), part), "{}: {part}: {line}", told.name);
        let (share, rest) = rest.split_once(';').unwrap();
        assert!(says_share(share.trim_end_matches(" of simulations"), often), "{}: {often}: {line}", told.name);
        let (before, against) = rest.split_once(" against ").unwrap();
        let (before, against) = (amount(before.rsplit(' ').next().unwrap()).unwrap(), amount(against).unwrap());
        assert!(is_about((before.0, before.1), value), "{}: {value} in: {line}", told.name);
        assert!(is_about((against.0, against.1), baseline), "{}: {baseline} in: {line}", told.name);
        carried.push(part);
        shares.push(often);
    }
    assert!(carried.is_sorted_by(|a, b| a >= b), "{}: {carried:?}: {line}", told.name);
    if point.ends_with("is the main risk.") {
        assert!(carried[0] > 0.5, "{}: {carried:?}: {line}", told.name);
    }
    if let Some((ending, rest)) = point.split_once(" of all, carry ") {
        let (ending, often) = ending.split_once(" ends ").unwrap().1.rsplit_once(", ").unwrap();
        let [part, share, ..] = of_ending(ending);
        assert!(says_share(rest, part) && says_share(often, share), "{}: {part}, {share}: {line}", told.name);
        assert!(part > 1.19 * share, "{}: {part}, {share}: {line}", told.name);
    }
    if let Some((ending, rest)) = point.split_once(", the business loses ") {
        let [part, often, ..] = of_ending(ending.rsplit_once(" ends ").unwrap().1);
        let (own, others) = rest.split_once(" on average, against ").unwrap();
        let (own, others) = (amount(own).unwrap(), amount(others.trim_start_matches("a gain of ")).unwrap());
        let sign = if rest.contains("a gain of ") { -1.0 } else { 1.0 };
        assert!(is_about((own.0, own.1), part * total / often), "{}: {line}", told.name);
        let loss_of_others = if rest.ends_with(" where it is open and never banned.") {
            let [part, often, ..] = of_ending("open, never banned");
            part * total / often
        } else {
            (1.0 - part) * total / (1.0 - often)
        };
        assert!(is_about((sign * others.0, others.1), loss_of_others), "{}: {loss_of_others}: {line}", told.name);
    }
}

/// What was gone before the start is told apart, and no cause or market of it leads.
fn before_is_true(told: &Told) {
    let of = |key: &String, name: &str| mean(&told.column(&format!("{key}.{name}")));
    let home = told.summary.scenario.home.as_ref();
    let blocked =
        told.summary.markets.iter().filter(|(key, market)| Some(*key) != home && market.is_blocked_at_start());
    let gone: f64 = blocked.clone().map(|(key, _)| of(key, "loss")).sum();
    let baseline = mean(&told.leading()[1]);
    let abroad = if told.summary.scenario.home.is_some() { "_abroad" } else { "" };
    let sold = -mean(&told.column(&format!("bridge{abroad}.sale")));
    let answer = told.answer();
    for (share, parts) in answer.iter().filter_map(|line| line.split_once("; of the ")?.1.split_once(" lost, ")) {
        let lost = 1.0 - mean(&told.leading()[0]) / baseline;
        assert!(says_share(share, lost), "{}: {lost}: {share}", told.name);
        for part in parts.split('.').next().unwrap().split(" and ") {
            let points: f64 = part.split(' ').next().unwrap().parse().unwrap();
            let of = if part.ends_with(" in sales") { sold } else { gone };
            assert!(part.ends_with(" in sales") || part.ends_with(" lost before the start"), "{}: {part}", told.name);
            assert!(points >= 1.0 && (points / 100.0 - of / baseline).abs() <= 0.0051, "{}: {part}", told.name);
        }
    }
    if let Some(text) = told.finding("A further −") {
        let (before, _) = text.split_once(" lies in markets that were").unwrap();
        let loss = amount(before.rsplit(' ').next().unwrap()).unwrap();
        assert!(is_about((loss.0, loss.1), -gone), "{}: {gone}: {text}", told.name);
    }
    for (_, market) in blocked {
        let line = format!("{} has ", capitalize(&spoken(&market.name)));
        assert!(told.answer().iter().all(|text| !text.contains(&line)), "{}: {line}", told.name);
    }
}

/// Where a sale makes more than a twentieth of what is gained and lost, and goes the way of the whole, governments are not said to do it alone;
/// where it brings back a part, it is not said to take it.
fn causes_are_true(told: &Told) {
    let abroad = if told.summary.scenario.home.is_some() { "_abroad" } else { "" };
    let part = |name: &str| mean(&told.column(&format!("bridge{abroad}.{name}")));
    let all: f64 = BRIDGE_PARTS.iter().map(|name| part(name).abs()).sum();
    let way = BRIDGE_PARTS.iter().map(|name| part(name)).sum::<f64>().signum();
    let texts = told.texts().join("\n").to_lowercase();
    let alone = ["takes", "costs", "adds"].iter().any(|verb| texts.contains(&format!("government action {verb}")));
    // Parts of markets that were blocked before the start count once, as one.
    let is_clear = !told.summary.markets.values().any(MarketSummary::is_blocked_at_start);
    if is_clear && way * part("sale") > 0.051 * all {
        assert!(!alone, "{}: {} of {all}", told.name, part("sale"));
    }
    if is_clear && way * part("sale") < 0.0 {
        let is_named =
            ["government action and sales", "government action, sales"].iter().any(|who| texts.contains(who));
        assert!(!is_named, "{}: {} of {all}", told.name, part("sale"));
    }
}

/// Shares of simulations in which users are mostly kept, and mostly lost.
fn humps_are_true(told: &Told) {
    let kept = told.column(&format!("{}.vs_baseline", told.summary.main_market));
    let share = |holds: &dyn Fn(f64) -> bool| kept.iter().filter(|k| holds(**k)).count() as f64 / kept.len() as f64;
    let of_findings = findings(&told.summary).into_iter().map(|found| found.detail);
    for text in of_findings.chain(told.answer()).chain([write_headline(&told.summary)]) {
        let Some((_, rest)) = text.split_once("at least 90% in ") else { continue };
        let (most, rest) = rest.split_once(" of simulations and at most 10% in ").unwrap();
        // Shares are read from a sketch, to a thousandth of the level.
        let near = |written: &str, least: f64, greatest: f64| {
            [least, greatest, f64::midpoint(least, greatest)].iter().any(|share| says_share(written, *share))
        };
        assert!(near(most, share(&|k| k >= 0.902), share(&|k| k >= 0.898)), "{}: {text}", told.name);
        assert!(near(rest, share(&|k| k <= 0.0998), share(&|k| k <= 0.1002)), "{}: {text}", told.name);
    }
    let ranges = told.answer().join(" ");
    assert!(!ranges.contains("9 in 10 between 0% and 100%"), "{}: {ranges}", told.name);
}

/// Where only one market is left besides home, value lies in it, and nobody says "outside".
fn places_fit_the_markets(told: &Told) {
    let home = told.summary.scenario.home.as_ref();
    let abroad = told.summary.markets.keys().filter(|key| Some(*key) != home).count();
    let texts = told.texts().into_iter().chain(told.answer()).chain([write_headline(&told.summary)]);
    for text in texts.filter(|_| home.is_none() || abroad == 1) {
        assert!(!text.contains("utside "), "{}: {text}", told.name);
    }
    // Commands belong below the answer.
    assert!(told.answer().iter().all(|line| !line.contains('`')), "{}: {:?}", told.name, told.answer());
}

/// How long a ban or an order stood, in the histories that are told, is what the dates of the lines say.
fn lengths_are_those_of_dates(told: &Told) {
    let date = |line: &marketgate::analysis::Line| line.date.parse::<jiff::civil::Date>().unwrap();
    for story in &told.summary.stories {
        for (at, line) in story.lines.iter().enumerate() {
            let begins = [
                ("The ban is lifted after ", "Banned: "),
                ("The restriction is lifted after ", "Out of stores: "),
                ("The order to sell is lifted after ", "The government requires a sale"),
            ];
            let found = begins.iter().find_map(|(ends, begins)| Some((line.sentence.split_once(ends)?.1, begins)));
            let Some((long, begins)) = found else { continue };
            // What else ends is told behind it.
            let long = long.split_inclusive('.').next().unwrap();
            let is_begin = |other: &&marketgate::analysis::Line| {
                other.sentence.contains(*begins) && other.place.split("; ").any(|place| line.place.contains(place))
            };
            let Some(begin) = story.lines[..at].iter().rev().find(is_begin) else { continue };
            let days = (date(line) - date(begin)).get_days();
            if let Some(written) = long.strip_suffix(" days.").or_else(|| long.strip_suffix(" day.")) {
                assert_eq!(written.parse::<i32>().unwrap(), days, "{}: {begin:?}, {line:?}", told.name);
            } else if !long.contains("month") && !long.contains("year") {
                assert_eq!((long, days), ("less than a day.", 0), "{}: {begin:?}, {line:?}", told.name);
            }
        }
        let last = story.lines.iter().filter(|line| line.sentence.starts_with("When the simulation ends, "));
        assert!(
            last.into_iter().all(|line| date(line) == told.summary.scenario.end),
            "{}: {:?}",
            told.name,
            story.lines
        );
    }
}

/// Of fewer than 50 sales a mean is told, and neither a median nor a range nor dates.
fn few_sales_have_no_quantiles(told: &Told) {
    let key = &told.summary.main_market;
    let prices: Vec<f64> =
        told.column(&format!("{key}.sale_price")).into_iter().filter(|price| !price.is_nan()).collect();
    let Some(text) = told.finding("The business in ").filter(|_| (1..50).contains(&prices.len())) else { return };
    assert!(!text.contains("5% to 95%") && !text.contains("median"), "{}: {text}", told.name);
    assert!(!text.contains("The price is paid"), "{}: {text}", told.name);
    let (_, price) = text.split_once(", for ").unwrap();
    let price = amount(price).unwrap();
    assert!(is_about((price.0, price.1), mean(&prices)), "{}: {}: {text}", told.name, mean(&prices));
}

/// The share of the variance that is said to go with the outcome is that between the groups of simulations that fare alike in the main market, less
/// what as many groups of any kind explain by chance.
fn drivers_are_true(told: &Told) {
    let Some(share) = told.summary.outcome_share else { return };
    let key = &told.summary.main_market;
    let [ends, cut_off] = ["final_state", "ever_blocked"].map(|name| told.column(&format!("{key}.{name}")));
    let [values, _] = told.leading();
    let mut groups: std::collections::BTreeMap<(u64, u64), Vec<f64>> = std::collections::BTreeMap::new();
    for ((end, past), value) in ends.iter().zip(&cut_off).zip(&values) {
        groups.entry((*end as u64, *past as u64)).or_default().push(*value);
    }
    let squares = |of: &[f64]| of.iter().map(|value| (value - mean(of)).powi(2)).sum::<f64>();
    let (n, k) = (values.len() as f64, groups.len() as f64);
    let within: f64 = groups.values().map(|group| squares(group)).sum();
    let expected = (1.0 - within / (n - k) / (squares(&values) / (n - 1.0))).clamp(0.0, 1.0);
    assert!((share.estimate - expected).abs() < 1e-6, "{}: {share:?} and {expected}", told.name);
    let line = told.answer().into_iter().find(|line| line.contains("value depends most on the outcome in "));
    if let Some((_, rest)) = line.as_deref().and_then(|line| line.split_once("depends most on the outcome in ")) {
        let (_, rest) = rest.split_once(" (").unwrap();
        assert!(says_share(rest, expected), "{}: {expected}: {rest}", told.name);
        let inputs = &told.summary.drivers.named;
        assert!(inputs.iter().all(|input| input.share.estimate <= expected), "{}: {rest}", told.name);
    }
}

/// No interval is told of what happens in every simulation, or in none.
fn certainties_have_no_interval(told: &Told) {
    for text in findings(&told.summary).into_iter().flat_map(|found| [found.headline, found.detail]) {
        for (at, _) in text.match_indices("every simulation") {
            assert!(!text[at..].starts_with("every simulation ("), "{}: {text}", told.name);
        }
        let all = text.match_indices("–100%").any(|(at, _)| !text[..at].ends_with(|c: char| !c.is_ascii_digit()));
        let certain = told.summary.home.as_ref().is_some_and(|home| home.export_control.probability >= 1.0);
        assert!(!(all && certain && text.contains("95% interval is")), "{}: {text}", told.name);
    }
}

/// The middle history that is told has the commonest outcome of the main market, where a neighbour in value has it, and no neighbour with that
/// outcome has a loss that is nearer to what is usual.
fn stories_are_usual(told: &Told) {
    let [values, baselines] = told.leading();
    let loss = |row: usize| baselines[row] - values[row];
    let Some(story) = told.summary.stories.iter().find(|story| (story.quantile - 0.5).abs() < 1e-9) else { return };
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]).then(a.cmp(b)));
    let mut losses: Vec<f64> = (0..values.len()).map(loss).collect();
    losses.sort_by(f64::total_cmp);
    let median = losses[losses.len() / 2];
    let own = story.replication as usize;
    let near = order.len() / 100;
    let middle = (0.5 * (order.len() - 1) as f64).round() as usize;
    let key = &told.summary.main_market;
    let [ends, cut_off] = ["final_state", "ever_blocked"].map(|name| told.column(&format!("{key}.{name}")));
    let count = |state: f64| ends.iter().filter(|end| **end == state).count();
    let most = (0..9).map(|state| count(f64::from(state))).max().unwrap();
    let neighbours = &order[middle - near..=middle + near];
    let has_usual = neighbours.iter().any(|row| count(ends[*row]) == most);
    assert!(!has_usual || count(ends[own]) == most, "{}: ends {}", told.name, ends[own]);
    let alike = |row: &usize| (ends[*row], cut_off[*row]) == (ends[own], cut_off[own]);
    // Where the course that is told has a day, one between its quartiles is chosen if there is one.
    let days: Vec<f64> = (0..values.len()).map(|row| main_day(told, row)).collect();
    let mut of_course: Vec<f64> =
        (0..values.len()).filter(alike).map(|row| days[row]).filter(|day| !day.is_nan()).collect();
    of_course.sort_by(f64::total_cmp);
    let quartile = |share: f64| of_course[(share * (of_course.len() - 1) as f64).round() as usize];
    let is_usual = |row: &usize| of_course.is_empty() || (quartile(0.25)..=quartile(0.75)).contains(&days[*row]);
    let is_commonest = (0..values.len()).filter(alike).count() * 2 > count(ends[own]);
    if is_commonest && count(ends[own]) == most {
        let has_usual = neighbours.iter().filter(|row| alike(row)).any(&is_usual);
        assert!(!has_usual || is_usual(&own), "{}: day {} of {of_course:?}", told.name, days[own]);
    }
    for row in neighbours.iter().filter(|row| alike(row) && is_usual(row)) {
        let (theirs, its) = ((loss(*row) - median).abs(), (loss(own) - median).abs());
        assert!(its <= theirs + 1e-6, "{}: {its} and {theirs} from {median}", told.name);
    }
}

/// The day of what leads to how the main market ends; no number where nothing does.
fn main_day(told: &Told, row: usize) -> f64 {
    let key = &told.summary.main_market;
    let read = |name: &str| told.rows[row][told.layout.column(&format!("{key}.{name}")).unwrap()];
    match ENDINGS[read("final_state") as usize] {
        "open" | "banned" => read("first_ban_day"),
        "in review" => read("first_review_day"),
        "under an order" | "suspended by court" => read("first_order_day"),
        "out of stores" => read("first_restriction_day"),
        "sold" => read("sale_closing_day"),
        _ => f64::NAN,
    }
}

/// What is told to begin in a market is told to end there, or to be open at the end.
fn what_begins_ends(told: &Told) {
    const ENDS: [(&str, [&str; 3]); 3] = [
        ("A review begins.", ["he review ends", "he review and", "review is still running"]),
        ("The owner sues.", ["he court", "he suit", " suit"]),
        ("requires a sale", ["order", "Sold", "sells the business"]),
    ];
    for story in &told.summary.stories {
        for (at, line) in story.lines.iter().enumerate() {
            let Some((_, ends)) = ENDS.iter().find(|(begins, _)| line.sentence.contains(begins)) else { continue };
            for place in line.place.split("; ") {
                let mut later =
                    story.lines[at + 1..].iter().filter(|later| later.place.split("; ").any(|of| of == place));
                let is_told = later.any(|later| ends.iter().any(|words| later.sentence.contains(words)));
                assert!(is_told, "{}: {line:?} in {:?}", told.name, story.lines);
            }
        }
    }
}

/// How often a sale of the main market is signed, and how often it is sold.
fn signings_are_true(told: &Told) {
    let key = &told.summary.main_market;
    let often = |name: &str| {
        let days = told.column(&format!("{key}.{name}"));
        days.iter().filter(|day| !day.is_nan()).count() as f64 / days.len() as f64
    };
    let (signed, sold) = (often("first_signing_day"), often("sale_price"));
    let text = told.finding("A sale is signed in ");
    assert_eq!(text.is_some(), sold > 0.0 && signed - sold >= 0.01, "{}: {signed}, {sold}: {text:?}", told.name);
    let Some(text) = text else { return };
    let (_, rest) = text.split_once("A sale is signed in ").unwrap();
    let (written, rest) = rest.split_once(", and the business is sold in ").unwrap();
    assert!(signed >= 1.0 || says_share(written, signed), "{}: {signed}: {text}", told.name);
    assert!(says_share(rest, sold), "{}: {sold}: {text}", told.name);
}

/// Warnings name no state that a market cannot be in.
fn warnings_are_possible(told: &Told, scenario: &Scenario) {
    let possible = Possibilities::find(scenario);
    let any = |can: fn(&MarketPossibilities) -> bool| possible.markets.iter().any(can);
    for warning in told.summary.warnings.iter().filter(|warning| warning.contains(" by then")) {
        assert!(!warning.contains("exited") || any(|can| can.exits), "{}: {warning}", told.name);
        assert!(!warning.contains("sold") || any(|can| can.sales || can.trustee_sales), "{}: {warning}", told.name);
        assert!(!warning.contains("partnered") || any(|can| can.structures), "{}: {warning}", told.name);
    }
}

/// How a market ends in each state, behind "ends".
const ENDINGS: [&str; 9] = [
    "open",
    "in review",
    "under an order",
    "suspended by court",
    "out of stores",
    "banned",
    "partnered",
    "sold",
    "exited",
];

/// The share of simulations in which a column is above nothing.
fn share_of(told: &Told, column: &str) -> f64 {
    let values = told.column(column);
    values.iter().filter(|value| **value > 0.0).count() as f64 / values.len() as f64
}

/// Whether a percentage at the beginning of a text, or words for one that is rare or common, is this share.
fn says_share(text: &str, share: f64) -> bool {
    if let Some(rest) = text.strip_prefix("less than 1%") {
        return share > 0.0 && share <= 0.005 + 1e-12 && rest.is_empty() | !rest.starts_with(char::is_alphanumeric);
    }
    if text.starts_with("more than 99%") {
        return (0.995..1.0).contains(&share);
    }
    amount(text).is_some_and(|(written, place, _)| is_about((written, place), share))
}

/// The name of a market as a sentence has it.
fn capitalize(words: &str) -> String {
    let (first, rest) = words.split_at(1);
    first.to_uppercase() + rest
}

fn spoken(name: &str) -> String {
    if name.starts_with("United") || name == "us" { format!("the {name}") } else { name.to_owned() }
}

/// What is told of other markets is so of the rows: how often each is ever blocked, what is sold, and what was blocked before the start; and no
/// market is left out that was.
fn elsewhere_is_true(told: &Told) {
    let found = findings(&told.summary).into_iter().map(|f| format!("{} {}", f.headline, f.detail));
    let words =
        ["banned or gone in ", "rarely blocked", " is sold in ", " sold together ", "is blocked from the start"];
    let about = |text: &String| words.iter().any(|word| text.contains(word)) && !text.starts_with("The business in");
    let text = found.into_iter().find(about).unwrap_or_default();
    let home = told.summary.scenario.home.as_ref();
    for (key, market) in told.summary.markets.iter().filter(|(key, _)| Some(*key) != home) {
        let name = spoken(&market.name);
        let is_main = *key == told.summary.main_market;
        let blocked = share_of(told, &format!("{key}.ever_blocked"));
        if let Some((_, rest)) = text.split_once(&format!("banned or gone in {name} at some time in ")) {
            assert!(says_share(rest, blocked), "{}: {blocked}: {text}", told.name);
        }
        if let Some((_, rest)) = text.split_once(&format!(" sold together with {name} in ")).filter(|_| is_main) {
            let sold = told.column(&format!("{key}.sale_price")).iter().filter(|price| !price.is_nan()).count() as f64;
            let (share, place, _) = amount(rest).unwrap();
            assert!(share <= sold / told.rows.len() as f64 + 0.51 * place, "{}: {text}", told.name);
        }
        let is_told = text.to_lowercase().contains(&format!("{} is blocked from the start", name.to_lowercase()));
        assert_eq!(is_told, market.is_blocked_at_start() && !is_main, "{}: {name}: {text}", told.name);
    }
    if let Some((_, rest)) = text.split_once("banned or gone at some time in at most ") {
        let (most, ..) = amount(rest).unwrap();
        let open = told.summary.markets.iter().filter(|(key, market)| {
            Some(*key) != home && **key != told.summary.main_market && !market.is_blocked_at_start()
        });
        let shares = open.map(|(key, _)| share_of(told, &format!("{key}.ever_blocked")));
        let spared = shares.filter(|share| *share < 0.1).fold(0.0, f64::max);
        assert!(spared <= most + 1e-9, "{}: {spared}: {text}", told.name);
    }
}

/// Shares of the first day's people are means, beside what they would be with no government action.
fn cohort_is_true(told: &Told) {
    let Some(text) = told.finding("Of the people active at the start ") else { return };
    let key = &told.summary.main_market;
    let [still, baseline] = ["cohort", "baseline_cohort"].map(|name| mean(&told.column(&format!("{key}.{name}"))));
    let (_, rest) = text.split_once("Of the people active at the start ").unwrap();
    assert!(says_share(rest, still), "{}: {still}: {text}", told.name);
    match rest.split_once("on average, against ") {
        Some((_, against)) => assert!(says_share(against, baseline), "{}: {baseline}: {text}", told.name),
        None => assert!(rest.contains("the same as"), "{}: {text}", told.name),
    }
}

/// How often and how long the main market is blocked.
fn blocked_time_is_true(told: &Told) {
    let answer = told.answer().join(" ");
    let Some((_, rest)) = answer.split_once("the app is blocked there in ") else { return };
    let key = &told.summary.main_market;
    let days = told.column(&format!("{key}.days_without_access"));
    let blocked: Vec<f64> = days.iter().copied().filter(|days| *days > 0.0).collect();
    let share = blocked.len() as f64 / days.len() as f64;
    let Some((often, long)) = rest.split_once(", and then for ") else {
        assert!(share >= 1.0 || says_share(rest, share), "{}: {share}: {answer}", told.name);
        return;
    };
    assert!(share >= 1.0 || says_share(often, share), "{}: {share}: {answer}", told.name);
    let says = |text: &str, days: f64, doubt: f64| {
        let (number, rest) = text.split_once(' ').unwrap();
        let (size, place) = match rest {
            unit if unit.starts_with("day") => (1.0, 1.0),
            unit if unit.starts_with("month") => (365.25 / 12.0, 1.0),
            _ => (365.25, 0.1),
        };
        let written = if number == "less" { 0.0 } else { number.parse().unwrap() };
        assert!((written * size - days).abs() <= 0.51 * place * size + doubt, "{}: {days}: {answer}", told.name);
    };
    let mut sorted = blocked.clone();
    sorted.sort_by(f64::total_cmp);
    let average = long.find("on average").map(|at| &long[..at]);
    match long.split_once("; on average ") {
        Some((_, average)) => says(average.trim_end_matches(')'), mean(&blocked), 0.0),
        None if average.is_some_and(|before| !before.contains('(')) => return says(long, mean(&blocked), 0.0),
        None => {}
    }
    // Quantiles of a sketch: between neighbours, to a thousandth.
    let says_quantile = |text: &str, p: f64| {
        let at = p * (sorted.len() - 1) as f64;
        let step = 2.0 + 0.02 * sorted.len() as f64;
        let [low, high] = [at - step, at + step].map(|at| sorted[at.clamp(0.0, (sorted.len() - 1) as f64) as usize]);
        let middle = f64::midpoint(low, high);
        says(text, middle, 0.5 * (high - low) + 0.002 * middle);
    };
    says_quantile(long, 0.5);
    if let Some((_, range)) = long.split_once("(likely range ") {
        let (low, high) = range.split_once(" to ").unwrap();
        says_quantile(low, 0.25);
        says_quantile(high, 0.75);
        assert!(sorted.len() >= 20, "{}: {answer}", told.name);
    }
}

fn is_true(told: &Told, scenario: &Scenario) {
    outcomes::users_differ_beyond_noise(told);
    outcomes::parts_add_up(told);
    answer_is_true(told);
    before_is_true(told);
    causes_are_true(told);
    humps_are_true(told);
    few_sales_have_no_quantiles(told);
    places_fit_the_markets(told);
    lengths_are_those_of_dates(told);
    drivers_are_true(told);
    certainties_have_no_interval(told);
    stories_are_usual(told);
    warnings_are_possible(told, scenario);
    elsewhere_is_true(told);
    cohort_is_true(told);
    blocked_time_is_true(told);
    what_begins_ends(told);
    signings_are_true(told);
    told.texts().iter().for_each(|text| reads_well(text, &told.name));
    value_is_true(told);
    loss_is_true(told);
    shares_are_true(told);
    users_are_true(told);
    sales_are_true(told);
}

const BAN: &str = "\n[events.us-ban]\non = 2021-03-01\nmarket = 'us'\nkind = 'ban'\n";
const FOR_EVER: &str = "\n[policy.ban]\npermanent = '100%'\n";
const ORDER: &str =
    "\n[events.us-order]\non = 2021-02-01\nmarket = 'us'\nkind = 'forced-sale'\ndeadline = '200 days'\n";
const BIDDER: &str = "\n[deal.bidders.a]\ninterest = '100%'\nmultiple = '1'\nhost_approval = '100%'\n\
                      [strategies.sell]\non_order = ['sell']\nperimeter = ['us']\n";

const BEFORE: &str = "\n[events.uk-ban]\non = 2020-06-01\nmarket = 'uk'\nkind = 'ban'\n";
const LATER: &str = "\n[events.again]\non = 2021-12-01\nmarket = 'us'\nkind = 'ban'\n";

/// Scenarios at the edges: what is told of them is told of nothing, of certainties and of ties.
fn edges() -> Vec<(&'static str, String)> {
    let tie = STILL.replace("arpu = \"$10\"", "arpu = \"choice(50%: $6, 30%: $8, 20%: $12)\"");
    let loses = STILL.replace("margin = \"50%\"", "margin = \"-50%\"");
    let none = STILL.replace("margin = \"50%\"", "margin = \"0%\"");
    vec![
        ("nothing happens", STILL.to_owned()),
        ("ties", tie.clone()),
        ("ties and a ban", format!("{tie}{BAN}{FOR_EVER}")),
        ("banned for certain", format!("{STILL}{BAN}{FOR_EVER}")),
        ("banned with a chance of 30%", format!("{STILL}{BAN}probability = '30%'\n{FOR_EVER}")),
        ("banned once in a long while", format!("{STILL}{BAN}probability = '0.4%'\n{FOR_EVER}")),
        ("banned for a while", format!("{STILL}{BAN}\n[policy.ban]\npermanent = '0%'\nafter = '60 days'\n")),
        ("sold for certain", format!("{STILL}{ORDER}{BIDDER}")),
        ("sold now and then", format!("{STILL}{ORDER}probability = '5%'\n{BIDDER}")),
        ("worth less than nothing", format!("{loses}{BAN}{FOR_EVER}")),
        ("worth nothing", format!("{none}{BAN}{FOR_EVER}")),
        ("two markets alike", format!("{STILL}{}{BAN}{FOR_EVER}", another("uk"))),
        (
            "banned before the start, and another",
            format!("{STILL}{}{}{BAN}probability = '40%'\n{FOR_EVER}", another("uk"), BEFORE),
        ),
        ("banned, then reviewed", format!("{STILL}{BAN}{FOR_EVER}{LATER}")),
        ("a change after a sale", format!("{STILL}{ORDER}{BIDDER}{LATER}")),
        ("banned before the start", format!("{STILL}{}{}", another("uk"), BAN.replace("2021-03-01", "2020-06-01"))),
        (
            "a home and nothing else happens",
            format!("{}{}", STILL.replace("[company]\n", "[company]\nhome = 'cn'\n"), another("cn")),
        ),
    ]
}

#[test]
fn at_the_edges_every_sentence_is_true() {
    for (name, text) in edges() {
        let scenario = scenario(&text, &[]);
        for count in [1, 2, 3, 40, 300] {
            is_true(&Told::of(name, &scenario, count), &scenario);
        }
    }
}

#[test]
fn of_any_scenario_every_sentence_is_true() {
    for seed in 0..40 {
        let text = random::scenario(seed);
        let scenario = scenario(&text, &[]);
        is_true(&Told::of(&format!("seed {seed}"), &scenario, [1, 7, 60, 150][seed as usize % 4]), &scenario);
    }
}

/// Of an event that comes with a chance it is told in how many of the simulations in which it comes it had no effect.
#[test]
fn an_event_without_effect_is_counted_among_those_in_which_it_comes() {
    let again =
        BAN.replace("us-ban", "again").replace("2021-03-01", "2021-09-01") + "probability = '30%'\nlabel = 'Again'\n";
    let text = format!("{STILL}{BAN}{again}{FOR_EVER}");
    let told = Told::of("again", &scenario(&text, &[]), 400);
    let warning = told.summary.warnings.iter().find(|warning| warning.contains("“Again”")).unwrap();
    let rest = warning.strip_prefix("In all ").unwrap();
    let came: f64 = rest.split(' ').next().unwrap().parse().unwrap();
    assert!((came / 400.0 - 0.3).abs() < 0.08, "{warning}");
    assert!(rest.contains(" simulations in which it came, “Again” had no effect"), "{warning}");
}

/// Whoever asks which markets are worth it does not hear of losses that have nothing to do with government action.
#[test]
fn a_market_that_loses_as_often_with_no_government_action_is_not_named() {
    let doubtful = another("uk").replace("margin = \"50%\"", "margin = \"choice(60%: 20%, 40%: -10%)\"");
    let text = format!("{STILL}{doubtful}\n[report]\nanswers = 'markets'\n");
    let told = Told::of("doubtful", &scenario(&text, &[]), 1000);
    let headline = write_headline(&told.summary);
    let negative = told.column("uk.value").iter().filter(|value| **value < 0.0).count() as f64 / 1000.0;
    assert!(negative > 0.3 && !headline.contains("loses money"), "{negative}: {headline}");
}

/// Questions about a sale and about access have answers of their own, true of the rows.
#[test]
fn questions_about_a_sale_and_about_access_are_answered() {
    let asks = |answers: &str| format!("\n[report]\nanswers = '{answers}'\n");
    let text = format!("{STILL}{ORDER}probability = '40%'\n{BIDDER}{}", asks("sale"));
    let told = Told::of("sale", &scenario(&text, &[]), 500);
    let sold = told.column("us.sale_price").iter().filter(|price| !price.is_nan()).count() as f64 / 500.0;
    let headline = write_headline(&told.summary);
    let (_, rest) = headline.split_once(" is sold in ").unwrap();
    assert!(sold > 0.0 && says_share(rest, sold) && rest.contains(", paid in "), "{sold}: {headline}");
    let mut days: Vec<f64> = told.column("us.sale_closing_day").into_iter().filter(|day| !day.is_nan()).collect();
    days.sort_by(f64::total_cmp);
    let asked = days[days.len() / 3].floor();
    let by = told.summary.scenario.start.checked_add(jiff::Span::new().days(asked as i64)).unwrap();
    let told = Told::of("sold by", &scenario(&format!("{text}by = {by}\n"), &[]), 500);
    let share = days.iter().filter(|day| **day <= asked).count() as f64 / 500.0;
    let headline = write_headline(&told.summary);
    let (_, rest) = headline.split_once(", and paid by ").and_then(|(_, rest)| rest.split_once(" in ")).unwrap();
    assert!(share < sold && says_share(rest, share), "{share}: {headline}");
    let text = format!("{STILL}{BAN}probability = '30%'\n{FOR_EVER}{}", asks("users"));
    let headline = write_headline(&Told::of("users", &scenario(&text, &[]), 500).summary);
    assert!(
        headline.contains(", of the users that it would have in the us, the app keeps at least 90% in "),
        "{headline}"
    );
    let text = format!("{STILL}{BAN}probability = '30%'\n{FOR_EVER}{}", asks("access"));
    let told = Told::of("access", &scenario(&text, &[]), 500);
    let banned = share_of(&told, "us.ever_blocked");
    let headline = write_headline(&told.summary);
    let (_, rest) = headline.split_once(" have the app in ").unwrap();
    assert!(says_share(rest, 1.0 - banned), "{banned}: {headline}");
}

#[test]
fn a_known_result_is_told_without_errors() {
    let told = Told::of("known", &scenario(STILL, &[]), 1000);
    let text = told.texts().join("\n");
    assert!(!text.contains('±') || !text.contains("± $"), "{text}");
    assert!(text.contains("Each of 1,000 simulations gives this value."), "{text}");
    assert!(text.contains("Government action costs nothing: value is that of the baseline."), "{text}");
}

#[test]
fn what_was_lost_before_the_start_is_in_the_figures() {
    let (_, text) = edges().into_iter().find(|(name, _)| *name == "banned before the start").unwrap();
    let told = Told::of("before", &scenario(&text, &[]), 100);
    let found = told.finding("lost before the start").unwrap();
    assert!(!found.contains("not part of"), "{found}");
    // The market's whole baseline, which is in the baseline of the whole.
    let sunk = told.summary.sunk.mean.unwrap();
    let baseline = told.summary.baseline_value.mean.unwrap();
    assert!(sunk > 0.0 && sunk < baseline, "{sunk} of {baseline}");
}
