//! Charts of a comparison read back: whether words fit, and whether marks stand where the figures say.

use super::{palette, sample};
use crate::analysis::Comparison;
use crate::charts::tests::words::assert_readable;
use crate::charts::tests::{Word, boxes, lines, place, words};
use crate::charts::{Chart, ChartError, render_comparison, sample as run, style};

const LONG: &str = "The United Federated Republics of Somewhere and Elsewhere";

fn stressful() -> Vec<Comparison> {
    let long = format!("{LONG} {LONG}");
    let many: Vec<String> = (0..12).map(|i| format!("a-rather-long-scenario-name-{i}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    vec![
        sample::three(),
        sample::of(&run::with_markets(1, "United States"), &["a", "b"]),
        sample::of(&run::with_markets(12, LONG), &[&long, "forced-sale"]),
        sample::of(&run::with_markets(12, LONG), &many[..6]),
        sample::of(&run::with_markets(2, "中华人民共和国的一个非常长的市场名称"), &many),
        sample::of(&run::summary(), &["same", "same"]),
        sample::worlds(),
        sample::in_worlds(&run::with_markets(2, LONG), &many, |side| side),
        sample::in_worlds(&run::with_markets(1, LONG), &[&long, "forced-sale"], |side| side),
    ]
}

fn chart(comparison: &Comparison, name: &str) -> Chart {
    render_comparison(comparison).unwrap().into_iter().find(|c| c.name == name).unwrap()
}

#[test]
fn no_words_are_clipped_or_overlap() {
    for comparison in stressful() {
        let charts = render_comparison(&comparison).unwrap();
        charts.iter().for_each(|chart| assert_readable("a comparison", chart));
        assert!(charts.iter().all(|c| c.alt.bytes().any(|b| b.is_ascii_digit())));
    }
}

#[test]
fn every_zone_stands_for_a_row_and_none_overlap() {
    for chart in stressful().iter().flat_map(|c| render_comparison(c).unwrap()) {
        assert!(!chart.drawing.zones.is_empty(), "{}", chart.name);
        for (i, a) in chart.drawing.zones.iter().enumerate() {
            assert!(a.row < chart.table.rows.len() && a.left < a.right && a.top < a.bottom, "{}: {a:?}", chart.name);
            for b in &chart.drawing.zones[..i] {
                let apart = a.left >= b.right - 1e-6
                    || b.left >= a.right - 1e-6
                    || a.top >= b.bottom - 1e-6
                    || b.top >= a.bottom - 1e-6;
                assert!(apart, "{}: {a:?} on {b:?}", chart.name);
            }
        }
        let wide = chart.table.columns.len();
        assert!(chart.table.rows.iter().all(|row| row.len() == wide), "{}", chart.name);
    }
}

#[test]
fn bars_of_differences_stand_where_the_figures_say() {
    let comparison = sample::three();
    let drawn = chart(&comparison, "differences");
    let document = &drawn.drawing;
    let words = words(document);
    let middle = |text: &str| f64::midpoint(place(&words, text).left, place(&words, text).right);
    let (zero, five) = (middle("$0"), middle("+$5bn"));
    let pixel = |value: f64| zero + (five - zero) * value / 5e9;
    let outer = boxes(document, style::FAN_OUTER);
    assert_eq!(outer.len(), 2);
    // The greatest difference stands first.
    let mut pairs: Vec<_> = comparison.against_first().map(|(_, pair)| pair).collect();
    pairs.sort_by(|a, b| b.difference.mean.unwrap().total_cmp(&a.difference.mean.unwrap()));
    for (bar, pair) in outer.iter().zip(pairs) {
        let (low, high) = (pair.difference.p5.unwrap(), pair.difference.p95.unwrap());
        assert!((bar[0] - pixel(low)).abs() < 0.3 && (bar[0] + bar[2] - pixel(high)).abs() < 0.3, "{bar:?}");
    }
}

/// The height that a figure of the axis stands for: a little above the middle of its box.
fn tick(words: &[Word], text: &str) -> f64 {
    let word = place(words, text);
    f64::midpoint(word.top, word.bottom) - 1.13
}

#[test]
fn users_are_told_in_the_cell_of_their_market_and_scenario_and_ties_apart() {
    let comparison = sample::three();
    let drawn = chart(&comparison, "users");
    let tied: Vec<&str> = comparison.sides[0]
        .markets
        .values()
        .map(|market| market.name.as_str())
        .filter(|name| drawn.table.rows.iter().all(|row| row[0].write() != **name))
        .collect();
    assert_eq!(tied, ["India"]);
    for document in [&drawn.drawing, &drawn.narrow] {
        let words = words(document);
        assert!(words.iter().any(|word| word.text.starts_with("The same in every scenario: India (")), "{words:?}");
        for zone in &document.zones {
            let share = drawn.table.rows[zone.row][2].as_figure().unwrap();
            let inside = |word: &&Word| {
                word.left >= zone.left && word.right <= zone.right && word.top >= zone.top && word.bottom <= zone.bottom
            };
            let told = words.iter().find(inside).unwrap();
            assert_eq!(told.text, crate::text::numbers::whole_percent(share));
        }
    }
}

#[test]
fn curves_rise_to_their_shares() {
    let comparison = sample::three();
    let drawn = chart(&comparison, "distributions");
    let document = &drawn.drawing;
    let words = words(document);
    let height = |text: &str| tick(&words, text);
    let (zero, all) = (height("0%"), height("100%"));
    for (number, side) in comparison.sides.iter().enumerate() {
        let found = lines(document, palette::colour(number)).into_iter().find(|p| p.len() == side.below.len()).unwrap();
        for ((_, y), share) in found.iter().zip(&side.below) {
            assert!((y - (zero + (all - zero) * share)).abs() < 0.5, "{y} for {share}");
        }
    }
}

#[test]
fn odds_in_the_table_are_those_of_the_pairs() {
    let comparison = sample::three();
    let drawn = chart(&comparison, "chances");
    assert_eq!(drawn.table.rows.len(), 6);
    for row in &drawn.table.rows {
        let side = |name: &String| comparison.sides.iter().position(|s| &s.scenario.name == name).unwrap();
        let (pair, turned) = comparison.pair(side(&row[0].write()), side(&row[1].write())).unwrap();
        let expected = if turned { pair.second_higher } else { pair.first_higher };
        assert_eq!(row[2].as_figure(), Some(expected.probability));
    }
}

#[test]
fn damaged_comparisons_are_refused() {
    let damaged: [fn(&mut Comparison); 5] = [
        |c| c.sides.truncate(1),
        |c| c.pairs[0].second = 9,
        |c| c.grid[3] = f64::NAN,
        |c| c.sides[1].below.truncate(3),
        |c| c.sides[2].markets[0].medians["retention"].truncate(3),
    ];
    for damage in damaged {
        let mut comparison = sample::three();
        damage(&mut comparison);
        assert!(matches!(render_comparison(&comparison), Err(ChartError::Summary(_))));
    }
}
