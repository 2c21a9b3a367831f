//! Marks: whether bars, bands, dots and labels stand where the figures say.

use super::*;
use crate::charts::style::{FAN_INNER, FAN_MEDIAN, FAN_OUTER, GAIN, INK, LOSS};
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
    let document = &drawn.drawing;
    let words = words(document);
    let middle = |text: &str| {
        let w = place(&words, text);
        f64::midpoint(w.left, w.right)
    };
    let (zero, minus_ten) = (middle("baseline"), middle("−$10bn"));
    let billion = (zero - minus_ten) / 10.0;
    let losses = boxes(document, LOSS);
    let expected = [(-12.78, 12.78), (-18.27, 5.49), (-21.33, 3.06)];
    for (bar, (from, long)) in losses.iter().zip(expected) {
        assert!((bar[0] - (zero + from * billion)).abs() < 0.3, "{bar:?}");
        assert!((bar[2] - long * billion).abs() < 0.3, "{bar:?}");
    }
    assert_eq!((losses.len(), boxes(document, GAIN).len()), (7, 1), "parts that are nothing are left out");
    let total = boxes(document, INK);
    assert!((total[0][2] - 22.41 * billion).abs() < 0.3);
}

#[test]
fn outcome_bars_are_as_long_as_their_probability() {
    let summary = sample::summary();
    let drawn = chart(&summary, "outcomes");
    let document = &drawn.drawing;
    let open: Vec<f64> = boxes(document, STATES[0].colour()).iter().map(|b| b[2]).collect();
    let shares: Vec<f64> = summary.markets.values().map(|m| m.outcomes["open"]).collect();
    assert_eq!(open.len(), shares.len());
    for (long, share) in open.iter().zip(&shares) {
        assert!((long - open[0] * share / shares[0]).abs() < 0.2, "{long} for {share}");
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
fn losses_are_marked_where_their_probability_says() {
    let summary = sample::summary();
    let drawn = chart(&summary, "loss-exceedance");
    let document = &drawn.drawing;
    let words = words(document);
    let x = axis((20e9, place(&words, "$20bn").middle().0), (60e9, place(&words, "$60bn").middle().0));
    let y = axis((0.0, height(&words, "0%")), (1.0, height(&words, "100%")));
    let curve = &summary.exceedance;
    let marked = dots(document, FAN_MEDIAN);
    assert_eq!(marked.len(), 4);
    for p in [0.5, 0.1, 0.05, 0.01] {
        let i = curve.probability.iter().position(|q| near(*q, p, 1e-9)).unwrap();
        let there = |(a, b): &(f64, f64)| near(*a, x(curve.loss[i]), 0.3) && near(*b, y(p), 0.5);
        assert!(marked.iter().any(there), "{p}: {marked:?}");
    }
    let band = &areas(document, FAN_INNER)[0];
    let n = curve.loss.len();
    assert_eq!(band.len(), 2 * n);
    assert!(
        (0..n).all(|i| near(band[i].0, x(curve.high[i]), 0.3) && near(band[2 * n - 1 - i].0, x(curve.low[i]), 0.3))
    );
    assert!(words.iter().any(|w| w.text == "1 in 20 more than $46.5bn"), "{words:?}");
}

#[test]
fn the_running_mean_and_its_band_are_where_the_figures_say() {
    let summary = sample::summary();
    let drawn = chart(&summary, "convergence");
    assert_eq!(
        drawn.title,
        "The mean value outside China is known to within $400m after 10,000 simulations (95% interval)"
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
fn boxes_of_prices_are_where_the_quantiles_say() {
    let mut summary = sample::summary();
    summary.markets["us"].sales[1].count = 9;
    let drawn = chart(&summary, "sale-terms");
    let document = &drawn.drawing;
    let words = words(document);
    let headings = ["One bidder", "Two bidders", "Three or more bidders"].map(|h| place(&words, h));
    let ticks: Vec<&Word> = words.iter().filter(|w| w.text == "100%" && w.top < headings[0].bottom + 30.0).collect();
    let times =
        ["No deadline", "90 to 180 days", "30 to 60 days", "Under 30 days"].map(|t| place(&words, t).middle().1);
    let (outer, inner) = (boxes(document, FAN_OUTER), boxes(document, FAN_INNER));
    let medians = lines(document, FAN_MEDIAN);
    let groups = &summary.markets["us"].sales;
    assert_eq!((groups.len(), outer.len(), medians.len()), (12, 11, 11), "a group of nine is hollow");
    for (i, group) in groups.iter().enumerate().filter(|(_, g)| g.count >= 10) {
        let panel = group.bidders as usize - 1;
        let zero = words.iter().filter(|w| w.text == "0%" && w.top == ticks[panel].top).nth(panel).unwrap();
        let x = axis((0.0, zero.middle().0), (1.0, ticks[panel].middle().0));
        let row = times[[3, 2, 1, 0][i % 4]];
        let [low, lower, median, upper, high] = group.price_to_standalone;
        let boxed = |b: &&[f64; 4], from: f64, to: f64| {
            near(b[0], x(from), 0.4) && near(b[0] + b[2], x(to), 0.4) && near(b[1] + b[3] / 2.0, row, 1.5)
        };
        assert!(outer.iter().any(|b| boxed(&b, low, high)), "{group:?}");
        assert!(inner.iter().any(|b| boxed(&b, lower, upper)), "{group:?}");
        assert!(medians.iter().any(|l| near(l[0].0, x(median), 0.4) && near(f64::midpoint(l[0].1, l[1].1), row, 1.5)));
    }
}

#[test]
fn inputs_are_dots_where_they_are_off() {
    let mut summary = sample::summary();
    let (path, figures) = summary.inputs.get_index_mut(7).unwrap();
    figures.drawn_below[2] += 0.03;
    let (path, off) = (path.clone(), figures.drawn_below[2] - figures.asked_below[2]);
    let drawn = chart(&summary, "inputs");
    assert!(drawn.title.starts_with(&format!("Of 60 uncertain inputs, only {path} is further")), "{}", drawn.title);
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
    assert_eq!(title, "Inputs were drawn as asked: of 60 uncertain inputs, none is off by more than 0.4 points");
}

#[test]
fn bands_of_access_are_named_beside_their_ends() {
    let mut summary = sample::summary();
    *summary.markets["us"].access["ordered"].last_mut().unwrap() = 0.01;
    let drawn = chart(&summary, "access");
    let document = &drawn.drawing;
    let words = words(document);
    let sold = place(&words, "21% sold");
    let us = &summary.markets["us"];
    let swatch = boxes(document, STATES[7].colour()).into_iter().min_by(|a, b| a[1].total_cmp(&b[1])).unwrap();
    assert!(near(sold.middle().1, swatch[1] + swatch[3] / 2.0, 2.0) && swatch[0] < sold.left);
    // Its middle, read off the areas themselves, is where its line begins.
    let area = &areas(document, STATES[7].colour())[0];
    let n = summary.dates.len();
    let ends = (area[n - 1].1, area[n].1);
    let leaders = lines(document, style::AXIS);
    assert!(
        leaders.iter().any(|l| near(l[0].1, f64::midpoint(ends.0, ends.1), 0.3) && near(l[0].0, area[n].0 + 2.0, 0.3))
    );
    let height = us.access["divested"].last().unwrap() * 120.0;
    assert!(near(ends.1 - ends.0, height, 0.3), "{ends:?} for {height}");
    // The order of summer 2020 is gone at the end, and is named over the panel.
    let order = words.iter().find(|w| w.text.starts_with("ordered to sell ")).unwrap();
    assert!(order.bottom < area[0].1 && order.left > area[0].0);
}

#[test]
fn fans_are_drawn_to_their_quantiles() {
    let summary = sample::summary();
    for (name, measure) in [("retention-us", "retention"), ("cohort-us", "cohort")] {
        let drawn = chart(&summary, name);
        let document = &drawn.drawing;
        let words = words(document);
        let y = axis((0.0, height(&words, "0%")), (1.0, height(&words, "100%")));
        let fan = &summary.markets["us"].fans[measure];
        let (outer, median) = (&areas(document, FAN_OUTER)[0], &lines(document, FAN_MEDIAN)[0]);
        let n = summary.dates.len();
        for i in 0..n {
            assert!(near(outer[i].1, y(fan.p95[i]), 0.4) && near(outer[2 * n - 1 - i].1, y(fan.p5[i]), 0.4), "{i}");
            assert!(near(median[i].1, y(fan.p50[i]), 0.4), "{i}");
        }
    }
}

#[test]
fn small_multiples_name_their_bands_once_and_number_their_events() {
    let summary = sample::summary();
    let drawn = chart(&summary, "vs-baseline");
    let document = &drawn.drawing;
    let words = words(document);
    for name in ["5% to 95%", "middle half"] {
        assert_eq!(words.iter().filter(|w| w.text == name).count(), 1, "{name}");
    }
    let told = words.iter().filter(|w| w.text.contains("2020: ") || w.text.contains("2021: ")).count();
    assert_eq!(told, 5, "one event is before the start, one after the others: {words:?}");
    assert!(words.iter().any(|w| w.text.starts_with("14 Aug 2020: Executive order")));
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
