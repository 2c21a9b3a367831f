//! The embedded typeface: its bytes, the width of words in it, and fitting words into a space.

use std::sync::LazyLock;
use ttf_parser::Face;

/// Inter Regular, reduced to the scripts that `fonts/README.md` lists.
pub(crate) const REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.otf");
/// Inter's semi-bold weight, reduced likewise.
pub(crate) const SEMIBOLD: &[u8] = include_bytes!("fonts/Inter-SemiBold.otf");
/// What SVG and HTML ask for, best first.
pub(crate) const FAMILY: &str = "Inter, 'Helvetica Neue', Helvetica, Arial, 'Noto Sans', sans-serif";

/// Weight of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Running text.
    Regular,
    /// Titles and what matters.
    Bold,
}

struct Metrics {
    face: Option<Face<'static>>,
}

impl Metrics {
    fn new(bytes: &'static [u8]) -> Self {
        Self { face: Face::parse(bytes, 0).ok() }
    }

    /// Width of one character in ems; an estimate on the wide side where the typeface lacks it.
    fn advance(&self, c: char) -> f64 {
        let wide = if ('\u{1100}'..).contains(&c) && !('\u{2000}'..'\u{2E80}').contains(&c) { 1.05 } else { 0.7 };
        self.face
            .as_ref()
            .and_then(|face| {
                let glyph = face.glyph_index(c)?;
                Some(f64::from(face.glyph_hor_advance(glyph)?) / f64::from(face.units_per_em()))
            })
            .unwrap_or(wide)
    }
}

static METRICS: LazyLock<[Metrics; 2]> = LazyLock::new(|| [Metrics::new(REGULAR), Metrics::new(SEMIBOLD)]);

/// `text` with a question mark for each character that the typeface lacks: a picture, which knows no other, would
/// leave it out, as if nothing were there.
pub(super) fn drawable(text: &str) -> String {
    let has = |c: char| METRICS[0].face.as_ref().is_none_or(|face| face.glyph_index(c).is_some());
    text.chars().map(|c| if c.is_ascii() || has(c) { c } else { '?' }).collect()
}

/// Whether the typeface has every character of `text` that is to be seen.
pub(super) fn has_all(text: &str) -> bool {
    crate::text::clean::clean(text) == drawable(&crate::text::clean::clean(text))
}

/// Width of `text` in pixels at `size` pixels an em.
pub(crate) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let metrics = &METRICS[usize::from(weight == Weight::Bold)];
    size * text.chars().map(|c| metrics.advance(c)).sum::<f64>()
}

/// `text`, cut with an ellipsis where it is wider than `space` pixels.
pub(crate) fn fit(text: &str, size: f64, weight: Weight, space: f64) -> String {
    if text.is_empty() || width(text, size, weight) <= space {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = width("…", size, weight);
    for c in text.chars() {
        used += width(c.encode_utf8(&mut [0; 4]), size, weight);
        if used > space {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end())
}

/// `text` broken into at most `most` lines of `space` pixels; the last is cut where it must be.
pub(crate) fn wrap(text: &str, size: f64, weight: Weight, space: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while words.peek().is_some() {
        if lines.len() + 1 >= most {
            let rest = words.by_ref().collect::<Vec<_>>().join(" ");
            lines.push(fit(&rest, size, weight, space));
            break;
        }
        let mut line = String::new();
        while let Some(word) = words.peek() {
            let longer = if line.is_empty() { (*word).to_owned() } else { format!("{line} {word}") };
            if !line.is_empty() && width(&longer, size, weight) > space {
                break;
            }
            line = longer;
            words.next();
        }
        lines.push(fit(&line, size, weight, space));
    }
    lines
}

/// The same in as many lines, of about equal length, so that no word is left alone on the last.
pub(crate) fn wrap_evenly(text: &str, size: f64, weight: Weight, space: f64, most: usize) -> Vec<String> {
    let mut lines = wrap(text, size, weight, space, most);
    let whole = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let count = lines.len();
    if count < 2 || lines.join(" ") != whole {
        return lines;
    }
    let (mut narrow, mut wide) = (space / 2.0, space);
    while wide - narrow > 2.0 {
        let middle = f64::midpoint(narrow, wide);
        let tried = wrap(text, size, weight, middle, most);
        if tried.len() == count && tried.join(" ") == whole {
            (wide, lines) = (middle, tried);
        } else {
            narrow = middle;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_typeface() {
        // Advance of the digit 0 in Inter 3.19, from its hmtx table, in units of 2816 an em.
        assert!(METRICS.iter().all(|m| m.face.is_some()));
        assert!(width("00", 100.0, Weight::Regular) > 110.0 && width("00", 100.0, Weight::Regular) < 140.0);
        assert!(width("Brazil", 13.0, Weight::Bold) > width("Brazil", 13.0, Weight::Regular));
    }

    #[test]
    fn what_the_typeface_lacks_is_seen_to_be_there() {
        let same = "<text x=\"3\">München, Ελλάδα, Россия: −$1.2bn ± 0.1 …</text>\n";
        assert_eq!(drawable(same), same);
        assert_eq!(drawable("<title>中国 مصر</title>"), "<title>?? ???</title>");
        assert_eq!(["Côte d’Ivoire", "Ελλάδα", "日本"].map(has_all), [true, true, false]);
    }

    #[test]
    fn fitted_text_fits() {
        let name = "The Federated States of a Very Long Name Indeed";
        for space in [30.0, 80.0, 200.0] {
            let cut = fit(name, 13.0, Weight::Regular, space);
            assert!(width(&cut, 13.0, Weight::Regular) <= space && cut.ends_with('…'));
        }
        assert_eq!(fit(name, 13.0, Weight::Regular, 1000.0), name);
    }

    #[test]
    fn wrapped_text_keeps_its_words_and_its_width() {
        let text = "one two three four five six seven eight nine ten";
        let lines = wrap(text, 13.0, Weight::Regular, 120.0, 9);
        assert_eq!(lines.join(" "), text);
        assert!(lines.len() > 1 && lines.iter().all(|l| width(l, 13.0, Weight::Regular) <= 120.0));
        assert_eq!(wrap(text, 13.0, Weight::Regular, 120.0, 2).len(), 2);
        assert!(wrap(&"x".repeat(500), 13.0, Weight::Regular, 120.0, 2)[0].ends_with('…'));
    }

    #[test]
    fn even_lines_are_as_many_and_no_word_is_alone() {
        let text = "one two three four five six seven eight nine";
        let (plain, even) = (wrap(text, 13.0, Weight::Bold, 250.0, 3), wrap_evenly(text, 13.0, Weight::Bold, 250.0, 3));
        assert_eq!((plain.len(), even.len()), (2, 2));
        assert_eq!(even.join(" "), text);
        let shortest = |lines: &[String]| lines.iter().map(String::len).min();
        assert!(shortest(&even) > shortest(&plain), "{even:?}");
        let cut = wrap_evenly(text, 13.0, Weight::Bold, 100.0, 2);
        assert!(cut.len() == 2 && cut[1].ends_with('…'), "{cut:?}");
        assert_eq!(wrap_evenly("one", 13.0, Weight::Bold, 250.0, 3), ["one"]);
    }
}
