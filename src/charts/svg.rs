//! Marks written as SVG with few bytes: whole tenths of a pixel, paths of relative steps, and marks that look alike in one
//! element.

use super::canvas::{Anchor, Mark, Type};
use super::font::Weight;
use super::style::{Colour, PAPER};
use std::fmt::Write as _;

/// Units of a drawing in a pixel: tenths keep curves smooth.
const UNITS: f64 = 10.0;

/// What marks that stand in one element have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Look {
    Line(Colour, i64),
    Area(Colour),
    Box(Colour),
    Dot(Colour, i64),
    Text(Type),
}

/// Elements of the marks over the paper that a drawing of `size` pixels covers.
pub(super) fn write_marks(marks: &[Mark], size: (f64, f64)) -> String {
    let mut out = format!("<path fill=\"{}\" d=\"{}\"/>\n", PAPER.hex(), write_box((0.0, 0.0), size, &mut (0, 0)));
    for alike in marks.chunk_by(|a, b| look_of(a) == look_of(b)) {
        let Some(first) = alike.first() else { continue };
        // What is written cannot fail to be, in memory.
        let _ = match look_of(first) {
            Look::Line(colour, width) => {
                let (d, colour) = (write_lines(alike), colour.hex());
                writeln!(out, "<path fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" d=\"{d}\"/>")
            }
            Look::Area(colour) => alike.iter().try_for_each(|mark| {
                writeln!(out, "<path fill=\"{}\" d=\"{}z\"/>", colour.hex(), write_lines(std::slice::from_ref(mark)))
            }),
            Look::Box(colour) => writeln!(out, "<path fill=\"{}\" d=\"{}\"/>", colour.hex(), write_boxes(alike)),
            Look::Dot(colour, width) => {
                let (d, colour) = (write_dots(alike), colour.hex());
                let round = "fill=\"none\" stroke-linecap=\"round\"";
                writeln!(out, "<path {round} stroke=\"{colour}\" stroke-width=\"{width}\" d=\"{d}\"/>")
            }
            Look::Text(style) => writeln!(out, "{}", write_texts(alike, style)),
        };
    }
    out
}

/// The units of so many pixels.
pub(crate) fn units(pixels: f64) -> i64 {
    (pixels * UNITS).round() as i64
}

/// What must not be taken for markup, as it is written in it.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn look_of(mark: &Mark) -> Look {
    match mark {
        Mark::Line { colour, width, .. } => Look::Line(*colour, units(*width)),
        Mark::Area { colour, .. } => Look::Area(*colour),
        Mark::Box { colour, .. } => Look::Box(*colour),
        Mark::Dot { colour, radius, .. } => Look::Dot(*colour, units(2.0 * radius)),
        Mark::Text { style, .. } => Look::Text(*style),
    }
}

fn point((x, y): (f64, f64)) -> (i64, i64) {
    (units(x), units(y))
}

/// Numbers, a space between those that have no sign to tell them apart.
fn write_numbers(numbers: impl IntoIterator<Item = i64>) -> String {
    let mut out = String::new();
    for number in numbers {
        if number >= 0 && !out.is_empty() {
            out.push(' ');
        }
        let _ = write!(out, "{number}");
    }
    out
}

/// The lines of marks, each from where the one before it began or ended.
fn write_lines(marks: &[Mark]) -> String {
    let (mut out, mut at) = (String::new(), (0, 0));
    for mark in marks {
        if let Mark::Line { points, .. } | Mark::Area { points, .. } = mark {
            let points = straighten(points.iter().copied().map(point));
            let steps = points.iter().flat_map(|next| {
                let step = [next.0 - at.0, next.1 - at.1];
                at = *next;
                step
            });
            let _ = write!(out, "m{}", write_numbers(steps));
        }
    }
    out
}

/// The points of a line without those that repeat the one before or lie straight between their neighbours.
fn straighten(points: impl Iterator<Item = (i64, i64)>) -> Vec<(i64, i64)> {
    let mut kept: Vec<(i64, i64)> = Vec::new();
    for next in points {
        if kept.last() == Some(&next) && kept.len() > 1 {
            continue;
        }
        if let [.., a, b] = kept.as_slice() {
            let (first, second) = ((b.0 - a.0, b.1 - a.1), (next.0 - b.0, next.1 - b.1));
            let turns = first.0 * second.1 != first.1 * second.0;
            if !turns && first.0 * second.0 + first.1 * second.1 > 0 {
                kept.pop();
            }
        }
        kept.push(next);
    }
    kept
}

fn write_boxes(marks: &[Mark]) -> String {
    let mut at = (0, 0);
    let each = marks.iter().filter_map(|mark| match mark {
        Mark::Box { from, to, .. } => Some(write_box(*from, *to, &mut at)),
        _ => None,
    });
    each.collect()
}

/// A box, all of them turning the same way, so that those of one path are filled where they lie on each other too.
fn write_box(from: (f64, f64), to: (f64, f64), at: &mut (i64, i64)) -> String {
    let (a, b) = (point(from), point(to));
    let (left, top, wide, high) = (a.0.min(b.0), a.1.min(b.1), (b.0 - a.0).abs(), (b.1 - a.1).abs());
    let start = write_numbers([left - at.0, top - at.1]);
    *at = (left, top);
    format!("m{start}h{wide}v{high}h-{wide}z")
}

/// Dots, as lines too short to be seen but for their round ends.
fn write_dots(marks: &[Mark]) -> String {
    let mut at = (0, 0);
    let each = marks.iter().filter_map(|mark| match mark {
        Mark::Dot { at: middle, .. } => {
            let (x, y) = point(*middle);
            let step = write_numbers([x - at.0, y - at.1]);
            at = (x + 1, y);
            Some(format!("m{step}h1"))
        }
        _ => None,
    });
    each.collect()
}

/// Texts of one style.
fn write_texts(marks: &[Mark], style: Type) -> String {
    let anchor = match style.anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    };
    let weight = if style.weight == Weight::Bold { " font-weight=\"bold\"" } else { "" };
    let look = format!(" fill=\"{}\" font-size=\"{}\"{weight}{anchor}", style.colour.hex(), units(style.size));
    let write = |mark: &Mark, look: &str| match mark {
        Mark::Text { at, text, .. } => {
            let (x, y) = point(*at);
            format!("<text x=\"{x}\" y=\"{y}\"{look}>{}</text>", escape(text))
        }
        _ => String::new(),
    };
    match marks {
        [one] => write(one, &look),
        many => format!("<g{look}>{}</g>", many.iter().map(|mark| write(mark, "")).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::style::{INK, MUTED};

    /// The points of a path of relative steps and boxes, in the order in which they are drawn.
    fn read(d: &str) -> Vec<Vec<(i64, i64)>> {
        let (mut lines, mut at, mut start) = (Vec::new(), (0, 0), (0, 0));
        let mut rest = d;
        while let Some(command) = rest.chars().next() {
            rest = &rest[1..];
            let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let spaced = rest[..end].replace('-', " -");
            let numbers: Vec<i64> = spaced.split_whitespace().map(|n| n.parse().unwrap()).collect();
            rest = &rest[end..];
            match command {
                'm' => {
                    for (i, step) in numbers.chunks(2).enumerate() {
                        at = (at.0 + step[0], at.1 + step[1]);
                        if i == 0 {
                            start = at;
                            lines.push(Vec::new());
                        }
                        lines.last_mut().unwrap().push(at);
                    }
                }
                'h' | 'v' => {
                    at = if command == 'h' { (at.0 + numbers[0], at.1) } else { (at.0, at.1 + numbers[0]) };
                    lines.last_mut().unwrap().push(at);
                }
                'z' => at = start,
                other => panic!("{other} in {d}"),
            }
        }
        lines
    }

    fn line(points: &[(f64, f64)]) -> Mark {
        Mark::Line { points: points.to_vec(), colour: INK, width: 1.0 }
    }

    #[test]
    fn paths_have_the_shape_of_their_marks() {
        let zigzag =
            [(10.0, 20.0), (11.5, 18.04), (11.5, 18.04), (30.0, 18.0), (40.0, 18.0), (55.0, 18.0), (2.0, 90.26)];
        let marks = [line(&zigzag), line(&[(5.0, 5.0), (5.0, 8.0)]), line(&[(1.0, 1.0), (9.0, 1.0), (4.0, 1.0)])];
        let found = read(&write_lines(&marks));
        assert_eq!(found[0], [(100, 200), (115, 180), (550, 180), (20, 903)], "straight stretches are one");
        assert_eq!(found[1], [(50, 50), (50, 80)]);
        assert_eq!(found[2], [(10, 10), (90, 10), (40, 10)], "a line that turns back keeps its turn");
    }

    #[test]
    fn boxes_of_one_path_all_turn_the_same_way() {
        let marks = [((1.0, 2.0), (4.0, 6.0)), ((9.0, 9.0), (3.0, 5.0))].map(|(from, to)| Mark::Box {
            from,
            to,
            colour: MUTED,
        });
        let found = read(&write_boxes(&marks));
        assert_eq!(found[0], [(10, 20), (40, 20), (40, 60), (10, 60)]);
        assert_eq!(found[1], [(30, 50), (90, 50), (90, 90), (30, 90)]);
    }

    #[test]
    fn dots_lie_one_after_the_other() {
        let dot = |at| Mark::Dot { at, radius: 2.0, colour: INK };
        let found = read(&write_dots(&[dot((1.0, 2.0)), dot((0.5, 7.0))]));
        assert_eq!(found.iter().map(|line| line[0]).collect::<Vec<_>>(), [(10, 20), (5, 70)]);
    }

    #[test]
    fn marks_that_look_alike_share_an_element_and_words_are_escaped() {
        let style = Type::new(12.0, INK);
        let text = |words: &str| Mark::Text { at: (1.0, 2.0), text: words.to_owned(), style };
        let written = write_marks(&[text("a<b"), text("c"), line(&[(0.0, 0.0), (1.0, 0.0)])], (10.0, 10.0));
        assert_eq!(written.lines().count(), 3, "{written}");
        assert!(
            written.contains("<g fill=\"#1B1F24\" font-size=\"120\"><text x=\"10\" y=\"20\">a&lt;b</text>"),
            "{written}"
        );
    }
}
