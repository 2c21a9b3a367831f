//! Charts on a page: the drawing with its title as a heading, places that a pointer reads, and the figures behind it.

use maud::{Markup, PreEscaped, html};

use crate::charts::{Chart, Zone};

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

/// A chart. Its text was escaped when it was drawn.
fn render_chart(chart: &Chart, position: Option<&SwitchPosition<'_>>) -> Markup {
    let id = format!("chart-{}", chart.name);
    let title = format!("{id}-title");
    let drawing = &chart.drawing;
    // On a page the title is a heading.
    let (width, height, below) = (units(drawing.size.0), units(drawing.size.1), units(drawing.title_end));
    let view = format!("0 {below} {width} {}", height - below);
    let class = position.filter(|p| p.later).map(|_| "later");
    html! {
        figure id=(id) class=[class] data-market=[position.map(|p| p.market)] data-measure=[position.map(|p| p.measure)] {
            figcaption { h3 id=(title) dir="auto" { (chart.title) } }
            div.plot tabindex="0" role="group" aria-labelledby=(title)
                aria-describedby=[(!chart.zones.is_empty()).then_some("chart-keys")] {
                svg xmlns="http://www.w3.org/2000/svg" viewBox=(view) role="img" aria-label=(chart.alt) {
                    (PreEscaped(&drawing.body))
                    (zones(&chart.zones))
                }
            }
            p.swipe aria-hidden="true" { "Swipe sideways to see all of the drawing." }
            @if !chart.table.rows.is_empty() {
                details.data.paper[chart.table.rows.len() <= ON_PAPER] {
                    summary { "Figures" span.unseen { ": " (chart.title) } }
                    (render_table(&format!("Figures: {}", chart.title), &chart.table))
                }
            }
        }
    }
}

/// The units of drawings: tenths of a pixel.
fn units(pixels: f64) -> i64 {
    (pixels * 10.0).round() as i64
}

/// Invisible places over the drawing.
fn zones(zones: &[Zone]) -> Markup {
    html! { @if !zones.is_empty() { g.zones {
        @for z in zones {
            rect data-row=(z.row) x=(units(z.left)) y=(units(z.top))
                width=(units(z.right) - units(z.left)) height=(units(z.bottom) - units(z.top)) {}
        }
    } } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::canvas::Mark;
    use crate::charts::{render, sample};

    #[test]
    fn a_drawing_on_a_page_begins_below_its_title() {
        for chart in render(&sample::summary()).unwrap() {
            let texts = chart.drawing.marks.iter().filter_map(|mark| match mark {
                Mark::Text { at, text, style } => Some((at.1, text, style.size)),
                _ => None,
            });
            let (hidden, rest): (Vec<_>, Vec<_>) = texts.partition(|(y, ..)| *y < chart.drawing.title_end);
            let words: Vec<&str> = hidden.iter().map(|(_, text, _)| text.as_str()).collect();
            assert_eq!(words.join(" "), chart.title);
            assert!(rest.iter().all(|(y, _, size)| y - size > chart.drawing.title_end), "{}", chart.name);
            let page = render_chart(&chart, None).into_string();
            assert!(page.contains(&chart.drawing.body) && !page.contains("<title"), "{}", chart.name);
        }
    }

    #[test]
    fn places_lie_in_the_units_of_the_drawing() {
        let zone = Zone { left: 1.0, top: 2.25, right: 11.0, bottom: 4.0, row: 3 };
        let markup = zones(&[zone]).into_string();
        assert!(markup.contains("<rect data-row=\"3\" x=\"10\" y=\"23\" width=\"100\" height=\"17\">"), "{markup}");
    }
}
