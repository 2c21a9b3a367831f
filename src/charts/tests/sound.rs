//! All that any chart must hold to, whatever its figures and names.

use super::words::{assert_clear, assert_known_colours, assert_legible, assert_readable, drawings};
use super::*;

/// A name that would break what takes it for more than words.
pub(in crate::charts) const HOSTILE: &str =
    "<script>alert('x')</script>\u{202E}\u{0}\"&amp;\u{1b}[31m a very long name that goes on and on and on مصر";

/// Words, marks, colours, zones and table of a chart.
pub(in crate::charts) fn assert_sound(run: &str, chart: &Chart) {
    assert_readable(run, chart);
    assert_clear(run, chart);
    assert_legible(run, chart);
    assert_known_colours(chart);
    assert_zones(run, chart);
    assert_table(run, chart);
    assert!(!chart.svg().contains("<script"), "{run}, {}", chart.name);
    let words = [chart.title.clone(), chart.alt.clone(), chart.svg()];
    let unwanted = |c: char| c == '\u{202E}' || (c.is_control() && c != '\n');
    assert!(words.iter().all(|text| !text.contains(unwanted) && !text.contains("NaN")), "{run}, {}", chart.name);
    assert!(chart.alt.len() > 40 && chart.alt.bytes().any(|b| b.is_ascii_digit()), "{run}: {}", chart.alt);
    assert!(chart.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
}

fn assert_zones(run: &str, chart: &Chart) {
    drawings(chart).into_iter().for_each(|drawing| assert_places(run, chart, drawing));
}

fn assert_places(run: &str, chart: &Chart, drawing: &Drawing) {
    let (width, height) = drawing.size;
    assert!(!drawing.zones.is_empty(), "{run}, {}", chart.name);
    for (i, a) in drawing.zones.iter().enumerate() {
        assert!(a.row < chart.table.rows.len() && a.left < a.right && a.top < a.bottom, "{run}, {}: {a:?}", chart.name);
        let inside = a.left >= 0.0 && a.top >= 0.0 && a.right <= width && a.bottom <= height;
        assert!(inside, "{run}, {}: {a:?}", chart.name);
        for b in &drawing.zones[..i] {
            let apart = a.left >= b.right - 1e-6
                || b.left >= a.right - 1e-6
                || a.top >= b.bottom - 1e-6
                || b.top >= a.bottom - 1e-6;
            assert!(apart, "{run}, {}: {a:?} on {b:?}", chart.name);
        }
    }
}

fn assert_table(run: &str, chart: &Chart) {
    let table = &chart.table;
    assert!(!table.caption.is_empty() && !table.rows.is_empty(), "{run}, {}", chart.name);
    for row in &table.rows {
        assert_eq!(row.len(), table.columns.len(), "{run}, {}", chart.name);
        assert!(!row[0].is_missing(), "{run}, {}", chart.name);
    }
}
