//! Charts on a page: the drawing with its title as a heading, places that a pointer reads, and the figures behind it.

use maud::{Markup, PreEscaped, html};

use crate::charts::canvas::Drawing;
use crate::charts::{Chart, Zone, units};

use super::tables::render_table;

/// Tables of no more rows are printed under their chart.
const ON_PAPER: usize = 12;

/// Charts one after the other.
pub(in crate::report) fn render_charts<'a>(charts: impl IntoIterator<Item = &'a Chart>) -> Markup {
    html! { @for chart in charts { (render_chart(chart, None)) } }
}

/// Charts of which one is shown at a time, chosen by market, where there are several, and by figure. Each stem comes with what
/// people call it and its charts, one a market. Without a script, and on paper, every market stands there by the first figure.
pub(in crate::report) fn render_switch(markets: &[String], figures: &[(&str, &str, Vec<&Chart>)]) -> Markup {
    html! {
        div.switch data-switch {
            div.pick {
                @if !markets.is_empty() {
                    label { "Market " select data-pick="market" autocomplete="off" {
                        @for (i, name) in markets.iter().enumerate() { option value=(i) { (name) } }
                    } }
                }
                @if figures.len() > 1 {
                    label { "Figure " select data-pick="measure" autocomplete="off" {
                        @for (stem, word, _) in figures { option value=(stem) { (word) } }
                    } }
                }
            }
            @for (i, (stem, _, charts)) in figures.iter().enumerate() {
                @for (market, chart) in charts.iter().enumerate() {
                    (render_chart(chart, Some(&SwitchPosition { market, measure: stem, later: i > 0 })))
                }
            }
        }
    }
}

/// Where a chart stands among those of which one is shown at a time.
struct SwitchPosition<'a> {
    /// Value of the first list.
    market: usize,
    /// Value of the second.
    measure: &'a str,
    /// Whether it is left out where nothing can be chosen: on paper, and without a script.
    later: bool,
}

/// A chart, in both of its widths, of which the page shows the one that fits. Its text was escaped when it was drawn.
fn render_chart(chart: &Chart, position: Option<&SwitchPosition<'_>>) -> Markup {
    let id = format!("chart-{}", chart.name);
    let (title, alt) = (format!("{id}-title"), format!("{id}-alt"));
    let class = position.filter(|p| p.later).map(|_| "later");
    html! {
        figure id=(id) class=[class] data-market=[position.map(|p| p.market)] data-measure=[position.map(|p| p.measure)] {
            figcaption { h3 id=(title) dir="auto" { (chart.title) } }
            p id=(alt) hidden { (chart.alt) }
            div.plot tabindex="0" role="group" aria-labelledby=(title)
                aria-describedby=[(!chart.drawing.zones.is_empty()).then_some("chart-keys")] {
                (render_drawing(&chart.drawing, "wide", &alt))
                (render_drawing(&chart.narrow, "narrow", &alt))
            }
            @if !chart.table.rows.is_empty() {
                details.data.paper[chart.table.rows.len() <= ON_PAPER] {
                    summary { "Figures" span.unseen { ": " (chart.title) } }
                    (render_table(&format!("Figures: {}", chart.title), &chart.table))
                }
            }
        }
    }
}

/// A drawing without its title, which is a heading on a page.
fn render_drawing(drawing: &Drawing, class: &str, alt: &str) -> Markup {
    let (width, height, below) = (units(drawing.size.0), units(drawing.size.1), units(drawing.title_end));
    let view = format!("0 {below} {width} {}", height - below);
    html! {
        svg class=(class) xmlns="http://www.w3.org/2000/svg" viewBox=(view) role="img" aria-labelledby=(alt) {
            (PreEscaped(&drawing.body))
            (render_zones(&drawing.zones))
        }
    }
}

/// Invisible places over the drawing, which the script makes of their numbers: row, left, width, top and height each, of
/// which the last two are left out where they are those of the place before.
fn render_zones(zones: &[Zone]) -> Markup {
    let mut before = None;
    let place = |zone: &Zone| {
        let (left, top) = (units(zone.left), units(zone.top));
        let (wide, high) = (units(zone.right) - left, units(zone.bottom) - top);
        let whole = before.replace((top, high)) != Some((top, high));
        if whole { format!("{} {left} {wide} {top} {high}", zone.row) } else { format!("{} {left} {wide}", zone.row) }
    };
    let places: Vec<String> = zones.iter().map(place).collect();
    html! { @if !places.is_empty() { g.zones data-zones=(places.join(",")) {} } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::canvas::Mark;
    use crate::charts::{render, sample};

    #[test]
    fn a_drawing_on_a_page_begins_below_its_title() {
        for chart in render(&sample::summary()).unwrap() {
            let page = render_chart(&chart, None).into_string();
            for drawing in [&chart.drawing, &chart.narrow] {
                let texts = drawing.marks.iter().filter_map(|mark| match mark {
                    Mark::Text { at, text, style } => Some((at.1, text, style.size)),
                    _ => None,
                });
                let (hidden, rest): (Vec<_>, Vec<_>) = texts.partition(|(y, ..)| *y < drawing.title_end);
                let words: Vec<&str> = hidden.iter().map(|(_, text, _)| text.as_str()).collect();
                assert_eq!(words.join(" "), chart.title);
                assert!(rest.iter().all(|(y, _, size)| y - size > drawing.title_end), "{}", chart.name);
                assert!(page.contains(&drawing.body) && !page.contains("<title"), "{}", chart.name);
            }
        }
    }

    #[test]
    fn places_lie_in_the_units_of_the_drawing() {
        let zone = Zone { left: 1.0, top: 2.25, right: 11.0, bottom: 4.0, row: 3 };
        let next = Zone { left: 11.0, right: 12.0, row: 4, ..zone };
        let below = Zone { top: 4.0, bottom: 6.0, ..next };
        let markup = render_zones(&[zone, next, below]).into_string();
        assert!(markup.contains("data-zones=\"3 10 100 23 17,4 110 10,4 110 10 40 20\""), "{markup}");
    }
}
