//! Marks: whether bars, bands, dots and labels stand where the figures say.

use super::*;
use crate::analysis::LEAST_FOR_RANGE;
use crate::charts::style::{FAN_INNER, FAN_MEDIAN, FAN_OUTER, GAIN, INK, LOSS, RAMP};
use crate::text::states::STATES;

/// Two ticks of an axis, as figures and pixels, give the pixel of any figure.
fn axis(a: (f64, f64), b: (f64, f64)) -> impl Fn(f64) -> f64 {
    move |v| a.1 + (v - a.0) / (b.0 - a.0) * (b.1 - a.1)
}

/// The height that a word beside an axis stands for.
fn height(words: &[Word], text: &str) -> f64 {
    // A fifth of its size of 12 lies below its baseline, which lies 4.3 below the tick.
    place(words, text).bottom - 0.2 * 12.0 - 4.3
}

fn near(a: f64, b: f64, most: f64) -> bool {
    (a - b).abs() <= most
}

#[test]
fn bridge_bars_stand_where_the_figures_say() {
    let summary = sample::summary();
    let drawn = chart(&summary, "bridge");
    for document in [&drawn.drawing, &drawn.narrow] {
        let words = words(document);
        let middle = |text: &str| {
            let w = place(&words, text);
            f64::midpoint(w.left, w.right)
        };
        let at = axis((0.0, middle("$0")), (50.0, middle("$50bn")));
        let losses = boxes(document, LOSS);
        let expected = [(87.3, 74.52), (74.52, 69.03), (69.03, 65.97)];
        for (bar, (from, to)) in losses.iter().zip(expected) {
            assert!(near(bar[0], at(to), 0.4) && near(bar[0] + bar[2], at(from), 0.4), "{bar:?}");
        }
        // What is less than a hundredth of all is one part.
        assert_eq!((losses.len(), boxes(document, GAIN).len()), (7, 1));
        let totals = boxes(document, INK);
        assert_eq!(totals.len(), 2);
        assert!(near(totals[0][0] + totals[0][2], at(87.3), 0.4) && near(totals[1][0] + totals[1][2], at(63.2), 0.4));
    }
}

#[test]
fn parts_of_less_than_a_hundredth_are_folded_and_told_in_the_table() {
    let mut summary = sample::summary();
    for (key, tiny) in [("costs", 1e6), ("backlash", -2e6)] {
        summary.bridge_abroad[key] = tiny;
    }
    let drawn = chart(&summary, "bridge");
    let rows: Vec<String> = drawn.table.rows.iter().map(|row| row[0].write()).collect();
    assert!(rows.contains(&"Other".to_owned()) && rows.contains(&"of other: backlash at home".to_owned()), "{rows:?}");
    assert!(words(&drawn.drawing).iter().all(|word| word.text != "Backlash at home"));
}

#[test]
fn an_axis_that_does_not_begin_at_nothing_says_so() {
    let mut summary = sample::summary();
    summary.bridge_abroad.values_mut().for_each(|part| *part *= 0.05);
    summary.value_abroad.mean = Some(87.3e9 - 0.05 * 24.1e9);
    let drawn = chart(&summary, "bridge");
    let words = words(&drawn.drawing);
    assert!(
        words
            .iter()
            .any(|word| word.text.starts_with("The axis begins at $8") && word.text.ends_with("not at nothing."))
    );
}

#[test]
fn outcome_bars_are_as_long_as_their_probability() {
    let summary = sample::summary();
    let drawn = chart(&summary, "outcomes");
    for document in [&drawn.drawing, &drawn.narrow] {
        // Swatches of the legend are 12 pixels wide and 10 high, parts of bars 16 high.
        let open: Vec<[f64; 4]> =
            boxes(document, STATES[0].colour()).into_iter().filter(|b| near(b[3], 16.0, 0.1)).collect();
        let mut shares: Vec<f64> =
            summary.markets.values().map(|m| m.outcomes["open"]).filter(|p| *p > 0.0 && *p < 1.0).collect();
        shares.sort_by(f64::total_cmp);
        assert_eq!(open.len(), shares.len(), "the least often open first");
        for (bar, share) in open.iter().zip(&shares) {
            assert!(near(bar[2], open[0][2] * share / shares[0], 0.5), "{bar:?} for {share}");
        }
    }
}

#[test]
fn histogram_bars_have_the_height_of_their_share() {
    let summary = sample::summary();
    let drawn = chart(&summary, "value");
    let document = &drawn.drawing;
    let words = words(document);
    let percent = (place(&words, "0%").middle().1 - place(&words, "8%").middle().1) / 8.0;
    let total: u64 = summary.value_histogram.counts.values().flatten().sum();
    for state in STATES {
        let Some(counts) = summary.value_histogram.counts.get(state.key) else { continue };
        let share = counts.iter().sum::<u64>() as f64 / total as f64 * 100.0;
        let (bars, rest): (Vec<_>, Vec<_>) = boxes(document, state.colour()).into_iter().partition(|b| b[0] < 600.0);
        // Each box is rounded to a tenth of a pixel.
        let rounding = 0.1 * counts.iter().filter(|c| **c > 0).count() as f64;
        let drawn: f64 = bars.iter().map(|b| b[3]).sum();
        assert!(near(drawn, share * percent, rounding), "{}: {drawn} for {share}%", state.key);
        // The column at the right holds all histories, and its label stands beside the swatch.
        let whole: f64 =
            STATES.iter().flat_map(|s| boxes(document, s.colour())).filter(|b| b[2] == 18.0).map(|b| b[3]).sum();
        let part = rest.iter().find(|b| b[2] == 18.0).unwrap();
        assert!(near(part[3] / whole * 100.0, share, 0.1), "{}", state.key);
        let label = words.iter().find(|w| w.text.ends_with(&format!("% {}", state.word))).unwrap();
        let swatch = rest.iter().find(|b| b[2] == 4.0).unwrap();
        assert!(near(label.middle().1, swatch[1] + 5.0, 2.0) && swatch[0] < label.left, "{}", state.key);
    }
}

#[test]
fn mean_and_tails_are_marked_where_they_fall() {
    let summary = sample::summary();
    let drawn = chart(&summary, "value");
    let document = &drawn.drawing;
    let words = words(document);
    let x = axis((50.0, place(&words, "$50bn").middle().0), (100.0, place(&words, "$100bn").middle().0));
    let marks: Vec<f64> =
        lines(document, INK).into_iter().filter(|l| l.len() == 2 && l[0].0 == l[1].0).map(|l| l[0].0).collect();
    let figures = [summary.value_abroad.p5, summary.value_abroad.mean, summary.value_abroad.p95];
    for figure in figures.map(|f| f.unwrap() / 1e9) {
        assert!(marks.iter().any(|mark| near(*mark, x(figure), 0.3)), "{figure}: {} in {marks:?}", x(figure));
    }
    assert!(words.iter().any(|w| w.text == "more"), "the last bin says that it holds the rest");
    assert!(words.iter().any(|w| w.text.starts_with("with no government action")));
}

#[test]
fn losses_are_marked_where_their_return_period_says() {
    let summary = sample::summary();
    let drawn = chart(&summary, "loss-exceedance");
    let document = &drawn.drawing;
    let words = words(document);
    let x = axis((20e9, place(&words, "$20bn").middle().0), (60e9, place(&words, "$60bn").middle().0));
    let heights = [(0.5, "50% · 1 in 2"), (0.05, "5% · 1 in 20"), (0.01, "1% · 1 in 100")];
    let y = axis((0.5_f64.log10(), height(&words, heights[0].1)), (0.01_f64.log10(), height(&words, heights[2].1)));
    let (curve, marked) = (&summary.exceedance, dots(document, FAN_MEDIAN));
    for p in [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001] {
        let i = curve.probability.iter().position(|q| near(*q, p, 1e-9)).unwrap();
        let there = |(a, b): &(f64, f64)| near(*a, x(curve.loss[i]), 0.5) && near(*b, y(p.log10()), 0.5);
        assert!(marked.iter().any(there), "{p}: {marked:?}");
    }
    assert!(near(height(&words, heights[1].1), y(0.05_f64.log10()), 0.5));
    let band = &areas(document, FAN_INNER)[0];
    let n = curve.loss.len();
    assert_eq!(band.len(), 2 * n);
    assert!(
        (0..n).all(|i| near(band[i].0, x(curve.high[i]), 0.5) && near(band[2 * n - 1 - i].0, x(curve.low[i]), 0.5))
    );
    assert!(words.iter().any(|w| w.text == "$46.5bn"), "{words:?}");
}

#[test]
fn the_running_mean_and_its_band_are_where_the_figures_say() {
    let summary = sample::summary();
    let drawn = chart(&summary, "convergence");
    assert_eq!(
        drawn.title,
        "The mean value outside China is known to within $353m after 10,000 simulations (95% interval)"
    );
    let document = &drawn.drawing;
    let words = words(document);
    let x = axis((1.0, place(&words, "10").middle().0), (4.0, place(&words, "10,000").middle().0));
    let y = axis((60e9, height(&words, "$60bn")), (70e9, height(&words, "$70bn")));
    let (path, band) = (&summary.convergence, &areas(document, FAN_INNER)[0]);
    let mean = &lines(document, FAN_MEDIAN)[0];
    let n = path.mean.len();
    for i in 0..n {
        let (m, side) = (path.mean[i], 1.96 * path.se[i]);
        let at = x((path.replications[i] as f64).log10());
        assert!(near(mean[i].0, at, 0.3) && near(mean[i].1, y(m), 0.5), "{i}: {:?}", mean[i]);
        assert!(near(band[i].1, y(m + side), 0.5) && near(band[2 * n - 1 - i].1, y(m - side), 0.5), "{i}");
    }
}

#[test]
fn shades_of_prices_grow_with_the_median_and_few_sales_have_none() {
    let mut summary = sample::summary();
    summary.markets["us"].sales[1].count = 9;
    let dates = summary.dates.len();
    summary.markets["us"].access.insert("stayed".to_owned(), vec![0.1; dates]);
    let drawn = chart(&summary, "sale-terms");
    let document = &drawn.drawing;
    let words = words(document);
    for note in [
        "No deadline: no order to sell stood then, or a ban had ended it.",
        "While a court suspends an order its time stands still.",
        "–: fewer than 50 sales.",
    ] {
        assert!(words.iter().any(|word| word.text == note), "{words:?}");
    }
    let groups = &summary.markets["us"].sales;
    let shaded = |number: usize| {
        RAMP.iter().position(|shade| {
            boxes(document, *shade).iter().any(|b| {
                let zone = document.zones.iter().find(|zone| zone.row == number).unwrap();
                near(b[0], zone.left, 0.2) && near(b[1], zone.top, 0.2)
            })
        })
    };
    let found: Vec<(f64, Option<usize>)> = drawn
        .table
        .rows
        .iter()
        .enumerate()
        .map(|(i, row)| (row[5].as_figure().unwrap_or(f64::NAN), shaded(i)))
        .collect();
    let few = groups.iter().filter(|group| group.count < LEAST_FOR_RANGE).count();
    assert_eq!(found.iter().filter(|(_, shade)| shade.is_none()).count(), few);
    assert_eq!(found.len(), groups.len());
    for (a, b) in found.iter().flat_map(|a| found.iter().map(move |b| (a, b))) {
        assert!(a.0 <= b.0 || a.1.is_none() || b.1.is_none() || a.1 >= b.1, "{a:?} {b:?}");
    }
}

#[test]
fn few_sales_have_no_range_and_a_deal_has_one_row() {
    let drawn = chart(&sample::summary(), "sale-prices");
    let rows: Vec<String> = drawn.table.rows.iter().map(|row| row[0].write()).collect();
    assert_eq!(rows, ["United States and Canada", "Canada"]);
    assert!(drawn.title.contains("$14.2bn"), "{}", drawn.title);
    assert_eq!(boxes(&drawn.drawing, FAN_OUTER).len(), 1);
}

#[test]
fn inputs_are_dots_where_they_are_off() {
    let mut summary = sample::summary();
    let (path, figures) = summary.inputs.get_index_mut(7).unwrap();
    figures.drawn_below[2] += 0.03;
    let (path, off) = (path.clone(), figures.drawn_below[2] - figures.asked_below[2]);
    let drawn = chart(&summary, "inputs");
    assert!(
        drawn.title.starts_with(&format!("Of the 60 inputs that are drawn once a simulation, only {path} is further")),
        "{}",
        drawn.title
    );
    let document = &drawn.drawing;
    let words = words(document);
    let x = axis((0.0, place(&words, "as asked").middle().0), (0.02, place(&words, "+2").middle().0));
    let found = [dots(document, FAN_MEDIAN), dots(document, INK)];
    assert_eq!((found[0].len(), found[1].len()), (299, 1));
    assert!(near(found[1][0].0, x(off), 0.3) && near(found[1][0].1, place(&words, "Median").middle().1, 2.0));
    for (level, figures) in summary.inputs.values().flat_map(|f| (0..5).map(move |level| (level, f))) {
        let at = x(figures.drawn_below[level] - figures.asked_below[level]);
        assert!(found.iter().flatten().any(|dot| near(dot.0, at, 0.3)), "{at}");
    }
    let half = 1.96 * (0.25_f64 / 10_000.0).sqrt();
    let bands = boxes(document, FAN_OUTER);
    assert!(near(bands[2][0], x(-half), 0.3) && near(bands[2][0] + bands[2][2], x(half), 0.3));
    let name = words.iter().find(|w| w.text.starts_with(&path[..12]) && w.left > 550.0).unwrap();
    assert!(near(name.middle().1, found[1][0].1, 14.0), "{name:?}");
}

#[test]
fn only_what_chance_does_not_explain_is_called_off() {
    let summary = sample::summary();
    let title = chart(&summary, "inputs").title;
    assert_eq!(
        title,
        "Inputs were drawn as asked: of the 60 inputs that are drawn once a simulation, none is off by more than 0.4 points"
    );
}

#[test]
fn bands_of_access_are_named_beside_their_ends() {
    let summary = sample::summary();
    let drawn = chart(&summary, "access");
    let document = &drawn.drawing;
    let words = words(document);
    let sold = place(&words, "21% sold");
    let us = &summary.markets["us"];
    let area = &areas(document, STATES[7].colour())[0];
    let n = summary.dates.len();
    // Its middle, read off the areas themselves, is where its line begins.
    let ends = (area[n - 1].1, area[n].1);
    let leaders = lines(document, style::AXIS);
    assert!(
        leaders.iter().any(|l| near(l[0].1, f64::midpoint(ends.0, ends.1), 0.3) && near(l[0].0, area[n].0 + 2.0, 0.3))
    );
    let height = us.access["divested"].last().unwrap() * 230.0;
    assert!(near(ends.1 - ends.0, height, 0.3), "{ends:?} for {height}");
    assert!(sold.left > area[n].0);
    // Its events are told over it, and home, where nothing is at risk, is not drawn.
    assert!(words.iter().any(|word| word.text.starts_with("14 Aug 2020: Executive order")));
    assert!(words.iter().any(|word| word.text.starts_with("Not drawn: ") && word.text.contains("China")), "{words:?}");
}

#[test]
fn users_are_drawn_apart_for_each_outcome() {
    let summary = sample::summary();
    let drawn = chart(&summary, "retention-us");
    for document in [&drawn.drawing, &drawn.narrow] {
        let words = words(document);
        let y = axis((0.0, height(&words, "0%")), (1.0, height(&words, "100%")));
        let us = &summary.markets["us"];
        for state in STATES.iter().filter(|state| us.outcomes[state.key] >= 0.01) {
            let (fan, line) = (&us.outcome_fans[state.key], &lines(document, state.colour())[0]);
            assert!((0..summary.dates.len()).all(|i| near(line[i].1, y(fan.p50[i]), 0.5)), "{}", state.key);
        }
    }
    assert!(
        drawn.title.contains("(28% of simulations)") && drawn.title.contains("where open (27%)"),
        "{}",
        drawn.title
    );
}

#[test]
fn users_of_earlier_results_are_one_fan() {
    let mut summary = sample::summary();
    summary.markets.values_mut().for_each(|market| market.outcome_fans.clear());
    let drawn = chart(&summary, "retention-us");
    let document = &drawn.drawing;
    let words = words(document);
    let y = axis((0.0, height(&words, "0%")), (1.0, height(&words, "100%")));
    let fan = &summary.markets["us"].fans["retention"];
    let (outer, median) = (&areas(document, FAN_OUTER)[0], &lines(document, FAN_MEDIAN)[0]);
    let n = summary.dates.len();
    for i in 0..n {
        assert!(near(outer[i].1, y(fan.p95[i]), 0.4) && near(outer[2 * n - 1 - i].1, y(fan.p5[i]), 0.4), "{i}");
        assert!(near(median[i].1, y(fan.p50[i]), 0.4), "{i}");
    }
}

#[test]
fn words_of_our_own_are_never_cut() {
    for chart in render(&sample::summary()).unwrap() {
        // Titles of events are the author's words: they may be cut.
        let texts = words(&chart.drawing).into_iter().map(|w| w.text);
        let cut: Vec<String> = texts.filter(|text| text.ends_with('…') && !text.contains(": ")).collect();
        assert!(cut.is_empty(), "{}: {cut:?}", chart.name);
    }
}
