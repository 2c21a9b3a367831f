//! Where `plotters` draws to: SVG of few bytes, with whole tenths of a pixel, paths of relative steps, and marks that look alike in one
//! element. The backend that comes with `plotters` writes every point in full and every look anew, three times as much.

use std::convert::Infallible;
use std::fmt::Write as _;

use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind, FontStyle,
};

/// Units of a drawing in a pixel: tenths keep curves smooth.
const UNITS: f64 = 10.0;
/// `plotters` hands on a font of size s as s / 1.24.
pub(super) const FONT_UNITS: f64 = 1.24;

/// What marks that stand in one element have in common.
#[derive(Debug, Clone, PartialEq)]
enum Look {
    Line { colour: String, width: u32 },
    Area,
    Box { colour: String },
    Dot { colour: String, width: u32 },
    Text { attributes: String },
}

/// Takes what `plotters` draws.
#[derive(Debug)]
pub(super) struct SvgPaths<'a> {
    size: (u32, u32),
    /// Elements that are whole.
    done: &'a mut String,
    /// The element in the making: what its marks look like, what stands in it, and where its path ends.
    pending: Option<(Look, Vec<String>, BackendCoord)>,
}

/// The units of so many pixels.
pub(crate) fn units(pixels: f64) -> i32 {
    (pixels * UNITS).round() as i32
}

/// What must not be taken for markup, as it is written in it.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Where text hangs that `plotters` places by its top, below that: the baseline, in ems.
pub(super) const TOP_TO_BASELINE: f64 = 0.76;

impl<'a> SvgPaths<'a> {
    /// A drawing of so many units, whose elements are all in `done` once it is presented.
    pub(super) fn new(size: (u32, u32), done: &'a mut String) -> Self {
        Self { size, done, pending: None }
    }

    /// Adds a mark of this look, written from where the path before it ends.
    fn add(&mut self, look: Look, write: impl FnOnce(&mut BackendCoord) -> String) {
        if self.pending.as_ref().is_none_or(|(of, ..)| *of != look || look == Look::Area) {
            self.close();
            self.pending = Some((look, Vec::new(), (0, 0)));
        }
        if let Some((_, parts, at)) = &mut self.pending {
            parts.push(write(at));
        }
    }

    /// Writes the element in the making.
    fn close(&mut self) {
        let Some((look, parts, _)) = self.pending.take() else { return };
        let d = parts.concat();
        let out = &mut *self.done;
        // What is written cannot fail to be, in memory.
        let _ = match look {
            Look::Line { colour, width } => {
                writeln!(out, "<path fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" d=\"{d}\"/>")
            }
            Look::Area => writeln!(out, "{d}"),
            Look::Box { colour } => writeln!(out, "<path fill=\"{colour}\" d=\"{d}\"/>"),
            Look::Dot { colour, width } => {
                let round = "fill=\"none\" stroke-linecap=\"round\"";
                writeln!(out, "<path {round} stroke=\"{colour}\" stroke-width=\"{width}\" d=\"{d}\"/>")
            }
            Look::Text { attributes } => match parts.as_slice() {
                [one] => writeln!(out, "{}", one.replacen("<text", &format!("<text{attributes}"), 1)),
                several => writeln!(out, "<g{attributes}>{}</g>", several.concat()),
            },
        };
    }
}

fn write_colour(colour: BackendColor) -> String {
    let (r, g, b) = colour.rgb;
    format!("#{r:02X}{g:02X}{b:02X}")
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for SvgPaths<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        self.close();
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Drawn {
        self.draw_rect(point, point, &colour, true)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        if fill {
            self.add(Look::Box { colour: write_colour(style.color()) }, |at| write_box(from, to, at));
            return Ok(());
        }
        self.draw_path([from, (to.0, from.1), to, (from.0, to.1), from], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let look = Look::Line { colour: write_colour(style.color()), width: style.stroke_width() };
        self.add(look, |at| write_line(path, at));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, middle: BackendCoord, radius: u32, style: &S, _: bool) -> Drawn {
        // A line too short to be seen but for its round ends.
        let look = Look::Dot { colour: write_colour(style.color()), width: 2 * radius };
        self.add(look, |at| {
            let step = write_numbers([middle.0 - at.0, middle.1 - at.1]);
            *at = (middle.0 + 1, middle.1);
            format!("m{step}h1")
        });
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, corners: I, style: &S) -> Drawn {
        let colour = write_colour(style.color());
        self.add(Look::Area, |_| format!("<path fill=\"{colour}\" d=\"{}z\"/>", write_line(corners, &mut (0, 0))));
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, top: BackendCoord) -> Drawn {
        let anchor = match style.anchor().h_pos {
            HPos::Left => "",
            HPos::Center => " text-anchor=\"middle\"",
            HPos::Right => " text-anchor=\"end\"",
        };
        let weight = if matches!(style.style(), FontStyle::Bold) { " font-weight=\"bold\"" } else { "" };
        let size = style.size() / FONT_UNITS;
        let attributes =
            format!(" fill=\"{}\" font-size=\"{}\"{weight}{anchor}", write_colour(style.color()), size.round());
        let baseline = top.1 + (TOP_TO_BASELINE * size).round() as i32;
        self.add(Look::Text { attributes }, |_| {
            format!("<text x=\"{}\" y=\"{baseline}\">{}</text>", top.0, escape(text))
        });
        Ok(())
    }
}

/// Numbers, a space between those that have no sign to tell them apart.
fn write_numbers(numbers: impl IntoIterator<Item = i32>) -> String {
    let mut out = String::new();
    for number in numbers {
        if number >= 0 && !out.is_empty() {
            out.push(' ');
        }
        let _ = write!(out, "{number}");
    }
    out
}

/// A line, in steps from where the one before it ended.
fn write_line(points: impl IntoIterator<Item = BackendCoord>, at: &mut BackendCoord) -> String {
    let points = straighten(points.into_iter());
    let steps = points.iter().flat_map(|next| {
        let step = [next.0 - at.0, next.1 - at.1];
        *at = *next;
        step
    });
    format!("m{}", write_numbers(steps.collect::<Vec<_>>()))
}

/// The points of a line without those that repeat the one before or lie straight between their neighbours.
fn straighten(points: impl Iterator<Item = BackendCoord>) -> Vec<BackendCoord> {
    let mut kept: Vec<BackendCoord> = Vec::new();
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

/// A box, all of them turning the same way, so that those of one path are filled where they lie on each other too.
fn write_box(a: BackendCoord, b: BackendCoord, at: &mut BackendCoord) -> String {
    let (left, top, wide, high) = (a.0.min(b.0), a.1.min(b.1), (b.0 - a.0).abs(), (b.1 - a.1).abs());
    let start = write_numbers([left - at.0, top - at.1]);
    *at = (left, top);
    format!("m{start}h{wide}v{high}h-{wide}z")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The points of a path of relative steps and boxes, in the order in which they are drawn.
    fn read(d: &str) -> Vec<Vec<(i32, i32)>> {
        let (mut lines, mut at, mut start) = (Vec::new(), (0, 0), (0, 0));
        let mut rest = d;
        while let Some(command) = rest.chars().next() {
            rest = &rest[1..];
            let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
            let spaced = rest[..end].replace('-', " -");
            let numbers: Vec<i32> = spaced.split_whitespace().map(|n| n.parse().unwrap()).collect();
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

    fn draw(draw: impl FnOnce(&mut SvgPaths)) -> String {
        let mut done = String::new();
        let mut paths = SvgPaths::new((100, 100), &mut done);
        draw(&mut paths);
        paths.present().unwrap();
        done
    }

    /// The path of an element.
    fn path(element: &str) -> &str {
        element.split(" d=\"").nth(1).unwrap().split('"').next().unwrap()
    }

    const INK: BackendColor = BackendColor { alpha: 1.0, rgb: (0x1B, 0x1F, 0x24) };

    #[test]
    fn paths_have_the_shape_of_their_marks() {
        let zigzag = [(100, 200), (115, 180), (115, 180), (300, 180), (400, 180), (550, 180), (20, 903)];
        let drawn = draw(|paths| {
            paths.draw_path(zigzag, &INK).unwrap();
            paths.draw_path([(50, 50), (50, 80)], &INK).unwrap();
            paths.draw_path([(10, 10), (90, 10), (40, 10)], &INK).unwrap();
        });
        assert_eq!(drawn.lines().count(), 1, "{drawn}");
        let found = read(path(&drawn));
        assert_eq!(found[0], [(100, 200), (115, 180), (550, 180), (20, 903)], "straight stretches are one");
        assert_eq!(found[1], [(50, 50), (50, 80)]);
        assert_eq!(found[2], [(10, 10), (90, 10), (40, 10)], "a line that turns back keeps its turn");
    }

    #[test]
    fn boxes_of_one_path_all_turn_the_same_way() {
        let drawn = draw(|paths| {
            paths.draw_rect((10, 20), (40, 60), &INK, true).unwrap();
            paths.draw_rect((90, 90), (30, 50), &INK, true).unwrap();
        });
        let found = read(path(&drawn));
        assert_eq!(found[0], [(10, 20), (40, 20), (40, 60), (10, 60)]);
        assert_eq!(found[1], [(30, 50), (90, 50), (90, 90), (30, 90)]);
    }

    #[test]
    fn dots_lie_one_after_the_other() {
        let drawn = draw(|paths| {
            paths.draw_circle((10, 20), 20, &INK, true).unwrap();
            paths.draw_circle((5, 70), 20, &INK, true).unwrap();
        });
        let found = read(path(&drawn));
        assert_eq!(found.iter().map(|line| line[0]).collect::<Vec<_>>(), [(10, 20), (5, 70)]);
        assert!(drawn.contains("stroke-width=\"40\""), "{drawn}");
    }
}
