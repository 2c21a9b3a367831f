//! Tables behind charts, and the places in the drawing that stand for their rows.

use super::words::drawings;
use super::*;
use crate::charts::{Cell, Zone};

#[test]
fn every_chart_has_its_figures() {
    for (run, charts) in &*STRESSED {
        for chart in charts {
            let table = &chart.table;
            assert!(!table.caption.is_empty() && !table.rows.is_empty(), "{run}, {}", chart.name);
            for row in &table.rows {
                assert_eq!(row.len(), table.columns.len(), "{run}, {}", chart.name);
                assert!(!row[0].is_missing(), "{run}, {}", chart.name);
            }
        }
    }
}

#[test]
fn zones_lie_inside_apart_from_each_other_and_name_a_row() {
    for (run, charts) in &*STRESSED {
        for (chart, drawing) in charts.iter().flat_map(|chart| drawings(chart).map(|drawing| (chart, drawing))) {
            let (width, height) = drawing.size;
            assert!(!drawing.zones.is_empty(), "{run}, {}", chart.name);
            let mut sorted = drawing.zones.clone();
            sorted.sort_by(|a, b| a.top.total_cmp(&b.top));
            for (i, a) in sorted.iter().enumerate() {
                assert!(a.row < chart.table.rows.len(), "{run}, {}: {a:?}", chart.name);
                let whole = a.left >= 0.0 && a.top >= 0.0 && a.right <= width && a.bottom <= height;
                assert!(whole && a.left < a.right && a.top < a.bottom, "{run}, {}: {a:?}", chart.name);
                for b in sorted[i + 1..].iter().take_while(|b| b.top < a.bottom - 1e-6) {
                    let apart = a.left >= b.right - 1e-6 || b.left >= a.right - 1e-6;
                    assert!(apart, "{run}, {}: {a:?} on {b:?}", chart.name);
                }
            }
        }
    }
}

/// The zone under a point.
fn at(chart: &Chart, (x, y): (f64, f64)) -> Option<&Zone> {
    chart.drawing.zones.iter().find(|z| z.left <= x && x <= z.right && z.top <= y && y <= z.bottom)
}

fn text(cell: &Cell) -> String {
    cell.write()
}

#[test]
fn the_zone_at_a_date_tells_that_date_and_market() {
    let summary = sample::summary();
    for (name, market) in [("retention", "Europe"), ("access", "United States")] {
        let drawn = chart(&summary, name);
        let words = words(&drawn.drawing);
        let heading = place(&words, market);
        // The first tick of that year in the panel under that heading.
        let tick = words
            .iter()
            .filter(|w| w.text == "2024" && w.top > heading.bottom && w.left > heading.left)
            .min_by(|a, b| (a.top + a.left).total_cmp(&(b.top + b.left)))
            .unwrap();
        let zone = at(&drawn, (tick.middle().0, tick.top - 40.0)).unwrap();
        let row = &drawn.table.rows[zone.row];
        assert_eq!(text(&row[0]), market, "{name}");
        let about = ["2023", "2024"].iter().any(|year| text(&row[1]).ends_with(year));
        assert!(about, "{name}: {row:?}");
    }
}

#[test]
fn the_zone_of_a_part_tells_its_probability() {
    let summary = sample::summary();
    let drawn = chart(&summary, "outcomes");
    let words = words(&drawn.drawing);
    let india = words.into_iter().find(|w| w.text == "93%").unwrap();
    let row = &drawn.table.rows[at(&drawn, (india.left, india.bottom)).unwrap().row];
    assert_eq!(row[..3].iter().map(text).collect::<Vec<_>>(), ["India", "Banned", "93.0%"]);
    assert_eq!(text(&row[3]), "92.5–93.5%");
}
