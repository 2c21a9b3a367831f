//! Words: inside the drawing, apart from each other and from lines, and readable on a light and on a dark page.

use super::*;
use crate::charts::style::{Colour, GRID, PAPER, dark_colours};
use crate::text::states::{STATES, State};

/// Both drawings of a chart.
pub(in crate::charts) fn drawings(chart: &Chart) -> [&Drawing; 2] {
    [&chart.drawing, &chart.narrow]
}

pub(in crate::charts) fn assert_readable(run: &str, chart: &Chart) {
    for drawing in drawings(chart) {
        let (width, height) = drawing.size;
        let words = words(drawing);
        assert!(words.len() > 5);
        for (i, a) in words.iter().enumerate() {
            let inside = a.left >= 0.0 && a.right <= width && a.top >= 0.0 && a.bottom <= height;
            assert!(inside, "{run}, {}: {a:?} outside {width} by {height}", chart.name);
            for b in &words[..i] {
                let apart = a.left >= b.right || b.left >= a.right || a.top >= b.bottom || b.top >= a.bottom;
                assert!(apart, "{run}, {}, {width} wide: {a:?} on {b:?}", chart.name);
            }
        }
    }
}

#[test]
fn no_words_are_clipped_or_overlap() {
    for (run, charts) in &*STRESSED {
        for chart in charts {
            assert_readable(run, chart);
        }
    }
}

/// Whether a stretch of a line enters a box.
fn enters(word: &Word, from: (f64, f64), to: (f64, f64)) -> bool {
    let (mut first, mut last) = (0.0, 1.0);
    let spans = [(from.0, to.0, word.left, word.right), (from.1, to.1, word.top, word.bottom)];
    for (a, b, low, high) in spans {
        let (low, high) = (low + 0.5, high - 0.5);
        if (b - a).abs() < 1e-9 {
            if a < low || a > high {
                return false;
            }
            continue;
        }
        let (p, q) = ((low - a) / (b - a), (high - a) / (b - a));
        first = f64::max(first, p.min(q));
        last = f64::min(last, p.max(q));
    }
    first < last
}

pub(in crate::charts) fn assert_clear(run: &str, chart: &Chart) {
    for drawing in drawings(chart) {
        let words = words(drawing);
        let paths = drawing.marks.iter().filter_map(|mark| match mark {
            Mark::Line { points, colour, .. } if *colour != GRID => Some(points),
            _ => None,
        });
        for path in paths {
            for pair in path.windows(2) {
                let hit = words.iter().find(|word| enters(word, pair[0], pair[1]));
                let width = drawing.size.0;
                assert!(hit.is_none(), "{run}, {}, {width} wide: {pair:?} through {hit:?}", chart.name);
            }
        }
    }
}

#[test]
fn no_line_runs_through_words() {
    for (run, charts) in &*STRESSED {
        for chart in charts {
            assert_clear(run, chart);
        }
    }
}

fn on_dark(hex: &str) -> String {
    dark_colours().find(|(light, _)| light.hex() == hex).map_or_else(|| hex.to_owned(), |(_, dark)| dark.hex())
}

fn luminance(hex: &str) -> f64 {
    let channel = |from: usize| {
        let c = f64::from(u8::from_str_radix(&hex[from..from + 2], 16).unwrap()) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/// Contrast as WCAG 2 has it.
fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Whether a point is within an outline.
fn within(outline: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
    let mut inside = false;
    for (i, a) in outline.iter().enumerate() {
        let b = outline[(i + 1) % outline.len()];
        if (a.1 > y) != (b.1 > y) && x < (b.0 - a.0) * (y - a.1) / (b.1 - a.1) + a.0 {
            inside = !inside;
        }
    }
    inside
}

/// A filled shape: its outline and its colour.
type Shape = (Vec<(f64, f64)>, String);

/// The filled shapes of a drawing, in the order in which they are drawn.
fn shapes(drawing: &Drawing) -> Vec<Shape> {
    let (width, height) = drawing.size;
    let paper = (vec![(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)], PAPER.hex());
    let shape = |mark: &Mark| match mark {
        Mark::Box { from, to, colour } => Some((vec![*from, (to.0, from.1), *to, (from.0, to.1)], colour.hex())),
        Mark::Area { points, colour } => Some((points.clone(), colour.hex())),
        _ => None,
    };
    std::iter::once(paper).chain(drawing.marks.iter().filter_map(shape)).collect()
}

/// The colour that a drawing has at a point.
fn ground(shapes: &[Shape], point: (f64, f64)) -> &str {
    shapes.iter().rev().find(|(outline, _)| within(outline, point)).map(|(_, colour)| colour).unwrap()
}

pub(in crate::charts) fn assert_legible(run: &str, chart: &Chart) {
    for (shapes, word) in drawings(chart).into_iter().flat_map(|drawing| {
        let shapes = shapes(drawing);
        words(drawing).into_iter().map(move |word| (shapes.clone(), word))
    }) {
        let y = word.middle().1;
        for x in [word.left + 1.0, word.middle().0, word.right - 1.0] {
            let ground = ground(&shapes, (x, y));
            let pages = [(word.colour.clone(), ground.to_owned()), (on_dark(&word.colour), on_dark(ground))];
            for (colour, ground) in pages {
                let ratio = contrast(&colour, &ground);
                assert!(ratio >= 4.5, "{run}, {}: {word:?} on {ground}: {ratio:.2}", chart.name);
            }
        }
    }
}

#[test]
fn words_stand_out_from_what_is_behind_them_on_either_page() {
    for (run, charts) in &*STRESSED {
        for chart in charts {
            assert_legible(run, chart);
        }
    }
}

pub(in crate::charts) fn assert_known_colours(chart: &Chart) {
    let known: Vec<Colour> = dark_colours().map(|(light, _)| light).chain(STATES.map(State::colour)).collect();
    for mark in drawings(chart).into_iter().flat_map(|drawing| &drawing.marks) {
        let colour = match mark {
            Mark::Line { colour, .. }
            | Mark::Area { colour, .. }
            | Mark::Box { colour, .. }
            | Mark::Dot { colour, .. } => colour,
            Mark::Text { style, .. } => &style.colour,
        };
        assert!(known.contains(colour), "{}: {}", chart.name, colour.hex());
    }
}

#[test]
fn every_colour_is_one_that_a_dark_page_knows() {
    for chart in render(&sample::summary()).unwrap() {
        assert_known_colours(&chart);
    }
}

#[test]
fn the_readers_see_what_they_should() {
    let word = Word { text: String::new(), left: 0.0, right: 10.0, top: 0.0, bottom: 5.0, colour: PAPER.hex() };
    assert!(enters(&word, (-5.0, 2.0), (15.0, 2.0)) && enters(&word, (5.0, 1.0), (5.0, 20.0)));
    assert!(!enters(&word, (-5.0, 6.0), (15.0, 6.0)) && !enters(&word, (0.0, 5.0), (10.0, 5.0)));
    assert!((contrast("#000000", "#FFFFFF") - 21.0).abs() < 1e-9);
    assert!(within(&[(0.0, 0.0), (4.0, 0.0), (0.0, 4.0)], (1.0, 1.0)));
    assert!(!within(&[(0.0, 0.0), (4.0, 0.0), (0.0, 4.0)], (3.0, 3.0)));
}
