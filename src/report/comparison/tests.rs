//! Choices are set against each other, worlds are described: what every text of a comparison says.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};

use super::Study as _;
use super::narrative::findings;
use crate::analysis::{Comparison, Estimate, Proportion};
use crate::charts::comparison::sample;
use crate::charts::sample as run;

/// What is said of choices alone, as the beginning of a word.
const OF_CHOICES: [&str; 7] = ["better", "best", "worse", "dominat", "dominance", "prefer", "too close to call"];

/// Every text that readers of a comparison meet: terminal, page with its charts, tables, workbook.
fn texts(comparison: &Comparison) -> Vec<String> {
    let charts = comparison.charts().unwrap();
    let page = comparison.page(&charts);
    let mut texts: Vec<String> = comparison.print(&page, 80).lines().map(str::to_owned).collect();
    let html = page.render();
    let (before, rest) = html.split_once("<style").unwrap();
    let (style, body) = rest.split_once("</style>").unwrap();
    assert!(!style.is_empty());
    let body = body.split("<script").next().unwrap_or_default();
    // What stands between tags, and what those say who read a chart aloud.
    texts.extend([before, body].iter().flat_map(|html| html.split(['<', '>'])).map(str::to_owned));
    for chart in &charts {
        texts.extend([chart.title.clone(), chart.alt.clone(), chart.svg(), chart.table.caption.clone()]);
        texts.extend(chart.table.columns.iter().map(|column| column.name.clone()));
    }
    texts.extend(comparison.tables().iter().flat_map(|(_, table)| &table.columns).map(|column| column.name.clone()));
    let mut book = Xlsx::new(Cursor::new(comparison.workbook().unwrap().unwrap())).unwrap();
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).unwrap();
        texts.extend(range.rows().next().into_iter().flatten().map(ToString::to_string));
    }
    texts
}

fn mentions_word(text: &str, word: &str) -> bool {
    let text = text.to_lowercase();
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

/// All differences from the first made noise, or nothing at all.
fn with_differences(mut comparison: Comparison, mean: f64) -> Comparison {
    for pair in &mut comparison.pairs {
        let se = Some(1e9 * f64::from(u8::from(mean != 0.0)));
        pair.difference = Estimate { mean: Some(mean), se, ..pair.difference.clone() };
        if mean == 0.0 {
            let sure = |probability| Proportion { probability, interval: [probability; 2] };
            (pair.same, pair.second_higher) = (sure(1.0), sure(0.0));
        }
    }
    comparison
}

const NAMES: [&str; 4] = ["alpha", "beta", "gamma", "delta"];

#[test]
fn of_worlds_nothing_says_which_is_better() {
    let made = |names: usize| sample::in_worlds(&run::summary(), &NAMES[..names], |side| side);
    let mut all: Vec<Comparison> = vec![made(2), made(3), made(4)];
    all.extend([0.0, 1e8].map(|mean| with_differences(made(2), mean)));
    all.extend([0.0, 1e8].map(|mean| with_differences(made(3), mean)));
    for comparison in &all {
        assert!(comparison.pairs.iter().all(|pair| pair.dominance.is_none()));
        for text in texts(comparison) {
            for word in OF_CHOICES {
                assert!(!mentions_word(&text, word), "{word:?} in: {text}");
            }
        }
    }
    let told: Vec<String> = findings(&all[0]).into_iter().map(|found| found.headline).collect();
    assert!(told.iter().any(|text| text.contains("higher in beta than in alpha on average")), "{told:?}");
    assert!(told.contains(&"alpha and beta are different worlds.".to_owned()), "{told:?}");
}

#[test]
fn of_choices_in_one_world_texts_say_which_is_better() {
    let comparison = sample::three();
    for word in ["better", "best", "worse"] {
        assert!(texts(&comparison).iter().any(|text| mentions_word(text, word)), "{word}");
    }
    let close = with_differences(comparison, 1e8);
    assert!(texts(&close).iter().any(|text| mentions_word(text, "too close to call")));
}

#[test]
fn among_several_worlds_only_choices_of_one_are_set_against_each_other() {
    // Alpha is a world of its own; the others are choices in a second.
    let comparison = sample::in_worlds(&run::summary(), &NAMES, |side| side.min(1));
    let page = comparison.page(&[]);
    let of_choices: Vec<String> = findings(&comparison)
        .into_iter()
        .map(|found| found.headline)
        .chain(comparison.print(&page, 1000).lines().map(str::to_owned))
        .filter(|text| OF_CHOICES.iter().any(|word| mentions_word(text, word)))
        .collect();
    for text in &of_choices {
        assert!(!text.contains("alpha"), "{text}");
    }
    assert!(
        findings(&comparison)
            .iter()
            .any(|found| found.headline.contains("the choice worth the most outside China is delta (“"))
    );
    for part in
        ["simulation by simulation, delta is the best most often", "no level of value is delta worse than", "less beta"]
    {
        assert!(of_choices.iter().any(|text| text.contains(part)), "{part}: {of_choices:?}");
    }
    // Alpha and a choice of the other world differ in both.
    let told: Vec<String> = findings(&comparison).into_iter().map(|found| found.detail).collect();
    assert!(told.iter().all(|text| !text.contains("the owner's choice, which differs too")));
    let mut other = comparison.clone();
    other.sides[1].scenario.strategy = "wait".to_owned();
    other.sides[1].scenario.strategy_name = "Wait".to_owned();
    let told: Vec<String> = findings(&other).into_iter().map(|found| found.detail).collect();
    let part =
        "Part of that may be the owner's choice, which differs too: “Wait” in beta, “Seek a buyer, and sue” in alpha.";
    assert!(told.iter().any(|text| text.contains(part)), "{told:?}");
    // The share of simulations in which a choice is the best of its world is over that world alone.
    let sum: f64 = comparison.sides[1..].iter().map(|side| side.best.probability).sum();
    assert!(sum >= 1.0 && comparison.sides[0].best.probability == 1.0);
    let sum: f64 = comparison.sides.iter().map(|side| side.highest().probability).sum();
    assert!((sum - 1.0).abs() < 0.05, "{sum}");
}

/// Cases that begin or end on different days, or have no market in common: dollars of different days are no one unit.
#[test]
fn different_cases_stand_side_by_side_and_nothing_is_set_against_anything() {
    let made = || sample::in_worlds(&run::summary(), &NAMES[..3], |side| side);
    let day = |of: &Comparison| of.sides[0].scenario.start.saturating_add(jiff::Span::new().days(100));
    let mut all = [made(), made(), made()];
    all[0].sides[1].scenario.start = day(&all[0]);
    all[1].sides[2].scenario.end = day(&all[1]);
    all[2].sides[1].markets =
        all[2].sides[1].markets.iter().map(|(key, market)| (format!("other-{key}"), market.clone())).collect();
    for (comparison, reason) in all.iter().zip(["start", "horizon", "markets"]) {
        assert_eq!(comparison.list_unlike(), [reason]);
        let charts = comparison.charts().unwrap();
        assert_eq!(charts.len(), 1);
        let html = comparison.page(&charts).render();
        let body = html.split_once("</style>").unwrap().1.split("<script").next().unwrap();
        let printed = comparison.print(&comparison.page(&charts), 80);
        let found = findings(comparison);
        let said: String = found.iter().flat_map(|found| [&*found.headline, &*found.detail]).collect();
        for text in [&printed, &charts[0].title, &charts[0].alt, body, &said] {
            for word in ["highest", "lowest", "higher", "lower in", "same random draws", "tied", "less alpha"] {
                assert!(!text.contains(word), "{word}: {text}");
            }
        }
        let told = format!("alpha, beta and gamma are different cases: they differ in {reason}.");
        assert_eq!(found[0].headline, told);
        assert!(printed.contains("at its own start"), "{printed}");
    }
    assert!(made().list_unlike().is_empty());
}

/// A share that counts ties says so, wherever it is told.
#[test]
fn ties_are_told_apart_from_being_alone() {
    let mut comparison = sample::worlds();
    let share = |probability: f64| Proportion { probability, interval: [probability; 2] };
    for (side, (highest, alone)) in comparison.sides.iter_mut().zip([(0.69, 0.3), (0.6, 0.2), (0.1, 0.1)]) {
        side.highest = Some(share(highest));
        side.alone = Some([share(alone); 2]);
    }
    let charts = comparison.charts().unwrap();
    let title = &charts.iter().find(|chart| chart.name == "chances").unwrap().title;
    assert!(title.ends_with("is highest in ban alone in 30% of simulations, tied in 39%"), "{title}");
    let printed = comparison.print(&comparison.page(&charts), 200);
    assert!(printed.contains("alone, and tied") && printed.contains("30.0%") && printed.contains("39.0%"), "{printed}");
    // As paired from rows: alone is never more than with ties.
    for side in &sample::three().sides {
        let alone = side.alone.unwrap();
        assert!(alone[0].probability <= side.highest().probability && alone[1].probability <= side.best.probability);
    }
}

#[test]
fn a_run_that_is_shown_once_is_named() {
    let mut comparison = sample::worlds();
    comparison.sides[1].same = vec!["other".to_owned(), "third".to_owned()];
    let told = comparison.print(&comparison.page(&[]), 200);
    assert!(told.contains("other and third are the same run as forced-sale, and shown once."), "{told}");
    let mut one = sample::of(&run::summary(), &["a", "b"]);
    one.sides[1].scenario.strategy_digest = one.sides[0].scenario.strategy_digest.clone();
    assert!(findings(&one).iter().any(|found| found.headline == "a and b are one world and one choice."));
}

#[test]
fn comparisons_of_earlier_versions_are_read_and_described() {
    let mut saved = serde_json::to_value(sample::three()).unwrap();
    for side in saved["sides"].as_array_mut().unwrap() {
        side.as_object_mut().unwrap().remove("highest");
        let scenario = side["scenario"].as_object_mut().unwrap();
        ["world", "strategy_name", "strategy_digest"].iter().for_each(|key| drop(scenario.remove(*key)));
    }
    for pair in saved["pairs"].as_array().unwrap() {
        assert!(pair.get("second_better").is_some() && pair.get("dominance").is_some());
    }
    let read: Comparison = serde_json::from_value(saved).unwrap();
    assert_eq!(read.pairs[0].second_higher, sample::three().pairs[0].second_higher);
    for text in texts(&read) {
        OF_CHOICES.iter().for_each(|word| assert!(!mentions_word(&text, word), "{word:?} in: {text}"));
    }
}
